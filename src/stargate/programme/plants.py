"""What supplies a campus: equipment with the technology that it is taken for, and what of its connection is served."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from stargate.compute.workload import share
from stargate.market.year import Market
from stargate.power.grid import curtailed
from stargate.power.technology import Technology
from stargate.programme.catalogue import technology
from stargate.programme.site import Power
from stargate.quantity.figure import value
from stargate.quantity.units import MONTHS_PER_DAY

_MONTHS_PER_HOUR = MONTHS_PER_DAY / 24


@dataclass(frozen=True)
class Plant:
    """A piece of equipment that runs, with the technology it is taken for."""

    name: str  #: in the programme
    technology: Technology  #: its figures
    capacity: float  #: [MW]
    energy: float | None  #: of a store, where it is said [MWh]
    units: int  #: that fail one by one


def running(power: Power) -> Iterator[Plant]:
    """The equipment that has a technology and a size."""
    for name, equipment in power.equipment.items():
        if equipment.technology and (capacity := value(equipment.generation_power)) is not None:
            known = technology(equipment.technology)
            units = value(equipment.units)
            count = known.units(capacity) if units is None else max(1, round(units))
            yield Plant(name, known, capacity, value(equipment.energy) if known.stores else None, count)


def served(power: Power, market: Market) -> Float[np.ndarray, "hour"]:
    """Share of the connection that is served: all of it, but for the dearest hours in which it may be curtailed."""
    hours = round((value(power.curtailed) or 0.0) / _MONTHS_PER_HOUR)
    return curtailed(market.price, hours, share(power.curtailed_to))
