"""The verb that chooses a plan: what to build, when, powered how, with which chips."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from stargate.cli.common import BASE, HERE, SEED, app, programme_of, put, say
from stargate.console import progress
from stargate.errors import StargateError
from stargate.options import AsOf, Folder, Json, Overlay, Scenario, Seed, Set

if TYPE_CHECKING:
    from stargate.planning.alternatives import Alternative
    from stargate.planning.effort import Effort, Progress, Watch
    from stargate.planning.result import Chosen
    from stargate.planning.uncertain import Hedged
    from stargate.programme.programme import Programme

_PAGE = ".html"
T = TypeVar("T")

Aim = Annotated[
    str, typer.Option("--objective", metavar="NAME", help="npv: most net present value; cost: least cost of a target.")
]
Asked = Annotated[
    str,
    typer.Option(
        "--target", metavar="AMOUNT", help="'10 GW by 2030' of IT load, or '12 m H100e by 2030' of compute.",
        show_default="the programme's own",
    ),
]  # fmt: skip
Gap = Annotated[
    str,
    typer.Option(
        "--gap", metavar="SHARE", help="How far from the best it may be, proven, in parts of what is minimised."
    ),
]
Seconds = Annotated[
    float | None,
    typer.Option("--seconds", metavar="NUMBER", help="Stops the search after them.", show_default="until the gap"),
]
Threads = Annotated[int, typer.Option("--threads", metavar="NUMBER", help="Cores that it may use.", min=1)]
Count = Annotated[
    int, typer.Option("--futures", metavar="NUMBER", help="Futures of both plans, for their risk; 0 for none.", min=0)
]
To = Annotated[
    Path | None,
    typer.Option(
        "--to",
        metavar="FOLDER|FILE",
        help="Writes the programme that it makes into a folder, or it as .html, .xlsx, .nc or .pypsa.nc.",
    ),
]

Others = Annotated[
    int, typer.Option("--alternatives", metavar="NUMBER", help="Near-optimal plans that differ most from it.", min=0)
]
Slack = Annotated[str, typer.Option("--slack", metavar="SHARE", help="How much more such plans may cost.")]
Sampled = Annotated[
    int,
    typer.Option(
        "--uncertain",
        metavar="NUMBER",
        help="Decides the first year against so many sampled futures; 0 for not.",
        min=0,
    ),
]
Averse = Annotated[
    str, typer.Option("--averse", metavar="SHARE", help="Weight of the dearest fifth of futures in that.")
]


@app.command()
def plan(
    folder: Folder = HERE,
    objective: Aim = "npv",
    target: Asked = "",
    gap: Gap = "0.5%",
    seconds: Seconds = None,
    threads: Threads = 1,
    futures: Count = 500,
    alternatives: Others = 0,
    slack: Slack = "2%",
    uncertain: Sampled = 0,
    averse: Averse = "0%",
    scenario: Scenario = BASE,
    changes: Set = [],
    as_of: AsOf = "",
    overlay: Overlay = None,
    seed: Seed = SEED,
    to: To = None,
    as_json: Json = False,
) -> None:
    """What to build, when, powered how, with which chips: the plan the numbers would choose, to a proven gap."""
    from stargate.reports.planned import risk, table

    effort, parts = _effort(gap, seconds, threads), (_share("--slack", slack), _share("--averse", averse, zero=True))
    programme = programme_of(folder, scenario, changes, as_of, overlay)
    _check(to, programme)
    found = _chosen(programme, objective, target, effort)
    left: list[str] = []
    risks = beside(left, "its futures", lambda: risk(found, futures, seed) if futures else (), ())
    near = beside(left, "other plans", lambda: found.near_optimal(alternatives, parts[0]) if alternatives else (), ())
    under, sampled = "what to begin with under uncertainty", 2 * uncertain
    hedged = beside(
        left, under, lambda: found.hedged(uncertain, sampled, parts[1], seed=seed) if sampled else None, None
    )
    _stopped(left)
    more = _more(found, near if alternatives and "other plans" not in left else None, hedged)
    _kept(found, near, hedged, to)
    if as_json:
        say({**found.told(), "risk": [asdict(each) for each in risks], **more}, "", as_json=True)
    else:
        put(table(found, risks, more))


def _kept(found: "Chosen", near: "Sequence[Alternative]", hedged: "Hedged | None", to: Path | None) -> None:
    if to is not None and to.suffix == _PAGE:
        _write_page(found, near, hedged, to)
    elif to is not None:
        _write(found, to)


def _stopped(left: list[str]) -> None:
    if left:
        typer.echo(f"Stopped: the plan is whole; left out of what was asked beside it: {', '.join(left)}.", err=True)


def beside(left: list[str], name: str, compute: Callable[[], T], instead: T) -> T:
    """Something told beside the plan; after a Ctrl-C it and all that follow are `left` out, and the plan is kept."""
    if not left:
        with suppress(KeyboardInterrupt):
            return compute()
    left.append(name)
    return instead


def _more(found: "Chosen", near: "Sequence[Alternative] | None", hedged: "Hedged | None") -> dict[str, list[str]]:
    """Other plans and a decision under uncertainty, where they are asked for."""
    from stargate.reports.planned import others, uncertain

    told: dict[str, list[str]] = {}
    if near is not None:
        told["Near-optimal plans"] = others(found, near) or ["There is no other within the slack."]
    if hedged is not None:
        told["Under uncertainty"] = uncertain(hedged)
    return told


def _write_page(found: "Chosen", near: "Sequence[Alternative]", hedged: "Hedged | None", to: Path) -> None:
    """The page, with the command that gives it again as it was typed."""
    import shlex
    import sys

    from stargate.reports.plan_page import plan_page
    from stargate.reports.report import write_panels

    write_panels(plan_page(found, near, hedged, shlex.join(["stargate", *sys.argv[1:]])), to)


def _share(option: str, text: str, *, zero: bool = False) -> float:
    """A share such as 0.5%, above nought unless it may be `zero`, and at most all."""
    try:
        part = float(text.removesuffix("%")) / 100 if text.endswith("%") else -1.0
    except ValueError:
        part = -1.0
    if not (0 < part <= 1 or (zero and part == 0)):
        raise StargateError(f"{option} {text}: this is no share\n  write: {option} 0.5%")
    return part


def _effort(gap: str, seconds: float | None, threads: int) -> "Effort":
    from math import inf

    from stargate.planning.effort import Effort

    part = _share("--gap", gap)
    if seconds is not None and not 0 < seconds < inf:
        raise StargateError(f"--seconds {seconds:g}: no plan is made in that\n  write: --seconds 60")
    return Effort(gap=part, seconds=inf if seconds is None else seconds, threads=threads)


def _chosen(programme: "Programme", objective: str, target: str, effort: "Effort") -> "Chosen":
    from stargate.planning.plan import plan as choose

    with _watched() as watch:
        return choose(programme, objective, target or None, effort, watch)


@contextmanager
def _watched() -> "Iterator[Watch]":
    """Says on standard error how far the search is: what it does, the plan, what is proven, the gap and the time."""
    from stargate.planning.words import money

    with progress("s") as bar:
        task = bar.add_task("the programme", total=None)

        def watch(now: "Progress") -> None:
            there = f": {money(now.objective)}, at least {money(now.bound)}, gap {now.gap:.2%}" if now.gap < 10 else ""
            bar.update(task, description=f"{now.stage}{there}", completed=round(now.seconds))

        yield watch


def _check(to: Path | None, programme: "Programme") -> None:
    """Whether what is asked for can be written, before anything is computed; never over the announced programme."""
    if to is not None and not to.suffix:
        from stargate.programme.write import check_copy

        check_copy(programme, to)
    elif to is not None and to.suffix == _PAGE:
        from stargate.reports.report import PAGE, check_target

        check_target(to, PAGE)
    elif to is not None and to.suffix:
        from stargate.exports.export import check_plan

        check_plan(to)


def _write(found: "Chosen", to: Path) -> None:
    if not to.suffix:
        found.programme.write(to)
        return
    from stargate.exports.export import export

    export(found, to)
