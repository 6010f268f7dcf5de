import numpy as np
import pytest

from stargate.financing import checks
from stargate.financing.engine import jax
from stargate.financing.unit import financed
from tests.financing.units import LANES, PERIODS, random_units

broken = jax.jit(checks.breaches, static_argnames="per_year")


@pytest.fixture(scope="module")
def units():
    flows, said = random_units(np.random.default_rng(5), LANES, PERIODS, 2)
    return said, *financed(flows, said, 2)


def test_all_hold_of_random_units(units):
    said, ledger, closing = units
    found = broken(ledger, closing, said, 2)
    assert set(found) == set(checks.WORDS)
    for name, breach in found.items():
        assert np.max(breach) < checks.TOLERANCE, name


@pytest.mark.parametrize(
    ("check", "line"),
    [
        ("cash", "dividend"),
        ("cash", "tax"),
        ("uses", "fee"),
        ("uses", "term_draw"),
        ("uses", "building_debt"),
        ("repaid", "debt"),
        ("repaid", "principal"),
        ("sheet", "depreciation"),
        ("sheet", "owners_debt"),
        ("sheet", "taxable"),
        ("held", "cash_held"),
        ("held", "reserve_held"),
        ("lent", "draw"),
        ("finite", "available"),
    ],
)
def test_a_corrupted_ledger_breaks_its_check_in_its_lane_alone(units, check, line):
    said, ledger, closing = units
    period, lane = 30, int(np.argmax(np.asarray(closing.debt)))
    wrong = {"lent": 1e6, "finite": np.nan, "held": -1e4}.get(check, 0.01)
    entry = getattr(ledger, line).at[period, lane].add(wrong)
    found = broken(ledger._replace(**{line: entry}), closing, said, 2)
    before = broken(ledger, closing, said, 2)
    assert found[check][lane] > 1e3 * checks.TOLERANCE * (check != "finite")
    assert np.delete(np.asarray(found[check] - before[check]), lane).max() == 0


def test_debt_above_uses_and_a_wrong_closing_are_seen(units):
    said, ledger, closing = units
    assert np.max(broken(ledger, closing._replace(debt=closing.cost * 2), said, 2)["lent"]) > 0.1
    assert np.max(broken(ledger, closing._replace(cost=closing.cost + 1), said, 2)["uses"]) > 1e-6


def test_a_year_is_the_sum_of_its_periods(units):
    _, ledger, _ = units
    years = ledger.revenue.reshape(30, 2, -1).sum(1)
    assert checks.year(ledger.revenue, years, 2) < checks.TOLERANCE
    assert checks.year(ledger.revenue, years.at[3, 4].add(1.0), 2) > checks.TOLERANCE
    assert checks.year(ledger.debt, ledger.debt[1::2], 2, balance=True) == 0
    assert checks.year(ledger.debt, ledger.debt[::2], 2, balance=True) > 1e-3
