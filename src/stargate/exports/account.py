"""Writes an account: percentiles by campus and calendar year."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from stargate.exports.netcdf import netcdf
from stargate.footprint.dataset import PERCENTILES, about, variables
from stargate.footprint.result import Footprint


def arrays(found: Footprint, path: Path) -> Path:
    """Percentiles by campus and calendar year as netCDF-4."""
    path.write_bytes(netcdf(variables(found), about(found)))
    return path


def rows(found: Footprint, path: Path) -> Path:
    """A row for each campus, calendar year and percentile as Parquet."""
    import pyarrow
    import pyarrow.parquet

    held = variables(found)
    shape = (len(found.sites), len(PERCENTILES), len(found.years))
    columns: dict[str, Any] = {}
    for at, name in enumerate(("site", "percentile", "year")):
        spread = np.expand_dims(held[name].values, [axis for axis in range(3) if axis != at])
        columns[name] = np.broadcast_to(spread, shape).ravel().tolist()
    told = [name for name, variable in held.items() if variable.dimensions == ("site", "percentile", "year")]
    columns |= {name: np.asarray(held[name].values).ravel().tolist() for name in told}
    kinds = {"site": pyarrow.string(), "year": pyarrow.int32()}
    fields = [
        pyarrow.field(name, kinds.get(name, pyarrow.float64()), metadata=held[name].attributes) for name in columns
    ]
    metadata = {name: str(text) for name, text in about(found).items()}
    pyarrow.parquet.write_table(pyarrow.table(columns, pyarrow.schema(fields, metadata=metadata)), path)
    return path


def writer(name: str) -> Callable[[Footprint, Path], Path]:
    """What writes a file of this name."""
    return arrays if name.endswith(".nc") else rows
