"""Who brings the money: hand cases, the kernel of needs as oracle, and money conserved to the last cent."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stargate as sg
from stargate.capital.need import COMPUTE, CONSTRUCTION, EITHER, Funds, Payer, _spend
from stargate.errors import StargateError
from stargate.financing.raised import DEBT, EQUITY, divided, raised, wanted
from stargate.futures.capital import capital, pledged, spending
from tests.financing.ledgers import book, booked


def funds(*rows):
    """Funds by site and use."""
    site, use = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    none = np.zeros(len(rows), dtype=np.int64)
    return Funds(site, use, none, none, none, none)


@pytest.fixture(scope="module")
def futures(small):
    """As of the turn of a year: 3 bn of debt are closed for the north, 5 bn of equity reported, come true in 30%."""
    known = small.override({"commitments.joint_equity.amount": "5 USD bn [assumed]"})
    return sg.simulate(sg.announced(known.at("2025-12-31")), n=400)


def test_by_hand():
    """100 are wanted in each of two years: 60 as debt, 40 as equity; a loan of 150 pays 60 + 40, then 50."""
    want = np.array([60.0, 40.0, 60.0, 40.0]).reshape(2, 1, 1, 2, 1)
    paid, left = divided(want, funds((0, CONSTRUCTION)), [DEBT], np.array([[150.0]]))
    assert paid.ravel() == pytest.approx([100, 50])
    assert left.ravel() == pytest.approx([0, 0, 10, 40])
    paid, left = divided(want, funds((0, CONSTRUCTION)), [EQUITY], np.array([[150.0]]))
    assert left.ravel() == pytest.approx([0, 0, 50, 0])


def test_money_for_a_site_or_a_use_pays_nothing_else():
    """Sites 0 and 1, both uses, 10 each: money for chips of site 1 pays 10 of 40, however much there is."""
    want = np.full((1, 2, 2, 2, 1), 5.0)
    paid, left = divided(want, funds((1, COMPUTE), (-1, EITHER)), [EQUITY, EQUITY], np.array([[99.0], [25.0]]))
    assert paid.ravel() == pytest.approx([10, 25])
    assert left[0, COMPUTE, 1].sum() == 0
    assert left[0, CONSTRUCTION].sum() == 0  # the programme's money pays construction first
    assert left.sum() == pytest.approx(5)


@pytest.mark.parametrize("share", [0.0, 0.7, 1.0])
def test_as_the_kernel_of_needs_where_loans_cost_nothing(futures, share):
    """The same spans, needs and draws: the same dollars by year and payer, whatever is wanted as debt."""
    bills, cells, _, values = spending(futures)
    full_load, it_power = (
        np.ascontiguousarray(v[:, futures.phases()]) for v in (futures.dates, futures.buildup.it_power)
    )
    need = np.zeros((futures.n, 2, bills.sites, len(cells.year)))
    for i in range(futures.n):
        for phase in np.flatnonzero(np.isfinite(full_load[i])):
            for use in range(2):
                _spend(bills, cells, phase, use, full_load[i, phase], it_power[i, phase], i, values, need[i])
    funded = pledged(futures, futures.n)
    want = np.moveaxis(need, (3, 1, 2, 0), (0, 1, 2, 3))
    want = np.stack([share * want, (1 - share) * want], axis=3)
    paid, left = divided(want, funded.funds, [DEBT, EQUITY], funded.brought)
    expected = capital(futures)
    found = np.zeros((futures.n, cells.year[-1] + 1, len(Payer)))
    for span, year in enumerate(cells.year):
        for fund, payer in enumerate(funded.funds.payer):
            found[:, year, payer] += paid[fund, span]
        found[:, year, Payer.UNKNOWN if cells.past[span] else Payer.NOBODY] += left[span].sum(axis=(0, 1, 2))
    first = found.shape[1] - expected.paid.shape[1]
    assert found[:, first:] == pytest.approx(expected.paid, rel=1e-12, abs=1e-7)


def test_the_hole_by_hand(futures):
    """1 bn a year and use in the north from 2026: the loan pays three years of building, equity 5 bn of the rest."""
    empty = booked(futures, range(2026, 2030))
    north = 1000 * (book(empty, "north", "construction") + book(empty, "north", "compute"))
    found = raised(booked(futures, range(2026, 2030), draw=0.75 * north, equity=0.25 * north))
    arrives = found.brought[1] > 0
    assert arrives.mean() == pytest.approx(0.3, abs=0.08)
    assert found.not_raised[:, arrives] == pytest.approx(0)
    assert found.not_raised[:, ~arrives] == pytest.approx(np.repeat([[1e3], [2e3], [3e3], [5e3]], (~arrives).sum(), 1))
    assert found.hole()[:, 1] == pytest.approx([0, 2000, 2000])
    assert found.sentence(2027) == "not raised by the end of 2027: 2 USD bn, 80%: 0 to 2"
    assert found.sentence(2026) == "not raised by the end of 2026: 1 USD bn, 80%: 0 to 1"
    with pytest.raises(StargateError, match="2050 is no year"):
        found.sentence(2050)


def test_what_is_told(futures):
    """Pages get years to the horizon, every source once, and what rests on assumptions marked."""
    empty = booked(futures, range(2026, 2036))
    told = raised(booked(futures, range(2026, 2036), draw=1000 * book(empty, "north", "construction"))).told()
    assert told["years"] == list(range(2026, 2033))
    assert told["assumed"]
    assert told["hole"][2] == {"by": "2028-12-31", "p10": 0, "p50": 0, "p90": 0}
    assert told["hole"][4]["p50"] == 2
    assert [(row["payer"], row["assumed"]) for row in told["stack"]] == [
        ("closed", True), ("said", True), ("unknown", False), ("nobody", False),
    ]  # fmt: skip
    assert told["stack"][0]["mean"][:4] == [1, 1, 1, 0]
    assert told["stack"][0]["total"] == {"p10": 3, "p50": 3, "p90": 3}
    assert json.loads(json.dumps(told)) == told


def test_without_commitments_all_of_it_is_a_hole(written):
    """That nobody has promised anything is a result and no error."""
    (written.folder / "commitments.yaml").unlink()
    futures = sg.simulate(sg.announced(sg.read(written.folder)), n=5)
    found = raised(booked(futures, range(2027, 2029), draw=1000.0))
    assert found.not_raised[-1] == pytest.approx(2000 * len(booked(futures, [2027]).books))
    assert found.rows()[0] == ("2027", "4.0", "4.0 to 4.0")


def test_nothing_wanted(futures):
    """No hole, no error, and still something to show."""
    told = raised(booked(futures, range(2026, 2030))).told()
    assert [row["p90"] for row in told["hole"]] == [0, 0, 0, 0]
    assert raised(booked(futures, range(2026, 2030))).rows() == []
    assert raised(booked(futures, [2026])).sentence(2026) == "not raised by the end of 2026: 0 USD bn"


def test_what_is_spent_is_not_still_to_be_raised(small):
    """As of half of a year, half of its money is spent, and nobody knows by whom."""
    futures = sg.simulate(sg.announced(small.at("2026-06-30")), n=20)
    south = book(booked(futures, [2025]), "south", "compute")
    found = raised(booked(futures, [2025, 2026], draw=1e6 * south))
    gone = found.by_payer[Payer.UNKNOWN].max(axis=1)
    assert gone == pytest.approx([1e6, 0.5e6], rel=0.02)
    assert found.by_payer[Payer.NOBODY, 0] == pytest.approx(0)


def test_owners_who_take_out_a_construction_loan_bring_no_new_money(futures):
    """By hand: 27 are spent, and 100 of loans repaid by 80 of loans and 20 of owners; or by 130, of which 30 are new."""
    one = book(booked(futures, [2026]), "south", "compute")
    found = raised(booked(futures, [2026, 2027], repaid=100 * one, term_draw=80 * one, equity=40 * one, draw=7 * one))
    assert found.wanted == pytest.approx(27)
    assert found.taken_out == pytest.approx(20)
    found = booked(futures, [2026, 2027], repaid=100 * one, term_draw=130 * one, draw=7 * one)
    assert wanted(found, 2026.0).amount.sum(axis=(1, 2))[0, :, 0] == pytest.approx([37, 0])


@given(st.integers(0, 2**32 - 1))
def test_sources_are_uses(seed):
    """Whatever is wanted and pledged: nothing is lost, nobody pays more than he brings or where he may not."""
    draw = np.random.default_rng(seed)
    want = draw.exponential(1, (4, 2, 3, 2, 5)) * draw.integers(0, 2, (4, 2, 3, 2, 5))
    rows = list(zip(draw.integers(-1, 3, 6), draw.integers(0, 3, 6), strict=True))
    brought = draw.exponential(5, (6, 5)) * draw.integers(0, 2, (6, 5))
    paid, left = divided(want, funds(*rows), list(draw.integers(0, 2, 6)), brought)
    assert (left >= 0).all()
    assert (left <= want).all()
    assert (paid >= 0).all()
    assert (paid.sum(axis=1) <= brought * (1 + 1e-12)).all()
    assert paid.sum(axis=0) + left.sum(axis=(1, 2, 3)) == pytest.approx(want.sum(axis=(1, 2, 3)), rel=1e-12, abs=1e-12)
    for (site, use), mine, bring in zip(rows, paid.sum(axis=1), brought, strict=True):
        own = left[:, slice(None) if use == EITHER else use][
            ..., slice(None) if site < 0 else slice(site, site + 1), :, :
        ]
        unused = bring - mine
        assert (np.minimum(unused, own.reshape(-1, 5).sum(axis=0)) < 1e-9).all(), "money is left where it is wanted"
