"""Pages of panels: lines that are cropped, ranges in words, and parts that add up."""

import numpy as np
import pytest

from stargate.reports.panels import Point, Timeline, chosen, cropped, line, one, significant
from stargate.reports.resting import resting_on

DAYS = [f"{year}-{month:02}-28" for year in (2025, 2026, 2027) for month in range(1, 13)]


def timeline(values, points=()):
    spread = np.stack([values, values, values])
    return Timeline("id", "title", "", "", "unit", False, DAYS[-1], DAYS, [line("name", "model", spread)], list(points))


def test_a_timeline_begins_with_the_year_in_which_anything_does():
    values = np.zeros(36)
    values[17:] = 2.0
    found = cropped(timeline(values))
    assert found.days[0] == "2026-01-28"
    assert found.traces[0].values[5] == 2.0
    assert len(found.days) == len(found.traces[0].low) == len(found.traces[0].high) == 24


def test_a_timeline_keeps_what_was_published_before():
    values = np.zeros(36)
    values[30:] = 1.0
    point = Point("Other", "2025-06-30", 3.0, None, None, "plain", False, "Who")
    assert cropped(timeline(values, [point])).days == DAYS


def test_a_timeline_of_nothing_stays_as_it_is():
    assert cropped(timeline(np.zeros(36))).days == DAYS


def test_a_line_of_one_value_has_no_range():
    found = line("chance", "announced", np.array([[0.123456, 0.2]]))
    assert (found.values, found.low, found.high) == ([0.1235, 0.2], [], [])


@pytest.mark.parametrize(("value", "told"), [(123_456.0, 123_500.0), (-0.0, 0.0), (1e-7, 1e-7)])
def test_four_digits_are_told(value, told):
    assert significant(value) == told
    assert str(significant(-0.0)) == "0.0"


def test_one_figure_is_no_choice():
    figure = timeline(np.ones(36))
    assert one(figure).choice == chosen("Campus", {"All": figure}).choice == ""
    assert chosen("Campus", {"All": figure, "North": figure}).names == ["All", "North"]


def test_figures_are_told_once_and_by_name(small):
    figure = next(f for f in small.figures.values() if f.known)
    found = resting_on(small, [figure, figure], "Figures")
    assert len(found.terms) == 1
    assert found.what == "Figures"
