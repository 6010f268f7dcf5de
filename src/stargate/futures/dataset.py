"""Futures as labelled arrays with CF attributes."""

from typing import TYPE_CHECKING, Any

import numpy as np

from stargate.futures.series import PERCENTILES
from stargate.quantity.variable import Variable, labelled

if TYPE_CHECKING:
    import xarray

    from stargate.futures.result import Futures

_EPOCH = np.datetime64("1970-01-01")


def variables(futures: "Futures") -> dict[str, Variable]:
    """Everything a file of futures holds; coordinates bear the names of their dimensions."""
    full_load = f"last building at full load, months after {futures.programme.contents.start}; infinity is never"
    days = (futures.time - _EPOCH).astype(np.int64)
    return {
        "future": Variable(("future",), np.arange(futures.n), "", "number of the future"),
        "phase": Variable(("phase",), [p.address for p in futures.plan.phases], "", "address of the phase"),
        "percentile": Variable(("percentile",), np.array(PERCENTILES), "percent", "share of futures at or below"),
        "time": Variable(("time",), days, "days since 1970-01-01", "last day of the month"),
        "full_load": Variable(("future", "phase"), futures.dates, "months", full_load),
        "it_power": Variable(
            ("future", "phase"), futures.buildup.it_power, "MW", "critical IT load of the phase, IT MW"
        ),
        "energised": Variable(
            ("percentile", "time"),
            futures.energised.percentiles(PERCENTILES),
            "MW",
            "energised critical IT load, IT MW",
        ),
        "weight": Variable(("future",), futures.weight, "1", "weight of the future"),
    }


def about(futures: "Futures") -> dict[str, Any]:
    """What a file of futures says of itself."""
    return {"Conventions": "CF-1.11", "title": f"{futures.programme.name}, futures", "seed": futures.seed}


def dataset(futures: "Futures") -> "xarray.Dataset":
    """The same as an xarray dataset."""
    return labelled(variables(futures), about(futures))
