"""What operation needs of a programme's records, said where it is missing."""

from collections.abc import Iterator

from stargate.compute.workload import Workload
from stargate.errors import Problem
from stargate.power.fuel import FuelPlant
from stargate.programme.catalogue import names, technology
from stargate.programme.plants import running
from stargate.programme.programme import Programme
from stargate.programme.site import Power, Site
from stargate.quantity.figure import value
from stargate.quantity.noun import Noun

_SHELVES = {"climate": "climates", "cooling_system": "cooling", "region": "regions"}
_WORDS = {
    "climate": "operation needs its weather",
    "cooling_system": "operation needs to know how it is cooled",
    "region": "operation needs to know whose prices it pays",
}
_WORK = ("utilisation", "training", "daily_swing", "peak_hour", "weekend", "value_of_compute", "value_of_lost_load")


def missing(site: Site, programme: Programme) -> list[Problem]:
    """What a campus, or its programme, lacks for operation."""
    return [*missing_work(programme), *_of_site(site)]


def missing_work(programme: Programme) -> Iterator[Problem]:
    """What nobody can say how hard computers work without."""
    work = programme.contents.workload
    if work is None:
        wrong = "operation needs to know what the computers do"
        yield Problem(
            "workload.yaml", "workload", wrong, "a file workload.yaml that begins utilisation: 70 to 90% [assumed]"
        )
        return
    for name in _WORK:
        yield from _without_value(work, name, programme)


def _without_value(work: Workload, name: str, programme: Programme) -> Iterator[Problem]:
    figure = getattr(work, name)
    if not figure.has_value:
        wrong = f"this figure has no value as of {programme.as_of}"
        yield Problem(figure.where, figure.address, wrong, f"one more reading: {figure.dimension.example} [assumed]")


def _of_site(site: Site) -> Iterator[Problem]:
    for field, shelf in _SHELVES.items():
        if not getattr(site, field):
            known = names(shelf)
            instead = f"{field}: {' or '.join(known[:3])}, or another of the {len(known)} in catalogue/{shelf}"
            yield _problem(site, field, _WORDS[field], instead)
    power = site.power
    if power is None or (value(power.grid) is None and not any(running(power))):
        wrong = "nothing is known that supplies it with power"
        instead = "grid: 300 MW [assumed], or equipment with generation_power and technology"
        yield _problem(power or site, "grid" if power else "power", wrong, instead)
    yield from _of_equipment(power) if power else ()
    yield from _of_contracts(power) if power else ()


def _of_equipment(power: Power) -> Iterator[Problem]:
    """Only what stores has energy."""
    for equipment in power.equipment.values():
        if equipment.technology and value(equipment.energy) is not None:
            kind = technology(equipment.technology)
            if not kind.stores:
                yield _problem(equipment, "energy", f"{kind.title.lower()} store no energy", "technology: battery")


def _of_contracts(power: Power) -> Iterator[Problem]:
    """Contracts are of what emits nothing: import that they cover counts as clean."""
    for contract in power.contracts.values():
        kind = technology(contract.technology)
        if kind.stores or (isinstance(kind, FuelPlant) and kind.carbon.p50 > 0):
            wrong = f"{kind.title.lower()} give no clean power that import is matched with"
            yield _problem(contract, "technology", wrong, "technology: solar, wind or nuclear")


def _problem(noun: Noun, field: str, wrong: str, instead: str) -> Problem:
    return Problem(noun.line(field), f"{noun.address}.{field}", wrong, instead)
