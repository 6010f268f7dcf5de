"""Invented programmes: they read, simulate, and show all their mistakes at once; never timed here."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

import stargate as sg
from stargate.errors import ProgrammeError

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks"
SITES = 60


def loaded(name):
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


invented = loaded("_invented")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return invented.write(tmp_path_factory.mktemp("invented"), SITES)


def test_it_reads_and_simulates(folder):
    programme = sg.read(folder)
    assert len(programme.contents.sites) == SITES
    assert all(2 <= len(site.phases) <= 3 for site in programme.contents.sites.values())
    assert all(len(site.activities) >= 10 for site in programme.contents.sites.values())
    futures = sg.simulate(sg.announced(programme), n=600)
    assert np.isfinite(futures.dates[:, futures.phases()]).all()
    assert 0 < futures.chance(of="sites.site_007", by="2031-12-31") <= 1
    assert list(futures.criticality("sites.site_007"))


def test_the_same_seed_gives_the_same_programme(folder, tmp_path):
    again = invented.write(tmp_path / "again", SITES)
    other = invented.write(tmp_path / "other", SITES, seed=2)
    files = sorted(path.relative_to(folder) for path in folder.rglob("*.yaml"))
    assert all((folder / name).read_bytes() == (again / name).read_bytes() for name in files)
    assert (folder / "sites/site_000.yaml").read_bytes() != (other / "sites/site_000.yaml").read_bytes()


def test_one_mistake_in_every_site_all_shown_at_once(tmp_path):
    folder = invented.write(tmp_path / "wrong", SITES)
    mistakes = invented.spoil(folder)
    assert len(mistakes) == SITES
    with pytest.raises(ProgrammeError) as error:
        sg.read(folder)
    assert sorted(problem.where for problem in error.value.problems) == sorted(mistakes)


def test_paths_are_the_same_on_any_number_of_threads(folder):
    plan = sg.announced(sg.read(folder))
    one, four = (sg.simulate(plan, n=2100, threads=threads) for threads in (1, 4))
    assert np.array_equal(one.critical, four.critical)
    assert np.array_equal(one.months, four.months)


def test_every_file_that_measures_has_its_section_in_the_docs():
    page = (FOLDER.parent / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    for path in FOLDER.glob("[!_]*.py"):
        title = path.read_text(encoding="utf-8").splitlines()[0].strip('"').rstrip(".")
        assert f"\n## {title}\n" in page, path.name
