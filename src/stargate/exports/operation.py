"""Writes a year of operation: every hour, sums by month, or one campus as a network for PyPSA."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np

from stargate.exports.export import PYPSA
from stargate.exports.netcdf import netcdf
from stargate.operations.account import QUANTITIES
from stargate.operations.dataset import about, variables
from stargate.operations.result import Operation
from stargate.operations.site_year import SiteYear
from stargate.operations.year import MONTHS


def hours(operation: Operation, path: Path) -> Path:
    """Every hour of all campuses, and their sums by month, as netCDF-4."""
    path.write_bytes(netcdf(variables(operation), about(operation), packed=True))
    return path


def months(operation: Operation, path: Path) -> Path:
    """A row for each campus and month as Parquet: sums, and the same per MWh of IT energy that ran."""
    import pyarrow
    import pyarrow.parquet

    sites = operation.sites
    columns = {
        "site": [site.site.address for site in sites for _ in range(MONTHS)],
        "month": [date(operation.year, month, 1) for _ in sites for month in range(1, MONTHS + 1)],
    }
    fields = [
        pyarrow.field("site", pyarrow.string(), metadata={"long_name": "address of the campus"}),
        pyarrow.field("month", pyarrow.date32(), metadata={"long_name": "first day of the month"}),
    ]
    for quantity in QUANTITIES:
        columns[quantity.name] = _column(sites, quantity.name, per=False)
        fields.append(_field(quantity.name, quantity.unit, quantity.words))
        if quantity.name != "it_energy":
            name = f"{quantity.name}_per_it_energy"
            columns[name] = _column(sites, quantity.name, per=True)
            fields.append(_field(name, f"{quantity.unit}/MWh", f"{quantity.words}, per IT energy that ran"))
    told = {name: str(text) for name, text in about(operation).items()}
    pyarrow.parquet.write_table(pyarrow.table(columns, pyarrow.schema(fields, metadata=told)), path)
    return path


def _column(sites: tuple[SiteYear, ...], name: str, *, per: bool) -> list[float]:
    found = [s.account.months_per_it_energy(name) if per else s.account.months[name] for s in sites]
    return np.concatenate(found).tolist() if found else []


def _field(name: str, unit: str, words: str):  # noqa: ANN202 - pyarrow ships no types
    import pyarrow

    return pyarrow.field(name, pyarrow.float64(), metadata={"units": unit, "long_name": words})


def network(operation: Operation, path: Path, site: str) -> Path:
    """The problem of one campus as a PyPSA network."""
    from stargate.exports.pypsa import pypsa_network

    year = operation[site]
    title = f"{operation.plan.programme.name}, {year.site.name}, {operation.year}"
    path.write_bytes(pypsa_network(year.problem, title, date(operation.year, 1, 1)))
    return path


def writer(name: str, site: str) -> Callable[[Operation, Path], Path]:
    """What writes a file of this name; of a network, of `site` or else of the campus that begins the name."""
    if name.endswith(PYPSA):
        return lambda operation, path: network(operation, path, site or name.removesuffix(PYPSA))
    return hours if name.endswith(".nc") else months
