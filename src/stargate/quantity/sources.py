"""Who says so: publications, and what of them was known by a date (C4a)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Self

from stargate.quantity.notation import ASSUMED, NotationError

TIMELESS = -math.inf


class Role(StrEnum):
    """Where `like NAME` stands, which says what is taken of the class: as a figure, or behind `+ ` or `x `."""

    WHOLE = ""  #: its duration
    ADDED = "+ "  #: by how many months it is late
    TIMES = "x "  #: how many times the time promised it takes
    CHANCE = "chance"  #: its chance of never finishing


_CHANGES = (Role.ADDED, Role.TIMES)
_SAYS = {
    Role.WHOLE: "how long it takes",
    Role.ADDED: "how many months it is late",
    Role.TIMES: "how many times the time promised it takes",
    Role.CHANCE: "the chance of never finishing",
}
OVERLAY = "overlay:"  # begins the name of every file of a confidential overlay


def is_confidential(where: str) -> bool:
    """Whether a file and line lie in a confidential overlay."""
    return where.startswith(OVERLAY)


@dataclass(frozen=True)
class Known:
    """The state of knowledge a programme is read in: a date, and when each source was published.

    Dates in months since year 0; `as_of` is the end of what counts.
    """

    as_of: float
    published: Mapping[str, float] = field(default_factory=dict)
    catalogue: Mapping[str, Mapping[Role, str]] = field(default_factory=dict)  # what `like NAME` stands for
    computed: frozenset[str] = frozenset()  # statistics made for the programme
    elsewhere: Mapping[str, float] = field(default_factory=dict)  # addresses read in another state of knowledge
    made: Mapping[Any, Any] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )  # records by their text

    def again(self) -> Self:
        """The same state, in which records of texts that were read before are what they were made into."""
        same = replace(self)
        object.__setattr__(same, "made", MappingProxyType(self.made))
        return same

    def at(self, address: str) -> float:
        """The end of what counts for the figure at `address`."""
        return self.elsewhere.get(address, self.as_of)

    def since(self, sources: tuple[str, ...]) -> float:
        """When a reading became known: with the last of its sources; an assumption is timeless."""
        return max((self.published.get(key, TIMELESS) for key in sources if key != ASSUMED), default=TIMELESS)

    def disagree(self, sources: tuple[str, ...]) -> bool:
        """Whether a range with these sources states a disagreement: several publications, and nothing derived."""
        return not self.computed & set(sources) and sum(key != ASSUMED for key in sources) > 1

    def check(self, sources: tuple[str, ...], body: str) -> None:
        """Every key is a source of the programme, or `assumed`."""
        for key in sources:
            if key != ASSUMED and key not in self.published:
                near = get_close_matches(key, self.published, 1, 0.5)
                raise NotationError(
                    f"there is no source {key!r} in sources.yaml",
                    f"{body} [{near[0]}]" if near else f"{body} [{ASSUMED}], or add {key} to sources.yaml",
                )

    def like(self, name: str, role: Role) -> str:
        """What the catalogue says under `name`, of its figures the one that is asked for where `like` stands."""
        head = str(role) if role in _CHANGES else ""
        has = self.catalogue.get(name, {})
        if role in has:
            return has[role]
        others = [other for other, figures in self.catalogue.items() if role in figures]
        near = get_close_matches(name.replace("-", "_"), others, 3, 0.4) or others
        instead = [f"{other}like {name}" for other in _CHANGES if head and other in has]
        wrong = f"{name!r} says nothing of {_SAYS[role]}" if has else f"the catalogue has no {name!r}"
        raise NotationError(wrong, " or ".join(instead or [f"{head}like {' or '.join(near)}"]))
