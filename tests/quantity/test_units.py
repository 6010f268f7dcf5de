"""Every factor of the table against Pint, and spellings that must not pass."""

import pytest

from stargate.quantity import units
from stargate.quantity.units import DIMENSIONS, factor, factor_by_pint, nearest_unit

SPELLINGS = [(d, u) for d in DIMENSIONS for u in d.factors if u and d.canonical and u not in ("quarter", "quarters")]


@pytest.mark.parametrize(("dimension", "unit"), SPELLINGS, ids=lambda value: getattr(value, "name", value))
def test_the_table_against_pint(dimension, unit):
    tolerance = 1e-5 if "acre" in unit else 1e-9  # Pint's acre is the survey acre, ours the international
    assert dimension.factors[unit] == pytest.approx(factor_by_pint(unit, dimension), rel=tolerance)


def test_a_quarter_is_three_months():
    assert factor("quarters", units.DURATION) == 3 * factor("months", units.DURATION)


def test_what_only_pint_knows():
    assert factor("fortnight", units.DURATION) == pytest.approx(14 * 12 / 365.25)
    assert factor("megawatt", units.IT_POWER) == 1


@pytest.mark.parametrize("unit", ["mW", "MWh", "months", "", "W**2", "1e6"])
def test_what_is_no_power(unit):
    assert factor(unit, units.IT_POWER) is None


def test_the_nearest_unit():
    assert nearest_unit("mnths", units.DURATION) == "months"
    assert nearest_unit("mw", units.IT_POWER) == "MW"
    assert nearest_unit("zz", units.IT_POWER) == "MW"
