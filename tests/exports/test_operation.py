"""A year of operation as files."""

import numpy as np
import pytest

import stargate as sg
from stargate.errors import StargateError
from stargate.operations.account import QUANTITIES


@pytest.fixture(scope="module")
def year(small):
    plan = sg.announced(small)
    return sg.operate(plan, 2027, sg.built_out(plan))


def test_every_hour_is_in_the_netcdf_file(year, tmp_path):
    xarray = pytest.importorskip("xarray")
    path = sg.export(year, to=tmp_path / "hours.nc")
    assert path.stat().st_size < 8_000_000
    with xarray.open_dataset(path, decode_timedelta=False) as found:
        assert found.sizes == {"site": 2, "hour": 8_760, "source": 2, "store": 1, "month": 12}
        assert found.site.values.tolist() == ["sites.north", "sites.south"]
        balance = (
            found["output"].sum("source") + found.discharge.sum("store") + found.unserved + found.left_out
            - found.facility_load - found.charge.sum("store") - found.exported
        )  # fmt: skip
        assert np.abs(balance).max() < 1e-9 * float(found.facility_load.max())
        for name, variable in found.data_vars.items():
            assert variable.attrs["units"], name
            assert variable.attrs["long_name"], name
            assert np.isfinite(variable.values).all(), name
        xarray.testing.assert_equal(found, year.to_xarray())


def test_months_are_rows_of_the_parquet_file(year, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(sg.export(year, to=tmp_path / "months.parquet"))
    assert table.num_rows == 24
    for quantity in QUANTITIES:
        total = year["south"].account[quantity.name]
        assert sum(table[quantity.name].to_pylist()[12:]) == pytest.approx(total)
        assert table.schema.field(quantity.name).metadata[b"units"].decode() == quantity.unit
    assert table["grid_energy_per_it_energy"].to_pylist()[0] == pytest.approx(
        year["north"].account.months_per_it_energy("grid_energy")[0]
    )


def test_a_campus_is_a_network_of_pypsa(year, tmp_path):
    pypsa = pytest.importorskip("pypsa")
    for path, site in ((tmp_path / "south.pypsa.nc", ""), (tmp_path / "any.pypsa.nc", "south")):
        network = pypsa.Network(sg.export(year, to=path, site=site))
        assert len(network.snapshots) == 8_760
        assert "batteries" in " ".join(network.stores.index)
        assert network.loads_t.p_set.sum(axis=1).to_numpy() == pytest.approx(year["south"].load)


@pytest.mark.parametrize("name", ["hours.csv", "hours", ".pypsa.nc", "nowhere.pypsa.nc"])
def test_a_name_that_says_no_format_or_campus_is_refused(name, year, tmp_path):
    with pytest.raises(StargateError, match="write: "):
        sg.export(year, to=tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_year_in_which_nothing_runs_can_be_written(small, tmp_path):
    xarray = pytest.importorskip("xarray")
    path = sg.export(sg.operate(sg.announced(small), 2025), to=tmp_path / "none.nc")
    with xarray.open_dataset(path) as found:
        assert found.sizes["site"] == 0
    sg.export(sg.operate(sg.announced(small), 2025), to=tmp_path / "none.parquet")
