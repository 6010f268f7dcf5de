"""The figure grammar: what is read, what is refused and with which advice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stargate.quantity import units
from stargate.quantity.measures import Duration
from stargate.quantity.notation import (
    Bound,
    NotationError,
    Written,
    date_of,
    date_text,
    months_of,
    months_of_date,
    number_text,
    parse,
)
from stargate.quantity.sources import Known


def test_the_examples_of_the_format():
    assert parse("18 to 36 months, median 24 [ercot-2025]", units.DURATION) == Written(
        18, 36, 24, "months", ("ercot-2025",)
    )
    assert parse("15 to 19 USD bn [ft-2025, information-2025]", units.MONEY).sources == ("ft-2025", "information-2025")
    assert parse("1.2 GW [epoch-2026-09]", units.FACILITY_POWER).is_point
    assert parse("40% [traders-union-2025]", units.SHARE).low == 40
    assert parse("floor 25 USD bn [rcr]", units.MONEY).bound is Bound.FLOOR
    assert parse("0 to 371 days, median 184, zero 12% [slip]", units.DURATION).zero == pytest.approx(0.12)
    assert parse("20_000 to 1_000_000 gal/day [x]", units.WATER_FLOW).high == 1_000_000
    assert parse("26.1 USD2025 bn/GW [x]", units.MONEY_PER_IT_POWER).unit == "USD2025 bn/GW"
    assert parse("like gas_engines [x]", units.DURATION).like == "gas_engines"
    dates = parse("2027-03-01 to 2028-01-01 [vantage-2025]", units.DATE)
    assert (date_text(dates.low), date_text(dates.high)) == ("2027-03-01", "2028-01-01")
    assert parse("-97.0 deg [x]", units.ANGLE).low == -97


@pytest.mark.parametrize(
    ("text", "dimension", "wrong", "instead"),
    [
        ("18 to 36 mnths [x]", units.DURATION, "'mnths' is not a unit of duration", "18 to 36 months [x]"),
        ("140 mW [x]", units.IT_POWER, "'mW' is not a unit", "140 MW [x]"),
        ("140 MWh [x]", units.IT_POWER, "'MWh' is not a unit", "140 MW [x]"),
        ("140 [x]", units.IT_POWER, "140 has no unit", "140 MW [x]"),
        ("18 to 36 months", units.DURATION, "names no source", "18 to 36 months [source-key], or [assumed]"),
        ("[x]", units.DURATION, "no figure before the source", "18 to 36 months [x]"),
        ("18 months []", units.DURATION, "the source is empty", "18 months [source-key]"),
        ("18 months [x, x]", units.DURATION, "named twice", "18 months [x]"),
        ("18 months [Two Words]", units.DURATION, "not a source key", "18 months [source-key]"),
        ("36 to 18 months [x]", units.DURATION, "reversed", "18 to 36 months [x]"),
        ("18 to 36 months, median 40 [x]", units.DURATION, "median is not between", "18 to 36 months [x]"),
        ("24 months, median 24 [x]", units.DURATION, "a point has no median", "24 months [x]"),
        ("-3 months [x]", units.DURATION, "cannot be negative", "3 months [x]"),
        ("NO [x]", units.DURATION, "cannot read 'NO'", "18 to 36 months [x]"),
        ("1e9 MW [x]", units.IT_POWER, "written out", "140 MW [x]"),
        ("12:30 [x]", units.DURATION, "cannot read '12:30'", "18 to 36 months [x]"),
        ("1,200 MW [x]", units.FACILITY_POWER, "'_'", "1_200 MW [x]"),
        ("18-36 months [x]", units.DURATION, "written with 'to'", "18 to 36 months [x]"),
        ("2 weeks to 6 weeks [x]", units.DURATION, "once", "18 to 36 months [x]"),
        ("2027-02-30 [x]", units.DATE, "not a date", "2027-03-31"),
        ("2027-H2 [x]", units.DATE, "in full", "2027-03-01 to 2028-01-01 [x]"),
        ("24 months [x]", units.DATE, "not a date", "2027-03-01 to 2028-01-01 [x]"),
        ("2027-01-01 [x]", units.DURATION, "a date", "18 to 36 months [x]"),
        ("120% [x]", units.SHARE, "at most 100%", "100% [x]"),
        ("0 to 100% [x]", units.SHARE, "says nothing", "5 to 95% [x]"),
        ("0 to 9 days, zero 20% [x]", units.DURATION, "needs a median", "median 4.5"),
        ("0 to 9 days, median 3, zero 60% [x]", units.DURATION, "between 10%", "zero 20%"),
        ("1 to 9 days, median 3, zero 20% [x]", units.DURATION, "starts at zero", "0 to 9 days"),
        ("floor 1 to 2 months [x]", units.DURATION, "a floor is one number", "floor 1 months [x]"),
        ("0 to 9 days, median 9 [x]", units.DURATION, "below its end", "0 to 9 days, median 4.5 [x]"),
        ("50 to 100%, median 100 [x]", units.SHARE, "between its ends", "50 to 100%, median 75 [x]"),
        ("50 to 100%, median 50 [x]", units.SHARE, "between its ends", "50 to 100%, median 75 [x]"),
        ("2026-01-01 to 2027-01-01, median 2026-01-01 [x]", units.DATE, "between its ends", "median 2026-07-01 [x]"),
        ("2026-01-01 to 2027-01-01, median 2027-01-01 [x]", units.DATE, "between its ends", "median 2026-07-01 [x]"),
    ],
)
def test_what_is_refused(text, dimension, wrong, instead):
    with pytest.raises(NotationError) as error:
        parse(text, dimension)
    assert wrong in error.value.wrong
    assert instead in error.value.instead


POSITIVE = st.floats(1e-3, 1e7).map(lambda value: float(f"{value:.6g}"))
UNITS = st.sampled_from([(d, u) for d in units.DIMENSIONS for u in d.factors if d is not units.SHARE])
PRICED = st.sampled_from([(units.MONEY, "USD2025 bn"), (units.MONEY_PER_IT_POWER, "USD2031 bn/GW")])
KEYS = st.lists(st.from_regex(r"[a-z0-9][a-z0-9.-]{0,12}", fullmatch=True), min_size=1, max_size=3, unique=True)


def reads_back(written, dimension):
    assert parse(str(written), dimension) == written
    assert str(parse(str(written), dimension)) == str(written)


@given(st.lists(POSITIVE, min_size=3, max_size=3), UNITS | PRICED, KEYS, st.booleans(), st.booleans())
def test_text_figure_text(numbers, unit, keys, ranged, median):
    low, mid, high = sorted(numbers)
    dimension, spelling = unit
    inside = ranged and median and low < high
    reads_back(Written(low, high if ranged else low, mid if inside else None, spelling, tuple(keys)), dimension)


@given(st.lists(st.integers(1, 999), min_size=3, max_size=3, unique=True), KEYS, st.booleans())
def test_shares_read_back(thousandths, keys, median):
    low, mid, high = (number / 10 for number in sorted(thousandths))
    reads_back(Written(low, high, mid if median else None, "%", tuple(keys)), units.SHARE)


@given(POSITIVE, POSITIVE, st.integers(10, 49), KEYS)
def test_ranges_from_zero_read_back(one, other, percent, keys):
    mid, high = sorted([one, other])
    if mid < high:
        reads_back(Written(0.0, high, mid, "days", tuple(keys), zero=percent / 100), units.DURATION)
        reads_back(Written(0.0, high, mid, "days", tuple(keys)), units.DURATION)
    reads_back(Written(0.0, high, None, "days", tuple(keys)), units.DURATION)


@given(POSITIVE, UNITS | PRICED, st.sampled_from(Bound), KEYS)
def test_bounds_read_back(value, unit, bound, keys):
    reads_back(Written(value, value, None, unit[1], tuple(keys), bound=bound), unit[0])


@given(st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True), st.sampled_from(units.DIMENSIONS[:-1]), KEYS)
def test_names_of_the_catalogue_read_back(name, dimension, keys):
    reads_back(Written(0.0, 0.0, None, dimension.canonical, tuple(keys), like=name), dimension)


@given(st.dates(), st.dates(), KEYS)
def test_date_figure_date(one, two, keys):
    low, high = sorted([months_of(one), months_of(two)])
    written = Written(low, high, None, "date", tuple(keys))
    assert str(parse(str(written), units.DATE)) == str(written)


@given(st.dates())
def test_months_and_dates(day):
    assert date_of(months_of(day)) == day
    assert months_of_date(day.isoformat()) == months_of(day)


def test_a_day_lasts_until_the_next():
    """The last hour of a month is its last day, as the month is its month; no calendar goes on for ever."""
    assert date_text(2024 * 12 + 11.99) == "2024-12-31"
    assert date_text(2024 * 12 + 12 - 1e-6) == "2024-12-31"
    assert date_text(2024 * 12 + 12 - 1e-11) == "2025-01-01"  # what adding months loses
    assert date_text(2025 * 12 + 0.5) == "2025-01-16"
    assert date_text(10_000 * 12 + 3) == date_text(1e9) == "9999-12-31"


@given(st.floats(-1e12, 1e12))
def test_numbers_read_back(value):
    assert float(number_text(value).replace("_", "")) == value


@given(st.text(max_size=40), st.sampled_from(units.DIMENSIONS))
def test_any_text_is_read_or_refused_in_words(text, dimension):
    try:
        parse(text, dimension)
    except NotationError as error:
        assert error.wrong
        assert error.instead


def test_changes_behind_a_figure_are_those_of_an_override():
    known = Known(0.0, {"a": -1.0, "b": -1.0})
    address, figure = "x", "18 to 30 months, median 22 [a]"
    for changes in (["x 1.3"], ["+ 2 to 4 months [b]"], ["x 1.1 to 1.4 [b]", "+ 1 month"]):
        full = " ".join([figure, *(change if "]" in change else f"{change} [assumed]" for change in changes)])
        written = Duration.of(address, [(full, "f:1")], known)
        laid = Duration.of(address, [(figure, "f:1")], known, changes)
        assert written.text() == laid.text()
        assert [written.quantile(p) for p in (0.05, 0.5, 0.9)] == [laid.quantile(p) for p in (0.05, 0.5, 0.9)]
        assert written.sources == laid.sources
        assert str(written.reading) == full
        assert not written.disputed


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("18 months [a] x 1.3", "names no source"),
        ("18 months [a] x 1.3 [nobody]", "no source 'nobody'"),
        ("18 months [a] x two [a]", "cannot read"),
        ("18 months [a] + 2 MW [a]", "not a unit of duration"),
        ("18 months [a] y 2 [a]", "names no source|cannot read"),
    ],
)
def test_changes_that_are_refused(text, wrong):
    with pytest.raises(NotationError, match=wrong):
        Duration.of("x", [(text, "f:1")], Known(0.0, {"a": -1.0}))
