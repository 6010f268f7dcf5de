"""Attribution.

The mean slip of the reference programme, divided among eight groups of causes over all 256 coalitions, and down to
their causes. Errors are against a run of 10,000 futures with another seed: the largest of any group, beside what the
run says of itself. Parts add up to rounding whatever the number of futures.
"""

from _measured import PROGRAMME, Table, cpu_seconds

import stargate as sg
from stargate.futures.attribution import Attribution, attribution

MANY = 10_000
FUTURES = (256, 512, 2_048)


def tables() -> list[Table]:
    plan = sg.announced(sg.read(PROGRAMME))
    futures = sg.simulate(plan, n=max(FUTURES), seed=1)
    groups = {
        group.name: [member.name for member in group.members] for group in attribution(futures, n=max(FUTURES)).groups
    }
    truth = attribution(sg.simulate(plan, n=MANY, seed=2), groups=groups, n=MANY)
    rows = []
    for n in FUTURES:
        found = attribution(futures, groups=groups, n=n)
        cost = cpu_seconds(lambda n=n: attribution(futures, n=n), 2)
        rows.append((n, cost, abs(_sum(found) - found.mean.months), _furthest(found, truth), _said(found)))
    names = ("futures", "CPU s", "sum of parts off by [months]", "error of a group [months]", "standard error [months]")
    return [Table(names, rows)]


def _sum(found: Attribution) -> float:
    return found.optimism.months + sum(group.mean.months for group in found.groups)


def _furthest(found: Attribution, truth: Attribution) -> float:
    known = {group.name: group.mean.months for group in truth.groups}
    return max(abs(group.mean.months - known[group.name]) for group in found.groups)


def _said(found: Attribution) -> float:
    return max(group.error.months for group in found.groups)
