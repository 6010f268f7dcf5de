"""Forecasts of earlier days against what is known now: by hand, and on the reference programme."""

import json
from dataclasses import asdict, replace

import numpy as np
import pytest

import stargate as sg
from stargate.reports.foretold import Foretold, Load, Vintage, _held
from stargate.reports.hindsight import late, score

LONE_SOURCES = """
early-word:
  title: Work is announced
  publisher: invented
  date: 2025-01-10
begun:
  title: Work has begun
  publisher: invented
  date: 2025-04-10
seen:
  title: Running
  publisher: invented
  date: 2026-05-20
"""


@pytest.fixture
def looked_back(lone):
    """A campus announced in January 2025 for the end of that year, begun in April, seen running on 15 May 2026."""
    folder = lone(
        """
        duration: 10 to 14 months [early-word]
        started: 2025-04-01 [begun]
        finished: 2026-05-15 [seen]
        """,
        phase="""
        ramp: 0 months [assumed]
        energised:
          announced: 2025-12-31 [early-word]
          observed: 2026-05-15 [seen]
        """,
        status="committed",
        sources=LONE_SOURCES,
    )
    return sg.hindsight(sg.read(folder), "2025-01-01", n=2000)


def test_a_hand_case(looked_back):
    found = {v.as_of: v for v in looked_back.vintages}
    assert [v.as_of for v in looked_back.vintages] == sorted(found)
    first, begun, last = found["2025-01-20"], found["2025-04-10"], looked_back.vintages[-1]
    (date,) = first.dates
    assert (date.announced, date.outcome, date.standing) == ("2025-12-31", "2026-05-15", "observed")
    assert date.announced_late == pytest.approx(4.5, abs=0.1)
    # Not begun yet on 20 January: at its median of sqrt(10 x 14) months from there on, in January 2026.
    assert date.p50.startswith("2026-01")
    assert date.late == pytest.approx(15.85 - np.sqrt(10 * 14), abs=0.2)
    (date,) = begun.dates
    assert date.late == pytest.approx(13.5 - np.sqrt(10 * 14), abs=0.2)
    assert (date.held, date.unreported) == ("inside", False)
    assert not last.dates  # it was known
    assert last.passed[-1].p50 == last.passed[-1].now == 100


def test_a_hand_case_of_loads(looked_back):
    begun = next(v for v in looked_back.vintages if v.as_of == "2025-04-10")
    ends = {load.day: load for load in begun.passed}
    assert set(ends) == {"2025-06-30", "2025-09-30", "2025-12-31", "2026-03-31", "2026-06-30"}
    assert (ends["2025-12-31"].p10, ends["2025-12-31"].p90, ends["2025-12-31"].now) == (0, 0, 0)
    assert (ends["2026-06-30"].p10, ends["2026-06-30"].p90, ends["2026-06-30"].now) == (100, 100, 100)
    assert (looked_back.day, begun.announced, begun.announced_now) == ("2025-12-31", 100, 0)
    assert "announcements 100 MW above" in looked_back.figure
    marks = looked_back.score
    assert (marks.dates, marks.announced) == (1, 1)
    assert marks.loads == marks.loads_below + marks.loads_inside + marks.loads_above


def test_days_without_a_phase_are_left_out_and_say_why(looked_back):
    assert looked_back.left_out
    assert looked_back.left_out[0].as_of == "2025-01-10"
    for gone in looked_back.left_out:
        assert gone.reason
        assert gone.reason.partition(" ")[0] in str(looked_back)
    assert "Left out: 10 Jan 2025, " in str(looked_back)


FORETOLD = Foretold("2025-01-01", "a", "A", None, None, None, None, None, "observed", 1.0, 3.0, "inside", False)
LOAD = Load("2025-03-31", 10.0, 20.0, 30.0, 20.0)
VINTAGE = Vintage(
    "2025-01-01",
    1,
    1,
    100.0,
    10,
    5,
    0,
    [],
    100.0,
    80.0,
    LOAD,
    [LOAD, replace(LOAD, now=5.0)],
    [FORETOLD],
    0,
    [],
    [],
    [],
)


