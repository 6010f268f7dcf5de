"""Land of data centres, as published: a record of the catalogue."""

from stargate.programme.catalogue import entry
from stargate.quantity.measures import Area, AreaPerPower
from stargate.quantity.noun import Noun


class LandUse(Noun):
    """Land of data centres, as published."""

    title: str
    """What they are."""
    per_power: AreaPerPower
    """Area per stated power of gigawatt campuses."""
    parcel: Area
    """An average parcel."""
    note: str = ""
    """A remark for readers."""


def published() -> LandUse:
    """What is published of campuses and parcels."""
    return entry("means", "land", LandUse)
