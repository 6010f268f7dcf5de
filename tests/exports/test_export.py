"""Files of other programs hold what the futures hold, with units and names."""

import numpy as np
import pyarrow.parquet
import pytest
import xarray

import stargate as sg
from stargate.errors import StargateError


def test_netcdf_reads_back(small_futures, tmp_path):
    path = sg.export(small_futures, tmp_path / "deep" / "futures.nc")
    with xarray.open_dataset(path, engine="h5netcdf", decode_timedelta=False) as read:
        assert read.full_load.attrs["units"] == "months"
        assert "2024-01-01" in read.full_load.attrs["long_name"]
        assert read.energised.attrs["units"] == "MW"
        assert (read.full_load.values == small_futures.dates).all()
        assert list(read.phase.values) == [p.address for p in small_futures.plan.phases]
        assert str(read.time.values[0])[:10] == "2024-01-31"
        made = small_futures.to_xarray()
        assert set(made.variables) == set(read.variables)
        assert (made.energised.values == read.energised.values).all()
        assert (made.time.values == read.time.values).all()


def test_parquet_reads_back(small_futures, tmp_path):
    table = pyarrow.parquet.read_table(sg.export(small_futures, tmp_path / "energised.parquet"))
    assert np.array(table["p50"]) == pytest.approx(small_futures.energised.percentiles([50])[0])
    assert table.schema.metadata[b"units"] == b"MW"


def test_other_suffixes_are_refused(small_futures, tmp_path):
    with pytest.raises(StargateError, match=r"names no format"):
        sg.export(small_futures, tmp_path / "futures.doc")
    assert not list(tmp_path.iterdir())
