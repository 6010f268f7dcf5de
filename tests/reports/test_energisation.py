"""What is said of the gap is true whatever its size and sign, whoever dates the phases, and however much is drawn."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stargate as sg
from stargate.reports import energisation
from stargate.reports.drawn import Drawn, drawn
from stargate.reports.energisation import Gap, divided, energised_now, fan, gap, lede
from stargate.reports.words import month

SIZES = st.floats(-3000, 3000).map(lambda v: round(v, 3))


@st.composite
def gaps(draw):
    p50, optimism, risk = draw(st.floats(0, 6000)), draw(SIZES), draw(SIZES)
    day = draw(st.sampled_from(["2028-12-31", "2030-06-30"]))
    return Gap(day, max(0.0, p50 + optimism + risk), 0.8 * p50, p50, 1.1 * p50, optimism, risk)


def adds_up(found):
    return abs(found.announced - found.p50 - found.optimism - found.risk) < 0.5


@given(gaps().filter(adds_up))
def test_the_parts_of_the_gap_add_up_with_their_signs(found):
    said, total = divided(found), round(found.announced - found.p50)
    if total <= 0:
        assert said.startswith("none: the median future has")
        return
    whole, parts = said.split(" MW of IT load, ", 1)
    assert whole == f"{total:,}"
    if parts.startswith("all of it"):
        assert (round(found.optimism) == 0) == parts.endswith("risk")
        return
    plus, _, minus = parts.partition(" less ")
    number = [sum(int(v.replace(",", "")) for v in re.findall(r"([\d,]+) MW", text)) for text in (plus, minus)]
    assert number[0] - number[1] == total
    assert ("beats the announcement" in minus) == (round(found.optimism) < 0)
    assert "-" not in parts


@pytest.mark.parametrize(
    ("optimism", "risk", "said"),
    [
        (646, 685, "1,331 MW of IT load, 646 MW optimism and 685 MW risk"),
        (500, -200, "300 MW of IT load, 500 MW optimism less 200 MW that chance gives back"),
        (-200, 500, "300 MW of IT load, 500 MW risk less 200 MW by which every figure at its median beats the announcement"),
        (300, 0, "300 MW of IT load, all of it optimism"),
        (0.2, 300, "300 MW of IT load, all of it risk"),
        (200, -200, "none: the median future has all of what was announced"),
        (-100, -50, "none: the median future has 150 MW of IT load more than was announced"),
    ],
)  # fmt: skip
def test_every_sign(optimism, risk, said):
    found = Gap("2028-12-31", 5000.0, 0.0, 5000.0 - optimism - risk, 0.0, optimism, risk)
    assert divided(found) == said
    assert ("already misses" in energisation._parts(found)) == (optimism >= 1 and optimism + risk > 0)


@given(gaps(), st.sampled_from(Drawn))
def test_title_and_headline_are_true(found, drawn_):
    title = energisation.title(found, drawn_)
    headline = energisation._headline("Small", found, drawn_, "USD 3 bn is not yet raised")
    for text in (title, headline):
        assert "GW" not in text.replace("GW of", "").replace("GW announced", "") or "of IT load" in text
        assert ("2028" in text) == (found.day[:4] == "2028")
        assert ("the end of" in text) == found.day.endswith("12-31")
        assert ("median future" in text.lower()) == (drawn_ is Drawn.MANY and found.announced > 0)
        assert ("word" in text) == (drawn_ is Drawn.NOTHING and found.announced > 0)
        assert ("one future drawn" in text.lower()) == (drawn_ is Drawn.ONE and found.announced > 0)
        if "word" not in text and found.announced > 0:
            assert ("all of" in text) == (round(found.announced - found.p50) <= 0)
    assert headline.endswith("; USD 3 bn is not yet raised.")


def test_what_is_drawn():
    assert drawn("announced", 1) is Drawn.NOTHING
    assert drawn("activities", 1) is Drawn.ONE
    assert drawn("activities", 2) is Drawn.MANY


def simulated(programme, n=2000):
    return sg.simulate(sg.announced(programme), n=n, seed=1)


def test_the_last_phase_is_the_last_of_each_future(invented):
    """The median of the latest date, not the latest of the medians; with the weights of the futures."""
    futures = simulated(invented(*[{}] * 4))
    latest = futures.dates.max(axis=1)
    zero = futures.programme.month_zero
    exact, naive = month(float(np.median(latest)), zero), month(float(np.median(futures.dates, axis=0).max()), zero)
    assert exact != naive
    said = lede(futures, gap(futures))
    assert f"Half of the futures have everything with an announced date at full load by {exact}," in said
    assert said.endswith("announced for Jun 2027.")
    first = int(np.argmin(latest))
    alone = replace(futures, weight=np.where(np.arange(futures.n) == first, 1.0, 1e-9))
    assert f"at full load by {month(float(latest[first]), zero)}," in lede(alone, gap(alone))


OBSERVED = "energised:\n      announced: 2025-06-30 [assumed]\n      observed: 2025-12-15 [invented-visit]"
FIRST_POWER = "first_power:\n      observed: 2024-12-31 [invented-visit]"
CANDIDATE = {"status": "candidate", "more": "acceptance:\n  chance: 40% [assumed]"}


def test_energised_now_is_what_was_observed(invented):
    """Buildings that followed the first one are simulated, and certainly there in some futures: nobody has seen them."""
    futures = simulated(invented({"dates": FIRST_POWER, "buildings": "4"}, {"dates": OBSERVED}))
    assert energised_now(futures) == 100.0
    assert fan(futures, gap(futures)).energised_now == 100.0


def test_everything_energised(invented):
    futures = simulated(invented({"dates": OBSERVED}, {"dates": OBSERVED}))
    said = lede(futures, gap(futures))
    assert "Everything with an announced date has had its full load since Dec 2025, announced for Jun 2025." in said
    assert energised_now(futures) == 200.0


def test_no_announcements(invented):
    futures = simulated(invented({"dates": ""}))
    found = gap(futures)
    assert (found.announced, found.day) == (0.0, "2032-12-31")
    assert energisation.title(found) == "Nothing of the programme is announced for the end of 2032 or earlier"
    assert lede(futures, found) == "Campus 0, 100 MW of IT load, has no announced date."


def test_only_candidates(invented):
    futures = simulated(invented(CANDIDATE, CANDIDATE))
    shown = fan(futures, gap(futures))
    assert shown.title.startswith("Nothing of the programme is announced")
    assert "Campus 0 is a candidate (1 phase, chance of agreement 40%) and in no total." in shown.note
    assert "Campus 1 is a candidate" in shown.note
    assert lede(futures, gap(futures)) == ""
    assert shown.energised_now == 0


def test_announced_beyond_the_horizon(invented):
    late = "energised:\n      announced: 2034-06-30 [assumed]"
    early = simulated(invented({"dates": late}))
    assert gap(early).announced == 0
    assert "announced for the end of 2032 or earlier" in energisation.title(gap(early))


def test_the_gap_is_looked_at_in_the_year_of_the_last_announcement(invented):
    first_of_january = "energised:\n      announced: 2028-01-01 [assumed]"
    assert gap(simulated(invented({"dates": first_of_january}), n=10)).day == "2028-12-31"


def test_dates_at_their_word_say_whose_word(invented):
    forecast = "energised:\n      announced: 2025-06-30 [invented-release]\n      forecast: 2028-06-30 [invented-visit]"
    said = "energised:\n      announced: 2028-06-30 [invented-release]"
    partly = "energised:\n      announced: 2028-06-30 [invented-release, assumed]"
    assumed = "energised:\n      announced: 2028-06-30 [assumed]"
    futures = simulated(
        invented(*[{"dates": dates} for dates in (OBSERVED, said, forecast, partly, assumed, "")], word=True)
    )
    assert lede(futures, gap(futures)) == (
        "The dates of the IT load due by the end of 2028 are observed for 100 MW, announced by the partners for 100 MW, forecast by others for "
        "100 MW, assumed in part for 100 MW and assumed for 100 MW. Campus 5, 100 MW of IT load, is left out: no date "
        "lies ahead."
    )


def test_one_future_is_not_taken_for_a_word(small):
    futures = simulated(small, n=1)
    found = gap(futures)
    told = fan(futures, found)
    assert lede(futures, found).startswith("One future is drawn, so that there are no ranges and no chances.")
    for text in (told.title, told.subtitle, told.note, energisation.headline(futures, found, "x")):
        assert "word" not in text
        assert "As announced" not in text
        assert "80%" not in text
