"""What compute earns, what is asked for, and the money that a plan may spend."""

import numpy as np
from jaxtyping import Float

from stargate.errors import ProgrammeError
from stargate.planning.accelerators import chip_cost
from stargate.planning.case import Case
from stargate.planning.lacking import no_money
from stargate.planning.offers import Sampled
from stargate.planning.problem import Chips, Funds
from stargate.planning.shared import by_year
from stargate.programme.planning import Funding
from stargate.quantity.measures import ComputePrice

_HOURS = 8_760
_MILLION = 1e6


def discount(case: Case) -> float:
    """Nominal: (1 + real) (1 + rise of prices) - 1."""
    real = case.programme.contents.cost_of_capital
    assert real is not None
    return (1 + real.p50) * (1 + case.prices.index) - 1


def unserved_cost(case: Case, hours: Sampled) -> float:
    """Of facility energy, through the mean PUE of all places [USD m/GWh]."""
    utilised = case.workload.utilisation.p50
    return case.workload.value_of_lost_load.p50 * 1e-3 / (float(hours.load.mean()) / utilised)


def yearly_worth(case: Case, price: ComputePrice, declining: float) -> Float[np.ndarray, " year"]:
    """What a million H100e earn in a year at a price, in the hours that they work [USD m]."""
    years = (np.array(case.horizon.middles) - case.programme.as_of_month) / 12
    return price.p50 * (1 - declining) ** years * _HOURS * case.workload.utilisation.p50


def value_of_compute(case: Case) -> Float[np.ndarray, " year"]:
    """What compute sells for [USD m per m H100e and year]."""
    return yearly_worth(case, case.planning.compute_price, case.planning.price_decline.p50)


def demand(case: Case) -> Float[np.ndarray, " year"]:
    """Compute that can be sold [m H100e]; a little more than there could ever be in a year at most.

    A little more, so that where nobody limits it, it is no limit that seems to be worth something.
    """
    most = case.compute_there + _best(case) * (case.could_run - case.there).sum(axis=0)
    return np.minimum(case.horizon.stepped(case.planning.demand, np.inf) / _MILLION, 1.01 * most)


def _best(case: Case) -> Float[np.ndarray, " year"]:
    """Of the accelerators sold up to a year, that with most compute by watt [m H100e/IT GW]."""
    years = np.arange(case.horizon.years)
    found = np.zeros(len(years))
    for one in case.sold:
        sold_in = years >= one.only if one.only is not None else case.horizon.after(one.first) > 0
        found = np.maximum(found, np.where(sold_in, one.compute, 0.0))
    return found


def compute_target(case: Case) -> tuple[Float[np.ndarray, " year"], Float[np.ndarray, " year"]]:
    """Compute that is to be there [m H100e], and what a lack of it costs [USD m per m H100e and year]."""
    asked = case.planning.compute_target
    if asked is None:
        return np.zeros(case.horizon.years), np.zeros(case.horizon.years)
    return case.horizon.stepped(asked.h100e, 0.0) / _MILLION, yearly_worth(case, asked.shortfall, 0.0)


def target(case: Case) -> tuple[Float[np.ndarray, " year"], Float[np.ndarray, " year"]]:
    """IT load that is to run [IT GW], and what a lack of it costs [USD m/IT GW/year]."""
    asked = case.planning.target
    if asked is None:
        return np.zeros(case.horizon.years), np.zeros(case.horizon.years)
    return (
        case.horizon.stepped(asked.it_power, 0.0) * 1e-3,
        np.array([case.prices.yearly(asked.shortfall, month) * 1e3 for month in case.horizon.middles]),
    )


def run_cost(case: Case) -> Float[np.ndarray, "site year"]:
    """Operation beside power [USD m/IT GW/year]."""
    paid = [case.prices.yearly(case.record.operation, month) for month in case.horizon.middles]
    return np.tile(paid, (len(case.places), 1))


def open_cost(case: Case) -> Float[np.ndarray, " site"]:
    """Of opening a prospect, its land included [USD m]; nothing is known of candidates'."""
    return np.array([_opening(case, s) for s in range(len(case.places))])


def _opening(case: Case, s: int) -> float:
    record = case.places[s].prospect
    if record is None:
        return 0.0
    month = min((block.start for block in case.blocks if block.site == s), default=case.horizon.start)
    return case.prices.paid(record.opening_cost, month) + record.land.p50 * case.prices.paid(record.land_cost, month)


def funds(case: Case, drawn: Float[np.ndarray, " block"]) -> Funds:
    """Money that comes, less what phases begun still draw: what they cost is spent.

    Raises ProgrammeError where none is left in all the years, and all that may be built waits for some.
    """
    capital = case.planning.capital
    named = {use: getattr(capital, use) for use in ("construction", "compute")} if capital is not None else {}
    named = {use: funding for use, funding in named.items() if funding is not None}
    limits = tuple(dict.fromkeys(funding.limit for funding in named.values()))
    inflow = np.array([case.left(name) for name in limits]).reshape(-1, case.horizon.quarters)
    parts = {use: np.array([_part(named.get(use), name) for name in limits]) for use in ("construction", "compute")}
    for name, comes, compute in zip(limits, inflow, parts["compute"], strict=True):
        if comes.sum() <= 0 and (compute > 0 or (drawn > 0).all()):
            raise ProgrammeError([no_money(case.planning, name, case.programme.contents.limits[name].where)])
    return Funds(names=limits, inflow=inflow, **parts)


def _part(funding: Funding | None, limit: str) -> float:
    if funding is None or funding.limit != limit:
        return 0.0
    return 1.0 if funding.share is None else funding.share.p50


def chips(case: Case) -> Chips:
    """Accelerators as a plan sees them: no more in a year than all places hold, nothing before it ships."""
    horizon, most, left_of = case.horizon, float(case.most.sum()), makers(case)
    sale = [
        most * (horizon.after(one.first) if one.only is None else np.eye(horizon.years)[one.only]) for one in case.sold
    ]
    cost = [[chip_cost(one.chip, case.programme, case.prices, month) for month in horizon.middles] for one in case.sold]
    made_by = [[float(one.option.limit == maker) for one in case.sold] for maker in left_of]
    return Chips(
        names=tuple(one.name for one in case.sold),
        cost=np.array(cost),
        compute=np.array([one.compute for one in case.sold]),
        most=np.array(sale),
        makers=tuple(left_of),
        made_by=np.array(made_by).reshape(len(left_of), len(case.sold)),
        supply=np.array(list(left_of.values())).reshape(len(left_of), horizon.years),
        life=case.chip_life,
    )


def makers(case: Case) -> dict[str, Float[np.ndarray, " year"]]:
    """What is left of each supply of accelerators [IT GW]: phases begun go before."""
    names = dict.fromkeys(one.option.limit for one in case.sold if one.option.limit)
    return {name: by_year(case.left(name)) * 1e-3 for name in names}
