"""Labelled arrays as a netCDF-4 file."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from stargate.quantity.variable import Variable


def netcdf(variables: Mapping[str, Variable], about: Mapping[str, Any], packed: bool = False) -> memoryview:
    """A netCDF-4 file by h5netcdf: importing xarray for it would take longer than what it holds.

    It is made in memory, since the library beneath crashes where a disk is full.
    """
    import h5netcdf

    image, how = io.BytesIO(), {"compression": "gzip", "compression_opts": 4, "shuffle": True} if packed else {}
    with h5netcdf.File(image, "w") as file:
        file.attrs.update(about)
        for name, variable in variables.items():
            values = np.asarray(variable.values)
            for dimension, size in zip(variable.dimensions, values.shape, strict=True):
                if dimension not in file.dimensions:
                    file.dimensions[dimension] = size
            written = put(file, name, variable.dimensions, values, **(how if values.ndim > 1 else {}))
            written.attrs.update(variable.attributes)
    return image.getbuffer()


def put(file: Any, name: str, dimensions: Sequence[str], values: Any, **how: Any) -> Any:
    """A variable as xarray writes it: words of any length, truth as bytes that say so."""
    import h5py

    array = np.asarray(values)
    truth, words = array.dtype.kind == "b", array.dtype.kind == "U"
    kept = array.astype("i1") if truth else array.astype(object) if words else array
    variable = file.create_variable(name, tuple(dimensions), h5py.string_dtype() if words else kept.dtype, **how)
    if array.size:
        variable[...] = kept
    if truth:
        variable.attrs["dtype"] = "bool"
    return variable
