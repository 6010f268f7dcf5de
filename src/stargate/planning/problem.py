"""A planning problem as bare arrays (P1): what may be built, what it costs, what limits it. No programme, no I/O.

Power in GW, money in USD m of the first quarter's prices or nominal as given, energy in GWh, compute in millions of
H100e. Years are those of the plan, from 0; four quarters each. What is committed is not chosen: it stands as floors.

    min  sum_s open_cost_s open_s w + sum_bq start_cost_bq w_q (X_bq - X_b,q-1) + sum_cy chip_cost_cy w_y C_cy
         + sum_sky [capital_cost_sky w_y-1 (B_sky - B_sk,y-1) + upkeep_sky w_y K_sky]
         + sum_sy w_y (run_cost_sy I_sy + V_sy) + sum_y w_y (shortfall_cost_y T_y + value_y (demand_y - Z_y))
         - what is left of it at the end (`residual`)

with X cumulative starts of a block of equal phases (integer), open (binary), C chips bought and P_sy those placed at a
site, I_sy = there_sy + sum of P over the last `chips.life` years the IT load that runs, B power bought on top of what
is there or ordered, K the two together, Z compute sold, T shortfall of the target; V_sy(I, K, A) the least cost of the
representative days, A a site's part of what may be taken or emitted. Demand that is not met is priced, so that the sum
is a cost of serving all of it, far from nought; the net present value is sum_y w_y value_y demand_y less that cost.
"""

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Float, Int

QUARTERS = 4


@dataclass(frozen=True, eq=False)
class Blocks:
    """Equal phases of a campus that may be begun one by one."""

    names: tuple[str, ...]
    site: Int[np.ndarray, " block"]  #: whose
    it_power: Float[np.ndarray, " block"]  #: of one phase [IT GW]
    most: Int[np.ndarray, " block"]  #: phases
    lag: Int[np.ndarray, " block"]  #: from start to full load, at least 1 [quarters]
    earliest: Int[np.ndarray, " block"]  #: quarter of the first start
    pace: Int[np.ndarray, " block"]  #: starts in one quarter
    cost: Float[np.ndarray, "block quarter"]  #: of a phase begun then, spent evenly over its lag [USD m]
    drawn: Float[np.ndarray, " block"]  #: part of it that waits for capital; the rest is raised
    life: int  #: of shells [years]
    crews: Float[np.ndarray, " block"]  #: that one phase takes while it is built
    group: Int[np.ndarray, " block"]  #: whose crews
    crews_there: Float[np.ndarray, "group quarter"]  #: infinite where nothing limits them
    groups: tuple[str, ...] = ()  #: names of the groups of crews


@dataclass(frozen=True, eq=False)
class Options:
    """Power that may be bought: import from the grid, generation, one kind of store."""

    names: tuple[str, ...]
    owned: Bool[np.ndarray, " option"]  #: stays once bought; what is rented may be given back after any year
    capital_cost: Float[np.ndarray, "site option year"]  #: paid in the year before, in the first year then [USD m/GW]
    upkeep: Float[np.ndarray, "site option year"]  #: or rent [USD m/GW/year]
    life: Int[np.ndarray, " option"]  #: [years]
    least: Float[np.ndarray, "site option year"]  #: there or ordered [GW]
    most: Float[np.ndarray, "site option year"]  #: nothing before lead times are over [GW]
    available: Float[np.ndarray, "site option day hour"]  #: part of the capacity
    cost: Float[np.ndarray, "site option day hour"]  #: of energy in the first year [USD m/GWh]
    growth: Float[np.ndarray, "option year"]  #: factor on it
    supplies: tuple[str, ...]  #: names of shared supplies
    supplied: Float[np.ndarray, "supply option"]  #: GW of a supply that a GW takes
    supply: Float[np.ndarray, "supply year"]  #: for purchases of the year; infinite where none [GW]
    rooms: tuple[str, ...]  #: names of what a site has once: pipeline, land
    room_taken: Float[np.ndarray, "room option"]  #: by a GW
    room_of_shell: Float[np.ndarray, " room"]  #: by an IT GW
    room: Float[np.ndarray, "site room"]  #: infinite where nothing limits it


@dataclass(frozen=True, eq=False)
class Battery:
    """The option that stores energy; its level of every day ends as it began."""

    option: int  #: which
    duration: float  #: energy over power [h]
    charge_efficiency: float
    discharge_efficiency: float
    wear: float  #: of a GWh discharged [USD m/GWh]


@dataclass(frozen=True, eq=False)
class Chips:
    """Accelerators, bought for the programme: neither cost nor supply depends on the site that takes them."""

    names: tuple[str, ...]
    cost: Float[np.ndarray, "chip year"]  #: paid in the year [USD m/IT GW]
    compute: Float[np.ndarray, " chip"]  #: [m H100e/IT GW]
    most: Float[np.ndarray, "chip year"]  #: nothing before they are sold [IT GW]
    makers: tuple[str, ...]  #: names of shared supplies
    made_by: Float[np.ndarray, "maker chip"]  #: part of a supply that an IT GW takes
    supply: Float[np.ndarray, "maker year"]  #: infinite where none [IT GW]
    life: int  #: [years]


