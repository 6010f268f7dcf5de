"""An account as labelled arrays with CF attributes."""

from typing import Any

import numpy as np
from jaxtyping import Float

from stargate.footprint.result import Footprint
from stargate.operations.account import QUANTITIES
from stargate.quantity.variable import Variable

PERCENTILES = (10.0, 50.0, 90.0)


def variables(found: Footprint) -> dict[str, Variable]:
    """Everything a file of an account holds: by campus, calendar year and percentile, and at medians."""
    sites = [year.site for year in found.sites]
    held = {
        "site": Variable(("site",), np.array([site.address for site in sites], dtype=str), "", "address of the campus"),
        "county": Variable(("site",), np.array([site.county for site in sites], dtype=str), "", "county of the campus"),
        "region": Variable(("site",), np.array([site.region for site in sites], dtype=str), "", "its market region"),
        "year": Variable(("year",), np.array(found.years), "", "calendar year"),
        "percentile": Variable(("percentile",), np.array(PERCENTILES), "percent", "share of futures at or below"),
    }
    shape = (len(sites), len(PERCENTILES), len(found.years))
    for quantity in QUANTITIES:
        amounts = [found.amounts(quantity.name, [site.id]) for site in sites]
        bands = np.array([_bands(found, values) for values in amounts]).reshape(shape)
        middle = np.array([values[0] for values in amounts]).reshape(shape[0], shape[2])
        held[quantity.name] = Variable(("site", "percentile", "year"), bands, quantity.unit, quantity.words)
        words = f"{quantity.words}, every figure at its median"
        held[f"{quantity.name}_at_medians"] = Variable(("site", "year"), middle, quantity.unit, words)
    return held


def _bands(found: Footprint, values: Float[np.ndarray, "row year"]) -> Float[np.ndarray, "percentile year"]:
    ranges = [found.range(values[:, column]) for column in range(len(found.years))]
    return np.array([[each.p10, each.p50, each.p90] for each in ranges]).T


def about(found: Footprint) -> dict[str, Any]:
    """What a file of an account says of itself."""
    return {"Conventions": "CF-1.11", "title": str(found), "seed": found.operation.seed}
