"""Energised IT MW against the announced path: the fan, its headline and the two parts of its gap (T6a)."""

from dataclasses import dataclass
from math import floor

import numpy as np

from stargate.futures.result import Futures
from stargate.futures.series import PERCENTILES
from stargate.programme.plan import Plan, PlannedPhase
from stargate.reports.words import chance, listed, money, month, plural, power, power_pair


@dataclass(frozen=True)
class Fan:
    """IT MW by month of the phases that were announced with a date, and of all."""

    title: str
    subtitle: str
    note: str
    bands: dict[str, list[float]]  # p05 ... p95 of the dated phases [IT MW]
    announced: list[float]  # the announced path [IT MW]
    medians: list[float]  # every figure at its median [IT MW]
    everything: dict[str, list[float]]  # p10, p50, p90 of all phases that belong to the programme [IT MW]
    energised_now: float  # [IT MW]


@dataclass(frozen=True)
class Gap:
    """Announced against simulated at the end of a year."""

    day: str  #: the last day of the year in which everything announced was to run
    announced: float  #: [IT MW]
    p10: float  #: [IT MW]
    p50: float  #: [IT MW]
    p90: float  #: [IT MW]
    optimism: float  #: announced less every figure at its median [IT MW]
    risk: float  #: that less the median future [IT MW]


def fan(futures: Futures, found: Gap) -> Fan:
    """The energisation figure; `found` is the gap that its title tells."""
    series, everything = futures.energised_dated, futures.energised
    path = announced_path(futures.plan, futures.model.months)
    bands = series.percentiles(PERCENTILES)
    return Fan(
        title=title(found, drawn=futures.n > 1),
        subtitle=_subtitle(futures),
        note=_note(futures),
        bands={f"p{percent:02d}": rounded(band) for percent, band in zip(PERCENTILES, bands, strict=True)},
        announced=rounded(path),
        medians=rounded(series.at_medians),
        everything={
            f"p{p:02d}": rounded(band)
            for p, band in zip((10, 50, 90), everything.percentiles((10, 50, 90)), strict=True)
        },
        energised_now=round(energised_now(futures), 3),
    )


def announced_path(plan: Plan, months: int) -> np.ndarray:
    """IT MW that were to run at the end of each month, as announced."""
    return np.array([plan.announced_it_power(month + 1) for month in range(months)])


