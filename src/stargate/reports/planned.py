"""A plan in words and tables for a terminal: what is built and when, what limits it, what is left out, at what risk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stargate.planning.alternatives import Alternative
from stargate.planning.binding import in_words
from stargate.planning.built import Campus, campuses
from stargate.planning.result import Chosen
from stargate.planning.uncertain import Hedged
from stargate.planning.words import listed, money, number, share
from stargate.reports.words import power, power_pair

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table

    from stargate.futures.result import Futures

ROUNDING = 1e-5  #: gaps below it differ from machine to machine
_TOLD = 8  # binding limits and rejected phases that are told; all of them stand in the JSON


@dataclass(frozen=True)
class Risk:
    """IT MW at the end of a year in futures of the plan and of the announced one: P10, P50, P90."""

    year: int
    planned: tuple[float, float, float]  #: [IT MW]
    announced: tuple[float, float, float]  #: [IT MW]


def risk(chosen: Chosen, n: int, seed: int) -> tuple[Risk, ...]:
    """What both plans come to in the same futures, at the end of every year that is planned and simulated."""
    from stargate.futures.simulate import simulate
    from stargate.programme.plan import announced

    both = [simulate(plan, n, seed) for plan in (chosen, announced(chosen.given.programme))]
    last = int(chosen.programme.contents.horizon[:4])
    years = [year for year in chosen.summary.it_power if year <= last]
    return tuple(Risk(year, *(_at(futures, year) for futures in both)) for year in years)


def _at(futures: "Futures", year: int) -> tuple[float, float, float]:
    ends = [str(day)[:4] for day in futures.time.astype("datetime64[M]")]
    month = max(at for at, of in enumerate(ends) if of == str(year))
    p10, p50, p90 = futures.energised.percentiles([10, 50, 90])[:, month].tolist()
    return p10, p50, p90


def others(chosen: Chosen, found: Iterable[Alternative]) -> list[str]:
    """Near-optimal plans in words: what they cost more, and which campuses they build in place of which."""
    mine = _new(chosen.sites)
    said = []
    for each in found:
        theirs = _new(campuses(chosen.problem, each.choice))
        ways = [f"with {listed(sorted(theirs - mine))}"] if theirs - mine else []
        ways += [f"without {listed(sorted(mine - theirs))}"] if mine - theirs else []
        where = ", ".join(ways) or "the same campuses, at other times or sizes"
        dearer = money(max(each.objective - chosen.certificate.objective, 0.0))
        said.append(
            f"{dearer} dearer ({share(max(each.dearer, 0.0))}), {share(each.distance)} of it built otherwise: {where}."
        )
    return said


def _new(sites: Iterable[Campus]) -> set[str]:
    return {campus.site for campus in sites if campus.starts}


def uncertain(found: Hedged) -> list[str]:
    """A decision made for many futures, in words."""
    delay, first = found.cost_of_delay, f"the first {found.quarters} quarters"
    return [
        found.verdict,
        f"To decide later starts as futures unfold is worth {money(found.value_of_waiting)}; "
        f"to begin and order nothing in {first} {'costs' if delay >= 0 else 'saves'} {money(abs(delay))}.",
    ]


def table(chosen: Chosen, risks: tuple[Risk, ...], more: Mapping[str, list[str]] = {}) -> "Group":
    """All that a reader needs first, and what `more` was asked for by its title; the rest is in the JSON."""
    from rich.console import Group
    from rich.text import Text

    rejected = sorted(chosen.rejected, key=lambda each: (each.short is None, each.short or 0.0))
    parts = [
        *(Text(line) for line in (*headline(chosen), "")),
        _sites(chosen),
        "",
        _years(chosen),
        *_listed("What holds it back", in_words(chosen.binding)),
        *_listed("What is left out", [each.words for each in rejected]),
        *_listed("Against the announced plan", [chosen.against_announced.words]),
        *(["", _risks(risks)] if risks else []),
        *(line for title, lines in more.items() for line in _listed(title, lines)),
        *_listed("To know", list(chosen.notes)),
    ]
    return Group(*parts)


def headline(chosen: Chosen) -> list[str]:
    """What it comes to, and how good that is."""
    found, proof, name = chosen.summary, chosen.certificate, chosen.given.programme.name
    years = list(found.it_power)
    worth = f"net present value {money(found.npv)}, " if found.npv is not None and chosen.objective == "npv" else ""
    span = f"{years[0]} to {years[-1]}"
    apart = proof.objective - proof.bound
    best = f"no plan is better by more than {money(apart)} ({share(proof.gap)} of what is minimised)"
    if proof.gap < ROUNDING:
        best = f"no plan is better by more than {share(ROUNDING)} of what is minimised"
    return [
        f"The plan of {name}, {span}: {worth}cost {money(found.cost)}.",
        f"{proof.status[:1].upper()}{proof.status[1:]}: {best}, recomputed row by row.",
    ]


def _sites(chosen: Chosen) -> "Table":
    shown = _table("", "begun", "IT power", "from", "full load", "power at the end")
    for campus in chosen.sites:
        rows = campus.starts or (None,)
        for start in rows:
            first = start is rows[0]
            name = f"{campus.site}{' (new)' if campus.new else ''}" if first else ""
            cells = ("under way", "", "", "") if start is None else (
                f"{start.count} of {start.phases}", power(1e3 * start.it_power), start.begun, start.full_load
            )  # fmt: skip
            shown.add_row(name, *cells, _powered(campus) if first else "")
    return shown


def _powered(campus: Campus) -> str:
    """Technologies of the last year, the largest first."""
    last = max(campus.it_power)
    there = sorted(
        ((by_year[last], name) for name, by_year in campus.power.items() if by_year[last] >= 5e-4), reverse=True
    )
    return ", ".join(f"{name} {power(1e3 * amount)}" for amount, name in there) or "none"


def _years(chosen: Chosen) -> "Table":
    from rich.text import Text

    found = chosen.summary
    years = list(found.it_power)
    shown = _table("mean of the year", *map(str, years))
    spent = {year: sum(row[year] for row in found.capital.values()) * 1e-3 for year in years}
    energy = {year: sum(row[year] for row in found.energy.values()) for year in years}
    rows = {
        "IT load [IT GW]": found.it_power,
        "target [IT GW]": found.target,
        "capital spent [USD bn]": spent,
        "compute [m H100e]": found.compute,
        "energy [TWh]": energy,
        **found.uses,
    }
    for name, row in rows.items():
        if row:
            shown.add_row(Text(name), *(number(row[year]) for year in years))
    return shown


def _risks(risks: tuple[Risk, ...]) -> "Table":
    shown = _table("at the end of", "IT power of the plan, P50 (P10 to P90)", "of the announced plan")
    for each in risks:
        ranges = [f"{power(p50)} ({power_pair(p10, p90)})" for p10, p50, p90 in (each.planned, each.announced)]
        shown.add_row(str(each.year), *ranges)
    return shown


def _listed(title: str, lines: list[str]) -> list[object]:
    from rich.text import Text

    if not lines:
        return []
    more = [Text(f"  and {len(lines) - _TOLD} more, with --json", style="dim")] if len(lines) > _TOLD else []
    return ["", Text(title, style="bold"), *(Text(f"  {line}") for line in lines[:_TOLD]), *more]


def _table(*heads: str) -> "Table":
    from rich.table import Table

    shown = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    for at, head in enumerate(heads):
        shown.add_column(head, justify="right" if head[:1].isdigit() and at else "left", no_wrap=True)
    return shown
