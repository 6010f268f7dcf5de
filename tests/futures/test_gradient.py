"""What one more unit of a figure is worth: by hand, by differences in the same random numbers, and by large samples."""

import os
import subprocess
import sys
from random import Random

import numpy as np
import pytest

import stargate as sg
from stargate.futures.capital import capital
from stargate.futures.targets import target
from stargate.quantity import units
from stargate.reports.sensitivities import worths

DAY = "2028-12-31"
STEPS = {  # of figures, for differences: small, so that few futures pass a kink
    units.DURATION: (1e-6, "months"),
    units.DATE: (1e-6, "months"),
    units.FACTOR: (1e-7, ""),
    units.IT_POWER: (1e-3, "MW"),
    units.GRID_POWER: (1e-3, "MW"),
    units.GENERATION_POWER: (1e-3, "MW"),
    units.MONEY: (1e-3, "USD m"),
    units.SHARE: (1e-5, "%"),
    units.MONEY_PER_IT_POWER: (1e-3, "USD bn/GW"),
}


def simulated(programme, n=1000, seed=1):
    return sg.simulate(sg.announced(programme), n=n, seed=seed)


def expected(futures, of, at="", below=""):
    return float(np.average(target(futures, of, at, below).values, weights=futures.weight))


def shifted(programme, address, by, unit):
    return programme.override({address: f"+ {by:.9f} {unit}".strip()})


def difference(programme, address, of, at="", n=1000, before=None):
    """The gradient of one figure, and its central difference about the same point."""
    return differences(programme, address, [(of, at)], n, before)[0]


def differences(programme, address, outcomes, n=1000, before=None):
    """The same of several outcomes; `before` are the futures of the programme as it is."""
    by, unit = STEPS[programme[address].dimension]
    step = 2 * by * (units.factor(unit, programme[address].dimension) or 1)
    before = before or simulated(programme, n)
    middle, after = (simulated(shifted(programme, address, k * by, unit), n) for k in (1, 2))
    found = []
    for of, at in outcomes:
        slopes = {slope.address: slope.value for slope in middle.gradient(of, at).slopes}
        change = expected(after, of, at) - expected(before, of, at)
        found.append((slopes.get(address, 0.0), change / step))
    return found


def moved_by_histories(programme):
    """Figures that enter agreements under way: whole histories are rejected, so common draws jump with them."""
    found = set()
    for activity in programme.contents.activities():
        if activity.parties and activity.started and not (activity.finished and activity.finished.known):
            found |= {f"drivers.{name}.stretch" for name in activity.drivers}
            found |= {address for address in programme.figures if address.startswith(f"{activity.address}.")}
    return found


def some_figures(programme, futures, count, of="need", at=""):
    """Figures at random that move an outcome: the need of money, and so all dates, IT power and prices that matter."""
    skipped = moved_by_histories(programme)
    able = [
        slope.address
        for slope in futures.gradient(of, at).slopes
        if slope.pathwise and programme[slope.address].dimension in STEPS and slope.address not in skipped
    ]
    return Random(3).sample(sorted(able), min(count, len(able)))


def of_supplies(programme, futures):
    """Figures of shared supplies, and what is taken of them, that move the IT load served."""
    found = [slope.address for slope in futures.gradient("served", "2031-12-31").slopes if slope.pathwise]
    return [
        address
        for address in found
        if (address.startswith("limits.") or ".takes." in address) and programme[address].dimension in STEPS
    ]


def test_by_hand(lone):
    """Land, then work of five months stretched by 1.2, in three buildings two months apart, each rising in one month."""
    folder = lone(
        "duration: 5 months [assumed]\nafter:\n  land:\n    lag: 1 month [assumed]\ndrivers: [labour]",
        others="land:\n  kind: land\n  duration: 3 months [assumed]\n  not_before: 2026-10-01 [assumed]",
        phase="cadence: 2 months [assumed]\nramp: 1 month [assumed]",
        buildings=3,
        it_power="300 MW",
    )
    futures = simulated(sg.read(folder, changes={"drivers.labour.stretch": "1.2 [assumed]"}), n=3)
    work, land, phase = "sites.lone.activities.work", "sites.lone.activities.land", "sites.lone.phases.one"
    found = {slope.address: slope.value for slope in futures.gradient("full_load").slopes}
    assert found == pytest.approx(
        {
            f"{work}.duration": 1.2,
            "drivers.labour.stretch": 5,
            f"{work}.after.land.lag": 1,
            f"{land}.duration": 1,
            f"{land}.not_before": 1,
            f"{phase}.cadence": 2,
            f"{phase}.ramp": 1,
        }
    )
    served = futures.gradient("served", "2030-12-31")
    assert served[f"{land}.duration"].value == pytest.approx(-300 / 12)
    assert served[f"{phase}.cadence"].value == pytest.approx(-100 * (0 + 1 + 2) / 12)
    assert served[f"{phase}.ramp"].value == pytest.approx(-300 / 24)
    months = futures.end_of("2030-12-31") - futures.first_power("sites.lone")[0] - 2 - 1 / 2
    assert served[f"{phase}.it_power"].value == pytest.approx(months / 12)
    assert served.expected == pytest.approx(300 * months / 12)
    assert all(slope.error == 0 for slope in served.slopes)


