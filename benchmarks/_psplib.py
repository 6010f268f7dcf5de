"""Instances of PSPLIB (Kolisch and Sprecher 1997), which are no part of the project, and what is known of them."""

import csv
import os
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SETS = ("j30", "j60")


class Instance(NamedTuple):
    """One project: who waits for whom, how long each takes, what it has at work, and how much there is."""

    name: str
    waits: dict[str, list[str]]
    duration: dict[str, int]
    need: dict[str, list[int]]
    capacity: list[int]
    longest_path: int  # as its header states it


class Known(NamedTuple):
    """The least makespan that is proved to be needed, and the least that was found."""

    lower: int
    upper: int


def folder() -> Path:
    """Where the instances lie."""
    home = Path(__file__).resolve().parents[2]
    return Path(os.environ.get("STARGATE_REFERENCE_DATA", home / "shared" / "data")) / "psplib"


def instances(of: str) -> Iterator[Instance]:
    """All instances of a set."""
    with tarfile.open(folder() / f"{of}.tar.gz") as archive:
        for member in archive.getmembers():
            if member.name.endswith(".sm"):
                text = archive.extractfile(member)
                assert text is not None
                yield read(Path(member.name).name, text.read().decode())


def known(of: str) -> dict[str, Known]:
    """What is known of each instance."""
    with open(folder() / f"{of}_optimum.csv", newline="", encoding="utf-8") as file:
        return {row["problem"]: Known(int(row["lower"] or 0), int(row["upper"])) for row in csv.DictReader(file)}


def read(name: str, text: str) -> Instance:
    """An instance from its file."""
    waits: dict[str, list[str]] = {}
    for number, _, _, *after in _rows(text, r"PRECEDENCE RELATIONS:\n.*\n"):
        waits.setdefault(number, [])
        for other in after:
            waits.setdefault(other, []).append(number)
    work = _rows(text, r"REQUESTS/DURATIONS:\n.*\n-*\n")
    stated = re.search(r"MPM-Time\s*\n-*\n?.*?\n?\s*(?:\d+\s+){5}(\d+)", text)
    assert stated is not None
    return Instance(
        name,
        waits,
        {row[0]: int(row[2]) for row in work},
        {row[0]: [int(v) for v in row[3:]] for row in work},
        [int(v) for v in _rows(text, r"RESOURCEAVAILABILITIES:\n.*\n")[0]],
        int(stated.group(1)),
    )


def _rows(text: str, head: str) -> list[list[str]]:
    found = re.search(head + r"((?:\s*\d.*\n?)+)", text)
    assert found is not None
    return [line.split() for line in found.group(1).splitlines() if line.strip()]
