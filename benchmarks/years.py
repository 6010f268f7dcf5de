"""Other years from the hours of one: what `account` says against operating the year itself.

An account over futures takes what an MWh of IT energy took in one operated year, every campus fully built in 2030, for
all years. Here every campus of the reference programme is operated in other years too, at the medians of 500 futures of
what is energised, and the deviation is what the account says over what those hours say, for the same IT energy. It is
small where the grid or plants on site carry a campus alone, and large where sun of its own does not grow with it: Milam
County's whole farm carries its first buildings. The second table is a campus in ERCOT with contracts for sun, at parts
of the load that it has fully built: the account does not see that they cover more of it.
"""

from _measured import PROGRAMME, Table

import stargate as sg
from stargate.operations.operate import operate
from stargate.operations.site_year import SiteYear
from stargate.reports.operation import median_load

TOLD, YEARS, FUTURES = 2030, (2027, 2028, 2029), 500
QUANTITIES = {
    "facility_energy": "facility energy",
    "grid_energy": "from the grid",
    "fuel": "fuel",
    "water_on_site": "water on site",
    "water_off_site": "at power plants",
    "carbon_location": "carbon, location",
    "carbon_marginal": "marginal",
    "carbon_market": "market-based",
}
HEADS = ("IT energy [TWh]", *QUANTITIES.values())
SUN, PARTS = "sites.north.power.contracts.sun.generation_power", (0.75, 0.5, 0.25)


def tables() -> list[Table]:
    plan = sg.announced(sg.read(PROGRAMME))
    futures = sg.simulate(plan, n=FUTURES)
    told = operate(plan, TOLD, sg.built_out(plan))
    rows: list[tuple[object, ...]] = []
    for year in YEARS:
        own = [one for one in operate(plan, year, median_load(futures, year)).sites if not one.candidate]
        rows += [_row(str(year), one.site.name, [(told[one.site.id], one)]) for one in own]
        rows.append(_row(str(year), "all", [(told[one.site.id], one) for one in own]))
    return [Table(("year", "campus", *HEADS), rows), Table(("of its load", "campus", *HEADS), _contracts())]


def _contracts() -> list[tuple[object, ...]]:
    """A campus on the grid with contracts for sun, at parts of its load."""
    small = sg.read(PROGRAMME.parent / "small").override({SUN: "600 MW [assumed]"})
    plan = sg.announced(small)
    loads = sg.built_out(plan)
    full = operate(plan, TOLD, loads, only="north")["north"]
    parts = {part: {site: part * steps for site, steps in loads.items()} for part in PARTS}
    less = {part: operate(plan, TOLD, load, only="north")["north"] for part, load in parts.items()}
    return [_row(f"{part:.0%}", one.site.name, [(full, one)]) for part, one in less.items()]


def _row(when: str, name: str, pairs: list[tuple[SiteYear, SiteYear]]) -> tuple[object, ...]:
    """By how much what an account says lies above what hours of the year say, for the IT energy of those hours."""
    asked = [float(own.it.total.sum()) for _, own in pairs]
    cells = []
    for quantity in QUANTITIES:
        said = sum(a * told.account[quantity] / told.it.total.sum() for a, (told, _) in zip(asked, pairs, strict=True))
        own = sum(each.account[quantity] for _, each in pairs)
        cells.append(f"{said / own - 1:+.1%}" if own > 0 else "-")
    return when, name, sum(asked) / 1e6, *cells
