"""What dispatch sees of a site's power: sources, stores, load that may wait, and what peaks cost."""

from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float, Int


@dataclass(frozen=True)
class Burden:
    """What a MWh of a source takes and leaves behind on site."""

    fuel: float = 0.0  #: heat, higher heating value [MMBtu/MWh]
    carbon: float = 0.0  #: carbon dioxide on site [kg/MWh]
    nox: float = 0.0  #: nitrogen oxides on site [kg/MWh]
    water: float = 0.0  #: water consumed on site [L/MWh]


@dataclass(frozen=True)
class Source:
    """Power at a price, up to what is available each hour. A rising heat rate is several sources of one technology."""

    name: str  #: what it is called in results
    capacity: Float[np.ndarray, "hour"]  #: available [MW]
    cost: Float[np.ndarray, "hour"]  #: of a MWh [USD/MWh]; may be negative
    technology: str = ""  #: name in `catalogue/power`
    burden: Burden = field(default_factory=Burden)  #: per MWh
    minimum: float = 0.0  #: lowest output of a unit that runs, as a share of its size, which is the most it ever gives
    units: int = 1  #: equal units that `minimum` and `no_load_cost` speak of
    no_load_cost: float = 0.0  #: of a unit that runs, whatever its output [USD/h]
    start_cost: float = 0.0  #: of starting one unit [USD]

    @property
    def has_units(self) -> bool:
        """Whether it matters how many of its units run, so that the problem is not convex."""
        return self.minimum != 0 or self.no_load_cost != 0 or self.start_cost != 0


@dataclass(frozen=True)
class Store:
    """Storage: e_t = retention e_(t-1) + charge_efficiency c_t - d_t / discharge_efficiency, 0 <= e_t <= energy."""

    name: str  #: what it is called in results
    charge_power: float  #: [MW], at the bus
    discharge_power: float  #: [MW], at the bus
    energy: float  #: [MWh]
    charge_efficiency: float = 1.0  #: within (0, 1]
    discharge_efficiency: float = 1.0  #: within (0, 1]
    retention: float = 1.0  #: share kept from one hour to the next, within (0, 1]
    charge_cost: float = 0.0  #: wear [USD/MWh charged]
    discharge_cost: float = 0.0  #: wear [USD/MWh discharged]
    initial: float | None = None  #: level before the first hour [MWh]; None: as after the last, `final` or any
    final: float | None = None  #: level after the last hour [MWh], exactly; None where `initial` is given: free


@dataclass(frozen=True)
class Flexible:
    """Load that may be left out, up to `power` each hour and `budget` over the year."""

    power: Float[np.ndarray, "hour"]  #: [MW], part of the demand; more than there is of that is none
    budget: float  #: [MWh] over all hours
    cost: float = 0.0  #: of a MWh left out [USD/MWh]


@dataclass(frozen=True)
class PeakCharge:
    """What the highest hour of a source costs, in each of its billing periods."""

    source: str  #: name of the source that is billed
    price: float  #: of the peak of each period [USD/MW]
    period: Int[np.ndarray, "hour"]  #: the billing period of each hour, from 0; all zero: a yearly charge


@dataclass(frozen=True)
class Export:
    """Power sold."""

    limit: Float[np.ndarray, "hour"]  #: [MW]
    price: Float[np.ndarray, "hour"]  #: [USD/MWh]


@dataclass(frozen=True)
class Problem:
    """A site's hours: least cost of meeting `demand`, whatever is left unserved priced at `unserved_cost` (O4)."""

    demand: Float[np.ndarray, "hour"]  #: [facility MW]
    sources: tuple[Source, ...]  #: in no order
    unserved_cost: float  #: value of lost load [USD/MWh]
    stores: tuple[Store, ...] = ()  #: one is exact and fast; more go to a general solver
    flexible: Flexible | None = None  #: what of the demand may wait
    peak: PeakCharge | None = None  #: demand charge
    export: Export | None = None  #: sales


@dataclass(frozen=True)
class Dispatch:
    """What runs when. Nothing may read it whose `status` is not `solved` (C7)."""

    status: str  #: `solved`, or what went wrong, in words
    engine: str  #: what solved it, in words
    objective: float  #: [USD]
    bound: float  #: proven lower bound of the objective, from its own prices [USD]
    output: Float[np.ndarray, "source hour"]  #: [MW], in the order of the problem's sources
    charge: Float[np.ndarray, "store hour"]  #: [MW]
    discharge: Float[np.ndarray, "store hour"]  #: [MW]
    level: Float[np.ndarray, "store hour"]  #: at the end of the hour [MWh]
    left_out: Float[np.ndarray, "hour"]  #: flexible load not served [MW]
    unserved: Float[np.ndarray, "hour"]  #: other load not served [MW]; with what is left out, no more than the demand
    exported: Float[np.ndarray, "hour"]  #: [MW]
    price: Float[np.ndarray, "hour"]  #: what one more MWh would cost [USD/MWh]
    tolerance: float = 1e-7  #: the gap up to which it counts as solved; larger where whole units start and stop

    @property
    def gap(self) -> float:
        """(objective - bound) / scale, scale = max(1, |objective|)."""
        return (self.objective - self.bound) / max(1.0, abs(self.objective))
