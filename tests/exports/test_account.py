"""An account as files."""

import numpy as np
import pytest

import stargate as sg
from stargate.errors import StargateError
from stargate.operations.operate import operate


@pytest.fixture(scope="module")
def account(small):
    plan = sg.announced(small)
    return sg.account(operate(plan, 2029, sg.built_out(plan)), sg.simulate(plan, n=60, seed=1))


def test_percentiles_are_in_the_netcdf_file(account, tmp_path):
    xarray = pytest.importorskip("xarray")
    path = sg.export(account, to=tmp_path / "account.nc")
    with xarray.open_dataset(path, decode_timedelta=False) as found:
        assert found.sizes == {"site": 2, "year": 9, "percentile": 3}
        water = account.amounts("water_on_site", ["north"])[:, account.column(2030)]
        told = found.water_on_site.sel(site="sites.north", year=2030).isel(percentile=1)
        assert float(told) == pytest.approx(account.range(water).p50)
        for name, variable in found.data_vars.items():
            assert variable.attrs["long_name"], name
            assert variable.dtype.kind not in "fi" or np.isfinite(variable.values).all(), name
        xarray.testing.assert_equal(found, account.to_xarray())


def test_rows_of_the_parquet_file(account, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(sg.export(account, to=tmp_path / "account.parquet")).to_pylist()
    assert len(table) == 2 * 3 * 9
    row = next(row for row in table if (row["site"], row["percentile"], row["year"]) == ("sites.south", 90.0, 2031))
    grid = account.amounts("grid_energy", ["south"])[:, account.column(2031)]
    assert row["grid_energy"] == pytest.approx(account.range(grid).p90)


def test_a_suffix_that_names_no_format(account, tmp_path):
    with pytest.raises(StargateError, match=r"write: a name ending in \.nc or \.parquet"):
        sg.export(account, to=tmp_path / "account.xlsx")
    assert not list(tmp_path.iterdir())
