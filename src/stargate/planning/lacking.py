"""What a plan needs of a programme's records, said where it is missing."""

from collections.abc import Iterator, Sequence

from stargate.errors import Problem
from stargate.planning.offers import GRID, offers
from stargate.planning.places import Place
from stargate.programme.needed import missing, missing_work
from stargate.programme.planning import Planning
from stargate.programme.programme import Programme
from stargate.quantity.figure import Figure, value

_RECORD = "a file planning.yaml with last_year, days, compute_price, price_decline, chips, power and ramp"
_LIVES = "a file make_or_buy.yaml with chip_life, shell_life, operation and the rest that docs/format.md names"
_POWER = "grid: 1_000 MW [assumed] with grid_date and grid_cost, or gas:; and the same under `power` in planning.yaml"
_FIGURES = {"chip_life": "3 to 6 years", "shell_life": "15 to 25 years", "operation": "200 to 400 USD/kW/year"}


def planning_of(programme: Programme) -> Planning | Problem:
    """What a plan is made with, or where it is missing."""
    if (found := programme.contents.planning) is not None:
        return found
    if "planning" in programme.not_yet_known:
        wrong = f"not all that a plan is made with was known by {programme.as_of}"
        return Problem(*programme.origin.dated, wrong, "a later date, or one more reading of it: [assumed]")
    return Problem("planning.yaml", "planning", "nothing says what a plan may choose from", _RECORD)


def lacking(planning: Planning, sites: Sequence[Place], programme: Programme) -> list[Problem]:
    """All that a plan cannot do without."""
    return [*_years(planning, programme), *_figures(programme), *_places(planning, sites, programme)]


def _years(planning: Planning, programme: Programme) -> Iterator[Problem]:
    """At least one whole calendar year lies ahead."""
    if f"{planning.last_year}-01-01" < programme.as_of:
        wrong = f"no whole year lies between {programme.as_of}, the programme's date, and the end of it"
        instead = f"last_year: {int(programme.as_of[:4]) + 8}"
        yield Problem(planning.line("last_year"), f"{planning.address}.last_year", wrong, instead)


def _figures(programme: Programme) -> Iterator[Problem]:
    contents, record = programme.contents, programme.contents.make_or_buy
    yield from missing_work(programme)
    if value(contents.cost_of_capital) is None:
        wrong = "a plan weighs what comes sooner and later"
        yield _without("programme.yaml", "cost_of_capital", contents.cost_of_capital, wrong, "5 to 9 %/year")
    if record is None:
        wrong = "a plan needs to know how long chips and shells are used, and what operation costs"
        yield Problem("make_or_buy.yaml", "make_or_buy", wrong, _LIVES)
        return
    for name, example in _FIGURES.items():
        if value(figure := getattr(record, name)) is None:
            yield _without(record.where, f"{record.address}.{name}", figure, "a plan needs to know it", example)


def _without(where: str, address: str, figure: Figure | None, why: str, example: str) -> Problem:
    instead = f"{address.rpartition('.')[2]}: {example} [assumed]"
    if figure is None:
        return Problem(where, address, f"{why}: it is missing", instead)
    return Problem(figure.where, address, f"{why}: it has no value yet", instead)


def _places(planning: Planning, sites: Sequence[Place], programme: Programme) -> Iterator[Problem]:
    if not sites:
        yield Problem("prospects.yaml", "prospects", "there is nowhere to build", "a prospect, or a campus with phases")
    for place in sites:
        if place.site is not None:
            work = set(missing_work(programme))
            yield from (problem for problem in missing(place.site, programme) if problem not in work)
        elif not _can_be_powered(planning, place):
            record, field = place.record, "grid" if GRID in planning.power else "gas"
            wrong = "nothing that a plan may buy or rent could power a campus here"
            yield Problem(record.line(field), f"{record.address}.{field}", wrong, _POWER)


def _can_be_powered(planning: Planning, place: Place) -> bool:
    """Whether a prospect may have power that is there when it is asked for."""
    assert place.prospect is not None
    gas = value(place.prospect.gas) or 0.0
    firm = (offer for offer in offers(planning, []) if offer.firm)
    return any(place.grid > 0 if offer.name == GRID else gas > 0 or not offer.burns_gas for offer in firm)


def no_money(planning: Planning, limit: str, where: str) -> Problem:
    """A fund that brings nothing in the years planned."""
    wrong = f"none of this money is left for a plan of the years to {planning.last_year}, so that it can build nothing"
    return Problem(
        where, f"limits.{limit}", wrong, "money: with a year and an amount below, or no capital in planning.yaml"
    )
