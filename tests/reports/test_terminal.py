"""Ten lines that are true of every programme, however much of it has happened and however much is drawn."""

import re
from dataclasses import replace

import pytest

import stargate as sg
from stargate.reports.outlook import outlook
from stargate.reports.terminal import text

OBSERVED = {"dates": "energised:\n      announced: 2025-06-30 [assumed]\n      observed: 2025-12-15 [invented-visit]"}
LABELS = ["", "Gap", "Now", "Then", "Targets", "Capital", "Latest", "Held by", "Moved by", "Figures"]


def told(programme, n=300):
    return outlook([sg.simulate(sg.announced(programme), n=n)], "x")


def said(found):
    """The ten lines by their labels, unwrapped."""
    lines: dict[str, str] = {}
    label = ""
    for line in text(found).splitlines()[1:]:
        label = line[:10].strip() or label
        lines[label] = f"{lines.get(label, '')} {line[10:].strip()}".strip()
    return lines


CASES = {
    "plain": ([{}, {}], {}),
    "one of several buildings": ([{"buildings": "3"}], {}),
    "no announcement": ([{"dates": ""}], {}),
    "everything energised": ([OBSERVED, OBSERVED], {}),
    "something energised": ([OBSERVED, {}], {}),
    "at its word": ([{}, OBSERVED], {"word": True}),
    "nothing drawn": ([{"work": "duration: 12 months [assumed]", "dates": ""}], {}),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("n", [1, 300])
def test_ten_lines(invented, name, n):
    campuses, how = CASES[name]
    found = told(invented(*campuses, **how), n)
    lines, everything = said(found), f"{text(found)}\n{found.views[0].headline}\n{found.views[0].lede}"
    assert list(lines) == LABELS
    assert all(lines.values())
    assert lines[""] == found.views[0].headline
    many = n > 1 and name != "at its word"
    assert bool(re.search(r"80%(?! assumed)", everything)) <= many
    assert ("median future" in everything) <= many
    assert ("word" in everything.lower()) == (name == "at its word")
    assert not re.search(r"nan|inf\b|None|\b1 futures|  +\S+ MW, ", everything.replace("\n", " "))
    for sentence in re.split(r"[.;] ", found.views[0].headline + " " + found.views[0].lede):
        if re.search(r"\d [MG]W", sentence):
            assert "IT load" in sentence or "of it" in sentence, sentence
    seen = {"everything energised": "200 MW", "something energised": "100 MW", "at its word": "100 MW"}
    assert lines["Now"].startswith(f"{seen.get(name, '0 MW')} of IT load energised, as observed")


def test_everything_energised_holds_nothing_late(invented):
    lines = said(told(invented(OBSERVED)))
    assert lines["Latest"] == "no phase with an announced date is still to come"
    assert lines["Held by"] == "nothing"
    assert lines["Moved by"].startswith("no single figure moves")


def test_a_phase_that_mostly_never_comes_is_the_latest(invented):
    """No median date is no reason to leave it out."""
    found = told(invented({}, {}))
    view = found.views[0]
    first, second = view.timetable.rows
    rows = [first, replace(second, p50=None, slip=None, announced_chance=0.2)]
    changed = replace(found, views=[replace(view, timetable=replace(view.timetable, rows=rows))])
    assert said(changed)["Latest"].startswith(f"{second.site}, building 1: never in the median future")


def test_names_keep_their_capitals(invented):
    programme = invented({}, word=True)
    assert ", word, nothing drawn" in text(told(programme)).splitlines()[0]
    changed = programme.override({"sites.campus0.phases.one.title": "DC01"}).under("base")
    assert "Campus 0, DC01:" in said(told(changed))["Latest"]
