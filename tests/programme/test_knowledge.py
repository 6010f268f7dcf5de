"""What was known when: chains through what is left out, phases that nothing times, and what is said of it."""

import pytest

import stargate as sg
from stargate.errors import ProgrammeError, StargateError
from stargate.programme.between import between

LATE = "late:\n  title: Late\n  publisher: X\n  date: 2026-09-01\n"
SOON = "soon:\n  title: Soon\n  publisher: X\n  date: 2026-12-01\n"


def full_load(folder, **how):
    """Months from now until the only phase has its full load."""
    futures = sg.simulate(sg.announced(sg.read(folder, **how)), n=5)
    return futures.dates[0, 0] - futures.programme.as_of_month


CHAIN = """
permit:
  kind: permit
  duration: 24 months [assumed]
middle:
  kind: procurement
  duration: 3 months [late]
  after: [permit]
"""


def test_a_chain_through_what_is_not_known_yet_holds(lone):
    folder = lone("duration: 6 months [assumed]\nafter: [middle]", others=CHAIN, sources=LATE)
    assert full_load(folder) == pytest.approx(30)
    assert full_load(folder, as_of="2026-10-30") == pytest.approx(33)
    assert sg.read(folder).not_yet_known == ("sites.lone.activities.middle",)


def test_a_chain_through_what_was_given_up_holds(lone):
    others = CHAIN.replace("[late]", "[assumed]\n  withdrawn: 2025-06-01 [assumed]")
    assert full_load(lone("duration: 6 months [assumed]\nafter: [middle]", others=others)) == pytest.approx(30)


def test_a_chain_of_several_keeps_its_starts(lone):
    """work after two unknowns after the start of a design: not before that starts; the lag is left out with them."""
    others = """
        design:
          kind: design
          duration: 24 months [assumed]
          not_before: 2026-10-30 [assumed]
        first:
          kind: procurement
          duration: 3 months [late]
          after:
            design:
              of: start
              lag: 3 months [assumed]
        second:
          kind: procurement
          duration: 3 months [late]
          after: [first]
    """
    folder = lone("duration: 6 months [assumed]\nafter: [second]", others=others, sources=LATE)
    programme = sg.read(folder)
    assert full_load(folder, as_of="2026-08-30") == pytest.approx(2 + 6)
    assert not any(".first." in address or ".second." in address for address in programme.figures)


def test_of_two_ways_to_what_was_waited_for_the_finish_holds(lone):
    others = """
        design:
          kind: design
          duration: 24 months [assumed]
        first:
          kind: procurement
          duration: 3 months [late]
          after: [design]
        second:
          kind: procurement
          duration: 3 months [late]
          after:
            design:
              of: start
    """
    for names in ("first, second", "second, first"):
        folder = lone(f"duration: 6 months [assumed]\nafter: [{names}]", others=others, sources=LATE)
        assert full_load(folder) == pytest.approx(30)


def test_a_phase_needs_what_was_before_what_it_needed(lone):
    """Of an unknown need that waits for a start, what was finished before that start."""
    others = """
        land:
          kind: land
          duration: 10 months [assumed]
        shell:
          kind: shell
          duration: 20 months [assumed]
          after: [land]
    """
    work = "duration: 6 months [late]\nafter:\n  shell:\n    of: {of}"
    for of, months in (("finish", 30), ("start", 10)):
        assert full_load(lone(work.format(of=of), others=others, sources=LATE)) == pytest.approx(months)


def test_a_phase_none_of_whose_needs_is_known_is_left_out_and_named(lone):
    others = "other:\n  kind: shell\n  duration: 1 month [assumed]"
    phase = "ramp: 0 months [assumed]\nenergised:\n  announced: 2028-12-31 [assumed]"
    folder = lone("duration: 30 months [late]", others=others, phase=phase, sources=LATE)
    with (folder / "sites" / "lone.yaml").open("a") as file:
        file.write(
            "  two:\n    buildings: 1 [assumed]\n    it_power: 10 MW [assumed]\n"
            "    needs: [other]\n    ramp: 0 months [assumed]\n"
        )
    programme = sg.read(folder)
    assert programme.not_yet_known == ("sites.lone.activities.work", "sites.lone.phases.one")
    assert [p.address for p in sg.announced(programme).phases] == ["sites.lone.phases.two"]
    assert len(sg.announced(sg.read(folder, as_of="2026-10-30")).phases) == 2
    (folder / "scenarios" / "word.yaml").write_text("title: Word\nquestion: At their word?\nbasis: announced\n")
    word = sg.announced(sg.read(folder, scenario="word"))
    assert [p.address for p in word.phases] == ["sites.lone.phases.one"]


def test_a_programme_of_which_no_phase_is_known_says_so(lone):
    with pytest.raises(StargateError, match="no phase of Small was known by 2026-06-30"):
        sg.announced(sg.read(lone("duration: 30 months [late]", sources=LATE)))


