"""Every reference class of the catalogue comes out of its data again: `python docs/make_classes.py`."""

import importlib.util
from pathlib import Path

import pytest

from stargate.programme.catalogue import catalogue

CLASSES = catalogue().classes
HOME = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def make_classes():
    spec = importlib.util.spec_from_file_location("make_classes", HOME / "docs" / "make_classes.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_comes_out_of_its_data(name, make_classes, reference_data):
    if not (reference_data / "ercot-queue").is_dir() or not (reference_data / "epoch").is_dir():
        pytest.skip("reference data not present")
    kept = (make_classes.CLASSES / f"{name}.yaml").read_text()
    ((_, again),) = make_classes.entries(reference_data, {name})
    figures = [line for line in kept.splitlines() if not line.startswith("fit:")]
    assert figures == [line for line in again.splitlines() if not line.startswith("fit:")]


def test_the_catalogue_has_every_class_that_is_made(make_classes, reference_data):
    assert set(make_classes.classes(reference_data)) == set(CLASSES)


@pytest.mark.parametrize("event", ["energised", "synchronised", "commercial"])
def test_counts_are_those_of_the_published_table(event, make_classes, reference_data):
    """The queue's own table of signed agreements, made apart from ours, counts the same projects to a few."""
    import pandas as pd

    folder = reference_data / "ercot-queue"
    table = pd.read_csv(folder / "ia_slip_table.csv")
    ours = make_classes.ercot_records(folder, event).sort_values("as_of").drop_duplicates("id", keep="last")
    table = table[table.inr.isin(ours.id)]
    column = {"energised": "energized", "synchronised": "synchronized"}.get(event, event)
    assert len(table) == pytest.approx(len(ours), abs=2)
    assert ours.finished.notna().sum() == pytest.approx(table[column].notna().sum(), abs=6)
