"""What records said of each project on one day, and on the days before it."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from jaxtyping import Bool, Float, Int

from stargate.history.records import Records

DRIFT = 6.0  # [months]: how far back the promise is looked up, to see how fast it moves


@dataclass(frozen=True)
class View:
    """The projects that were open on a day, as the records then had them; times in months since year 0."""

    day: Float[np.ndarray, " project"]  #: the day of the view
    project: Int[np.ndarray, " project"]  #: which of the known ones
    kind: Int[np.ndarray, " project"]  #: its class
    started: Float[np.ndarray, " project"]  #: when it started
    promised: Float[np.ndarray, " project"]  #: when it was to finish, as said then
    first: Float[np.ndarray, " project"]  #: the promise said first
    drift: Float[np.ndarray, " project"]  #: how fast the promise moved lately [months a month]
    silent: Float[np.ndarray, " project"]  #: since its latest row [months]
    size_mw: Float[np.ndarray, " project"]  #: its size [MW]

    def take(self, rows: Int[np.ndarray, " chosen"]) -> Self:
        """Some of the projects."""
        return replace(self, **{name: column[rows] for name, column in vars(self).items()})


@dataclass(frozen=True)
class Known:
    """Everything that records knew on a day, by project."""

    day: float  #: [month]
    rows: Records  #: those with `as_of` at or before the day, by project and `as_of`
    begin: Int[np.ndarray, " project"]  #: first row of each project
    kind: Int[np.ndarray, " record"]  #: class of each row
    kinds: list[str]  #: the classes
    promised: Float[np.ndarray, " record"]  #: as `rows.promised`, with a plan of usual length where there is none
    finished: Float[np.ndarray, " project"]  #: inf where not [month]
    cancelled: Float[np.ndarray, " project"]  #: inf where not [month]

    @property
    def unpromised(self) -> int:
        """Open projects whose promise is made up from the usual plan."""
        return int(np.isnan(self.rows.promised[self._latest(self.day)[1]]).sum())

    def days(self) -> Float[np.ndarray, " day"]:
        """The days on which something was known."""
        return np.unique(self.rows.as_of)

    def view(self, day: float) -> View:
        """The projects that were open on a day at or before this one, as they were known then."""
        project, row = self._latest(day)
        rows, first = self.rows, self.promised[self.begin[project]]
        _, before = self._rows_at(day - DRIFT)
        earlier = np.maximum(before[project], self.begin[project])
        moved = self.promised[row] - self.promised[earlier]
        return View(
            np.full(len(row), day), project, self.kind[row], rows.started[row], self.promised[row], first,
            moved / DRIFT, day - rows.as_of[row], rows.size_mw[row],
        )  # fmt: skip

    def _latest(self, day: float) -> tuple[Int[np.ndarray, " project"], Int[np.ndarray, " project"]]:
        """Projects open on `day` and their latest rows."""
        seen, row = self._rows_at(day)
        project = np.flatnonzero(seen & self.rows.open[np.maximum(row, 0)])
        return project, row[project]

    def _rows_at(self, day: float) -> tuple[Bool[np.ndarray, " project"], Int[np.ndarray, " project"]]:
        """Whether each project had a row by `day`, and the latest of them."""
        count = np.add.reduceat((self.rows.as_of <= day).astype(int), self.begin)
        return count > 0, self.begin + count - 1


def known(records: Records, day: float) -> Known:
    """What records knew on `day` [months since year 0]; nothing later is in it. There must be such records."""
    rows = _with_beginnings(records.take(records.as_of <= day))
    rows = rows.take(np.lexsort((rows.as_of, rows.id)))
    begin = np.flatnonzero(np.append(True, rows.id[1:] != rows.id[:-1]))
    last = np.append(begin[1:], len(rows)) - 1
    kinds, kind = np.unique(rows.kind, return_inverse=True)
    finished, cancelled = (np.nan_to_num(column[last], nan=np.inf) for column in (rows.finished, rows.cancelled))
    return Known(day, rows, begin, kind.reshape(-1), kinds.tolist(), _promised(rows), finished, cancelled)


def _promised(rows: Records) -> Float[np.ndarray, " record"]:
    """Promises; where there is none, the start and a plan of usual length, or the usual duration where none plans."""
    planned, lasted = (column - rows.started for column in (rows.promised, rows.finished))
    lengths = planned[np.isfinite(planned)] if np.isfinite(planned).any() else lasted[np.isfinite(lasted)]
    usual = float(np.median(lengths)) if len(lengths) else 0.0
    return np.where(np.isnan(rows.promised), rows.started + usual, rows.promised)


def _with_beginnings(rows: Records) -> Records:
    """Rows of each project as of its start, where the file tells of projects in retrospect.

    That is where most projects that ended were never seen open: then those that are open were at risk from their start
    as well. Where most were seen open, a project that was not was listed because it had ended, and says nothing.
    """
    _, first, project = np.unique(rows.id[by := np.argsort(rows.as_of, kind="stable")], return_index=True,
                                  return_inverse=True)  # fmt: skip
    ended = np.zeros(len(first), dtype=bool)
    ended[project.reshape(-1)] = ~np.isnan(rows.finished[by]) | ~np.isnan(rows.cancelled[by])
    born = ~np.isnan(rows.finished[by[first]]) | ~np.isnan(rows.cancelled[by[first]])
    if not ended.any() or born.sum() <= ended.sum() / 2:
        return rows
    new = rows.take(by[first])
    new = new.take(new.started < new.as_of)
    empty = np.full(len(new), np.nan)
    new = replace(new, as_of=new.started, finished=empty, cancelled=empty)
    columns = {name: np.concatenate([getattr(rows, name), getattr(new, name)]) for name in vars(rows) if name != "file"}
    return replace(rows, **columns)
