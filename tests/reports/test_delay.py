"""Whose delay it is, in words and steps."""

import io

import pytest

import stargate as sg
from stargate.futures.attribution import Attribution, Contribution, attribution
from stargate.futures.coalitions import Slip
from stargate.reports.delay import delay, table, title, told


@pytest.fixture(scope="module")
def found(small_futures):
    return delay(small_futures)


def test_steps_add_up_to_the_last(found):
    *parts, whole = found.steps
    for measure in ("months", "load"):
        assert sum(getattr(step, measure) for step in parts) == pytest.approx(getattr(whole, measure), abs=0.01)
        for step in parts:
            if step.members:
                total = sum(getattr(member, measure) for member in step.members)
                assert total == pytest.approx(getattr(step, measure), abs=0.01)
    assert [step.months for step in parts[1:]] == sorted((step.months for step in parts[1:]), reverse=True)


def test_members_are_named_and_lead_to_their_records(found, small):
    members = [member for step in found.steps for member in step.members]
    assert "Grid queue" in {member.name for member in members}
    assert all(any(address.startswith(m.address) for address in small.figures) for m in members)


def test_what_it_rests_on_is_said(found):
    assert found.futures == 160
    assert found.note.startswith("160 futures with every coalition")
    assert "announced for the end of 2028" in found.subtitle


@pytest.mark.parametrize(
    ("mean", "optimism", "groups", "said"),
    [
        (6.2, 2.5, {"Fit-out": 2.0, "Grid": 1.7}, "Full load comes 6.2 months late on average: optimism 2.5, fit-out 2.0 and grid 1.7"),
        (1.0, -2.0, {"Shared causes": 3.0}, "Full load comes 1.0 months late on average: shared causes 3.0"),
        (1.0, 1.0, {}, "Full load comes 1.0 months late on average: optimism 1.0"),
        (-3.0, -4.0, {"Risks": 1.0}, "On average full load comes 3.0 months before it was announced"),
        (0.01, 0.0, {"Risks": 0.01}, "On average full load comes as announced"),
    ],
)  # fmt: skip
def test_the_title_says_the_answer(mean, optimism, groups, said):
    told = tuple(Contribution(name, Slip(months, 0), Slip(0, 0)) for name, months in groups.items())
    made = Attribution("", "2028-12-31", 64, (), 100, Slip(mean, 0), Slip(0, 0), Slip(optimism, 0), Slip(0, 0), told)
    assert title(made) == said


def test_nothing_is_divided_where_nothing_is_drawn_or_dated(small, lone):
    for futures in (
        sg.simulate(sg.announced(small), n=1),
        sg.simulate(sg.announced(small), n=31),
        sg.simulate(sg.announced(sg.read(lone("duration: 3 to 9 months [assumed]"))), n=64),
    ):
        assert delay(futures).steps == []


def test_a_terminal_has_every_group(small_futures, found):
    from rich.console import Console

    out = io.StringIO()
    Console(file=out, width=140).print(table(told(small_futures, attribution(small_futures, n=256))))
    text = out.getvalue()
    assert all(step.name in text for step in found.steps)
    assert text.startswith("Full load comes ")
