"""Supply against demand: by hand, retold in plain Python, and what must hold of any allocation."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import stargate as sg
from stargate.computing.allocation import allocate, allocation
from stargate.computing.fleet import fleet
from stargate.errors import StargateError

NEED = arrays.arrays(float, (4, 2, 3), elements=st.floats(0, 1e6))
WORTH = arrays.arrays(float, (4, 2, 3), elements=st.sampled_from([0.0, 1.0, 2.0, 2.5]))
CAPACITY = arrays.arrays(float, (2, 3), elements=st.floats(0, 5e6))


@pytest.fixture(scope="module")
def small_fleet(small):
    return fleet(sg.simulate(sg.announced(small), n=40, seed=1))


@pytest.fixture(scope="module")
def small_allocation(small_fleet):
    return allocation(small_fleet)


def under(programme, **demand):
    """The allocation of a programme with another demand."""
    contents = programme.contents.model_copy(update={"demand": programme.contents.demand.model_copy(update=demand)})
    return allocation(fleet(sg.simulate(sg.announced(replace(programme, contents=contents)), n=12, seed=1)))


def column(*numbers):
    return np.array(numbers, dtype=float).reshape(-1, 1, 1)


def test_the_dearest_hour_first():
    """1,000 serve: 400 at 9 USD, 500 at 5, 100 of the 300 at 2, and nobody who pays nothing."""
    served = allocate(np.array([[1000.0]]), column(300, 400, 700, 500), column(2, 9, 0, 5))
    assert served.ravel().tolist() == [100, 400, 0, 500]


def test_equals_stand_in_the_order_of_their_file():
    served = allocate(np.array([[100.0]]), column(80, 80, 80), column(0, 0, 0))
    assert served.ravel().tolist() == [80, 20, 0]


@given(CAPACITY, NEED, WORTH)
def test_nothing_is_lost_and_nobody_is_passed_over(capacity, need, worth):
    served = allocate(capacity, need, worth)
    short = need - served
    assert (served >= 0).all()
    assert (short >= 0).all()
    total = np.minimum(capacity, need.sum(axis=0))
    assert served.sum(axis=0) == pytest.approx(total, rel=1e-9, abs=1e-6)
    for k in range(4):
        for other in range(4):
            dearer = (worth[k] > worth[other]) | ((worth[k] == worth[other]) & (k < other))
            assert not (dearer & (short[k] > 1e-6) & (served[other] > 1e-6)).any()


@given(CAPACITY, NEED, WORTH, st.floats(1, 3))
def test_more_supply_leaves_nobody_worse_off(capacity, need, worth, times):
    assert (allocate(capacity * times, need, worth) >= allocate(capacity, need, worth) - 1e-6).all()


def retold(found, future, at):
    """What small's subscribers, those who pay nothing and buyers of tokens need, with figures of one future."""
    programme, row = found.fleet.futures.programme, future + 1
    contents, demand = programme.contents, programme.contents.demand
    month = at + 1.0

    def drawn(figure):
        from stargate.futures.drawn import Drawn

        return float(Drawn([figure], found.fleet.futures, found.fleet.n)(figure)[row])

    def multiple(growth, since):
        rate, slows = math.log(1 + drawn(growth)) / 12, math.log(2) / drawn(demand.slowing)

        def power(t):
            late = t - programme.as_of_month
            return rate * (late if late < 0 else (1 - math.exp(-slows * late)) / slows)

        return math.exp(power(month) - power(since))

    needs, order = [], []
    for product in contents.products.values():
        since = drawn(product.counted)
        users = drawn(product.users) * (1 + drawn(product.growth)) ** ((month - since) / 12)
        users = min(users, drawn(product.most_users) if product.most_users else math.inf)
        median, heavy = drawn(product.usage), drawn(product.heavy_usage)
        mean = median * math.exp((math.log(heavy / median) / 1.2815515655446004) ** 2 / 2)
        use = multiple(demand.usage_growth, since)
        each = drawn(product.compute) * multiple(demand.work_growth, since) / multiple(demand.efficiency_growth, since)
        free = drawn(product.free) if product.free else 0.0
        price = drawn(product.monthly_price) / (mean * use) if product.monthly_price else drawn(product.token_price)
        price *= (each / drawn(product.compute)) ** drawn(product.pass_through)
        needs.append(users * (1 - free) * mean * use * each / 730.5)
        order.append(price * (1 - drawn(product.other_costs)) / each)
        if free:
            needs.append(users * free * drawn(product.free_usage) * use * each / 730.5)
            order.append(0.0)
    return needs, order


@pytest.mark.parametrize(("future", "at"), [(0, 40), (7, 60), (21, 80), (-1, 100)])
def test_against_a_retelling(small_allocation, future, at):
    found, row = small_allocation, future + 1
    needs, order = retold(found, future, at)
    assert found.asked.need[:, row, at] == pytest.approx(needs, rel=1e-9)
    assert found.asked.worth[:, row, at] == pytest.approx(order, rel=1e-9)
    left = found.capacity[row, at]
    for k in sorted(range(len(needs)), key=lambda k: -order[k]):
        assert found.served[k, row, at] == pytest.approx(min(needs[k], left), rel=1e-9)
        left = max(0.0, left - needs[k])
    assert found.spare[row, at] == pytest.approx(left, abs=1e-6)


