"""Planning problems made up from a seed: what benchmarks, tests and anyone else can compare planners on.

Sites stand in five regions that differ in price, sun, heat and water; connections come between the second and the
seventh year. Figures are of plausible size and mean no place. The same arguments give the same problem.
"""

import numpy as np
from jaxtyping import Float

from stargate.planning.problem import QUARTERS, Battery, Blocks, Chips, Funds, Options, PlanningProblem, Use

REGIONS, HOURS = 5, 24
POWER = ("grid", "gas", "bridge", "solar", "nuclear", "battery")
CAPITAL = np.array([250.0, 1_900.0, 0.0, 1_150.0, 9_000.0, 1_250.0])  # [USD m/GW]
UPKEEP = np.array([60.0, 30.0, 420.0, 20.0, 160.0, 15.0])  # [USD m/GW/year]
LEAD = np.array([0, 3, 1, 1, 7, 1])  # first year in which more of it can run
WATER = np.array([0.0, 0.9, 0.15, 0.02, 2.3, 0.0])  # [million m3/TWh]
CARBON = np.array([0.37, 0.36, 0.53, 0.0, 0.0, 0.0])  # [Mt/TWh]


def invented(
    sites: int, quarters: int = 40, days: int = 6, seed: int = 1, *, capital: float = np.inf, carbon: float = np.inf
) -> PlanningProblem:
    """A problem of so many sites, quarters and representative days.

    `capital` is what comes, evenly, as a part of about what the best plan spends where nothing limits it; below 1 it
    binds. `carbon` is what all
    sites together may emit in a year [Mt]. Raises ValueError where there is nothing to plan.
    """
    if min(sites, quarters, days) < 1 or quarters % QUARTERS:
        raise ValueError("a planning problem has at least one site, one day and four quarters, in whole years")
    draw = np.random.Generator(np.random.PCG64(seed))
    years, region = quarters // QUARTERS, np.arange(sites) % REGIONS
    weight = draw.dirichlet(np.full(days, 8.0)) * 365
    hot, sun = _weather(draw, days)
    most = draw.integers(3, 9, sites)
    blocks = _blocks(draw, region, most, quarters)
    demand = 0.55 * float(most @ blocks.it_power) * np.clip((np.arange(years) - 0.5) / (0.8 * years), 0, 1)
    chips = _chips(draw, years, 1.2 * float(demand.max()))
    options = _options(draw, region, years, hot, sun)
    uses = [_water(draw, region, years, days, hot)]
    if np.isfinite(carbon):
        uses.append(_carbon(sites, years, days, carbon))
    return PlanningProblem(
        sites=tuple(f"site_{s + 1}" for s in range(sites)),
        first_year=2027,
        quarters=quarters,
        discount=0.08,
        **_of_sites(draw, sites, years),
        weight=weight,
        load=(0.88 * (1.07 + 0.16 * hot))[region],
        unserved_cost=3.0,
        blocks=blocks,
        options=options,
        battery=Battery(POWER.index("battery"), 4.0, 0.93, 0.93, 0.004),
        chips=chips,
        uses=tuple(uses),
        demand=demand * np.linspace(2.0, 3.2, years),
        value=np.geomspace(9_000.0, 6_500.0, years),
        funds=_funds(blocks, float(demand.max()), capital),
    )


def _of_sites(draw: np.random.Generator, sites: int, years: int) -> dict[str, np.ndarray]:
    """Nothing stands anywhere, and no load is to run by a date."""
    return {
        "opened": np.zeros(sites, dtype=bool),
        "open_cost": draw.uniform(80, 400, sites),
        "at_once": draw.integers(2, 5, sites),
        "shell": np.zeros((sites, years)),
        "there": np.zeros((sites, years)),
        "run_cost": np.repeat(draw.uniform(250, 400, (sites, 1)), years, axis=1),
        "compute_there": np.zeros(years),
        "target": np.zeros(years),
        "shortfall_cost": np.zeros(years),
    }


