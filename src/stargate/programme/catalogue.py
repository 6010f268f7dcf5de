"""The catalogue that ships with stargate: chips, lead times and reference classes, dated and cited."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from stargate.compute.chip import Chip
from stargate.errors import Problem, ProgrammeError, StargateError
from stargate.history.reference import ReferenceClass
from stargate.programme.model import Source, SourceKind
from stargate.programme.tree import read_tree
from stargate.programme.typed import typed
from stargate.quantity.figure import Figure
from stargate.quantity.measures import Count, Duration
from stargate.quantity.notation import months_of_date
from stargate.quantity.noun import Branch, Noun
from stargate.quantity.sources import Known, Role

if TYPE_CHECKING:
    from stargate.cooling.element import CoolingSystem
    from stargate.market.region import RegionalMarket
    from stargate.power.technology import Technology

T = TypeVar("T", bound=Noun)


class LeadTime(Noun):
    """How long a kind of work or delivery takes, from records or the trade."""

    title: str
    """What is timed, from when to when."""
    duration: Duration
    """How long it takes."""
    cases: Count | None = None
    """How many cases it rests on, where its source counts them."""
    note: str = ""
    """A remark for readers."""


@dataclass(frozen=True)
class Shelf:
    """The catalogue as read: its sources' dates, its lead times by name, its chips."""

    sources: Mapping[str, Source]
    published: Mapping[str, float]
    leadtimes: Mapping[str, LeadTime]
    chips: Mapping[str, Chip]
    classes: Mapping[str, ReferenceClass]

    @property
    def computed(self) -> set[str]:
        """Sources that are statistics made for stargate."""
        return {key for key, source in self.sources.items() if source.kind is SourceKind.COMPUTED}

    @property
    def figures(self) -> dict[str, dict[Role, str]]:
        """What `like NAME` stands for; a lead time may be added to a date too."""
        times = {name: str(entry.duration.readings[0].written) for name, entry in self.leadtimes.items()}
        return {name: {Role.WHOLE: text, Role.ADDED: text} for name, text in times.items()} | figures_of(self.classes)


def figures_of(classes: Mapping[str, ReferenceClass]) -> dict[str, dict[Role, str]]:
    """What `like NAME` stands for, of reference classes."""
    return {name: {role: _written(figure) for role, figure in _roles(entry).items()} for name, entry in classes.items()}


def classes_behind(figure: Figure, own: Mapping[str, ReferenceClass]) -> list[str]:
    """What a figure is taken from, in words: the reference classes or lead times, how many cases and when.

    `own` are the classes of its programme.
    """
    return [_in_words(name, own) for name in figure.likes]


def _in_words(name: str, own: Mapping[str, ReferenceClass]) -> str:
    shelf = catalogue()
    entry = own.get(name) or shelf.classes.get(name)
    if entry is not None:
        return f"class {name}: {entry.cases.p50:.0f} projects, {entry.finished.p50:.0f} finished, {entry.period}"
    cases = shelf.leadtimes[name].cases
    return f"lead time {name}" + (f": {cases.p50:.0f} cases" if cases else "")


def _roles(entry: ReferenceClass) -> dict[Role, Figure]:
    said = {Role.WHOLE: entry.duration, Role.ADDED: entry.slip, Role.TIMES: entry.stretch, Role.CHANCE: entry.never}
    return {role: figure for role, figure in said.items() if figure is not None}


def _written(figure: Figure) -> str:
    return str((figure.reading or figure.readings[0]).written)


@cache
def catalogue() -> Shelf:
    """The catalogue of this version of stargate."""
    problems: list[Problem] = []
    sources, known = _sources(problems)
    shelf = Shelf(
        sources,
        known.published,
        dict(_shelf("leadtimes", LeadTime, known, problems)),
        dict(_shelf("chips", Chip, known, problems)),
        dict(_shelf("classes", ReferenceClass, known, problems)),
    )
    if problems:
        raise ProgrammeError(problems)
    return shelf


def names(shelf: str) -> list[str]:
    """The entries of one shelf of the catalogue, such as `climates`."""
    return sorted(path.stem for path in (_HOME / shelf).glob("*.yaml"))


