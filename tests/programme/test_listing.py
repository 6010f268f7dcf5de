"""Which files of a folder make a programme."""

import os
import shutil

import pytest

import stargate as sg
from stargate.errors import ProgrammeError


def only(folder):
    with pytest.raises(ProgrammeError) as error:
        sg.read(folder)
    (problem,) = error.value.problems
    return problem


def test_runs_kept_inside_are_passed_over(unpaid):
    """The default store lies in the programme's folder when a command is given there."""
    from stargate.runs import keep

    digest = sg.read(unpaid).origin.digest
    futures = sg.simulate(sg.announced(sg.read(unpaid)), n=20)
    keep(unpaid / "runs", [futures])
    assert sg.read(unpaid).origin.digest == digest
    again = keep(unpaid / "runs", [sg.simulate(sg.announced(sg.read(unpaid)), n=21)])
    assert not list((again.folder / "programme").rglob("runs"))


def test_another_programme_inside_is_passed_over_and_a_misplaced_file_is_not(written):
    shutil.copytree(written.folder, written.folder.parent / "copy")
    shutil.move(written.folder.parent / "copy", written.folder / "copy")
    sg.read(written.folder)
    (written.folder / "notes").mkdir()
    (written.folder / "notes" / "north.yaml").write_text("name: North\n")
    assert only(written.folder).where == "notes/north.yaml"


def test_a_campus_called_programme_is_a_campus(written):
    (written.folder / "sites" / "south.yaml").rename(written.folder / "sites" / "programme.yaml")
    for name in ("risks", "companies"):
        (written.folder / f"{name}.yaml").unlink()
    assert "programme" in sg.read(written.folder).contents.sites


@pytest.mark.parametrize(
    ("make", "wrong"),
    [
        (lambda path: path.symlink_to(path.name), "leads to no file"),
        (os.mkfifo, "no regular file"),
        (lambda path: path.mkdir(), "a folder, and named like a file"),
    ],
    ids=["loop", "pipe", "folder"],
)
def test_what_is_named_like_a_file_and_is_none(written, make, wrong):
    path = written.folder / "risks.yaml"
    path.unlink()
    make(path)
    problem = only(written.folder)
    assert problem.where == "risks.yaml"
    assert wrong in problem.wrong


def test_no_sites(written):
    shutil.rmtree(written.folder / "sites")
    problem = only(written.folder)
    assert "has no sites" in problem.wrong
    assert "sites/<name>.yaml" in problem.instead
