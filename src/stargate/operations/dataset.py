"""A year of operation as labelled arrays with CF attributes."""

from collections.abc import Callable
from typing import Any

import numpy as np
from jaxtyping import Float

from stargate.climate.weather import HOURS
from stargate.operations.account import QUANTITIES
from stargate.operations.result import Operation
from stargate.operations.site_year import SiteYear
from stargate.operations.year import MONTHS
from stargate.quantity.variable import Variable

Hours = Float[np.ndarray, "hour"]

_HOURLY: dict[str, tuple[Callable[[SiteYear], Hours], str, str]] = {
    "it_load": (lambda s: s.it.total, "MW", "IT load asked for, IT MW"),
    "it_served": (lambda s: s.it_served, "MW", "IT load that ran, IT MW"),
    "pue": (lambda s: s.cooling.pue, "1", "power usage effectiveness"),
    "wue": (lambda s: s.cooling.wue, "L/kWh", "water consumed by cooling per IT energy"),
    "facility_load": (lambda s: s.load, "MW", "load asked for, facility MW"),
    "grid_import": (lambda s: s.grid, "MW", "import from the grid, grid MW"),
    "left_out": (lambda s: s.dispatch.left_out, "MW", "load left out on notice, facility MW"),
    "unserved": (lambda s: s.dispatch.unserved, "MW", "load unserved, facility MW"),
    "exported": (lambda s: s.dispatch.exported, "MW", "power sold"),
    "price_paid": (lambda s: s.market.import_cost, "USD/MWh", "price of grid energy, delivery included"),
    "marginal_price": (lambda s: s.dispatch.price, "USD/MWh", "what one more MWh would cost the campus"),
    "fuel": (lambda s: s.fuel, "MMBtu/h", "fuel burnt on site, higher heating value"),
    "water_on_site": (lambda s: s.water_on_site, "m3/h", "water consumed on site"),
    "water_off_site": (lambda s: s.water_off_site, "m3/h", "water consumed at the grid's power plants"),
    "carbon_on_site": (lambda s: s.carbon_on_site, "kg/h", "carbon dioxide emitted on site"),
    "carbon_location": (lambda s: s.carbon_location, "kg/h", "carbon dioxide, location average"),
    "carbon_marginal": (lambda s: s.carbon_marginal, "kg/h", "carbon dioxide, hourly marginal"),
    "carbon_market": (lambda s: s.carbon_market, "kg/h", "carbon dioxide, market-based and hourly matched"),
    "nox": (lambda s: s.nox, "kg/h", "nitrogen oxides emitted on site"),
    "dry_bulb": (lambda s: s.weather.dry_bulb, "degC", "dry-bulb temperature"),
}


def variables(operation: Operation) -> dict[str, Variable]:
    """Everything a file of an operation holds; coordinates bear the names of their dimensions.

    A source or store that a campus does not have is nought there.
    """
    sites = operation.sites
    sources = list(dict.fromkeys(name for site in sites for name in site.sources))
    stores = list(dict.fromkeys(store.name for site in sites for store in site.problem.stores))
    found = _coordinates(operation, sources, stores)
    for name, (hours, unit, words) in _HOURLY.items():
        found[name] = Variable(("site", "hour"), _stacked([hours(site) for site in sites], HOURS), unit, words)
    outputs = _stacked([_placed(sources, site.sources, site.output) for site in sites], len(sources), HOURS)
    found["output"] = Variable(("site", "source", "hour"), outputs, "MW", "output of each source")
    for name, unit, words in (
        ("charge", "MW", "power into each store"),
        ("discharge", "MW", "power out of each store"),
        ("level", "MWh", "energy in each store at the end of the hour"),
    ):
        values = [
            _placed(stores, [store.name for store in site.problem.stores], getattr(site.dispatch, name))
            for site in sites
        ]
        found[name] = Variable(("site", "store", "hour"), _stacked(values, len(stores), HOURS), unit, words)
    for quantity in QUANTITIES:
        sums = _stacked([site.account.months[quantity.name] for site in sites], MONTHS)
        found[f"monthly_{quantity.name}"] = Variable(("site", "month"), sums, quantity.unit, quantity.words)
    return found


def _coordinates(operation: Operation, sources: list[str], stores: list[str]) -> dict[str, Variable]:
    sites = [year.site.address for year in operation.sites]
    hour = f"hour of {operation.year} without 29 February, local standard time, from 0"
    return {
        "site": Variable(("site",), np.array(sites, dtype=str), "", "address of the campus"),
        "hour": Variable(("hour",), np.arange(HOURS), "", hour),
        "source": Variable(("source",), np.array(sources, dtype=str), "", "what supplies power"),
        "store": Variable(("store",), np.array(stores, dtype=str), "", "what stores power; deferred work too"),
        "month": Variable(("month",), np.arange(1, MONTHS + 1), "", f"month of {operation.year}"),
    }


def _stacked(of_sites: list[Float[np.ndarray, "*rest"]], *shape: int) -> Float[np.ndarray, "site *rest"]:
    return np.array(of_sites, dtype=float).reshape(len(of_sites), *shape)


def _placed(names: list[str], own: Any, values: Float[np.ndarray, "source hour"]) -> Float[np.ndarray, "source hour"]:
    """What a campus has, among the names of all."""
    out = np.zeros((len(names), values.shape[1]))
    for name, row in zip(own, values, strict=True):
        out[names.index(name)] = row
    return out


def about(operation: Operation) -> dict[str, Any]:
    """What a file of an operation says of itself."""
    programme = operation.plan.programme
    title = f"{programme.name}, operation in {operation.year}, {operation.basis}, {programme.scenario.title.lower()}"
    return {"Conventions": "CF-1.11", "title": title, "seed": operation.seed}
