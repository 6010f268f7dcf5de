"""Power by place as a plan sees it: what it costs, how much there is and may be, what it takes of what is shared."""

import numpy as np
from jaxtyping import Float

from stargate.planning.case import Case
from stargate.planning.offers import BRIDGE, GRID, Sampled, store
from stargate.planning.places import Place
from stargate.planning.problem import Options
from stargate.planning.shared import by_year
from stargate.planning.standing import nameplate, on_offer, there
from stargate.quantity.figure import value
from stargate.schedule.activity import Activity

PIPELINE, LAND = "pipeline", "land"
_HOURS_OF_DAY = 24
_MW = 1e-3  # [GW]


def options(case: Case, hours: Sampled) -> Options:
    """All options at all places."""
    prices, horizon, found = case.prices, case.horizon, case.offers
    least, most = _amounts(case, hours)
    supplies = tuple(dict.fromkeys(offer.limit for offer in found if offer.limit))
    capital = [
        [[_capital(case, place, k, month) for month in horizon.paid] for k in range(len(found))]
        for place in case.places
    ]
    upkeep = [
        [[offer.upkeep(case.year.at(place), prices, month) for month in horizon.middles] for offer in found]
        for place in case.places
    ]
    growth = [prices.since(month, horizon.middles[0]) for month in horizon.middles]
    return Options(
        names=tuple(offer.name for offer in found),
        owned=np.array([offer.owned for offer in found]),
        capital_cost=np.array(capital),
        upkeep=np.array(upkeep),
        life=np.array([max(1, round(offer.technology.life.p50 / 12)) for offer in found], dtype=np.int64),
        least=least,
        most=most,
        available=hours.available,
        cost=hours.cost,
        growth=np.tile(growth, (len(found), 1)),
        supplies=supplies,
        supplied=np.array([[float(o.limit == name) for o in found] for name in supplies]).reshape(-1, len(found)),
        supply=np.array([_supply(case, name) for name in supplies]).reshape(-1, horizon.years),
        rooms=(PIPELINE, LAND),
        room_taken=np.array([[float(offer.burns_gas) for offer in found], [offer.land for offer in found]]),
        room_of_shell=np.array([0.0, case.land_by_load]),
        room=_rooms(case, least),
    )


def _capital(case: Case, place: Place, option: int, month: float) -> float:
    """A bridge is paid by rent, and the connection of a campus that is begun is there or ordered."""
    offer = case.offers[option]
    return 0.0 if offer.name == GRID and place.opened else offer.capital(place, case.prices, month)


def _amounts(
    case: Case, hours: Sampled
) -> tuple[Float[np.ndarray, "site option year"], Float[np.ndarray, "site option year"]]:
    """What is there or ordered, and the most there may be [GW].

    At a candidate, or a campus of which nothing is begun, its connection and plants are what may be bought.
    """
    duration = 1.0 if (battery := store(case.offers)) is None else battery.duration
    least = np.zeros((len(case.places), len(case.offers), case.horizon.years))
    most = np.zeros_like(least)
    for s, place in enumerate(case.places):
        peak = float(hours.load[s].max())
        standing = np.zeros_like(least[s])
        if place.site is not None:
            need = case.shell[s] * peak / _least_available(case, hours, s, place)
            standing = there(place, case.offers, case.timing, case.horizon, need, duration)
        if place.opened:
            least[s] = standing
        pipeline = _pipeline(case, place)
        for k, offer in enumerate(case.offers):
            more = on_offer(place, offer, case.horizon, case.most[s] * peak, pipeline)
            most[s, k] = standing[k] + more
    return least, most


def _least_available(case: Case, hours: Sampled, s: int, place: Place) -> float:
    """The least part of what stands at a campus that gives power in any hour."""
    firm = [k for k, offer in enumerate(case.offers) if offer.firm and nameplate(place, offer, 1.0) > 0]
    return float(hours.available[s, firm].min()) if firm else 1.0


def _pipeline(case: Case, place: Place) -> float:
    """Generation that gas at a place feeds [GW]: a prospect's; what a campus has, or the fuel that can be delivered."""
    if place.prospect is not None:
        return (value(place.prospect.gas) or 0.0) * _MW
    gas = [offer for offer in case.offers if offer.burns_gas and offer.owned]
    standing = sum(nameplate(place, offer, 1.0) for offer in gas)
    fuel = value(place.site.power.fuel) if place.site is not None and place.site.power is not None else None
    if fuel is None or not gas:
        return standing
    mine = [offer for offer in gas if nameplate(place, offer, 1.0) > 0] or gas
    return max(standing, fuel / _HOURS_OF_DAY / max(offer.heat_rate for offer in mine) * _MW)


def _rooms(case: Case, least: Float[np.ndarray, "site option year"]) -> Float[np.ndarray, "site room"]:
    """Pipeline [GW] and land [ha]; a campus has at least the land that its phases and what stands there take.

    Where no land is stated, it has no more.
    """
    found = np.zeros((len(case.places), 2))
    taken = np.array([offer.land for offer in case.offers])
    for s, place in enumerate(case.places):
        stated = value(place.record.land)
        used = case.land_by_load * case.most[s] + float((taken[:, None] * least[s]).sum(axis=0).max(initial=0.0))
        found[s] = _pipeline(case, place), (stated or 0.0) if place.prospect is not None else max(used, stated or 0.0)
    return found


def _supply(case: Case, name: str) -> Float[np.ndarray, " year"]:
    """What is left of a shared supply of generation or grid power [GW]: campuses begun go before."""
    begun = {activity.address for place in case.places if place.opened and place.site for activity in _own(place)}
    return by_year(case.left(name, begun)) * _MW


def _own(place: Place) -> list[Activity]:
    return [] if place.site is None else list(place.site.activities.values())


def addresses(case: Case) -> dict[tuple[str, str], str]:
    """Where options and supplies stand in the programme."""
    planning = case.planning.address
    found = {}
    for offer in case.offers:
        bare = offer.name.removeprefix(BRIDGE)
        shelf = "bridge" if offer.name.startswith(BRIDGE) else "power"
        at = f"{planning}.{shelf}.{bare}" if offer.record is not None else f"catalogue.power.{bare}"
        found["option", offer.name] = at
    found |= {("supply", offer.limit): f"limits.{offer.limit}" for offer in case.offers if offer.limit}
    return found
