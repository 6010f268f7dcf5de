"""The largest run of a programme: retold for one future, beside what is published, and what must hold."""

import math
from dataclasses import replace

import numpy as np
import pytest

import stargate as sg
from stargate.compute.goodput import goodput
from stargate.compute.training_practice import TrainingPractice
from stargate.computing.fleet import fleet
from stargate.computing.largest_run import largest_run
from stargate.errors import StargateError
from stargate.futures.drawn import Drawn
from stargate.programme.catalogue import entry


@pytest.fixture(scope="module")
def small_run(small):
    return largest_run(fleet(sg.simulate(sg.announced(small), n=30, seed=1)))


def retold(found, row, at):
    """The run that ends with month `at` on the campus of small's north, in plain Python."""
    futures, n = found.fleet.futures, found.fleet.n
    runs = futures.programme.contents.demand.runs
    practice = entry("training", "published", TrainingPractice)

    def drawn(figure):
        return float(Drawn([figure], futures, n)(figure)[row])

    training, every = found.fleet.training("north")[row], found.fleet.total("north")[row]
    chips = {name: found.fleet.accelerators(name, "north")[row] for name in (*found.fleet.chips, "successors")}

    def hours(name):
        known = found.fleet.equipment.shelf[name].failure_interval if name != "successors" else None
        return drawn(known or practice.failure_interval) * 730.5

    def rate(month):
        number = sum(there[month] for there in chips.values())
        if not number:
            return 0.0
        fails = sum(there[month] / hours(name) for name, there in chips.items())
        mfu, seconds = drawn(practice.mfu_8_bit), drawn(runs.duration) * 730.5 * 3600
        parameters = math.sqrt(training[month] * 1.979e15 * mfu * seconds / 6 / drawn(runs.tokens_per_parameter))
        checkpoint = parameters * 14 / (drawn(practice.checkpoint_bandwidth) * 1e12) / 3600
        stop = min(number * training[month] / every[month], drawn(runs.stops_together))
        kept = goodput(stop, number / fails, checkpoint, drawn(practice.restart) * 730.5)
        return training[month] * 1.979e15 * mfu * float(kept)

    times = np.linspace(0, at + 1.0, 60_001)
    heights = np.interp(times, np.arange(at + 2.0), [rate(0), *(rate(m) for m in range(at + 1))])
    return np.trapezoid(np.where(times >= at + 1 - drawn(runs.duration), heights, 0), times) * 730.5 * 3600 / 1e24


@pytest.mark.parametrize(("row", "at"), [(0, 48), (5, 60), (19, 80)])
def test_against_a_retelling(small_run, row, at):
    north = small_run.fleet.sites.index("north")
    assert small_run.by_site[north, row, at] == pytest.approx(retold(small_run, row, at), rel=2e-3)


def test_what_must_hold(small_run):
    assert (np.diff(small_run.joined) >= -1e-9).all()
    assert (small_run.joined >= small_run.alone * (1 - 1e-12)).all()
    assert (small_run.joined <= small_run.by_site.sum(axis=0) * (1 + 1e-9)).all()
    assert np.isfinite(small_run.joined).all()


def test_the_trend_by_hand(small_run):
    """30 YFLOP at the end of January 2025, 4.6 times as much a year later."""
    assert small_run.trend[0, 12] == pytest.approx(30, rel=0.01)
    assert small_run.trend[0, 24] / small_run.trend[0, 12] == pytest.approx(4.6)
    assert [run.title for run in small_run.published] == ["Cedar 1"]


def test_without_a_trend_or_runs(small):
    demand = small.contents.demand

    def of(runs):
        contents = small.contents.model_copy(update={"demand": demand.model_copy(update={"runs": runs})})
        return largest_run(fleet(sg.simulate(sg.announced(replace(small, contents=contents)), n=2, seed=1)))

    assert of(demand.runs.model_copy(update={"growth": None})).keeps_up() is None
    assert of(demand.runs.model_copy(update={"published": {}})).trend is None
    with pytest.raises(StargateError, match="says nothing of training runs"):
        of(None)


def test_abilene_against_published_runs(reference):
    """Grok 3 took 3.5e26 on 80,000 H100 in 2,160 h, 28% of 8-bit peaks; Abilene has five to eleven times as many H100e."""
    found = largest_run(fleet(sg.simulate(sg.announced(reference), n=60, seed=1)))
    grok = next(run for run in found.published if run.title == "Grok 3")
    assert pytest.approx(grok.operations.p50, rel=0.05) == 80_000 * 2160 * 3600 * 1.979e15 * 0.28 / 1e24
    low, middle, high = found.percentiles(found.alone)[:, 35]  # the end of 2026
    assert 500 < low < middle < high < 3000
    assert found.keeps_up()[59] < 0.05  # 4.6 times a year is more than what is built
