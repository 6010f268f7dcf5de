"""What can go wrong, said so that the reader can put it right."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in a programme or in records: where, which figure, what is wrong, what to write instead."""

    where: str  #: file and line
    address: str  #: of the figure, empty where it is no figure's
    wrong: str  #: what is wrong
    instead: str  #: what to write

    def __str__(self) -> str:
        head = f"{self.where}: {self.address}" if self.address else self.where
        return f"{head}\n  {self.wrong}\n  write: {self.instead}"


class StargateError(Exception):
    """Anything that stops a command with words and exit status 2, without a traceback."""


class ProgrammeError(StargateError, ValueError):
    """Every problem found in a programme or in records, shown at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=lambda problem: _by_line(problem)))
        count = len(self.problems)
        tail = "" if count == 1 else f"\n{count} problems."
        super().__init__("\n".join(map(str, self.problems)) + tail)


def _by_line(problem: Problem) -> tuple[str, int, str]:
    file, _, line = problem.where.rpartition(":")
    return (file, int(line), problem.address) if line.isdigit() else (problem.where, 0, problem.address)
