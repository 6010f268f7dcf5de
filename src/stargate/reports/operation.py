"""The page of operation: a year of hours of every campus, decimated to what a reader can tell apart."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float

from stargate.errors import StargateError
from stargate.futures.result import Futures
from stargate.operations.energised import Energised
from stargate.operations.result import Operation
from stargate.operations.site_year import SiteYear
from stargate.programme.hourly import is_file
from stargate.reports.bridge import SiteBridge
from stargate.reports.campus_year import ALL, TERAWATT_HOUR, CampusYear, campus_year, energy, percent
from stargate.reports.hours import Totals, curtailed, totals
from stargate.reports.operating import operated
from stargate.reports.version import this_version
from stargate.reports.words import listed, plural, power


@dataclass(frozen=True)
class OperationPage:
    """What the page of operation shows."""

    programme: str  #: its name
    scenario: str  #: what is operated
    as_of: str  #: the day whose knowledge counts
    year: int  #: the year, without 29 February
    title: str  #: what it comes to
    lede: str  #: what it rests on
    table_title: str  #: what the table of campuses shows
    table_note: str  #: how to read it
    table: dict[str, list] = field(repr=False)  #: columns, and a row for all campuses and each
    site_years: list[CampusYear] = field(repr=False)  #: all campuses, then each
    bridges: list[SiteBridge] = field(repr=False)  #: ways to power each campus, where they were asked for
    notes: list[str] = field(repr=False)  #: what a reader must know
    version: str  #: of stargate
    command: str  #: that gives it again


def operation_page(operation: Operation, bridges: Sequence[SiteBridge] = (), command: str = "") -> OperationPage:
    """What the page of a year of operation shows; the sum of all campuses stands first.

    Raises StargateError where no campus runs in that year.
    """
    programme = operation.plan.programme
    years = operation.sites
    if not years:
        raise StargateError(f"no campus runs in {operation.year}: there are no hours to show\n  write: a later --year")
    every = totals(years)
    own = {year.site.id: totals([year]) for year in years}
    found = operated(operation)
    return OperationPage(
        programme=programme.name,
        scenario=programme.scenario.title,
        as_of=programme.as_of,
        year=operation.year,
        title=_title(operation, every),
        lede=_lede(operation, every),
        table_title=_table_title(years, own),
        table_note=_TABLE_NOTE,
        table=_table(years, every, own),
        site_years=[campus_year(years, every, operation.year), *_campuses(years, own, operation.year)],
        bridges=list(bridges),
        notes=[*found.words, _rests_on(years)],
        version=this_version(),
        command=command,
    )


def median_load(futures: Futures, year: int) -> Energised:
    """Median IT MW by campus in the middle of each month of `year`; candidates count where they are accepted.

    Raises StargateError where the year lies outside the futures.
    """
    programme, loads = futures.programme, dict[str, Float[np.ndarray, "month"]]()
    first = round(programme.month(f"{year}-01-01"))
    for site in {phase.site.id: phase.site for phase in futures.plan.phases}.values():
        (ends,) = futures.energised_of(site.address).percentiles([50])
        if not 0 <= first <= len(ends) - 12:
            horizon = programme.contents.horizon
            raise StargateError(f"{year} lies outside the futures, which end on {horizon}\n  write: a year within them")
        before = np.array([ends[first - 1] if first else 0.0, *ends[first : first + 11]])
        loads[site.id] = (before + ends[first : first + 12]) / 2
    return Energised(f"at the medians of {plural(futures.n, 'future')}", loads)


def _campuses(years: Sequence[SiteYear], own: dict[str, Totals], year: int) -> list[CampusYear]:
    return [campus_year([one], own[one.site.id], year) for one in years] if len(years) > 1 else []


def _title(operation: Operation, every: Totals) -> str:
    names = [year.site.name for year in operation.sites]
    who = "the campuses take" if len(names) > 1 else f"{names[0]} takes"
    basis = operation.basis[:1].upper() + operation.basis[1:]
    taken = f"{energy(every.facility_energy)} in {operation.year}"
    return f"{basis}, {who} {taken} at {every.cost:.0f} USD a MWh of IT"


def _lede(operation: Operation, every: Totals) -> str:
    years, contents = operation.sites, operation.plan.programme.contents
    mean = sum(float(year.it.total.mean()) for year in years)
    words = [f"{plural(len(years), 'campus runs', 'campuses run')} {power(mean)} of IT load on average"]
    if contents.workload is not None:
        use = contents.workload.utilisation
        words[0] += f", {percent(use.p50)} of what is energised (P10 to P90: {percent(use.p10)} to {percent(use.p90)})"
    words.append(
        f"A MWh of IT energy takes {every.per('grid_energy'):.2f} MWh from the grid and {every.per('fuel'):.1f} MMBtu "
        f"of fuel, {every.per('water_on_site'):.2f} L/kWh of water on site and {every.per('water_off_site'):.2f} off "
        f"site, and emits {every.per('carbon_location'):.0f} kg of CO2 by the location's average"
    )
    if operation.left_out:
        idle = [_site(operation, name) for name in operation.left_out]
        words.append(f"{listed(idle)} {'runs' if len(idle) == 1 else 'run'} nothing")
    return ". ".join(words) + "."


def _site(operation: Operation, name: str) -> str:
    return operation.plan.programme.contents.sites[name].name


_TABLE_NOTE = (
    "Per MWh of IT energy that ran. Cost: energy, demand charge, fuel and upkeep; beside it the same from high to low "
    "use of the computers (P90 and P10); what stands on site costs 'fixed' besides. Carbon: location average, hourly "
    "marginal, and market-based with contracts matched hour by hour. Loss of load: expected from outages of single "
    "units on site, apart from load that no source could meet."
)


def _rests_on(years: Sequence[SiteYear]) -> str:
    files = [
        (year.site.name, file) for year in years for file in (year.site.climate, year.site.prices) if is_file(file)
    ]
    own = f", but for {listed([f'{file} at {name}' for name, file in files])}" if files else ""
    return (
        "Hours are those of one year without 29 February, in local standard time, from typical weather and modelled "
        f"prices{own}: an example of such a year, no forecast of its days."
    )


_COLUMNS = (
    "Campus",
    "IT load [mean MW]",
    "IT energy [TWh]",
    "Cost [USD/MWh]",
    "P90 to P10 of use [USD/MWh]",
    "Fixed [USD/MWh]",
    "Grid [MWh/MWh]",
    "Fuel [MMBtu/MWh]",
    "Water on site [L/kWh]",
    "Water off site [L/kWh]",
    "Carbon, location [kg/MWh]",
    "Carbon, marginal [kg/MWh]",
    "Carbon, matched [kg/MWh]",
    "PUE",
    "WUE [L/kWh]",
    "Grid cut back [h]",
    "Left out [MWh]",
    "Unserved [MWh]",
    "Loss of load [h]",
)


def _table(years: Sequence[SiteYear], every: Totals, own: dict[str, Totals]) -> dict[str, list]:
    rows = [_row(years[0].site.name if len(years) == 1 else ALL, years, every)]
    rows += [_row(year.site.name, [year], own[year.site.id]) for year in years] if len(years) > 1 else []
    return {"columns": list(_COLUMNS), "rows": rows}


def _row(name: str, years: Sequence[SiteYear], of: Totals) -> list:
    it = sum(float(year.it.total.sum()) for year in years)
    cooling = sum(float((year.cooling.wue * year.it.total).sum()) for year in years)
    alone = years[0] if len(years) == 1 else None
    return [
        name,
        round(it / len(years[0].load)),
        round(of.it_energy / TERAWATT_HOUR, 2),
        round(of.cost, 1),
        f"{of.low:.1f} to {of.high:.1f}",
        None if of.fixed is None else round(of.fixed, 1),
        round(of.per("grid_energy"), 3),
        round(of.per("fuel"), 2),
        round(of.per("water_on_site"), 3),
        round(of.per("water_off_site"), 2),
        *(round(of.per(f"carbon_{method}")) for method in ("location", "marginal", "market")),
        round(of.pue, 3),
        round(cooling / it, 3) if it > 0 else None,
        int(curtailed(alone).sum()) if alone else None,
        round(of.sums["energy_left_out"]),
        round(of.sums["energy_unserved"]),
        None if alone is None or alone.loss_of_load is None else round(alone.loss_of_load, 2),
    ]


def _table_title(years: Sequence[SiteYear], own: dict[str, Totals]) -> str:
    """From where to where cost and carbon reach, of campuses that run all year."""
    ran = [(year.site.name, own[year.site.id]) for year in years if year.it.energised.all()]
    if len(ran) < 2:
        return "What a MWh of computing takes"
    costs = sorted((of.cost, name) for name, of in ran)
    carbon = sorted((of.per("carbon_location"), name) for name, of in ran)
    (cheap, where), (dear, there) = costs[0], costs[-1]
    (little, here), (much, elsewhere) = carbon[0], carbon[-1]
    return (
        f"A MWh of IT costs from {cheap:.0f} USD by the hour at {where} to {dear:.0f} at {there}; it emits from "
        f"{little:.0f} kg of CO2 at {here} to {much:.0f} at {elsewhere}"
    )