OUTCOMES = [("full_load", ""), ("energised", DAY), ("served", DAY)]


@pytest.fixture(scope="module")
def fifty(reference):
    """Slopes and differences of more than fifty figures of the reference programme, in the same random numbers."""
    futures = simulated(reference)
    supplies = of_supplies(reference, futures)
    assert {"limits", "sites"} == {address.partition(".")[0] for address in supplies}
    supplies = Random(4).sample(sorted(supplies), min(12, len(supplies)))
    figures = list(dict.fromkeys([*supplies, *some_figures(reference, futures, 50)]))
    assert len(figures) >= 50
    assert {"duration", "started", "stretch", "lag", "ramp", "cadence"} <= {a.rpartition(".")[2] for a in figures}
    before = simulated(reference, n=500)
    return np.array([differences(reference, address, OUTCOMES, 500, before) for address in figures])


@pytest.mark.parametrize(("outcome", "tolerance"), [(0, 1e-4), (1, 1e-2), (2, 1e-3)])
def test_fifty_figures_against_central_differences(fifty, outcome, tolerance):
    """What is done, under way and to come."""
    found = fifty[:, outcome]
    assert (np.abs(found) > 0).any(axis=1).sum() > 15
    assert found[:, 0] == pytest.approx(found[:, 1], rel=tolerance, abs=1e-6)


LIMITS = """
turbines:
  title: Turbines
  needed_at: finish
  generation_power:
    2026: 40 to 80 MW [assumed]
    2027: 60 to 120 MW [assumed]
    2028: 200 to 300 MW [assumed]
    2029: 200 to 300 MW [assumed]
  share: 60 to 80% [assumed]
crews:
  title: Crews
  capacity: 900 jobs [assumed]
finance:
  title: Finance
  commitments: [joint_equity, other_equity]
  money:
    2026: 0.2 to 1 USD bn [assumed]
    2027: 2 to 4 USD bn [assumed]
    2028: 4 to 9 USD bn [assumed]
    2029: 4 to 9 USD bn [assumed]
"""
TAKES = {  # by campus: an activity, and what it takes
    "north": ("fit_out", {"turbines": "generation_power: 60 to 90 MW", "crews": "units: 500 jobs"}),
    "south": ("shell", {"finance": "money: 4 to 5 USD bn", "crews": "units: 600 jobs"}),
    "east": ("interconnection", {"turbines": "generation_power: 60 to 90 MW"}),
}


@pytest.fixture
def sharing(written):
    """The small programme and a copy of a campus, with turbines, crews and money."""
    folder = written.folder
    (folder / "limits.yaml").write_text(LIMITS)
    other = (folder / "commitments.yaml").read_text().split("joint_equity:")[1]
    with (folder / "commitments.yaml").open("a") as file:
        file.write(f"other_equity:{other}")
    south = (folder / "sites" / "south.yaml").read_text().replace("South Fork", "East Fork")
    (folder / "sites" / "east.yaml").write_text(south.replace("it_power: 200 to 260", "it_power: 180 to 240"))
    for site, (activity, takes) in TAKES.items():
        path = folder / "sites" / f"{site}.yaml"
        text = "".join(f"      {supply}:\n        {amount} [assumed]\n" for supply, amount in takes.items())
        name = f"  {activity}:\n"
        path.write_text(path.read_text().replace(name, f"{name}    takes:\n{text}"))
    return folder


