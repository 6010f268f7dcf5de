"""Hindsight: what would have been said on earlier days, held against what is known now."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import fsum

from stargate.errors import ProgrammeError, StargateError
from stargate.futures.result import Futures
from stargate.futures.simulate import simulate
from stargate.programme.model import Basis
from stargate.programme.plan import announced
from stargate.programme.programme import Programme
from stargate.programme.read import texts
from stargate.programme.vintages import ReadingDay, as_known, evidence_after, reading_days
from stargate.quantity.threads import spread
from stargate.reports.energisation import gap
from stargate.reports.foretold import EARLY, FORECAST, INSIDE, LATE, OBSERVED, OPEN, Foretold, Known, Vintage, vintage
from stargate.reports.standing import ahead, confidence
from stargate.reports.version import this_version
from stargate.reports.words import day, moment, plural, power

MOST = 24  # vintages, unless more are asked for: as many lines as a figure can hold apart


@dataclass(frozen=True)
class LeftOut:
    """A day on which the programme as known then could not be simulated."""

    as_of: str  #: the day
    reason: str  #: what its programme lacks


@dataclass(frozen=True)
class Score:
    """The errors of all vintages together. Means count every date once, however many vintages forecast it."""

    dates: int  #: dates seen since some vintage forecast them
    forecasts: int  #: how often they were forecast
    unreported: int  #: of these forecasts, made after the date had come unreported
    late: float | None  #: date less median of the time, mean [months]
    announced: int  #: dates seen that had been announced
    announced_late: float | None  #: of these, date less announcement of the time, mean [months]
    medians_late: float | None  #: of these, date less median of the time, mean [months]
    ranges: int  #: P10 to P90 that lie in the past
    early: int  #: of these, the date came before
    inside: int  #: of these, the date came within
    after: int  #: of these, the date came later or has not come yet
    open_late: float | None  #: median today less median of the time of dates still to come, mean [months]
    open_announced_late: float | None  #: median today less announcement of the time, mean [months]
    loads: int  #: forecasts of the IT load at quarter ends that have passed
    loads_below: int  #: of these, there was less than P10
    loads_inside: int  #: of these, there was what P10 to P90 held
    loads_above: int  #: of these, there was more than P90


@dataclass(frozen=True)
class Hindsight:
    """Forecasts of earlier days against what is known now."""

    programme: str  #: its name
    scenario: str  #: the scenario that was looked back on
    since: str  #: the first day that was asked for
    as_of: str  #: the day whose knowledge is held against it
    futures: int  #: drawn for each vintage
    seed: int  #: of the random numbers
    title: str  #: what the vintages show
    lede: str  #: what it rests on
    figure: str  #: what the figure shows
    note: str  #: how to read it
    day: str  #: the headline's
    time: list[str] = field(repr=False)  #: month ends of all series
    happened: list[float] = field(repr=False)  #: all phases known now, to the last month end that has passed [IT MW]
    ahead: list[float] = field(repr=False)  #: their median from there on [IT MW]
    vintages: list[Vintage] = field(repr=False)  #: by day
    left_out: list[LeftOut]  #: days that could not be simulated
    score: Score  #: errors
    later_evidence: bool  #: whether the catalogue counted as it stands today
    version: str  #: of stargate
    command: str  #: that gives it again

    def __str__(self) -> str:
        from stargate.reports.vintages import text

        return text(self)


def hindsight(
    programme: Programme,
    since: str,
    *,
    n: int = 10_000,
    seed: int = 1,
    vintages: int = MOST,
    later_evidence: bool = False,
    progress: Callable[[int, int], None] | None = None,
    command: str = "",
) -> Hindsight:
    """What would have been forecast on each day from `since` on which something became known, held against today.

    Each vintage is the programme as it was known on its day, with `n` futures in the same random numbers; days that
    brought least are merged into the next until `vintages` are left. Evidence of the catalogue that was published after
    a day is refused there, or, with `later_evidence`, used and counted. `progress` is told how many are done, of how
    many. Raises StargateError where nothing became known since, or no day can be simulated.
    """
    if programme.scenario.basis is Basis.ANNOUNCED:
        raise StargateError(
            f"scenario {programme.origin.scenario!r} takes dates at their word and forecasts nothing\n"
            "  write: another --scenario"
        )
    days = reading_days(programme, since, vintages)
    now = simulate(announced(programme), n, seed)
    known, found = Known(now, gap(now).day), []
    for done in spread(_looker(programme, known, later_evidence), days):
        found.append(done)
        if progress is not None:
            progress(len(found), len(days))
    return _told(now, since, known.day, found, later_evidence, command)


def _looker(programme: Programme, known: Known, later_evidence: bool) -> Callable[[ReadingDay], Vintage | LeftOut]:
    """What makes a day its vintage, or says why it has none."""
    written, ends, now = texts(programme), _quarter_ends(known.futures), known.futures

    def look(day: ReadingDay) -> Vintage | LeftOut:
        later = evidence_after(programme, day.day)
        try:
            then = as_known(programme, day.day, written, later if later_evidence else ())
            futures = simulate(announced(then), now.n, now.seed, threads=1)
        except StargateError as error:
            return LeftOut(day.day, _reason(error))
        return vintage(futures, day.readings, sum(address in then for address in later), known, ends)

    return look


def _reason(error: StargateError) -> str:
    if isinstance(error, ProgrammeError):
        rest = len(error.problems) - 1
        return error.problems[0].wrong + (f"; and {plural(rest, 'more problem')}" if rest else "")
    return "; ".join(line.strip() for line in str(error).splitlines()[:2])


def _quarter_ends(now: Futures) -> list[str]:
    """Ends of quarters of a year up to the day whose knowledge counts."""
    ends = (str(end) for end in now.time)
    return [end for end in ends if end <= now.programme.as_of and end[5:7] in ("03", "06", "09", "12")]


def _told(
    now: Futures, since: str, headline: str, found: Sequence[Vintage | LeftOut], later: bool, command: str
) -> Hindsight:
    vintages = [v for v in found if isinstance(v, Vintage)]
    left_out = [v for v in found if isinstance(v, LeftOut)]
    if not vintages:
        raise StargateError(
            f"no vintage since {since} can be simulated: {left_out[-1].as_of}, {left_out[-1].reason}\n"
            "  write: --from with an earlier day"
        )
    programme = now.programme
    median = [round(float(v), 1) for v in now.energised.percentiles((50,))[0]]
    passed = int(programme.month((date.fromisoformat(programme.as_of) + timedelta(days=1)).isoformat()))
    marks = score(vintages)
    return Hindsight(
        programme=programme.name,
        scenario=programme.scenario.title,
        since=since,
        as_of=programme.as_of,
        futures=now.n,
        seed=now.seed,
        title=" ".join((*confidence(programme), _title(marks))),
        lede=" ".join((*ahead(programme), *_lede(vintages, marks, later))),
        figure=_figure(vintages, headline),
        note=_NOTE,
        day=headline,
        time=[str(end) for end in now.time],
        happened=median[:passed],
        ahead=median[passed:],
        vintages=vintages,
        left_out=left_out,
        score=marks,
        later_evidence=later,
        version=this_version(),
        command=command,
    )


def score(vintages: Sequence[Vintage]) -> Score:
    """The errors of vintages against what has come, and against what is forecast now."""
    dates = [foretold for each in vintages for foretold in each.dates]
    seen = [f for f in dates if f.standing == OBSERVED]
    said = [f for f in seen if f.announced_late is not None]
    still = [f for f in dates if f.standing == FORECAST]
    ranges = [f.held for f in dates if f.held != OPEN]
    loads = [load for each in vintages for load in each.passed]
    below, above = sum(load.now < load.p10 for load in loads), sum(load.now > load.p90 for load in loads)
    return Score(
        dates=len({f.address for f in seen}),
        forecasts=len(seen),
        unreported=sum(f.unreported for f in seen),
        late=_mean(seen, lambda f: f.late),
        announced=len({f.address for f in said}),
        announced_late=_mean(said, lambda f: f.announced_late),
        medians_late=_mean(said, lambda f: f.late),
        ranges=len(ranges),
        early=ranges.count(EARLY),
        inside=ranges.count(INSIDE),
        after=ranges.count(LATE),
        open_late=_mean(still, lambda f: f.late),
        open_announced_late=_mean(still, lambda f: f.announced_late),
        loads=len(loads),
        loads_below=below,
        loads_inside=len(loads) - below - above,
        loads_above=above,
    )


def _mean(dates: Iterable[Foretold], months: Callable[[Foretold], float | None]) -> float | None:
    """The mean over dates of their means over vintages; what is never on either side has no number."""
    own: dict[str, list[float]] = {}
    for foretold in dates:
        if (value := months(foretold)) is not None:
            own.setdefault(foretold.address, []).append(value)
    means = [fsum(values) / len(values) for values in own.values()]
    return round(fsum(means) / len(means), 2) if means else None


def late(months: float) -> str:
    """How late dates came, to a tenth of a month.

    >>> late(3.14), late(-0.5), late(0.04)
    ('3.1 months later than', '0.5 months earlier than', 'when')
    """
    size = f"{abs(months):.1f}"
    if float(size) == 0:
        return "when"
    return f"{size} months {'later' if months > 0 else 'earlier'} than"


def _title(marks: Score) -> str:
    """What the vintages show of dates that came."""
    if not marks.dates or marks.late is None:
        return "No date that was forecast has been seen since"
    came = f"{plural(marks.dates, 'date')} seen since"
    if marks.announced_late is None or marks.medians_late is None:
        return f"{came} came {late(marks.late)} forecast in the median"
    return f"{came} came {late(marks.announced_late)} announced, and {late(marks.medians_late)} forecast in the median"


def _lede(vintages: list[Vintage], marks: Score, later: bool) -> Iterator[str]:
    if marks.dates:
        few = " That is few to judge by." if marks.dates < 10 else ""
        yield f"They were forecast {plural(marks.forecasts, 'time')}, and every date counts once.{few}"
    if marks.unreported:
        yield f"{plural(marks.unreported, 'forecast was', 'forecasts were')} made after the date had come unreported."
    if marks.ranges:
        yield (
            f"Of {plural(marks.ranges, 'range')} from P10 to P90 that lie in the past, {marks.inside} held the date; "
            f"{marks.early} came before, {marks.after} after or not yet."
        )
    if marks.loads:
        yield (
            f"Of {plural(marks.loads, 'range')} of the IT load at quarter ends that have passed, {marks.loads_inside} "
            f"held what happened; there was less in {marks.loads_below}, more in {marks.loads_above}."
        )
    first, last = vintages[0], vintages[-1]
    then = f", {last.assumed} of {last.figures} on {day(last.as_of)}" if last is not first else ""
    yield (
        f"Assumptions carry no date and may hold what was learnt since: {first.assumed} of {first.figures} figures "
        f"known on {day(first.as_of)}{then}."
    )
    if missing := max(len(v.missing) for v in vintages):
        some = plural(missing, "activity", "activities")
        yield f"What nobody had told of holds nothing back: up to {some} of today's at campuses known then."
    most = plural(max(v.later for v in vintages), "figure")
    if later:
        yield f"Evidence of the catalogue counts as it stands today: up to {most} by hindsight."
    elif any(v.later for v in vintages):
        yield f"Evidence of the catalogue counts from its publication; up to {most} stood otherwise then."


def _figure(vintages: list[Vintage], headline: str) -> str:
    """What the figure says: medians and announcements for the headline's day against the same phases now."""
    off = fsum(v.headline.p50 - v.headline.now for v in vintages) / len(vintages)
    dated = [v for v in vintages if v.announced]
    head = f"For {moment(headline)}, medians of the time were {_off(off)} for the same phases on average"
    if not dated:
        return head
    said = fsum(v.announced - v.announced_now for v in dated) / len(dated)
    return f"{head}; announcements {_off(said).removesuffix(' what is forecast now')} theirs"


def _off(megawatts: float) -> str:
    if abs(megawatts) < 0.5:
        return "as high as what is forecast now"
    return f"{power(abs(megawatts))} {'above' if megawatts > 0 else 'below'} what is forecast now"


_NOTE = (
    "Medians are of all phases known on each day, candidates left out. A line knows nothing of phases that became "
    "known later, so each day's forecast is held against the same phases now. What had not been reported by a day "
    "counts as not having happened by then, which makes vintages look late. Ranges count once they have passed "
    "altogether, and what had not come by then counts as late. Vintages share dates and causes: they are no "
    "independent trials."
)
