"""What all contracts share: the campuses they are of."""

from typing import ClassVar

from stargate.quantity.noun import Noun

ALL = "*"  # of `sites`


class Contract(Noun):
    """An agreement by which one party pays another, at some campuses."""

    plural: ClassVar[str]
    """Its field in `contracts.yaml`."""
    party: ClassVar[str]
    """Its field that names the other side: a partner or a company."""

    title: str = ""
    """What it is called in tables."""
    sites: list[str]
    """The campuses it is of: names in `sites`, or `*` for all that no other contract of its kind names."""
    note: str = ""
    """A remark for readers."""

    def names(self, site: str) -> int:
        """How closely it names a site: 2 by name, 1 by `*`, 0 not at all."""
        return 2 if site in self.sites else 1 if ALL in self.sites else 0
