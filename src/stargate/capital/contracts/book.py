"""All contracts of a programme, by kind: the fields are the classes of this folder."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Annotated, Any, TypeVar

from pydantic import Field, StringConstraints, create_model

import stargate.capital.contracts as room
from stargate.capital.company import Use
from stargate.capital.contracts.contract import Contract
from stargate.quantity.noun import Noun

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
K = TypeVar("K", bound=Contract)


def _kinds() -> dict[str, type[Contract]]:
    """Every kind of contract by its field."""
    for module in iter_modules(room.__path__):
        if f"{room.__name__}.{module.name}" != __name__:
            import_module(f"{room.__name__}.{module.name}")
    return {kind.plural: kind for kind in sorted(Contract.__subclasses__(), key=lambda kind: kind.__module__)}


KINDS = _kinds()


def _sentence(kind: type[Contract]) -> str:
    """The first paragraph of what a kind says of itself, in one line."""
    return " ".join((kind.__doc__ or "").partition("\n\n")[0].split())


class _Book(Noun):
    """Who pays whom for what, by kind of contract."""

    def at(self, kind: type[K], site: str, use: Use | None = None) -> K | None:
        """The contract of a kind at a site, for a use where its kind has one; one that names the site comes first."""
        held = [c for c in getattr(self, kind.plural).values() if c.names(site)]
        held = [c for c in held if use is None or getattr(c, "use", use) == use]
        return max(held, key=lambda contract: contract.names(site), default=None)

    def all(self) -> list[Contract]:
        """Every contract, kind by kind."""
        return [contract for plural in KINDS for contract in getattr(self, plural).values()]


_FIELDS: dict[str, Any] = {
    plural: (dict[Name, kind], Field(default={}, description=_sentence(kind))) for plural, kind in KINDS.items()
}
Contracts = create_model("Contracts", __base__=_Book, __doc__=_Book.__doc__, __module__=__name__, **_FIELDS)
