"""The page of a chosen plan: what is built where and when, what it costs, what limits it, and what it leaves."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from stargate.planning.result import Chosen
from stargate.planning.words import money, share
from stargate.reports.outlook import Number
from stargate.reports.panels import Panel, PanelPage, one
from stargate.reports.plan_figures import capital, gantt, it_power, power, sites_map
from stargate.reports.plan_tables import alternatives_table, certificate_table, limits_table, rejected_table, ways_table
from stargate.reports.resting import resting_on
from stargate.reports.standing import ahead, confidence
from stargate.reports.version import this_version
from stargate.reports.words import plural
from stargate.reports.words import power as power_text

if TYPE_CHECKING:
    from stargate.planning.alternatives import Alternative
    from stargate.planning.uncertain import Hedged
    from stargate.quantity.figure import Figure

_RESTING = "What may be built, at what cost and under which policies, as it is written"


def plan_page(
    found: Chosen, others: "Sequence[Alternative]" = (), hedged: "Hedged | None" = None, command: str = ""
) -> PanelPage:
    """What the page of a chosen plan shows; near-optimal plans and a plan under uncertainty where there are any."""
    programme = found.given.programme
    return PanelPage(
        programme=programme.name,
        scenario=programme.scenario.title,
        as_of=programme.as_of,
        futures=0,
        seed=0,
        kind="plan",
        about="What the numbers would build, when, powered how",
        title=_title(found),
        lede=_lede(found),
        numbers=list(_numbers(found)),
        panels=list(_panels(found, others, hedged)),
        resting=resting_on(programme, _figures(found), _RESTING),
        notes=[*confidence(programme), *ahead(programme), *found.notes],
        version=this_version(),
        command=command,
    )


def _title(found: Chosen) -> str:
    new = sum(campus.new for campus in found.sites)
    opened = f"opens {plural(new, 'campus', 'campuses')}" if new else "opens no campus"
    load = found.summary.it_power
    last = max(load)
    return f"The plan {opened} and runs {power_text(1e3 * load[last])} of IT load in {last}"


def _lede(found: Chosen) -> str:
    problem, certificate = found.problem, found.certificate
    asked = f" towards {found.target.written}" if found.target is not None else ""
    aim = {"npv": "most net present value", "cost": "least cost"}[str(found.objective)]
    years = f"{problem.first_year} to {problem.first_year + problem.years - 1}"
    proven = f"proven to lie within {share(max(0.0, certificate.gap))} of the best"
    if certificate.status != "solved":
        proven = f"{proven}; {certificate.status}"
    against = found.against_announced.words
    return (
        f"Chosen for {aim}{asked} over {years} from {plural(len(problem.sites), 'site')}, {proven}. Every figure "
        f"stands at its median: dates are drawn where the plan is simulated, not here. {against}"
    )


def _numbers(found: Chosen) -> Iterator[Number]:
    """The strip below the title."""
    numbers, last = found.summary, max(found.summary.it_power)
    if numbers.npv is not None:
        yield _number("Net present value", money(numbers.npv), "of compute sold, less all it costs")
    yield _number(f"IT load in {last}", power_text(1e3 * numbers.it_power[last]), "mean of the year")
    spent = sum(sum(row.values()) for row in numbers.capital.values())
    yield _number("Capital spent", money(spent), "opening, building, power and chips, as paid")
    new = [campus for campus in found.sites if campus.new]
    yield _number("Campuses opened", str(len(new)), f"of {sum(not there for there in found.problem.opened)} open to it")
    phases = sum(start.count for campus in found.sites for start in campus.starts)
    yield _number("Phases begun", str(phases), f"{power_text(_begun(found))} of halls")
    yield _number("Gap to the bound", share(max(0.0, found.certificate.gap)), found.certificate.status)
    lacking = max(numbers.shortfall.values(), default=0.0)
    if numbers.target:
        yield _number("Short of the target", power_text(1e3 * lacking) if lacking else "never", "in its worst year")


def _begun(found: Chosen) -> float:
    return 1e3 * sum(start.it_power for campus in found.sites for start in campus.starts)


def _number(label: str, value: str, what: str) -> Number:
    return Number(label, value, what, "model", "")


def _panels(found: Chosen, others: "Sequence[Alternative]", hedged: "Hedged | None") -> Iterator[Panel]:
    """Each figure; a table that would be empty is left out."""
    yield one(sites_map(found), narrow=True)
    yield one(it_power(found), narrow=True)
    yield one(gantt(found))
    yield one(power(found), narrow=True)
    yield from capital(found)
    tables = (
        limits_table(found),
        rejected_table(found),
        alternatives_table(found, others),
        None if hedged is None else ways_table(hedged),
        certificate_table(found),
    )
    yield from (one(table) for table in tables if table is not None and table.table["rows"])


def _figures(found: Chosen) -> "Iterator[Figure]":
    """Figures of what may be chosen: of planning, and of the prospects that are."""
    chosen = tuple(f"prospects.{campus.site}." for campus in found.sites if campus.new)
    for figure in found.given.programme.figures.values():
        if figure.known and figure.address.startswith(("planning.", *chosen)):
            yield figure
