"""What every anchor is: a published figure, and the same computed here. One final class a file of this folder; the
figures lie in `catalogue/anchors`, a file each."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from math import inf
from pkgutil import iter_modules

import stargate.computing.anchors as room
from stargate.errors import StargateError
from stargate.programme.catalogue import entry, names
from stargate.quantity import units
from stargate.quantity.figure import Figure
from stargate.quantity.measures import Factor
from stargate.quantity.notation import Bound, Written
from stargate.quantity.noun import Branch, Noun


class Anchor(Noun):
    """A published figure that a model answers. Each kind has its figure in a field `published`."""

    held_against: str
    """What computes the same: a file of `stargate/computing/anchors`."""
    title: str
    """What was published of what."""
    within: Factor | None = None
    """How many times more or less than the published counts as the same, for benchmarks of one day and setting."""
    put_in: str = ""
    """What of it the model is given, so that it tests little; nothing where empty."""
    because: str = ""
    """Why the model lies outside, where it does."""
    note: str = ""
    """A remark for readers."""

    @property
    @abstractmethod
    def figure(self) -> Figure:
        """What was published."""

    @abstractmethod
    def modelled(self) -> float:
        """The same by the model [canonical unit]."""

    @property
    @abstractmethod
    def basis(self) -> str:
        """What the model computed, in words."""


@dataclass(frozen=True)
class Held:
    """A published figure beside the model's."""

    name: str  #: of its file in the catalogue
    kind: str  #: what computes the same
    title: str  #: what was published of what
    published: str  #: as written, with its sources
    low: float  #: the least that counts as the same, `within` laid on; 0 where there is none
    high: float  #: the most; infinity where there is none
    model: float  #: what the model says
    unit: str  #: of these three, that of the publication
    within: float  #: factor laid on what was published
    basis: str  #: what the model computed
    put_in: str  #: what of it the model is given
    because: str  #: why it lies outside
    note: str  #: remark

    @property
    def inside(self) -> bool:
        """Whether the model lies in the published range."""
        return self.low <= self.model <= self.high

    @property
    def off(self) -> float:
        """The model over the nearest end of what was published, `within` not laid on; 1 inside."""
        low, high = self.low * self.within, self.high / self.within
        return self.model / low if self.model < low else self.model / high if self.model > high else 1.0


def held(name: str) -> Held:
    """One anchor of the catalogue beside the model's value. Raises StargateError where there is none of this name."""
    anchor = entry("anchors", name, kind_of)
    figure = anchor.figure
    written = figure.readings[0].written
    low, high = _ends(written)
    within = anchor.within.p50 if anchor.within else 1.0
    unit = units.factor(written.unit, figure.dimension) or 1.0
    return Held(
        name=name,
        kind=anchor.held_against,
        title=anchor.title,
        published=str(written),
        low=low / within,
        high=high * within,
        model=anchor.modelled() / unit,
        unit=written.unit,
        within=within,
        basis=anchor.basis,
        put_in=anchor.put_in,
        because=anchor.because,
        note=anchor.note,
    )


def anchors() -> list[Held]:
    """Every anchor of the catalogue beside the model's value, kind by kind."""
    return sorted(map(held, names("anchors")), key=lambda one: (one.kind, one.name))


def _ends(written: Written) -> tuple[float, float]:
    """The ends of what was published, as written; one-sided statements are open on the other side."""
    low = 0.0 if written.bound is Bound.CEILING else written.low
    high = inf if written.bound is Bound.FLOOR else written.high
    return low, high


def kinds() -> Iterator[str]:
    """The modules of this folder, of which kinds of anchors are those with a final class."""
    return (module.name for module in iter_modules(room.__path__))


def kind_of(tree: Branch) -> type[Anchor]:
    """The kind that an anchor's file names: the folder is the registry. Raises StargateError where there is none."""
    module = str(tree.get("held_against", ""))
    if module in set(kinds()):
        for thing in vars(import_module(f"{room.__name__}.{module}")).values():
            if isinstance(thing, type) and issubclass(thing, Anchor) and "__final__" in vars(thing):
                return thing
    near = get_close_matches(module, kinds(), 3, 0.4) or ["a file of computing/anchors"]
    raise StargateError(f"{tree.where}: nothing is called {module!r}\n  write: held_against: {' or '.join(near)}")
