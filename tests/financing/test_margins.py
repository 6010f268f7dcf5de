"""Margins of users who differ: hand cases, SciPy and numpy as oracles, and what must hold whatever the figures."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stargate.financing.margins import Margins, Sold, after, margins, spread
from stargate.quantity.laws import Z90

A = np.array


def sold(monthly=200.0, per_token=0.0, kept=1.0, unit_cost=2.0, median=40.0, wide=1.5, free=0.0):
    return Sold(*(A([float(v)]) for v in (monthly, per_token, kept, unit_cost, median, wide, free)))


def of(product) -> Margins:
    return Margins(*(float(v[0]) for v in margins(product)))


def test_a_plan_of_200_dollars_loses_money_although_most_users_pay_for_themselves():
    """Tokens cost 2 USD a million; half the users use 40 m or less, which costs 80, and a few use far more."""
    found = of(sold())
    assert found.break_even_usage == 100
    assert found.usage == pytest.approx(123.20867, abs=1e-4)  # 40 exp(1.125)
    assert found.margin == pytest.approx(200 - 2 * 123.20867, abs=1e-4)  # -46.42 by user
    assert found.median_margin == 120
    assert found.losing == pytest.approx(0.270643, abs=1e-5)  # N(ln(40 / 100) / 1.5)
    assert found.heaviest_tenth == pytest.approx(0.58646, abs=1e-5)  # N(1.5 - 1.281552)
    assert found.break_even_price == pytest.approx(246.41734, abs=1e-4)
    assert found.break_even_cost == pytest.approx(200 / 123.20867, rel=1e-6)


def test_the_same_plan_if_all_used_alike():
    found = of(sold(wide=0.0))
    assert (found.margin, found.losing, found.usage) == (120, 0, 40)
    assert found.heaviest_tenth == pytest.approx(0.1)
    assert of(sold(wide=0.0, median=100.5)).losing == 1


def test_payment_fees_and_those_who_pay_nothing():
    found = of(sold(kept=0.95, free=10.0))
    assert found.break_even_usage == 95
    assert found.margin - found.with_free == pytest.approx(20)


def test_tokens_by_number_lose_on_everyone_or_on_nobody():
    earns, loses = of(sold(0, 3.0, 0.9)), of(sold(0, 2.0, 0.9))
    assert (earns.losing, earns.break_even_usage) == (0, math.inf)
    assert (loses.losing, loses.break_even_usage) == (1, 0)
    assert earns.margin == pytest.approx(0.7 * earns.usage)
    assert earns.break_even_price == pytest.approx(2 / 0.9)
    assert earns.break_even_cost == pytest.approx(2.7)


def test_a_product_that_is_given_away():
    found = of(sold(monthly=0.0))
    assert (found.losing, found.break_even_usage, found.break_even_cost) == (1, 0, 0)


def test_all_of_revenue_lost_to_fees_has_no_break_even_price():
    assert of(sold(kept=0.0)).break_even_price == math.inf


def test_spread():
    assert spread(A([40.0]), A([40 * math.exp(1.5 * Z90)]))[0] == pytest.approx(1.5)
    assert spread(A([40.0]), A([39.0]))[0] == 0


@pytest.mark.parametrize(
    ("median", "wide", "price", "cost"), [(40, 1.5, 200, 2), (0.5, 1.4, 20, 1.2), (2, 0.3, 6, 2.5)]
)
def test_against_scipy_and_a_million_users(median, wide, price, cost):
    from scipy.stats import lognorm

    found = of(sold(price, 0.0, 1.0, cost, median, wide))
    law = lognorm(s=wide, scale=median)
    assert found.usage == pytest.approx(law.mean(), rel=1e-12)
    assert found.losing == pytest.approx(law.sf(price / cost), rel=1e-10)
    users = np.sort(median * np.exp(wide * np.random.default_rng(1).standard_normal(1_000_000)))
    margin = price - cost * users
    assert found.margin == pytest.approx(margin.mean(), abs=5 * margin.std() / 1000)
    assert found.losing == pytest.approx((margin < 0).mean(), abs=2.5e-3)
    assert found.heaviest_tenth == pytest.approx(users[-100_000:].sum() / users.sum(), abs=0.01)


prices, shares = st.floats(0.5, 500), st.floats(0.3, 1.0)
products = st.tuples(prices, st.floats(0, 5), shares, st.floats(0.01, 20), st.floats(0.05, 100), st.floats(0.05, 2.5))


@given(products)
def test_at_break_even_nothing_is_earned_or_lost(figures):
    product = sold(*figures[:1], 0.0, *figures[2:])
    found = of(product)
    scale = found.revenue + found.cost
    assert of(product._replace(monthly=A([found.break_even_price]))).margin == pytest.approx(0, abs=1e-9 * scale)
    assert of(product._replace(unit_cost=A([found.break_even_cost]))).margin == pytest.approx(0, abs=1e-9 * scale)
    fee, cost = figures[0] * figures[2], figures[3]
    assert fee - cost * found.break_even_usage == pytest.approx(0, abs=1e-9 * fee)
    assert found.margin <= found.median_margin + 1e-9 * scale


@given(products, st.floats(1.01, 3))
def test_a_higher_price_never_loses_more(figures, times):
    product = sold(*figures)
    dearer = of(product._replace(monthly=product.monthly * times))
    assert dearer.losing <= of(product).losing
    assert dearer.margin > of(product).margin


@given(products, st.floats(0.2, 20), st.floats(0, 1), st.floats(0, 3))
def test_more_compute_in_all_exactly_where_demand_answers_enough(figures, efficiency, passed, elasticity):
    product = sold(*figures)
    then, demand = after(product, A([efficiency]), A([passed]), A([elasticity]))
    assert float(demand[0]) == pytest.approx(efficiency ** (passed * elasticity), rel=1e-9)
    assert of(then).usage == of(product).usage
    assert float(then.unit_cost[0]) == pytest.approx(figures[3] / efficiency)
    ratio = float(demand[0]) / efficiency
    if efficiency > 1.01 and abs(passed * elasticity - 1) > 1e-3:
        assert (ratio > 1) == (passed * elasticity > 1)


def test_a_rival_that_is_no_cheaper_changes_nothing():
    then, demand = after(sold(), A([1.0]), A([0.7]), A([1.2]))
    assert margins(then) == margins(sold())
    assert demand[0] == 1
