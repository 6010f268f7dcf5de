"""A year of hours of a region's market: what operation takes of it."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from stargate.market.calendar import calendar
from stargate.market.carbon import carbon
from stargate.market.fuel import fuel_by_month
from stargate.market.prices import price_normals, prices, with_storm
from stargate.market.region import RegionalMarket
from stargate.market.series import check_hours
from stargate.quantity.measures import PowerCharge

_KW_PER_MW = 1e3


@dataclass(frozen=True)
class Market:
    """8,760 hours in local standard time; hour 0 is 00:00 to 01:00 of 1 January. There is no 29 February."""

    region: str  #: what it is called
    price: Float[np.ndarray, "hour"]  #: of energy at the hub [USD/MWh]; may be negative
    average_carbon: Float[np.ndarray, "hour"]  #: of what is generated in the region, by location [kg/MWh]
    marginal_carbon: Float[np.ndarray, "hour"]  #: of one MWh more [kg/MWh]
    gas: Float[np.ndarray, "hour"]  #: price of gas delivered in the region [USD/MMBtu]
    diesel: Float[np.ndarray, "hour"]  #: price of diesel [USD/MMBtu]
    delivery_charge: float  #: what every MWh of the grid costs besides its price [USD/MWh]
    capacity_charge: float  #: for the load at the region's peak [USD/MW/year]
    transmission_charge: float  #: for the load at the region's peak [USD/MW/year]
    water_intensity: float  #: water consumed at power plants [L/kWh]
    origin: str  #: where these hours come from, in words

    @property
    def import_cost(self) -> Float[np.ndarray, "hour"]:
        """What a MWh of the grid costs a campus, charges for its peak apart [USD/MWh]."""
        return self.price + self.delivery_charge

    @property
    def demand_charge(self) -> float:
        """What the yearly peak costs a campus: capacity and transmission [USD/MW/year].

        Both are billed at the region's peaks; a campus's own peak stands for its load then.
        """
        return self.capacity_charge + self.transmission_charge


def market_year(
    market: RegionalMarket,
    seed: int,
    *,
    year: int = 2026,
    gas_price: float | None = None,
    level: float | None = None,
    price_series: Float[np.ndarray, "hour"] | None = None,
    storm: bool = False,
    time_zone: float | None = None,
) -> Market:
    """A year of a region's market, the same for the same seed.

    `gas_price` is the yearly mean at Henry Hub [USD/MMBtu], the catalogue's where None; it moves prices of power too.
    `level` is a yearly mean of prices of power [USD/MWh] to scale to. `price_series` stands in place of the modelled
    prices, in the same hours. With `storm` the year has the region's winter storm. `time_zone` [h from UTC] turns all
    hours to the campus's own clock. Raises StargateError where a figure or a series is no price.
    """
    region, gas = market.region, fuel_by_month(market.gas, gas_price)
    z = price_normals(market.prices, seed, year)
    if price_series is None:
        factor = region.price_factor.p50
        price = prices(market.prices, gas, seed, year=year, factor=factor, level=level, z=z)
    else:
        price = check_hours(price_series, "the price series")
    if storm and region.storm is not None:
        price = with_storm(price, region.storm, region.address, seed)
    shift = 0 if time_zone is None else round(time_zone - float(region.time_zone))
    month = calendar(year).month
    return Market(
        region=region.title,
        price=np.roll(price, shift),
        average_carbon=np.roll(carbon(market.average, region.average_carbon.p50, z, seed, year), shift),
        marginal_carbon=np.roll(carbon(market.marginal, region.marginal_carbon.p50, z, seed, year), shift),
        gas=(gas + region.gas_basis.p50)[month],
        diesel=fuel_by_month(market.diesel)[month],
        delivery_charge=region.delivery_charge.p50,
        capacity_charge=_charge(region.capacity_charge),
        transmission_charge=_charge(region.transmission_charge),
        water_intensity=region.water_intensity.p50,
        origin=_origin(market, seed, price_series is not None, storm),
    )


def _charge(figure: PowerCharge | None) -> float:
    return 0.0 if figure is None else figure.p50 * _KW_PER_MW


def _origin(market: RegionalMarket, seed: int, given: bool, storm: bool) -> str:
    said = "a series that was given" if given else f"drawn with seed {seed} from the shape of {market.prices.title}"
    return said + (", with a winter storm" if storm and market.region.storm is not None else "")
