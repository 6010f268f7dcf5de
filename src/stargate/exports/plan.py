"""Writes a plan: its decisions as labelled arrays, its power as a network for PyPSA, all of it as a workbook."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from stargate.exports.export import PYPSA
from stargate.exports.netcdf import netcdf
from stargate.planning.dataset import about, variables

if TYPE_CHECKING:
    from stargate.planning.result import Chosen


def arrays(chosen: "Chosen", path: Path) -> Path:
    """The decisions as netCDF-4."""
    path.write_bytes(netcdf(variables(chosen.problem, chosen.choice), about(chosen)))
    return path


def network(chosen: "Chosen", path: Path) -> Path:
    """The power part as a PyPSA network."""
    from stargate.exports.plan_pypsa import write_plan

    return write_plan(chosen.problem, chosen.choice, path, str(about(chosen)["title"]))


def book(chosen: "Chosen", path: Path) -> Path:
    """All of it as an Excel workbook."""
    from stargate.exports.plan_workbook import plan_workbook

    return plan_workbook(chosen, path)


def writer(name: str) -> Callable[["Chosen", Path], Path]:
    """What writes a file of this name."""
    return network if name.endswith(PYPSA) else arrays if name.endswith(".nc") else book
