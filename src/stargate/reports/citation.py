"""How a run is cited: by what went into it, never by when it was made."""

from collections.abc import Sequence
from dataclasses import dataclass

from stargate.futures.result import Futures
from stargate.reports.version import this_version
from stargate.reports.words import listed

AUTHOR = "The stargate maintainers"
TITLE = "stargate: open planning engine and digital twin for programmes of gigawatt-scale AI data-centre campuses"


@dataclass(frozen=True)
class Citation:
    """What identifies some futures: the same inputs, version and seed give the same citation, and the same numbers."""

    programme: str  #: name of the programme
    as_of: str  #: the date whose knowledge counts, which also dates the citation
    scenarios: tuple[str, ...]  #: in the order in which the report shows them
    changes: tuple[tuple[str, str], ...]  #: overrides as (address, text)
    inputs: str  #: first digits of the digest of the programme's files
    run: str  #: id of the run in the store; empty where the futures are in none
    futures: int  #: how many were drawn
    seed: int  #: of their random numbers
    version: str  #: of stargate

    @property
    def text(self) -> str:
        """The citation as a sentence for a list of references."""
        return f"{AUTHOR} ({self.as_of[:4]}). {TITLE}, version {self.version}. {self._what}."

    @property
    def bibtex(self) -> str:
        """The same as an entry for BibTeX."""
        fields = {
            "author": f"{{{AUTHOR}}}",
            "title": f"{{{TITLE}}}",
            "howpublished": f"Software, version {self.version}",
            "year": self.as_of[:4],
            "month": str(int(self.as_of[5:7])),
            "note": _escaped(self._what),
        }
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        return f"@misc{{stargate-{self.run or self.inputs},\n{lines}}}\n"

    @property
    def _what(self) -> str:
        changed = [f"{address} = {text}" for address, text in self.changes]
        parts = [
            f"Programme {self.programme} as of {self.as_of}",
            f"{'scenario' if len(self.scenarios) == 1 else 'scenarios'} {listed(list(self.scenarios))}",
            *([f"changed: {'; '.join(changed)}"] if changed else []),
            f"inputs {self.inputs}",
            *([f"run {self.run}"] if self.run else []),
            f"{self.futures:,} {'future' if self.futures == 1 else 'futures'}",
            f"seed {self.seed}",
        ]
        return ", ".join(parts)


def citation(results: Futures | Sequence[Futures], run: str = "") -> Citation:
    """How to cite futures; of several scenarios the first is the one shown first. `run` is their id in a store.

    >>> import stargate as sg
    >>> futures = sg.simulate(sg.announced(sg.read("programmes/small")), n=500, seed=7)
    >>> sg.citation(futures).text.endswith("500 futures, seed 7.")
    True
    """
    runs = [results] if isinstance(results, Futures) else list(results)
    first = runs[0]
    origin = first.programme.origin
    return Citation(
        programme=first.programme.name,
        as_of=origin.as_of,
        scenarios=tuple(futures.programme.origin.scenario for futures in runs),
        changes=origin.changes,
        inputs=origin.digest[:12],
        run=run,
        futures=first.n,
        seed=first.seed,
        version=this_version(),
    )


_SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_SPECIAL |= {character: f"\\{character}" for character in "{}%&#_$"}


def _escaped(text: str) -> str:
    """Text that BibTeX and LaTeX take literally."""
    return text.translate(str.maketrans(_SPECIAL))