def test_every_date_counts_once():
    """A is forecast three times, B once: A is 2 months late on average, B 8, both together 5."""
    a = [replace(FORETOLD, late=months) for months in (1.0, 2.0, 3.0)]
    b = replace(FORETOLD, address="b", late=8.0, announced_late=None, held="late")
    still = replace(FORETOLD, address="c", standing="forecast", late=20.0, announced_late=30.0, held="open")
    never = replace(FORETOLD, address="d", standing="given up", late=None, announced_late=None, held="late")
    marks = score([replace(VINTAGE, dates=[each]) for each in a] + [replace(VINTAGE, dates=[b, still, never])])
    assert (marks.dates, marks.forecasts, marks.late) == (2, 4, 5.0)
    assert (marks.announced, marks.announced_late, marks.medians_late) == (1, 3.0, 2.0)
    assert (marks.open_late, marks.open_announced_late) == (20.0, 30.0)
    assert (marks.ranges, marks.inside, marks.after, marks.early) == (5, 3, 2, 0)
    assert (marks.loads, marks.loads_inside, marks.loads_below, marks.loads_above) == (8, 4, 4, 0)


def test_ranges_count_once_they_have_passed():
    now, never = 10.0, np.inf
    assert _held(4, 8, 6, now) == "inside"
    assert _held(4, 8, 3, now) == "early"
    assert _held(4, 8, 9, now) == _held(4, 8, never, now) == "late"
    assert _held(4, 11, 6, now) == _held(4, 11, never, now) == _held(4, never, 3, now) == "open"


def test_ranges_of_a_sound_forecast_hold_eighty_of_a_hundred():
    """Whatever is still to come: what counts is chosen by the forecast alone, not by what came."""
    generator = np.random.default_rng(5)
    held = []
    for start in generator.uniform(0, 20, 4000):
        own = start + np.exp(generator.normal(1, 0.8, 2))
        low, high = start + np.exp(1 + 0.8 * np.array([-1.2816, 1.2816]))
        came = own[0] if own[0] <= 20 else np.inf
        held.append(_held(low, high, came, 20.0))
    counted = [h for h in held if h != "open"]
    assert len(counted) > 500
    assert counted.count("inside") / len(counted) == pytest.approx(0.8, abs=0.03)
    assert counted.count("early") / len(counted) == pytest.approx(0.1, abs=0.03)


def test_how_late_is_said():
    assert (late(3.14), late(-0.5), late(0.0)) == ("3.1 months later than", "0.5 months earlier than", "when")


def test_it_does_not_depend_on_threads_and_says_the_same_as_compare(small):
    one, two = (sg.hindsight(small, "2025-01-15", n=400) for _ in range(2))
    assert asdict(one) == asdict(two)
    vintage = next(v for v in one.vintages if v.as_of == "2025-03-05")
    then = sg.simulate(sg.announced(small.at("2025-03-05")), n=400, seed=1)
    assert vintage.headline.p50 == pytest.approx(float(then.energised.percentile([50]).sel(time=one.day)[0]))
    assert vintage.headline.day == one.day == "2028-12-31"
    for date in vintage.dates:
        assert date.p50 == then.date_percentile(date.address.rpartition(".")[0], 50) or "first_power" in date.address


def test_progress_and_json(small):
    told = []
    found = sg.hindsight(
        small, "2025-01-15", n=100, vintages=3, progress=lambda done, total: told.append((done, total))
    )
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert len(found.vintages) + len(found.left_out) == 3
    json.dumps(asdict(found), allow_nan=False)


def test_dates_at_their_word_forecast_nothing(written):
    (written.folder / "scenarios" / "word.yaml").write_text("title: W\nquestion: At word?\nbasis: announced\n")
    with pytest.raises(sg.StargateError, match="takes dates at their word"):
        sg.hindsight(sg.read(written.folder, scenario="word"), "2025-01-01", n=10)


def test_where_no_day_can_be_simulated_the_reason_is_said(small, monkeypatch):
    def refuse(*_):
        raise sg.StargateError("there is a hole\n  write: nothing")

    monkeypatch.setattr("stargate.reports.hindsight.as_known", refuse)
    with pytest.raises(sg.StargateError, match="no vintage since 2025-01-01 can be simulated: 2026-06-30, there is a"):
        sg.hindsight(small, "2025-01-01", n=10)


def test_the_reference_programme(reference):
    """Every day since the announcement either has its vintage or says why not; none knows what came after it."""
    found = sg.hindsight(reference, "2025-01-21", n=200, vintages=12)
    assert found.vintages[0].as_of <= "2025-02-28"
    assert [gone.as_of for gone in found.left_out] == ["2025-01-21"]
    phases = [v.phases for v in found.vintages]
    assert phases[0] == 2
    assert max(phases) >= 20
    for vintage in found.vintages:
        assert all(date.p10 is None or date.p10 >= vintage.as_of for date in vintage.dates)
        assert all(load.day >= vintage.as_of for load in vintage.passed)
        assert vintage.assumed <= vintage.figures
    assert found.score.dates == 3
    assert "3 dates seen since" in found.title
