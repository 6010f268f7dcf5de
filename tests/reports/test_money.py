"""What is said of money is true whoever pays, and whatever is left to raise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stargate as sg
from stargate.capital.need import Payer
from stargate.futures.capital import Capital
from stargate.reports.money import money_figure, raised, title
from stargate.reports.words import money


def invented_capital(**paid):
    """Capital of one year; by payer an amount, or one for each of ten futures [USD m]."""
    table = np.zeros((10, 2, len(Payer)))
    for payer, amount in paid.items():
        table[:, 0, Payer[payer.upper()]] = amount
    return Capital((2026,), table, np.ones(10))


@pytest.mark.parametrize(
    ("paid", "said"),
    [
        ({}, "No money is needed"),
        ({"closed": 3900}, "Nothing of the USD 3.9 bn needed is left to raise"),
        (
            {"unknown": 3900},
            "Of USD 3.9 bn needed, USD 3.9 bn is spent, payer not known; nothing else is left to raise",
        ),
        (
            {"closed": 10_000, "said": 20_000, "unknown": 4000},
            "Of USD 34 bn needed, USD 4.0 bn is spent, payer not known and USD 20 bn is only reported or announced; "
            "nothing else is left to raise",
        ),
        ({"nobody": 400}, "Of USD 0.4 bn needed, USD 0.4 bn is not yet raised"),
        (
            {"closed": 10_000, "nobody": [0, 0, 0, 0, 0, 0, 0, 0, 5000, 5000]},
            "Nothing of the USD 10 bn needed is left to raise; in one future of ten it is USD 5.0 bn or more",
        ),
        (
            {"closed": 10_000, "nobody": [3000] * 5 + [5000] * 5},
            "Of USD 13 bn needed, USD 3.0 bn is not yet raised (median; 80%: 3.0 to 5.0 bn)",
        ),
    ],
)
def test_every_kind_of_payer(paid, said):
    assert title(invented_capital(**paid)) == said


@given(st.fixed_dictionaries({payer.name: st.floats(0, 1e5) for payer in Payer}))
def test_title_and_clause_are_true(paid):
    found = invented_capital(**paid)
    need, missing = sum(paid.values()), paid["NOBODY"]
    for said in (title(found), raised(need / 1000, missing / 1000)):
        assert "pledged" not in said
        assert ("no money is needed" in said.lower()) == (need <= 0)
        assert ("left to raise" in said) == (need > 0 and missing < 0.005 * need)
        if need > 0 and missing >= 0.005 * need:
            assert f"{money(missing)} is not yet raised" in said
        elif need > 0 and said == title(found):
            assert ("payer not known" in said) == (paid["UNKNOWN"] >= 0.005 * need)
            assert ("only reported" in said) == (paid["SAID"] >= 0.005 * need)


def test_money_that_nobody_pledged_is_not_called_pledged(invented):
    """All of it is spent by the date of the programme, and nobody has said that they paid."""
    seen = "energised:\n      observed: 2026-06-01 [invented-visit]"
    futures = sg.simulate(sg.announced(invented({"dates": seen})), n=200)
    assert "spent, payer not known" in money_figure(futures).title


def test_money_needed_after_the_horizon_only(invented):
    """The chart then has no year at all."""
    futures = sg.simulate(sg.announced(invented({"work": "duration: 200 months [assumed]"})), n=50)
    figure = money_figure(futures)
    assert figure.years == []
    assert "more is needed after 2032" in figure.note
