"""The report: one file that needs no network."""

import json
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from stargate.errors import StargateError
from stargate.files import target, write_whole
from stargate.futures.result import Futures
from stargate.history.backtest import BackTest
from stargate.programme.programme import Programme
from stargate.programme.read import BASE
from stargate.reports.backtest import document, scoreboard
from stargate.reports.compare import Comparison
from stargate.reports.hindsight import Hindsight
from stargate.reports.outlook import Outlook, outlook
from stargate.reports.page import (
    page,
    page_of_backtest,
    page_of_changes,
    page_of_financing,
    page_of_operation,
    page_of_panels,
    page_of_vintages,
)
from stargate.reports.paper import printed

if TYPE_CHECKING:
    from stargate.financing.result import Financing
    from stargate.operations.result import Operation
    from stargate.reports.financing import FinancingPage
    from stargate.reports.operation import OperationPage
    from stargate.reports.panels import PanelPage

PAGE, PAPER, DATA = ".html", ".pdf", ".json"


def check_target(path: Path, *suffixes: str) -> None:
    """Whether a report can be written to `path`, before anything is computed; one of changes is a page.

    Raises StargateError where its suffix is none of `suffixes`, OSError where something other than a file stands there.
    """
    known = suffixes or (PAGE, PAPER)
    if path.suffix not in known:
        raise StargateError(f"{path}: this is no name of a report\n  write: a name ending in {' or '.join(known)}")
    with target(path):
        pass


def report(results: "Futures | Financing | Operation | Sequence[object]", to: Path | str, command: str = "") -> Path:
    """Writes the report of some results to `to` (`.html`, or `.pdf`); the first scenario among them is shown first.

    Of a year of operation, or of a financing, alone it is its page (`.html`). Raises StargateError where there is none
    of them among the results, or there is no browser to print a `.pdf`.
    """
    given = list(results) if isinstance(results, Sequence) else [results]
    runs = [result for result in given if isinstance(result, Futures)]
    if not runs:
        return _of_one(given, to, command)
    return write_report(outlook(runs, command or command_of(runs)), to)


def _of_one(given: Sequence[object], to: Path | str, command: str) -> Path:
    from stargate.financing.result import Financing
    from stargate.operations.result import Operation

    financing = next((result for result in given if isinstance(result, Financing)), None)
    if financing is not None:
        from stargate.reports.financing import financing_page

        return write_financing(financing_page(financing, command), to)
    from stargate.reports.operation import operation_page

    operation = next((result for result in given if isinstance(result, Operation)), None)
    if operation is None:
        raise StargateError("a report needs futures; write report([simulate(announced(programme))], to=...)")
    return write_operation(operation_page(operation, command=command), to)


def write_report(found: Outlook, to: Path | str) -> Path:
    """Writes an outlook as one page, or prints it where `to` ends in `.pdf`."""
    check_target(path := Path(to))
    with target(path) as real:
        printed(page(found), real) if path.suffix == PAPER else write_whole(real, page(found))
    return path


def write_changes(found: Comparison, to: Path | str) -> Path:
    """Writes a comparison as one page."""
    check_target(path := Path(to), PAGE)
    return _written(path, page_of_changes(found))


def write_backtest(found: BackTest, to: Path | str, command: str = "") -> Path:
    """Writes a back-test as one page, or all its figures where `to` ends in `.json`."""
    check_target(path := Path(to), PAGE, DATA)
    if path.suffix == DATA:
        return _written(path, json.dumps(document(found), indent=1, ensure_ascii=False, allow_nan=False) + "\n")
    return _written(path, page_of_backtest(scoreboard(found, command)))


def write_vintages(found: Hindsight, to: Path | str) -> Path:
    """Writes what was forecast on earlier days as one page."""
    check_target(path := Path(to), PAGE)
    return _written(path, page_of_vintages(found))


def write_operation(found: "OperationPage", to: Path | str) -> Path:
    """Writes a year of operation as one page."""
    check_target(path := Path(to), PAGE)
    return _written(path, page_of_operation(found))


def write_financing(found: "FinancingPage", to: Path | str) -> Path:
    """Writes a financing as one page."""
    check_target(path := Path(to), PAGE)
    return _written(path, page_of_financing(found))


def write_panels(found: "PanelPage", to: Path | str) -> Path:
    """Writes a page of panels."""
    check_target(path := Path(to), PAGE)
    return _written(path, page_of_panels(found))


def _written(path: Path, text: str) -> Path:
    with target(path) as real:
        write_whole(real, text)
    return path


def command_of(runs: Sequence[Futures], folder: str = "", overlay: str = "") -> str:
    """The command that gives these futures again, the same however they were asked for; the first is shown first.

    `folder` and `overlay` stand for the programme's folders where those are kept under another name.
    """
    first = runs[0].programme
    origin, together = first.origin, len(runs) == len(first.origin.scenarios)
    own_date = first.scenario.as_of or str(origin.tree["as_of"])
    verb = "run" if together or len(runs) > 1 else "report"
    words = [*_of(first, verb, folder, overlay)]
    words += ["--as-of", origin.as_of] if origin.as_of != own_date or (len(runs) > 1 and not together) else []
    words += ["--futures", str(asked(runs)), "--seed", str(runs[0].seed)]
    return shlex.join([*words, *_changes(first)])


def operation_command(futures: Futures, year: int, folder: str = "", overlay: str = "") -> str:
    """The command that operates a year at these futures' median load; folders as for `command_of`."""
    first = futures.programme
    words = [*_of(first, "operate", folder, overlay), "--year", str(year), "--as-of", first.origin.as_of]
    words += ["--futures", str(futures.n), "--seed", str(futures.seed)]
    return shlex.join([*words, *_changes(first), "--report", "operation.html"])


def financing_command(futures: Futures, n: int, year: int | None, folder: str = "", overlay: str = "") -> str:
    """The command that finances the first of these futures again, with a year that was operated; folders as above."""
    first = futures.programme
    words = [*_of(first, "finance", folder, overlay), "--as-of", first.origin.as_of]
    words += ["--futures", str(n), "--seed", str(futures.seed)]
    words += [] if year is None else ["--operate", str(year)]
    return shlex.join([*words, *_changes(first), "--report", "financing.html"])


def compute_command(futures: Futures, n: int, folder: str = "", overlay: str = "") -> str:
    """The command that says what the first of these futures compute; folders as above."""
    first = futures.programme
    words = [*_of(first, "compute", folder, overlay), "--as-of", first.origin.as_of]
    words += ["--futures", str(n), "--seed", str(futures.seed)]
    return shlex.join([*words, *_changes(first), "--report", "compute.html"])


def _of(programme: Programme, verb: str, folder: str, overlay: str) -> Iterator[str]:
    """A verb of a programme, its folders, and its scenario where it is not the base case."""
    origin = programme.origin
    yield from ("stargate", verb, folder or origin.folder.as_posix())
    if origin.overlay:
        yield from ("--overlay", overlay or origin.overlay.as_posix())
    if origin.scenario != BASE:
        yield from ("--scenario", origin.scenario)


def _changes(programme: Programme) -> Iterator[str]:
    for address, text in programme.origin.changes:
        yield from ("--set", f"{address}={text}")


def asked(runs: Sequence[Futures]) -> int:
    """How many futures were asked for: a scenario that takes dates at their word has one, whatever was asked."""
    return max(futures.n for futures in runs)
