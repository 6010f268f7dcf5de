"""IT MW at a day and by a day: edges of months and days, and the end of the series."""

import numpy as np
import pytest

import stargate as sg
from stargate.errors import StargateError


def simulated(folder, n=50, **how):
    return sg.simulate(sg.announced(sg.read(folder, **how)), n=n)


def test_a_month_alone_is_the_month_of_the_table(small_futures):
    table = small_futures.energised.values
    for month, day in enumerate(small_futures.time.astype(str)):
        if month % 7 == 5:
            assert small_futures.energised.at(day) == pytest.approx(table[:, month], abs=1e-9)
            assert small_futures.energised.at(f"{day[:7]}-01") == pytest.approx(table[:, month], abs=1e-9)


def test_it_power_at_the_end_of_a_month(lone):
    """Ready at the end of April 2027 and risen within a month: nothing then, half in mid-May, all at its end."""
    folder = lone("duration: 10 months [assumed]", phase="ramp: 1 months [assumed]")
    series = simulated(folder, as_of="2026-07-01").energised
    assert [series.at(day)[0] for day in ("2027-04-30", "2027-05-01", "2027-06-30")] == pytest.approx([0, 100, 100])
    folder = lone("duration: 10.5 months [assumed]", phase="ramp: 1 months [assumed]")
    series = simulated(folder, as_of="2026-07-01").energised
    assert [series.at(day)[0] for day in ("2027-04-30", "2027-05-31", "2027-06-30")] == pytest.approx([0, 50, 100])


def test_what_happens_on_a_day_counts_for_that_day(lone):
    """Full load in the course of 16 May 2027: not by the 15th, by the 16th."""
    futures = simulated(lone("duration: 10.5 months [assumed]"), as_of="2026-07-01")
    assert futures.date_percentile("sites.lone", 50) == "2027-05-16"
    for day, share in (("2027-05-15", 0), ("2027-05-16", 1), ("2027-05-17", 1)):
        assert futures.chance(of="sites.lone", by=day) == share
        assert futures.chance(buildings=1, by=day) == share
        assert futures.chance(sites=1, by=day) == share
    assert futures.end_of("2027-05-31") == futures.programme.month("2027-06-01")


@pytest.mark.parametrize("horizon", ["2030-06-01", "2030-06-15", "2030-06-30"])
def test_the_series_end_with_the_month_of_the_horizon(lone, horizon, tmp_path):
    phase = "ramp: 0 months [assumed]\nenergised:\n  announced: 2031-06-30 [assumed]"
    futures = simulated(lone("duration: 10 months [assumed]", phase=phase), changes={"horizon": horizon})
    assert futures.time[-1] == np.datetime64("2030-06-30")
    assert futures.energised.at(horizon) == pytest.approx(100)
    assert isinstance(futures.drivers(at=horizon), list)
    assert isinstance(futures.drivers(), list)
    sg.report(futures, to=tmp_path / "report.html")
    with pytest.raises(StargateError, match="outside the series"):
        futures.energised.at("2030-07-01")


def test_a_date_far_beyond_the_calendar(lone):
    """Shared causes on top of a long range may leave the calendar, whatever limits single figures have."""
    folder = lone("duration: 1000 to 1200 months [assumed]\ndrivers: [first, second]")
    driver = "  title: Slow\n  stretch: 10 [assumed]\n"
    (folder / "drivers.yaml").write_text(f"first:\n{driver}second:\n{driver}")
    futures = simulated(folder)
    assert futures.date_percentile("sites.lone", 50) == "9999-12-31"
    assert futures[0].dates == {"sites.lone.phases.one": "9999-12-31"}


def test_no_programme_without_its_candidates(lone):
    """Of candidates alone nothing is counted."""
    site = "acceptance:\n  chance: 100% [assumed]"
    futures = simulated(lone("duration: 1 month [assumed]", status="candidate", site=site))
    assert futures.chance(sites=1, by="2030-12-31") == futures.chance(buildings=1, by="2030-12-31") == 0
    assert futures.chance(of="sites.lone", by="2030-12-31") == 1
