"""Planning under uncertainty.

Problems of the published generator (8 sites, 32 quarters, 4 days): what is decided in the first eight quarters for 16
sampled futures, priced on 48 fresh ones beside the plan at medians with the same freedom later. *Gain* is what the
decision measures less, with its standard error; *left* what a better decision could still bring on the sampled futures,
by the bound. *Waiting* is what deciding later starts later is worth against the plan at medians carried out whatever
comes, *delay* what beginning nothing costs. CPU is that of the decision, the plan at medians left out.
"""

import time

from _measured import Table

from stargate.planning.invented import invented
from stargate.planning.solve import Effort, solve
from stargate.planning.uncertain import Measure, hedge


def tables() -> list[Table]:
    return [Table(HEAD, [_row(seed, averse) for seed in (1, 2) for averse in (0.0, 0.5)])]


HEAD = ("seed", "weight of the dearest fifth", "gain, USD m", "left", "waiting, USD m", "delay, USD m", "CPU s")


def _row(seed: int, averse: float) -> tuple[str, ...]:
    problem = invented(8, 32, 4, seed=seed)
    plan = solve(problem, Effort(gap=0.003))
    began, measure = time.process_time(), Measure(averse)
    found = hedge(problem, plan.choice, plan.pool, futures=16, fresh=48, rounds=10, quarters=8, measure=measure)
    gain, error = found.gain(found.ways[1])
    left = measure.of(found.hedged.sampled) / found.bound - 1
    cpu = time.process_time() - began
    return (
        str(seed), f"{averse:.0%}", f"{gain:,.0f} ± {error:,.0f}", f"{left:.2%}",
        f"{found.value_of_waiting:,.0f}", f"{found.cost_of_delay:,.0f}", f"{cpu:.0f}",
    )  # fmt: skip
