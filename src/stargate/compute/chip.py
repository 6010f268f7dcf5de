"""An accelerator: a record of the catalogue, never a class of its own."""

from stargate.quantity.measures import Bandwidth, ChipPower, Date, FlopRate, Memory, Money
from stargate.quantity.noun import Noun


class Chip(Noun):
    """An accelerator with its dense peaks by precision, kept apart."""

    name: str
    """What it is called."""
    supplier: str
    """Who designs it."""
    peak_16_bit: FlopRate | None = None
    """Dense peak in 16-bit floating point."""
    peak_8_bit: FlopRate | None = None
    """Dense peak in 8-bit floating point."""
    peak_4_bit: FlopRate | None = None
    """Dense peak in 4-bit floating point."""
    memory: Memory | None = None
    """High-bandwidth memory."""
    bandwidth: Bandwidth | None = None
    """Bandwidth of that memory."""
    power: ChipPower | None = None
    """IT power per accelerator, its share of servers and network included."""
    price: Money | None = None
    """Price per accelerator."""
    first_volume: Date | None = None
    """When it first ships in volume."""
    note: str = ""
    """A remark for readers."""
