"""What holds of prospects and of what a plan is made with: names that exist, figures that fit, no years beyond it."""

from collections.abc import Iterable, Iterator, Mapping

from stargate.errors import Problem
from stargate.programme.catalogue import names
from stargate.programme.equipped import chips_of
from stargate.programme.mistake import mistake, unknown
from stargate.programme.model import Contents
from stargate.programme.planning import BridgeOption, ChipOption, Funding, Planning, PowerOption
from stargate.programme.prospect import Prospect
from stargate.programme.shared import KIND_WORDS
from stargate.quantity.figure import Figure
from stargate.quantity.noun import Noun

_LEAST = 1e-9  # chance below which a law's lowest values lie
_MOST_PHASES = 1_000  # of a prospect
_MOST_DAYS = 366
_SHELVES = {"region": "regions", "climate": "climates", "cooling_system": "cooling"}
_ABOVE_NOUGHT = {"phase": "200 MW", "build": "18 to 30 months", "labour": "0.9 to 1.1", "land": "1_000 acres"}
_STORED = "battery"


def check_planned(contents: Contents, partners: Iterable[str]) -> Iterator[Problem]:
    """Prospects can be built and powered, and a plan has what it needs of other records."""
    partners = list(partners)
    shelves = {shelf: names(shelf) for shelf in _SHELVES.values()} if contents.prospects else {}
    for prospect in contents.prospects.values():
        yield from _named(prospect, contents, partners, shelves)
        yield from _built(prospect)
        yield from _powered(prospect)
    if contents.planning is not None:
        yield from _planning(contents.planning, contents)


def _named(
    prospect: Prospect, contents: Contents, partners: list[str], shelves: Mapping[str, list[str]]
) -> Iterator[Problem]:
    for field, shelf in _SHELVES.items():
        kind = field.replace("_", " ")
        name = getattr(prospect, field)
        yield from unknown(prospect, field, [name], shelves[shelf], f"{kind} in the catalogue called")
    for role, who in prospect.partners.items():
        yield from unknown(prospect, f"partners.{role}", who, partners, "partner")
    if prospect.shared_crews:
        capacities = [name for name, limit in contents.limits.items() if limit.capacity is not None]
        yield from unknown(prospect, "shared_crews", [prospect.shared_crews], capacities, "capacity in limits.yaml")


def _built(prospect: Prospect) -> Iterator[Problem]:
    yield from _above_nought(prospect, _ABOVE_NOUGHT)
    for field, example in (("pace", "2"), ("at_once", "4")):
        if not _whole(getattr(prospect, field)):
            yield mistake(prospect, field, "this is no number of phases", f"{field}: {example} [assumed]")
    phase, most = prospect.phase, prospect.most
    if not (phase.has_value and most.has_value and phase.quantile(_LEAST) > 0):
        return
    if most.p50 < phase.p50:
        wrong = f"there is room for {most.p50:,.0f} MW, less than one phase of {phase.p50:,.0f}"
        yield mistake(prospect, "most", wrong, f"at least {phase.p50:_.0f} MW, or smaller phases")
    elif most.p50 > _MOST_PHASES * phase.p50:
        wrong = f"these are {most.p50 / phase.p50:,.0f} phases, each planned alone"
        yield mistake(prospect, "phase", wrong, f"phases so large that there are at most {_MOST_PHASES:_}")


def _powered(prospect: Prospect) -> Iterator[Problem]:
    for field, example in (("grid_date", "2030-06-30 to 2032-06-30"), ("grid_cost", "150 to 400 USD/kW")):
        if prospect.grid is not None and getattr(prospect, field) is None:
            wrong = f"{field} of the connection is missing"
            yield mistake(prospect, field, wrong, f"{field}: {example} [assumed], or no grid")
    powers = [power for power in (prospect.grid, prospect.gas) if power is not None]
    if all(power.has_value and power.p50 <= 0 for power in powers):
        wrong = "nothing could power a campus here: it has neither grid nor gas"
        yield mistake(prospect, "grid", wrong, "grid: 1_000 MW [assumed], with grid_date and grid_cost, or gas:")


def _planning(planning: Planning, contents: Contents) -> Iterator[Problem]:
    if int(planning.last_year) > int(contents.horizon[:4]):
        wrong = f"all series end on {contents.horizon}"
        instead = f"{contents.horizon[:4]} or a year before it, or a later `horizon:` in programme.yaml"
        yield mistake(planning, "last_year", wrong, instead)
    if not _whole(planning.days, _MOST_DAYS):
        yield mistake(planning, "days", "this is no number of days of a year", "days: 12 [assumed]")
    yield from _above_nought(planning, {"compute_price": "1.5 to 2.5 USD/H100e/h"})
    if planning.price_decline.has_value and planning.price_decline.p50 >= 1:
        yield mistake(planning, "price_decline", "compute would be given away", "price_decline: 10 to 30 %/year")
    yield from _years(planning)
    yield from _options(planning, contents)
    yield from _funded(planning, contents)


