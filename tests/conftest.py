"""Places and programmes that many tests use."""

import os
from pathlib import Path
from textwrap import dedent, indent

import pytest
from hypothesis import settings

import stargate as sg

HOME = Path(__file__).resolve().parent.parent

settings.register_profile("stargate", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("stargate")


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch):
    """Examples name folders relative to the project."""
    monkeypatch.chdir(HOME)


@pytest.fixture(scope="session")
def small_folder():
    return HOME / "programmes" / "small"


@pytest.fixture(scope="session")
def small(small_folder):
    return sg.read(small_folder)


@pytest.fixture(scope="session")
def small_futures(small):
    return sg.simulate(sg.announced(small), n=4000, seed=1)


@pytest.fixture(scope="session")
def small_financing(small_futures):
    """One financing that many tests look at."""
    from stargate.financing.finance import finance

    return finance(small_futures, n=40)


@pytest.fixture(scope="session")
def reference_folder():
    return HOME / "programmes" / "stargate"


@pytest.fixture(scope="session")
def reference(reference_folder):
    return sg.read(reference_folder)


@pytest.fixture(scope="session")
def reference_futures(reference):
    return sg.simulate(sg.announced(reference), n=10_000, seed=1)


@pytest.fixture
def written(tmp_path, small_folder):
    """Copies the small programme and lets a test change its files before it is read."""
    import shutil

    folder = tmp_path / "programme"
    shutil.copytree(small_folder, folder)

    def change(file: str, old: str, new: str) -> Path:
        path = folder / file
        text = path.read_text()
        assert old in text, f"{file} does not hold {old!r}"
        path.write_text(text.replace(old, new, 1))
        return folder

    change.folder = folder
    return change


@pytest.fixture
def unpaid(written):
    """The folder of the small programme without workload and contracts: its runs are kept in a moment."""
    for name in ("workload", "contracts", "companies"):
        (written.folder / f"{name}.yaml").unlink()
    return written.folder


LONE = """
name: Lone
state: TX
status: {status} [invented-release]
latitude: 32 deg [assumed]
longitude: -99 deg [assumed]
{site}
activities:
{activities}
phases:
  one:
    buildings: {buildings} [assumed]
    it_power: {it_power} [assumed]
    needs: [work]
{phase}
"""


@pytest.fixture
def lone(written):
    """Writes a campus whose only phase waits for its activity `work`, of which the text is given, among `others`."""

    def write(
        work: str,
        *,
        others: str = "",
        phase: str = "ramp: 0 months [assumed]",
        buildings: int = 1,
        it_power: str = "100 MW",
        status: str = "committed",
        site: str = "",
        sources: str = "",
    ) -> Path:
        folder = written.folder
        for name in ("sites/north", "sites/south", "risks", "commitments", "companies", "contracts", "planning"):
            (folder / f"{name}.yaml").unlink(missing_ok=True)
        text = LONE.format(
            activities=indent(f"{dedent(others)}\nwork:\n  kind: shell\n{indent(dedent(work), '  ')}", "  "),
            phase=indent(dedent(phase), "    "),
            buildings=buildings,
            it_power=it_power,
            status=status,
            site=dedent(site),
        )
        (folder / "sites" / "lone.yaml").write_text(text)
        known = folder / "sources.yaml"
        known.write_text(known.read_text().removesuffix(sources) + sources)
        return folder

    return write


@pytest.fixture(scope="session")
def reference_data():
    """The folder of reference and validation data, which is no part of the project."""
    folder = Path(os.environ.get("STARGATE_REFERENCE_DATA", HOME.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("reference data not present")
    return folder


@pytest.fixture(scope="session")
def hot_plain():
    """A smooth year of weather on a hot plain, for what needs no real one."""
    import numpy as np

    from stargate.climate.weather import HOURS, Weather

    hour = np.arange(HOURS)
    day, season = np.cos(2 * np.pi * (hour % 24 - 15) / 24), np.cos(2 * np.pi * (hour / HOURS - 0.54))
    sun = np.maximum(0.0, 0.85 * np.cos(2 * np.pi * (hour % 24 - 12) / 24) + 0.1 * season)
    dry_bulb = 18 + 10 * season + 7 * day
    return Weather(
        "hot plain", 32.4, -99.7, 550.0, -6.0,
        dry_bulb, dry_bulb - 8, np.full(HOURS, 95_000.0), 1000 * sun, 850 * sun, 150 * sun,
        4.5 + 2 * np.sin(hour / 37.0), "invented",
    )  # fmt: skip
