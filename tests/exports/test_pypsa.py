"""The file for PyPSA as any reader of netCDF sees it; what PyPSA makes of it is in tests/validation."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import xarray as xr

from stargate.errors import StargateError
from stargate.exports.pypsa import network, write_pypsa
from stargate.power.element import Export, Flexible, PeakCharge, Problem, Source, Store

HOURS = 72


@pytest.fixture
def problem():
    clock = np.arange(HOURS)
    return Problem(
        demand=10 + np.sin(clock),
        sources=(
            Source("grid", np.full(HOURS, 20.0), 30 + np.cos(clock), "grid"),
            Source("engines", np.full(HOURS, 6.0), np.full(HOURS, 40.0), "recip", minimum=0.5, units=2, start_cost=9.0),
            Source("idle", np.zeros(HOURS), np.zeros(HOURS)),
        ),
        unserved_cost=5_000.0,
        stores=(Store("battery", 4.0, 5.0, 16.0, 0.9, 0.8, 0.99, 1.0, 2.0, initial=10.0, final=12.0),),
        flexible=Flexible(np.full(HOURS, 2.0), 30.0, 7.0),
        peak=PeakCharge("grid", 100.0, clock // 48),
        export=Export(np.full(HOURS, 3.0), np.full(HOURS, 20.0)),
    )


def test_the_file_says_what_it_is_and_when(problem, tmp_path):
    path = write_pypsa(problem, tmp_path / "new" / "site.pypsa.nc", "Milam 2028", date(2028, 2, 28))
    with xr.open_dataset(path) as file:
        assert file.attrs["network_name"] == file.attrs["title"] == "Milam 2028"
        days = np.unique(file["snapshots_snapshot"].values.astype("datetime64[D]")).astype(str).tolist()
        assert days == ["2028-02-28", "2028-03-01", "2028-03-02"]  # a year of 8,760 hours has no 29 February
        assert set(file["carriers_i"].values) >= {"grid", "recip", "battery", "AC"}
        assert file["links_p_nom_extendable"].dtype == bool
        assert file["loads_t_p_set"].sel(loads_t_p_set_i="load").values + 2.0 == pytest.approx(problem.demand)
    assert [other.name for other in path.parent.iterdir()] == ["site.pypsa.nc"]


def test_each_feature_is_expressed_by_pypsas_own(problem):
    parts = network(problem)
    generators, links = parts["generators"], parts["links"]
    ours = ["load left out", "shedding of flexible load", "load shedding", "export"]
    assert list(generators) == ["grid", "engines 1", "engines 2", "idle", *ours]
    assert generators["grid"]["bus"] == "grid meter"
    assert generators["engines 2"]["p_nom"] == 3.0
    assert generators["engines 2"]["p_min_pu"] == 0.5
    assert generators["load left out"]["e_sum_max"] == 30.0
    assert generators["export"]["sign"] == -1.0
    assert [links[f"grid peak {period}"]["p_max_pu"].sum() for period in (0, 1)] == [48, 24]
    assert links["battery discharge"]["p_nom"] * links["battery discharge"]["efficiency"] == pytest.approx(5.0)
    assert links["battery discharge"]["marginal_cost"] / 0.8 == pytest.approx(2.0)
    store = parts["stores"]["battery"]
    assert store["e_initial"] == pytest.approx(0.99 * 10.0)
    assert store["e_min_pu"][-1] == store["e_max_pu"][-1] == 0.75


def test_two_of_one_name_are_refused_and_leave_nothing(problem, tmp_path):
    twice = replace(problem, sources=(*problem.sources, replace(problem.sources[0], name="export")))
    with pytest.raises(StargateError, match="'export'"):
        write_pypsa(twice, tmp_path / "site.pypsa.nc", "Milam", date(2028, 1, 1))
    assert not list(tmp_path.iterdir())


def test_a_folder_in_its_place_stays(problem, tmp_path):
    (tmp_path / "site.pypsa.nc").mkdir()
    with pytest.raises(IsADirectoryError, match="site"):
        write_pypsa(problem, tmp_path / "site.pypsa.nc", "Milam", date(2028, 1, 1))
