"""What changed and why: parts add up, each to what it says."""

import re

import pytest

import stargate as sg


def futures(programme, n=400):
    return sg.simulate(sg.announced(programme), n=n, seed=1)


@pytest.mark.parametrize(("one", "other"), [("2025-09-30", "2026-03-31"), ("2026-03-31", "2026-11-22")])
def test_parts_add_up_to_the_change(reference, one, other):
    found = sg.compare(futures(reference.at(one)), futures(reference.at(other)))
    moved = [m for m in found.movements if m.change is not None and None not in m.parts]
    assert len(moved) > 10
    for movement in moved:
        assert sum(movement.parts) == pytest.approx(movement.change, abs=0.01)


def test_nothing_moved(small_futures):
    found = sg.compare(small_futures, small_futures)
    assert found.title == "The median IT load did not move"
    assert all(movement.change == 0 for movement in found.movements)
    assert found.figures == []


def test_a_later_date_alone_moves_what_has_not_happened(small):
    """Hand case: nothing is published in between, so all of the change is time that passed."""
    found = sg.compare(futures(small), futures(small.at("2026-09-30")))
    assert found.figures == []
    dates = [m for m in found.movements if m.unit == "months"]
    assert all(m.parts == [0.0, m.change, 0.0, 0.0] for m in dates)
    assert any(m.change > 0 for m in dates)


def test_an_assumption_alone(small):
    later = small.override({"sites.south.activities.shell.duration": "+ 3 months"})
    found = sg.compare(futures(small), futures(later))
    assert [(f.address, f.kind) for f in found.figures] == [("sites.south.activities.shell.duration", "assumed")]
    assert all(m.parts[:3] == [0.0, 0.0, 0.0] for m in found.movements)
    assert "under 'Base case'" not in found.title
    much = sg.compare(futures(small), futures(small.override({"sites.*.activities.interconnection.duration": "x 1.5"})))
    assert re.search(r"less IT load at the end of \d{4} with 1 change", much.title)


def test_dates_taken_at_their_word_are_not_split(reference):
    found = sg.compare(futures(reference), futures(reference.under("as_announced_2026_11")))
    assert {part for movement in found.movements for part in movement.parts} == {None}
    assert "not split" in found.note


def test_the_table_in_words(reference):
    text = str(sg.compare(futures(reference.at("2026-03-31")), futures(reference)))
    assert "happened     time     said  assumed" in text
    assert "What is said: " in text


def test_the_title_names_the_direction_of_time_and_the_scenario(reference):
    back = sg.compare(futures(reference), futures(reference.at("2026-03-31")))
    assert "as known on 31 Mar 2026 against 22 Nov 2026" in back.title
    both = sg.compare(futures(reference.at("2026-03-31")), futures(reference.under("wait_for_grid")))
    assert "since 31 Mar 2026 under 'Wait for the grid'" in both.title


def test_what_somebody_makes_up_is_assumed_whatever_stands_beneath(reference):
    late = reference.override({"sites.*.activities.interconnection.duration": "x 1.5"})
    assert {figure.kind for figure in sg.compare(futures(reference, 50), futures(late, 50)).figures} == {"assumed"}


def test_a_date_beyond_what_is_known_is_said(reference):
    found = sg.compare(futures(reference, 50), futures(reference.at("2027-06-30"), 50))
    assert "whatever is not reported counts as not having happened" in found.note
