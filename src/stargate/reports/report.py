"""The report: one file that needs no network."""

from collections.abc import Sequence
from pathlib import Path

from stargate.errors import StargateError
from stargate.files import target, write_whole
from stargate.futures.result import Futures
from stargate.reports.compare import Comparison
from stargate.reports.outlook import Outlook, outlook
from stargate.reports.page import page, page_of_changes

SUFFIXES = (".html",)


def check_target(path: Path) -> None:
    """Whether a report can be written to `path`, before anything is computed.

    Raises StargateError where its suffix names no report, OSError where something other than a file stands there.
    """
    if path.suffix not in SUFFIXES:
        raise StargateError(f"{path}: this is no name of a report\n  write: a name ending in {' or '.join(SUFFIXES)}")
    with target(path):
        pass


def report(results: Futures | Sequence[object], to: Path | str, command: str = "") -> Path:
    """Writes the report of some results to `to`; the first scenario among them is shown first.

    Raises StargateError where there are no futures among the results.
    """
    given = [results] if isinstance(results, Futures) else list(results)
    runs = [result for result in given if isinstance(result, Futures)]
    if not runs:
        raise StargateError("a report needs futures; write report([simulate(announced(programme))], to=...)")
    return write_report(outlook(runs, command or command_of(runs[0])), to)


def write_report(found: Outlook, to: Path | str) -> Path:
    """Writes an outlook as one page."""
    return _written(Path(to), page(found))


def write_changes(found: Comparison, to: Path | str) -> Path:
    """Writes a comparison as one page."""
    return _written(Path(to), page_of_changes(found))


def _written(path: Path, text: str) -> Path:
    check_target(path)
    with target(path) as real:
        write_whole(real, text)
    return path


def command_of(futures: Futures) -> str:
    """The command that gives these futures again."""
    origin = futures.programme.origin
    words = ["stargate", "run", origin.folder.as_posix(), "--futures", str(futures.n), "--seed", str(futures.seed)]
    words += ["--as-of", origin.as_of]
    words += [f"--set '{address}={text}'" for address, text in origin.changes]
    return " ".join(words)
