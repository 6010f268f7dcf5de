"""Records of shared supplies: what is wrong with them is said with its place and what to write."""

import pytest

from stargate.errors import ProgrammeError
from stargate.programme.read import read

GENSETS = "gensets:\n  title: Engines\n  generation_power:\n    2027: 40 to 80 MW [assumed]\n"


def wrong(folder):
    with pytest.raises(ProgrammeError) as caught:
        read(folder)
    return str(caught.value)


def taking(written, take, limits=GENSETS):
    """`take` is a line for each: the supply, then what is taken of it."""
    (written.folder / "limits.yaml").write_text(limits)
    supply, *lines = take
    takes = f"    takes:\n      {supply}:" + ("".join(f"\n        {line}" for line in lines) or " {}")
    return written("sites/south.yaml", "    after: [land]\n  shell:", f"    after: [land]\n{takes}\n  shell:")


def test_a_supply_and_a_claim_are_read(written):
    programme = read(taking(written, ("gensets", "generation_power: 30 MW [assumed]")))
    assert programme["limits.gensets.generation_power.2027"].p90 == 80
    assert programme["sites.south.activities.engines.takes.gensets.generation_power"].p50 == 30
    assert not list(programme.warnings)


@pytest.mark.parametrize(
    ("take", "said", "instead"),
    [
        (("genset", "generation_power: 30 MW [assumed]"), "there is no shared supply 'genset'", "gensets"),
        (
            ("gensets", "it_power: 30 MW [assumed]"),
            "counts generation power, not IT power",
            "generation_power: 360.5 MW",
        ),
        (("gensets", "phases: [one]"), "counts generation power, not IT power", "generation_power: 360.5 MW"),
        (("gensets", "generation_power: -30 MW [assumed]"), "negative", "30 MW"),
        (("gensets",), "how much it takes is missing", "generation_power: 360.5 MW"),
        (("gensets", "generation_power: 30 MW [assumed]", "units: 3 [assumed]"), "one amount", "generation_power"),
        (("gensets", "generation_power: 30 USD bn [assumed]"), "USD bn", "MW"),
        (("gensets", "phases: [won]"), "there is no phase 'won'", "one"),
    ],
)
def test_a_wrong_claim(written, take, said, instead):
    text = wrong(taking(written, take))
    assert "sites/south.yaml:" in text
    assert "sites.south.activities.engines.takes.gensets" in text.replace("takes.genset\n", "takes.gensets\n")
    assert said in text
    assert instead in text


@pytest.mark.parametrize(
    ("limits", "said", "instead"),
    [
        (GENSETS + "    2027-Q2: 5 MW [assumed]\n", "2027 and 2027-Q2 overlap", "either the year or its quarters"),
        (GENSETS + "  it_power:\n    2027: 5 MW [assumed]\n", "one kind of thing", "a supply for each"),
        (GENSETS + "  capacity: 4 units [assumed]\n", "a capacity is given back", "capacity alone"),
        ("gensets:\n  title: Engines\n", "nothing says how much there is", "it_power"),
        ("gensets:\n  title: x\n  needed_at: finish\n  capacity: 4 units [assumed]\n", "from the start", "start"),
        (GENSETS + "  commitments: [cash]\n", "only money comes from commitments", "money"),
        ("gensets:\n  title: x\n  commitments: [cash]\n", "there is no commitment 'cash'", ""),
        (GENSETS.replace("2027", "twenty"), "twenty", "write: 2027, or 2027-Q1"),
        (GENSETS.replace("40 to 80 MW", "40 to 80 TW"), "", "at most 1 TW"),
        (GENSETS.replace("40 to 80 MW", "-4 MW"), "negative", ""),
    ],
)
def test_a_wrong_supply(written, limits, said, instead):
    text = wrong(taking(written, ("gensets", "generation_power: 30 MW [assumed]"), limits))
    assert "limits.yaml:" in text
    assert said in text
    assert instead in text


def test_a_supply_that_can_never_be_met_is_warned_of(written):
    programme = read(taking(written, ("gensets", "generation_power: 300 MW [assumed]")))
    in_all, said = programme.warnings
    assert "limits.gensets: 300 MW are claimed of it in all, of which hardly more than 80 MW ever come" in in_all
    assert "sites.south.activities.engines: takes 300 MW of limits.gensets" in said
    assert "never within the horizon" in said


def test_a_supply_exists_once_all_of_it_is_known(written):
    limits = GENSETS + "    2028: 5 MW [invented-visit]\n"
    folder = taking(written, ("gensets", "generation_power: 30 MW [assumed]"), limits)
    assert "gensets" in read(folder).contents.limits
    earlier = read(folder, as_of="2025-03-01")
    assert "gensets" not in earlier.contents.limits
    assert "limits.gensets" in earlier.not_yet_known
