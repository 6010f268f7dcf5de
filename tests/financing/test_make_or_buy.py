"""Own capacity against a cloud's: by hand, as discounted cash flows, against published costs, and where they meet."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stargate as sg
from stargate.errors import ProgrammeError
from stargate.financing.make_or_buy import cheaper_between, in_words, make_or_buy, rows, told
from stargate.financing.own import annuity

A = np.array


def drawn(programme, n=200):
    return make_or_buy(sg.simulate(sg.announced(programme), n=n, seed=1))


@pytest.fixture(scope="module")
def choice(reference):
    return drawn(reference)


POINTS = {
    "costs.compute": "25 USD bn/GW [assumed]",
    "costs.construction": "12 USD bn/GW [assumed]",
    "cost_of_capital": "7 %/year [assumed]",
    "make_or_buy.chip_life": "5 years [assumed]",
    "make_or_buy.shell_life": "20 years [assumed]",
    "make_or_buy.operation": "200 USD/kW/year [assumed]",
    "make_or_buy.electricity": "60 USD/MWh [assumed]",
    "make_or_buy.utilisation": "80% [assumed]",
    "make_or_buy.offers.by_the_hour.price": "3 USD/hour [assumed]",
}


def test_an_hour_by_hand(small_folder):
    """2.09 kW a GB200: 52,250 USD of chips and 25,080 of shell; 418 a year of operation; 7,012.8 hours of work."""
    found = drawn(sg.read(small_folder, changes=POINTS))
    (own,), (against,) = found.own, found.against
    assert own.capital[0] == pytest.approx(77_330)
    assert own.cost.chips[0] == pytest.approx(52_250 * 0.243890694 / 7012.8)
    assert own.cost.shell[0] == pytest.approx(25_080 * 0.094392926 / 7012.8)
    assert own.cost.operation[0] == pytest.approx(418 / 7012.8)
    assert own.cost.electricity[0] == pytest.approx(2.09 * 1.2 * 0.06)
    assert own.h100e[0] == pytest.approx(5 / 1.979)
    fixed = (own.cost.total[0] - own.cost.electricity[0]) * 0.8
    assert against.lowest[0] == pytest.approx(fixed / (3 * 5 / 1.979 - own.cost.electricity[0]))
    assert against.saved[0] == pytest.approx(3 - own.cost.total[0] * 1.979 / 5)


def test_it_is_discounted_cost_over_discounted_hours(small_folder):
    """K4: twenty years with chips bought anew every five, flows at the ends of years."""
    found = drawn(sg.read(small_folder, changes=POINTS), n=20).own[0]
    years = np.arange(1, 21)
    worth = 1.07**-years
    invested = 25_080 + 52_250 * sum(1.07**-begin for begin in (0, 5, 10, 15))
    running = 418 + 2.09 * 1.2 * 0.06 * 8766 * 0.8
    hours = 8766 * 0.8 * found.h100e[0]
    assert found.levelised[0] == pytest.approx((invested + running * worth.sum()) / (hours * worth.sum()), rel=1e-12)


def test_annuity():
    assert annuity(A([0.07]), A([5.0]))[0] == pytest.approx(0.2438906944)
    assert annuity(A([0.0]), A([4.0]))[0] == 0.25
    assert annuity(A([1e-9]), A([4.0]))[0] == pytest.approx(0.25, rel=1e-6)


@given(*[st.floats(0.01, 5)] * 3, st.floats(0, 1))
def test_where_own_capacity_is_cheaper(fixed, moving, price, idle):
    """Tried at every use: inside the interval owning costs no more, outside it costs no less."""
    lowest, highest = (float(v[0]) for v in cheaper_between(*(A([v]) for v in (fixed, moving, price, idle))))
    for use in np.linspace(0.005, 1, 200):
        own, rented = fixed + moving * use, price * (use + idle * (1 - use))
        if own < rented * (1 - 1e-9):
            assert lowest <= use + 1e-9
            assert use <= highest + 1e-9
        elif own > rented * (1 + 1e-9):
            assert not lowest + 1e-9 < use < highest - 1e-9


def test_reserved_hours_are_paid_whether_used_or_not():
    assert cheaper_between(A([1.0]), A([0.1]), A([2.0]), A([1.0])) == (0.0, 1.0)
    assert cheaper_between(A([3.0]), A([0.1]), A([2.0]), A([1.0])) == (np.inf, np.inf)
    lowest, highest = cheaper_between(A([1.0]), A([2.0]), A([2.0]), A([1.0]))  # power dear: only where it seldom runs
    assert (lowest[0], highest[0]) == (0, 0.5)


def test_against_published_cost_of_ownership(choice):
    """SemiAnalysis put GB200 at 2.21 and GB300 at 2.34 USD an hour in August 2025, in use all the time."""
    for own, published in zip(choice.own, (2.21, 2.34), strict=True):
        moving = own.cost.electricity[0]
        assert (own.cost.total[0] - moving) * own.use[0] + moving == pytest.approx(published, rel=0.15)


def test_what_is_told(choice):
    page = json.loads(json.dumps(told(choice), allow_nan=False))
    assert [own["chip"] for own in page["own"]] == ["gb200", "gb300"]
    assert len(page["against"]) == 6
    reserved = page["against"][0]
    assert (reserved["from_use"]["p50"], reserved["up_to_use"]["p50"]) == (0, 1)
    assert "at any use" in reserved["in_words"]
    by_hour = page["against"][1]
    assert 0.2 < by_hour["from_use"]["p10"] < by_hour["from_use"]["p50"] < by_hour["from_use"]["p90"] < 0.8
    assert by_hour["chance_own_is_cheaper"] > 0.9
    for own in choice.own:
        assert own.levelised == pytest.approx(sum(own.cost) / own.h100e)
    assert all(len(row) == 4 for row in rows(choice))


def test_where_no_use_pays(small_folder):
    dear = POINTS | {"make_or_buy.offers.by_the_hour.price": "0.05 USD/hour [assumed]"}
    (against,) = drawn(sg.read(small_folder, changes=dear), n=20).against
    assert np.isinf(against.lowest).all()
    assert in_words(against).endswith("at no use would it be cheaper.")


def test_prices_of_a_year_rise_to_the_date(small_folder):
    """Two and a half years from the middle of 2024 to the end of 2026, at 2.5% a year."""
    changes = POINTS | {"costs.compute": "25 USD2024 bn/GW [assumed]"}
    then, now = (drawn(sg.read(small_folder, changes=c, as_of="2026-12-31"), n=20).own[0] for c in (changes, POINTS))
    assert then.cost.chips[0] / now.cost.chips[0] == pytest.approx(1.025**2.5, rel=1e-3)
    assert then.cost.shell[0] == now.cost.shell[0]


def test_nothing_known_of_it_is_nothing(small):
    contents = small.contents.model_copy(update={"make_or_buy": None})
    assert drawn(replace(small, contents=contents), n=20) is None


def test_without_a_cost_of_capital_it_says_what_to_write(small):
    contents = small.contents.model_copy(update={"cost_of_capital": None})
    with pytest.raises(ProgrammeError, match=r"write: cost_of_capital: 5 to 9 %/year \[assumed\]"):
        drawn(replace(small, contents=contents), n=20)


def test_offers_exist_from_their_first_reading(written):
    folder = written("make_or_buy.yaml", "2.5 to 3.5 USD/hour [assumed]", "3 USD/hour [invented-visit]")
    programme = sg.read(folder, as_of="2025-06-30")
    assert "make_or_buy.offers.by_the_hour" in programme.not_yet_known
    assert drawn(programme, n=20).against == ()
    folder = written("make_or_buy.yaml", "50 to 80 USD/MWh [assumed]", "60 USD/MWh [invented-visit]")
    programme = sg.read(folder, as_of="2025-06-30")
    assert "make_or_buy" in programme.not_yet_known
    assert programme.contents.make_or_buy is None
