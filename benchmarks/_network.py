"""An invented network of 1,200 activities, and its early dates and critical activities as `stargate` finds them."""

from collections.abc import Callable
from random import Random
from typing import NamedTuple

import numpy as np

from stargate.quantity.draws import columns, draw
from stargate.quantity.measures import Duration
from stargate.quantity.sources import Known
from stargate.schedule.network import forward, plain, trace_back

ACTIVITIES, NEAR = 1200, 60  # each waits for one to three of the sixty before it
END = "end"


class Passes(NamedTuple):
    """Early dates [month], and how often each activity was critical."""

    start: np.ndarray
    finish: np.ndarray
    ready: np.ndarray
    critical: np.ndarray


def invented(seed: int = 1) -> dict[str, list[str]]:
    """Who waits for whom."""
    rng = Random(seed)
    names = [f"a{i:04}" for i in range(ACTIVITIES)]
    return {
        name: sorted(rng.sample(names[max(0, i - NEAR) : i], min(i, rng.choice([1, 1, 2, 2, 3]))))
        for i, name in enumerate(names)
    }


def ranges(names: list[str], seed: int = 1) -> dict[str, tuple[float, float, float]]:
    """P10, P50 and P90 of each activity's duration [months]."""
    rng = Random(seed)
    lows = {name: rng.randint(1, 9) for name in sorted(names)}
    return {name: (lows[name], 1.3 * lows[name], 2.0 * lows[name]) for name in names}


def drawn(order: list[str], seed: int = 1) -> Callable[[int], np.ndarray]:
    """A function that draws so many sets of durations."""
    known = Known(0.0)
    figures = [
        Duration.of(name, [(f"{low} to {high} months, median {mid:.1f} [assumed]", "")], known)
        for name, (low, mid, high) in ranges(order).items()
    ]
    compiled = columns(figures, seed)

    def draws(samples: int) -> np.ndarray:
        out = np.empty((samples, len(order)))
        draw(compiled, np.arange(samples), out)
        return out

    return draws


class Ours:
    """The network as arrays with room for the results of some samples; the kernels allocate nothing."""

    def __init__(self, waits: dict[str, list[str]], samples: int) -> None:
        self.order, self.network = plain(waits, {END: list(waits)})
        self.values, self.happened = np.zeros((samples, 0)), np.zeros((samples, 0), dtype=np.int64)
        self.start, self.finish = np.empty((2, samples, len(self.order)))
        self.ready, self.weight = np.empty((samples, 1)), np.ones(samples)
        self.critical, self.months = np.zeros((2, 1, len(self.order)))

    def forward(self, duration: np.ndarray) -> None:
        """Early dates of all samples."""
        forward(self.network, duration, self.values, self.happened, self.start, self.finish, self.ready)

    def trace_back(self, duration: np.ndarray) -> None:
        """What lies on the binding paths."""
        trace_back(
            self.network, duration, self.values, self.start, self.finish, self.ready, self.weight, self.critical,
            self.months,
        )  # fmt: skip

    def passes(self, duration: np.ndarray) -> Passes:
        """Both of a fresh set of samples."""
        self.critical[:] = 0.0
        self.forward(duration)
        self.trace_back(duration)
        return Passes(self.start, self.finish, self.ready[:, 0], self.critical[0])


def differences(waits: dict[str, list[str]], duration: np.ndarray, cpm) -> list[str]:
    """What differs from `pmcontrols.cpm`, sample by sample: early dates beyond 1e-9, and critical activities."""
    found = []
    for row in duration:
        ours = Ours(waits, 1)
        passes = ours.passes(row[None])
        records = [
            {"id": name, "predecessors": waits[name], "duration": months}
            for name, months in zip(ours.order, row, strict=True)
        ]
        theirs = cpm(records).table.set_index("activity").loc[ours.order]
        for name, dates in (("es", passes.start[0]), ("ef", passes.finish[0])):
            if not np.allclose(theirs[name], dates, rtol=0, atol=1e-9):
                found.append(f"{name} differs by {np.abs(theirs[name] - dates).max()}")
        if not np.array_equal(theirs["critical"], passes.critical > 0):
            found.append("critical activities differ")
    return found
