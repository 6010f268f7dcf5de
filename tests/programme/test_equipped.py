"""Mistakes in accelerators and in what phases have of them: one clear message each."""

import pytest

import stargate as sg
from stargate.compute.language_model import LanguageModel
from stargate.errors import ProgrammeError
from stargate.programme.catalogue import entry, names
from stargate.programme.equipped import check_model

NORTH, SOUTH, OWN = "sites/north.yaml", "sites/south.yaml", "chips/own.yaml"
MIX = "      gb300: 60% [assumed]\n"
WRONG = [
    (NORTH, "chip: gb300", "chip: gb3000", "sites.north.phases.one.chip", "there is no chip 'gb3000'", "gb300"),
    (NORTH, "chip: gb300", "chip: gb300\n    refresh: vr300", "sites.north.phases.one.refresh", "there is no chip 'vr300'", "vr200"),
    (NORTH, "      mi450: 40%", "      mi4500: 40%", "sites.north.phases.two.chips", "there is no chip 'mi4500'", "mi450"),
    (NORTH, "      mi450: 40%", "      mi450: 45%", "sites.north.phases.two.chips", "the mix adds up to 105%", "100%"),
    (NORTH, "      mi450: 40%", "      mi450: floor 40%", "sites.north.phases.two.chips", "the share of mi450 has no value", "40%"),
    (NORTH, MIX, "      gb300: 60% [assumed]\n      h100: 0% [assumed]\n", "sites.north.phases.two.chips", "the share of h100 is nought", "leave it out"),
    (NORTH, "      mi450: 40%", "      mi450: 140%", "sites.north.phases.two.chips.mi450", "a share is at most 100%", "%"),
    (NORTH, "    chips:\n", "    chip: h100\n    chips:\n", "sites.north.phases.two.chips", "one chip or a mix", "either chip or chips"),
    (SOUTH, "accelerators: 60_000", "accelerators: 160_000", "sites.south.phases.one.accelerators", "160,000 accelerators of at least 2,810 W each take 450 MW", "at most 92,527"),
    (SOUTH, "    chip: vr200\n", "", "sites.south.phases.one.accelerators", "nothing says which they are", "chip: gb200"),
    (OWN, "power: 2_000 W [assumed]\n", "", "chips.own.power", "how many of it a hall can feed", "power: 1_800 to 2_500 W"),
    (OWN, "power: 2_000 W", "power: 0 W", "chips.own.power", "this may be nought", "power: 1_800 to 2_500 W"),
    (OWN, "peak_8_bit: 2 PFLOP/s", "peak_8_bit: 0 PFLOP/s", "chips.own.peak_8_bit", "this may be nought", "peak_8_bit: 5 PFLOP/s"),
    (OWN, "power: 2_000 W", "bandwidth: 0 TB/s [assumed]\npower: 2_000 W", "chips.own.bandwidth", "this may be nought", "3.35 TB/s"),
    (OWN, "power: 2_000 W", "power: 2_500 to 1_800 W", "chips.own.power", "the range is reversed", "1800 to 2500"),
    (OWN, "power: 2_000 W", "power: 2_000 MW", "chips.own.power", "2000 MW is not plausible", "at most 1_000 kW"),
    (OWN, "peak_16_bit: 1 PFLOP/s [assumed]\npeak_8_bit: 2 PFLOP/s [assumed]\n", "", "chips.own.peak_8_bit", "it computes nothing", "peak_8_bit: 5 PFLOP/s"),
    (OWN, "peak_8_bit: 2 PFLOP/s", "peak_8_bit: 0.165 PFLOP/s", "chips.own.peak_8_bit", "at 8 bits it reaches 0.165 PFLOP/s, less than the 1 at 16", "not that of integers"),
    (OWN, "follows: h100", "follows: own", "chips.own.follows", "it follows itself", "generation before"),
    (OWN, "follows: h100", "follows: h10", "chips.own.follows", "there is no chip 'h10'", "h100"),
    (OWN, "peak_8_bit: 2 PFLOP/s [assumed]", "peak_8_bits: 2 PFLOP/s [assumed]", "chips.own.peak_8_bits", "", ""),
    (OWN, "2025-Q4: 5_000", "2025-Q5: 5_000", "chips.own.shipments.2025-Q5", "", ""),
]  # fmt: skip
TEXT = """\
name: Own
supplier: Alder
peak_16_bit: 1 PFLOP/s [assumed]
peak_8_bit: 2 PFLOP/s [assumed]
power: 2_000 W [assumed]
follows: h100
shipments:
  2025-Q4: 5_000 [assumed]
"""


@pytest.fixture
def with_own(written):
    (written.folder / "chips").mkdir()
    (written.folder / OWN).write_text(TEXT)
    return written


