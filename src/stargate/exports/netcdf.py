"""Labelled arrays as a netCDF-4 file."""

import io
from collections.abc import Mapping
from typing import Any

import numpy as np

from stargate.quantity.variable import Variable


def netcdf(variables: Mapping[str, Variable], about: Mapping[str, Any], packed: bool = False) -> memoryview:
    """A netCDF-4 file by h5netcdf: importing xarray for it would take longer than what it holds.

    It is made in memory, since the library beneath crashes where a disk is full.
    """
    import h5netcdf
    import h5py

    image, how = io.BytesIO(), {"compression": "gzip", "compression_opts": 4, "shuffle": True} if packed else {}
    with h5netcdf.File(image, "w") as file:
        file.attrs.update(about)
        for name, variable in variables.items():
            values = np.asarray(variable.values)
            for dimension, size in zip(variable.dimensions, values.shape, strict=True):
                if dimension not in file.dimensions:
                    file.dimensions[dimension] = size
            text = values.dtype.kind == "U"
            kind = h5py.string_dtype() if text else values.dtype
            written = file.create_variable(name, variable.dimensions, kind, **(how if values.ndim > 1 else {}))
            if values.size:
                written[...] = values.astype(object) if text else values
            written.attrs.update(variable.attributes)
    return image.getbuffer()
