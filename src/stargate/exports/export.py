"""Writes futures as a file; its suffix says the format."""

import io
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from stargate.errors import StargateError
from stargate.files import target
from stargate.futures.dataset import about, variables
from stargate.futures.result import Futures
from stargate.futures.series import PERCENTILES


def export(futures: Futures, to: Path | str) -> Path:
    """Writes futures to `.nc` (every future) or `.parquet` (percentiles of IT MW by month).

    Raises StargateError where the suffix names no format.
    """
    path = Path(to)
    check_target(path)
    with target(path) as real:
        real.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=real.parent, prefix=".export.") as partial:
            _FORMATS[path.suffix](futures, Path(partial) / real.name).replace(real)
    return path


def check_target(path: Path) -> None:
    """Whether futures can be written to `path`, before they are computed.

    Raises StargateError where its suffix names no format, OSError where something other than a file stands there.
    """
    if path.suffix not in _FORMATS:
        formats = " or ".join(_FORMATS)
        raise StargateError(f"{path}: this names no format that can be written\n  write: a name ending in {formats}")
    with target(path):
        pass


def _netcdf(futures: Futures, path: Path) -> Path:
    """netCDF-4 by h5netcdf: importing xarray for it would take longer than the simulation.

    It is made in memory, since the library beneath crashes where a disk is full.
    """
    import h5netcdf
    import h5py

    image = io.BytesIO()
    with h5netcdf.File(image, "w") as file:
        file.attrs.update(about(futures))
        for name, variable in variables(futures).items():
            values = np.asarray(variable.values)
            for dimension, size in zip(variable.dimensions, values.shape, strict=True):
                if dimension not in file.dimensions:
                    file.dimensions[dimension] = size
            text = values.dtype.kind == "U"
            written = file.create_variable(name, variable.dimensions, h5py.string_dtype() if text else values.dtype)
            written[...] = values.astype(object) if text else values
            written.attrs.update(variable.attributes)
    path.write_bytes(image.getbuffer())
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


_FORMATS: dict[str, Callable[[Futures, Path], Path]] = {".nc": _netcdf, ".parquet": _parquet}
