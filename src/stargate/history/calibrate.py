"""From records to reference classes: what is fitted to each class, in words and as an entry of a catalogue."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from stargate.errors import StargateError
from stargate.files import write_together
from stargate.history.records import Records, latest, of_kind, read_records
from stargate.history.slip import Slip, last_seen, slip
from stargate.history.survival import Fitted, Race, Spells, race, size_effect
from stargate.quantity.notation import ASSUMED, NotationError, check_keys, date_text, months_of_date, number_text
from stargate.quantity.shown import html_table

FEW, TOO_FEW = 20, 5  # finished projects: fewer widen a class visibly; fewer tell nothing
_LATE = 0.05  # [months] slips shorter than that are none
_FAR = 0.15  # the distance between law and estimate from which it is said
_HELPS = 0.05  # the p of the likelihood ratio below which size is said to matter


@dataclass(frozen=True)
class Fit:
    """What records say of one class of projects, as known on a day."""

    kind: str  #: the class
    spells: Spells  #: what is known of how long they took
    period: tuple[float, float]  #: when they were watched [month]
    outcome: Race  #: finishing against giving up
    slip: Slip | None  #: how late they come against what was promised; None where nothing was

    @property
    def name(self) -> str:
        """What `like NAME` calls it."""
        return re.sub(r"[^a-z0-9]+", "_", self.kind.lower()).strip("_")

    @property
    def finished(self) -> int:
        """How many finished while they were watched."""
        return int(self.spells.finished.sum())

    @property
    def cancelled(self) -> int:
        """How many were given up while they were watched."""
        return int(self.spells.cancelled.sum())

    @property
    def duration(self) -> str:
        """How long those take that finish, P10 to P90, in the notation of figures."""
        return _months(*(self.outcome.quantile(p) for p in (0.1, 0.5, 0.9)))

    @property
    def late(self) -> str:
        """How much they slip, P10 to P90, in the notation of figures; empty where nothing can be said.

        Coming early counts as coming as promised, and what comes early more often than late is not written.
        """
        if self.slip is None or self.slip.quantile(0.5) < _LATE:
            return ""
        low, mid, high = (self.slip.quantile(p) for p in (0.1, 0.5, 0.9))
        if not self.slip.months:
            return f"{low:.3g} to {high:.3g}, median {mid:.3g}"
        if low >= _LATE:
            return _months(low, mid, high)
        early = min(max(10.0, self.slip.early() * 100), 49.9)  # where P10 is zero a tenth is
        return f"0 to {_short(high)} months, median {_short(mid)}, zero {_short(early)}%"

    def _late_by(self) -> str:
        if self.slip is None:
            return "not known"
        if not self.late:
            return "nothing in half of all cases, or early"
        low_to_high, _, median = self.late.partition(", ")
        return self.late if self.slip.months else f"taking {low_to_high} times as long as promised, {median}"

    @property
    def never(self) -> str:
        """The chance of never finishing."""
        return f"{_short(self.outcome.never * 100)}%"

    @cached_property
    def size(self) -> str:
        """How large they are; empty where nobody says."""
        known = self.spells.size_mw[np.isfinite(self.spells.size_mw)]
        if not len(known):
            return ""
        low, mid, high = np.quantile(known, [0.1, 0.5, 0.9])
        power, p = size_effect(self.spells)
        grows = f"durations go with its power {power:.2f}" if p < _HELPS else "durations do not differ by it"
        return f"{_short(low)} to {_short(high)} MW, median {_short(mid)}; {grows} (likelihood ratio, p {p:.2g})"

    @cached_property
    def fit(self) -> str:
        """The laws that fit best, and how well."""
        give_up = self.outcome.give_up
        said = [
            f"{self.outcome.finish}",
            f"given up {give_up if isinstance(give_up, Fitted) else f'at {give_up:.2g} a month'}",
            f"at most {self.outcome.distance * 100:.0f} points from Aalen-Johansen",
        ]
        if self.slip is not None:
            better, worse = ("months", "factor") if self.slip.months else ("factor", "months")
            said.append(
                f"slip {self.slip.law}, AIC {self.slip.aic:.0f} in {better}, {self.slip.other_aic:.0f} as {worse}"
            )
        return "; ".join(said)

    @property
    def remarks(self) -> list[str]:
        """What a reader should know before using it."""
        said = []
        if self.finished < FEW:
            wider = self.outcome.widened - 1
            said.append(f"only {self.finished} finished: its range is {wider:.0%} wider for the error of the fit")
        longest = float(self.spells.exit.max())
        if self.outcome.quantile(0.9) > longest:
            said.append(f"its P90 lies beyond the {longest:.0f} months that were seen")
        if self.outcome.distance > _FAR:
            said.append(f"its law is {self.outcome.distance * 100:.0f} points from what was seen")
        if self.slip is not None and self.slip.finished < FEW:
            said.append(f"its slip rests on {self.slip.finished} kept promises")
        return said

    def entry(self, sources: Sequence[str] = (), title: str = "", note: str = "") -> str:
        """It as a file of a catalogue: a programme's `classes/NAME.yaml`."""
        tail = f" [{', '.join(sources or [ASSUMED])}]"
        what = "slip" if self.slip is None or self.slip.months else "stretch"
        figures = {
            "duration": self.duration, what: self.late, "never": self.never, "cases": str(len(self.spells.exit)),
            "finished": str(self.finished), "cancelled": str(self.cancelled),
            "promises": str(self.slip.cases) if self.slip and self.late else "",
            "kept": str(self.slip.finished) if self.slip and self.late else "",
        }  # fmt: skip
        remark = ". ".join(_sentence(part) for part in [*([note] if note else []), *self.remarks])
        words = {
            "period": " to ".join(map(date_text, self.period)), "size": self.size, "fit": self.fit,
            "note": f"{remark}." if remark else "",
        }  # fmt: skip
        lines = [f"title: {_scalar(title or f'{self.kind}, started to finished')}"]
        lines += [f"{field}: {text}{tail}" for field, text in figures.items() if text]
        lines += [f"{field}: {_scalar(text)}" for field, text in words.items() if text]
        return "\n".join(lines) + "\n"

    def __str__(self) -> str:
        return "\n".join([self.kind, *(f"  {name:15} {said}" for name, said in self.rows())])

    def rows(self) -> list[tuple[str, str]]:
        """What it says, line by line."""
        said = [
            ("takes", f"{self.duration} (P10 to P90 of those that finish)"),
            ("late by", self._late_by()),
            ("never finishes", self.never),
            ("rests on", f"{len(self.spells.exit)} projects: {self.finished} finished, {self.cancelled} given up, "
             f"{' to '.join(map(date_text, self.period))}"),
            ("size", self.size or "not known"),
            ("fit", self.fit),
        ]  # fmt: skip
        return [*said, *(("mind", remark) for remark in self.remarks)]

    def data(self) -> dict[str, object]:
        """What it says, for programs: P10, P50 and P90 in months, of a slip that is a factor in times."""

        def three(of: Race | Slip) -> list[float]:
            return [round(of.quantile(p), 3) for p in (0.1, 0.5, 0.9)]

        kind = None if self.slip is None else "months" if self.slip.months else "factor"
        return {
            "class": self.kind, "duration": three(self.outcome), "slip": three(self.slip) if self.slip else None,
            "slip_in": kind, "never": round(self.outcome.never, 4), "cases": len(self.spells.exit),
            "finished": self.finished, "cancelled": self.cancelled, "period": list(map(date_text, self.period)),
            "size": self.size, "fit": self.fit, "mind": self.remarks,
        }  # fmt: skip

    def _repr_html_(self) -> str:
        """What it says in a table, for a notebook."""
        return html_table(self.kind, ("", ""), self.rows())