@cache
def entry(shelf: str, name: str, kind: type[T] | Callable[[Branch], type[T]]) -> T:
    """One entry of a shelf that is read when it is needed, such as the normals of one climate.

    `kind` is its record, or what says from its text which record it is. Raises StargateError where there is none of
    this name.
    """
    _check_name(shelf, name)
    problems: list[Problem] = []
    known = replace(_sources(problems)[1], catalogue=catalogue().figures)
    found = _read(_HOME / shelf / f"{name}.yaml", shelf, kind, known, problems)
    if found is None or problems:
        raise ProgrammeError(problems)
    return found


def _check_name(shelf: str, name: str) -> None:
    if name not in names(shelf):
        near = get_close_matches(name, names(shelf), 3, 0.4) or names(shelf)[:5]
        raise StargateError(f"the catalogue has no {name!r} among its {shelf}\n  write: {' or '.join(near)}")


def technology(name: str) -> "Technology":
    """A power technology with its figures, as the class in `power/` that its file names.

    Raises StargateError where there is none of this name, or no such class.
    """
    return entry("power", name, _power_kind)


def _power_kind(tree: Branch) -> "type[Technology]":
    from stargate.power.technology import kind  # it needs numpy, which reading a programme does not

    return kind(str(tree.get("technology", "")))


def cooling_system(name: str) -> "CoolingSystem":
    """A cooling system of the catalogue with its figures; its file names the `system` whose physics it follows.

    Raises StargateError where there is none of this name.

    >>> cooling_system("air_chiller").system
    'air_chiller'
    """
    return entry("cooling", name, _cooling_kind)


def _cooling_kind(tree: Branch) -> "type[CoolingSystem]":
    from stargate.cooling.element import system, systems

    said = tree.get("system")
    if not isinstance(said, str):
        problem = Problem(tree.where, tree.address, "it names no system", f"system: {' or '.join(systems())}")
        raise ProgrammeError([problem])
    try:
        return system(said)
    except StargateError as error:
        wrong, _, instead = str(error).partition("\n  write: ")
        raise ProgrammeError([Problem(tree.lines["system"], f"{tree.address}.system", wrong, instead)]) from None


def region(name: str) -> "RegionalMarket":
    """A region of the catalogue with the shapes and fuels that it names. Raises StargateError where there is none."""
    from stargate.market.fuel import Fuel  # they need numpy, which reading a programme does not
    from stargate.market.region import Region, RegionalMarket
    from stargate.market.shape import CarbonShape, PriceShape

    found = entry("regions", name, Region)
    return RegionalMarket(
        found,
        entry("prices", found.prices, PriceShape),
        entry("carbon", found.average, CarbonShape),
        entry("carbon", found.marginal, CarbonShape),
        entry("fuels", "natural_gas", Fuel),
        entry("fuels", "diesel", Fuel),
    )


_HOME = Path(str(files("stargate"))) / "catalogue"


def _sources(problems: list[Problem]) -> tuple[dict[str, Source], Known]:
    sources, known, wrong = _read_sources()
    problems += wrong
    return sources, known


@cache
def _read_sources() -> tuple[dict[str, Source], Known, tuple[Problem, ...]]:
    """Read once: every entry of every shelf asks for them."""
    problems: list[Problem] = []
    tree = read_tree(_HOME / "sources.yaml", _HOME, "sources", problems) or Branch("sources", "sources.yaml:1")
    sources = {key: source for key, node in tree.items() if (source := typed(Source, node, Known(0.0), problems))}
    published = {key: months_of_date(source.date) for key, source in sources.items()}
    return sources, Known(float("inf"), published), tuple(problems)


def _shelf(shelf: str, kind: type[T], known: Known, problems: list[Problem]) -> Iterator[tuple[str, T]]:
    for name in names(shelf):
        if (found := _read(_HOME / shelf / f"{name}.yaml", shelf, kind, known, problems)) is not None:
            yield name, found


def _read(
    path: Path, shelf: str, kind: type[T] | Callable[[Branch], type[T]], known: Known, problems: list[Problem]
) -> T | None:
    tree = read_tree(path, _HOME, f"catalogue.{shelf}.{path.stem}", problems)
    if tree is None:
        return None
    return typed(kind if isinstance(kind, type) else kind(tree), tree, known, problems)
