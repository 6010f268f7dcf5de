"""The walk of a figure does not deny what the figure does."""

from dataclasses import replace

import numpy as np
import pytest

import stargate as sg
from stargate.futures.moves import own_numbers
from stargate.reports.trace import trace


@pytest.mark.parametrize(
    ("address", "enters", "table"),
    [
        ("costs.construction", "the capital", "capital needed, USD bn, mean"),
        ("spending.construction", "the capital", None),
        ("commitments.joint_equity.amount", "the capital", "capital, USD bn, mean"),
        ("chances.reported", "the capital", None),
        ("sites.south.phases.one.cadence", "sites.south.phases.one", "full load, mean"),
        ("sites.south.phases.one.it_power", "sites.south.phases.one", "energised IT MW, mean"),
        ("risks.line_appeal.chance", "sites.south.activities.interconnection", None),
        ("risks.line_appeal.delay", "sites.south.activities.interconnection", None),
        ("drivers.grid_queue.stretch", "sites.south.activities.interconnection", "full load, mean"),
    ],
)
def test_what_a_figure_does_is_said(small_futures, address, enters, table):
    walked = trace(small_futures, address)
    assert f"enters {enters}" in walked.network
    assert any("of values[future, figure]" in line for line in walked.engine)
    if table is not None:
        assert table in {row.table for row in walked.moved}


def test_what_a_figure_does_not_do_is_said_too(small_futures):
    walked = trace(small_futures, "sites.north.phases.one.energised.announced")
    assert walked.network == ["is no part of an activity, a phase or the capital"]
    assert walked.engine == ["is drawn nowhere: a fact, a milestone or a remark"]
    assert "moves no number" in str(walked)
    assert (
        "prolonged by risks.line_appeal"
        in trace(small_futures, "sites.south.activities.interconnection.duration").network
    )


def test_capital_follows_the_cost_as_drawn(small_futures):
    """The tenths are those of the random numbers that the capital itself uses."""
    from stargate.futures.capital import capital

    own = own_numbers(small_futures, "costs.compute")
    assert np.corrcoef(own, capital(small_futures).need)[0, 1] > 0.7


ADDRESS = "sites.campus0.activities.first.duration"


@pytest.fixture
def narrow(invented):
    """A phase whose full load is spread over few days around the day that the targets name."""
    work = (
        "after: [first]\n    duration: 1 to 1.5 months [assumed]\n"
        "  first:\n    kind: shell\n    duration: 5 to 5.5 months [assumed]"
    )
    changes = {"targets.buildings": "1 [assumed]", "targets.buildings_by": "2027-01-12 [assumed]"}
    programme = invented({"work": work}, changes=changes)
    needs = {"sites.campus0.phases.one.ramp": "0 months [assumed]"}
    return sg.simulate(sg.announced(programme.override(needs)), n=20_000)


def _chances(futures):
    return next(row for row in trace(futures, ADDRESS).moved if row.table == "chances")


def test_the_day_of_the_target_counts(narrow):
    """What happens on the day has happened by it, in the walk as in the report."""
    order = np.argsort(own_numbers(narrow, ADDRESS), kind="stable")
    by = (narrow.buildings_by(narrow.end_of("2027-01-12")) >= 1)[order]
    before = (narrow.buildings_by(narrow.end_of("2027-01-11")) >= 1)[order]
    assert by[:2000].mean() - by[-2000:].mean() != pytest.approx(
        before[:2000].mean() - before[-2000:].mean(), abs=0.005
    )
    assert _chances(narrow).difference == pytest.approx(by[-2000:].mean() - by[:2000].mean())


def test_means_count_weights(narrow):
    there = narrow.buildings_by(narrow.end_of("2027-01-12")) >= 1
    heavy = replace(narrow, weight=np.where(there, 5.0, 1.0))
    order = np.argsort(own_numbers(narrow, ADDRESS), kind="stable")
    low, high = (np.average(there[part], weights=heavy.weight[part]) for part in (order[:2000], order[-2000:]))
    assert _chances(heavy).difference == pytest.approx(high - low)
