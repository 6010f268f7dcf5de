"""Capital needed by year against capital pledged by status."""

from dataclasses import dataclass

from stargate.capital.commitment import Standing
from stargate.capital.need import Payer
from stargate.futures.capital import Capital, capital, counts
from stargate.futures.quantiles import mean, quantile
from stargate.futures.result import Futures
from stargate.reports.drawn import Drawn, drawn_in
from stargate.reports.words import listed, money, money_pair

_LABELS = {
    Payer.CLOSED: "Closed",
    Payer.COMMITTED: "Committed",
    Payer.SAID: "Reported or announced, where it comes true",
    Payer.UNKNOWN: "Spent, payer not known",
    Payer.NOBODY: "Not yet raised",
}


_LITTLE = 0.005  # of the need: too little to speak of


@dataclass(frozen=True)
class Payment:
    """One kind of payer."""

    id: str
    label: str
    by_year: list[float]  # mean [USD bn]
    total: float  # mean [USD bn]


@dataclass(frozen=True)
class Pledge:
    """All commitments of one standing that could pay for campuses."""

    standing: str
    amount: float  # sum of medians [USD bn]
    chance: float  # that it turns into cash
    names: list[str]
    addresses: list[str]


@dataclass(frozen=True)
class Money:
    """Need and pledges [USD bn]."""

    title: str
    subtitle: str
    note: str
    years: list[int]
    payments: list[Payment]
    p10: list[float]
    p50: list[float]
    p90: list[float]
    need: list[float]  # P10, P50, P90 of all years together
    not_raised: list[float]  # P10, P50, P90
    pledges: list[Pledge]


def money_figure(futures: Futures, found: Capital | None = None) -> Money:
    """The capital figure; `found` is the futures' capital, computed where it is not at hand."""
    found = found or capital(futures)
    shown = list(range(len(found.years)))
    p10, p50, p90 = (band[shown] / 1000 for band in found.need_by_year([10, 50, 90]))
    return Money(
        title=title(found),
        subtitle=_subtitle(drawn_in(futures)),
        note="Phases times cost per GW of IT load, spent before full load. Pledged money pays in the order of its "
        "standing; construction loans pay for construction only."
        + _later(found, futures.programme.contents.horizon[:4]),
        years=list(found.years),
        payments=[_payment(found, payer, shown) for payer in Payer],
        p10=_billions(p10),
        p50=_billions(p50),
        p90=_billions(p90),
        need=_spread(found, found.need),
        not_raised=_spread(found, found.not_raised),
        pledges=_pledges(futures),
    )


def _subtitle(drawn: Drawn) -> str:
    if drawn is Drawn.MANY:
        return (
            "Capital needed each year by all phases and who pays, USD bn: means, which add up, and the 80% range of "
            "the year's need; the title says medians"
        )
    return "Capital needed each year by all phases and who pays, USD bn"


def _later(found: Capital, last: str) -> str:
    """What the chart does not show."""
    after = float(found.by_year[-1].sum())
    return f" {money(after)} more is needed after {last}." if after >= 500 else ""


def title(found: Capital) -> str:
    """What the figure says."""
    need = float(quantile(found.need, found.weight, 0.5))
    low, missing, high = (float(quantile(found.not_raised, found.weight, p)) for p in (0.1, 0.5, 0.9))
    if need <= 0:
        return "No money is needed"
    if missing >= _LITTLE * need:
        spread = f" (median; 80%: {money_pair(low, high).removeprefix('USD ')})" if high - low > 0.01 * need else ""
        return f"Of {money(need)} needed, {money(missing)} is not yet raised{spread}"
    risky = f"; in one future of ten it is {money(high)} or more" if high >= _LITTLE * need else ""
    if weak := _weakly(found, need):
        return f"Of {money(need)} needed, {listed(weak)}; nothing else is left to raise{risky}"
    return f"Nothing of the {money(need)} needed is left to raise{risky}"


def _weakly(found: Capital, need: float) -> list[str]:
    """What stands for money without being known to be there."""
    said = {Payer.UNKNOWN: "is spent, payer not known", Payer.SAID: "is only reported or announced"}
    sums = {payer: float(quantile(found.paid[:, :, payer].sum(axis=1), found.weight, 0.5)) for payer in said}
    return [f"{money(amount)} {said[payer]}" for payer, amount in sums.items() if amount >= _LITTLE * need]


def raised(need: float, missing: float) -> str:
    """How far the money needed is raised, as a clause; both in USD bn, medians.

    >>> raised(336.0, 188.0), raised(3.9, 0.0)
    ('USD 188 bn is not yet raised', 'nothing of the USD 3.9 bn needed is left to raise')
    """
    if need <= 0:
        return "no money is needed"
    if missing >= _LITTLE * need:
        return f"{money(1000 * missing)} is not yet raised"
    return f"nothing of the {money(1000 * need)} needed is left to raise"


def _payment(found: Capital, payer: Payer, shown: list[int]) -> Payment:
    by_year = found.by_year[:, payer] / 1000
    total = float(mean(found.paid[:, :, payer].sum(axis=1), found.weight)) / 1000
    return Payment(payer.name.lower(), _LABELS[payer], _billions(by_year[shown]), round(total, 3))


def _spread(found: Capital, values) -> list[float]:  # noqa: ANN001
    return [round(float(quantile(values, found.weight, p)) / 1000, 3) for p in (0.1, 0.5, 0.9)]


def _pledges(futures: Futures) -> list[Pledge]:
    contents = futures.programme.contents
    pledges = []
    for standing in [standing for standing in Standing if standing is not Standing.WITHDRAWN]:
        own = [c for c in contents.commitments.values() if c.status.value == standing and counts(c, contents)]
        if own:
            amount = sum(c.amount.p50 for c in own) / 1000
            chance = getattr(contents.chances, standing).p50
            pledges.append(
                Pledge(str(standing), round(amount, 3), chance, [c.name for c in own], [c.amount.address for c in own])
            )
    return pledges


def _billions(values) -> list[float]:  # noqa: ANN001
    return [round(float(v), 3) for v in values]
