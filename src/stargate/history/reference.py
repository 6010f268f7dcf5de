"""A reference class: what the records of comparable projects say, kept without the records."""

from stargate.quantity.measures import Count, Duration, Factor, Share
from stargate.quantity.noun import Noun


class ReferenceClass(Noun):
    """How long comparable projects took, how late they came and how many never finished, fitted to their records."""

    title: str
    """What is timed, from when to when."""
    duration: Duration
    """How long those took that finished: `duration: like NAME`."""
    slip: Duration | None = None
    """How much later than promised they finished: `2027-03-01 [announced] + like NAME`."""
    stretch: Factor | None = None
    """How many times the time promised they took, where that fits better: `18 months [announced] x like NAME`."""
    never: Share
    """The chance of never finishing: `chance: like NAME`."""
    cases: Count
    """How many projects it rests on."""
    finished: Count
    """How many of them finished."""
    cancelled: Count
    """How many of them were given up."""
    promises: Count | None = None
    """How many of them were promised for a day, on which the slip rests."""
    kept: Count | None = None
    """How many of those finished."""
    period: str
    """When they were watched."""
    size: str = ""
    """How large they are."""
    fit: str
    """The laws that fit best, and how well."""
    note: str = ""
    """A remark for readers."""