def test_what_serves_by_hand(small_allocation):
    """60% train, 15% of the rest is kept free; elsewhere 12,000 grow from the end of January 2025, at 40% a year."""
    found, at = small_allocation, 59
    assert found.capacity[0, at] == pytest.approx(found.total[0, at] * 0.4 * 0.85)
    assert found.elsewhere[0, 11] == pytest.approx(10_000, rel=1e-3)
    assert found.elsewhere[0, 12] == pytest.approx(12_000, rel=1e-3)
    assert found.elsewhere[0, 24] == pytest.approx(12_000 * 1.4, rel=1e-3)
    assert found.total == pytest.approx(found.fleet.total() + found.elsewhere)


def test_what_is_published_holds_the_fleet_on_that_day(small):
    """A month after the fleet began to run, what was published of all is the fleet and what is elsewhere."""
    figure = small.contents.demand.elsewhere.h100e["2025-01-31"]
    late = small.contents.demand.elsewhere.model_copy(update={"h100e": {"2029-12-31": figure}})
    found = under(small, elsewhere=late)
    published, fleet_then = 12_000, found.fleet.total()[:, 71]
    assert found.elsewhere[:, 71] == pytest.approx(np.maximum(published - fleet_then, 0), abs=1e-3)
    assert not under(small, elsewhere=None).elsewhere.any()


def test_chances_and_who_is_short(small_allocation):
    found = small_allocation
    anybody = found.chance()
    for k in range(len(found.asked.groups)):
        assert (found.chance(k) <= anybody + 1e-12).all()
        assert ((found.share_short(k) >= 0) & (found.share_short(k) <= 1 + 1e-12)).all()
    weight = found.fleet.weight
    short = np.array([found.need[1 + i, 60] > found.capacity[1 + i, 60] * (1 + 1e-9) for i in range(found.fleet.n)])
    assert anybody[60] == pytest.approx(weight[short].sum() / weight.sum())
    assert found.tokens_supplied / found.tokens_asked == pytest.approx(found.capacity / found.need)


def shocked(programme, elasticity):
    """A shock of eightfold a year through 2028."""
    from stargate.compute.demand import Shock

    demand = programme.contents.demand
    figures = {
        "start": "2028-01-01 [assumed]",
        "duration": "12 months [assumed]",
        "efficiency_growth": "2_000 %/year [assumed]",
        "elasticity": f"{elasticity} [assumed]",
    }
    kinds = {name: Shock.model_fields[name].annotation for name in figures}
    read = {
        name: kinds[name].of(f"demand.shock.{name}", [(text, "demand.yaml:1")], known_since(programme), ())
        for name, text in figures.items()
    }
    return demand.model_copy(update={"shock": Shock(**read)}).shock


def known_since(programme):
    from stargate.quantity.sources import Known

    return Known(float("inf"), {})


def test_a_shock_lowers_what_is_needed_unless_use_answers(small, small_allocation):
    before = under(small).asked
    less, same, more = (under(small, shock=shocked(small, h)).asked for h in (0, 1, 1.3))
    late = slice(60, None)
    assert (less.need[..., late] < before.need[..., late]).all()
    assert same.need == pytest.approx(before.need)
    assert (more.need[..., late] > before.need[..., late]).all()
    assert less.tokens == pytest.approx(before.tokens)
    for found in (less, same, more):
        assert found.need[..., :48] == pytest.approx(before.need[..., :48])
    gain = less.efficiency / before.efficiency
    assert more.need[..., late] == pytest.approx(before.need[..., late] * gain[:, late] ** 0.3)


def test_what_is_missing_is_said(small):
    contents = small.contents

    def of(**update):
        changed = replace(small, contents=contents.model_copy(update=update))
        return fleet(sg.simulate(sg.announced(changed), n=2, seed=1))

    for update, message in [
        ({"demand": None}, "says nothing of the demand for compute"),
        ({"products": {}}, "sells nothing"),
        ({"workload": None}, "nothing says what trains"),
    ]:
        with pytest.raises(StargateError, match=message):
            allocation(of(**update))


def test_tokens_explain_hundreds_of_megawatts(reference):
    """Prompts alone took 35 MW on average in 2025; all tokens of products several times that, and no gigawatts."""
    found = allocation(fleet(sg.simulate(sg.announced(reference), n=60, seed=1)))
    at = 23  # the end of 2025
    low, middle, high = found.percentiles(found.it_power)[:, at]
    assert 35 < low < middle < high < 1000
    assert 100 < middle < 500
    chatgpt = [k for k, group in enumerate(found.asked.groups) if group.product == "plus"]
    prompts = found.asked.need[chatgpt].sum(axis=0)[0, at] / found.need[0, at] * found.it_power[0, at]
    assert 35 < prompts < 10 * 35
    api = next(k for k, group in enumerate(found.asked.groups) if group.product == "api")
    assert found.asked.tokens[api, 0, 21] / 1e6 == pytest.approx(260, rel=0.1)  # trillion a month, October 2025
