"""What differs between two states of a programme, in words."""

from dataclasses import dataclass

from stargate.programme.between import Differing, differing
from stargate.programme.programme import Programme
from stargate.reports.causes import name_of


@dataclass(frozen=True)
class Difference:
    """A figure, statement or text that differs."""

    address: str  #: of what differs
    name: str  #: in words
    kind: str  #: happened, said, assumed
    then: str  #: in the first
    later: str  #: in the second


def differences(before: Programme, after: Programme) -> list[Difference]:
    """Everything that differs between two states of one programme."""
    return [_difference(found, before, after) for found in differing(before, after)]


def _difference(found: Differing, before: Programme, after: Programme) -> Difference:
    return Difference(found.address, _name(found.address, before, after), str(found.kind), found.then, found.later)


def _name(address: str, *programmes: Programme) -> str:
    """Named as in the first programme that knows its record; by its address where none does."""
    for programme in programmes:
        try:
            return name_of(programme, address)
        except KeyError:
            continue
    return address.replace("_", " ").replace(".", ", ")
