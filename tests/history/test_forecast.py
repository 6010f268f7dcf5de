"""Forecasts of invented worlds, whose truth is known."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from stargate.errors import StargateError
from stargate.history.forecast import MONTHS, _finished, _when, forecast
from stargate.history.records import latest, read_records
from stargate.history.scores import pit
from stargate.quantity.notation import date_text

START = 2015 * 12.0


def outcome(records, found, end):
    then = latest(records, end)
    then = then.take(np.searchsorted(then.id, found.id))
    return np.where(then.finished <= end, then.finished, np.inf) - found.day


def test_chance_of_one_rate_is_exponential_and_dropping_out_competes():
    """P(finished by t) = l / (l + m) (1 - exp(-(l + m) t)) under constant rates l and m."""
    steps = np.diff(MONTHS)[:, None]
    chance = _finished(np.full((1, len(steps), 1), 0.1) * steps, np.full((1, len(steps), 1), 0.03) * steps)
    np.testing.assert_allclose(chance[0, :, 0], 0.1 / 0.13 * (1 - np.exp(-0.13 * MONTHS)), atol=1e-12)


def test_draws_follow_the_chance():
    spread = np.random.default_rng(0).random((1, 50_000))
    law = np.clip(MONTHS / 200, 0, 0.5)[None, :, None]
    drawn = _when(np.repeat(law, 50_000, 2), spread)
    assert np.isinf(drawn).mean() == pytest.approx(0.5, abs=0.01)
    assert (drawn <= 30).mean() == pytest.approx(0.15, abs=0.01)


def test_outcomes_fall_evenly_where_nothing_is_shared(invented):
    shares = np.zeros(5)
    for seed in range(4):
        records = invented(seed, projects=250)
        found = forecast(records, START + 36, n=300)
        shares += pit(MONTHS, found.chance, outcome(records, found, START + 47), 11.0).histogram(5) / 4
    assert np.abs(shares - 0.2).max() < 0.05


def test_totals_hold_what_came_where_all_share_a_shock(invented):
    inside = {"together": 0, "alone": 0}
    for seed in range(10, 18):
        records = invented(seed, volatility=0.3, projects=160)
        found = forecast(records, START + 34, n=300)
        came = (outcome(records, found, START + 46) <= 12).sum()
        for name, drawn in (("together", found.finish), ("alone", found.alone())):
            low, high = np.percentile((drawn <= 12).sum(axis=0), [10, 90])
            inside[name] += low <= came <= high
    assert inside["together"] >= 5
    assert inside["together"] > inside["alone"]


def test_the_cause_that_is_shared_widens_totals_and_no_project(invented):
    found = forecast(invented(11, volatility=0.3), START + 34, n=500)
    together, alone = ((drawn <= 12).sum(axis=0) for drawn in (found.finish, found.alone()))
    assert np.std(together) > 1.3 * np.std(alone)
    np.testing.assert_array_equal(np.sort(found.finish, axis=1), np.sort(found.alone(), axis=1))


def test_order_of_rows_changes_nothing(invented):
    records = invented(3)
    order = np.random.default_rng(0).permutation(len(records))
    one, other = forecast(records, START + 30, n=100), forecast(records.take(order), START + 30, n=100)
    assert (one.id == other.id).all()
    np.testing.assert_array_equal(one.chance, other.chance)


def test_nothing_later_is_used(invented):
    records = invented(3)
    cut = records.take(records.as_of <= START + 30)
    np.testing.assert_array_equal(forecast(records, START + 30, n=100).chance, forecast(cut, START + 30, n=100).chance)


def test_chances_rise_and_leave_room_for_never(invented):
    found = forecast(invented(3), START + 30, n=100)
    assert (np.diff(found.chance, axis=1) >= -1e-12).all()
    assert ((found.never > 0) & (found.never < 1)).all()


def test_records_without_promises_and_sizes_are_forecast_all_the_same(invented):
    records = invented(3)
    nothing = np.full(len(records), np.nan)
    found = forecast(replace(records, promised=nothing, size_mw=nothing), START + 36, n=100)
    assert found.unpromised == found.sizeless == len(found.id)
    assert np.isfinite(found.chance).all()


@pytest.mark.parametrize(
    ("day", "words"),
    [(START - 5, "nothing was known on"), (START + 2, "projects had been seen to finish")],
)
def test_what_cannot_be_forecast_is_said(invented, day, words):
    with pytest.raises(StargateError, match=words):
        forecast(invented(3), day)


def test_nothing_open_is_said(invented):
    records = invented(3)
    done = np.where(np.isnan(records.cancelled), records.as_of, records.cancelled)
    with pytest.raises(StargateError, match="no project was open"):
        forecast(replace(records, finished=done, cancelled=np.full(len(done), np.nan)), START + 36)


def test_few_finished_widen_the_forecast(invented):
    found = forecast(invented(3, projects=40), START + 22, n=100)
    assert 5 <= found.learned < 20
    assert found.widened == pytest.approx(np.sqrt(20 / found.learned))


def test_what_ended_between_looks_does_not_end_at_once(tmp_path):
    """Rows as of each signing and of a look every year, as in the tutorial: projects end between looks, unheard.

    Followed from days between looks they would end at once from all of them, which tells of a common cause that is not
    there and of too few to come. The truth is the invented law itself, given what was open; projects are independent.
    """
    random, sigma = np.random.default_rng(4), 0.25
    started = np.sort(random.uniform(0, 110, 900))
    lead = random.uniform(13, 30, 900)
    end = started + lead * np.exp(random.normal(0.3, sigma, 900))
    path = tmp_path / "records.csv"
    with path.open("w", encoding="utf-8") as file:
        print("id,class,started,promised,finished,cancelled,as_of,size_mw", file=file)
        for i in range(900):
            for look in (started[i], *(float(look) for look in range(12, 121, 12) if look > started[i] + 0.1)):
                over = date_text(START + end[i]) if end[i] <= look else ""
                dates = (date_text(START + month) for month in (started[i], started[i] + lead[i]))
                print(f"p{i},a,{','.join(dates)},{over},,{date_text(START + look)},100", file=file)
                if over:
                    break
    found = forecast(read_records(path), START + 84, n=300)
    open_then = (started <= 84) & (end > 84)
    assert len(found.id) == open_then.sum()
    now, later = (norm.sf((np.log((day - started[open_then]) / lead[open_then]) - 0.3) / sigma) for day in (84, 108))
    assert found.chance[:, 24].sum() == pytest.approx(float((1 - later / now).sum()), rel=0.12)  # 0.73 of it without
    assert found.cause.volatility < 0.12
