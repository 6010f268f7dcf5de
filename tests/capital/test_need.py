"""Capital: a hand case, money conserved, and pledges never overdrawn."""

import numpy as np
import pytest

import stargate as sg
from stargate.capital.need import Payer
from stargate.futures.capital import capital


def fixed(small, **more):
    """The small programme with every figure of cost known, and its dates as they fall."""
    known = {
        "costs.construction": "10 USD bn/GW [assumed]",
        "costs.compute": "30 USD bn/GW [assumed]",
        "sites.south.phases.one.it_power": "200 MW [assumed]",
        "commitments.joint_equity.amount": "5 USD bn [assumed]",
    }
    return sg.simulate(sg.announced(small.override(known | more)), n=500)


def test_power_times_cost(small):
    """500 IT MW at 40 USD bn per GW are 20 USD bn, in nominal figures whenever they are spent."""
    found = capital(fixed(small))
    assert found.need == pytest.approx(20_000)
    assert found.paid.sum(axis=(1, 2)) == pytest.approx(20_000)


def test_prices_of_a_year_rise(small):
    """Money in prices of 2026, 10% a year: what is spent in the middle of 2028 costs 1.21 times as much."""
    futures = fixed(
        small,
        **{
            "costs.construction": "10 USD2026 bn/GW [assumed]",
            "costs.compute": "30 USD2026 bn/GW [assumed]",
            "price_index": "10 %/year [assumed]",
            "spending.construction": "0.01 months [assumed]",
            "spending.compute": "0.01 months [assumed]",
        },
    )
    years = (futures.dates + futures.programme.month_zero) / 12 - 2026.5
    expected = (futures.buildup.it_power * 40 * 1.1**years).sum(axis=1)
    assert capital(futures).need == pytest.approx(expected, rel=1e-4)


def test_who_pays(small):
    """The loan of 3 bn can pay for 300 MW x 10 bn of construction in the north, and does."""
    found = capital(fixed(small))
    assert found.paid[:, :, Payer.CLOSED].sum(axis=1) == pytest.approx(3000)
    said = found.paid[:, :, Payer.SAID].sum(axis=1)
    assert set(np.round(said, 6)) == {0.0, 5000.0}
    assert (said > 0).mean() == pytest.approx(0.3, abs=0.09)
    assert (found.paid >= 0).all()


def test_a_loan_pays_for_construction_of_its_site_only(small):
    found = capital(fixed(small, **{"commitments.north_loan.amount": "9 USD bn [assumed]"}))
    assert found.paid[:, :, Payer.CLOSED].sum(axis=1) == pytest.approx(3000)


def test_equity_pays_for_either(small):
    changes = {"commitments.north_loan.amount": "9 USD bn [assumed]", "commitments.north_loan.instrument": "equity"}
    assert capital(fixed(small, **changes)).paid[:, :, Payer.CLOSED].sum(axis=1) == pytest.approx(9000)


def test_what_is_spent_is_not_still_to_be_raised(small):
    futures = fixed(small)
    found = capital(futures)
    past = [i for i, year in enumerate(found.years) if year < 2026]
    assert found.paid[:, past, Payer.NOBODY].sum() == 0
    assert found.not_raised == pytest.approx(found.paid[:, :, Payer.NOBODY].sum(axis=1))
