"""Figures of a footprint: maps of water and carbon, electricity and carbon by calendar year."""

from collections.abc import Callable, Iterable, Iterator

import numpy as np
from jaxtyping import Float

from stargate.errors import StargateError
from stargate.footprint import electricity as power
from stargate.footprint.carbon import METHODS, scope_1, scope_2
from stargate.footprint.forecast import forecast, forecasts
from stargate.footprint.result import Footprint
from stargate.futures.drawn import Range
from stargate.futures.quantiles import mean, quantiles
from stargate.reports.by_year import ByYear, Column, cropped
from stargate.reports.footprint_tables import cell
from stargate.reports.listing import Listing
from stargate.reports.panels import Drawing, Panel, Spot, SpotMap, chosen, line, one, significant, within
from stargate.reports.section import Section
from stargate.reports.territory import percent

_TENTHS = (0.1, 0.5, 0.9)
_MEGATONNE, _TONNES, _TERA, _MILLION, _THOUSAND = 1e9, 1e6, 1e6, 1e6, 1e3
_OPERATED = "Medians over futures; other years take of each MWh of IT energy what the operated hours do."
Values = Float[np.ndarray, "row year"]


def water_map(found: Footprint, year: int) -> Panel:
    """Water consumed by campus: on site in rings of all of it, and on site alone."""

    def on(sites: Iterable[str] | None) -> Values:
        return found.amounts("water_on_site", sites)

    def both(sites: Iterable[str] | None) -> Values:
        return on(sites) + found.amounts("water_off_site", sites)

    own, every = (_of(found, year, amount(None), _MILLION).p50 for amount in (on, both))
    alone = _ranges(found, year, on, _THOUSAND)
    most = max(alone, key=lambda site: alone[site].p50, default="")
    together = SpotMap(
        id="water",
        title=f"In {year} {own:.2f} of {every:,.1f} million m3 are consumed on the campuses themselves",
        subtitle=f"Water consumed on site (disc) of all water consumed, at power plants too (ring), in {year}",
        note="Areas to scale. Consumed is what evaporates: on site by cooling and plants, off site at the power "
        "plants of the grid, by the intensity of its region. " + _OPERATED,
        unit="million m3",
        spots=_spots(found, _ranges(found, year, on, _MILLION), _ranges(found, year, both, _MILLION)),
    )
    local = SpotMap(
        id="water",
        title=f"In {year} campuses consume {own * 1000:,.0f} thousand m3 on site"
        + (f", {found.operation[most].site.name} most" if most else ""),
        subtitle=f"Water consumed on site in {year}",
        note=together.note,
        unit="thousand m3",
        spots=_spots(found, alone, None),
    )
    return chosen("Water", {"On site and at power plants": together, "On site alone": local}, narrow=True)


def carbon_map(found: Footprint, year: int) -> Panel:
    """Carbon of operation by campus and method; discs are what is burnt on site."""
    own = _ranges(found, year, lambda sites: scope_1(found, sites), _MEGATONNE)
    burnt = _of(found, year, scope_1(found), _MEGATONNE)
    figures: dict[str, Drawing] = {}
    for method, words in METHODS.items():

        def both(sites: Iterable[str] | None, method: str = method) -> Values:
            return scope_1(found, sites) + scope_2(found, method, sites)

        total = _of(found, year, both(None), _MEGATONNE)
        figures[_capital(words)] = SpotMap(
            id="carbon",
            title=f"In {year} campuses emit {total.p50:.1f} Mt CO2 by {words}, {burnt.p50:.1f} of it on site",
            subtitle=f"Scope 1, fuel burnt on site (disc), of scope 1 and 2 by {words} (ring), in {year}",
            note="Areas to scale, the same under each method. A number without its method is none. " + _OPERATED,
            unit="Mt CO2",
            spots=_spots(found, own, _ranges(found, year, both, _MEGATONNE)),
        )
    return chosen("Method", figures, narrow=True)


def electricity(found: Footprint, forecast_section: Section) -> Iterator[Panel]:
    """Electricity by year, and as a share of what forecasts expect of US data centres."""
    used, grid = (found.amounts(name) / _TERA for name in ("facility_energy", "grid_energy"))
    spread = _spread(found, used)
    low, middle, high = (f"{value:.2g}" for value in spread[:, -1])
    columns = [
        _column(found, "From the grid", "unknown", grid),
        _column(found, "Generated on site", "said", used - grid),
    ]
    yield one(
        cropped(
            ByYear(
                id="electricity",
                title=f"Campuses take {middle} TWh in {found.years[-1]}{within(low, high)}",
                subtitle="Electricity by calendar year, TWh of facility energy: means by where it comes from, and "
                "median with 80% of futures",
                note=_OPERATED,
                unit="TWh",
                years=[str(year) for year in found.years],
                columns=columns,
                traces=[line("All", "model", spread)],
            )
        )
    )
    if (table := _shares(found, forecast_section)) is not None:
        yield one(table)


