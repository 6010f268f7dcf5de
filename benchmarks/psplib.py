"""Priority rules of serial schedule generation on PSPLIB.

The mean gap of each rule over the 960 instances of j30 and j60, against the optimum (the best known makespan, where j60
is open): the rule alone; improved forward and backward; and improved, the best of 20 further schedules sampled by
regret. Then 1,000 sampled schedules, not improved, beside what Hartmann and Kolisch (2000,
<https://doi.org/10.1016/S0377-2217(99)00485-3>) print for the same sampling: j30 against the optimum, j60 against the
longest path. How the rules by themselves did in Kolisch (1996) is not quoted, since its tables could not be read.
The instances are no part of the project: they are found through STARGATE_REFERENCE_DATA.
"""

import sys

import numpy as np
from _measured import Table, cpu_seconds
from _psplib import SETS, folder, instances, known

from stargate.schedule.rules import Project, Rule, priorities, project, schedule

MORE, SAMPLED = 20, 999
PUBLISHED = {(Rule.LFT, "j30"): 0.83, (Rule.LFT, "j60"): 13.96, (Rule.RANDOM, "j30"): 1.44, (Rule.RANDOM, "j60"): 15.94}
WAYS = (("alone", 0, False), ("improved", 0, True), (f"of {MORE + 1}, improved", MORE, True))


def tables() -> list[Table]:
    if not folder().is_dir():
        print("psplib: reference data not present", file=sys.stderr)
        return []
    given = {of: {i.name: project(*i[1:5])[1] for i in instances(of)} for of in SETS}
    rules = []
    for of in SETS:
        best = {name: float(found.upper) for name, found in known(of).items()}
        for rule in Rule:
            rules.append((of, rule, *(_gap(given[of], best, rule, *how) for _, *how in WAYS)))
    sampled = [(of, rule, _sampled(given[of], of, rule), published) for (rule, of), published in PUBLISHED.items()]
    whole = cpu_seconds(lambda: [_gap(given[of], {}, Rule.LST, 0, False) for of in SETS], 1)
    return [
        Table(("mean gap, %", "rule", *(name for name, *_ in WAYS)), rules),
        Table(("mean gap of 1,000 sampled, %", "rule", "stargate", "published"), sampled),
        Table(("one rule alone", "CPU s"), [("all 960 instances", whole)]),
    ]


def _gap(given: dict[str, Project], best: dict[str, float], rule: Rule, samples: int, improve: bool) -> float:
    """The mean gap [%] to the best makespan by instance."""
    gaps = []
    for name, each in given.items():
        makespan = (schedule(each, priorities(each, rule), samples, improve) + each.duration).max()
        gaps.append(makespan / best.get(name, makespan) - 1)
    return 100 * float(np.mean(gaps))


def _sampled(given: dict[str, Project], of: str, rule: Rule) -> float:
    if of == "j30":
        return _gap(given, {name: float(found.upper) for name, found in known(of).items()}, rule, SAMPLED, False)
    longest = {name: float(priorities(each, Rule.LFT).max()) for name, each in given.items()}
    return _gap(given, longest, rule, SAMPLED, False)
