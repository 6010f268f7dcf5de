"""Power that stands at campuses or is ordered, and how much more of each kind a place may have, by year [GW]."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from stargate.planning.horizon import Horizon
from stargate.planning.offers import GRID, Offer
from stargate.planning.places import Place
from stargate.planning.timing import Timing
from stargate.programme.plants import Plant
from stargate.schedule.activity import ActivityKind

_MOST = 10.0  # times a place's highest load: more than any plan uses of what nothing else limits


def nameplate(place: Place, offer: Offer, duration: float) -> float:
    """What a campus has or ordered of a kind [GW]; of stores, what their energy feeds for the option's duration [h]."""
    if offer.name == GRID:
        return place.grid if place.site is not None else 0.0
    mine = [plant for plant in place.plants if plant.technology.name == offer.name] if offer.owned else []
    return sum(_size(plant, duration) for plant in mine) / 1e3


def _size(plant: Plant, duration: float) -> float:
    if not plant.technology.stores:
        return plant.capacity
    energy = plant.capacity * duration if plant.energy is None else plant.energy
    return min(plant.capacity, energy / duration) * plant.technology.availability


def there(
    place: Place,
    found: Sequence[Offer],
    timing: Timing,
    horizon: Horizon,
    need: Float[np.ndarray, " year"],
    duration: float,
) -> Float[np.ndarray, "option year"]:
    """Power of a campus as it comes: means of years [GW].

    The connection comes when its last activity of kind `grid` that phases begun wait for is finished, what generates
    or stores with the last of kind `generation`. Before, there is what phases need that run by then (`need`), since
    the activities that they wait for bring it.
    """
    sizes = np.array([nameplate(place, offer, duration) for offer in found])
    come = np.array([horizon.after(_last(place, timing, offer, horizon.as_of)) for offer in found])
    least = sizes[:, None] * come
    return _covering(least, sizes * np.array([offer.firm for offer in found]), need)


def _last(place: Place, timing: Timing, offer: Offer, as_of: float) -> float:
    """When the last activity that brings it is finished [month].

    Where a campus has none of its kind, what brings its other power; where none at all, it is there at a campus that
    is begun, and comes after its lead time elsewhere.
    """
    assert place.site is not None
    kinds = (ActivityKind.GRID, ActivityKind.GENERATION)
    for kind in kinds if offer.name == GRID else reversed(kinds):
        if ends := [timing.spans[a.address][1] for a in place.site.activities.values() if a.kind is kind]:
            return max(ends)
    return -np.inf if place.opened else as_of + offer.technology.lead_time.p50


def _covering(
    least: Float[np.ndarray, "option year"], firm: Float[np.ndarray, " option"], need: Float[np.ndarray, " year"]
) -> Float[np.ndarray, "option year"]:
    """`least`, raised in equal parts of what is firm and not there yet, up to all of it, until `need` is covered."""
    room = np.maximum(firm[:, None] - least, 0.0)
    have = np.where(firm[:, None] > 0, least, 0.0).sum(axis=0)
    lack = np.clip(need - have, 0.0, room.sum(axis=0))
    return least + room * np.divide(lack, room.sum(axis=0), out=np.zeros_like(lack), where=room.sum(axis=0) > 0)


def on_offer(
    place: Place, offer: Offer, horizon: Horizon, highest: float, pipeline: float
) -> Float[np.ndarray, " year"]:
    """How much of a kind a place may buy or rent, on top of what is there, as it could come: means of years [GW].

    `highest` is its facility load with all that may be built [GW], `pipeline` the generation that its gas feeds [GW].
    A connection comes on its date; all else after its lead time, ordered on the programme's date.
    """
    if offer.record is None:
        return np.zeros(horizon.years)
    if offer.name == GRID:
        date = None if place.prospect is None else place.prospect.grid_date
        come = np.inf if date is None else date.p50 - horizon.month_zero
        return place.grid * horizon.after(come)
    size = pipeline if offer.burns_gas else _MOST * highest
    return size * horizon.after(horizon.as_of + offer.lead_time)
