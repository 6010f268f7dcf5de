"""Writes a dispatch problem as a network that PyPSA reads; PyPSA itself is not needed for it.

`pypsa.Network(path).optimize()` then solves the same problem: each feature is expressed by PyPSA's own components.

- A store is a `Store` on a bus of its own, with a `Link` to charge and one to discharge, which bear wear and losses.
- A demand charge is an extendable `Link` behind the generator that is billed, one for each billing period.
- Load unserved and power sold are generators. Load that may be left out has a bus of its own, which the site feeds, and
  a generator whose `e_sum_max` is the budget.

PyPSA does not leak the level before the first hour, so it is written as what is left of it after that hour.

Layout: Brown, Hoersch, Schlachtberger (2018), doi:10.5334/jors.188, and `Network.export_to_netcdf` of PyPSA 1.2.4.
"""

import io
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from stargate.errors import StargateError
from stargate.exports.netcdf import put
from stargate.files import target
from stargate.power.element import PeakCharge, Problem, Source, Store

LAYOUT = "1.2.4"  # the PyPSA whose files these are like
_SITE = "site"  # the bus that has the load

Components = dict[str, dict[str, Any]]  # attributes by name of the component: a number, word, or one number an hour


def write_pypsa(problem: Problem, path: Path | str, title: str, start: date) -> Path:
    """Writes a problem whose first hour is 00:00 of `start` as a PyPSA network in netCDF-4, whole or not at all.

    Raises StargateError where two components would have one name, OSError where the file cannot be written.
    """
    image = pypsa_network(problem, title, start)
    with target(Path(path)) as real:
        real.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=real.parent, prefix=".export.") as partial:
            part = Path(partial) / real.name
            part.write_bytes(image)
            part.replace(real)
    return Path(path)


def pypsa_network(problem: Problem, title: str, start: date) -> bytes:
    """The file that `write_pypsa` writes."""
    import h5netcdf

    hours = len(problem.demand)
    image = io.BytesIO()
    with h5netcdf.File(image, "w") as file:
        said = {"name": title, "pypsa_version": LAYOUT, "srid": 4326, "_multi_invest": 0}
        file.attrs.update({f"network_{name}": value for name, value in said.items()})
        file.attrs.update({"crs": "{}", "meta": "{}", "title": title})
        file.dimensions = {"snapshots": hours}
        put(file, "snapshots", ("snapshots",), np.arange(hours))
        put(file, "snapshots_snapshot", ("snapshots",), _clock(hours, start))
        file["snapshots_snapshot"].attrs.update(
            {"units": f"hours since {start} 00:00:00", "calendar": "proleptic_gregorian"}
        )
        for kind in ("objective", "stores", "generators"):
            put(file, f"snapshots_{kind}", ("snapshots",), np.ones(hours))
        for kind, components in network(problem).items():
            put_components(file, kind, components)
    return image.getvalue()


def network(problem: Problem) -> dict[str, Components]:
    """The components of the network, by the name of PyPSA's list of their kind."""
    parts = Parts()
    parts.add("buses", _SITE, carrier="AC")
    for source in problem.sources:
        _add_source(parts, source, problem.peak)
    _add_load(parts, problem)
    if problem.export:
        sold = generator(_SITE, "export", problem.export.limit, -problem.export.price)
        parts.add("generators", "export", **sold | {"sign": -1.0})
    for store in problem.stores:
        _add_store(parts, store, len(problem.demand))
    return {kind: components for kind, components in parts.kinds.items() if components}


class Parts:
    """Components as they come together, no two of a kind with one name."""

    def __init__(self) -> None:
        self.kinds: dict[str, Components] = {"carriers": {}}

    def add(self, kind: str, name: str, **attributes: Any) -> None:
        """One component of a kind; raises StargateError where there is one of its name."""
        components = self.kinds.setdefault(kind, {})
        if name in components:
            raise StargateError(
                f"two {kind} of the PyPSA network would be called {name!r}\n  write: another name of source or store"
            )
        components[name] = attributes
        if "carrier" in attributes:
            self.kinds["carriers"].setdefault(attributes["carrier"], {})


def _add_load(parts: Parts, problem: Problem) -> None:
    """Demand, and shedding of all of it; what may be left out is fed by the site and shed on a bus of its own."""
    firm, flexible = problem.demand, problem.flexible
    if flexible:
        waits, bus = np.minimum(flexible.power, problem.demand), "flexible load"
        firm = problem.demand - waits
        parts.add("buses", bus, carrier="AC")
        parts.add("links", "to flexible load", **link(_SITE, bus, "AC") | {"p_nom": float(waits.max())})
        parts.add("loads", bus, bus=bus, p_set=waits)
        left_out = generator(bus, "load left out", waits, flexible.cost)
        parts.add("generators", "load left out", **left_out | {"e_sum_max": flexible.budget})
        parts.add("generators", "shedding of flexible load", **_shedding(bus, waits, problem))
    parts.add("loads", "load", bus=_SITE, p_set=firm)
    parts.add("generators", "load shedding", **_shedding(_SITE, firm, problem))


def _shedding(bus: str, load: np.ndarray, problem: Problem) -> dict[str, Any]:
    return generator(bus, "load shedding", load, problem.unserved_cost)