def _funds(blocks: Blocks, highest: float, capital: float) -> Funds:
    """The same in every quarter; `capital` of what best plans were seen to spend without it."""
    quarters = blocks.cost.shape[1]
    years = quarters // QUARTERS
    money = 0.56 * float(blocks.cost.mean() * blocks.most.sum() * 0.55 + 33_000 * highest * (1 + years / 12))
    inflow = np.full((1, quarters), capital * money / quarters)
    return Funds(names=("capital",), inflow=inflow, construction=np.ones(1), compute=np.ones(1))


def _weather(
    draw: np.random.Generator, days: int
) -> tuple[Float[np.ndarray, "region day hour"], Float[np.ndarray, "region day hour"]]:
    """Heat (nought to one) and sun (part of capacity)."""
    hour = np.arange(HOURS)
    season = 0.5 + 0.5 * np.cos(2 * np.pi * (np.arange(days) + 0.5) / days)
    heat = np.linspace(0.35, 0.75, REGIONS)[:, None] + 0.3 * (season - 0.5) + draw.normal(0, 0.05, (REGIONS, days))
    hot = np.clip(heat[..., None] + 0.15 * np.sin(2 * np.pi * (hour - 9) / HOURS), 0, 1)
    clear = draw.beta(4, 2, (REGIONS, days)) * np.linspace(0.7, 1.0, REGIONS)[:, None]
    length = 5.0 + 1.5 * season
    shape = np.cos(0.5 * np.pi * np.clip((hour - 12.5) / length[:, None], -1, 1))
    return hot, 0.95 * clear[..., None] * np.where(shape > 1e-9, shape, 0.0)


def _blocks(draw: np.random.Generator, region: np.ndarray, most: np.ndarray, quarters: int) -> Blocks:
    sites = len(region)
    it_power = draw.choice([0.1, 0.15, 0.2, 0.3], sites)
    per_gw = draw.uniform(11_000, 15_000, sites)
    dearer = 1.02 ** (np.arange(quarters) / QUARTERS)
    return Blocks(
        names=tuple(f"site_{s + 1}.phases" for s in range(sites)),
        site=np.arange(sites),
        it_power=it_power,
        most=most,
        lag=draw.integers(5, 9, sites),
        earliest=draw.integers(0, 7, sites),
        pace=np.full(sites, 2),
        cost=(per_gw * it_power)[:, None] * dearer,
        drawn=np.ones(sites),
        life=25,
        crews=1_000 + 6_000 * it_power,
        group=region,
        crews_there=np.full((REGIONS, quarters), 9_000.0 + 1_500.0 * sites / REGIONS),
        groups=tuple(f"region_{r + 1}" for r in range(REGIONS)),
    )


def _chips(draw: np.random.Generator, years: int, highest: float) -> Chips:
    count = 3
    begins = np.minimum(np.array([0, 2, 5]), max(years - 1, 0))
    sold = np.arange(years) >= begins[:, None]
    cost = np.array([24_000.0, 28_000.0, 31_000.0])[:, None] * 0.97 ** np.maximum(np.arange(years) - begins[:, None], 0)
    return Chips(
        names=tuple(f"chip_{c + 1}" for c in range(count)),
        cost=cost * draw.uniform(0.97, 1.03, (count, 1)),
        compute=np.array([2.0, 3.1, 4.4]),
        most=np.where(sold, 0.5 * highest, 0.0),
        makers=("foundry",),
        made_by=np.ones((1, count)),
        supply=np.full((1, years), 0.45 * highest),
        life=5,
    )


