"""Bridge or wait? Ways to power each campus: what a MWh costs, emits and takes, and the months that each gains."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from stargate.errors import Problem, ProgrammeError, StargateError
from stargate.futures.instead import Gain, drawn_instead, gained, powered
from stargate.futures.result import Futures
from stargate.programme.model import Basis
from stargate.programme.plan import announced
from stargate.programme.programme import Programme
from stargate.programme.site import Site
from stargate.reports.options import BRIDGE, FUEL_CELLS, GAS, GRID_ONLY, MIXED, Built, Ways
from stargate.reports.standing import confidence
from stargate.reports.words import chance, listed, plural, power

FUTURES = 1_000
HOURS_PER_MONTH = 8_760 / 12
BILLION, MILLION_TONNES = 1e9, 1e9  # USD, kg
_NAMES = {
    GRID_ONLY: "Grid only",
    BRIDGE: "Gas bridge, then grid",
    GAS: "Islanded gas",
    FUEL_CELLS: "Islanded fuel cells",
    MIXED: "Solar, storage and gas",
}
_IN_WORDS = {
    BRIDGE: "a gas bridge",
    GAS: "islanded gas",
    FUEL_CELLS: "islanded fuel cells",
    MIXED: "solar power, storage and gas",
}
_MANY = (FUEL_CELLS, MIXED)  # of which there are several
_LEAST = 0.5  # months: what rounds to none


@dataclass(frozen=True)
class Gained:
    """Months gained against waiting for the grid, and what they are worth."""

    p10: float  #: [months]; fewer than none where it comes later
    p50: float  #: [months]
    p90: float  #: [months]
    worth_p10: float  #: [USD bn]
    worth_p50: float  #: [USD bn]
    worth_p90: float  #: [USD bn]


@dataclass(frozen=True)
class Option:
    """One way to power a campus, per MWh of IT energy where it is not said otherwise; None where it has no meaning."""

    name: str  #: what it is called
    sizing: str  #: how much stands there
    planned: bool  #: whether the campus's own activities amount to it
    cost: float | None  #: operating and capital [USD/MWh]
    operating: float | None  #: energy, demand charge, fuel and upkeep [USD/MWh]
    capital: float | None  #: annuity and fixed cost; of a bridge, what is not sold on, over its months [USD/MWh]
    location: float | None  #: carbon by the location's average [kg/MWh]
    marginal: float | None  #: carbon, hourly marginal [kg/MWh]
    matched: float | None  #: carbon, market-based and hourly matched [kg/MWh]
    carbon: float | None  #: carbon by the location's average [Mt/year]
    on_site_water: float | None  #: consumed on site [L/kWh]
    off_site_water: float | None  #: consumed at the grid's power plants [L/kWh]
    nox: float | None  #: on site [kg/MWh]
    loss_of_load: float | None  #: expected from outages of units on site [h/year]
    gained: Gained | None  #: None for the grid itself, and where no phase waits for power
    extra: float | None  #: what it costs more than waiting [USD bn]
    said: str  #: what follows, in a sentence


@dataclass(frozen=True)
class SiteBridge:
    """The ways to power one campus."""

    site: str  #: its name in addresses
    name: str  #: what it is called
    title: str  #: what follows
    subtitle: str  #: what the table shows
    note: str  #: what it rests on here
    terms: str  #: what it rests on at every campus
    options: list[Option] = field(repr=False)  #: the grid alone first

    def __str__(self) -> str:
        return "\n".join([self.title, *(f"  {option.said}" for option in self.options if option.said)])


def bridges(
    programme: Programme,
    site: str = "",
    *,
    year: int | None = None,
    n: int = FUTURES,
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> list[SiteBridge]:
    """Bridge or wait? For each campus, or one: what its ways to power cost, emit, take and gain.

    Costs come from a `year` of hours (that by which everything dated was to run, where none is given) of all IT load
    that waits for power; dates from `n` futures of each way in the same random numbers, one campus at a time and all
    else as planned. `progress` is told how many campuses are done.
    A campus that lacks what operation needs is named with what is missing, and has no options.
    Raises ProgrammeError where the one asked for, or every campus, lacks it; StargateError where there is no such
    campus, or the scenario takes dates at their word.
    """
    if programme.scenario.basis is Basis.ANNOUNCED:
        raise StargateError(
            f"scenario {programme.origin.scenario!r} takes dates at their word, and no power would change them\n"
            "  write: another --scenario"
        )
    sites = list(programme.contents.sites)
    site = site.removeprefix("sites.")
    if site and site not in sites:
        raise StargateError(f"there is no site {site!r}\n  write: {' or '.join(sites)}")
    year = announced(programme).due_year if year is None else year
    chosen, found, problems = [site] if site else sites, [], []
    for name in chosen:
        try:
            found.append(_bridge(Ways(programme, name, year, seed), programme, n, seed))
        except ProgrammeError as error:
            problems += error.problems
            found.append(_lacking(programme.contents.sites[name], error.problems))
        if progress is not None:
            progress(len(found), len(chosen))
    if not any(one.options for one in found):
        raise ProgrammeError(problems)
    return found


def _lacking(site: Site, problems: Sequence[Problem]) -> SiteBridge:
    """A campus that cannot be operated, and why."""
    wanting = "; ".join(f"{problem.wrong} (write {problem.address}: {problem.instead})" for problem in problems)
    return SiteBridge(site.id, site.name, f"{site.name}: not told, since {wanting}", "", "", "", [])


@dataclass(frozen=True)
class Stakes:
    """What time and power are worth at a campus."""

    it_power: float  #: IT load that waits, or all of it [IT MW]
    it_energy: float  #: in a year [MWh]
    compute: float  #: value of computing [USD/MWh of IT]
    span: float  #: years over which options are compared

    def of(self, months: float) -> float:
        """Gross value of the computing of some months [USD bn]."""
        return months / 12 * self.it_energy * self.compute / BILLION

    def extra(self, cost: float, held: float, months: float) -> float:
        """What an option costs more than what it is held against, from its first hour to `span` after the other's.

            cost E (months/12 + span) - held E span        [USD bn]

        The computing of the months gained needs power too, which waiting would not have bought.
        """
        return self.it_energy * (cost * (months / 12 + self.span) - held * self.span) / BILLION


def bridge_cost(
    operating: float, built: Built, sold_on: float, months: float, it_energy: float
) -> tuple[float, float] | None:
    """What a bridge costs in the months that it runs, and of that what is capital [USD/MWh]; None where it never does.

        operating + (K (1 - s) + F m/12) / (E m/12)

    K what it cost to build, s the share of that which its next owner pays, F its fixed cost, E a year's IT energy.
    """
    if months < _LEAST or it_energy <= 0:
        return None
    years = months / 12
    capital = (built.capital * (1 - sold_on) + built.fixed * years) / (it_energy * years)
    return operating + capital, capital


def _bridge(ways: Ways, programme: Programme, n: int, seed: int) -> SiteBridge:
    held = ways.on_grid
    work = programme.contents.workload
    assert work is not None  # operation has asked for it
    worth = Stakes(ways.it_power, held.year.account["it_energy"], work.value_of_compute.p50, ways.terms.span.p50 / 12)
    gains = _gains(ways, programme, n, seed) if ways.waiting else {}
    built = {GRID_ONLY: held, BRIDGE: ways.on_gas, GAS: ways.on_gas, FUEL_CELLS: ways.on_cells, MIXED: ways.mixed}
    options = [_option(way, built[way], held, ways, gains.get(way), worth) for way in _NAMES]
    site = ways.site
    return SiteBridge(
        site=site.id,
        name=site.name,
        title=_title(site.name, options, bool(ways.waiting)),
        subtitle=_subtitle(ways, n),
        note=" ".join(_notes(ways, gains)),
        terms=" ".join([*confidence(programme), _terms(ways, work.value_of_compute.p50)]),
        options=options,
    )


def _gains(ways: Ways, programme: Programme, n: int, seed: int) -> dict[str, Gain]:
    """Months gained by each way; what is planned comes as planned."""
    phases = [phase.address for phase in ways.waiting]
    drawn: dict[str, Futures] = {}

    def futures(way: str) -> Futures:
        own = "" if way == ways.planned else way
        if own not in drawn:
            given_up, leads = ([], []) if not own else (ways.gives_up(own), ways.leads(own))
            drawn[own] = drawn_instead(programme, powered(programme, ways.site.id, leads, given_up), n, seed)
        return drawn[own]

    waited = futures(GRID_ONLY)
    found = {way: gained(waited, futures(way), phases=phases) for way in (GAS, FUEL_CELLS)}
    found[MIXED] = gained(waited, futures(MIXED), phases=phases) if ways.planned == MIXED else found[GAS]
    bridged = [futures(BRIDGE)] if ways.planned == BRIDGE else [waited, futures(GAS)]
    return {**found, BRIDGE: gained(waited, *bridged, phases=phases)}


def _option(way: str, built: Built, held: Built, ways: Ways, gain: Gain | None, worth: Stakes) -> Option:
    account = built.year.account
    operating = account.cost_per_it_energy or 0.0
    months = gain.quantile(0.5) if gain else 0.0
    sold_on = ways.terms.sold_on.p50
    cost, capital = _cost(way, built, operating, sold_on, months, worth.it_energy)
    extra = None
    if gain and way == BRIDGE:
        wasted = built.capital * (1 - sold_on) / BILLION  # bought, and never run
        extra = wasted if cost is None else cost * worth.it_energy * months / 12 / BILLION
    elif gain and cost is not None:
        extra = worth.extra(cost, held.year.account.cost / held.year.account["it_energy"], months)
    carbon = account["carbon_location"] / MILLION_TONNES
    found = _gained(gain, worth) if gain else None
    return Option(
        name=_NAMES[way],
        sizing=built.sizing,
        planned=way == ways.planned and bool(ways.waiting),
        cost=_rounded(cost),
        operating=_rounded(operating),
        capital=_rounded(capital),
        location=_rounded(account.per_it_energy("carbon_location"), 1),
        marginal=_rounded(account.per_it_energy("carbon_marginal"), 1),
        matched=_rounded(account.per_it_energy("carbon_market"), 1),
        carbon=round(carbon, 3),
        on_site_water=_rounded(account.per_it_energy("water_on_site"), 3),
        off_site_water=_rounded(account.per_it_energy("water_off_site"), 3),
        nox=_rounded(account.per_it_energy("nox"), 4),
        loss_of_load=None if built.loss_of_load is None else round(built.loss_of_load, 2),
        gained=found,
        extra=None if extra is None else round(extra, 2),
        said=_said(way, found, extra, carbon, worth.span) if found else "",
    )


def _cost(
    way: str, built: Built, operating: float, sold_on: float, months: float, it_energy: float
) -> tuple[float | None, float | None]:
    """Cost of a MWh, and of that what is capital."""
    if way == GRID_ONLY:
        return operating, None
    if way == BRIDGE:
        return bridge_cost(operating, built, sold_on, months, it_energy) or (None, None)
    if built.year.supply.fixed_cost is None or it_energy <= 0:
        return None, None
    capital = built.year.supply.fixed_cost / it_energy
    return operating + capital, capital


def _rounded(amount: float | None, digits: int = 1) -> float | None:
    return None if amount is None else round(amount, digits)


def _gained(gain: Gain, worth: Stakes) -> Gained:
    months = [round(gain.quantile(level), 1) + 0.0 for level in (0.1, 0.5, 0.9)]
    return Gained(*months, *(round(worth.of(m), 2) for m in months))


def _months(found: Gained) -> str:
    """Months with their range.

    >>> _months(Gained(8.2, 14.0, 22.0, 1, 2, 3)), _months(Gained(0.0, 0.9, 4.0, 0, 0, 0))
    ('14 months (8 to 22)', '1 month (0 to 4)')
    """
    low, middle, high = (round(m) + 0 for m in (found.p10, found.p50, found.p90))
    return f"{plural(middle, 'month')} ({low} to {high})"


def _said(way: str, found: Gained, extra: float | None, carbon: float, span: float) -> str:
    """What follows of one option."""
    name, s = _IN_WORDS[way], "" if way in _MANY else "s"
    name = name[0].upper() + name[1:]
    if found.p50 <= -_LEAST:
        low, middle, high = (round(-m) + 0 for m in (found.p90, found.p50, found.p10))
        return f"{name} come{s} {plural(middle, 'month')} after the grid ({low} to {high})."
    if found.p50 < _LEAST:
        rest = f"; {_months(found).partition('(')[2][:-1]} months" if found.p90 >= _LEAST else ""
        return f"{name} gain{s} nothing in the median{rest}: the grid, or other work, decides the date."
    worth = f"worth USD {found.worth_p50:.1f} bn ({found.worth_p10:.1f} to {found.worth_p90:.1f}) of computing"
    more = "" if extra is None else _more(extra, way, span)
    emitted = carbon * found.p50 / 12 if way == BRIDGE else carbon
    over = "in these months" if way == BRIDGE else "a year"
    return f"{name} gain{s} {_months(found)}, {worth};{more} {_it(way)} emit{s} {emitted:.1f} Mt of CO2 {over}."


def _it(way: str) -> str:
    return "they" if way in _MANY else "it"


def _more(extra: float, way: str, span: float) -> str:
    over = "" if way == BRIDGE else f" to {span:.0f} years after the grid would be there"
    cost = "cost" if way in _MANY else "costs"
    return f" {_it(way)} {cost} USD {abs(extra):.1f} bn {'more' if extra >= 0 else 'less'} than waiting{over}, and"


def _title(name: str, options: list[Option], waits: bool) -> str:
    if not waits:
        return f"{name}: no phase waits for power any more"
    known = [
        (option.gained.worth_p50 - option.extra, option, option.gained)
        for option in options
        if option.gained is not None and option.gained.p50 >= _LEAST and option.extra is not None
    ]
    if not known:
        return f"{name}: waiting costs no time in the median future, since other work or the grid decides the date"
    net, best, found = max(known, key=lambda pair: pair[0])
    way = next(way for way, called in _NAMES.items() if called == best.name)
    gain = f"{name}: {_IN_WORDS[way]} gain{'' if way in _MANY else 's'} {_months(found)}"
    if net <= 0:
        return f"{gain}, at more than that time is worth"
    return f"{gain}, worth USD {net:.1f} bn more than that costs"


def _subtitle(ways: Ways, n: int) -> str:
    if not ways.waiting:
        return f"Ways to power all of its {power(ways.it_power)} of IT load"
    named = listed([phase.name for phase in ways.waiting])
    return (
        f"Ways to power the {power(ways.it_power)} of IT load that waits ({named}); months gained against the grid "
        f"only, {plural(n, 'future')} of each in the same random numbers"
    )


def _notes(ways: Ways, gains: dict[str, Gain]) -> Iterator[str]:
    power_of = ways.site.power
    if power_of is not None and power_of.option.known:
        yield f"As planned: {power_of.option.value}."
    never = gains[GAS].never if gains else 0.0
    if never > 0:
        refused = ", those in which it is not accepted among them," if ways.site.acceptance else ""
        late = "the grid does not come before the horizon; it counts as coming then."
        yield f"In {chance(never)} of futures{refused} {late}"
    if gains and ways.planned != GRID_ONLY and ways.leads(GRID_ONLY):
        yield f"No connection is asked for; one asked for today is taken to need {ways.terms.connection.text()}."


def _terms(ways: Ways, compute: float) -> str:
    terms = ways.terms
    return (
        f"Time is worth {compute:,.0f} USD a MWh of IT, gross: before what computers, buildings and power cost. What "
        f"an option costs more counts the power of the months gained, and of {terms.span.p50 / 12:.0f} years after; "
        f"that of a bridge, its months, its next owner paying {_percent(terms.sold_on.p50)} of what it cost to build "
        f"[assumed]. Units on site are as many as keep loss of load to {terms.loss_of_load.p50 * HOURS_PER_MONTH:.1f} "
        "h a year [assumed]; storage and work that waits are not counted on. Solar power and storage follow the gas, "
        "and so gain what gas gains. One campus at a time: who else buys the same units is left out."
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"
