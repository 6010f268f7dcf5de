"""The command line: one verb, one command, one public function."""

import gc
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from stargate.console import progress, run_command, spoken
from stargate.errors import Problem, ProgrammeError, StargateError
from stargate.options import AsOf, Count, Folder, Json, Out, Overlay, Scenario, Seed, Set, Store

if TYPE_CHECKING:
    from stargate.futures.result import Futures
    from stargate.programme.programme import Programme
    from stargate.runs import Run

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
BESIDE = 10_000  # futures of a scenario beside the first at most: differences in the same random numbers need no more


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="The folder to begin; it must not exist yet.")],
    origin: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="PROGRAMME",
            help="The programme to copy: one that ships with stargate, or a folder.",
            show_default="one invented campus",
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """Begins a programme: a folder to change into your own, with its schema for editors."""
    from stargate.programme.new import begin

    begin(folder, origin)
    holds = f"a copy of {origin}" if origin else "a programme of one invented campus"
    _say({"folder": str(folder)}, f"{folder} holds {holds}. Next: stargate run {folder}", as_json)


@app.command()
def check(
    folder: Folder = HERE,
    scenario: Scenario = BASE,
    changes: Set = [],
    as_of: AsOf = "",
    overlay: Overlay = None,
    as_json: Json = False,
) -> None:
    """Reads a programme and says everything that is wrong with it."""
    from stargate.programme.plan import announced
    from stargate.reports.checked import checked

    programmes = _all_scenarios(_read(folder, scenario, changes, as_of, overlay), as_of)
    _each(programmes, announced)
    found = checked(programmes[0])
    _say(asdict(found), str(found), as_json)


@app.command()
def show(
    folder: Folder = HERE,
    address: Annotated[str, typer.Argument(help="An address, or a pattern with `*`.", show_default="everything")] = "*",
    scenario: Scenario = BASE,
    changes: Set = [],
    as_of: AsOf = "",
    overlay: Overlay = None,
    as_json: Json = False,
) -> None:
    """Shows figures by address, with their sources and lines."""
    from stargate.reports.shown import shown

    found = shown(_read(folder, scenario, changes, as_of, overlay), address)
    _say([asdict(row) for row in found], "\n".join(map(str, found)), as_json)


@app.command()
def write(
    folder: Folder = HERE,
    changes: Set = [],
    overlay: Overlay = None,
    to: Annotated[
        Path | None,
        typer.Option("--to", help="A new folder to write to.", show_default="the programme's own files"),
    ] = None,
    as_json: Json = False,
) -> None:
    """Writes --set changes into a programme's files, and an older format as today's; comments and order stay."""
    found = _read(folder, BASE, changes, "", overlay).write(to)
    _say(asdict(found), str(found), as_json)


