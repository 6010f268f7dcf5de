"""Small problems and their monoliths; no session pays for what it does not ask for."""

import importlib.util
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


def beside(name):
    """A module of this folder; names are prefixed, as other folders may have the same."""
    full = f"planning_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, HERE / f"{name}.py")
        sys.modules[full] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[full])
    return sys.modules[full]


@pytest.fixture(scope="session")
def cases():
    """The module that makes small problems."""
    return beside("cases")


@pytest.fixture(scope="session")
def monoliths():
    """Writes problems of one size as whole programmes."""
    return beside("monolith").monoliths
