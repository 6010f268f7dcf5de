"""An accelerator: a record of the catalogue or of a programme, never a class of its own."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from stargate.quantity.measures import (
    Bandwidth,
    ChipPower,
    Count,
    Date,
    Duration,
    Factor,
    FlopRate,
    Mass,
    Memory,
    Money,
)
from stargate.quantity.noun import Noun

H100E_PEAK = 1.979  #: [PFLOP/s], the dense 8-bit peak that one H100 equivalent stands for (K1)
PEAKS = {16: "peak_16_bit", 8: "peak_8_bit", 4: "peak_4_bit"}  #: the field of each precision
Quarter = Annotated[str, StringConstraints(pattern=r"^[12]\d{3}-Q[1-4]$")]


class Purpose(StrEnum):
    """What an accelerator is made for."""

    ANY = "any"
    INFERENCE = "inference"


class EightBit(StrEnum):
    """What an 8-bit peak is of."""

    FLOAT = "float"
    INTEGER = "integer"


class Chip(Noun):
    """An accelerator with its dense peaks by precision, kept apart."""

    name: str
    """What it is called."""
    supplier: str
    """Who designs it."""
    purpose: Purpose = Field(default=Purpose.ANY, strict=False)
    """What it is made for: `any` (the default), or `inference` alone."""
    peak_16_bit: FlopRate | None = None
    """Dense peak in 16-bit floating point."""
    peak_8_bit: FlopRate | None = None
    """Dense peak in 8-bit floating point, or of 8-bit integers where it has no such."""
    eight_bit: EightBit = Field(default=EightBit.FLOAT, strict=False)
    """What that peak is of: `float` (the default), or `integer`, which serves and does not train."""
    peak_4_bit: FlopRate | None = None
    """Dense peak in 4-bit floating point."""
    memory: Memory | None = None
    """High-bandwidth memory."""
    bandwidth: Bandwidth | None = None
    """Bandwidth of that memory."""
    domain: Count | None = None
    """Accelerators joined by one fast fabric: a server, or a rack."""
    domain_bandwidth: Bandwidth | None = None
    """What each can send on that fabric, one way."""
    network_bandwidth: Bandwidth | None = None
    """What each can send to accelerators beyond it, one way."""
    power: ChipPower | None = None
    """IT power per accelerator, its share of servers, network and storage included."""
    price: Money | None = None
    """Price per accelerator."""
    beside: Factor | None = None
    """What servers, network and storage cost beside that price, over it: 0.4 adds 40%; not known where empty."""
    failure_interval: Duration | None = None
    """Hours of one accelerator at work between failures that stop a run."""
    embodied: Mass | None = None
    """Carbon of making one, its share of servers and network included."""
    first_volume: Date | None = None
    """When it first ships in volume."""
    follows: str = ""
    """The accelerator of the generation before, which is installed where this one does not ship in time."""
    shipments: dict[Quarter, Count] = {}
    """What its maker sells to all in a quarter, such as `2025-Q4`."""
    note: str = ""
    """A remark for readers."""
