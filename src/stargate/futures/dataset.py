"""Futures as a labelled dataset with CF attributes."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import xarray

    from stargate.futures.result import Futures

PERCENTILES = (5, 10, 25, 50, 75, 90, 95)


def dataset(futures: "Futures") -> "xarray.Dataset":
    """When each phase has its full load, by future, and percentiles of IT MW by month."""
    import xarray

    time = futures.time.astype("datetime64[ns]")
    return xarray.Dataset(
        {
            "full_load": (
                ("future", "phase"),
                futures.dates,
                _about(
                    f"months since {futures.programme.contents.start}", "last building at full load; infinity is never"
                ),
            ),
            "it_power": (("future", "phase"), futures.buildup.it_power, _about("MW", "critical IT load of the phase")),
            "energised": (
                ("percentile", "time"),
                futures.energised.percentiles(PERCENTILES),
                _about("MW", "energised critical IT load"),
            ),
            "weight": (("future",), futures.weight, _about("1", "weight of the future")),
        },
        coords={
            "future": np.arange(futures.n),
            "phase": [p.address for p in futures.plan.phases],
            "percentile": list(PERCENTILES),
            "time": time,
        },
        attrs={"Conventions": "CF-1.11", "title": f"{futures.programme.name}, futures", "seed": futures.seed},
    )


def _about(units: str, name: str) -> dict[str, str]:
    return {"units": units, "long_name": name}
