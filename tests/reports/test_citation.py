"""A run is cited by what went into it: the same inputs give the same words, whenever they are asked for."""

import re
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
import ruamel.yaml

import stargate as sg
from stargate.reports import citation as room
from stargate.runs import keep, run_id

HOME = Path(__file__).resolve().parents[2]


def futures(programme, n=200, seed=3):
    return sg.simulate(sg.announced(programme), n=n, seed=seed)


def test_it_says_what_went_in(small):
    found = sg.citation(futures(small, n=1500))
    assert found.text == (
        f"The stargate maintainers (2026). {room.TITLE}, version {found.version}. Programme Small as of 2026-06-30, "
        f"scenario base, inputs {small.origin.digest[:12]}, 1,500 futures, seed 3."
    )
    with pytest.raises(FrozenInstanceError):
        found.seed = 4


def test_scenarios_and_changes_are_named(small):
    changed = small.override({"sites.north.activities.chips.duration": "x 2"})
    found = sg.citation([futures(changed), futures(changed.under("faster_grid"))])
    assert "scenarios base and faster_grid" in found.text
    assert "changed: sites.north.activities.chips.duration = x 2" in found.text


def test_any_input_changes_it_and_nothing_else_does(small):
    first = sg.citation(futures(small))
    assert first == sg.citation(futures(small))
    for other in (futures(small, seed=4), futures(small, n=201), futures(small.at("2026-03-31"))):
        assert sg.citation(other).text != first.text


def test_a_kept_run_holds_its_citation(unpaid, tmp_path):
    programme = sg.read(unpaid)
    results = [futures(programme)]
    run = keep(tmp_path, results)
    name = run_id([programme], 200, 3)
    assert run.citation.read_text() == sg.citation(results, name).bibtex
    assert f"@misc{{stargate-{name}," in run.citation.read_text()


def test_bibtex_takes_names_literally():
    odd = room.Citation("R&D {50%} #1_a\\b~^$", "2026-06-30", ("base",), (), "0123", "", 1, 1, "0.1.0").bibtex
    assert r"R\&D \{50\%\} \#1\_a\textbackslash{}b\textasciitilde{}\textasciicircum{}\$" in odd
    assert len(re.findall(r"(?<!\\)\{", odd)) == len(re.findall(r"(?<!\\)\}", odd))
    assert "1 future, seed 1" in odd


def test_it_names_what_the_citation_file_names():
    told = ruamel.yaml.YAML(typ="safe", pure=True).load((HOME / "CITATION.cff").read_text(encoding="utf-8"))
    assert told["title"] == room.TITLE
    assert [author["name"] for author in told["authors"]] == [room.AUTHOR]
