"""The equipment of a campus that runs, with the technology that it is taken for."""

from collections.abc import Iterator
from dataclasses import dataclass

from stargate.power.technology import Technology
from stargate.programme.catalogue import technology
from stargate.programme.site import Power
from stargate.quantity.figure import value


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
