"""A chosen plan as a programme: it is written and read back, and every verb takes it as it takes any other."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import stargate as sg
from stargate.planning.adopted import adopted
from stargate.planning.choice import Choice
from stargate.planning.problem import PlanningProblem
from stargate.programme.financed import not_financed
from stargate.programme.programme import Programme
from tests.planning.by_hand import choice_of, problem_of


@pytest.fixture(scope="module")
def small() -> Programme:
    """The small programme."""
    return sg.read("programmes/small")


@pytest.fixture(scope="module")
def problem(small: Programme) -> PlanningProblem:
    """What it may choose, by hand."""
    return problem_of(small)


@pytest.fixture(scope="module")
def chosen(small: Programme, problem: PlanningProblem) -> Programme:
    """It with a plan of two phases at one prospect."""
    return adopted(small, problem, choice_of(problem))


def test_a_prospect_becomes_a_site(small: Programme, chosen: Programme) -> None:
    """What is chosen is a committed campus with its phases, and no prospect any more; the others stay."""
    site = chosen.contents.sites["west"]
    assert site.status.value == "committed"
    assert [phase.it_power.p50 for phase in site.phases.values()] == [100.0, 100.0]
    assert [phase.chip for phase in site.phases.values()] == ["vr200", "rubin_ultra"]
    assert "west" not in chosen.contents.prospects
    assert chosen.contents.prospects.keys() == small.contents.prospects.keys() - {"west"}
    assert chosen.contents.planning is not None


def test_figures_say_who_decided_them(chosen: Programme, small: Programme) -> None:
    """What the plan decides is assumed; what a prospect says keeps its words."""
    assert chosen["sites.west.phases.phase_1.it_power"].assumed
    assert chosen["sites.west.land"].text() == small["prospects.west.land"].text()
    assert "chosen by the plan" in chosen.contents.sites["west"].phases["phase_1"].note


def test_it_is_written_and_read_back(chosen: Programme, tmp_path: Path) -> None:
    """The folder that it is written to holds the same figures, and no mistake."""
    written = chosen.write(tmp_path / "adopted")
    again = sg.read(tmp_path / "adopted")
    assert set(written.files) == {"companies.yaml", "sites/west.yaml", "sites/south.yaml"}
    assert {f.address: f.text() for f in again} == {f.address: f.text() for f in chosen}
    assert [a.address for a in again.contents.activities()] == [a.address for a in chosen.contents.activities()]
    assert again.warnings == chosen.warnings


def test_digests_tell_programmes_apart(small: Programme, chosen: Programme) -> None:
    """What is added in memory counts as what is written in files."""
    assert chosen.origin.digest != small.origin.digest
    assert chosen.origin.files == small.origin.files


def test_futures_come_near_the_plan(chosen: Programme) -> None:
    """Half of the futures have what the plan has, within what ranges and shared causes add to its dates."""
    futures = sg.simulate(sg.announced(chosen), n=300, seed=1)
    own = [i for i, phase in enumerate(futures.plan.phases) if phase.site.id == "west"]
    medians = futures.energised_of(own).percentiles([50])[0]
    months = [chosen.month(day) for day in ("2028-12-31", "2029-09-30", "2030-09-30")]
    assert [medians[int(month)] for month in months] == pytest.approx([0.0, 100.0, 200.0], abs=1.0)


def test_verbs_take_it_unchanged(chosen: Programme) -> None:
    """Operation and account run on it, and financing lacks nothing."""
    plan = sg.announced(chosen)
    alone = replace(plan, phases=tuple(phase for phase in plan.phases if phase.site.id == "west"))
    operation = sg.operate(alone, 2031)
    assert operation["west"].supply.kinds[0] == "grid"
    assert sg.account(operation).members == ("west",)
    assert not_financed(chosen.contents.sites["west"], chosen.contents) == ""


def test_an_announced_phase_waits_or_is_given_up(small: Programme, problem: PlanningProblem) -> None:
    """A phase that campuses announced begins with the plan; without a start it and its work are withdrawn."""
    moved = replace(
        problem,
        blocks=replace(
            problem.blocks, site=np.array([0, 1]), names=("sites.north.phases.two", "sites.south.phases.one")
        ),
    )
    choice = choice_of(moved)
    choice.starts[0] = np.arange(problem.quarters) >= 6
    found = adopted(small, moved, choice)
    assert "one" not in found.contents.sites["south"].phases
    assert "fit_out" not in found.contents.sites["south"].activities
    north = found.contents.sites["north"]
    assert "plan_two" in north.phases["two"].needs
    assert "plan_two" not in north.phases["one"].needs
    assert found["sites.north.activities.plan_two.not_before"].text() == "2030-03-01 [assumed]"


def test_work_of_its_own_waits_for_the_plan(small: Programme, problem: PlanningProblem) -> None:
    """A phase that nobody shares work with begins to build in the quarter of the plan."""
    names = ("prospects.west", "sites.south.phases.one")
    moved = replace(problem, blocks=replace(problem.blocks, site=np.array([2, 1]), names=names))
    choice = choice_of(moved)
    choice.starts[1] = np.arange(problem.quarters) >= 6
    found = adopted(small, moved, choice)
    assert found["sites.south.activities.shell.not_before"].text() == "2028-07-01 [assumed]"


def test_halls_that_are_filled_in_part_have_that_part_of_the_load(small: Programme, problem: PlanningProblem) -> None:
    """Half of a phase's chips are half of its load, and all of its halls are paid for."""
    choice = choice_of(problem)
    choice.placed[2, 3] = 0.05
    site = adopted(small, problem, choice).contents.sites["west"]
    assert [phase.it_power.p50 for phase in site.phases.values()] == [100.0, 50.0]
    assert site.costs is not None
    assert site.costs.construction is not None
    whole = adopted(small, problem, choice_of(problem))["sites.west.costs.construction"]
    assert site.costs.construction.p50 == pytest.approx(whole.p50 * 200 / 150, rel=1e-3)