def test_a_supply_by_hand(lone):
    """10 MW a month from 2027 on: work waits six months for 60 MW, a month for each 10 MW more that it takes."""
    folder = lone("duration: 4 months [assumed]\ntakes: {chips: {phases: [one]}}", it_power="60 MW")
    (folder / "limits.yaml").write_text(
        "chips:\n  title: Chips\n  it_power:\n    2027: 240 MW [assumed]\n  share: 50% [assumed]\n"
    )
    found = simulated(sg.read(folder), n=3).gradient("full_load")
    assert {slope.address: slope.value for slope in found.slopes} == pytest.approx(
        {
            "sites.lone.activities.work.duration": 1,
            "sites.lone.phases.one.it_power": 1 / 10,
            "sites.lone.phases.one.ramp": 1,
            "limits.chips.it_power.2027": -6 / 240,
            "limits.chips.share": -6 / 0.5,
        }
    )
    assert found["limits.chips.share"].pathwise
    assert found["limits.chips.it_power.2027"].step_text == "one IT MW"
    assert any("jump" in note for note in found.notes)


@pytest.mark.parametrize(("of", "at"), [("full_load", ""), ("first_power", ""), ("served", "2031-12-31")])
def test_shared_supplies_against_central_differences(sharing, of, at):
    """Turbines that finishes wait for, crews, money of commitments that come or not: all figures that move them."""
    programme = sg.read(sharing)
    futures = simulated(programme, 300)
    assert futures.shared.held.sum(axis=0).min() > 0.05
    supplies = of_supplies(programme, futures)
    assert {"generation_power", "share", "money"} <= {part for address in supplies for part in address.split(".")}
    for address in [*supplies, "commitments.joint_equity.amount", *some_figures(programme, futures, 20, of, at)]:
        found, differs = difference(programme, address, of, at, 300, futures)
        assert found == pytest.approx(differs, rel=1e-4, abs=1e-6), address


def test_turns_that_are_sorted_anew_are_refused_in_words(sharing):
    futures = simulated(sg.read(sharing, changes={"sharing": "ready"}), 50)
    with pytest.raises(sg.StargateError, match="re-sorting\n  write: --set sharing=announced"):
        futures.gradient("full_load")
    found = worths(futures, DAY)
    assert found.rows == []
    assert "whoever is ready first" in found.title
    assert worths(simulated(sg.read(sharing), 500), DAY).rows


def test_a_chance_moves_whoever_claims_after(sharing):
    """A candidate elsewhere takes crews first; commitments of one status share a chance, and each counts."""
    north = sharing / "sites" / "north.yaml"
    candidate = "status: candidate [invented-release]\nacceptance:\n  chance: 50% [assumed]"
    north.write_text(north.read_text().replace("status: committed [invented-release]", candidate))
    futures = simulated(sg.read(sharing, changes={"sharing": "written"}), 8000)
    found = futures.gradient("first_power", below="sites.south")
    ready, weight = futures.first_power("sites.south"), futures.weight

    def makes(event):
        came = futures.happened[:, futures.model.event_addresses.index(event)] == 1
        return np.average(ready[came], weights=weight[came]) - np.average(ready[~came], weights=weight[~came])

    slope = found["sites.north.acceptance.chance"]
    assert slope.value == pytest.approx(makes("sites.north.acceptance"), abs=3 * slope.error)
    slope = found["chances.reported"]
    both = makes("commitments.joint_equity") + makes("commitments.other_equity")
    assert slope.value == pytest.approx(both, abs=3 * slope.error)
    assert slope.value < -5 * slope.error


@pytest.mark.parametrize("of", ["full_load", "first_power", "need"])
def test_invented_programmes_against_central_differences(tmp_path, of):
    sys.path.append(str(os.path.join(os.path.dirname(__file__), "..", "..", "benchmarks")))
    from _invented import write

    programme = sg.read(write(tmp_path / "invented", sites=7, seed=5))
    futures = simulated(programme, 200)
    for address in some_figures(programme, futures, 20):
        found, differs = difference(programme, address, of, "", 200, futures)
        assert found == pytest.approx(differs, rel=1e-4, abs=1e-4), address