@dataclass(frozen=True, eq=False)
class Use:
    """What generation takes or emits over a year, and how much of it is allowed: water, carbon, unmatched energy."""

    name: str
    unit: str
    per_energy: Float[np.ndarray, "site option day hour"]  #: of a GWh delivered; nothing of what a store gives back
    allowed: Float[np.ndarray, "site year"]  #: infinite where nothing limits it
    allowed_per_load: Float[np.ndarray, "site year"]  #: more of it for each IT GW that runs
    together: Float[np.ndarray, " year"]  #: of all sites, who then share it; infinite where each has its own only


@dataclass(frozen=True, eq=False)
class Funds:
    """Capital that spending waits for: spent so far, times the part that draws on it, <= come so far, every quarter.

    Of what a block costs, `blocks.drawn` counts.
    """

    names: tuple[str, ...]
    inflow: Float[np.ndarray, "fund quarter"]  #: what is not spent is kept; infinite: no limit [USD m]
    construction: Float[np.ndarray, " fund"]  #: part of what opening, phases and power cost that draws on it
    compute: Float[np.ndarray, " fund"]  #: part of what chips cost


@dataclass(frozen=True, eq=False)
class PlanningProblem:
    """All of it. Raises nothing: `planning.mistakes` says what is wrong with one."""

    sites: tuple[str, ...]
    first_year: int  #: calendar year of quarter 0
    quarters: int  #: a multiple of four
    discount: float  #: annual effective
    opened: Bool[np.ndarray, " site"]  #: open already
    open_cost: Float[np.ndarray, " site"]  #: paid in the quarter of its blocks' earliest start [USD m]
    at_once: Int[np.ndarray, " site"]  #: phases under construction at a time
    shell: Float[np.ndarray, "site year"]  #: committed, mean of the year [IT GW]
    there: Float[np.ndarray, "site year"]  #: committed chips still in service [IT GW]
    compute_there: Float[np.ndarray, " year"]  #: of them all [m H100e]
    run_cost: Float[np.ndarray, "site year"]  #: beside power [USD m/IT GW/year]
    weight: Float[np.ndarray, " day"]  #: days of the year that each representative day stands for
    load: Float[np.ndarray, "site day hour"]  #: facility load of an IT GW [GW/IT GW]
    unserved_cost: float  #: [USD m/GWh]
    blocks: Blocks
    options: Options
    battery: Battery | None
    chips: Chips
    uses: tuple[Use, ...]
    demand: Float[np.ndarray, " year"]  #: compute that can be sold [m H100e]
    value: Float[np.ndarray, " year"]  #: what it sells for [USD m per m H100e and year]
    target: Float[np.ndarray, " year"]  #: to run; nought where none [IT GW]
    shortfall_cost: Float[np.ndarray, " year"]  #: [USD m/IT GW/year]
    funds: Funds

    @property
    def years(self) -> int:
        """Of the plan."""
        return self.quarters // QUARTERS

    @cached_property
    def worth(self) -> Float[np.ndarray, " quarter"]:
        """What money at the end of a quarter counts for at the start: (1 + r)^-((q + 1) / 4) (C2)."""
        return (1 + self.discount) ** (-(np.arange(self.quarters) + 1) / QUARTERS)

    @cached_property
    def worth_of_year(self) -> Float[np.ndarray, " year"]:
        """Mean of its quarters."""
        return self.worth.reshape(-1, QUARTERS).mean(axis=1)

    def spread(self, year: int) -> slice:
        """Quarters in which power for `year` is paid: those of the year before, of the first year in it."""
        first = QUARTERS * max(year - 1, 0)
        return slice(first, first + QUARTERS)

    def energised(self, block: int, year: int) -> list[int]:
        """Quarters whose cumulative starts run in the quarters of `year`, where there are such (a mean of four)."""
        last = QUARTERS * year + np.arange(QUARTERS) - int(self.blocks.lag[block])
        return [int(q) for q in last if q >= 0]

    def latest(self, block: int) -> int:
        """The last quarter in which a phase may begin and still run within the plan."""
        return self.quarters - 1 - int(self.blocks.lag[block])

    @property
    def residual_worth(self) -> float:
        """Of money at the end of the plan."""
        return float((1 + self.discount) ** (-self.quarters / QUARTERS))

    def residual_shell(self, block: int, quarter: int) -> float:
        """Part of a phase's cost that is left at the end of the plan: straight line from the end of its building."""
        used = (self.quarters - quarter - int(self.blocks.lag[block])) / QUARTERS
        return max(0.0, 1 - used / self.blocks.life)

    def residual_power(self, option: int, year: int) -> float:
        """Part of the capital cost of power bought for `year` that is left at the end; nothing of what is rented."""
        return max(0.0, 1 - (self.years - year) / int(self.options.life[option])) * float(self.options.owned[option])

    def residual_chip(self, year: int) -> float:
        """Part of the cost of chips bought in `year` that is left at the end."""
        return max(0.0, 1 - (self.years - year) / self.chips.life)


def same(one: object, other: object) -> bool:
    """Whether two records of arrays are equal, field by field."""
    if hasattr(one, "__dataclass_fields__"):
        return type(one) is type(other) and all(
            same(getattr(one, f.name), getattr(other, f.name))
            for f in fields(one)  # type: ignore[arg-type]
        )
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    return bool(np.array_equal(one, other)) if isinstance(one, np.ndarray) else bool(one == other)  # type: ignore[arg-type]
