"""How much rests on whom: by hand, and bounds of the index."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stargate.financing.concentration import Concentration, concentrations, dependence, owners_dependence
from stargate.financing.raised import raised
from tests.financing.ledgers import book, booked

YEARS = range(2026, 2030)


def of(*amounts):
    """An amount brought by several, in one future."""
    return Concentration("money", {str(i): np.array([float(a)]) for i, a in enumerate(amounts)}, np.ones(1), False)


@pytest.mark.parametrize(
    ("amounts", "index", "largest"),
    [((1,), 1, 1), ((1, 1, 1, 1), 0.25, 0.25), ((50, 30, 20), 0.38, 0.5), ((0, 0), 0, 0), ((), 0, 0)],
)
def test_by_hand(amounts, index, largest):
    assert of(*amounts).index == pytest.approx(index)
    assert of(*amounts).largest == pytest.approx(largest)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=8).filter(lambda a: sum(a) > 1))
def test_between_even_and_alone(amounts):
    found = of(*amounts)
    assert 1 / len(amounts) - 1e-9 <= found.index[0] <= found.largest[0] + 1e-9 <= 1 + 2e-9
    assert sum(share[0] for share in found.shares.values()) == pytest.approx(1)
    assert next(iter(found.shares.values()))[0] == pytest.approx(found.largest[0])


def test_who_brings_and_who_is_paid(small_futures):
    """Wanted in 2027 in the north: 1 bn, of which Birch's loan of 3 bn pays all; shells by Alder and Birch, 60 to 40."""
    north = book(booked(small_futures, YEARS, 50), "north", "construction") * np.array([0.0, 1000, 0, 0])[:, None]
    financing = booked(small_futures, YEARS, 50, draw=0.7 * north, equity=0.3 * north, capital=north)
    funders, owners, lenders, suppliers = concentrations(financing, raised(financing))
    assert funders.shares["birch"] == pytest.approx(1)
    assert funders.assumed
    assert owners.shares["alder"] == pytest.approx(0.6)
    assert owners.index == pytest.approx(0.36 + 0.16)
    assert lenders.shares["birch"] == pytest.approx(1)
    assert suppliers.shares["cedar"] == pytest.approx(1)
    told = owners.told()
    assert told["largest"] == {"p10": 0.6, "p50": 0.6, "p90": 0.6}
    assert json.loads(json.dumps(told)) == told


def test_a_landlord_lives_on_who_buys_the_computing(small_futures):
    """Rent of 90 comes through the cloud company from Dogwood; 10 are a building's, sold to anybody."""
    empty = booked(small_futures, YEARS, 10)
    shell, chips = (book(empty, "north", use) for use in ("construction", "compute"))
    found = dependence(booked(small_futures, YEARS, 10, rent=90 * chips, residual=10 * shell, compute=200 * chips))
    assert found["north_campus"].shares["dogwood"] == pytest.approx(0.9)
    assert found["north_campus"].shares["market"] == pytest.approx(0.1)
    assert found["north_cloud"].largest == pytest.approx(1)
    assert found["south_campus"].index == pytest.approx(0)


def test_an_owner_lives_on_what_its_companies_live_on(small_futures):
    """Alder has 60% of a shell that earns 100, 10 of them from anybody, and all of its chips, which earn 246."""
    empty = booked(small_futures, YEARS, 10)
    shell, chips = (book(empty, "north", use) / 4 for use in ("construction", "compute"))
    lines = {"rent": 90 * chips, "residual": 10 * shell, "compute": 246 * chips}
    found = owners_dependence(booked(small_futures, YEARS, 10, **lines))
    assert found["alder"].shares["market"] == pytest.approx(6 / 306)
    assert found["birch"].shares["dogwood"] == pytest.approx(0.9)
    assert found["birch"].row() == ("revenue, by who pays at last", "dogwood", "90%", "0.82")
