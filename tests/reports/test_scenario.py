"""What a scenario changes and adds, said with reasons, and counted where nobody states it."""

import pytest

import stargate as sg
from stargate.reports.outlook import view
from stargate.reports.scenario import edits, strength, strength_text

MORE = """\
title: More
question: More?
changes:
  sites.north.phases.one.it_power:
    to: 90 MW [invented-press]
    because: measured
  sites.north.phases.one.needs:
    to: + [pipe]
    because: gas
new:
  risks:
    flood:
      title: A flood
      chance: 10% [assumed]
      affects: [sites.north.activities.pipe]
      delay: 2 months [invented-press]
      note: by the river
  sites:
    north:
      activities:
        pipe:
          kind: fuel
          duration: 40 months [assumed]
          note: as elsewhere
        tenant:
          kind: agreement
          title: New tenant
          parties:
            birch: 3 to 9 months [assumed]
          another_round: 20% [assumed]
          note: the old one leaves
"""


@pytest.fixture
def more(written):
    """The small programme with a scenario that changes one figure and adds a risk and an activity."""
    (written.folder / "scenarios" / "more.yaml").write_text(MORE)
    return sg.read(written.folder, scenario="more")


def test_changes_come_with_reasons_and_additions_with_notes(more):
    assert edits(more) == [
        {"address": "sites.north.phases.one.it_power", "to": "90 MW [invented-press]", "because": "measured"},
        {"address": "sites.north.phases.one.needs", "to": "+ [pipe]", "because": "gas"},
        {
            "address": "risks.flood",
            "to": "new: A flood; chance 10% [assumed]; delay 2 months [invented-press]",
            "because": "by the river",
        },
        {
            "address": "sites.north.activities.pipe",
            "to": "new: pipe; duration 40 months [assumed]",
            "because": "as elsewhere",
        },
        {
            "address": "sites.north.activities.tenant",
            "to": "new: New tenant; birch 3 to 9 months [assumed]; another round 20% [assumed]",
            "because": "the old one leaves",
        },
    ]


def test_strength_is_counted(small, more):
    """By hand: IT power, chance, delay, duration, answer and round, of which the second and the last three are assumed."""
    assert strength(small) == (0, 0)
    assert strength_text(small) == ""
    assert strength(more) == (6, 4)
    assert strength(small.under("faster_grid")) == (2, 2)  # a sourced duration may be multiplied by an assumed factor
    told = view(sg.simulate(sg.announced(more), n=20))
    assert told.lede.endswith("Of the 6 figures that this scenario changes or adds, 4 rest on assumptions.")


def test_a_sourced_strength_is_not_assumed(written):
    scenario = written("scenarios/faster_grid.yaml", "x 0.6 [assumed]", "x 0.6 [invented-press]")
    assert strength(sg.read(scenario, scenario="faster_grid")) == (2, 0)
