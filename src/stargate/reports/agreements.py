"""What partners have to agree on: how long it takes, whose part it is, and what a simpler agreement is worth."""

from dataclasses import dataclass

from stargate.futures.agreements import MOST, Agreement, Effect, agreements, waits_by_partner
from stargate.futures.result import Futures
from stargate.programme.programme import Programme
from stargate.reports.causes import name_of
from stargate.reports.words import day, power

_MOST = 12
_SOME = (
    f" At most {MOST} open ones are shown, those that hold most back, and {MOST} signed ones, those that took longest."
)
_WORTH = 100.0  # IT MW: what an open agreement must be worth to be named before those signed


@dataclass(frozen=True)
class Part:
    """A party, or a change of an agreement, and what it is worth."""

    name: str
    shorter: float  # the agreement itself, on average [months]
    earlier: float  # full load of the phases that wait for it, on average [months]
    gained: float  # IT load at the day of the figure [IT MW]


@dataclass(frozen=True)
class Negotiation:
    """An agreement of several parties."""

    address: str
    name: str
    took: float | None  # [months], where it is finished
    p10: float  # months left; for a finished one, what its ranges would have given from its start
    p50: float
    p90: float
    parties: list[Part]  # without each of them
    one_round: Part  # no round is followed by another from now on


@dataclass(frozen=True)
class Waits:
    """A partner who must act, and how long the programme still waits on it."""

    name: str
    months: float


@dataclass(frozen=True)
class Agreements:
    """The figure of what partners have to agree on and to do."""

    title: str
    subtitle: str
    note: str
    at: str
    open: list[Negotiation]
    finished: list[Negotiation]
    waits: list[Waits]


def agreements_figure(futures: Futures, at: str) -> Agreements:
    """Agreements of the programme, with IT MW gained at the day `at`."""
    found = [_negotiation(told, futures.programme) for told in agreements(futures, at)] if futures.n > 1 else []
    is_open, finished = [n for n in found if n.took is None], [n for n in found if n.took is not None]
    waits = waits_by_partner(futures) if futures.n > 1 else {}
    return Agreements(
        title=_title(is_open, finished, at),
        subtitle="Months by which an agreement is shorter without one of its parties, or with no further round, as "
        "under a specification that all share",
        note="A round ends with its slowest party, so that the parties' months do not add up. The same futures are run "
        "again with each change. Of a finished agreement: futures of its ranges that come nearest to what it took."
        + (_SOME if any(n == MOST for n in (len(is_open), len(finished))) else ""),
        at=at,
        open=is_open,
        finished=finished,
        waits=[Waits(_partner(futures.programme, name), round(months, 2)) for name, months in waits.items()][:_MOST],
    )


def _negotiation(told: Agreement, programme: Programme) -> Negotiation:
    address = told.activity.address
    p10, p50, p90 = (round(months, 2) for months in told.left)
    return Negotiation(
        address=address,
        name=name_of(programme, address),
        took=None if told.took is None else round(told.took, 2),
        p10=p10,
        p50=p50,
        p90=p90,
        parties=[_part(_partner(programme, party), effect) for party, effect in told.without.items()],
        one_round=_part("no further round", told.one_round),
    )


def _part(name: str, effect: Effect) -> Part:
    return Part(name, round(effect.shorter, 2), round(effect.earlier, 2), round(effect.gained, 1))


def _partner(programme: Programme, name: str) -> str:
    partner = programme.contents.partners.get(name)
    return partner.name if partner else name


def _title(open_ones: list[Negotiation], finished: list[Negotiation], at: str) -> str:
    gains = max((n.one_round.gained for n in open_ones), default=0.0)
    if gains >= _WORTH or (gains >= 1 and not finished):
        most = max(open_ones, key=lambda n: n.one_round.gained)
        worth = f"{power(most.one_round.gained)} of IT load on {day(at)}"
        return f"{most.name}: settling it without a further round is worth {worth}"
    if finished:
        most = max(finished, key=lambda n: n.took or 0.0)
        share = most.one_round.shorter
        return f"{most.name}: {most.took:.0f} months, of which a single round would have saved {share:.0f}"
    return "Agreements among partners" if open_ones else "No agreement of several parties is known"
