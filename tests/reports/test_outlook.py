"""Titles and headlines are computed: they say what the numbers say."""

import json
import re
from dataclasses import asdict

import pytest

import stargate as sg
from stargate.reports import energisation, timetable, words
from stargate.reports.calibration import calibration
from stargate.reports.energisation import Gap
from stargate.reports.outlook import outlook
from stargate.reports.summary import summary
from stargate.reports.terminal import text


@pytest.fixture(scope="module")
def told(small_futures):
    return outlook([small_futures], "stargate run programmes/small")


def gap(announced, p50, **more):
    return Gap(
        **(
            {
                "day": "2028-12-31",
                "announced": announced,
                "p10": p50 * 0.8,
                "p50": p50,
                "p90": p50 * 1.1,
                "optimism": 0.0,
                "risk": 0.0,
            }
            | more
        )
    )


def test_what_the_fan_says():
    assert (
        energisation.title(gap(5060, 2940))
        == "Announced for the end of 2028: 5.1 GW of IT load; in the median future 2.9 GW"
    )
    assert (
        energisation.title(gap(300, 300))
        == "The median future has all of the 300 MW of IT load announced for the end of 2028"
    )
    assert energisation.title(gap(0, 0)) == "Nothing of the programme is announced for the end of 2028 or earlier"


def test_the_gap_adds_up(small_futures):
    found = energisation.gap(small_futures)
    assert found.announced - found.p50 == pytest.approx(found.optimism + found.risk)
    assert found.day == "2028-12-31"  # the year by which the last dated phase was announced
    assert found.announced == pytest.approx(small_futures.plan.announced_it_power(60.0))


def rows(chances):
    base = dict.fromkeys(timetable.Row.__dataclass_fields__) | {"candidate": False}
    return [timetable.Row(**(base | {"announced_chance": chance})) for chance in chances]


def test_what_the_timetable_says():
    assert (
        timetable.title(rows([0.1, 0.2, 0.9]))
        == "Two of three phases with an announced date miss it in more than half of the futures"
    )
    assert (
        timetable.title(rows([0.1, 0.9, None]))
        == "One of two phases with an announced date misses it in more than half of the futures"
    )
    assert (
        timetable.title(rows([0.9, 0.8]))
        == "Both phases with an announced date meet it in at least half of the futures"
    )
    assert timetable.title(rows([None])) == "No phase of the programme has an announced date"


def test_every_title_is_computed_from_its_data(told, small_futures):
    view = told.views[0]
    assert f"{view.gap.announced:.0f} MW" in view.fan.title
    late = sum(row.announced_chance < 0.5 for row in view.timetable.rows if row.announced_chance is not None)
    assert view.timetable.title.startswith(f"All {words.count(late)}")
    assert view.causes.title.startswith(view.causes.rows[0].name)
    assert f"USD {view.money.need[1]:.0f} bn needed" in view.money.title
    assert f"The median future has {view.gap.p50:.0f} MW" in view.headline
    assert view.headline.endswith(f"; USD {view.money.not_raised[1]:.0f} bn is not yet raised.")


def test_targets_state_both_readings_and_which_was_announced(told):
    buildings, campuses = told.views[0].targets
    assert (buildings.noun, buildings.announced) == ("buildings", True)
    assert (campuses.noun, campuses.announced) == ("campuses", False)
    labels = [number.label for number in told.views[0].numbers]
    assert "Chance of 6 buildings by Dec 2028" in labels
    assert "Chance of 6 campuses by Dec 2028" in labels


def test_capital_sums(told):
    figure = told.views[0].money
    total = sum(payment.total for payment in figure.payments)
    assert total == pytest.approx(sum(sum(p.by_year) for p in figure.payments), rel=0.05)
    assert figure.need[0] <= figure.need[1] <= figure.need[2]


def test_causes_are_addresses_of_figures(told, small):
    for row in told.views[0].causes.rows:
        assert row.address in small or row.event or row.address.startswith("agreements")
        assert row.worst <= row.best
        assert row.best - row.worst > 3 * row.error


def test_nothing_is_nan_and_the_same_inputs_give_the_same_bytes(told, small):
    again = outlook([sg.simulate(sg.announced(small), n=4000, seed=1, threads=3)], "stargate run programmes/small")
    one, two = (json.dumps(asdict(o), allow_nan=False, sort_keys=True) for o in (told, again))
    assert one == two
    json.dumps(summary(told), allow_nan=False)


def test_numbers_say_which_phases_they_count(told):
    """What is energised at a date is of the phases announced with one; what is planned and needed is of all."""
    view, lines = told.views[0], " ".join(text(told).split())
    ends = summary(told)["scenarios"]["base"]["energised_it_mw_at_year_end"]
    at = told.time.index("2028-12-31")
    assert ends["phases_announced_with_a_date"]["2028"]["p50"] == view.fan.bands["p50"][at] == round(view.gap.p50, 3)
    assert ends["phases_announced_with_a_date"]["2028"]["announced"] == view.fan.announced[at]
    assert ends["all_phases"]["2028"] == {band: view.fan.everything[band][at] for band in ("p10", "p50", "p90")}
    low, high = (round(view.fan.bands[band][at]) for band in ("p10", "p90"))
    assert f"announced by then, 80% of futures {low} to {high} MW; dated phases only" in lines
    assert "planned in all phases" in lines
    assert "bn); all phases" in lines
    assert view.numbers[1].label == "IT load of dated phases, end of 2028"
    assert view.numbers[1].detail == f"80%: {low} to {high} MW; 528 MW announced with a date"
    assert "of all phases, announced with a date or not; means" in view.map.subtitle
    assert "by all phases" in view.money.subtitle


