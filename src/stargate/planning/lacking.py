"""What a plan needs of a programme's records, said where it is missing."""

from collections.abc import Iterator, Sequence

from stargate.errors import Problem
from stargate.planning.offers import GRID
from stargate.planning.places import Place
from stargate.programme.needed import missing
from stargate.programme.planning import Planning
from stargate.programme.programme import Programme
from stargate.quantity.figure import Figure, value
from stargate.quantity.noun import Noun

_EXAMPLE = "last_year: 2034, days, compute_price, price_decline, chips, power and ramp: see docs/format.md"


def planning_of(programme: Programme) -> Planning | Problem:
    """What a plan is made with, or where it is missing."""
    found = programme.contents.planning
    if found is not None:
        return found
    if "planning" in programme.not_yet_known:
        wrong = f"not all that a plan is made with was known by {programme.as_of}"
        return Problem(*programme.origin.dated, wrong, "a later date, or one more reading: [assumed]")
    return Problem(
        "planning.yaml", "planning", "nothing says what a plan may choose from", f"a file planning.yaml: {_EXAMPLE}"
    )


def lacking(planning: Planning, sites: Sequence[Place], programme: Programme) -> list[Problem]:
    """All that a plan cannot do without."""
    return [*_years(planning, programme), *_figures(programme), *_places(planning, sites, programme)]


def _years(planning: Planning, programme: Programme) -> Iterator[Problem]:
    last, year = int(planning.last_year), int(programme.as_of[:4])
    if last <= year and not (last == year and programme.as_of.endswith("-01-01")):
        wrong = f"no whole year lies between {programme.as_of}, the programme's date, and the end of {last}"
        yield Problem(planning.line("last_year"), f"{planning.address}.last_year", wrong, f"last_year: {year + 6}")
    if last > int(programme.contents.horizon[:4]):
        wrong = f"all series end on {programme.contents.horizon}"
        instead = "an earlier year, or a later `horizon:` in programme.yaml"
        yield Problem(planning.line("last_year"), f"{planning.address}.last_year", wrong, instead)


def _figures(programme: Programme) -> Iterator[Problem]:
    contents, record = programme.contents, programme.contents.make_or_buy
    if value(contents.cost_of_capital) is None:
        yield _of(
            "programme.yaml",
            "cost_of_capital",
            contents.cost_of_capital,
            "5 to 9 %/year [assumed]",
            "what comes later is worth less",
        )
    if record is None:
        wrong = "a plan needs to know how long chips and shells are used, and what operation costs"
        yield Problem(
            "make_or_buy.yaml",
            "make_or_buy",
            wrong,
            "a file make_or_buy.yaml with chip_life, shell_life, operation ...",
        )
        return
    for name, example in (
        ("chip_life", "3 to 6 years"),
        ("shell_life", "20 years"),
        ("operation", "200 to 400 USD/kW/year"),
    ):
        figure = getattr(record, name)
        if value(figure) is None:
            yield _of(record.where, f"{record.address}.{name}", figure, f"{example} [assumed]", "a plan needs it")


def _of(where: str, address: str, figure: Figure | None, instead: str, why: str) -> Problem:
    said = "it is missing" if figure is None else "it has no value yet"
    return Problem(
        where if figure is None else figure.where,
        address,
        f"{why}, and {said}",
        f"{address.rpartition('.')[2]}: {instead}",
    )


def _places(planning: Planning, sites: Sequence[Place], programme: Programme) -> Iterator[Problem]:
    if not sites:
        yield Problem(
            "prospects.yaml", "prospects", "there is no place to build at", "a campus with phases, or a prospect"
        )
    said = set[Problem]()
    for place in sites:
        if place.site is not None:
            said |= set(missing(place.site, programme))
        else:
            said |= set(_unpowered(planning, place))
    if all(place.site is None for place in sites) and programme.contents.workload is None:
        wrong = "a plan needs to know what the computers do"
        said.add(
            Problem(
                "workload.yaml", "workload", wrong, "a file workload.yaml that begins utilisation: 70 to 90% [assumed]"
            )
        )
    yield from said


def _unpowered(planning: Planning, place: Place) -> Iterator[Problem]:
    """A prospect that nothing on offer could power."""
    record = place.prospect
    assert record is not None
    from stargate.planning.offers import offers

    found = [offer for offer in offers(planning, []) if offer.record is not None]
    gas = value(record.gas) or 0.0
    if any(offer.firm and (place.grid if offer.name == GRID else not offer.burns_gas or gas) for offer in found):
        return
    field = "grid" if GRID in planning.power else "gas"
    wrong = "no power option that a plan may choose could power a campus here"
    yield _problem(
        record,
        field,
        wrong,
        "grid: 1_000 MW [assumed], with `grid: {}` under planning.power, or gas: with an engine or turbine there",
    )


def _problem(noun: Noun, field: str, wrong: str, instead: str) -> Problem:
    return Problem(noun.line(field), f"{noun.address}.{field}", wrong, instead)


def no_money(planning: Planning, limit: str, where: str) -> Problem:
    """A fund that brings nothing in the years planned."""
    wrong = f"no money is left in limits.{limit} in the years that are planned: nothing could ever be built"
    return Problem(
        where,
        f"limits.{limit}",
        wrong,
        f"money: with a year up to {planning.last_year} below, or no capital in planning.yaml",
    )