def gap(futures: Futures) -> Gap:
    """The gap at the end of the year by which everything dated was to run, in two parts: optimism and risk.

        A - P50 = (A - M) + (M - P50)

    A is what was announced, M what runs with every figure at its median, P50 the median future [IT MW].
    That year is the announcement's own, so that nobody chooses where the gap is looked at.
    """
    months = [p.announced for p in futures.plan.phases if p.dated and p.announced is not None]
    programme = futures.programme
    last = max(months, default=programme.as_of_month)
    year = floor((last + programme.month_zero - 1e-9) / 12)
    day = min(f"{year}-12-31", programme.contents.horizon)
    series = futures.energised_dated
    announced = futures.plan.announced_it_power(futures.end_of(day))
    if not months:
        return Gap(day, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    at = int(programme.month(day))
    p10, p50, p90 = (float(v[at]) for v in series.percentiles((10, 50, 90)))
    medians = float(series.at_medians[at])
    return Gap(day, announced, p10, p50, p90, announced - medians, medians - p50)


def energised_now(futures: Futures) -> float:
    """IT MW of the phases seen energised by the date of the programme."""
    plan, now = futures.plan, futures.programme.as_of_month
    return sum(p.it_power for i, p in enumerate(plan.phases) if not p.candidate and futures.dates[:, i].max() <= now)


def title(found: Gap, drawn: bool = True) -> str:
    """What the figure says."""
    if found.announced == 0:
        return "No phase has an announced date"
    year, announced = found.day[:4], power(found.announced)
    if not drawn:
        return f"As announced: {power(found.p50)} of IT load by the end of {year}"
    if round(found.p50) >= round(found.announced):
        return f"The median future has all of the {announced} announced for the end of {year}"
    return f"Announced for the end of {year}: {announced} of IT load; in the median future {power(found.p50)}"


def headline(futures: Futures, found: Gap, not_raised: float) -> str:
    """The report's first sentence, on IT load and on money; `not_raised` in USD m."""
    year = found.day[:4]
    missing = f"{money(not_raised)} not yet raised" if not_raised >= 500 else "all of its money pledged"
    if found.announced == 0:
        return f"No campus of {futures.programme.name} had an announced date by then."
    if futures.n == 1:
        return f"Taken at its word: {power(found.p50)} of IT load by the end of {year}, with {missing}."
    announced = f"Announced for the end of {year}: {power(found.announced)} of IT load."
    has = "all of it" if round(found.p50) >= round(found.announced) else _same_unit(found)
    return f"{announced} The median future has {has}, with {missing}."


def _same_unit(found: Gap) -> str:
    return power(found.p50).removesuffix(" GW") if found.announced >= 999.5 and found.p50 >= 999.5 else power(found.p50)


def lede(futures: Futures, found: Gap) -> str:
    """The sentences below the headline: how the gap divides, and when it closes."""
    zero = futures.programme.month_zero
    if found.announced == 0 or futures.n == 1:
        return _undated(futures)
    dated = [p.address for p in futures.plan.phases if p.dated]
    last = max((float(np.median(futures.full_load(address))) for address in dated), default=np.inf)
    due = max(p.announced for p in futures.plan.phases if p.dated and p.announced is not None)
    sentences = [
        f"80% of {futures.n:,} futures have {power_pair(found.p10, found.p90)} then.",
        _parts(found),
        f"The last of the announced phases has its full load in {month(last, zero)}, "
        f"against {month(due - 1e-6, zero)} announced.",
        _undated(futures),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _parts(found: Gap) -> str:
    if round(found.announced - found.p50) <= 0:
        return ""
    risk = f"{power(abs(found.risk))} {'risk' if found.risk >= 0 else 'that chance gives back'}"
    optimism = (
        f"{power(max(0.0, found.optimism))} is optimism (every figure at its median already misses the announcement)"
    )
    return f"Of the gap, {optimism} and {risk}."


def _undated(futures: Futures) -> str:
    """Names what is left out of both sides of the comparison."""
    undated = futures.plan.undated
    if not undated:
        return ""
    names = list(dict.fromkeys(_name(p, futures.plan) for p in undated))
    size, verb = power(sum(p.it_power for p in undated)), "is" if len(names) == 1 else "are"
    return f"{listed(names)}, {size} without an announced date, {verb} left out of both sides."


def _name(planned: PlannedPhase, plan: Plan) -> str:
    """A campus none of whose phases is dated by its name, a phase of another by both."""
    dated = any(p.dated for p in plan.phases if p.site.address == planned.site.address)
    return f"{planned.site.name} ({planned.phase.name.lower()})" if dated else planned.site.name


def _subtitle(futures: Futures) -> str:
    if futures.n == 1:
        return "Energised critical IT load as announced. Nothing is drawn."
    return "Energised critical IT load of the phases announced with a date. Move along the chart to read any month."


def _note(futures: Futures) -> str:
    bits = [f"Median, 50, 80 and 90% of {futures.n:,} futures; each building rises over its commissioning ramp."]
    if candidates := futures.plan.candidates:
        site = candidates[0].site
        accepted = site.acceptance.chance if site.acceptance else None
        share = f", chance of agreement {chance(accepted.p10)} to {chance(accepted.p90)}" if accepted else ""
        bits.append(f"{site.name} is a candidate ({plural(len(candidates), 'phase')}{share}) and in no total.")
    return " ".join(bits) if futures.n > 1 else "As announced."


def rounded(values: np.ndarray) -> list[float]:
    """Numbers for the page: three decimals of a MW say all there is."""
    return [round(float(v), 3) for v in values]
