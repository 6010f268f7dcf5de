"""The market of a campus: its region's, with prices of a file and a price of gas where the campus names them."""

from stargate.market.calendar import hours_from_utc
from stargate.market.series import read_series
from stargate.market.year import Market, market_year
from stargate.programme.catalogue import region
from stargate.programme.named import given
from stargate.programme.programme import Programme
from stargate.programme.site import Site
from stargate.quantity.figure import value


def market_of(site: Site, programme: Programme, year: int, seed: int, time_zone: float) -> Market:
    """Its prices and carbon by the hour, in its own time zone [h from UTC].

    Raises ProgrammeError where a file is no year of prices.
    """
    found = region(site.region)
    zone = hours_from_utc(found.region.time_zone)
    series = given(site, "prices", programme, lambda file: read_series(file, zone)) if site.prices else None
    gas = value(site.gas_price)
    return market_year(found, seed, year=year, gas_price=gas, price_series=series, time_zone=time_zone)
