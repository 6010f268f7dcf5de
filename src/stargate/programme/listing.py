"""Which files of a folder a programme is kept in."""

import os
from pathlib import Path

from stargate.errors import Problem

MOST_FILES = 5_000
_ITS_OWN = ("programme.yaml", "run.json")  # a folder with one of these is another programme, or a kept run


def listed(folder: Path, problems: list[Problem]) -> list[Path]:
    """Every YAML file in `folder` and below, in order; what looks like one and is none is a problem.

    Runs and other programmes that are kept inside the folder are passed over.
    """

    def refused(error: OSError) -> None:
        wrong = f"cannot be read: {error.strerror or error}".lower()
        problems.append(Problem(str(error.filename or folder), "", wrong, "a folder that you may read"))

    found = []
    for parent, folders, names in os.walk(folder, onerror=refused):
        for name in [name for name in folders if _is_yaml(name)]:
            where = Path(parent, name).relative_to(folder).as_posix()
            problems.append(Problem(where, "", "this is a folder, and named like a file", "a file, or another name"))
        folders[:] = sorted(name for name in folders if _belongs(Path(parent, name), folder))
        for name in [name for name in folders if Path(parent, name).is_symlink()]:
            link = Path(parent, name).relative_to(folder).as_posix()
            problems.append(Problem(link, "", "links to folders are not followed", "the folder itself"))
        found += [Path(parent, name) for name in sorted(names) if _is_yaml(name)]
    if len(found) > MOST_FILES:
        problems.append(Problem(str(folder), "", f"there are more than {MOST_FILES} files", "fewer files"))
    return [path for path in found[:MOST_FILES] if _is_file(path, folder, problems)]


def _is_yaml(name: str) -> bool:
    return name.endswith((".yaml", ".yml"))


def _belongs(inner: Path, folder: Path) -> bool:
    """Whether a folder inside `folder` may hold parts of its programme."""
    if inner.name.startswith(".") or _is_yaml(inner.name):
        return False
    own = inner.parent == folder and inner.name in ("sites", "scenarios", "classes", "chips", "models")
    return own or not any((inner / name).exists() for name in _ITS_OWN)


def _is_file(path: Path, folder: Path, problems: list[Problem]) -> bool:
    """Whether `path` leads to a regular file: reading anything else might never end."""
    if path.is_file():
        return True
    wrong = "this link leads to no file" if path.is_symlink() else "this is no regular file"
    problems.append(Problem(path.relative_to(folder).as_posix(), "", wrong, "a file, or delete it"))
    return False
