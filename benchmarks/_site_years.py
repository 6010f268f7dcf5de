"""Random years of a site's hours, the same for the same seed. Nothing in them is real."""

from dataclasses import replace

import numpy as np

from stargate.power.element import Export, Flexible, PeakCharge, Problem, Source, Store

PERIODS = {"yearly": 1, "monthly": 12}
CHANCES = {  # how often a year has what
    "store": 0.75,
    "cyclic": 0.5,
    "leak": 0.5,
    "wear": 0.5,
    "negative": 0.5,
    "limited": 0.5,
    "flexible": 0.4,
    "yearly": 0.35,
    "export": 0.4,
}


def features(seed: int) -> set[str]:
    """What a year of this seed has; all of it occurs within thirty."""
    draws = np.random.default_rng([seed, 1]).random(len(CHANCES))
    has = {name for (name, chance), draw in zip(CHANCES.items(), draws, strict=True) if draw < chance}
    return has if "store" in has else has - {"cyclic", "leak", "wear"}


def site_year(seed: int, has: set[str], hours: int = 8_760) -> Problem:
    """A campus on the grid with gas of rising heat rate and solar, and what it `has` besides."""
    rng = np.random.default_rng([seed, 2])
    clock = np.arange(hours)
    size = rng.uniform(200, 1_200)
    demand = size * (0.9 + 0.06 * np.sin(2 * np.pi * (clock - 9) / 24) + 0.02 * rng.standard_normal(hours))
    sources = (
        Source("grid", _grid(rng, size, hours, "limited" in has), _price(rng, clock, "negative" in has), "grid"),
        *(
            Source(f"gas {step}", np.full(hours, share * size), np.full(hours, cost), "gas")
            for step, (share, cost) in enumerate(
                zip(rng.uniform(0.1, 0.3, 3), np.cumsum(rng.uniform(8, 30, 3)), strict=True)
            )
        ),
        Source("solar", rng.uniform(0.1, 0.8) * size * _sun(rng, clock), np.zeros(hours), "solar"),
    )
    return Problem(
        demand=demand,
        sources=sources,
        unserved_cost=rng.uniform(2_000, 10_000),
        stores=(store(rng, size, has),) if "store" in has else (),
        flexible=Flexible(0.3 * demand, rng.uniform(0.002, 0.02) * demand.sum(), rng.uniform(0, 40))
        if "flexible" in has
        else None,
        peak=next((_peak(rng, name, clock) for name in PERIODS if name in has), None),
        export=Export(np.full(hours, 0.2 * size), 0.8 * sources[0].cost) if "export" in has else None,
    )


def store(rng: np.random.Generator, size: float, has: set[str]) -> Store:
    """A store of one to twelve hours."""
    power = rng.uniform(0.05, 0.4) * size
    energy = power * rng.uniform(1, 12)
    start = None if "cyclic" in has else rng.uniform(0, 1) * energy
    return Store(
        "battery",
        charge_power=power,
        discharge_power=power * rng.uniform(0.8, 1.2),
        energy=energy,
        charge_efficiency=rng.uniform(0.88, 1),
        discharge_efficiency=rng.uniform(0.88, 1),
        retention=rng.uniform(0.9, 0.9999) if "leak" in has else 1.0,
        charge_cost=rng.uniform(0, 5) if "wear" in has else 0.0,
        discharge_cost=rng.uniform(0, 5) if "wear" in has else 0.0,
        initial=start,
        final=None if start is None or "leak" in has else start,
    )


def _grid(rng: np.random.Generator, size: float, hours: int, limited: bool) -> np.ndarray:
    """Firm power, in some hours curtailed to a part of it."""
    if not limited:
        return np.full(hours, 2.0 * size)
    return rng.uniform(0.5, 0.9) * size * np.where(rng.random(hours) < 0.03, rng.uniform(0, 0.6), 1.0)


def _price(rng: np.random.Generator, clock: np.ndarray, negative: bool) -> np.ndarray:
    """A daily shape with noise that lasts, spikes, and hours below nought."""
    noise = rng.standard_normal(len(clock))
    for at in range(1, len(clock)):
        noise[at] += 0.9 * noise[at - 1]
    price = rng.uniform(25, 60) * np.exp(0.25 * np.sin(2 * np.pi * (clock - 12) / 24) + 0.15 * noise)
    price = np.where(rng.random(len(clock)) < 0.005, price * rng.uniform(5, 40), price)
    return np.where(rng.random(len(clock)) < 0.08, -rng.uniform(0, 40, len(clock)), price) if negative else price


def _sun(rng: np.random.Generator, clock: np.ndarray) -> np.ndarray:
    """Share of the nameplate: a half sine by day, under a cloud that changes daily."""
    cloud = np.repeat(rng.uniform(0.2, 1, len(clock) // 24 + 1), 24)[: len(clock)]
    return cloud * np.maximum(0, np.sin(2 * np.pi * (clock % 24 - 6) / 24))


def _peak(rng: np.random.Generator, name: str, clock: np.ndarray) -> PeakCharge:
    """A charge for the grid's highest hour of the year, or of each twelfth of it."""
    periods = PERIODS[name]
    price = rng.uniform(20_000, 150_000) / periods * len(clock) / 8_760
    return PeakCharge("grid", price, clock * periods // len(clock))


def with_units(problem: Problem, units: int) -> Problem:
    """The same with its gas as equal units with a minimum, which pay where the grid is dear."""
    gas = [source for source in problem.sources if source.technology == "gas"]
    capacity = np.sum([source.capacity for source in gas], axis=0)
    unit = capacity.max() / units
    cost = np.full(len(capacity), 0.8 * np.median(problem.sources[0].cost))
    fleet = Source(
        "engines", capacity, cost, "gas", minimum=0.4, units=units, no_load_cost=4 * unit, start_cost=10 * unit
    )
    return replace(problem, sources=(*(s for s in problem.sources if s.technology != "gas"), fleet))
