"""What to find out first: the assumptions that move the headline most."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from stargate.futures.capital import capital
from stargate.futures.quantiles import quantile
from stargate.futures.result import Futures
from stargate.futures.shares import VarianceShare, narrowings, variance_shares
from stargate.programme.programme import Programme
from stargate.quantity.figure import Figure
from stargate.quantity.notation import ASSUMED
from stargate.reports.causes import name_of
from stargate.reports.words import day, money, power

_MOST = 8
_LOOKED_AT = 12  # of the largest shares of the variance: the order by width may differ a little


@dataclass(frozen=True)
class Finding:
    """An assumption, and how much knowing it would narrow the headline."""

    address: str
    name: str
    text: str
    kind: str  # assumed, partly
    narrows: float  # the 80% range, on average [IT MW, or USD m]


@dataclass(frozen=True)
class Findings:
    """What to find out first, for IT load and for money."""

    title: str
    subtitle: str
    note: str
    at: str
    load_range: float  # width of the 80% range [IT MW]
    money_range: float  # width of the 80% range [USD m]
    load: list[Finding]
    money: list[Finding]
    points: int  # assumed figures without a range, which move nothing


def findings(futures: Futures, at: str) -> Findings:
    """The assumptions behind the IT load at the day `at` and behind the money not yet raised."""
    load, raised = futures.energised_dated.at(at), capital(futures).not_raised
    widths = [_width(outcome, futures) for outcome in (load, raised)]
    tables = [_table(outcome, futures) for outcome in (load, raised)]
    points = sum(figure.known and figure.assumed and not figure.uncertain for figure in futures.programme)
    return Findings(
        title=_title(tables, widths, at),
        subtitle="Assumed figures by how much the 80% range narrows, on average, once they are known",
        note="Hatched: rests on a source in part. Found from the range within each twentieth of the figure, less what "
        "such parts show by chance; what two figures do together is not in it. "
        f"{points} assumed figures carry no range and therefore move nothing here: that is no proof that "
        "they matter little.",
        at=at,
        load_range=round(widths[0], 1),
        money_range=round(widths[1], 1),
        load=tables[0],
        money=tables[1],
        points=points,
    )


def _width(outcome: Float[np.ndarray, " future"], futures: Futures) -> float:
    low, high = (float(quantile(outcome, futures.weight, p)) for p in (0.1, 0.9))
    return high - low


def _table(outcome: Float[np.ndarray, " future"], futures: Futures) -> list[Finding]:
    found = [share for share in variance_shares(futures, outcome) if _assumption(share.address, futures.programme)]
    found = found[:_LOOKED_AT]
    narrows = narrowings(futures, outcome, found)
    told = [_finding(share, by, futures.programme) for share, by in zip(found, narrows, strict=True)]
    return sorted((f for f in told if f.narrows > 0), key=lambda f: (-f.narrows, f.address))[:_MOST]


def _finding(found: VarianceShare, narrows: float, programme: Programme) -> Finding:
    behind = _assumption(found.address, programme)
    assert behind is not None  # others are left out before
    kind = "assumed" if behind.assumed else "partly"
    return Finding(found.address, _name(found.address, programme), behind.text(), kind, round(narrows, 1))


def _assumption(address: str, programme: Programme) -> Figure | None:
    """The figure in which the assumption behind a figure, an event, a pledge or an agreement stands."""
    contents = programme.contents
    known = [programme.figures.get(a) for a in (address, f"{address}.chance", f"{address}.another_round")]
    if address.startswith("commitments.") and address.count(".") == 1:
        known.append(getattr(contents.chances, contents.commitments[address.partition(".")[2]].status.value))
    return next((figure for figure in known if figure is not None and ASSUMED in figure.sources), None)


def _name(address: str, programme: Programme) -> str:
    name = name_of(programme, address)
    return f"Whether it arrives: {name}" if address.startswith("commitments.") and address.count(".") == 1 else name


def _title(tables: list[list[Finding]], widths: list[float], at: str) -> str:
    load, raised = tables
    if load:
        narrows, width = power(load[0].narrows), power(widths[0])
        return (
            f"Find out first: {load[0].name}. It alone takes {narrows} off the {width} between P10 and P90 of the IT "
            f"load on {day(at)}"
        )
    if raised:
        return (
            f"Find out first: {raised[0].name}. It alone takes {money(raised[0].narrows)} off the 80% range of "
            f"{money(widths[1])} of money not yet raised"
        )
    return "No assumption with a range moves the headline"
