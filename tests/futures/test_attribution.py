"""Delay attribution: adds up, by hand, against programmes in which causes are known, and as its axioms ask."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

import stargate as sg
from stargate.errors import StargateError
from stargate.futures.attribution import Contribution, attribution
from stargate.futures.coalitions import Slip
from stargate.quantity.notation import date_of

N = 512

RISKS = """
storm:
  title: Storm
  chance: {chance} [assumed]
  affects: [sites.lone.activities.work]
  delay: 4 months [assumed]
strike:
  title: Strike
  chance: 30% [assumed]
  affects: [sites.lone.activities.{struck}]
  delay: {delay} months [assumed]
"""
ANNOUNCED = "ramp: 1 month [assumed]\nenergised:\n  announced: 2027-06-30 [invented-release]"


def simulated(programme, n=N):
    return sg.simulate(sg.announced(programme), n=n, seed=1)


def storms(lone, *, struck="other", delay=6, chance="40%"):
    """Two activities of ten months side by side, each with a risk of its own."""
    folder = lone(
        "duration: 10 months [assumed]",
        others="other:\n  kind: grid\n  duration: 10 months [assumed]",
        phase=ANNOUNCED,
    )
    site = folder / "sites" / "lone.yaml"
    site.write_text(site.read_text().replace("needs: [work]", "needs: [work, other]"))
    (folder / "risks.yaml").write_text(RISKS.format(struck=struck, delay=delay, chance=chance))
    return simulated(sg.read(folder))


def sums(found):
    """How far parts are from their wholes."""
    wholes = [(found.mean, [found.optimism, *(group.mean for group in found.groups)])]
    wholes += [(group.mean, [member.mean for member in group.members]) for group in found.groups if group.members]
    return [abs(np.sum(parts, axis=0) - whole).max() for whole, parts in wholes]


def test_two_risks_side_by_side(lone):
    """Hand case: the later of two delays counts, so that 4 months hide behind 6 where both happen.

    Alone the first adds 4 p, after the other 4 (p - pq); the second adds 6 q, after the first 6 q - 4 pq.
    """
    futures = storms(lone)
    p, q = futures.happened.mean(axis=0)
    both = (futures.happened[:, 0] * futures.happened[:, 1]).mean()
    found = futures.attribution(groups={"storm": ["risks.storm"], "strike": ["risks.strike"]})
    got = {group.name: group.mean.months for group in found.groups}
    assert 0.35 < p < 0.45
    assert got == {"storm": pytest.approx(4 * p - 2 * both), "strike": pytest.approx(6 * q - 2 * both)}
    zero = futures.programme.month_zero
    ready = futures.programme.as_of_month + 11
    announced = futures.plan.phases[0].announced
    assert found.optimism.months == pytest.approx(ready - announced), (date_of(zero + ready), announced)
    assert max(sums(found)) < 1e-9


def test_two_risks_of_one_activity_add_up_without_each_other(lone):
    futures = storms(lone, struck="work")
    p, q = futures.happened.mean(axis=0)
    (group,) = futures.attribution().groups
    assert group.name == "Risks"
    assert {m.name: m.mean.months for m in group.members} == {
        "risks.storm": pytest.approx(4 * p, rel=0.1),  # members' orders are drawn in futures of their own
        "risks.strike": pytest.approx(6 * q, rel=0.1),
    }


def test_equals_get_the_same(lone):
    """The same risk on either of two activities side by side; in futures where exactly one happens, as often each."""
    futures = storms(lone, delay=4, chance="30%")
    found = futures.attribution(groups={"storm": ["risks.storm"], "strike": ["risks.strike"]})
    one, other = (group.mean.months for group in found.groups)
    p, q = futures.happened.mean(axis=0)
    assert one - other == pytest.approx(4 * abs(p - q), abs=1e-9)


GROUPS = {
    "work": ["sites.south.activities.[ls]*", "sites.south.activities.fit_out"],
    "grid": ["sites.south.activities.interconnection"],
    "causes": ["drivers.*"],
    "rest": ["risks.*", "sites.south.phases.*"],
}


def known(programme):
    """What stands for each group at its medians, as changes to the programme; work under way given how long it is."""
    south = "sites.south.activities"

    def median(address):
        return f"{programme[address].p50!r} months [assumed]"

    land, elapsed = programme[f"{south}.land.duration"].law, programme.as_of_month - programme.month("2026-02-01")
    low, high = 0.0, 1.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if land.quantile(middle) < elapsed else (low, middle)
    left = land.quantile(1 - (1 - low) / 2)
    return {
        "work": {
            f"{south}.land.duration": f"{left!r} months [assumed]",
            **{f"{south}.{a}.duration": median(f"{south}.{a}.duration") for a in ("shell", "fit_out")},
        },
        "grid": {f"{south}.interconnection.duration": median(f"{south}.interconnection.duration")},
        "causes": {f"drivers.{d}.stretch": "1 [assumed]" for d in ("grid_queue", "labour")},
        "rest": {
            "risks.line_appeal.chance": "0% [assumed]",
            "sites.south.phases.one.it_power": f"{programme['sites.south.phases.one.it_power'].p50!r} MW [assumed]",
            **{f"sites.south.phases.one.{f}": median(f"sites.south.phases.one.{f}") for f in ("cadence", "ramp")},
        },
    }


def test_against_programmes_in_which_causes_are_known(small):
    """Oracle: every coalition as a programme of its own, with medians written into it, over every order of entering."""
    of, at = "sites.south", "2028-12-31"
    changes = known(small)

    def slip(drawn):
        overrides = {a: text for name in GROUPS if name not in drawn for a, text in changes[name].items()}
        futures = simulated(small.override(overrides) if overrides else small)
        announced = futures.plan.phases[futures.phases(of)[0]].announced
        full = np.minimum(futures.full_load(of), futures.end_of(futures.programme.contents.horizon))
        late = np.average(full - announced, weights=futures.weight)
        return np.array([late, 230 - np.average(futures.energised_of(of).at(at), weights=futures.weight)])

    cache = {}
    expected = {name: np.zeros(2) for name in GROUPS}
    every = list(permutations(GROUPS))
    for order in every:
        for i, name in enumerate(order):
            before, after = (frozenset(order[:j]) for j in (i, i + 1))
            for each in (before, after):
                cache.setdefault(each, None)
                if cache[each] is None:
                    cache[each] = slip(each)
            expected[name] += (cache[after] - cache[before]) / len(every)
    found = simulated(small).attribution(of, at, GROUPS)
    assert found.load == pytest.approx(small["sites.south.phases.one.it_power"].p50)
    shift = np.array([0, found.load - 230])
    assert found.optimism == pytest.approx(cache[frozenset()] + shift, abs=1e-6)
    assert found.mean == pytest.approx(cache[frozenset(GROUPS)] + shift, abs=1e-6)
    for group in found.groups:
        assert group.mean == pytest.approx(expected[group.name], abs=1e-6), group.name


@pytest.mark.parametrize("of", ["", "sites.milam", "sites.shackelford.phases.two"])
def test_the_reference_adds_up(reference_futures, of):
    found = attribution(reference_futures, of, n=96)
    assert 1 <= len(found.groups) <= 8
    assert max(sums(found)) < 1e-9
    assert found.n == 96
    assert all(error >= 0 for group in found.groups for error in group.error)


def test_it_is_the_mean_of_the_futures_and_the_medians_of_the_gap(reference_futures):
    from stargate.reports.energisation import gap

    found, n = attribution(reference_futures, n=256), 256
    at_day = gap(reference_futures)
    there = np.average(reference_futures.energised_dated.at(found.at)[:n], weights=reference_futures.weight[:n])
    assert (found.at, found.load) == (at_day.day, pytest.approx(at_day.announced))
    assert found.optimism.load == pytest.approx(at_day.optimism)
    assert found.mean.load == pytest.approx(found.load - there)


def test_a_part_says_what_it_adds():
    part = Contribution("Grid", Slip(1.204, -3.6), Slip(0.031, 2.2))
    assert str(part) == repr(part) == "Grid: +1.20 months (+-0.03), -4 IT MW (+-2)"


def test_weighted_futures_add_up_too(small_futures):
    weight = np.random.default_rng(5).uniform(0.1, 3, small_futures.n)
    futures = replace(small_futures, weight=weight)
    found = attribution(futures, "sites.north", n=256)
    late = futures.dates[:256, futures.phases("sites.north")] - [p.announced for p in futures.plan.phases[:2]]
    power = [p.it_power for p in futures.plan.phases[:2]]
    assert found.mean.months == pytest.approx(np.average(np.average(late, axis=1, weights=power), weights=weight[:256]))
    assert max(sums(found)) < 1e-9
    assert found.optimism == attribution(small_futures, "sites.north", n=256).optimism


def test_an_unrelated_site_changes_nothing(written):
    before = simulated(sg.read(written.folder)).attribution("sites.south")
    text = (written.folder / "sites" / "south.yaml").read_text()
    (written.folder / "sites" / "aspen.yaml").write_text(text.replace("South Fork", "Aspen"))
    assert simulated(sg.read(written.folder)).attribution("sites.south") == before


def test_a_group_without_figures_gets_nothing(small_futures):
    found = attribution(small_futures, groups={"grid": ["*interconnection"], "none": ["sites.nowhere.*"]}, n=64)
    by_name = {group.name: group for group in found.groups}
    assert by_name["none"].mean == (0, 0)
    assert by_name["none"].members == ()
    assert set(by_name) == {"grid", "none", "Everything else"}
    assert max(sums(found)) < 1e-9


def test_too_many_causes_are_not_told_apart(small_futures, monkeypatch):
    whole = attribution(small_futures, n=64)
    monkeypatch.setattr("stargate.futures.attribution.TOLD_APART", 3)
    found = attribution(small_futures, n=64)
    assert [group.mean for group in found.groups] == [group.mean for group in whole.groups]
    assert not any(group.members for group in found.groups)


def test_what_does_not_hold_the_phases_back_is_no_cause(small_futures):
    """Engines are built for nobody; the chips and the appeal are of the other campus."""
    names = {m.name for g in attribution(small_futures, "sites.south", n=64).groups for m in g.members}
    assert "sites.south.activities.engines" not in names
    assert "risks.line_appeal" in names
    names = {m.name for g in attribution(small_futures, "sites.north", n=64).groups for m in g.members}
    assert "risks.line_appeal" not in names
    assert not any(name.startswith("sites.south") for name in names)


def test_the_error_is_that_of_other_seeds(small):
    """Means of independent futures spread as the standard errors say."""
    runs = [
        attribution(sg.simulate(sg.announced(small), n=128, seed=seed), "sites.south", groups=GROUPS)
        for seed in range(1, 25)
    ]
    for name in GROUPS:
        parts = [next(g for g in run.groups if g.name == name) for run in runs]
        spread = np.std([part.mean.months for part in parts], ddof=1)
        said = np.sqrt(np.mean([part.error.months**2 for part in parts]))
        assert 0.6 < spread / said < 1.5


def test_a_candidate_is_taken_as_accepted_and_a_late_phase_counts_to_the_horizon(lone):
    """Hand case: a candidate of 30 to 120 months; by the horizon 78 are over."""
    folder = lone(
        "duration: 30 to 120 months, median 60 [assumed]",
        phase=ANNOUNCED,
        status="candidate",
        site="acceptance:\n  chance: 40% [assumed]\n  by: 2026-12-31 [assumed]",
    )
    futures = simulated(sg.read(folder))
    found = futures.attribution("sites.lone")
    law = futures.programme["sites.lone.activities.work.duration"].law
    end = futures.end_of(futures.programme.contents.horizon)
    now, announced = futures.programme.as_of_month, futures.plan.phases[0].announced
    (group,) = found.groups
    expected = np.mean([min(now + 1 + law.quantile((i + 0.5) / 4000), end) - announced for i in range(4000)])
    assert found.optimism.months == pytest.approx(now + 61 - announced)
    assert group.name == "Shell"
    assert found.mean.months == pytest.approx(expected, abs=4 * found.error.months)
    assert found.mean.months < end - announced
    with pytest.raises(StargateError, match="belongs to"):
        futures.attribution()


def test_nothing_to_divide(lone, small):
    found = simulated(sg.read(lone("duration: 10 months [assumed]", phase=ANNOUNCED))).attribution()
    assert found.groups == ()
    assert found.mean == found.optimism
    assert found.error == (0, 0)


@pytest.mark.parametrize(
    ("of", "n", "groups", "wrong"),
    [
        ("sites.nowhere", 64, None, "no phase of the plan lies at sites.nowhere"),
        ("", 31, None, "too few futures to divide a mean slip: 31"),
        ("", 64, {str(i): [f"*{i}"] for i in range(9)}, "groups of causes have too many coalitions; write 8 or fewer"),
    ],
)
def test_what_cannot_be_divided(small, of, n, groups, wrong):
    with pytest.raises(StargateError, match=wrong):
        simulated(small, n).attribution(of, groups=groups)


def test_dates_taken_at_their_word(reference):
    futures = sg.simulate(sg.announced(reference.under("as_announced_2026_11")))
    with pytest.raises(StargateError, match="taken at their word"):
        futures.attribution()


def test_a_day_that_is_none(small_futures):
    with pytest.raises(StargateError, match="is not a date"):
        small_futures.attribution(at="someday")
    for outside in ("1990-01-01", "2150-01-01"):
        with pytest.raises(StargateError, match="lies outside the series"):
            small_futures.attribution(at=outside)
