"""Which limits bind, and what one more unit of each is worth, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from stargate.planning.constraints.limit import limits
from stargate.planning.marginals import Marginal
from stargate.planning.problem import PlanningProblem
from stargate.planning.words import money, number


@dataclass(frozen=True)
class Binding:
    """A limit that holds a plan back, in a period."""

    limit: str  #: which kind: a file of planning/constraints
    at: tuple[str, ...]  #: what it limits, and when
    used: float  #: [unit]
    allowed: float  #: [unit]
    unit: str  #: of both
    worth: float  #: what one more unit saves at the plan's starts, worth at its beginning [USD m per unit]
    what: str  #: a unit of it in words, such as "GW of turbines in 2028"
    words: str  #: what one more is worth; of a target, what it costs

    @property
    def weight(self) -> float:
        """What one percent more of it saves, to a first approximation: what limits of other units are ranked by."""
        return 0.01 * self.worth * self.allowed


def binding(problem: PlanningProblem, marginals: Iterable[Marginal]) -> tuple[Binding, ...]:
    """Limits that bind and that somebody set, those that matter most first.

    Where nothing is allowed at all, as before a date, more of it is another question.
    """
    kinds = {name: kind for name, kind in limits() if kind.given}
    units = {use.name: use.unit for use in problem.uses}
    found = []
    for each in marginals:
        if each.allowed > 0 and each.worth * each.allowed > _LEAST:
            kind = kinds[each.limit]
            what = kind.more.format(at=each.at, unit=units.get(each.at[0], each.unit))
            numbers = (each.used, each.allowed, each.unit, each.worth)
            words = f"one more {what} {kind.verb} {money(each.worth)}"
            found.append(Binding(each.limit, each.at, *numbers, what, words))
    return tuple(sorted(found, key=lambda each: -each.weight))


def in_words(found: Iterable[Binding]) -> list[str]:
    """One sentence for every thing that is limited: its dearest period, and in how many others it binds."""
    groups: dict[tuple[str, ...], list[Binding]] = {}
    for each in found:
        groups.setdefault((each.limit, *each.at[:-1]), []).append(each)
    said = []
    for group in groups.values():
        most = max(group, key=lambda each: each.worth)
        of = f"{number(most.used)} of {number(most.allowed)} {most.unit} taken"
        others = f"; it binds in {len(group) - 1} more" if len(group) > 1 else ""
        said.append(f"{most.words[0].upper()}{most.words[1:]} ({of}{others}).")
    return said


_LEAST = 0.05  # USD m, of all of it: less is rounding of the solver
