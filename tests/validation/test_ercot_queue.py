"""Forecasts of ERCOT's interconnection queue, made from what was known, against what came."""

import importlib.util
from pathlib import Path

import pytest

import stargate as sg

CONVERTER = Path(__file__).resolve().parents[2] / "benchmarks" / "_ercot.py"
DAYS = ["2020-06-30", "2020-12-31", "2021-06-30", "2021-12-31"]
ENDS = ["2020-12-31", "2021-06-30", "2021-12-31", "2022-06-30", "2022-12-31"]


@pytest.fixture(scope="module", params=["first power", "commercial"])
def records(request, reference_data, tmp_path_factory):
    pytest.importorskip("pandas")
    spec = importlib.util.spec_from_file_location("_ercot", CONVERTER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    path = tmp_path_factory.mktemp("ercot") / "records.csv"
    rows = module.records(request.param, reference_data / "ercot-queue")
    rows.to_csv(path, index=False, date_format="%Y-%m-%d")
    return path


def test_two_years_from_the_end_of_2020(records):
    (pair,) = sg.backtest(records, "2020-12-31", "2022-12-31").pairs
    assert 0.75 <= pair.coverage.within <= 0.87
    assert pair.crps.below("promise") > 0.5
    assert pair.crps.below("slipped") > 0.5
    assert pair.crps.below("hazard") > 0.1
    assert pair.interval.below("hazard") > 0.0
    assert pair.fleet.inside()
    assert not pair.fleet.inside(alone=True)
    assert pair.fleet.wider > 1.5


def test_many_pairs_of_days(records):
    found = sg.backtest(records, DAYS, ENDS, n=300)
    assert len(found.pairs) == 14
    assert 0.75 <= found.coverage[1] <= 0.85
    assert max(found.coverage[0], found.coverage[2]) < 0.16
    assert found.crps.below("promise") > 0.5
    assert found.crps.below("slipped") > 0.5
    assert found.interval.below("hazard") > 0.0
    assert found.inside() > found.inside(alone=True)
