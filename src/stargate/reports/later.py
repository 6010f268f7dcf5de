"""Evidence of the catalogue that an account uses and that nobody had yet at the programme's date (C4a)."""

from collections.abc import Iterator, Mapping
from typing import Any

from stargate.footprint.county import county_of
from stargate.footprint.embodied import Embodied
from stargate.footprint.result import Footprint
from stargate.footprint.water import us_mean
from stargate.programme.catalogue import catalogue, entry, names, region
from stargate.programme.labour import Labour, Multiplier
from stargate.programme.land_use import published
from stargate.quantity.figure import Figure
from stargate.quantity.notation import ASSUMED, months_of_date
from stargate.quantity.noun import Noun
from stargate.reports.words import listed


def later(found: Footprint) -> Iterator[str]:
    """What of it was published after the date on which the programme is looked at, in a sentence, if any was."""
    as_of, dates = found.operation.plan.programme.as_of, catalogue().published
    keys = {key for record in _records(found) for figure in _figures(record) for key in figure.sources}
    if after := sorted(key for key in keys - {ASSUMED} if dates[key] > months_of_date(as_of)):
        yield f"Published after {as_of} and used all the same, as hindsight: {listed(after)}."


def _records(found: Footprint) -> Iterator[Noun | None]:
    """Of places, of what stands beside them, and with futures of what campuses are made of and who builds them."""
    yield from (region(name).region for name in found.regions if name)
    yield from (county_of(year.site) for year in found.sites)
    yield from (us_mean(), published())
    if found.futures is not None:
        yield from (entry("embodied", "campus", Embodied), entry("jobs", "campus", Labour))
        yield from (entry("multipliers", name, Multiplier) for name in names("multipliers"))


def _figures(value: Any) -> Iterator[Figure]:
    if isinstance(value, Figure):
        yield value
    elif isinstance(value, Noun):
        yield from (each for name in type(value).model_fields for each in _figures(getattr(value, name)))
    elif isinstance(value, Mapping):
        yield from (each for part in value.values() for each in _figures(part))