def _add_source(parts: Parts, source: Source, peak: PeakCharge | None) -> None:
    """A generator, or one for each unit where it matters how many run; PyPSA starts with all of them running.

    What is billed passes the link of its hour's billing period, whose size is the peak that is paid for.
    """
    bus = _SITE
    if peak and peak.source == source.name:
        bus = f"{source.name} meter"
        parts.add("buses", bus, carrier="AC")
        meter = link(bus, _SITE, "demand charge") | {"p_nom_extendable": True, "capital_cost": peak.price}
        for period in np.unique(peak.period):
            parts.add("links", f"{source.name} peak {period}", **meter | {"p_max_pu": 1.0 * (peak.period == period)})
    carrier = source.technology or source.name
    if not source.has_units:
        parts.add("generators", source.name, **generator(bus, carrier, source.capacity, source.cost))
        return
    unit = generator(bus, carrier, source.capacity / source.units, source.cost) | {
        "committable": True,
        "p_min_pu": source.minimum,
        "stand_by_cost": source.no_load_cost,
        "start_up_cost": source.start_cost,
    }
    for number in range(1, source.units + 1):
        parts.add("generators", source.name if source.units == 1 else f"{source.name} {number}", **unit)


def _add_store(parts: Parts, store: Store, hours: int) -> None:
    """A store with its two converters; PyPSA limits and prices a link where it starts: discharge before its losses."""
    bus, kept = f"{store.name} store", store.discharge_efficiency
    parts.add("buses", bus, carrier=store.name)
    parts.add("stores", store.name, bus=bus, **_store(store, hours))
    charge = {"efficiency": store.charge_efficiency, "p_nom": store.charge_power, "marginal_cost": store.charge_cost}
    discharge = {
        "efficiency": kept,
        "p_nom": store.discharge_power / kept,
        "marginal_cost": store.discharge_cost * kept,
    }
    parts.add("links", f"{store.name} charge", **link(_SITE, bus, store.name) | charge)
    parts.add("links", f"{store.name} discharge", **link(bus, _SITE, store.name) | discharge)


def generator(bus: str, carrier: str, most: np.ndarray, cost: np.ndarray | float) -> dict[str, Any]:
    """A generator of at most so much in each hour [MW], at a cost [USD/MWh]."""
    size = float(most.max())
    return {
        "bus": bus,
        "carrier": carrier,
        "sign": 1.0,
        "p_nom": size,
        "p_max_pu": most / size if size > 0 else 1.0,
        "marginal_cost": cost,
        "e_sum_max": np.inf,
        "committable": False,
        "p_min_pu": 0.0,
        "stand_by_cost": 0.0,
        "start_up_cost": 0.0,
    }


def link(start: str, end: str, carrier: str) -> dict[str, Any]:
    """A link from one bus to another, without size."""
    return {
        "bus0": start,
        "bus1": end,
        "carrier": carrier,
        "efficiency": 1.0,
        "p_nom": 0.0,
        "p_max_pu": 1.0,
        "marginal_cost": 0.0,
        "p_nom_extendable": False,
        "capital_cost": 0.0,
    }


def _store(store: Store, hours: int) -> dict[str, Any]:
    least, most = np.zeros(hours), np.ones(hours)
    if store.final is not None and store.energy > 0:
        least[-1] = most[-1] = store.final / store.energy
    return {
        "carrier": store.name,
        "e_nom": store.energy,
        "e_initial": store.retention * (store.initial or 0.0),
        "e_cyclic": store.initial is None,
        "e_min_pu": least,
        "e_max_pu": most,
        "standing_loss": 1 - store.retention,
    }


def put_components(file: Any, kind: str, components: Components) -> None:
    """Static attributes of all components of a kind, and series of those that differ by the hour."""
    names, index = list(components), f"{kind}_i"
    file.dimensions[index] = len(names)
    put(file, index, (index,), names)
    for attribute in components[names[0]]:
        values = {name: _constant(components[name][attribute]) for name in names}
        series = {name: value for name, value in values.items() if isinstance(value, np.ndarray)}
        static = [float(value.mean()) if name in series else value for name, value in values.items()]
        put(file, f"{kind}_{attribute}", (index,), static)
        if series:
            hourly = f"{kind}_t_{attribute}"
            file.dimensions[f"{hourly}_i"] = len(series)
            put(file, f"{hourly}_i", (f"{hourly}_i",), list(series))
            put(file, hourly, ("snapshots", f"{hourly}_i"), np.stack(list(series.values()), axis=1))


def _constant(value: Any) -> Any:
    """One number where all hours have the same."""
    return float(value[0]) if isinstance(value, np.ndarray) and np.all(value == value[0]) else value


def _clock(hours: int, start: date) -> np.ndarray:
    """Hours since `start` of each hour; a year of 8,760 hours has no 29 February."""
    days = np.datetime64(start) + np.arange(hours // 24 + 3)
    leap = np.array([str(day)[5:] == "02-29" for day in days])
    since = np.arange(len(days))[~leap]
    return (24 * since[:, None] + np.arange(24)).ravel()[:hours]
