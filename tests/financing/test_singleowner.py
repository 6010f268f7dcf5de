"""The kernel in years against SAM's Single Owner: debt, cover by year, owners' cash, NPV and IRR after tax."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from stargate.financing.unit import financed

pytest.importorskip("PySAM")
FOLDER = Path(__file__).resolve().parents[2] / "benchmarks"
MORE = "more than all cost"
EQUAL = 1e-6  # relative
THEIR_IRR = 4e-6  # relative: how far SAM's rate lies from the rate of its own flows, which its solver leaves


@pytest.fixture(scope="module")
def sam():
    spec = importlib.util.spec_from_file_location("_singleowner", FOLDER / "_singleowner.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["_singleowner"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def compared(sam):
    """Every case in one run: those named, and forty random structures; of one length side by side."""
    rng = np.random.default_rng(11)
    cases = (
        sam.CASES | {f"random {i}": sam.random_structure(rng) for i in range(40)} | {MORE: {"ppa_price_input": [0.2]}}
    )
    made = {name: sam.module(**said) for name, said in cases.items()}
    ledger, closing = financed(*sam.side_by_side([sam.mapped(module) for module in made.values()]), 1)
    found = {}
    for lane, (name, module) in enumerate(made.items()):
        module.execute()
        found[name] = sam.theirs(module), sam.ours(ledger, closing, module, lane)
    return found


def test_twenty_structures_and_forty_random_ones_are_equal(sam, compared):
    assert len(sam.CASES) >= 12
    for name in compared.keys() - {MORE}:
        theirs, ours = compared[name]
        scale = np.abs(theirs.owners).max()
        assert ours.debt == pytest.approx(theirs.debt, rel=EQUAL, abs=1e-9), name
        assert ours.coverage == pytest.approx(theirs.coverage, rel=EQUAL, abs=1e-9), name
        assert ours.owners == pytest.approx(theirs.owners, rel=EQUAL, abs=EQUAL * scale), name
        assert ours.npv == pytest.approx(theirs.npv, rel=EQUAL), name
        assert ours.irr == pytest.approx(sam.irr(theirs.owners), rel=1e-9, nan_ok=True), name
        if np.isfinite(theirs.irr) and np.isfinite(ours.irr):
            assert ours.irr == pytest.approx(theirs.irr, rel=THEIR_IRR), name


def test_what_is_not_mapped_is_refused(sam):
    with pytest.raises(ValueError, match="not mapped: itc_fed_percent"):
        sam.mapped(sam.module(itc_fed_percent=[30]))


def test_sam_lends_more_than_all_cost_and_we_do_not(compared):
    theirs, ours = compared[MORE]
    assert theirs.owners[0] > 0
    assert theirs.debt > 1.5 * ours.debt
    assert ours.owners[0] == pytest.approx(0)