@app.command()
def simulate(
    folder: Folder = HERE,
    scenario: Scenario = BASE,
    changes: Set = [],
    as_of: AsOf = "",
    overlay: Overlay = None,
    futures: Count = FUTURES,
    seed: Seed = SEED,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Writes the futures: .nc or .parquet.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Draws futures and says when each phase has its full load."""
    from stargate.exports.export import check_target, export
    from stargate.reports.outlook import outlook
    from stargate.reports.report import command_of
    from stargate.reports.summary import summary
    from stargate.reports.timetable import table

    if to is not None:
        check_target(to)
    found = _simulate(_read(folder, scenario, changes, as_of, overlay), futures, seed)
    if to is not None:
        export(found, to)
    if as_json:
        _say(summary(outlook([found], command_of([found]))), "", as_json=True)
    else:
        _print(table(found))


@app.command()
def compare(
    folder: Folder = HERE,
    scenario: Annotated[
        list[str], typer.Option("--scenario", metavar="NAME", help="Twice: one scenario against another.")
    ] = [],
    changes: Set = [],
    as_of: Annotated[
        list[str], typer.Option("--as-of", metavar="DATE", help="Twice: one date of knowledge against another.")
    ] = [],
    overlay: Overlay = None,
    futures: Count = FUTURES,
    seed: Seed = SEED,
    to: Annotated[Path | None, typer.Option("--to", help="Writes the table as a page: .html.")] = None,
    as_json: Json = False,
) -> None:
    """Says what changed between two scenarios, two dates, or a programme and its changed self, and why."""
    from stargate.reports.compare import compare as compared
    from stargate.reports.report import PAGE, check_target, write_changes

    if to is not None:
        check_target(to, PAGE)
    one, other = _sides(folder, scenario, changes, as_of, overlay)
    found = compared(_simulate(one, futures, seed), _simulate(other, futures, seed), _command())
    if to is not None:
        write_changes(found, to)
    _say(asdict(found), f"{found}\n{to}" if to else str(found), as_json)


@app.command()
def report(
    folder: Folder = HERE,
    scenario: Scenario = BASE,
    changes: Set = [],
    as_of: AsOf = "",
    overlay: Overlay = None,
    futures: Count = FUTURES,
    seed: Seed = SEED,
    to: Out = Path("report.html"),
    as_json: Json = False,
) -> None:
    """Writes the report of one scenario: `.html`, a single page that needs no network, or `.pdf` (needs Chromium)."""
    from stargate.reports.report import check_target
    from stargate.reports.report import report as written

    check_target(to)
    path = written(_simulate(_read(folder, scenario, changes, as_of, overlay), futures, seed), to)
    _say({"report": str(path)}, str(path), as_json)


@app.command()
def run(
    folder: Folder = HERE,
    scenario: Annotated[
        str, typer.Option("--scenario", metavar="NAME", help="The scenario shown first; the others stand beside it.")
    ] = BASE,
    changes: Set = [],
    as_of: AsOf = "",
    overlay: Overlay = None,
    futures: Count = FUTURES,
    seed: Seed = SEED,
    store: Store = Path("runs"),
    as_json: Json = False,
) -> None:
    """Does everything with defaults: futures of every scenario, summary, report, kept in a folder."""
    from stargate.programme.model import Basis
    from stargate.runs import find, keep, run_id

    programmes = _all_scenarios(_read(folder, scenario, changes, as_of, overlay), as_of)
    found = find(store, run_id(programmes, futures, seed))
    if found is None:
        first = next(p for p in programmes if p.scenario.basis is not Basis.ANNOUNCED)  # base at least
        counts = [futures if programme is first else min(futures, BESIDE) for programme in programmes]
        found = keep(store, _simulate_all(programmes, counts, seed))
    _say_run(found, as_json)


@app.command()
def view(
    name: Annotated[
        str, typer.Argument(metavar="RUN", help="A run's id, the beginning of it, its folder, or `latest`.")
    ] = "latest",
    store: Store = Path("runs"),
    open_it: Annotated[bool, typer.Option("--open/--no-open", help="Opens the report in a browser.")] = True,
    as_json: Json = False,
) -> None:
    """Says a kept run again in ten lines and opens its report."""
    from stargate.runs import chosen

    found = chosen(store, name)
    _say_run(found, as_json)
    if open_it and not as_json and _has_display():
        import webbrowser

        webbrowser.open(found.report.resolve().as_uri())


@app.command()
def trace(
    folder: Annotated[Path, typer.Argument(help="The programme's folder.")],
    address: Annotated[str, typer.Argument(help="The address of a figure.")],
    scenario: Scenario = BASE,
    changes: Set = [],
    as_of: AsOf = "",
    overlay: Overlay = None,
    futures: Count = FUTURES,
    seed: Seed = SEED,
    as_json: Json = False,
) -> None:
    """Follows one figure from its line in a file to every table it moves."""
    from stargate.reports.trace import trace as traced

    programme = _read(folder, scenario, changes, as_of, overlay)
    programme[address]
    found = traced(_simulate(programme, futures, seed), address)
    _say(asdict(found), str(found), as_json)


def _read(folder: Path, scenario: str, changes: list[str], as_of: str, overlay: Path | None = None) -> "Programme":
    from stargate.programme.read import read

    laid = dict(map(_assignment, changes))
    return read(folder, scenario=scenario, as_of=as_of or None, changes=laid, overlay=overlay)


def _assignment(text: str) -> tuple[str, str]:
    address, equals, figure = text.partition("=")
    if not equals or not address.strip() or not figure.strip():
        raise StargateError(f"--set {text}\n  this sets nothing\n  write: --set 'ADDRESS=30 to 48 months [assumed]'")
    return address.strip(), figure.strip()


def _all_scenarios(programme: "Programme", as_of: str) -> list["Programme"]:
    """The chosen scenario first, then the others; those with a date of their own only where no date is asked for."""
    from stargate.programme.read import reread

    names = [name for name in (BASE, *sorted(programme.origin.scenarios)) if name != programme.origin.scenario]
    dated = {name: programme.origin.scenarios[name].as_of for name in names}
    others = [name for name in dict.fromkeys(names) if not as_of or dated[name] in ("", as_of)]
    return [programme, *_each(others, lambda name: reread(programme, scenario=name, as_of=as_of or None))]


def _each(things: Iterable[T], does: Callable[[T], R]) -> list[R]:
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


def _sides(
    folder: Path, scenario: list[str], changes: list[str], as_of: list[str], overlay: Path | None = None
) -> list["Programme"]:
    pairs = [scenario, as_of]
    if len(scenario) > 2 or len(as_of) > 2:
        raise StargateError("two sides are compared\n  write: --scenario twice, or --as-of twice")
    if all(len(pair) < 2 for pair in pairs) and not changes:
        raise StargateError(
            "there is nothing to compare\n  write: --scenario twice, --as-of twice, or --set ADDRESS=FIGURE"
        )
    sides = []
    for i in range(2):
        name, day = (pair[min(i, len(pair) - 1)] if pair else "" for pair in pairs)
        both_differ = any(len(pair) == 2 for pair in pairs)
        sides.append(_read(folder, name or BASE, changes if i == 1 or both_differ else [], day, overlay))
    one, two = ((o.scenario, o.as_of, o.changes) for o in (side.origin for side in sides))
    if one == two:
        raise StargateError(
            f"both sides are the same: {one[0]} as of {one[1]}\n  write: two scenarios, two dates, or --set"
        )
    return sides


def _simulate(programme: "Programme", n: int, seed: int) -> "Futures":
    return _simulate_all([programme], [n], seed)[0]


def _simulate_all(programmes: Iterable["Programme"], counts: Iterable[int], seed: int) -> list["Futures"]:
    """Futures of some programmes, side by side on all cores."""
    from stargate.futures.simulate import simulate as simulated
    from stargate.futures.threads import spread
    from stargate.programme.plan import announced

    with progress() as bar:

        def futures_of(programme: "Programme", n: int) -> "Futures":
            task = bar.add_task(programme.scenario.title, total=n)
            return simulated(announced(programme), n, seed, progress=lambda done: bar.update(task, completed=done))

        return list(spread(lambda pair: futures_of(*pair), zip(programmes, counts, strict=True)))


def _say_run(found: "Run", as_json: bool) -> None:
    _say(
        found.summary | {"run": str(found.folder), "report": str(found.report), "citation": str(found.citation)},
        f"{found.text}\nTo cite it: {found.citation}\n{found.report}",
        as_json,
    )


def _has_display() -> bool:
    """Whether a browser would get a window; without one, a text browser would take the terminal over."""
    import os

    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _command() -> str:
    import shlex

    return shlex.join(["stargate", *sys.argv[1:]])


def _say(data: Any, text: str, as_json: bool) -> None:
    if as_json:
        utf = (sys.stdout.encoding or "").lower().startswith("utf")
        text = json.dumps(data, indent=1, ensure_ascii=not utf, allow_nan=False, default=_plain)
    with spoken():
        sys.stdout.write(text + "\n")


def _plain(value: Any) -> Any:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


def _print(renderable: Any) -> None:
    from rich.console import Console

    console = Console()
    with spoken():
        (console if console.is_terminal else Console(width=140)).print(renderable)


def main() -> None:
    """Runs a command; what goes wrong is said in words, with exit status 2 and without a traceback."""
    gc.disable()  # a command ends before circles of references weigh anything, and looking for them takes a tenth of it
    run_command(lambda: app(args=sys.argv[1:] or ["--help"], standalone_mode=False))


if __name__ == "__main__":
    main()
