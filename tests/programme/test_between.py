"""Programmes between two states: nothing taken is the one, everything taken is the other."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stargate as sg
from stargate.programme.between import Kind, between, differing

DAYS = ("2025-06-30", "2025-09-30", "2025-12-31", "2026-03-31", "2026-06-30", "2026-11-22")


def dates(programme):
    return sg.simulate(sg.announced(programme), n=200, seed=3).dates


@cache
def known_on(day):
    """The reference programme as it was known on a day, and its dates."""
    programme = sg.read("programmes/stargate").at(day)
    return programme, dates(programme)


@settings(max_examples=20)  # of 36 pairs: each reads the programme twice
@given(st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_all_that_differs_taken_makes_the_other_state(one, other):
    (before, earlier), (after, later) = known_on(one), known_on(other)
    addresses = {found.address for found in differing(before, after)}
    np.testing.assert_array_equal(dates(between(before, after, addresses, now=after.as_of)), later)
    np.testing.assert_array_equal(dates(between(before, after, (), now=before.as_of)), earlier)


def test_nothing_differs_from_itself(reference):
    assert differing(reference, reference) == []


def test_why_a_figure_differs(written):
    written("sources.yaml", "", "later:\n  title: Later\n  date: 2026-06-15\n")
    folder = written(
        "sites/south.yaml",
        "duration: 12 to 18 months [assumed]",
        "duration:\n      - 12 to 18 months [assumed]\n      - 14 to 20 months [later]",
    )
    written(
        "sites/south.yaml",
        "duration: 5 to 9 months [assumed]",
        "duration: 5 to 9 months [assumed]\n    started: 2026-06-10 [later]",
    )
    before, after = sg.read(folder, as_of="2026-06-01"), sg.read(folder)
    found = {d.address: d.kind for d in differing(before, after)}
    assert found == {
        "sites.south.activities.shell.duration": Kind.SAID,
        "sites.south.activities.fit_out.started": Kind.HAPPENED,
        "sites.south.activities.engines.duration": Kind.SAID,  # the catalogue's source was published in between
    }


def test_what_a_scenario_changes_is_assumed_and_what_it_adds_too(written):
    folder = written(
        "scenarios/faster_grid.yaml",
        "changes:",
        "new:\n  risks:\n    storm:\n      title: Storm\n      chance: 10% [assumed]\n"
        "      affects: [sites.south.activities.shell]\n      delay: 2 months [assumed]\nchanges:",
    )
    base = sg.read(folder)
    found = {d.address: (d.kind, d.then, d.later) for d in differing(base, base.under("faster_grid"))}
    assert found["sites.south.activities.interconnection.duration"] == (
        Kind.ASSUMED,
        "24 to 48 months [assumed]",
        "24 to 48 months x 0.6 [assumed]",
    )
    assert found["risks.storm.chance"][0] == Kind.ASSUMED
    mixed = between(base, base.under("faster_grid"), set(found), now=base.as_of)
    np.testing.assert_array_equal(dates(mixed), dates(base.under("faster_grid")))


@pytest.mark.parametrize("kind", list(Kind))
def test_any_part_of_what_differs_makes_a_programme(reference, kind):
    before = reference.at("2026-03-31")
    some = {d.address for d in differing(before, reference) if d.kind == kind}
    assert np.isfinite(dates(between(before, reference, some, now=before.as_of))[:, 0]).all()
