"""What holds of every unit: conservation, shifts in time, smoothness in dates, gradients."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stargate.financing.depreciation import FIFTEEN, FIVE, STRAIGHT, rates
from stargate.financing.engine import jax, jnp
from stargate.financing.terms import Flows, Terms
from stargate.financing.unit import financed
from tests.financing.units import LANES, PERIODS, flows, line, random_units, terms


@pytest.fixture(scope="module")
def years():
    units = random_units(np.random.default_rng(3), LANES, PERIODS, 2)
    return *units, *financed(*units, 2)


def test_sources_are_uses_until_conversion(years):
    said, asked, ledger, _ = years
    before = np.asarray(asked.conversion) - 2 >= np.arange(PERIODS)[:, None]
    sources = ledger.draw + ledger.equity + ledger.support + said.revenue - said.cost
    uses = ledger.capital + ledger.building_interest + ledger.fee + jnp.maximum(ledger.tax, 0)
    owners = ledger.owners_interest + ledger.owners_principal + ledger.dividend
    assert np.abs(np.asarray(sources - uses - owners)[before]).max() < 1e-9


def test_balances_end_at_nought_and_debt_is_never_above_cost(years):
    _, asked, ledger, closing = years
    ends = np.asarray(asked.conversion + 2 * asked.tenor) < PERIODS
    healthy = ends & (np.asarray(ledger.due - ledger.interest - ledger.principal).max(0) < 1e-9)
    assert healthy.sum() > 10
    assert np.abs(np.asarray(ledger.debt)[-1, healthy]).max() < 1e-9
    assert np.abs(np.asarray(ledger.reserve_held)[-1]).max() < 1e-9
    assert np.all(closing.debt <= closing.cost + asked.reserve_in_cost * closing.reserve + 1e-9)


def test_nothing_is_ever_infinite_or_none(years):
    *_, ledger, closing = years
    assert all(np.isfinite(entry).all() for entry in (*ledger, *closing))


@given(
    conversion=st.floats(1, 6),
    tenor=st.integers(1, 10),
    coverage=st.floats(1.05, 3),
    interest=st.floats(0, 0.2),
    expected=st.lists(st.floats(1, 100), min_size=20, max_size=20),
)
def test_cover_over_the_life_is_the_cover_of_each_year(conversion, tenor, coverage, interest, expected):
    """Sculpted and sized by coverage alone: LLCR is the DSCR asked for, and so is that of each whole year."""
    earned = np.where(np.arange(20) + 1 > conversion, expected, 0)
    asked = terms(conversion=conversion, tenor=tenor, coverage=coverage, interest=interest, sculpted=1.0, gearing=1.0)
    ledger, closing = financed(flows(np.where(np.arange(20) < np.ceil(conversion), 1e4, 0), earned), asked, 1)
    assert closing.llcr[0] == pytest.approx(coverage)
    assert closing.debt[0] == pytest.approx(closing.sized[0])
    whole = (np.arange(20) >= conversion) & (np.arange(20) + 1 <= conversion + tenor)
    assert line(ledger, "available")[whole] / line(ledger, "due")[whole] == pytest.approx(coverage)
    assert line(ledger, "debt")[int(np.ceil(conversion + tenor)) :] == pytest.approx(0, abs=1e-9)


def test_a_shift_by_whole_periods_shifts_all(years):
    """Until reserves look beyond the last period."""
    said, asked, *_ = years
    later = Flows(*(jnp.concatenate([jnp.zeros((4, LANES)), part[:-4]]) for part in said))
    once = Flows(*(jnp.concatenate([part[:-4], jnp.zeros((4, LANES))]) for part in said))
    first, at_first = financed(once, asked, 2)
    second, at_second = financed(later, asked._replace(conversion=asked.conversion + 4, end=asked.end + 4), 2)
    for before, after in zip(at_first, at_second, strict=True):
        assert np.asarray(after) == pytest.approx(np.asarray(before), rel=1e-9, abs=1e-9)
    for name in ("equity", "debt", "dividend", "tax", "reserve_held", "due"):
        earlier, after = getattr(first, name)[:44], getattr(second, name)[4:48]
        assert np.asarray(after) == pytest.approx(np.asarray(earlier), rel=1e-8, abs=1e-8), name


def test_nothing_jumps_as_conversion_passes_the_end_of_a_period():
    """What is settled at conversion, and what owners pay when, on either side of a whole date."""
    said = {"gearing": 0.8, "coverage": 1.3, "sculpted": 1.0, "tenor": 6.0, "reserve": 0.5, "building_interest": 0.08}
    said |= {"fee": 0.01, "term_fee": 0.01, "tax": 0.2, "five": 0.5, "fifteen": 0.2}

    def at(conversion: float) -> list[np.ndarray]:
        before = np.clip(conversion - np.arange(12), 0, 1)
        unit = flows(30 * before, 30 * (1 - before), 2 * (1 - before))
        return [np.asarray(entry) for part in financed(unit, terms(conversion=conversion, **said), 1) for entry in part]

    for conversion in (3 - 1e-7, 3 + 1e-7):
        for there, here in zip(at(conversion), at(3.0), strict=True):
            assert np.abs(there - here).max() < 1e-4


@jax.jit
def _worth(said: Flows, asked: Terms) -> jax.Array:
    """What owners get, discounted, less what they pay."""
    ledger, closing = financed(said, asked, 2)
    got = ledger.dividend + ledger.owners_interest + ledger.owners_principal - jnp.minimum(ledger.tax, 0)
    return (1.03 ** -jnp.arange(PERIODS)) @ (got - ledger.equity - ledger.support) + closing.llcr


_slopes = jax.jit(jax.grad(lambda *units: _worth(*units).sum(), argnums=(0, 1)))


def test_gradients_are_differences(years):
    """To dates and all else; some lanes lie at a kink: a year without revenue, the end of a tenor."""
    said, asked = years[:2]
    inside = {"tenor": 9.3, "gearing": 0.7, "interest": 0.05, "recourse": 1.0, "lock_up": 0.0, "sweep": 0.0}
    asked = asked._replace(**{name: jnp.full_like(asked.tax, value) for name, value in inside.items()})
    comes, step = np.isfinite(np.asarray(asked.conversion)), 1e-6
    slopes = _slopes(said, asked)[1]
    for name in ("conversion", "gearing", "coverage", "interest", "building_interest", "tenor", "fee", "tax"):
        up, down = (_worth(said, asked._replace(**{name: getattr(asked, name) + by})) for by in (step, -step))
        wanted, slope = np.asarray((up - down) / (2 * step)), np.asarray(getattr(slopes, name))
        near = np.isclose(slope, wanted, rtol=2e-4, atol=2e-4 * np.abs(wanted[comes]).max())
        assert near[comes].mean() > 0.95, name
    assert np.all(np.asarray(slopes.conversion)[~comes] == 0)
    assert np.abs(np.asarray(slopes.conversion)[comes]).min() > 0


def test_gradients_of_every_flow_and_term_are_finite(years):
    assert all(np.isfinite(slope).all() for part in _slopes(*years[:2]) for slope in part)


def test_months_and_years_agree():
    """Service, tax and depreciation by month come to those by year where rates are nought and income is even."""
    said = {"interest": 0.0, "tenor": 8.0, "tax": 0.25, "five": 0.6, "fifteen": 0.3, "bonus": 0.4, "coverage": 1.4}
    by_year, at_year = financed(flows([120, *[0] * 14], [0, *[24] * 14]), terms(sculpted=1.0, **said), 1)
    by_year = jax.tree.map(lambda line: line[:15], by_year)
    runs = np.repeat([0, *[2] * 14], 12)
    capital = np.where(np.arange(180) == 11, 120, 0)
    by_month, at_month = financed(flows(capital, runs), terms(conversion=12.0, sculpted=1.0, **said), 12)
    assert at_month.debt[0] == pytest.approx(at_year.debt[0])
    for name in ("interest", "principal", "tax", "depreciation", "dividend", "equity", "due"):
        months = line(by_month, name)[:180].reshape(15, 12).sum(1)
        assert months == pytest.approx(line(by_year, name), abs=1e-9), name


def test_depreciation_writes_all_off():
    assert [sum(table) for table in (FIVE, FIFTEEN, STRAIGHT)] == pytest.approx([1, 1, 1])
    table = rates(jnp.array([0.3]), jnp.array([0.5]), jnp.array([0.4]), never=0.1)
    assert table.sum() == pytest.approx(0.9)
    assert table[0, 0] == pytest.approx(0.4 * 0.8 + 0.6 * (0.3 * 0.2 + 0.5 * 0.05) + 0.1 / 78)
