"""What is no planning problem, and what is one."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stargate.planning.invented import invented
from stargate.planning.mistakes import mistakes

ONE = invented(2, 8, 1)


def part(name, **changes):
    return replace(ONE, **{name: replace(getattr(ONE, name), **changes)})


BAD = {
    "no whole years": replace(ONE, quarters=7),
    "PlanningProblem.demand is infinite": replace(ONE, demand=ONE.demand + np.inf),
    "PlanningProblem.value has a value that is no number": replace(ONE, value=ONE.value + np.nan),
    "PlanningProblem.target is below nought": replace(ONE, target=ONE.target - 1),
    r"Chips.cost is \(3, 1\): its axes \(chip, year\) are \(3, 2\)": part("chips", cost=ONE.chips.cost[:, :1]),
    "Blocks.lag is no array of numbers": part("blocks", lag=[4, 4]),
    "PlanningProblem.load has the axes": replace(ONE, load=ONE.load[0]),
    "site_1.phases: its phases are built in no time": part("blocks", lag=0 * ONE.blocks.lag),
    "site_2.phases: its site is none of 2": part("blocks", site=np.array([0, 2])),
    "site_2.phases: its crews are none of 5": part("blocks", group=np.array([0, 9])),
    "site_1: there is no power": part("options", most=ONE.options.most * (np.arange(6) == 5)[:, None]),
    "site_1: there is more of grid than there may be": part("options", least=ONE.options.least + 9),
    "bridge is rented and has a capital cost": part("options", capital_cost=ONE.options.capital_cost + 1),
    "site_1: chips run that have no shells": replace(ONE, there=ONE.there + 1),
    "a discount rate of -1": replace(ONE, discount=-1.0),
    "load unserved costs 0": replace(ONE, unserved_cost=0.0),
    "stands for no day": replace(ONE, weight=0 * ONE.weight),
    "lives for less than a year": part("chips", life=0),
    "two sites have the same name": replace(ONE, sites=("one", "one")),
    "the store is none of 6 options": part("battery", option=6),
    "battery: write efficiencies": part("battery", charge_efficiency=0.0),
    "battery: write a finite duration": part("battery", duration=np.inf),
    "solar: energy given back has a cost": part("battery", option=3),
}


@pytest.mark.parametrize("said", BAD)
def test_it_is_said_in_words(said):
    import re

    assert any(re.search(said, mistake) for mistake in mistakes(BAD[said])), mistakes(BAD[said])


def test_a_site_that_loads_nothing_needs_no_power():
    options = replace(ONE.options, most=ONE.options.most * np.array([1, 0])[:, None, None])
    blocks = replace(ONE.blocks, site=np.array([0, 0]))
    assert mistakes(replace(ONE, options=options)) != []
    assert mistakes(replace(ONE, options=options, blocks=blocks)) == []


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 12), st.integers(2, 10), st.integers(1, 8), st.integers(0, 2**31), st.booleans(), st.booleans())
def test_what_is_invented_is_a_problem(sites, years, days, seed, capital, carbon):
    limits = {"capital": 0.5 if capital else np.inf, "carbon": 2.0 if carbon else np.inf}
    assert mistakes(invented(sites, 4 * years, days, seed, **limits)) == []
