"""Waiting for shared supplies.

10,000 futures of the reference programme, simulated in this process on one core: with its shared supplies, and with all
of them unlimited. The first includes the second: what phases would do without limits is kept beside.
"""

from _measured import PROGRAMME, Table, cpu_seconds

import stargate as sg

FUTURES = 10_000


def tables() -> list[Table]:
    programme = sg.read(PROGRAMME)
    plans = {"shared supplies": sg.announced(programme), "unlimited": sg.announced(programme, gated=False)}
    cost = {
        name: cpu_seconds(lambda plan=plan: sg.simulate(plan, n=FUTURES, threads=1)) for name, plan in plans.items()
    }
    first, second = cost.values()
    rows = [(name, 1e6 * seconds / FUTURES) for name, seconds in cost.items()] + [("ratio", first / second)]
    return [Table((f"{FUTURES:,} futures", "us/future"), rows)]
