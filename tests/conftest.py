"""Places and programmes that many tests use."""

import os
from pathlib import Path

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


@pytest.fixture(scope="session")
def reference_data():
    """The folder of reference and validation data, which is no part of the project."""
    folder = Path(os.environ.get("STARGATE_REFERENCE_DATA", HOME.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("reference data not present")
    return folder
