"""Writes futures as a file; its suffix says the format."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from stargate.errors import StargateError
from stargate.futures.result import Futures


def export(futures: Futures, to: Path | str) -> Path:
    """Writes futures to `.nc` (every future) or `.parquet` (percentiles of IT MW by month).

    Raises StargateError where the suffix names no format.
    """
    path = Path(to)
    write = _FORMATS.get(path.suffix)
    if write is None:
        raise StargateError(
            f"{path.name!r} names no format that can be written; write a name ending in {' or '.join(_FORMATS)}"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".export.") as partial:
        write(futures, Path(partial) / path.name).replace(path)
    return path


def _netcdf(futures: Futures, path: Path) -> Path:
    futures.to_xarray().to_netcdf(path, engine="h5netcdf")
    return path


def _parquet(futures: Futures, path: Path) -> Path:
    import pyarrow
    import pyarrow.parquet

    percents = (5, 10, 25, 50, 75, 90, 95)
    bands = futures.energised.percentiles(percents)
    columns = {"month_end": futures.time, "mean": futures.energised.mean}
    columns |= {f"p{percent:02d}": band for percent, band in zip(percents, bands, strict=True)}
    table = pyarrow.table(columns)
    about = {"units": "MW", "long_name": "energised critical IT load, percentiles by month"}
    pyarrow.parquet.write_table(table.replace_schema_metadata(about), path)
    return path


_FORMATS: dict[str, Callable[[Futures, Path], Path]] = {".nc": _netcdf, ".parquet": _parquet}