def test_the_map_says_where_its_means_are_not_the_timetable_s_medians(small_futures, small):
    assert "mean" not in outlook([small_futures], "x").views[0].map.note
    uncertain = small.override({"sites.north.phases.one.it_power": "100 to 900 MW, median 300 [assumed]"})
    view = outlook([sg.simulate(sg.announced(uncertain), n=300)], "x").views[0]
    place = next(place for place in view.map.places if place.id == "north")
    median = sum(row.it_power for row in view.timetable.rows if row.site_id == "north")
    assert place.planned > median
    assert f"mean is not the timetable's median: North Ridge {place.planned:.0f} MW against {median:.0f} MW." in (
        view.map.note
    )


def test_texts_hold_no_instructions_for_a_pointer(told):
    """What the hand can do is the page's to say: paper and files have the same texts."""
    view = told.views[0]
    for figure in (view.fan, view.map, view.timetable, view.causes, view.money):
        assert not re.search(r"\b([Dd]rag|[Mm]ove along|[Ss]elect|[Cc]lick)\b", f"{figure.subtitle} {figure.note}")


def test_causes_say_their_order(told):
    causes = told.views[0].causes
    spans = [row.best - row.worst for row in causes.rows]
    assert spans == sorted(spans, reverse=True)
    assert causes.subtitle.endswith("The widest span from worst to best comes first")


def test_a_word_taken_says_whose_it_is(told):
    assert told.views[0].fan.said_by.startswith(
        "The dates of the IT load due by the end of 2028 are announced by the partners for"
    )


def test_the_terminal_says_the_same(told):
    said = text(told)
    assert told.views[0].headline in re.sub(r"\s+", " ", said)
    assert 10 <= len(said.splitlines()) <= 24


def test_a_plan_at_its_word_has_no_range(written):
    (written.folder / "scenarios" / "word.yaml").write_text("title: Word\nquestion: At their word?\nbasis: announced\n")
    programme = sg.read(written.folder, scenario="word")
    view = outlook([sg.simulate(sg.announced(programme))], "x").views[0]
    assert view.futures == 1
    assert view.gap.p10 == view.gap.p90 == pytest.approx(view.gap.announced)
    assert view.causes.rows == []
    assert calibration(sg.simulate(sg.announced(programme))) == []


def test_an_earlier_date_names_what_was_not_known(small_folder):
    programme = sg.read(small_folder, as_of="2025-03-31")
    told = outlook([sg.simulate(sg.announced(programme), n=200)], "x")
    knowledge = told.evidence.knowledge
    assert knowledge.as_of == "2025-03-31"
    assert knowledge.own_as_of == "2026-06-30"
    assert [d.address for d in knowledge.differences] == ["sites.north.phases.one.energised.forecast"]
    assert knowledge.differences[0].then.startswith("2027-01-31")
    assert knowledge.differences[0].later.startswith("2027-03-31")


def test_an_earlier_date_names_what_did_not_exist(small_folder):
    told = outlook([sg.simulate(sg.announced(sg.read(small_folder, as_of="2025-01-25")), n=200)], "x")
    unknown = {u.address: u for u in told.evidence.knowledge.not_yet_known}
    assert unknown["sites.south.phases.one"].group == "South Fork"
    assert unknown["sites.south.phases.one"].name == "Buildings 1 to 3"
    assert unknown["commitments.north_loan"].name == "Construction loan, North Ridge"


def test_words():
    assert words.power(999.4) == "999 MW"
    assert words.power(1500) == "1.5 GW"
    assert words.chance(0.0001) == "<1%"
    assert words.chance(0.9999) == ">99%"
    assert words.listed([]) == "none"


def test_work_that_outlasts_its_one_duration_is_named(written):
    folder = written(
        "sites/north.yaml", "duration: 18 to 30 months, median 22 [assumed]", "duration: 12 months [assumed]"
    )
    told = outlook([sg.simulate(sg.announced(sg.read(folder)), n=50)], "x")
    assert [caveat for caveat in told.caveats if "North Ridge, Grid connection (17 months against 12)" in caveat]
    assert "against" not in " ".join(
        outlook([sg.simulate(sg.announced(sg.read(folder, as_of="2025-09-30")), n=50)], "x").caveats
    )


def test_caveats_of_dates_at_their_word(written):
    (written.folder / "scenarios" / "word.yaml").write_text("title: Word\nquestion: At their word?\nbasis: announced\n")
    word, base = (sg.simulate(sg.announced(sg.read(written.folder, scenario=name)), n=50) for name in ("word", "base"))
    assert outlook([word], "x").caveats == [
        "Dates are taken at their word: nothing is drawn, and nothing holds a phase back. This is no advice."
    ]
    assert outlook([word, base], "x").caveats == outlook([base], "x").caveats


def test_one_future_is_drawn_and_not_announced(small):
    view = outlook([sg.simulate(sg.announced(small), n=1)], "x").views[0]
    labels = {number.label: number.detail for number in view.numbers}
    assert labels["Buildings by Dec 2028"] == "of 6 announced"
    assert labels["IT load of dated phases, end of 2028"] == "in the one future drawn; 528 MW announced with a date"
    said = json.dumps(asdict(view))
    for words_ in ("at its word", "at their word", "As announced", "Nothing is drawn"):
        assert words_ not in said
