"""Days on which something became known, and the programme as it was known on each of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import stargate as sg
from stargate.programme.read import reread, texts
from stargate.programme.vintages import ReadingDay, _fewer, as_known, evidence_after, reading_days


def test_the_days_are_those_of_the_sources(small):
    """Of the five publications of the small programme, with how many readings each brought."""
    days = reading_days(small, "2025-01-01", 24)
    assert [d.day for d in days] == ["2025-01-15", "2025-01-20", "2025-02-03", "2025-03-05", "2026-05-10", "2026-06-30"]
    everything = [r for part in (*small, *small.statements.values()) for r in part.readings]
    assert sum(d.readings for d in days) == sum(r.known_since > 0 for r in everything)
    assert reading_days(small, "2025-02-03", 24)[0].day == "2025-02-03"


def test_the_day_that_brought_least_goes_with_the_next():
    days = [ReadingDay(day, n) for day, n in (("a", 1), ("b", 9), ("c", 2), ("d", 3), ("e", 1))]
    assert _fewer(days, 4) == [ReadingDay("a", 1), ReadingDay("b", 9), ReadingDay("d", 5), ReadingDay("e", 1)]
    assert [d.day for d in _fewer(days, 2)] == ["a", "e"]


@given(st.lists(st.integers(1, 50), min_size=2, max_size=40), st.integers(2, 12))
def test_thinning_loses_no_reading_and_keeps_both_ends(counts, most):
    days = [ReadingDay(f"{i:03}", n) for i, n in enumerate(counts)]
    found = _fewer(days, most)
    assert len(found) == min(most, len(days))
    assert sum(d.readings for d in found) == sum(counts)
    assert (found[0].day, found[-1].day) == (days[0].day, days[-1].day)
    assert [d.day for d in found] == sorted(d.day for d in found)


@pytest.mark.parametrize(
    ("since", "most", "said"),
    [
        ("2026-07-01", 24, "is not before"),
        ("yesterday", 24, "is not a date"),
        ("2025-02-30", 24, "is not a date"),
        ("2025-01-01", 1, "write: --vintages 2"),
        ("2026-05-11", 24, "nothing became known"),
    ],
)
def test_what_cannot_be_looked_back_on_is_said(small, since, most, said):
    with pytest.raises(sg.StargateError, match=said):
        reading_days(small.at("2026-06-01"), since, most)


@pytest.mark.parametrize("day", ["2025-01-20", "2025-03-05", "2026-05-10"])
def test_a_vintage_is_the_programme_read_again(small, day):
    found, again = as_known(small, day, texts(small)), reread(small, as_of=day)
    assert {a: f.text() for a, f in found.figures.items()} == {a: f.text() for a, f in again.figures.items()}
    assert found.not_yet_known == again.not_yet_known
    assert found.as_of == day


def test_evidence_that_came_later_is_refused_or_read_as_today(written):
    """A lead time of the catalogue from 2026 takes over from an assumption; in 2025 it does not, unless asked to."""
    from stargate.programme.catalogue import catalogue

    shelf = catalogue()
    name, entry = next(
        (name, entry)
        for name, entry in shelf.leadtimes.items()
        if "2026-01-01"
        < max((shelf.sources[k].date for k in entry.duration.sources if k in shelf.sources), default="")
        < "2026-06-30"
    )
    address = "sites.north.activities.land.duration"
    own = "4 to 8 months [assumed]"
    folder = written("sites/north.yaml", f"duration: {own}", f"duration:\n      - {own}\n      - like {name} [assumed]")
    programme = sg.read(folder)
    later = evidence_after(programme, "2025-03-05")
    assert address in later
    assert address not in evidence_after(programme, "2026-06-30")
    refused = as_known(programme, "2025-03-05", texts(programme))
    used = as_known(programme, "2025-03-05", texts(programme), later)
    assert refused[address].text() == own
    assert used[address].text() == programme[address].text() != own
    assert used[address].p50 == pytest.approx(entry.duration.p50)


def test_a_vintage_that_makes_no_programme_says_why(small):
    with pytest.raises(sg.ProgrammeError, match="the programme starts on"):
        as_known(small, "2020-01-01", texts(small))