UNDER_WAY = {
    "agreement": (
        "parties:\n  alder: 1 to 4 months [assumed]\n  birch: 1 to 3 months [assumed]\nanother_round: 40% [assumed]\n"
        "drivers: [labour]\nstarted: 2026-02-01 [assumed]",
        "cadence: 1 month [assumed]\nramp: 1 month [assumed]",
        ["sites.lone.activities.work.parties.alder", "sites.lone.activities.work.parties.birch",
         "sites.lone.activities.work.started", "drivers.labour.stretch"],
    ),
    "rising": (
        "finished: 2025-01-30 [assumed]",
        "cadence: 2 to 4 months [assumed]\nramp: 1 to 3 months [assumed]\n"
        "first_power:\n  observed: 2025-09-30 [invented-release]",
        ["sites.lone.phases.one.cadence", "sites.lone.phases.one.ramp", "sites.lone.phases.one.first_power.observed"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", UNDER_WAY)
def test_histories_that_were_long_enough_against_wide_differences(lone, case):
    """Where histories are rejected, differences need wide steps and many futures; a pathwise slope alone is wrong."""
    work, phase, addresses = UNDER_WAY[case]
    programme, n = sg.read(lone(work, phase=phase, buildings=4)), 100_000
    for address in addresses:
        by, unit = (0.04, "") if "drivers" in address else (0.2, "months")
        middle, after = (shifted(programme, address, k * by / 2, unit) for k in (1, 2))
        slope = simulated(middle, n).gradient("full_load")[address]
        ends = [target(simulated(each, n), "full_load", "", "").values for each in (programme, after)]
        noise = np.hypot(slope.error, (ends[1] - ends[0]).std() / by / np.sqrt(n))
        assert slope.value == pytest.approx((ends[1] - ends[0]).mean() / by, abs=4 * noise + 0.01), address


def test_the_chance_of_another_round_against_the_exact_mean(lone):
    """Rounds of two months with chance c take 2 / (1 - c) on average: 2 / (1 - c)^2 more for one more of c."""
    folder = lone("parties:\n  alder: 2 months [assumed]\nanother_round: 40% [assumed]")
    slope = simulated(sg.read(folder), 50_000).gradient("full_load")["sites.lone.activities.work.another_round"]
    assert not slope.pathwise
    assert slope.step == 0.01
    assert slope.value == pytest.approx(2 / 0.6**2, abs=4 * slope.error)
    assert slope.error < 0.1


def test_the_chance_of_a_risk_is_the_difference_it_makes(reference_futures):
    """Of conditional means, which is what `drivers` reports of events."""
    found = reference_futures.gradient("served", DAY)
    risk = reference_futures.model.event_addresses.index("risks.dona_ana_lawsuit_refiled")
    happened = reference_futures.happened[:, risk] == 1
    served = target(reference_futures, "served", DAY, "").values
    slope = found["risks.dona_ana_lawsuit_refiled.chance"]
    makes = served[happened].mean() - served[~happened].mean()
    assert slope.value == pytest.approx(makes, abs=5 * served.std() / np.sqrt(min(happened.sum(), (~happened).sum())))
    assert slope.value < -3 * slope.error


def test_need_is_that_of_capital(reference_futures):
    found = reference_futures.gradient("need")
    weight = reference_futures.weight
    assert found.expected == pytest.approx(np.average(capital(reference_futures).need, weights=weight), rel=1e-9)
    assert found["costs.compute"].error >= 0


def test_a_site_moves_with_what_it_waits_for_and_with_what_is_evidence(reference):
    """What is under way elsewhere says something of shared causes; with no shared supply nothing else there matters."""
    futures = simulated(reference.override({"sharing": "unlimited"}), 4000)
    found = futures.gradient("full_load", below="sites.milam")
    seen = [futures.model.activities[i].address for i in futures.model.evidence.activity]
    elsewhere = [
        slope.address
        for slope in found.slopes
        if slope.address.startswith("sites.") and not slope.address.startswith("sites.milam")
    ]
    assert elsewhere
    assert all(any(address.startswith(activity) for activity in seen) for address in elsewhere)
    assert abs(found["sites.milam.phases.two.ramp"].value - 1) < 0.5


def test_a_candidate_is_looked_at_where_it_comes(lone):
    folder = lone(
        "duration: 10 to 30 months [assumed]",
        status="candidate",
        phase="ramp: 1 month [assumed]",
        site="acceptance:\n  chance: 50% [assumed]\n  by: 2027-06-30 to 2028-06-30 [assumed]",
    )
    futures = simulated(sg.read(folder), 4000)
    found = futures.gradient("full_load", below="sites.lone")
    dates, ready = futures.full_load("sites.lone"), futures.first_power("sites.lone")
    assert found.expected == pytest.approx(dates[np.isfinite(dates)].mean())
    held = found["sites.lone.acceptance.by"].value
    assert held + found["sites.lone.activities.work.duration"].value == pytest.approx(1)
    assert 0.2 < held < 0.8
    assert np.isfinite(ready).mean() == pytest.approx(0.5, abs=0.05)
    assert any("50%" in note or "49%" in note or "51%" in note for note in found.notes)


def test_everything_later_by_a_month_ends_a_month_later(reference):
    """Starts that are known, dates that hold, and now itself: together they move the end of an under-way site by one."""
    futures = simulated(reference, 300)
    found = futures.gradient("full_load", below="sites.abilene.phases.four")
    dates = [s.value for s in found.slopes if s.address.endswith((".started", ".not_before", ".finished"))]
    assert 0 < sum(dates) <= 1 + 1e-9


def test_what_has_no_gradient_is_refused_in_words(small, lone):
    futures = simulated(small, 50)
    for how, words in (
        ({"of": "buildings"}, "write: one of energised"),
        ({"of": "full_load", "at": DAY}, "of no date"),
        ({"of": "need", "below": "sites.north"}, "as a whole"),
        ({"of": "energised", "at": "2050-01-01"}, "outside the series"),
        ({"of": "energised", "at": "soon"}, "'soon' is not a date"),
        ({"of": "served", "below": "sites.nowhere"}, "no phase of the plan"),
    ):
        with pytest.raises(sg.StargateError, match=words):
            futures.gradient(**how)
    with pytest.raises(sg.StargateError, match="does not move"):
        futures.gradient("full_load")["sites.north.land"]
    sudden = simulated(sg.read(lone("duration: 10 to 30 months [assumed]")), 50)
    with pytest.raises(sg.StargateError, match="no gradient where a building takes its load at once"):
        sudden.gradient("energised", DAY)
    assert sudden.gradient("served", DAY)["sites.lone.activities.work.duration"].value < 0


def test_dates_at_their_word_are_moved_by_nothing(reference_folder):
    futures = simulated(sg.read(reference_folder, scenario="as_announced_2026_11"))
    with pytest.raises(sg.StargateError, match="taken at their word"):
        futures.gradient("full_load")


def test_standard_errors_cover(small):
    """The mean slope of many futures lies within the errors of few."""
    whole = simulated(small, 20_000, seed=9).gradient("served", DAY)
    misses = [
        (slope.value - whole[slope.address].value) / slope.error
        for seed in range(2, 12)
        for slope in simulated(small, 500, seed=seed).gradient("served", DAY).slopes
        if slope.error > 0
    ]
    assert np.sqrt(np.mean(np.square(misses))) == pytest.approx(1, abs=0.35)


KERNELS = ["quantity.slopes", "schedule.adjoint", "schedule.adjoint_rounds", "schedule.outcomes", "capital.adjoint"]
UNCOMPILED = """
import sys
from jaxtyping import install_import_hook
of, kernels, *folders = sys.argv[1:]
with install_import_hook([f"stargate.{name}" for name in kernels.split()], "beartype.beartype"):
    import stargate as sg
    for futures in (sg.simulate(sg.announced(sg.read(folder)), n=20) for folder in folders):
        print(*(slope.value for slope in futures.gradient(of).slopes))
"""


def same_uncompiled(of, kernels, *folders):
    """Backwards in plain Python, every kernel's arguments checked against the shapes in its signature."""
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-c", UNCOMPILED, of, " ".join(kernels), *map(str, folders)]
    out = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    compiled = [simulated(sg.read(each), 20).gradient(of) for each in folders]
    found = [float(v) for v in out.stdout.split()]
    assert found
    assert found == pytest.approx([slope.value for each in compiled for slope in each.slopes], rel=1e-9)


@pytest.mark.parametrize("of", ["full_load", "served", "energised", "need"])
def test_kernels_run_uncompiled_with_their_shapes_checked(lone, of):
    work, _, _ = UNDER_WAY["agreement"]
    _, phase, _ = UNDER_WAY["rising"]
    same_uncompiled(of, KERNELS, lone(work, phase=phase, buildings=3), "programmes/small")


def test_kernels_of_shared_supplies_run_uncompiled(sharing):
    same_uncompiled("served", [*KERNELS, "schedule.adjoint_gates", "schedule.supply", "schedule.waiting"], sharing)