def _shares(found: Footprint, section: Section) -> Listing | None:
    """The programme's share of each forecast, by the years that any of them reaches."""
    now = int(found.operation.plan.programme.as_of[:4])
    later = [year for year in found.years if year >= now]
    shares = {name: {year: share for year in later if (share := _share(found, name, year))} for name in forecasts()}
    years = sorted({year for by_year in shares.values() for year in by_year})
    reached = {name: by_year for name, by_year in shares.items() if by_year}
    if not reached:
        return None
    rows = [
        [
            forecast(name).title,
            *(cell(percent(by_year[y].share)) if y in by_year else "" for y in years),
        ]
        for name, by_year in reached.items()
    ]
    at = years[-1]
    middles = [by_year[at].share.middle for by_year in reached.values() if at in by_year]
    said = f"{min(middles):.1%} to {max(middles):.1%}" if len(middles) > 1 else f"{middles[0]:.1%}"
    return Listing(
        id="shares",
        title=f"In {at} campuses take {said} of what US data centres do, by the forecast",
        subtitle="Electricity of the campuses as a share of each forecast: medians, and from the P10 over its highest "
        "to the P90 over its lowest",
        note="Forecasts differ in what they count as a data centre. Years that a forecast does not reach are empty. "
        + section.words[-1],
        shown=len(years) + 1,
        table={"columns": ["Forecast", *map(str, years)], "rows": rows},
    )


def _share(found: Footprint, name: str, year: int) -> power.ForecastShare | None:
    try:
        return power.share(found, name, year)
    except StargateError:
        return None  # it does not reach the year


def carbon_by_year(found: Footprint) -> Iterator[Panel]:
    """Carbon by method and calendar year: scope 1 and 2, and beside them that of making."""
    figures: dict[str, Drawing] = {}
    burnt = scope_1(found) / _MEGATONNE
    for method, words in METHODS.items():
        grid = scope_2(found, method) / _MEGATONNE
        spread = _spread(found, burnt + grid)
        traces = [line(f"Scope 1 and 2, {words}", "model", spread)]
        if found.making is not None:
            traces.append(line("Making, as it comes", "plain", _spread(found, found.making.booked() / _TONNES)))
        figures[_capital(words)] = cropped(
            ByYear(
                id="emissions",
                title=f"By {words} campuses emit {spread[1, -1]:.1f} Mt CO2 in {found.years[-1]}"
                + within(f"{spread[0, -1]:.1f}", f"{spread[2, -1]:.1f}"),
                subtitle="Carbon by calendar year, Mt CO2: means of scope 1 and 2, median with 80% of futures, and "
                "beside them what is emitted to make accelerators, shells and plants",
                note="Scope 1 is fuel burnt on site, the same under every method. Making is in no total of operation; "
                "its ranges rest on [assumed] figures. " + _OPERATED,
                unit="Mt CO2",
                years=[str(year) for year in found.years],
                columns=[_column(found, "Scope 1", "said", burnt), _column(found, "Scope 2", "unknown", grid)],
                traces=traces,
            )
        )
    yield chosen("Method", figures)


def _spots(found: Footprint, values: dict[str, Range], wholes: dict[str, Range] | None) -> list[Spot]:
    return [
        Spot(
            id=one.site.id,
            name=one.site.name,
            state=one.site.state,
            latitude=one.site.latitude.p50,
            longitude=one.site.longitude.p50,
            value=significant(values[one.site.id].p50),
            low=significant(values[one.site.id].p10),
            high=significant(values[one.site.id].p90),
            whole=None if wholes is None else significant(wholes[one.site.id].p50),
            said="Candidate, in no total" if one.candidate else "",
        )
        for one in found.sites
    ]


def _ranges(found: Footprint, year: int, amounts: Callable[[Iterable[str]], Values], unit: float) -> dict[str, Range]:
    """What each campus takes in a year."""
    return {one.site.id: _of(found, year, amounts([one.site.id]), unit) for one in found.sites}


def _of(found: Footprint, year: int, values: Values, unit: float) -> Range:
    return found.range(values[:, found.column(year)] / unit)


def _spread(found: Footprint, values: Values) -> Float[np.ndarray, "3 year"]:
    return np.stack([values[0]] * 3) if found.futures is None else quantiles(values[1:], found.weight, _TENTHS)


def _column(found: Footprint, name: str, fill: str, values: Values) -> Column:
    means = values[0] if found.futures is None else mean(values[1:], found.weight)
    return Column(name, fill, [significant(float(value)) for value in means])


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
