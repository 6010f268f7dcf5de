"""Capital needed by year against capital pledged by status."""

from dataclasses import dataclass

from stargate.capital.commitment import Standing
from stargate.capital.need import Payer
from stargate.futures.capital import Capital, capital, counts
from stargate.futures.quantiles import mean, quantile
from stargate.futures.result import Futures
from stargate.reports.words import money, money_pair

_LABELS = {
    Payer.CLOSED: "Closed",
    Payer.COMMITTED: "Committed",
    Payer.SAID: "Reported or announced, where it comes true",
    Payer.UNKNOWN: "Spent, payer not known",
    Payer.NOBODY: "Not yet raised",
}


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


def money_figure(futures: Futures) -> Money:
    """The capital figure."""
    found = capital(futures)
    shown = list(range(len(found.years)))
    p10, p50, p90 = (band[shown] / 1000 for band in found.need_by_year([10, 50, 90]))
    return Money(
        title=title(found),
        subtitle="Capital needed each year by who pays, USD bn, with the 80% range of the year's need",
        note="Phases times cost per GW of IT load, spent before full load. Pledged money pays in the order of its "
        "standing; construction loans pay for construction only. Columns and totals are means, the headline a median."
        + _later(found),
        years=list(found.years),
        payments=[_payment(found, payer, shown) for payer in Payer],
        p10=_billions(p10),
        p50=_billions(p50),
        p90=_billions(p90),
        need=_spread(found, found.need),
        not_raised=_spread(found, found.not_raised),
        pledges=_pledges(futures),
    )


def _later(found: Capital) -> str:
    """What the chart does not show."""
    after = float(found.by_year[-1].sum())
    return f" {money(after)} more is needed after {found.years[-1]}." if after >= 500 else ""


def title(found: Capital) -> str:
    """What the figure says."""
    need, missing = (float(quantile(v, found.weight, 0.5)) for v in (found.need, found.not_raised))
    if missing < 0.005 * need:
        return f"All of the {money(need)} needed is pledged"
    low, high = (float(quantile(found.not_raised, found.weight, p)) for p in (0.1, 0.9))
    spread = f" (80%: {money_pair(low, high).removeprefix('USD ')})" if high - low > 0.01 * need else ""
    return f"Of {money(need)} needed, {money(missing)} is not yet raised{spread}"


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