@dataclass(frozen=True)
class Calibrated:
    """Reference classes fitted to a file of records, as known on a day."""

    file: str  #: its name
    as_of: str  #: the day
    fits: tuple[Fit, ...]  #: one for each class that could be fitted
    refused: tuple[str, ...]  #: why others could not

    def files(self, to: Path | str, sources: Sequence[str] = ()) -> dict[Path, str]:
        """What is written of it by place: one class to a file, or each to a file of its name in a folder.

        In the folder of a programme they go where it looks for them, to `classes/`. The records are not in it.
        Raises StargateError where several classes are to go to one file or to files of one name, or a source is no key.
        """
        to = Path(to)
        try:
            check_keys(tuple(sources), "--source")
        except NotationError as error:
            raise StargateError(f"--source {', '.join(sources)}\n  {error.wrong}\n  write: --source KEY") from None
        if to.suffix in (".yaml", ".yml") and not to.is_dir():
            if len(self.fits) > 1:
                first = self.fits[0].kind
                raise StargateError(
                    f"--to {to}\n  there are {len(self.fits)} classes, and a file holds one\n"
                    f"  write: --class {first!r}, or --to a folder"
                )
            return {to: "".join(fit.entry(sources) for fit in self.fits)}
        folder = to / "classes" if (to / "programme.yaml").is_file() else to
        texts = {folder / f"{fit.name}.yaml": fit.entry(sources) for fit in self.fits}
        if len(texts) < len(self.fits) or not all(re.fullmatch(r"[a-z]\w*", fit.name) for fit in self.fits):
            names = ", ".join(fit.kind for fit in self.fits)
            raise StargateError(
                f"--to {to}\n  the classes {names} do not give a name each to their files\n"
                "  write: other classes in the records, each beginning with a letter, or --class NAME --to FILE.yaml"
            )
        return texts

    def write(self, to: Path | str, sources: Sequence[str] = ()) -> list[Path]:
        """Writes `files` and says where; all of them or none."""
        texts = self.files(to, sources)
        write_together(texts)
        return list(texts)

    def __str__(self) -> str:
        return "\n\n".join([f"{self.file}, as of {self.as_of}", *map(str, self.fits), *self.refused])

    def _repr_html_(self) -> str:
        """All of them as tables, for a notebook."""
        return "".join(fit._repr_html_() for fit in self.fits)


