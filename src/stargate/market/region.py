"""A market region: where a campus buys its power, what that costs and what it emits."""

from dataclasses import dataclass

from stargate.market.fuel import Fuel
from stargate.market.shape import CarbonShape, PriceShape
from stargate.quantity.measures import (
    CarbonIntensity,
    Duration,
    EnergyPerYear,
    EnergyPrice,
    Factor,
    FuelPrice,
    PowerCharge,
    Share,
    WaterIntensity,
)
from stargate.quantity.noun import Noun


class Storm(Noun):
    """A winter storm that drives prices to the limit for days."""

    price: EnergyPrice
    """What power costs in its hours."""
    duration: Duration
    """How long it lasts."""
    chance: Share
    """The chance of one in a year."""


class Region(Noun):
    """A region's market: which shapes its prices and carbon follow, their levels, and what is paid besides."""

    title: str
    """What it is called."""
    states: str
    """The states whose campuses buy here."""
    time_zone: str
    """Local standard time, in hours from UTC, such as -6."""
    prices: str
    """Name of the shape of its prices, in `catalogue/prices`."""
    price_factor: Factor
    """Its prices / those that the shape was fitted to."""
    storm: Storm | None = None
    """A stress, where one of its like has been seen."""
    average: str
    """Name of the shape of its average carbon intensity, in `catalogue/carbon`."""
    average_carbon: CarbonIntensity
    """Yearly mean of the carbon of what is generated there."""
    marginal: str
    """Name of the shape of its marginal carbon intensity, in `catalogue/carbon`."""
    marginal_carbon: CarbonIntensity
    """Yearly mean of the carbon of one MWh more."""
    water_intensity: WaterIntensity
    """Water consumed at power plants, off site."""
    operator: str = ""
    """Its system operator."""
    generation: EnergyPerYear | None = None
    """Net generation in the operator's whole area in a year: what is used there, but for trade with neighbours."""
    gas_basis: FuelPrice
    """What gas delivered there costs more than at Henry Hub."""
    capacity_charge: PowerCharge | None = None
    """What the region's capacity costs the load at its peak."""
    transmission_charge: PowerCharge | None = None
    """What the use of the transmission system costs the load at its peak."""
    delivery_charge: EnergyPrice
    """What every MWh costs besides: losses, ancillary services, administration."""
    forward_price: EnergyPrice | None = None
    """What others expect of yearly mean prices: to compare with, never computed with."""
    industrial_price: EnergyPrice | None = None
    """What industry pays for a MWh in all: to compare with, never computed with."""
    note: str = ""
    """What is fitted here and what is assumed."""


@dataclass(frozen=True)
class RegionalMarket:
    """A region with the shapes and fuels that its record names."""

    region: Region  #: its figures
    prices: PriceShape  #: of its prices
    average: CarbonShape  #: of its average carbon intensity
    marginal: CarbonShape  #: of its marginal carbon intensity
    gas: Fuel  #: natural gas at Henry Hub
    diesel: Fuel  #: of standby generators