def test_nothing_is_wrong_with_it(with_own):
    assert sg.read(with_own.folder).contents.chips["own"].power.p50 == 2000


@pytest.mark.parametrize(
    ("file", "old", "new", "address", "wrong", "instead"), WRONG, ids=lambda value: str(value)[:40]
)
def test_one_clear_message(with_own, file, old, new, address, wrong, instead):
    folder = with_own(file, old, new)
    with pytest.raises(ProgrammeError) as caught:
        sg.read(folder)
    (problem,) = caught.value.problems
    assert problem.address == address
    assert problem.where.startswith(f"{file}:")
    assert wrong in problem.wrong
    assert instead in problem.instead


def test_two_that_follow_each_other(with_own):
    (with_own.folder / "chips" / "other.yaml").write_text(TEXT.replace("follows: h100", "follows: own"))
    folder = with_own(OWN, "follows: h100", "follows: other")
    with pytest.raises(ProgrammeError) as caught:
        sg.read(folder)
    assert {problem.address for problem in caught.value.problems} == {"chips.own.follows", "chips.other.follows"}


def test_accelerators_that_a_range_of_power_can_feed_are_no_mistake(with_own):
    """Only what cannot be is refused: the least that each may draw, and the most that the hall may feed."""
    sg.read(with_own(SOUTH, "accelerators: 60_000", "accelerators: 92_000"))


def test_a_change_is_held_to_the_same(small_folder):
    with pytest.raises(ProgrammeError) as caught:
        sg.read(small_folder, changes={"sites.south.phases.one.accelerators": "x 10"})
    (problem,) = caught.value.problems
    assert problem.where == "--set"
    assert problem.address == "sites.south.phases.one.accelerators"


def test_hours_are_sold_of_one_chip_of_known_power(with_own):
    """A purchase by the hour cannot tell accelerators of a mix apart, nor count those of nobody knows which."""
    with_own("contracts.yaml", "price: 11 to 14 USD bn/GW/year", "hourly: 3 USD/hour")
    mix = "    chips:\n      gb300: 60% [assumed]\n      mi450: 40% [assumed]\n"
    with pytest.raises(ProgrammeError, match=r"two has a mix of chips: nobody knows an hour of which is sold"):
        sg.read(with_own.folder)
    with_own(NORTH, mix, "")
    with pytest.raises(ProgrammeError, match=r"two names no chip"):
        sg.read(with_own.folder)
    sg.read(with_own(NORTH, "    refresh: rubin_ultra", "    chip: own"))
    with_own(OWN, "power: 2_000 W", "power: floor 2_000 W")
    with pytest.raises(ProgrammeError, match=r"two names a chip of unknown power, own"):
        sg.read(with_own.folder)


def test_every_chip_of_the_catalogue_holds_to_the_same():
    from stargate.programme.catalogue import catalogue
    from stargate.programme.equipped import _chip

    shelf = catalogue().chips
    assert [problem for name, chip in shelf.items() for problem in _chip(name, chip, shelf)] == []
    assert len(shelf) >= 20


MODEL = """\
name: Large
parameters: 70.6 bn parameters [assumed]
layers: 80 [assumed]
hidden: 8_192 [assumed]
heads: 64 [assumed]
key_value_heads: 8 [assumed]
feed_forward: 28_672 [assumed]
feed_forward_matrices: 3 [assumed]
vocabulary: 128_256 [assumed]
context: 8_192 [assumed]
"""


@pytest.mark.parametrize(
    ("old", "new", "field", "wrong"),
    [
        ("feed_forward_matrices: 3 [assumed]\n", "", "parameters", "70.6 bn parameters, and its layers and vocabulary make 51.76"),
        ("70.6 bn", "800 bn", "parameters", "800 bn parameters, and"),
        ("layers: 80", "layers: 0", "layers", "this may be nought"),
        ("key_value_heads: 8", "key_value_heads: 128", "key_value_heads", "more than its heads"),
        ("layers: 80", "active: 80 bn parameters [assumed]\nlayers: 80", "active", "a part of its parameters, and no less"),
    ],
)  # fmt: skip
def test_a_model_that_cannot_be_is_told(written, old, new, field, wrong):
    """A model with less work than its parameters would train faster than any peak."""
    (written.folder / "models").mkdir()
    (written.folder / "models/large.yaml").write_text(MODEL)
    assert "large" in sg.read(written.folder).contents.models
    with pytest.raises(ProgrammeError) as caught:
        sg.read(written("models/large.yaml", old, new))
    (problem,) = caught.value.problems
    assert problem.address == f"models.large.{field}"
    assert problem.where.startswith("models/large.yaml:")
    assert wrong in problem.wrong


@pytest.mark.parametrize("name", names("models"))
def test_models_of_the_catalogue_fit_together(name):
    assert not list(check_model(entry("models", name, LanguageModel)))
