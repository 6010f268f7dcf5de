"""The page of a footprint: what a programme takes from the places it stands in, and what it brings."""

from collections.abc import Iterator

from stargate.footprint.carbon import METHODS, scope_1, scope_2
from stargate.footprint.result import Footprint
from stargate.futures.drawn import Range
from stargate.reports.accounting import accounted
from stargate.reports.footprint_figures import carbon_by_year, carbon_map, electricity, water_map
from stargate.reports.footprint_jobs import jobs_by_month
from stargate.reports.footprint_tables import listing
from stargate.reports.later import later
from stargate.reports.outlook import Number
from stargate.reports.panels import Panel, PanelPage, eighty, one
from stargate.reports.resting import resting_on
from stargate.reports.standing import ahead, confidence
from stargate.reports.version import this_version
from stargate.reports.words import plural

_RESTING = (
    "What campuses state of their land, water and people, as it is written. Loads, dates, cooling, and what the "
    "catalogue says of carbon and of people by MW are not listed here, and hold assumptions of their own"
)
_MEGATONNE, _TERA, _MILLION = 1e9, 1e6, 1e6  # kg, MWh, m3


def footprint_page(found: Footprint, year: int, command: str = "") -> PanelPage:
    """What the page of an account shows, its tables and maps of one of its years.

    Raises StargateError where it has no such year.
    """
    found.column(year)
    programme = found.operation.plan.programme
    return PanelPage(
        programme=programme.name,
        scenario=programme.scenario.title,
        as_of=programme.as_of,
        futures=1 if found.futures is None else found.futures.n,
        seed=found.operation.seed if found.futures is None else found.futures.seed,
        kind="footprint",
        about="What it takes from the places it stands in, and what it brings",
        title=_title(found, year),
        lede=_lede(found, year),
        numbers=list(_numbers(found, year)),
        panels=list(_panels(found, year)),
        resting=resting_on(programme, _figures(found), _RESTING),
        notes=[*confidence(programme), *ahead(programme), *_notes(found), *later(found)],
        version=this_version(),
        command=command,
    )


def _title(found: Footprint, year: int) -> str:
    used = _of(found, "facility_energy", year, _TERA)
    on, off = (_of(found, name, year, _MILLION) for name in ("water_on_site", "water_off_site"))
    times = f", and {off.at_medians / on.at_medians:,.0f} times as much at power plants" if on.at_medians > 0 else ""
    return f"In {year} campuses take {used.p50:.3g} TWh and {_little(on.p50)} million m3 of water on site{times}"


def _little(value: float) -> str:
    return f"{value:.2f}" if value < 0.995 else f"{value:,.1f}"


def _lede(found: Footprint, year: int) -> str:
    campuses = plural(len(found.members), "campus", "campuses")
    words = [
        f"{plural(found.futures.n, 'future')} of {campuses}, with what a MWh of IT energy takes by the hours of "
        f"{found.operation.year}, {found.operation.basis}"
        if found.futures is not None
        else f"{campuses} by the hours of {year}, {found.operation.basis}",
        "Carbon is told by three methods, none of which is added to another; jobs are direct ones unless a multiplier "
        "is named",
    ]
    return ". ".join(words) + "."


def _of(found: Footprint, name: str, year: int, unit: float) -> Range:
    return found.range(found.amounts(name)[:, found.column(year)] / unit)


def _numbers(found: Footprint, year: int) -> Iterator[Number]:
    """The strip below the title."""
    used = _of(found, "facility_energy", year, _TERA)
    yield _number(f"Electricity in {year}", used, "TWh", "facility energy")
    for name, words in (("water_on_site", "on site"), ("water_off_site", "at power plants")):
        yield _number(f"Water {words} in {year}", _of(found, name, year, _MILLION), "million m3", "consumed")
    column = found.column(year)
    for method, words in METHODS.items():
        if method == "carbon_market":
            continue
        carbon = found.range((scope_1(found) + scope_2(found, method))[:, column] / _MEGATONNE)
        yield _number(f"Carbon in {year}, {words}", carbon, "Mt CO2", "scope 1 and 2")
    if found.jobs is not None:
        peak, stay = (
            found.jobs.range(people)
            for people in (found.jobs.construction.sum(axis=0).max(axis=1), found.jobs.permanent.sum(axis=0)[:, -1])
        )
        yield _number("People who build, highest month", peak, "", "direct jobs", digits=2)
        yield _number("People who operate, at the end", stay, "", "direct jobs", digits=2)


def _number(label: str, found: Range, unit: str, what: str, digits: int = 3) -> Number:
    low, middle, high = (_digits(value, digits) for value in found[:3])
    return Number(label, f"{middle} {unit}".strip(), eighty(low, high, what), "model", "")


def _digits(value: float, digits: int) -> str:
    """So many digits that count, thousands apart.

    >>> _digits(16_234.0, 2), _digits(0.3481, 3), _digits(52.12, 3)
    ('16,000', '0.348', '52.1')
    """
    kept = float(f"{value:.{digits}g}")
    return f"{kept:,.0f}" if abs(kept) >= 10 ** (digits - 1) else f"{kept:.{digits}g}"


def _panels(found: Footprint, year: int) -> Iterator[Panel]:
    """Each figure, and the tables behind it."""
    sections = {section.name: section for section in accounted(found, year)}

    def tables(*names: str) -> Iterator[Panel]:
        yield from (one(listing(sections.pop(name), year)) for name in names if sections[name].cells)

    yield water_map(found, year)
    yield carbon_map(found, year)
    yield from electricity(found, sections.pop("forecasts"))
    yield from tables("taken", "regions", "water", "counties", "cooling", "land")
    yield from carbon_by_year(found)
    yield from tables("carbon")
    yield from [] if found.jobs is None else [jobs_by_month(found.jobs)]
    yield from tables(*[name for name in sections if sections[name].cells])


def _figures(found: Footprint) -> Iterator:
    """Figures of campuses that an account rests on, beside those of their hours."""
    named = ("land", "floor_area", "jobs", "cooling_water", "water")
    for figure in found.operation.plan.programme.figures.values():
        parts = figure.address.split(".")
        if parts[0] == "sites" and len(parts) > 2 and parts[2] in named and figure.known:
            yield figure


def _notes(found: Footprint) -> Iterator[str]:
    sites = found.operation.plan.programme.contents.sites
    yield from (f"{sites[name].name}: in no total, {why}." for name, why in found.operation.left_out.items())
    yield (
        "Forecasts conditional on the figures put in, those listed here among them. What multipliers make of jobs is "
        "gross."
    )
