"""People who build and run campuses: by hand, as sums, and beside what was promised."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stargate as sg
from stargate.footprint.jobs import building, crews, jobs, promised
from stargate.programme.catalogue import entry
from stargate.programme.labour import Labour
from stargate.reports.jobs import in_words, section, told
from stargate.schedule.energise import Buildup


def phase(ready, *, it_power=100.0, buildings=1, cadence=0.0, ramp=0.0):
    """One phase in one future."""
    cells = (np.array([[float(value)]]) for value in (ready, cadence, ramp, it_power))
    return Buildup(*cells, np.array([buildings]))


def built(buildup, time=10.0, rise=0.3, fall=0.3, months=60):
    return building(buildup, [0], np.array([time]), np.array([rise]), np.array([fall]), months)[0]


def test_one_building_by_hand():
    """Ten months before month 20, three of them rising and three falling: 100 IT MW at one each."""
    found = built(phase(20))
    assert found[:10] == pytest.approx(0)
    assert found[10:13] == pytest.approx([100 / 6, 50, 500 / 6])
    assert found[13:17] == pytest.approx(100)
    assert found[17:20] == pytest.approx([500 / 6, 50, 100 / 6])
    assert found[20:] == pytest.approx(0)
    assert found.sum() == pytest.approx(100 * 10 * (1 - 0.3))


def test_buildings_one_after_the_other_share_their_peak():
    """Two halves five months apart: the later one follows the earlier by five months."""
    both, one = built(phase(20, buildings=2, cadence=5)), built(phase(20, it_power=50.0))
    assert both == pytest.approx(one + np.concatenate([np.zeros(5), one[:-5]]))
    assert both.sum() == pytest.approx(built(phase(20)).sum())
    assert both.max() < built(phase(20)).max()


def test_steps_without_a_rise():
    assert built(phase(20), rise=0.0, fall=0.0)[10:20] == pytest.approx(100)


def test_what_never_comes_is_not_built():
    assert (built(phase(np.inf)) == 0).all()


def test_what_is_built_before_the_first_month_is_in_none():
    assert built(phase(4)).sum() < built(phase(20)).sum()


shares = st.floats(0, 0.5)


@given(st.floats(25, 40), st.floats(1, 24), shares, shares, st.integers(1, 8), st.floats(0, 2), st.floats(0, 500))
def test_months_add_up_whenever_it_comes(ready, time, rise, fall, buildings, cadence, it_power):
    buildup = phase(ready, it_power=it_power, buildings=buildings, cadence=cadence)
    found = built(buildup, time, rise, fall)
    assert (found >= -1e-9).all()
    assert found.max() <= it_power * (1 + 1e-9)
    assert found.sum() == pytest.approx(it_power * time * (1 - (rise + fall) / 2), rel=1e-9, abs=1e-6)
    twice = built(phase(ready, it_power=2 * it_power, buildings=buildings, cadence=cadence), time, rise, fall)
    assert twice == pytest.approx(2 * found)


@pytest.fixture(scope="module")
def found(reference_futures):
    return jobs(reference_futures, 200)


def test_a_stated_peak_is_that_of_the_future_at_medians(found, reference):
    for name in ("abilene", "dona_ana"):
        stated = reference.contents.sites[name].jobs.construction.p50
        assert found.construction[found.sites.index(name), 0].max() == pytest.approx(stated)


def test_a_floor_is_kept(found, reference):
    for name in ("port_washington", "saline", "shackelford"):
        least = reference.contents.sites[name].jobs.construction.p50
        assert found.construction[found.sites.index(name), 0].max() >= least * (1 - 1e-9)


def test_who_stays_is_what_is_stated_once_all_runs(found, reference):
    stated = reference.contents.sites["saline"].jobs.permanent.p50
    saline = found.permanent[found.sites.index("saline")]
    assert saline[0, -1] == pytest.approx(stated)
    assert (np.diff(saline, axis=1) >= -1e-9).all()


def test_years_are_sums_of_months(found):
    months = found.construction.sum(axis=-1)
    assert found.job_years(found.construction).sum(axis=-1) == pytest.approx(months / 12, rel=1e-9)
    assert len(found.years) == found.job_years(found.construction).shape[-1]


def test_totals_are_gross_and_never_below_direct(found):
    assert (found.construction >= -1e-9).all()
    assert (found.permanent >= 0).all()
    for name, factor in (("pwc_2023", 7.4), ("nvtc_2024", 5.1)):
        assert (found.total(name) >= found.direct - 1e-6).all()
        assert found.total(name) == pytest.approx(factor * found.direct)


def test_promises_stand_beside_what_multipliers_give(found):
    """Hundreds of thousands need the most generous multiplier and luck; none are direct."""
    chances = {each.claim.title: each for each in promised(found)}
    first = chances["Jobs promised in January 2025"]
    assert (first.number, first.direct) == (200_000, 0)
    assert all(0 <= chance < 0.5 for chance in first.total.values())
    onsite = chances["Jobs on site at the five sites of September 2025"]
    assert onsite.number == 25_000
    assert onsite.direct < 0.5 < onsite.total["pwc_2023"]


def test_people_by_it_power_agree_with_the_crews_that_there_are(found):
    """A check from outside: the capacity of crews around Abilene is a figure of its own."""
    (crew,) = crews(found)
    assert crew.sites == ("abilene", "shackelford")
    assert crew.highest.p50 < crew.limit.capacity.p90
    assert crew.highest.p50 > 0.5 * crew.limit.capacity.p10


def test_later_campuses_build_later(reference, reference_futures, found):
    """Construction follows the dates of each future."""
    dates = reference_futures.full_load("sites.milam")[:200]
    weights = np.arange(found.construction.shape[2])
    built = found.construction[found.sites.index("milam"), 1:]
    ever = np.isfinite(dates) & (dates < weights[-1]) & (built.sum(axis=1) > 0)
    middle = (built[ever] * weights).sum(axis=1) / built[ever].sum(axis=1)
    assert np.corrcoef(middle, dates[ever])[0, 1] > 0.8


def test_a_campus_that_states_nothing_has_the_catalogues_people(small):
    """By hand, at medians: 100 and 200 IT MW and three buildings."""
    found, labour = jobs(sg.simulate(sg.announced(small), n=20, seed=1)), entry("jobs", "campus", Labour)
    full = found.futures.at_medians.it_power[0, found.futures.phases("sites.north")].sum()
    north = found.sites.index("north")
    assert found.permanent[north, 0, -1] == pytest.approx(full * labour.permanent.p50)
    part = 1 - (labour.rise.p50 + labour.fall.p50) / 2
    months = full * labour.construction_peak.p50 * labour.building_time.p50 * part
    assert found.construction[north, 0].sum() == pytest.approx(months)


def test_a_page_and_sentences_say_direct_and_gross_apart(found):
    words = " ".join(in_words(found))
    assert "direct jobs" in words
    assert "gross" in words
    assert "Abilene is spared 85% of its property tax for 10 years [texas-standard-2026]" in words
    assert '("hundreds of thousands"): at least 200,000' in words
    page = told(found)
    assert len(page["months"]) == len(page["all"]["construction"]["p50"])
    assert all(
        low <= high for low, high in zip(page["all"]["direct"]["p10"], page["all"]["direct"]["p90"], strict=True)
    )


def test_a_section_of_a_year(small_account, small_year):
    found = section(small_account, 2027)
    assert [row.name for row in found.rows] == ["North Ridge", "South Fork", "all"]
    assert found.rows[-1].job_years.at_medians == pytest.approx(
        sum(row.job_years.at_medians for row in found.rows[:-1])
    )
    assert section(sg.account(small_year), 2029).rows == []


def test_what_was_not_known_yet_is_not_counted(reference_folder):
    """In March 2025 no source had told the people at Abilene: they are taken by IT MW, as everywhere."""
    early = sg.simulate(sg.announced(sg.read(reference_folder, as_of="2025-03-01")), n=20, seed=1)
    found = jobs(early)
    full = early.at_medians.it_power[0, early.phases("sites.abilene")].sum()
    abilene = found.permanent[found.sites.index("abilene"), 0, -1]
    assert abilene == pytest.approx(full * found.labour.permanent.p50)
    assert {each.number for each in promised(found)} == {200_000, 100_000}
    assert "Stated at the peak" not in " ".join(in_words(found))


def test_a_ceiling_is_kept(written):
    """Three hundred at most, where the catalogue has more."""
    changes = (
        "sites/north.yaml",
        "climate: abilene",
        "jobs:\n  construction: ceiling 300 jobs [assumed]\nclimate: abilene",
    )
    found = jobs(sg.simulate(sg.announced(sg.read(written(*changes))), n=50, seed=1))
    assert found.construction[found.sites.index("north"), 0].max() == pytest.approx(300)
