"""Every fitted shape of the catalogue comes out of its data again: `python docs/make_regions.py`."""

import importlib.util
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def make_regions():
    spec = importlib.util.spec_from_file_location("make_regions", HOME / "docs" / "make_regions.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_regions"] = module  # its dataclasses look it up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def folder(make_regions, reference_data):
    if not (reference_data / "prices-carbon").is_dir():
        pytest.skip("reference data not present")
    return reference_data


@pytest.fixture(scope="module")
def again(make_regions, folder):
    return dict(make_regions.entries(folder))


def test_the_catalogue_has_every_shape_that_is_made(make_regions, again):
    kept = {f"{path.parent.name}/{path.stem}" for shelf in ("prices", "carbon")
            for path in (make_regions.CATALOGUE / shelf).glob("*.yaml")}  # fmt: skip
    assert set(again) == kept


def test_shapes_come_out_of_their_data(make_regions, again):
    for name, text in again.items():
        kept = (make_regions.CATALOGUE / f"{name}.yaml").read_text(encoding="utf-8")
        assert _words(text) == _words(kept), name
        assert _numbers(text) == pytest.approx(_numbers(kept), abs=2e-3, rel=2e-2), name


def test_the_months_of_gas_come_out_of_their_data(make_regions, folder):
    kept = (make_regions.CATALOGUE / "fuels" / "natural_gas.yaml").read_text(encoding="utf-8")
    assert make_regions._row(make_regions.gas_months(make_regions.henry_hub(folder))) in kept


def _words(text):
    return [word for word in text.split() if _number(word) is None]


def _numbers(text):
    return [number for word in text.split() if (number := _number(word.removesuffix("%"))) is not None]


def _number(word):
    try:
        return float(word.removesuffix("%"))
    except ValueError:
        return None
