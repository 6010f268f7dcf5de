"""Back-tests: the pairs asked for, baselines by hand, the fleet, and what is said of mistakes."""

import json
from dataclasses import replace

import numpy as np
import pytest

import stargate as sg
from stargate.errors import StargateError
from stargate.history.baselines import baselines
from stargate.history.known import known
from stargate.history.records import latest, read_records
from stargate.quantity.notation import months_of_date
from stargate.reports.backtest import document, scoreboard, words
from stargate.reports.page import page_of_backtest

DAY, LATER, END = "2017-10-01", "2018-04-01", "2018-10-01"
HEAD = "id,class,started,promised,finished,cancelled,as_of,size_mw\n"


@pytest.fixture(scope="module")
def records(invented):
    return invented(21)


@pytest.fixture(scope="module")
def found(records):
    return sg.backtest(records, [DAY, LATER], [LATER, END], n=200)


def test_each_day_is_scored_at_each_later_one(found):
    assert [(p.as_of, p.score_at) for p in found.pairs] == [(DAY, LATER), (DAY, END), (LATER, END)]
    assert [p.window for p in found.pairs] == [6.0, 12.0, 6.0]


def test_fleet_ends_with_what_finished_of_what_was_open(found, records):
    pair = found.pairs[1]
    before, after = (latest(records, months_of_date(day)) for day in (DAY, END))
    finished = after.take(np.isin(after.id, before.id[before.open]) & (after.finished <= months_of_date(END)))
    assert pair.fleet.actual[-1] == pytest.approx(finished.size_mw.sum() / 1000)
    assert pair.coverage.projects == before.open.sum()
    assert pair.coverage.finished == len(finished)
    assert pair.fleet.dates[0] == DAY
    assert pair.fleet.dates[-1] == END
    assert all(a <= b for a, b in zip(pair.fleet.percentiles[0], pair.fleet.percentiles[-1], strict=True))


def test_parts_of_the_whole_add_up(found):
    assert sum(found.coverage) == pytest.approx(1)
    assert sum(found.pit) == pytest.approx(1)
    weights = [pair.coverage.projects for pair in found.pairs]
    assert found.crps.forecast == pytest.approx(np.average([p.crps.forecast for p in found.pairs], weights=weights))


def test_forecasts_beat_the_promise(found):
    assert found.crps.below("promise") > 0.25
    assert found.crps.below("slipped") > 0.0
    assert found.interval.below("promise") > 0.25


def test_seeds_give_the_same_numbers_again(records):
    one, other = (document(sg.backtest(records, DAY, END, n=100)) for _ in range(2))
    assert one == other


def test_baselines_by_hand(tmp_path):
    """Two finished, 4 and 8 months after what was promised first; two open, promised in 3 months and 5 months ago."""
    path = tmp_path / "r.csv"
    path.write_text(
        HEAD + "a,k,2020-01-01,2021-01-01,,,2020-06-01,1\na,k,2020-01-01,2021-01-01,2021-05-01,,2021-06-01,1\n"
        "b,k,2020-01-01,2020-08-01,,,2020-06-01,1\nb,k,2020-01-01,2020-08-01,2021-04-01,,2021-06-01,1\n"
        "c,k,2020-01-01,2021-09-01,,,2021-06-01,1\nd,k,2020-01-01,2021-01-01,,,2021-06-01,1\n"
    )
    found = baselines(known(read_records(path), months_of_date("2021-06-01")))
    assert found.slip == 6.0
    assert found.promise.tolist() == [3.0, 0.0]
    assert found.slipped.tolist() == [9.0, 1.0]
    assert (np.diff(found.hazard, axis=1) > 0).all()


@pytest.mark.parametrize(
    ("as_of", "score_at", "said"),
    [
        (DAY, DAY, "nothing is scored after it"),
        ([DAY, END], LATER, "nothing is scored after it"),
        (END, [DAY], "nothing is scored after it"),
        (LATER, [DAY, END], "no forecast was made before it"),
        ([], [], "nothing is asked for"),
        ("2017-13-01", END, "--as-of 2017-13-01\n  '2017-13-01' is not a date"),
        (DAY, "2030-01-01", "what came by 2030-01-01 is not known: the last record is as of 2018-12-01"),
        ("2001-01-01", END, "nothing was known on 2001-01-01: the first record is as of"),
    ],
)
def test_mistakes_are_said(records, as_of, score_at, said):
    with pytest.raises(StargateError) as error:
        sg.backtest(records, as_of, score_at)
    assert said in str(error.value)
    assert "\n  write: " in str(error.value)


def test_words_and_page_say_what_the_numbers_say(found):
    board = scoreboard(found, "stargate backtest r.csv")
    assert [bars.id for bars in board.bars] == ["coverage", "tenths", "scores"]
    assert f"{found.coverage[1]:.0%} of outcomes lay from P10 to P90" in board.bars[0].title
    inside = sum(pair.fleet.inside() for pair in found.pairs)
    assert board.fleet_title.startswith(
        f"The fleet total ended from P10 to P90 in {('no', 'one', 'two', 'three')[inside]}"
    )
    for bars in board.bars:
        assert all(len(row) == len(bars.table["columns"]) for row in bars.table["rows"])
    assert "stargate backtest r.csv" in page_of_backtest(board)
    assert board.fleet_title in words(found)
    assert "CRPS" in str(found)
    json.dumps(document(found), allow_nan=False)


def test_without_any_size_the_reader_learns_what_gw_are(records):
    unsized = replace(records, size_mw=np.full(len(records), np.nan))
    (said,) = (note for note in sg.backtest(unsized, DAY, END, n=50).pairs[0].notes if "size" in note)
    assert said == "nobody says a size: each project counts as 1 MW, so that GW are thousands of projects"
