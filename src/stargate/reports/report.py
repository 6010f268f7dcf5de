"""The report: one file that needs no network."""

from collections.abc import Sequence
from pathlib import Path

from stargate.errors import StargateError
from stargate.files import write_whole
from stargate.futures.result import Futures
from stargate.reports.compare import Comparison
from stargate.reports.outlook import Outlook, outlook
from stargate.reports.page import page, page_of_changes
from stargate.reports.paper import printed


def report(results: Futures | Sequence[object], to: Path | str, command: str = "") -> Path:
    """Writes the report of some results to `to` (`.html`, or `.pdf`); the first scenario among them is shown first.

    Raises StargateError where there are no futures among the results, or there is no browser to print a `.pdf`.
    """
    given = [results] if isinstance(results, Futures) else list(results)
    runs = [result for result in given if isinstance(result, Futures)]
    if not runs:
        raise StargateError("a report needs futures; write report([simulate(announced(programme))], to=...)")
    return write_report(outlook(runs, command or command_of(runs[0])), to)


def write_report(found: Outlook, to: Path | str) -> Path:
    """Writes an outlook as one page, or prints it where `to` ends in `.pdf`."""
    path = Path(to)
    return printed(page(found), path) if path.suffix == ".pdf" else write_whole(path, page(found))


def write_changes(found: Comparison, to: Path | str) -> Path:
    """Writes a comparison as one page."""
    return write_whole(Path(to), page_of_changes(found))


def command_of(futures: Futures) -> str:
    """The command that gives these futures again."""
    origin = futures.programme.origin
    words = ["stargate", "run", origin.folder.as_posix(), "--futures", str(futures.n), "--seed", str(futures.seed)]
    words += ["--as-of", origin.as_of]
    words += ["--overlay", origin.overlay.as_posix()] if origin.overlay else []
    words += [f"--set '{address}={text}'" for address, text in origin.changes]
    return " ".join(words)
