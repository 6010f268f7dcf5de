"""What the verbs of the command line share: the app, reading a programme, drawing its futures, saying what came out."""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from stargate.console import progress, spoken
from stargate.errors import Problem, ProgrammeError, StargateError

if TYPE_CHECKING:
    from rich.console import Group

    from stargate.futures.result import Futures
    from stargate.programme.programme import Programme

T = TypeVar("T")
R = TypeVar("R")

app = typer.Typer(
    name="stargate",
    help="Plans and tests programmes of gigawatt-scale AI data-centre campuses: when they run, what holds them back, "
    "and who pays.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

HERE, BASE, FUTURES, SEED = Path(), "base", 10_000, 1
BESIDE = 5_000  # futures of a scenario beside the first at most: a difference of 200 IT MW is told from one of 250


def programme_of(
    folder: Path, scenario: str, changes: list[str], as_of: str, overlay: Path | None = None
) -> "Programme":
    """The programme of a folder as the options of a verb ask for it."""
    from stargate.programme.read import read

    laid: dict[str, str] = {}
    for address, figure in map(_assignment, changes):
        if address in laid:
            raise StargateError(f"--set: {address}\n  it is set twice: {laid[address]}, {figure}\n  write: one of them")
        laid[address] = figure
    return read(folder, scenario=scenario, as_of=as_of or None, changes=laid, overlay=overlay)


def _assignment(text: str) -> tuple[str, str]:
    address, equals, figure = text.partition("=")
    if not equals or not address.strip() or not figure.strip():
        raise StargateError(f"--set {text}\n  this sets nothing\n  write: --set 'ADDRESS=30 to 48 months [assumed]'")
    return address.strip(), figure.strip()


def all_scenarios(programme: "Programme", as_of: str) -> list["Programme"]:
    """The chosen scenario first, then the others; those with a date of their own only where no date is asked for."""
    from stargate.programme.read import reread

    names = [name for name in (BASE, *sorted(programme.origin.scenarios)) if name != programme.origin.scenario]
    dated = {name: programme.origin.scenarios[name].as_of for name in names}
    others = [name for name in dict.fromkeys(names) if not as_of or dated[name] in ("", as_of)]
    return [programme, *each(others, lambda name: reread(programme, scenario=name, as_of=as_of or None))]


def each(things: Iterable[T], does: Callable[[T], R]) -> list[R]:
    """What `does` makes of each; what is wrong with any of them is said together."""
    made: list[R] = []
    problems: list[Problem] = []
    for thing in things:
        try:
            made.append(does(thing))
        except ProgrammeError as error:
            problems += error.problems
    if problems:
        raise ProgrammeError(problems)
    return made


def how_many(programme: "Programme", futures: int, tolerance: float | None, seed: int) -> int:
    """How many futures to draw: as many as asked for, or as the tolerance needs."""
    if tolerance is None:
        return futures
    from stargate.futures.enough import enough
    from stargate.programme.plan import announced
    from stargate.reports.energisation import gap

    return enough(announced(programme), lambda found: found.energised_dated.at(gap(found).day), tolerance, seed)


def drawn(programme: "Programme", n: int, seed: int) -> "Futures":
    """Futures of one programme."""
    return drawn_all([programme], [n], seed)[0]


def drawn_all(programmes: Iterable["Programme"], counts: Iterable[int], seed: int) -> list["Futures"]:
    """Futures of some programmes, side by side on all cores."""
    from stargate.futures.simulate import simulate as simulated
    from stargate.programme.plan import announced
    from stargate.quantity.threads import spread

    programmes = list(programmes)
    base = next((programme for programme in programmes if programme.origin.scenario == BASE), None)
    with progress() as bar:

        def futures_of(programme: "Programme", n: int) -> "Futures":
            task = bar.add_task(programme.scenario.title, total=n)
            return simulated(
                announced(programme), n, seed, progress=lambda done: bar.update(task, completed=done), base=base
            )

        return list(spread(lambda pair: futures_of(*pair), zip(programmes, counts, strict=True)))


def this_command() -> str:
    """The command line as it was written."""
    import shlex

    return shlex.join(["stargate", *sys.argv[1:]])


def say(data: Any, text: str, as_json: bool) -> None:
    """Says what came out: words, or JSON."""
    if as_json:
        utf = (sys.stdout.encoding or "").lower().startswith("utf")
        text = json.dumps(data, indent=1, ensure_ascii=not utf, allow_nan=False, default=_plain)
    with spoken():
        sys.stdout.write(text + "\n")


def _plain(value: Any) -> Any:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


def ranges(rows: Iterable[tuple], words: Iterable[str]) -> "Group":
    """A table of measures (of what, measure, its unit or nothing for shares, its range), and sentences below it."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    for head in ("", "", "P10", "P50", "P90", "at medians", "unit"):
        shown.add_column(head, justify="right" if head not in ("", "unit") else "left")
    before = ""
    for title, measure, unit, values in rows:
        shown.add_row(title if title != before else "", measure, *(_number(value, unit) for value in values), unit)
        before = title
    return Group(shown, "", *map(Text, words))


def _number(value: float, unit: str) -> str:
    if value in (float("inf"), float("-inf")):
        return "never"
    return f"{value:,.3g}" if unit else f"{value:.0%}"


def put(renderable: Any) -> None:
    """Says what came out as a table."""
    from rich.console import Console

    console = Console()
    with spoken():
        (console if console.is_terminal else Console(width=140)).print(renderable)
