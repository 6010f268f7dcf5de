"""How late things come against what was promised."""

import numpy as np
import pytest

from stargate.history.records import read_records
from stargate.history.slip import promises, slip
from stargate.quantity.notation import date_text, months_of_date


@pytest.fixture
def written(tmp_path):
    """Records of projects that take a time each against a lead promised, seen when they start and on a last day."""

    def write(lead, took, until=2000.0):
        start = months_of_date("2010-01-01")
        lines = ["id,class,started,promised,finished,cancelled,as_of,size_mw"]
        for i, (ahead, time) in enumerate(zip(lead, took, strict=True)):
            dates = [date_text(start + t) for t in (0, ahead, time, min(until, 900))]
            lines.append(f"p{i},x,{dates[0]},{dates[1]},,,{dates[0]},10")
            lines.append(f"p{i},x,{dates[0]},{dates[1]},{dates[2] if time <= until else ''},,{dates[3]},10")
        path = tmp_path / "records.csv"
        path.write_text("\n".join(lines) + "\n")
        return read_records(path)

    return write


def test_months_are_told_from_factors(written):
    rng = np.random.default_rng(2)
    lead = rng.uniform(6, 48, 300)
    found = slip(written(lead, lead + 8 + rng.logistic(0, 1.0, 300)), np.inf)
    assert found.months
    assert found.law.startswith("logistic (location 8")
    assert found.quantile(0.5) == pytest.approx(8, abs=0.3)
    found = slip(written(lead, lead * 1.4 * np.exp(0.2 * rng.standard_normal(300))), np.inf)
    assert not found.months
    assert found.quantile(0.5) == pytest.approx(1.4, rel=0.03)
    assert found.quantile(0.9) == pytest.approx(1.4 * np.exp(0.2 * 1.2816), rel=0.05)


def test_open_projects_are_censored(written):
    """The mean of those that finished would be far too short."""
    rng = np.random.default_rng(5)
    lead = rng.uniform(6, 36, 600)
    took = lead + np.maximum(1.0 - lead, rng.gumbel(10, 8, 600))
    found = slip(written(lead, took, until=30.0), np.inf)
    assert (took > 30).mean() > 0.4
    assert found.months
    assert found.quantile(0.5) == pytest.approx(10 - 8 * np.log(np.log(2)), rel=0.12)
    assert np.median((took - lead)[took <= 30]) < 0.75 * found.quantile(0.5)


def test_the_aic_of_both_kinds_are_of_the_same_data(written):
    """With one lead for all a factor is nothing but months in another unit: lognormal times against lognormal times."""
    rng = np.random.default_rng(4)
    lead = np.full(200, 20.0)
    found = slip(written(lead, 20 * np.exp(0.05 * rng.standard_normal(200))), np.inf)
    assert abs(found.aic - found.other_aic) < 3


def test_promises_for_this_month_or_of_the_past_say_nothing(written):
    records = written([0.2, -3.0, 12.0], [5.0, 5.0, 14.0])
    first, now = promises(records, np.inf)
    assert first.id.tolist() == now.id.tolist() == ["p2"]
    assert slip(written([12.0], [14.0]), months_of_date("2010-06-01")) is None, "nothing has finished yet"