@pytest.mark.parametrize("chance", ["40% [late]", "ceiling 40% [assumed]"])
def test_chances_that_are_drawn_must_have_a_value(lone, chance):
    agreement = lone(f"parties:\n  alder: 1 month [assumed]\nanother_round: {chance}", sources=LATE)
    candidate = {"status": "candidate", "site": f"acceptance:\n  chance: {chance}"}
    for address, write in (
        ("sites.lone.activities.work.another_round", lambda: agreement),
        ("sites.lone.acceptance.chance", lambda: lone("duration: 10 months [assumed]", **candidate)),
    ):
        with pytest.raises(ProgrammeError) as error:
            sg.read(write())
        (problem,) = error.value.problems
        assert problem.address == address
        assert problem.where.startswith("sites/lone.yaml:")
        assert "no value as of 2026-06-30" in problem.wrong
        assert "[assumed]" in problem.instead


def test_the_chance_of_a_finished_agreement_need_not_be_known(lone):
    work = "parties:\n  alder: 1 month [assumed]\nanother_round: 40% [late]\nfinished: 2026-05-30 [assumed]"
    assert full_load(lone(work, sources=LATE)) == pytest.approx(0)


def test_a_mixture_without_a_chance_is_refused_in_words(lone):
    """Programmes between two states pass no check of their state: the compiler asks."""
    chance = "\n    - ceiling 40% [assumed]\n    - 40% [late]"
    folder = lone(
        "duration: 10 months [assumed]",
        status="committed [invented-release]\n  - candidate [late]\n#",
        site=f"acceptance:\n  chance:{chance}",
        sources=LATE,
    )
    site = folder / "sites" / "lone.yaml"
    site.write_text(site.read_text().replace("status: committed", "status:\n  - committed"))
    before, after = sg.read(folder), sg.read(folder, as_of="2026-10-30")
    assert (before.contents.sites["lone"].status.value, after.contents.candidates()[0].id) == ("committed", "lone")
    mixture = between(before, after, ["sites.lone.status"], now="2026-10-30")
    with pytest.raises(StargateError, match=r"sites\.lone\.acceptance\.chance"):
        sg.simulate(sg.announced(mixture), n=5)


def warning(folder, **how):
    (found,) = sg.read(folder, **how).warnings
    return found


def test_what_has_started_without_a_known_duration_is_named(lone):
    others = "quick:\n  kind: shell\n  duration: 1 month [assumed]"
    folder = lone(
        "started: 2025-02-01 [invented-release]\nduration: 30 months [late]\nafter: [quick]",
        others=others,
        sources=LATE,
    )
    assert "sites.lone.activities.work: has started, but nothing published by 2026-06-30" in warning(folder)
    assert not sg.read(folder, as_of="2026-10-30").warnings


def test_a_lag_and_an_answer_without_a_value_are_named(lone):
    others = "one:\n  kind: shell\n  finished: 2026-06-01 [assumed]"
    folder = lone("duration: 1 month [assumed]\nafter:\n  one:\n    lag: 12 months [late]", others=others, sources=LATE)
    assert "work.after.one.lag: has no value as of 2026-06-30; no lag is waited for" in warning(folder)
    work = "parties:\n  alder: 1 month [assumed]\n  birch: 9 months [soon]\nanother_round: 0% [assumed]"
    assert "work.parties.birch: has no value" in warning(lone(work, sources=SOON))


def test_the_start_of_what_is_only_known_to_be_finished_is_its_finish(lone):
    others = "one:\n  kind: shell\n  finished: 2026-06-01 [assumed]"
    work = "duration: 1 month [assumed]\nafter:\n  one:\n    of: start\n    lag: 60 months [assumed]"
    folder = lone(work, others=others)
    programme = sg.read(folder)
    expected = programme.month("2026-06-01") + 61 - programme.as_of_month
    assert full_load(folder) == pytest.approx(expected)
    assert "waits for the start of sites.lone.activities.one; only its finish is known" in warning(folder)


def test_time_that_contradicts_a_duration_is_named(lone):
    folder = lone("duration: 12 months [assumed]\nstarted: 2025-01-01 [assumed]")
    assert "under way for 18 months, which contradicts its duration of 12" in warning(folder)
    assert full_load(folder) == pytest.approx(0)
    assert "in the tail" in warning(lone("duration: 12 to 13 months [assumed]\nstarted: 2025-01-01 [assumed]"))
    assert not sg.read(lone("duration: 12 to 24 months [assumed]\nstarted: 2025-01-01 [assumed]")).warnings


def test_a_candidate_has_no_power_before_its_acceptance_is_settled(lone):
    site = "acceptance:\n  chance: 100% [assumed]\n  by: 2027-12-31 [assumed]"
    for months, ready in ((10, "2027-12-31"), (30, "2028-12-31")):
        folder = lone(f"duration: {months} months [assumed]", status="candidate", site=site)
        futures = sg.simulate(sg.announced(sg.read(folder)), n=3)
        assert futures.first_power("sites.lone") == pytest.approx(futures.programme.month(ready), abs=0.04)
        assert futures.criticality("sites.lone") == ({} if months == 10 else {"sites.lone.activities.work": 1.0})
