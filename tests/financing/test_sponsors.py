"""What sponsors are asked for and can pay: hand cases; what all owners pay is what companies are paid."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stargate as sg
from stargate.financing.lines import Line
from stargate.financing.sponsors import CALLED, RECEIVED, sponsors
from tests.financing.ledgers import book, booked

YEARS = range(2026, 2030)


@pytest.fixture(scope="module")
def futures(small):
    """Alder can pay 100 m a year; of Birch nobody says."""
    return sg.simulate(sg.announced(small.override({"partners.alder.capacity": "0.1 USD bn/year [assumed]"})), n=50)


def by_year(*amounts):
    return np.array(amounts, dtype=float)[None, :, None]


def test_by_hand(futures):
    """Of the northern shell 60% are Alder's: of calls of 300, 100 and nothing 180 and 60; 40 come back in 2028."""
    north = book(booked(futures, YEARS), "north", "construction")
    found = sponsors(
        booked(futures, YEARS, equity=north * by_year(300, 100, 0, 0), dividend=north * by_year(0, 0, 0, 100))
    )
    alder, birch = found.sponsors["alder"], found.sponsors["birch"]
    assert alder.called[:, 0] == pytest.approx([180, 60, 0, 0])
    assert birch.called[:, 0] == pytest.approx([120, 40, 0, 0])
    assert alder.beyond[:, 0] == pytest.approx([80, 0, 0, 0])
    assert alder.chance_beyond == pytest.approx([1, 0, 0, 0])
    assert alder.exposure[:, 0] == pytest.approx([180, 240, 240, 180])
    assert alder.peak == pytest.approx(240)
    assert birch.capacity is None
    assert birch.beyond is None


def test_a_range_of_capacity_is_drawn(small):
    """100 to 200 m a year, as wide as its range: more than 141 is too much in half of the futures."""
    programme = small.override({"partners.alder.capacity": "100 to 200 USD m/year [assumed]"})
    futures = sg.simulate(sg.announced(programme), n=2000)
    cloud = book(booked(futures, YEARS), "north", "compute")
    found = sponsors(booked(futures, YEARS, support=cloud * by_year(0, 141.4, 0, 0)))
    assert found.sponsors["alder"].chance_beyond == pytest.approx([0, 0.5, 0, 0], abs=0.04)


def test_what_a_partner_owns_through_another_is_its_own(written):
    """Half of Birch is Cedar's, and so is half of its part of what the north calls."""
    folder = written("partners.yaml", "birch:\n", "birch:\n  owners:\n    cedar: 50% [assumed]\n")
    futures = sg.simulate(sg.announced(sg.read(folder)), n=5)
    north = book(booked(futures, YEARS), "north", "construction")
    found = sponsors(booked(futures, YEARS, equity=north * by_year(100, 0, 0, 0)))
    called = {name: one.called[0, 0] for name, one in found.sponsors.items()}
    assert {name: x for name, x in called.items() if x} == pytest.approx({"alder": 60, "birch": 20, "cedar": 20})


def test_the_cap_table(futures):
    """Paid in adds up over years; of the northern shell 60 and 40%."""
    north = book(booked(futures, YEARS), "north", "construction")
    found = sponsors(booked(futures, YEARS, equity=north * by_year(10, 0, 10, 0), support=north * by_year(0, 5, 0, 0)))
    table = found.cap_table("north_campus")
    assert table["alder"][:, 0] == pytest.approx([6, 9, 15, 15])
    assert table["birch"][:, 0] == pytest.approx([4, 6, 10, 10])
    assert found.cap_table("north_cloud")["alder"] == pytest.approx(0)


def test_promises_are_divided_and_marked(futures):
    """5 bn of two partners are half each; nobody published how they divide it."""
    found = sponsors(booked(futures, YEARS))
    (promise,) = found.sponsors["alder"].promised
    assert promise.amount == pytest.approx(np.sqrt(4000 * 6000) / 2, rel=0.01)
    assert (promise.standing, promise.chance, promise.assumed) == ("reported", 0.3, True)


def test_what_is_told_is_marked(reference_futures):
    """Chances and means of named firms are assumptions wherever they show; partners invest in each other."""
    found = sponsors(booked(reference_futures, YEARS, 20, equity=100.0))
    told = found.told()
    assert told["assumed"]
    assert all(one["assumed"] for one in told["sponsors"].values())
    assert all("[assumed]" in row[3] or row[3] == "not known" for row in found.rows())
    assert {"nvidia", "softbank", "amazon"} <= {p.payer for p in found.between if p.to == "openai"}
    assert not any(p.instrument == "purchase" for p in found.between)
    assert told["sponsors"]["softbank"]["competing"] == 100
    assert json.loads(json.dumps(told)) == told


@settings(max_examples=15)
@given(st.integers(0, 2**32 - 1))
def test_what_owners_pay_is_what_companies_are_paid(futures, seed):
    """In every year and future; and what is paid in is nobody else's."""
    draw = np.random.default_rng(seed)
    empty = booked(futures, YEARS)
    shape = len(empty.books), len(empty.years), empty.n
    lines = {line.value: draw.exponential(100, shape) for line in (*CALLED, *RECEIVED)}
    financing = booked(futures, YEARS, **lines)
    found = sponsors(financing)
    called = sum(one.called for one in found.sponsors.values())
    received = sum(one.received for one in found.sponsors.values())
    assert called == pytest.approx(sum(financing.ledger[line].sum(axis=0) for line in CALLED), rel=1e-9)
    assert received == pytest.approx(sum(financing.ledger[line].sum(axis=0) for line in RECEIVED), rel=1e-9)
    table = sum(sum(found.cap_table(company).values()) for company in found.companies)
    assert table == pytest.approx(called.cumsum(axis=0), rel=1e-9)
    assert Line.EQUITY in CALLED
    assert Line.DIVIDEND in RECEIVED
