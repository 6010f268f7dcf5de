"""What is known of people who build and run campuses: records of the catalogue."""

from stargate.quantity.measures import Count, Duration, Factor, JobsPerItPower, Money, Share
from stargate.quantity.noun import Noun


class Labour(Noun):
    """People who build and run a campus, where it does not state them itself."""

    title: str
    """Whom it counts."""
    construction_peak: JobsPerItPower
    """People on site at the peak of construction."""
    permanent: JobsPerItPower
    """People who stay in operation."""
    building_time: Duration
    """Time in which a building is built, until it has its full load."""
    rise: Share
    """The part of that time in which their number rises to its peak."""
    fall: Share
    """The part in which it falls again."""
    construction_peak_per_building: Count
    """At the peak of one building: to compare with, never computed with."""
    permanent_per_building: Count
    """In the operation of one building: to compare with, never computed with."""
    subsidy_per_job: Money
    """What the public pays for a permanent job: to compare with, never computed with."""
    note: str = ""
    """A remark for readers."""


class Multiplier(Noun):
    """How many jobs a publication counts in all for each direct one: gross, nothing that they displace taken off."""

    title: str
    """Whose it is."""
    total_per_direct: Factor
    """Jobs in all, the direct one among them, for each direct job."""
    funded_by: str
    """Who paid for it."""
    covers: str
    """Which jobs it counts, and by what model."""
    note: str = ""
    """A remark for readers."""
