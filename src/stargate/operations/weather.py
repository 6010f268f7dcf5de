"""The weather of a campus: a typical year of a climate, or a file, and how far the years have moved."""

from stargate.climate.normals import Climate
from stargate.climate.typical import typical_year
from stargate.climate.weather import Weather
from stargate.operations.supply import value
from stargate.programme.catalogue import entry
from stargate.programme.hourly import is_file
from stargate.programme.programme import Programme
from stargate.programme.site import Site


def weather_of(site: Site, programme: Programme, seed: int) -> Weather:
    """Its hours, hotter by what the programme says of the climate.

    Raises StargateError where a file cannot be read.
    """
    change = programme.contents.climate
    warmer = (value(change.temperature_shift) or 0.0) if change else 0.0
    hottest = (value(change.hottest_shift) or 0.0) if change else 0.0
    if is_file(site.climate):
        raise NotImplementedError
    return typical_year(entry("climates", site.climate, Climate), seed, warmer=warmer, hottest=hottest)
