"""A programme as it was known on earlier days, and the days on which something became known (C4a)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from stargate.errors import Problem, ProgrammeError, StargateError
from stargate.programme.catalogue import catalogue
from stargate.programme.check import check_state
from stargate.programme.knowledge import parts
from stargate.programme.model import Contents
from stargate.programme.programme import Programme
from stargate.programme.read import assembled, texts
from stargate.programme.typed import typed
from stargate.quantity.notation import date_of, months_of_date
from stargate.quantity.noun import Branch
from stargate.quantity.sources import Known


@dataclass(frozen=True)
class ReadingDay:
    """A day on which something became known."""

    day: str
    readings: int  # that began to count since the reading day before


def reading_days(programme: Programme, since: str, most: int) -> list[ReadingDay]:
    """The days from `since` to the programme's date on which its sources said something that is in it.

    At most `most` of them: as long as there are more, the day that brought least goes, and what it brought counts with
    the next; the first and the last stay. Raises StargateError where `since` is no day before the programme's date,
    `most` is less than two, or nothing became known.
    """
    start = _day(since)
    if start >= months_of_date(programme.as_of):
        raise StargateError(
            f"{since} is not before {programme.as_of}, what is known now\n  write: --from with an earlier day"
        )
    if most < 2:
        raise StargateError(f"{most} days cannot be looked back from\n  write: --vintages 2 or more")
    tree, known = texts(programme)
    contents = typed(Contents, tree, known, [])
    found = Counter(reading.known_since for part in parts(contents) for reading in part.readings)
    days = sorted(month for month in found if start <= month <= known.as_of)
    if not days:
        raise StargateError(
            f"nothing became known from {since} to {programme.as_of}\n  write: --from with an earlier day"
        )
    return _fewer([ReadingDay(date_of(month).isoformat(), found[month]) for month in days], most)


def _day(text: str) -> float:
    try:
        return months_of_date(text)
    except ValueError:
        raise StargateError(f"{text!r} is not a date; write one such as 2025-01-21") from None


def _fewer(days: list[ReadingDay], most: int) -> list[ReadingDay]:
    while len(days) > most:
        least = min(range(1, len(days) - 1), key=lambda i: days[i].readings)
        following = replace(days[least + 1], readings=days[least + 1].readings + days[least].readings)
        days = [*days[:least], following, *days[least + 2 :]]
    return days


def as_known(
    programme: Programme, day: str, written: tuple[Branch, Known], later_evidence: Iterable[str] = ()
) -> Programme:
    """`programme` as it was known on a day; `written` are its texts, read once for all days.

    Figures at the addresses `later_evidence` are read as they are known today.
    Raises ProgrammeError where what was known makes no programme.
    """
    tree, known = written
    known = replace(known, as_of=months_of_date(day), elsewhere=dict.fromkeys(later_evidence, known.as_of))
    found = assembled(replace(programme.origin, as_of=day), tree, known)
    problems: list[Problem] = []
    check_state(found.contents, known, ("", ""), problems)
    if problems:
        raise ProgrammeError(problems)
    return found


def evidence_after(programme: Programme, day: str) -> list[str]:
    """Addresses of the figures that rest on evidence of the catalogue which was published after a day."""
    end, published = months_of_date(day), catalogue().published
    return [
        figure.address
        for figure in programme
        if figure.reading is not None
        and figure.reading.written.like
        and any(published.get(source, end) > end for source in figure.sources)
    ]
