"""Writes results as a file; its suffix says the format."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from stargate.errors import StargateError
from stargate.exports.netcdf import netcdf
from stargate.files import target
from stargate.futures.dataset import about, variables
from stargate.futures.result import Futures
from stargate.futures.series import PERCENTILES
from stargate.programme.programme import Programme

if TYPE_CHECKING:
    from stargate.financing.result import Financing
    from stargate.footprint.result import Footprint
    from stargate.operations.result import Operation
    from stargate.planning.result import Chosen

PYPSA = ".pypsa.nc"
FIGURES = "figures.xlsx"
FINANCING = "financing.xlsx"


def export(
    found: "Futures | Operation | Financing | Footprint | Chosen | Programme", to: Path | str, *, site: str = ""
) -> Path:
    """Writes futures, a year of operation, a financing, an account, a chosen plan, or the figures of a programme.

    Futures to `.nc` (every future) or `.parquet` (percentiles of IT MW by month); operation to `.nc` (every hour),
    `.parquet` (sums by month) or `SITE.pypsa.nc`: the problem of one campus, `site` or the file's name, for PyPSA;
    a financing to `.xlsx` (its case with live formulas, of all campuses or of `site`), `.nc` (percentiles by company
    and year, returns in every future) or `.parquet` (percentiles by company and year);
    an account to `.nc` (percentiles by campus and year) or `.parquet` (a row for each of them);
    a chosen plan to `.nc` (its decisions), `.pypsa.nc` (its power, for PyPSA) or `.xlsx` (all of it);
    a programme to `figures.xlsx`, or a name that ends so: every figure by address, for `read_back`.
    Raises StargateError where the suffix names no format, or there is no such campus.
    """
    path = Path(to)
    if isinstance(found, Futures):
        check_target(path)
        return _written(path, lambda part: _FUTURES[path.suffix](found, part))
    if isinstance(found, Programme):
        from stargate.exports.figures import figures

        check_programme(path)
        return _written(path, lambda part: figures(found, part))
    return _further(found, path, site)


def _further(found: "Operation | Financing | Footprint | Chosen", path: Path, site: str) -> Path:
    """Results of verbs that need more than futures do, of which no more is imported than is written."""
    from stargate.operations.result import Operation  # what operation needs is as much again as futures do

    if isinstance(found, Operation):
        from stargate.exports.operation import writer

        check_operation(path, site)
        write = writer(path.name, site)
        return _written(path, lambda part: write(found, part))
    from stargate.footprint.result import Footprint

    if isinstance(found, Footprint):
        from stargate.exports.account import writer as writer_of_account

        check_account(path)
        write_account = writer_of_account(path.name)
        return _written(path, lambda part: write_account(found, part))
    from stargate.planning.result import Chosen

    if isinstance(found, Chosen):
        from stargate.exports.plan import writer as writer_of_plan

        check_plan(path)
        write_plan = writer_of_plan(path.name)
        return _written(path, lambda part: write_plan(found, part))
    from stargate.exports.financing import writer as writer_of_financing

    check_financing(path)
    write_financing = writer_of_financing(path.name, site)
    return _written(path, lambda part: write_financing(found, part))


def _written(path: Path, write: Callable[[Path], Path]) -> Path:
    """The file that `write` makes, whole or not at all."""
    with target(path) as real:
        real.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=real.parent, prefix=".export.") as partial:
            write(Path(partial) / real.name).replace(real)
    return path


def check_target(path: Path) -> None:
    """Whether futures can be written to `path`, before they are computed.

    Raises StargateError where its suffix names no format, OSError where something other than a file stands there.
    """
    _check(path, path.suffix in _FUTURES, " or ".join(_FUTURES))


def check_operation(path: Path, site: str) -> None:
    """Whether a year of operation can be written to `path`, before it is computed; as `check_target`."""
    named = site or path.name.removesuffix(PYPSA)
    known = path.suffix in (".nc", ".parquet") and bool(named)
    _check(path, known, f".nc, .parquet or SITE{PYPSA}")


def check_financing(path: Path) -> None:
    """Whether a financing can be written to `path`, before it is computed; as `check_target`."""
    _check(path, path.suffix in (".xlsx", ".nc", ".parquet"), ".xlsx, .nc or .parquet")


def check_account(path: Path) -> None:
    """Whether an account can be written to `path`, before it is computed; as `check_target`."""
    _check(path, path.suffix in (".nc", ".parquet"), ".nc or .parquet")


def check_plan(path: Path) -> None:
    """Whether a chosen plan can be written to `path`, before it is chosen; as `check_target`."""
    _check(path, path.suffix in (".nc", ".xlsx"), f".nc, {PYPSA} or .xlsx")


def check_workbook(path: Path) -> None:
    """Whether a workbook of a programme can be written to `path`, its figures or its financing; as `check_target`."""
    _check(path, path.name.endswith((FIGURES, FINANCING)), f"{FIGURES} or {FINANCING}")


def check_programme(path: Path) -> None:
    """Whether a programme can be written to `path`; as `check_target`."""
    _check(path, path.name.endswith(FIGURES), FIGURES)


def _check(path: Path, known: bool, formats: str) -> None:
    if not known:
        raise StargateError(f"{path}: this names no format that can be written\n  write: a name ending in {formats}")
    with target(path):
        pass


def _netcdf(futures: Futures, path: Path) -> Path:
    path.write_bytes(netcdf(variables(futures), about(futures)))
    return path


def _parquet(futures: Futures, path: Path) -> Path:
    """Columns go to Arrow as buffers: handed over as arrays, it would import pandas to ask whether they are its own."""
    import pyarrow
    import pyarrow.parquet

    bands = futures.energised.percentiles(PERCENTILES)
    columns = {f"p{percent:02d}": band for percent, band in zip(PERCENTILES, bands, strict=True)}
    kinds = {"month_end": (futures.time.astype(np.int32), pyarrow.date32())}
    kinds |= {name: (v, pyarrow.float64()) for name, v in {"mean": futures.energised.mean, **columns}.items()}
    arrays = [
        pyarrow.Array.from_buffers(kind, len(values), [None, pyarrow.py_buffer(values.tobytes())])
        for values, kind in kinds.values()
    ]
    told = {"units": "MW", "long_name": "energised critical IT load, percentiles by month"}
    table = pyarrow.Table.from_arrays(arrays, list(kinds)).replace_schema_metadata(told)
    pyarrow.parquet.write_table(table, path)
    return path


_FUTURES: dict[str, Callable[[Futures, Path], Path]] = {".nc": _netcdf, ".parquet": _parquet}