def _years(planning: Planning) -> Iterator[Problem]:
    """Every year named lies within the plan, and a target names one."""
    series: list[tuple[Noun, str]] = [
        (planning, field) for field in ("demand", "carbon_cap", "clean_share", "water_cap")
    ]
    targets = ((planning.target, "it_power"), (planning.compute_target, "h100e"))
    for target, field in targets:
        if target is not None:
            series.append((target, field))
            if not getattr(target, field):
                yield mistake(target, field, "it names no year", f"{field}: with {planning.last_year}: below")
    for noun, field in series:
        for year in sorted(getattr(noun, field)):
            if year > planning.last_year:
                wrong = f"{year} lies after the last year that is planned"
                yield mistake(noun, field, wrong, f"years up to {planning.last_year}, or a later last_year")


def _options(planning: Planning, contents: Contents) -> Iterator[Problem]:
    usable = [n for n, chip in chips_of(contents).items() if all(map(_has_value, (chip.power, chip.peak_8_bit)))]
    technologies = names("power")
    generation = [name for name in technologies if name not in ("grid", _STORED)]
    for field, known, kind in (
        ("chips", usable, "chip of known power and 8-bit peak"),
        ("power", technologies, "power technology in the catalogue called"),
        ("bridge", generation, "generation in the catalogue called"),
    ):
        yield from unknown(planning, field, getattr(planning, field), known, kind)
    for field, example in (("chips", "vr200: {}"), ("power", "grid: {}")):
        if not getattr(planning, field):
            yield mistake(planning, field, "a plan has nothing to choose from", f"{field}: with {example} below")
    for name, chip in planning.chips.items():
        yield from _limit(chip, contents, "it_power")
        first = chip.first or (chips_of(contents)[name].first_volume if name in usable else None)
        if name in usable and first is None:
            wrong = "nobody says when it ships in volume"
            yield mistake(chip, "first", wrong, "first: 2027-06-30 to 2028-06-30 [assumed]")
    for name, option in (*planning.power.items(), *planning.bridge.items()):
        yield from _limit(option, contents, "grid_power" if name == "grid" else "generation_power")
    for bridge in planning.bridge.values():
        yield from _above_nought(bridge, {"rent": "300 to 500 USD/kW/year"})


def _funded(planning: Planning, contents: Contents) -> Iterator[Problem]:
    for use in ("construction", "compute") if planning.capital is not None else ():
        if (funding := getattr(planning.capital, use)) is not None:
            yield from _limit(funding, contents, "money")
            if funding.share is not None and _may_be_nought(funding.share):
                wrong = "what draws on nothing is not limited"
                yield mistake(funding, "share", wrong, "share: 60 to 80% [assumed], or leave it out")


def _limit(noun: ChipOption | PowerOption | BridgeOption | Funding, contents: Contents, kind: str) -> Iterator[Problem]:
    """The supply that a record names is there and counts what is taken of it."""
    name = noun.limit
    if not name:
        return
    yield from unknown(noun, "limit", [name], contents.limits, "shared supply")
    if name in contents.limits and (found := contents.limits[name].kind) and found != kind:
        fitting = [other for other, limit in contents.limits.items() if limit.kind == kind]
        wrong = f"limits.{name} counts {KIND_WORDS[found]}, not {KIND_WORDS[kind]}"
        yield mistake(noun, "limit", wrong, " or ".join(fitting) or "define the supply in limits.yaml first")


def _above_nought(noun: Noun, examples: Mapping[str, str]) -> Iterator[Problem]:
    for field, example in examples.items():
        if _may_be_nought(getattr(noun, field)):
            yield mistake(noun, field, "this may be nought, and must not", f"{field}: {example} [assumed]")


def _may_be_nought(figure: Figure) -> bool:
    return figure.has_value and figure.quantile(_LEAST) <= 0


def _has_value(figure: Figure | None) -> bool:
    return figure is not None and figure.has_value


def _whole(figure: Figure, most: float = _MOST_PHASES) -> bool:
    """Whether this is a whole number from 1 to `most`; what has no value yet may become one."""
    return not figure.has_value or (1 <= figure.p50 <= most and not figure.uncertain and figure.p50 % 1 == 0)
