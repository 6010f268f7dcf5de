"""Own capacity or a cloud's: what an hour of compute costs on a campus of one's own, and for rent (R40)."""

from stargate.quantity.measures import Duration, EnergyPrice, Factor, HourlyPrice, PowerCharge, Share
from stargate.quantity.noun import Noun


class Offer(Noun):
    """What a cloud asks for an hour of an accelerator."""

    title: str
    """What is offered."""
    chip: str
    """The accelerator: a name in catalogue/chips."""
    price: HourlyPrice
    """What an hour of it costs, power and operation included."""
    idle_paid: Share | None = None
    """Part of the hours without work that is paid too: all where capacity is reserved, none where empty."""
    note: str = ""
    """A remark for readers."""


class MakeOrBuy(Noun):
    """What own capacity costs beside what campuses cost to build, and what clouds ask instead."""

    chips: list[str]
    """Accelerators it is filled with: names in catalogue/chips."""
    chip_life: Duration
    """How long accelerators, servers and network are used."""
    shell_life: Duration
    """How long building, power and cooling are used."""
    operation: PowerCharge
    """Staff, repairs, insurance and rent of land, per IT power and year; no electricity."""
    electricity: EnergyPrice
    """Price of electricity with its delivery."""
    overhead: Factor
    """Facility energy over IT energy (PUE)."""
    utilisation: Share
    """Part of the hours in which the accelerators work."""
    mfu: Share | None = None
    """Model FLOP utilisation: useful operations as a part of the dense 8-bit peak, while they work."""
    offers: dict[str, Offer]
    """What clouds ask."""
    note: str = ""
    """A remark for readers."""
