"""The weather of a campus: a typical year of a climate, or a file, and how far the years have moved."""

from functools import lru_cache

from stargate.climate.files import read_weather
from stargate.climate.normals import Climate
from stargate.climate.typical import hotter, typical_year
from stargate.climate.weather import Weather
from stargate.programme.catalogue import entry
from stargate.programme.hourly import is_file
from stargate.programme.named import given
from stargate.programme.programme import Programme
from stargate.programme.prospect import Prospect
from stargate.programme.site import Site
from stargate.quantity.figure import value


def weather_of(site: Site | Prospect, programme: Programme, seed: int) -> Weather:
    """Its hours, of a typical year or of a file, hotter by what the programme says of the climate.

    Raises ProgrammeError where a file is no year of weather.
    """
    change = programme.contents.climate
    warmer = (value(change.temperature_shift) or 0.0) if change else 0.0
    hottest = (value(change.hottest_shift) or 0.0) if change else 0.0
    own = is_file(site.climate)
    year = given(site, "climate", programme, read_weather) if own else _typical(site.climate, seed)
    return hotter(year, warmer, hottest)


@lru_cache(64)
def _typical(climate: str, seed: int) -> Weather:
    """Kept, since planning and scenarios ask for the same hours again; 0.5 MB each."""
    return typical_year(entry("climates", climate, Climate), seed)
