"""A year of operation in a table and in words: what a MWh of computing takes, and what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stargate.operations.account import COSTS, QUANTITIES
from stargate.operations.result import Operation
from stargate.operations.site_year import SiteYear
from stargate.reports.standing import confidence
from stargate.reports.words import plural

if TYPE_CHECKING:
    from rich.console import Group

_TONNE = 1_000.0  # [kg]
_LEAST, _SEEN, _HOURS = 0.5, 1e-6, 0.05  # MWh, MW and hours below which nothing is said


@dataclass(frozen=True)
class Row:
    """A campus and its year. Costs, carbon and water are per MWh of IT energy."""

    address: str
    site: str
    candidate: bool
    it_power: float  # mean IT load asked for [IT MW]
    pue: float | None  # energy of the campus / IT energy; None, as all per IT energy, where nothing ran
    wue: float | None  # water on site / IT energy [L/kWh]
    cost: float | None  # energy, demand charge, fuel and upkeep [USD/MWh]
    costs: dict[str, float | None]  # its parts [USD/MWh]
    fixed_cost: float | None  # of what stands on site [USD/MWh]
    low: float | None  # cost at the P90 of utilisation [USD/MWh]
    high: float | None  # cost at its P10 [USD/MWh]
    carbon: dict[str, float | None]  # by method [kg/MWh]
    sums: dict[str, float]  # of the year, in the units of `units`
    months: dict[str, list[float]]  # the same by month
    loss_of_load: float | None  # expected hours in which units on outage leave load unserved [h]
    days_over_water_limit: int
    engine: str
    notes: list[str]


@dataclass(frozen=True)
class Operated:
    """A year of operation."""

    title: str
    year: int
    basis: str  # what the IT load rests on, in words
    units: dict[str, str]
    rows: list[Row]
    words: list[str]


def operated(operation: Operation) -> Operated:
    """What a year of operation comes to, campus by campus, and in sentences."""
    return Operated(
        title=str(operation),
        year=operation.year,
        basis=operation.basis,
        units={quantity.name: quantity.unit for quantity in QUANTITIES},
        rows=[_row(year) for year in operation.sites],
        words=[
            *confidence(operation.plan.programme),
            *(word for year in operation.sites for word in said(year)),
            *_not_run(operation),
        ],
    )


def _row(year: SiteYear) -> Row:
    account = year.account
    ran = account["it_energy"]
    return Row(
        address=year.site.address,
        site=year.site.name,
        candidate=year.candidate,
        it_power=float(year.it.total.mean()),
        pue=account.per_it_energy("facility_energy"),
        wue=account.per_it_energy("water_on_site"),
        cost=account.cost_per_it_energy,
        costs={name: account.per_it_energy(name) for name in COSTS},
        fixed_cost=year.supply.fixed_cost / ran if ran > 0 and year.supply.fixed_cost is not None else None,
        low=year.at_p90.cost_per_it_energy,
        high=year.at_p10.cost_per_it_energy,
        carbon={name: account.per_it_energy(f"carbon_{name}") for name in ("location", "marginal", "market")},
        sums={quantity.name: account[quantity.name] for quantity in QUANTITIES},
        months={name: sums.tolist() for name, sums in account.months.items()},
        loss_of_load=year.loss_of_load,
        days_over_water_limit=year.days_over_water_limit,
        engine=year.dispatch.engine,
        notes=list(year.supply.notes),
    )


def said(year: SiteYear) -> list[str]:
    """What a reader must know of a campus: load that is not met, limits that are passed, what was left out."""
    name, words = year.site.name, [*_unserved(year)]
    account = year.account
    if account["energy_left_out"] > _LEAST:
        words.append(
            f"{account['energy_left_out']:,.0f} MWh in {plural(round(account['hours_left_out']), 'hour')} are left out "
            f"on notice, worth {_worth(account['compute_left_out'])} of computing"
        )
    if year.days_over_water_limit:
        limit = year.site.water_limit
        assert limit is not None
        words.append(
            f"on {plural(year.days_over_water_limit, 'day')} it takes more process water than its limit of "
            f"{limit.p50:,.0f} m3 a day, up to {year.water_by_day.max():,.0f}"
        )
    if year.loss_of_load is not None and year.loss_of_load >= _HOURS:
        words.append(
            f"with outages of units on site one by one, load is unserved in {year.loss_of_load:,.1f} hours a year on "
            "average, stores left out"
        )
    return [f"{name}: {word}." for word in [*words, *year.supply.notes]]


def _unserved(year: SiteYear) -> Iterator[str]:
    """Load that is cut without notice: for want of power, and because that costs less than the power or its peak."""
    short, unserved = year.short, year.dispatch.unserved
    load = max(float(year.load.sum()), 1e-9)
    for cut, why in (
        (short, "for want of power"),
        (unserved - short, "since that costs less than the power or its peak"),
    ):
        if cut.sum() > _LEAST:
            hours = plural(int((cut > _SEEN).sum()), "hour")
            yield (
                f"{cut.sum():,.0f} MWh ({_of_load(cut.sum() / load)} of its load) in {hours} are unserved {why}, up to "
                f"{cut.max():,.0f} facility MW, at a cost of {_worth(cut.sum() * year.problem.unserved_cost)}"
            )


def _worth(usd: float) -> str:
    return f"USD {usd / 1e6:,.0f} m" if usd >= 1e7 else f"USD {usd / 1e3:,.0f} k"


def _of_load(share: float) -> str:
    """A part of the load.

    >>> _of_load(0.0312), _of_load(0.00001)
    ('3.12%', 'less than 0.01%')
    """
    return f"{share:.2%}" if share >= 5e-5 else "less than 0.01%"


def _not_run(operation: Operation) -> list[str]:
    sites = operation.plan.programme.contents.sites
    return [f"{sites[name].name}: not operated, {why}." for name, why in operation.left_out.items()]


def table(operation: Operation) -> "Group":
    """All campuses for a terminal, and below what is missing."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    found = operated(operation)
    shown = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    heads = ("campus", "IT MW", "PUE", "WUE L/kWh", "USD/MWh", "P10 to P90 use", "fixed", "t CO2/MWh", "marginal")
    for head in (*heads, "matched", "left out h", "unserved h"):
        shown.add_column(head, justify="left" if head == "campus" else "right", no_wrap=head != "campus")
    for row in found.rows:
        shown.add_row(*_cells(row))
    units = (
        "IT MW are the mean load asked for; USD, water and carbon are per MWh of IT energy that ran. Fixed is what all "
        "power equipment on site costs in a year, whether the campus is full or not."
    )
    return Group(f"{found.title}\n", shown, f"\n{units}", *map(Text, found.words))


def _cells(row: Row) -> list[str]:
    carbon = [_thousandths(row.carbon[name], _TONNE) for name in ("location", "marginal", "market")]
    return [
        row.site + (" (candidate)" if row.candidate else ""),
        f"{row.it_power:,.0f}",
        _thousandths(row.pue),
        _thousandths(row.wue),
        _usd(row.cost),
        f"{_usd(row.high)} to {_usd(row.low)}",
        _usd(row.fixed_cost),
        *carbon,
        f"{row.sums['hours_left_out']:,.0f}",
        f"{row.sums['hours_unserved']:,.0f}",
    ]


def _thousandths(amount: float | None, unit: float = 1.0) -> str:
    return "-" if amount is None else f"{amount / unit:.3f}"


def _usd(amount: float | None) -> str:
    return "-" if amount is None else f"{amount:,.2f}"
