"""A year of hours of a region's market: what operation takes of it."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from stargate.market.calendar import calendar, hours_from_utc
from stargate.market.carbon import carbon
from stargate.market.fuel import fuel_by_month
from stargate.market.prices import normals_of, price_normals, prices, with_storm
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
    gas_price: float | Float[np.ndarray, "12"] | None = None,
    level: float | None = None,
    dearness: float = 0.0,
    scarcity: float = 0.0,
    price_series: Float[np.ndarray, "hour"] | None = None,
    storm: bool = False,
    time_zone: float | None = None,
) -> Market:
    """A year of a region's market, the same for the same seed.

    `gas_price` is the yearly mean at Henry Hub, or twelve months of it [USD/MMBtu], the catalogue's where None; it
    moves prices of power too.
    `level` is a yearly mean of prices of power [USD/MWh] to scale to. `dearness` and `scarcity` say how the year stands
    among years, in normals: 0 is the typical year, 1.28 one in ten. `price_series` stands in place of modelled prices,
    in the region's hours; carbon moves with it. With `storm` the year has the region's winter storm. `time_zone` [h
    from UTC] turns all hours to the campus's own clock. Raises StargateError where a figure or a series is no price,
    a time zone is none, and where a storm is asked for that the region has none of.
    """
    region, gas = market.region, fuel_by_month(market.gas, gas_price)
    if price_series is None:
        z, factor = price_normals(market.prices, seed, year), region.price_factor.p50
        among = {"level": level, "dearness": dearness, "scarcity": scarcity}
        price = prices(market.prices, gas, seed, year=year, factor=factor, z=z, **among)
    else:
        price = check_hours(price_series, "the price series")
        z = normals_of(price)
    price = with_storm(price, region, seed) if storm else price
    origin = _origin(market, seed, price_series is not None, storm)
    shift = 0 if time_zone is None else round(hours_from_utc(time_zone) - hours_from_utc(region.time_zone))
    average = carbon(market.average, region.average_carbon.p50, z, seed, year)
    marginal = carbon(market.marginal, region.marginal_carbon.p50, z, seed, year)
    return _market(market, origin, gas, year, *(np.roll(hours, shift) for hours in (price, average, marginal)))


def _market(
    market: RegionalMarket,
    origin: str,
    gas: Float[np.ndarray, "12"],
    year: int,
    price: Float[np.ndarray, "hour"],
    average_carbon: Float[np.ndarray, "hour"],
    marginal_carbon: Float[np.ndarray, "hour"],
) -> Market:
    region, month = market.region, calendar(year).month
    return Market(
        region=region.title,
        price=price,
        average_carbon=average_carbon,
        marginal_carbon=marginal_carbon,
        gas=np.maximum(gas + region.gas_basis.p50, 0.0)[month],
        diesel=fuel_by_month(market.diesel)[month],
        delivery_charge=region.delivery_charge.p50,
        capacity_charge=_charge(region.capacity_charge),
        transmission_charge=_charge(region.transmission_charge),
        water_intensity=region.water_intensity.p50,
        origin=origin,
    )


def _charge(figure: PowerCharge | None) -> float:
    return 0.0 if figure is None else figure.p50 * _KW_PER_MW


def _origin(market: RegionalMarket, seed: int, given: bool, storm: bool) -> str:
    drawn = f"drawn with seed {seed}, shaped as: {market.prices.title}"
    return ("a series that was given" if given else drawn) + (", with a winter storm" if storm else "")
