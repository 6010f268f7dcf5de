"""Figures: what changes laid on a range make of it, and values written back."""

import time

import numpy as np
import pytest

from stargate.quantity import measures, units
from stargate.quantity.draws import columns, draw
from stargate.quantity.figure import Figure
from stargate.quantity.measures import Date, Duration, Share
from stargate.quantity.notation import months_of_date, parse
from stargate.quantity.sources import Known

KNOWN = Known(months_of_date("2026-06-30"))
MEASURES = [kind for kind in vars(measures).values() if isinstance(kind, type) and kind is not Figure]


def figure(text, *changes, kind=Duration):
    return kind.of("a", [(f"{text} [assumed]", "x:1")], KNOWN, changes)


def drawn(found, n=200_000):
    values = np.empty((n, 1))
    draw(columns([found], seed=3), np.arange(n), values)
    return values[:, 0]


@pytest.mark.parametrize(
    ("text", "changes", "kind"),
    [
        ("18 to 36 months", ["+ 2 to 20 months"], Duration),
        ("18 to 36 months", ["x 0.5 to 2"], Duration),
        ("18 to 36 months", ["x 0.5 to 2", "+ 1 to 9 months", "x 1.1"], Duration),
        ("0 to 371 days, median 184, zero 15%", ["x 1 to 3"], Duration),
        ("24 months", ["+ 2 to 20 months"], Duration),
        ("18 to 36 months", ["+ 2 months", "x 1.5"], Duration),
        ("30 to 60%", ["x 1.2 to 1.8"], Share),
        ("2027-01-01 to 2028-06-30", ["+ 1 to 12 months"], Date),
    ],
)
def test_quantiles_with_changes_against_simulation(text, changes, kind):
    """The figure and its changes are drawn apart, so that their quantiles do not simply add up."""
    found = figure(text, *changes, kind=kind)
    values = drawn(found)
    tolerance = 2e-3 * (np.quantile(values, 0.95) - np.quantile(values, 0.05))
    for p in (0.05, 0.1, 0.5, 0.9, 0.95):
        deviation = 4 * np.sqrt(p * (1 - p) / len(values))
        low, high = np.quantile(values, [p - deviation, p + deviation])
        assert low - tolerance <= found.quantile(p) <= high + tolerance


def test_quantiles_with_changes_are_the_same_each_time_and_quick():
    found = figure("18 to 36 months", "+ 2 to 20 months")
    assert found.p10 == figure("18 to 36 months", "+ 2 to 20 months").p10
    assert (found.p10, found.p90) == pytest.approx((23.4, 50.4), abs=0.1)
    begun = time.perf_counter()
    for _ in range(1000):
        found.quantile(0.9)
    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize("text", ["30 to 60%", "0 to 60%", "60 to 100%", "60%"])
def test_no_share_exceeds_one_after_changes(text):
    found = figure(text, "x 3", kind=Share)
    assert drawn(found, 2000).max() == 1
    assert found.p90 == 1


@pytest.mark.parametrize("kind", [kind for kind in MEASURES if kind is not Date], ids=lambda kind: kind.__name__)
def test_a_drawn_value_is_written_so_that_it_reads_back(kind):
    for value in (0.0, 1e-7, 1 / 3, 0.75, *((12_345.678,) if kind is not Share else ())):
        text = figure(kind.dimension.example, kind=kind).drawn(value)
        assert kind.of("a", [(text, "x:1")], KNOWN).p50 == pytest.approx(value, rel=1e-12)


def test_a_drawn_date_is_written_as_its_day():
    written = figure("2027-01-01", kind=Date).drawn(months_of_date("2027-03-17") + 0.02)
    assert parse(written, units.DATE).low == months_of_date("2027-03-17")


@pytest.mark.parametrize("day", ["2025-01-01", "2026-12-31", "2027-03-31", "2029-01-01"])
def test_a_range_of_dates_keeps_its_median_whatever_the_as_of(day):
    text = "2026-12-31 to 2027-12-31, median 2027-03-31 [assumed]"
    found = Date.of("a", [(text, "x:1")], Known(months_of_date(day)))
    assert found.p50 == pytest.approx(months_of_date("2027-03-31"))
