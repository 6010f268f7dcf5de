"""A table of a page as a figure: what it says, and its rows."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Listing:
    """Rows of words and numbers; columns beyond those shown are in its file only."""

    id: str
    title: str
    subtitle: str
    note: str
    shown: int  #: how many columns the page shows
    table: dict[str, list] = field(repr=False)  #: columns, and rows


def spread_text(of: dict[str, float], digits: int = 1) -> str:
    """A median with its 80% range.

    >>> spread_text({"p10": 1.0, "p50": 2.25, "p90": 4.0})
    '2.2 (1.0 to 4.0)'
    """
    return f"{of['p50']:.{digits}f} ({of['p10']:.{digits}f} to {of['p90']:.{digits}f})"
