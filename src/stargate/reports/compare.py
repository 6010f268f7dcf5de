"""Two sets of futures side by side: IT MW, dates, money, and the figures that differ between them."""

from dataclasses import dataclass, field
from math import isinf

from stargate.errors import StargateError
from stargate.futures.capital import capital
from stargate.futures.quantiles import quantile
from stargate.futures.result import Futures
from stargate.programme.programme import Programme
from stargate.reports.causes import name_of
from stargate.reports.words import iso


@dataclass(frozen=True)
class Pair:
    """One number in both."""

    name: str  #: what it counts
    before: str  #: in the first
    after: str  #: in the second
    change: str  #: from the first to the second, with its unit


@dataclass(frozen=True)
class Difference:
    """A figure that differs."""

    address: str  #: of the figure
    name: str  #: in words
    then: str  #: in the first
    later: str  #: in the second


@dataclass(frozen=True)
class Comparison:
    """What moved between two sets of futures, and the figures behind it."""

    before: str  #: what the first is
    after: str  #: what the second is
    energised: list[Pair] = field(repr=False)  #: median IT MW at year ends
    phases: list[Pair] = field(repr=False)  #: median date of full load
    money: list[Pair] = field(repr=False)  #: medians [USD bn]
    figures: list[Difference] = field(repr=False)  #: those behind it

    def __str__(self) -> str:
        lines = [f"{self.before} -> {self.after}"]
        for title, pairs in (
            ("IT MW, median", self.energised),
            ("full load, median", self.phases),
            ("money", self.money),
        ):
            lines += ["", title, *(f"  {p.name:42} {p.before:>12} {p.after:>12}  {p.change}" for p in pairs)]
        lines += ["", f"figures that differ: {len(self.figures)}"]
        lines += [f"  {f.address}\n      {f.then}  ->  {f.later}" for f in self.figures]
        return "\n".join(lines)


def compare(before: Futures, after: Futures) -> Comparison:
    """`after` against `before`: two scenarios, dates of knowledge or overrides of one programme.

    Raises StargateError where they are futures of different programmes.
    """
    if (
        before.programme.name != after.programme.name
        or before.programme.contents.start != after.programme.contents.start
    ):
        raise StargateError(
            f"{before.programme.name} and {after.programme.name} are different programmes\n"
            "  write: two scenarios or two dates of one programme"
        )
    return Comparison(
        before=_label(before.programme),
        after=_label(after.programme),
        energised=_energised(before, after),
        phases=_phases(before, after),
        money=_money(before, after),
        figures=differences(before.programme, after.programme),
    )


def _label(programme: Programme) -> str:
    changes = f" with {len(programme.origin.changes)} changes" if programme.origin.changes else ""
    return f"{programme.scenario.title}, as of {programme.as_of}{changes}"


def _energised(before: Futures, after: Futures) -> list[Pair]:
    a, b = (f.energised.percentiles([50])[0] for f in (before, after))
    pairs = []
    for i, day in enumerate(before.time):
        if str(day).endswith("-12-31") and i < len(b) and max(a[i], b[i]) > 0:
            pairs.append(Pair(f"end of {str(day)[:4]}", f"{a[i]:.0f}", f"{b[i]:.0f}", f"{b[i] - a[i]:+.0f} IT MW"))
            if a[i] == a[-1] and b[i] == b[-1]:
                break
    return pairs


def _phases(before: Futures, after: Futures) -> list[Pair]:
    ours, theirs = ({p.address: i for i, p in enumerate(f.plan.phases)} for f in (before, after))
    pairs = []
    for address in dict.fromkeys([*ours, *theirs]):
        a = float(quantile(before.dates[:, ours[address]], before.weight, 0.5)) if address in ours else None
        b = float(quantile(after.dates[:, theirs[address]], after.weight, 0.5)) if address in theirs else None
        pairs.append(_phase(address, a, b, before.programme.month_zero))
    return pairs


def _phase(address: str, a: float | None, b: float | None, zero: float) -> Pair:
    texts = ["-" if v is None else iso(v, zero) or "never" for v in (a, b)]
    if a is None or b is None:
        change = "new" if a is None else "gone"
    else:
        change = "" if isinf(a) or isinf(b) else f"{b - a:+.1f} months"
    return Pair(address, texts[0], texts[1], change)


def _money(before: Futures, after: Futures) -> list[Pair]:
    first, second = capital(before), capital(after)
    pairs = []
    for name, of in (("capital needed", "need"), ("not yet raised", "not_raised")):
        a, b = (float(quantile(getattr(c, of), c.weight, 0.5)) / 1000 for c in (first, second))
        pairs.append(Pair(name, f"{a:.0f}", f"{b:.0f}", f"{b - a:+.0f} USD bn"))
    return pairs


def differences(before: Programme, after: Programme) -> list[Difference]:
    """Figures whose reading that counts differs, or that only one of the two knows."""
    found = []
    for address in dict.fromkeys([*before.figures, *after.figures]):
        texts = [p.figures[address].text() if address in p.figures else "not known yet" for p in (before, after)]
        if texts[0] != texts[1]:
            owner = after if address in after.figures else before
            found.append(Difference(address, name_of(owner, address), texts[0], texts[1]))
    return found
