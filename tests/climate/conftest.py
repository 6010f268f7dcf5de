"""Stations and years that tests of weather use."""

import importlib.util
import os
from pathlib import Path

import pytest

from stargate.climate.normals import Climate
from stargate.climate.typical import typical_year
from stargate.programme.catalogue import entry

HOME = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("STARGATE_REFERENCE_DATA", HOME.parent / "shared" / "data"))


@pytest.fixture(scope="session")
def abilene():
    return entry("climates", "abilene", Climate)


@pytest.fixture(scope="session")
def year(abilene):
    return typical_year(abilene, 7)


@pytest.fixture(scope="session")
def fitter():
    """`docs/make_climates.py`, where the stations it is fitted to are at hand."""
    if not (DATA / "weather-tmy3").is_dir():
        pytest.skip("reference data not present")
    os.environ.setdefault("STARGATE_REFERENCE_DATA", str(DATA))
    spec = importlib.util.spec_from_file_location("make_climates", HOME / "docs" / "make_climates.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