def test_it_takes_of_what_campuses_share(small: Programme, problem: PlanningProblem) -> None:
    """Money is taken step by step as building costs it, accelerators when halls are filled, engines with their work."""
    supplies = {
        "loans": {"title": "Loans", "money": {"2027": "9 USD bn [assumed]"}},
        "chips": {"title": "Chips", "it_power": {"2028": "900 MW [assumed]"}},
        "engines": {"title": "Engines", "generation_power": {"2028": "900 MW [assumed]"}},
    }
    planned = {
        "chips": {"vr200": {"limit": "chips"}},
        "power": {"gas_engines": {"limit": "engines"}},
        "capital": {"construction": {"limit": "loans", "share": "50% [assumed]"}},
    }
    found = adopted(small.adding({"limits": supplies, "planning": planned}), problem, choice_of(problem))
    activities = found.contents.sites["west"].activities
    money = [activities[f"{step}_1"].takes["loans"].money for step in ("shell", "fit_out", "commissioning")]
    assert sum(part.p50 for part in money if part is not None) == pytest.approx(600.0, rel=1e-3)
    assert found["sites.west.activities.commissioning_1.takes.chips.it_power"].p50 == 100.0
    assert found["sites.west.activities.gas_engines_2029.takes.engines.generation_power"].p50 == 50.0


def test_accelerators_without_a_name_get_a_record(small: Programme, problem: PlanningProblem) -> None:
    """The successor that a plan buys is a chip of the programme, with the compute that the plan counts."""
    choice = choice_of(problem)
    bought = choice.bought.copy()
    bought[[1, 2], 3] = bought[[2, 1], 3]
    found = adopted(small, problem, Choice(**{**vars(choice), "bought": bought}))
    chip = found.contents.chips["rubin_ultra_2030"]
    assert chip.peak_8_bit is not None
    assert chip.power is not None
    assert 1e3 * chip.peak_8_bit.p50 / 1.979 / chip.power.p50 == pytest.approx(4.5, rel=1e-3)
    assert found.contents.sites["west"].phases["phase_2"].chip == "rubin_ultra_2030"
