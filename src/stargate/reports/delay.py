"""Whose delay it is: the mean slip against the announcement, from optimism to the last group of causes (T6a, T7)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stargate.futures.attribution import FEWEST, Attribution, Contribution, attribution
from stargate.futures.coalitions import Slip
from stargate.futures.result import Futures
from stargate.reports.causes import name_of
from stargate.reports.drawn import Drawn, drawn_in
from stargate.reports.words import inside, listed, moment, plural, power

if TYPE_CHECKING:
    from rich.console import Group

WAITING = "Waiting for shared supplies, as at medians"
_SHOWN = 3  # members of a group in a terminal
_FEW = 160  # futures: every coalition is run in each of them
_WORK = 160 * 256  # futures times activities: of a larger programme fewer futures are run


@dataclass(frozen=True)
class Step:
    """What a group of causes, or one of its members, adds to the mean slip."""

    address: str  # of a member; empty for a group
    name: str
    months: float
    months_error: float  # Monte Carlo standard error [months]
    load: float  # missing at the day [IT MW]
    load_error: float  # [IT MW]
    members: list["Step"]


@dataclass(frozen=True)
class Delay:
    """The mean slip in steps that add up."""

    title: str
    subtitle: str
    note: str
    of: str
    at: str
    futures: int
    announced: float  # for that day [IT MW]
    steps: list[
        Step
    ]  # optimism, waiting for supplies, then groups of causes, then their sum; none where nothing is divided


def delay(futures: Futures, of: str = "") -> Delay:
    """The figure of the mean slip; without steps where nothing is drawn or nothing dated."""
    divisible = futures.n >= FEWEST and any(p.dated for p in futures.plan.phases)
    if drawn_in(futures) is not Drawn.MANY or not divisible:
        return Delay("No mean slip is divided", "", "", of, futures.plan.due_day, 0, 0.0, [])
    n = max(FEWEST, min(_FEW, _WORK // len(futures.model.activities)))
    return told(futures, attribution(futures, of, n=n))


def told(futures: Futures, found: Attribution) -> Delay:
    """An attribution in words."""
    nothing = Slip(0.0, 0.0)
    groups = [_group(futures, group) for group in found.groups]
    return Delay(
        title=title(found),
        subtitle="How late full load is on average over the phases announced with a date, by their IT MW, and what is "
        f"missing of the {power(found.load)} announced for {moment(found.at)}; bars begin where the one before ends",
        note=_note(found),
        of=found.of,
        at=found.at,
        futures=found.n,
        announced=round(found.load, 3),
        steps=[
            _step("", "Optimism: every figure at its median", _less(found.optimism, found.waiting), nothing, []),
            *([_step("", WAITING, found.waiting, nothing, [])] if any(found.waiting) else []),
            *groups,
            _step("", "Mean of the futures", found.mean, found.error, []),
        ],
    )


def title(found: Attribution) -> str:
    """What the figure says."""
    whole, waiting = found.mean.months, found.waiting.months
    if whole < 0.05:
        return (
            f"On average full load comes {_months(-whole)} before it was announced"
            if whole <= -0.05
            else ("On average full load comes as announced")
        )
    parts = [("optimism", found.optimism.months - waiting), ("waiting for supplies", waiting)]
    parts += [(_said(group), group.mean.months) for group in found.groups[:2]]
    some = [f"{name} {months:.1f}" for name, months in parts if months >= 0.05]
    return f"Full load comes {_months(whole)} late on average" + (f": {listed(some)}" if some else "")


def _less(one: Slip, other: Slip) -> Slip:
    return Slip(one.months - other.months, one.load - other.load)


def _said(group: Contribution) -> str:
    return inside(group.name)


def _months(months: float) -> str:
    return f"{months:.1f} months"


def _note(found: Attribution) -> str:
    most = max(error.months for error in (found.error, *(group.error for group in found.groups)))
    return (
        f"{plural(found.n, 'future')} with every coalition of the groups drawn and the others at their medians; what "
        "groups do together is shared by Shapley's value, so that all bars add up. Standard errors are at most "
        f"{most:.2f} months. What comes later than the horizon, or never, counts to it."
    )


def _group(futures: Futures, group: Contribution) -> Step:
    members = [_step(m.name, name_of(futures.programme, m.name), m.mean, m.error, []) for m in group.members]
    return _step("", group.name, group.mean, group.error, members)


def _step(address: str, name: str, mean: Slip, error: Slip, members: list[Step]) -> Step:
    return Step(
        address,
        name,
        round(mean.months, 4),
        round(error.months, 4),
        round(mean.load, 3),
        round(error.load, 3),
        members,
    )


def table(found: Delay) -> "Group":
    """All steps for a terminal, with the three largest members of each group."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    made = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    made.add_column("adds")
    for name in ("months late", "+-", f"IT MW missing {found.at}", "+-"):
        made.add_column(name, justify="right", no_wrap=True)
    for step in found.steps:
        made.add_row(step.name, *_numbers(step), style="bold")
        for member in step.members[:_SHOWN]:
            made.add_row(f"  {member.name}", *_numbers(member), style="dim")
    return Group(Text(found.title, style="bold"), made, Text(found.note, style="dim"))


def _numbers(step: Step) -> tuple[str, ...]:
    return f"{step.months:.2f}", f"{step.months_error:.2f}", f"{round(step.load)}", f"{step.load_error:.0f}"
