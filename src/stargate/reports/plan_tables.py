"""Tables of a chosen plan: what limits it, what it leaves, what would cost almost as little, and how good it is."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from stargate.planning.result import Chosen
from stargate.planning.words import money, share
from stargate.reports.listing import Listing
from stargate.reports.words import plural

if TYPE_CHECKING:
    from stargate.planning.alternatives import Alternative
    from stargate.planning.uncertain import Hedged

_SIGNIFICANT = 4


def _digits(value: float) -> float:
    return float(f"{value:.{_SIGNIFICANT}g}") + 0.0


def limits_table(found: Chosen) -> Listing:
    """What binds, and what one more unit is worth."""
    rows = [
        [_sentence(each.words), _digits(each.used), _digits(each.allowed), each.unit, _digits(each.worth), each.limit]
        for each in found.binding
    ]
    kinds = len({each.limit for each in found.binding})
    return Listing(
        id="limits",
        title=f"{plural(kinds, 'kind')} of limits {'holds' if kinds == 1 else 'hold'} the plan back",
        subtitle="What one more unit would save, at the plan's starts, those that matter most first",
        note="Worth at the plan's start, at the margin: a whole unit more may be worth less.",
        shown=5,
        table={"columns": ["What", "Used", "Allowed", "Unit", "Worth [USD m per unit]", "Limit"], "rows": rows},
    )


def rejected_table(found: Chosen) -> Listing:
    """What is not begun, and what would have to be true for it to enter; what is nearest to entering first."""
    from stargate.reports.plan_figures import name_of

    problem = found.problem
    near = sorted(found.rejected, key=lambda each: (each.short is None, each.short or 0.0))
    rows = [
        [
            name_of(found, each.site),
            _digits(1e3 * each.it_power),
            f"{each.begun} of {problem.blocks.most[problem.blocks.names.index(each.phases)]}",
            _sentence(each.words.split(") ", 1)[-1]),
            None if each.short is None else _digits(each.short),
        ]
        for each in near
    ]
    return Listing(
        id="left",
        title=f"{plural(len(rows), 'site')} {'has' if len(rows) == 1 else 'have'} phases that are left",
        subtitle="What would have to be true for one more phase to enter, the nearest to it first",
        note="At the plan's prices of all that sites share.",
        shown=4,
        table={
            "columns": ["Site", "Phase [IT MW]", "Begun", "One phase more", "Short [USD m]"],
            "rows": rows,
        },
    )


def alternatives_table(found: Chosen, others: "Sequence[Alternative]") -> Listing:
    """Plans that cost almost as little and build something else."""
    from stargate.reports.plan_figures import name_of

    problem, own = found.problem, _built(found, found.choice.starts)
    rows = []
    for at, other in enumerate(others, 1):
        theirs = _built(found, other.choice.starts)
        more = {s: theirs.get(s, 0) - own.get(s, 0) for s in {*own, *theirs}}
        words = [
            f"{name_of(found, problem.sites[s])} {n:+d}" for s, n in sorted(more.items(), key=lambda p: -p[1]) if n
        ]
        rows.append([f"Plan {at}", share(max(0.0, other.dearer)), share(other.distance), ", ".join(words) or "none"])
    return Listing(
        id="alternatives",
        title=f"{plural(len(rows), 'other plan')} {'costs' if len(rows) == 1 else 'cost'} almost as little",
        subtitle="Near-optimal plans, most different first",
        note="Different is the part of what is built that differs: campuses and kinds of power, each half.",
        shown=4,
        table={"columns": ["Plan", "Dearer", "Different", "Phases more or fewer"], "rows": rows},
    )


def _built(found: Chosen, starts: np.ndarray) -> dict[int, int]:
    """Phases begun by site."""
    total: dict[int, int] = {}
    for block, site in enumerate(found.problem.blocks.site):
        total[int(site)] = total.get(int(site), 0) + int(starts[block, -1])
    return {site: count for site, count in total.items() if count}


def ways_table(hedged: "Hedged") -> Listing:
    """Ways to decide now, priced on futures that none of them was chosen on."""
    measure = hedged.measure
    rows = [
        [
            way.title,
            *(_digits(value / 1e3) for value in (way.fresh.mean(), np.quantile(way.fresh, 0.9), measure.of(way.fresh))),
        ]
        for way in hedged.ways
    ]
    return Listing(
        id="uncertain",
        title=hedged.verdict.rstrip("."),
        subtitle=f"Cost of ways to decide the first {plural(hedged.quarters, 'quarter')} in fresh futures",
        note=f"{plural(len(hedged.ways[0].fresh), 'future')} that no way was chosen on. To wait with starts saves "
        f"{money(hedged.value_of_waiting)}; to begin nothing now costs {money(hedged.cost_of_delay)}.",
        shown=4,
        table={
            "columns": ["Way", "Mean [USD bn]", "P90 [USD bn]", f"{measure.words.capitalize()} [USD bn]"],
            "rows": rows,
        },
    )


def certificate_table(found: Chosen) -> Listing:
    """How good the plan is, and who says so."""
    certificate = found.certificate
    rows = [
        ["What the plan costs", money(certificate.objective), "recomputed from its decisions, hour by hour"],
        ["No plan costs less than", money(certificate.bound), "the bound of the search"],
        ["Gap", share(max(0.0, certificate.gap)), certificate.status],
        ["Largest violation of a limit", share(certificate.violation) if certificate.violation else "none",
         "of the limit's size, by independent code"],
        ["Time", f"{certificate.wall:,.1f} s", f"{certificate.cpu:,.1f} s of processors"],
    ]  # fmt: skip
    return Listing(
        id="certificate",
        title=f"No plan is more than {share(max(0.0, certificate.gap))} better",
        subtitle="The certificate of the plan; a cost holds demand that is not met at its price",
        note="",
        shown=3,
        table={"columns": ["What", "Value", "How"], "rows": rows},
    )


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
