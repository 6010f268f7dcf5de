"""A plan says what cannot be planned, and where to put it right."""

import pytest

import stargate as sg
from stargate.errors import ProgrammeError


def only(folder):
    with pytest.raises(ProgrammeError) as error:
        sg.announced(sg.read(folder))
    (problem,) = error.value.problems
    return problem


def test_a_phase_that_nothing_times(written):
    folder = written("sites/south.yaml", "needs: [interconnection, fit_out]", "needs: []")
    problem = only(folder)
    assert (problem.where, problem.address) == ("sites/south.yaml:45", "sites.south.phases.one.needs")
    assert "says when this phase can run" in problem.wrong


def test_a_phase_that_was_seen_needs_nothing(written):
    folder = written("sites/south.yaml", "needs: [interconnection, fit_out]", "needs: []")
    written(
        "sites/south.yaml",
        "      announced: 2028-12-31",
        "      observed: 2026-05-01 [invented-visit]\n      announced: 2028-12-31",
    )
    assert len(sg.announced(sg.read(folder)).phases) == 3


def test_nothing_known_yet(written):
    problem = only(written("sources.yaml", "date: 2025-01-20", "date: 2190-01-01"))
    assert (problem.where, problem.address) == ("programme.yaml:6", "as_of")
    assert "left out are sites.north, sites.south" in problem.wrong