def calibrate(records: Path | str, kind: str = "", as_of: str = "") -> Calibrated:
    """Reference classes fitted to a CSV file of records, as known on a day: one, or all that can be fitted.

    Durations are fitted with open projects as censored, those seen late as truncated, and giving up as a competing risk
    (:mod:`stargate.history.survival`); slips against what was promised in :mod:`stargate.history.slip`. A programme
    that takes a class draws the law that its range stands for (C4), through the same P10, P50 and P90.
    `kind` is a class, `as_of` a day such as `2020-12-31`; all classes and the last day of the file where empty.
    Raises ProgrammeError with everything that is wrong in the file; StargateError where the class is absent, the day
    cannot be read, or no class has five finished projects. A class with fewer than twenty says how much wider it is.
    """
    found = read_records(records)
    day = _day(as_of, found)
    if not len(now := latest(found, day)):
        first = date_text(float(found.as_of.min()))
        raise StargateError(
            f"{found.file}\n  nothing was known on {date_text(day)}\n  write: --as-of {first}, or later"
        )
    fits: list[Fit] = []
    refused: list[str] = []
    for name in [kind] if kind else now.kinds:
        try:
            fits.append(_fitted(of_kind(found, name), name, day))
        except StargateError as error:
            refused.append(str(error))
    if not fits:
        raise StargateError("\n".join(refused))
    return Calibrated(found.file, date_text(day), tuple(fits), tuple(refused))


def spells_of(known: Records) -> Spells:
    """How long projects took, from the latest row of each."""
    known = known.take(np.isfinite(known.started))
    entry = np.where(np.isfinite(known.seen), known.seen - known.started, 0.0)
    ends = np.isfinite(known.finished), np.isfinite(known.cancelled)
    return Spells.of(entry, last_seen(known) - known.started, *ends, known.size_mw)


def _day(as_of: str, records: Records) -> float:
    if not as_of:
        return float(records.as_of.max())
    try:
        return months_of_date(as_of)
    except NotationError as error:
        raise StargateError(f"--as-of {as_of}\n  {error.wrong}\n  write: {error.instead}") from None


def _fitted(records: Records, kind: str, day: float) -> Fit:
    known = latest(records, day)
    spells = spells_of(known)
    if (ended := int(spells.finished.sum())) < TOO_FEW:
        raise StargateError(
            f"{records.file}\n  of class {kind!r} {ended or 'none'} of {len(known)} projects finished while they were "
            f"watched, until {date_text(day)}: too few to fit\n  write: a class with at least {TOO_FEW}, better {FEW}, "
            "finished projects, or a wider class in the file"
        )
    seen = records.as_of[records.as_of <= day]
    since = float(seen.min()) if np.isfinite(known.seen).any() else float(np.nanmin(known.started))
    try:
        return Fit(kind, spells, (since, float(seen.max())), race(spells), slip(records, day))
    except ValueError:
        raise StargateError(
            f"{records.file}\n  no law fits the durations of class {kind!r}\n  write: a class whose durations differ"
        ) from None


def _short(value: float) -> str:
    """A number to a tenth; below one to two digits, so that what is short does not become nothing."""
    return number_text(round(value, 1) if value >= 1 else float(f"{value:.2g}"))


def _months(low: float, mid: float, high: float) -> str:
    """P10 to P90 and median as a figure is written; a point where they are the same to a tenth."""
    if _short(low) == _short(high):
        return f"{_short(mid)} months"
    return f"{_short(low)} to {_short(high)} months, median {_short(mid)}"


def _sentence(text: str) -> str:
    return (text[:1].upper() + text[1:]).rstrip(".")


def _scalar(text: str) -> str:
    """A text as YAML reads it back."""
    return text if re.fullmatch(r"[A-Za-z0-9][\w ,.();/%+-]*", text) else json.dumps(text, ensure_ascii=False)
