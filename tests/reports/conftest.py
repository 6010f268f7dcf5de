"""Programmes of a few invented phases, as the tests of what is said of them need them."""

import shutil

import pytest

import stargate as sg

GONE = ("risks.yaml", "commitments.yaml", "companies.yaml", "contracts.yaml")
SITE = """
name: {name}
state: TX
status: {status} [assumed]
latitude: 32 deg [assumed]
longitude: -99 deg [assumed]
{more}
activities:
  work:
    kind: shell
    {work}
phases:
  one:
    title: Building 1
    buildings: {buildings} [assumed]
    it_power: 100 MW [assumed]
    needs: [work]
    cadence: 2 to 3 months [assumed]
    ramp: 1 to 2 months [assumed]
    {dates}
"""
PLAIN = {
    "status": "committed",
    "more": "",
    "work": "duration: 6 to 18 months [assumed]",
    "buildings": "1",
    "dates": "energised:\n      announced: 2027-06-30 [assumed]",
}


@pytest.fixture
def invented(tmp_path, small_folder):
    """Writes a programme of invented campuses of one phase each, every one by what differs from a plain one.

    `word` reads it with dates taken at their word.
    """

    def write(*campuses, commitments="", word=False, **how):
        folder = tmp_path / "invented"
        shutil.copytree(small_folder, folder)
        for name in ("sites/north.yaml", "sites/south.yaml", *GONE):
            (folder / name).unlink()
        shutil.rmtree(folder / "scenarios")
        for i, each in enumerate(campuses):
            (folder / "sites" / f"campus{i}.yaml").write_text(SITE.format(name=f"Campus {i}", **PLAIN | each))
        if commitments:
            (folder / "commitments.yaml").write_text(commitments)
        if word:
            (folder / "scenarios").mkdir()
            (folder / "scenarios" / "word.yaml").write_text("title: Word\nquestion: At their word?\nbasis: announced\n")
            how["scenario"] = "word"
        return sg.read(folder, **how)

    return write
