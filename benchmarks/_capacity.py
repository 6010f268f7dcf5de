"""One problem of power for loads that are given, as `stargate` plans it and as a PyPSA network of several periods."""

import logging
import warnings
from dataclasses import replace
from typing import Any

import numpy as np

from stargate.planning.invented import invented
from stargate.planning.problem import QUARTERS, Blocks, Chips, Funds, PlanningProblem


def power_only(sites: int, years: int, days: int, seed: int = 1) -> PlanningProblem:
    """Sites of `planning.invented` whose IT load is given and grows: nothing is chosen but power."""
    base = invented(sites, QUARTERS * years, days, seed)
    draw = np.random.default_rng(seed)
    begun = np.clip(np.linspace(0.2, 1.1, years) + draw.uniform(-0.1, 0.1, (sites, 1)), 0.1, 1.0)
    there = draw.uniform(0.3, 1.5, (sites, 1)) * begun
    options = replace(base.options, supply=base.options.supply + np.inf, room=base.options.room + np.inf)
    return replace(
        base,
        opened=np.ones(sites, dtype=bool),
        shell=there,
        there=there,
        run_cost=0 * base.run_cost,
        blocks=_no_blocks(base.quarters),
        chips=_no_chips(years),
        options=options,
        uses=(),
        demand=np.zeros(years),
        value=np.zeros(years),
        funds=Funds((), np.zeros((0, base.quarters)), np.zeros(0), np.zeros(0)),
    )


def _no_blocks(quarters: int) -> Blocks:
    none, whole = np.zeros(0), np.zeros(0, dtype=int)
    empty = np.zeros((0, quarters))
    return Blocks((), whole, none, whole, whole, whole, whole, empty, none, 25, none, whole, empty)


def _no_chips(years: int) -> Chips:
    yearly = np.zeros((0, years))
    return Chips((), yearly, np.zeros(0), yearly, (), np.zeros((0, 0)), yearly, 5)


def network(problem: PlanningProblem) -> Any:
    """The same as PyPSA writes it: years are investment periods, power of each year a component with its build year.

    `capital_cost` of a vintage is what it pays in each period in which it lives so that, weighed as the periods are, it
    comes to what is paid here: capital less what is left at the end, and upkeep. Days are snapshots weighed as days.
    """
    import pypsa

    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    pypsa.options.general.allow_network_requests = False
    network, names = pypsa.Network(), list(problem.sites)
    _time(network, problem)
    options = problem.options
    network.add("Carrier", options.names)
    most = {f"nom_max_{name}": options.most[:, k, -1] for k, name in enumerate(options.names) if options.owned[k]}
    network.add("Bus", names, **most)
    load = problem.load[:, None] * problem.there[:, :, None, None]
    network.add("Load", names, suffix=" load", bus=names, p_set=_series(load))
    size = 1.1 * float(load.max())
    cost = problem.unserved_cost
    network.add("Generator", names, suffix=" unserved", bus=names, p_nom=size, marginal_cost=cost)
    for option in range(len(options.names)):
        for year in range(problem.years):
            _vintage(network, problem, option, year)
    return network


def _time(network: Any, problem: PlanningProblem) -> None:
    import pandas as pd

    years = [problem.first_year + year for year in range(problem.years)]
    hours = problem.load[0].size
    network.set_snapshots(pd.MultiIndex.from_product([years, range(hours)], names=["period", "timestep"]))
    network.investment_periods = years
    network.investment_period_weightings["objective"] = problem.worth_of_year
    network.investment_period_weightings["years"] = 1.0
    weight = np.tile(np.repeat(problem.weight, problem.load.shape[2]), problem.years)
    network.snapshot_weightings["objective"] = weight
    network.snapshot_weightings["generators"] = weight
    network.snapshot_weightings["stores"] = 1.0


def _series(values: np.ndarray) -> np.ndarray:
    """One row a snapshot, one column a component, of [component, year, day, hour]."""
    return values.reshape(len(values), -1).T


def _vintage(network: Any, problem: PlanningProblem, option: int, year: int) -> None:
    options, store, worth = problem.options, problem.battery, problem.worth_of_year
    at = np.flatnonzero(options.most[:, option, year] > 0)
    if not at.size:
        return
    lives = slice(year, None) if options.owned[option] else slice(year, year + 1)
    kept = problem.spread(year).start // QUARTERS, problem.residual_power(option, year) * problem.residual_worth
    paid = options.capital_cost[at, option, year] * (worth[kept[0]] - kept[1])
    paid = paid + (options.upkeep[at, option, lives] * worth[lives]).sum(axis=1)
    name = options.names[option]
    given = {
        "suffix": f" {name} {problem.first_year + year}",
        "bus": [problem.sites[site] for site in at],
        "carrier": name,
        "p_nom_extendable": True,
        "p_nom_max": options.most[at, option, -1 if options.owned[option] else year],
        "build_year": problem.first_year + year,
        "lifetime": len(worth[lives]),
        "capital_cost": paid / worth[lives].sum(),
    }
    if store is not None and option == store.option:
        given |= {
            "max_hours": store.duration,
            "efficiency_store": store.charge_efficiency,
            "efficiency_dispatch": store.discharge_efficiency,
            "marginal_cost": store.wear,
            "cyclic_state_of_charge": True,
            "cyclic_state_of_charge_per_period": True,
        }
        network.add("StorageUnit", given["bus"], **given)
        return
    available, growth = options.available[at, option][:, None], options.growth[option][:, None, None]
    varies = np.ptp(available) > 0
    every = np.broadcast_to(available, (len(at), problem.years, *available.shape[2:]))
    given["p_max_pu"] = _series(every) if varies else float(available.flat[0])
    given["marginal_cost"] = _series(options.cost[at, option][:, None] * growth)
    network.add("Generator", given["bus"], **given)


def day_by_day(network: Any, hours: int) -> None:
    """Makes every store's level of each day end as it began; PyPSA itself ties it over the days of a period."""
    model = network.model
    level = model.variables["StorageUnit-state_of_charge"].labels.transpose("snapshot", ...).values
    days = level.reshape(-1, hours, *level.shape[1:])
    per_period = len(network.snapshots) // len(network.investment_periods)
    period = level.reshape(-1, per_period, *level.shape[1:])
    before = np.roll(period, 1, axis=1).reshape(days.shape)[:, 0]
    row = model.constraints["StorageUnit-energy_balance"]
    terms = row.vars.transpose("snapshot", ...)
    values = terms.values.copy()
    first = values[::hours]
    for term in range(first.shape[-1]):
        tied = (first[..., term] == before) & (before >= 0)
        first[..., term] = np.where(tied, days[:, -1], first[..., term])
    row.vars = terms.copy(data=values)
