"""What is said of cost and date together."""

import json
import re
from dataclasses import asdict, replace

import numpy as np
import pytest

import stargate as sg
from stargate.futures.capital import capital
from stargate.reports.joint import LEVELS, joint_figure
from stargate.reports.outlook import outlook
from stargate.reports.summary import summary
from stargate.reports.terminal import text


def figure(futures):
    return joint_figure(futures, capital(futures).need)


def test_the_title_tells_the_balanced_pair_of_the_told_level(small_futures):
    found = figure(small_futures)
    cost, day = small_futures.frontier(0.7).pair
    told = next(level for level in found.levels if level.level == 0.7)
    assert (told.cost, told.by) == (round(cost, 3), day)
    assert found.title.startswith("70% sure of both: USD ")
    assert day[:4] in found.title
    assert [level.level for level in found.levels] == list(LEVELS)


def test_contingency_and_reserve_are_what_the_pair_asks_for_above_the_medians(small_futures):
    found = figure(small_futures)
    need = capital(small_futures).need / 1000
    targets = small_futures.programme.contents.targets
    for level in found.levels:
        assert level.contingency == pytest.approx(level.cost - np.median(need), abs=0.01)
        assert level.over_announced == pytest.approx(level.cost - targets.investment.p50 / 1000, abs=0.001)
        assert min(level.cost_alone, level.by_alone) >= level.level
        assert level.cost in level.costs
        assert level.by in level.days
    costs = [level.cost for level in found.levels]
    assert costs == sorted(costs)
    chance = small_futures.confidence(cost=found.announced.cost, by=found.announced.by)
    assert found.announced.chance == pytest.approx(chance)


def test_futures_are_drawn_by_their_weight(small_futures):
    """Futures of no weight are not shown; the others are, in the same order every time."""
    weight = np.zeros(small_futures.n)
    weight[:50] = 1.0
    found = figure(replace(small_futures, weight=weight))
    need = set(np.round(capital(small_futures).need[:50] / 1000, 2))
    assert set(found.costs) == need
    assert figure(small_futures) == figure(small_futures)


def test_a_level_that_cannot_be_reached_is_said(lone):
    """Half of the futures never come: 70% cannot be had for any money."""
    from dataclasses import replace as changed

    futures = sg.simulate(sg.announced(sg.read(lone("duration: 6 to 18 months [assumed]"))), n=400)
    ready = futures.buildup.ready.copy()
    ready[::2] = np.inf
    half = changed(futures, buildup=futures.buildup._replace(ready=ready))
    found = figure(half)
    assert found.within_reach == 0.5
    seventy = next(level for level in found.levels if level.level == 0.7)
    assert (seventy.cost, seventy.by, seventy.contingency, seventy.costs) == (None, None, None, [])
    assert found.title == "Nobody can be 70% sure of both: only 50% of futures have everything at full load"
    assert "no money buys a date" in found.note
    assert found.by is not None
    assert found.days.count(None) == 200
    json.dumps(asdict(found), allow_nan=False)


def test_nothing_is_said_where_nothing_is_drawn(invented, lone):
    word = sg.simulate(sg.announced(invented({}, word=True)), n=10)
    assert figure(word) is None
    site = "acceptance:\n  chance: 50% [assumed]"
    only = sg.read(lone("duration: 6 to 18 months [assumed]", status="candidate", site=site))
    assert figure(sg.simulate(sg.announced(only), n=100)) is None


def test_summary_and_terminal_carry_it(small_futures):
    told = outlook([small_futures], "x")
    joint = summary(told)["scenarios"]["base"]["joint_confidence"]
    assert joint["levels"][1]["cost"] == told.views[0].joint.levels[1].cost
    assert "costs" not in joint
    assert re.search(
        r"all phases; 70% sure to have them for USD [\d.]+ bn by \w{3} \d{4}", re.sub(r"\s+", " ", text(told))
    )
