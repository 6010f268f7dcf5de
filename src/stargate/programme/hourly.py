"""What operation by the hour asks of a programme's records: names of the catalogue, and figures that fit each other."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import PurePosixPath

from stargate.compute.workload import Workload
from stargate.errors import Problem
from stargate.programme.catalogue import names
from stargate.programme.mistake import mistake
from stargate.programme.model import Contents
from stargate.programme.site import Power, Site
from stargate.quantity.figure import Figure
from stargate.quantity.noun import Noun

YEAR = 12.0  # [months]
GRID = "grid"
UNITS = 10_000  # of one piece of equipment: more take too long to fail one by one


def check_hourly(contents: Contents) -> Iterator[Problem]:
    """Climates, cooling systems, technologies and regions are in the catalogue, and the work's shares fit."""
    for site in contents.sites.values():
        yield from _site(site)
    if contents.workload is not None:
        yield from _workload(contents.workload)


def _site(site: Site) -> Iterator[Problem]:
    if site.climate and not is_file(site.climate):
        yield from _known(site, "climate", "climates")
    elif _outside(site.climate):
        yield mistake(site, "climate", "this file lies outside the programme's folder", "climate: series/hours.csv")
    yield from _known(site, "cooling_system", "cooling")
    yield from _known(site, "region", "regions")
    if _outside(site.prices):
        yield mistake(site, "prices", "this file lies outside the programme's folder", "prices: series/hub.csv")
    elif site.prices and not is_file(site.prices):
        yield mistake(site, "prices", "this is no file in the programme's folder", "prices: series/hub.csv")
    if site.gas_price is not None and site.gas_price.has_value and site.gas_price.p50 <= 0:
        yield mistake(site, "gas_price", "this is no price of gas", "gas_price: 4 USD/MMBtu [source-key]")
    if site.power is not None:
        yield from _power(site.power)


def is_file(text: str) -> bool:
    """Whether what a site names is a file of hours and no entry of the catalogue."""
    return bool(PurePosixPath(text).suffix)


def _whole(units: Figure) -> bool:
    """Whether this is a number of units, or a range of such numbers."""
    return 1 <= units.p50 <= UNITS and (units.uncertain or units.p50 % 1 == 0)


def _outside(file: str) -> bool:
    path = PurePosixPath(file)
    return path.is_absolute() or ".." in path.parts


def _power(power: Power) -> Iterator[Problem]:
    for noun in (*power.equipment.values(), *power.contracts.values()):
        yield from _known(noun, "technology", "power")
    for name, equipment in power.equipment.items():
        if equipment.technology and GRID in (name, equipment.technology):
            wrong = "a connection to the utility is no equipment that generates"
            yield mistake(equipment, "technology", wrong, "`grid:` of the site's power, and another name for equipment")
        units = equipment.units
        if equipment.technology and units is not None and units.has_value and not _whole(units):
            wrong = "this is no number of units that can run and fail one by one"
            yield mistake(equipment, "units", wrong, f"a whole number from 1 to {UNITS:,}")
    if power.curtailed is not None and power.curtailed.has_value and power.curtailed.p90 > YEAR:
        yield mistake(power, "curtailed", "a year has no more hours than that", "curtailed: 88 hours [source-key]")


def _known(noun: Noun, field: str, shelf: str) -> Iterator[Problem]:
    """A name that is written stands on its shelf."""
    name = getattr(noun, field)
    if name and name not in names(shelf):
        near = get_close_matches(name, names(shelf), 3, 0.4) or names(shelf)[:8]
        yield mistake(noun, field, f"the catalogue has no {name!r} among its {shelf}", " or ".join(near))


def _workload(work: Workload) -> Iterator[Problem]:
    shares = [figure for figure in (work.training, work.deferrable) if figure is not None and figure.has_value]
    if sum(figure.p50 for figure in shares) > 1 + 1e-9:
        wrong = "training and deferrable work are more than all of the load"
        yield mistake(work, "training", wrong, "shares that leave the rest to inference")
    if work.deferrable is not None and work.deferrable.has_value and work.deferrable.p90 > 0 and work.deferral is None:
        yield mistake(work, "deferral", "how long work may wait is missing", "deferral: 8 hours [assumed]")
    if work.peak_hour.has_value and (work.peak_hour.p50 % 1 or work.peak_hour.uncertain or work.peak_hour.p50 > 23):
        yield mistake(work, "peak_hour", "this is no hour of the day", "peak_hour: 15 [source-key]")
    for field in ("value_of_compute", "value_of_lost_load"):
        figure = getattr(work, field)
        if figure.has_value and figure.p10 < 0:
            yield mistake(work, field, "work that is left out cannot be worth less than nothing", "0 USD/MWh or more")