def _options(
    draw: np.random.Generator,
    region: np.ndarray,
    years: int,
    hot: Float[np.ndarray, "region day hour"],
    sun: Float[np.ndarray, "region day hour"],
) -> Options:
    sites, count = len(region), len(POWER)
    available, cost = _hourly(draw, region, hot, sun)
    most = _most(draw, sites, years)
    growth = np.ones((count, years))
    growth[:3] = 1.02 ** np.arange(years)
    dearer = draw.uniform(0.85, 1.2, (sites, 1))
    return Options(
        names=POWER,
        owned=np.arange(count) != POWER.index("bridge"),
        capital_cost=np.repeat((CAPITAL * dearer)[..., None], years, axis=2),
        upkeep=np.tile(UPKEEP[None, :, None], (sites, 1, years)),
        life=np.array([30, 25, 1, 25, 40, 15]),
        least=np.zeros((sites, count, years)),
        most=most,
        available=available,
        cost=cost,
        growth=growth,
        supplies=("turbines",),
        supplied=np.array([[0.0, 1.0, 0.0, 0.0, 0.0, 0.0]]),
        supply=np.full((1, years), 0.12 * sites),
        rooms=("land",),
        room_taken=np.array([[1.0, 6.0, 6.0, 2_000.0, 100.0, 15.0]]),
        room_of_shell=np.array([400.0]),
        room=draw.uniform(1_500, 4_500, (sites, 1)),
    )


def _hourly(
    draw: np.random.Generator,
    region: np.ndarray,
    hot: Float[np.ndarray, "region day hour"],
    sun: Float[np.ndarray, "region day hour"],
) -> tuple[Float[np.ndarray, "site option day hour"], Float[np.ndarray, "site option day hour"]]:
    """Part of each option that is available, and what its energy costs."""
    sites, days, count = len(region), hot.shape[1], len(POWER)
    available = np.ones((sites, count, days, HOURS))
    available[:, 1:3] = (1 - 0.12 * hot[region])[:, None]
    available[:, 3], available[:, 4] = sun[region], 0.93
    evening = 1 + 0.35 * np.exp(-0.5 * ((np.arange(HOURS) - 18.5) / 2) ** 2) - 0.25 * sun
    mean = np.linspace(0.034, 0.062, REGIONS)[:, None, None]
    price = mean * evening * draw.lognormal(0, 0.25, (REGIONS, days, 1))
    gas = draw.uniform(0.021, 0.034, sites)
    cost = np.zeros((sites, count, days, HOURS))
    cost[:, 0] = price[region]
    cost[:, 1], cost[:, 2] = gas[:, None, None], 1.6 * gas[:, None, None]
    cost[:, 3], cost[:, 4] = 0.0005, 0.011
    return available, cost


def _most(draw: np.random.Generator, sites: int, years: int) -> Float[np.ndarray, "site option year"]:
    """Nothing before lead times, and no connection before its date."""
    dated = draw.integers(1, 7, sites)
    most = np.where(np.arange(years) >= LEAD[:, None], np.array([0, 2.0, 1.2, 2.5, 1.2, 1.5])[:, None], 0.0)
    most = np.repeat(most[None], sites, axis=0)
    most[:, 0] = np.where(np.arange(years) >= dated[:, None], draw.uniform(0.2, 1.4, sites)[:, None], 0.0)
    return most


def _water(
    draw: np.random.Generator, region: np.ndarray, years: int, days: int, hot: Float[np.ndarray, "region day hour"]
) -> Use:
    cooled = np.where(np.arange(len(POWER)) < 5, 0.4 + 0.8 * hot[region].mean(axis=(1, 2))[:, None], 0.0)
    per_energy = np.broadcast_to((WATER + cooled)[..., None, None] * 1e-3, (len(region), len(POWER), days, HOURS))
    allowed = draw.uniform(3.0, 14.0, len(region)) * np.linspace(1.3, 0.7, REGIONS)[region]
    return Use(
        name="water",
        unit="million m3",
        per_energy=np.ascontiguousarray(per_energy),
        allowed=np.repeat(allowed[:, None], years, axis=1),
        allowed_per_load=np.zeros((len(region), years)),
        together=np.full(years, np.inf),
    )


def _carbon(sites: int, years: int, days: int, together: float) -> Use:
    per_energy = np.broadcast_to(CARBON[:, None, None] * 1e-3, (sites, len(POWER), days, HOURS))
    return Use(
        name="carbon",
        unit="Mt",
        per_energy=np.ascontiguousarray(per_energy),
        allowed=np.full((sites, years), np.inf),
        allowed_per_load=np.zeros((sites, years)),
        together=np.full(years, together),
    )
