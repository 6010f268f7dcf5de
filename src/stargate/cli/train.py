"""The verb that trains a model on accelerators: how long, with what energy, at what cost."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stargate.cli.common import BASE, app, programme_of, put, say
from stargate.errors import StargateError
from stargate.options import Json

if TYPE_CHECKING:
    from rich.console import Group

    from stargate.compute.search import Asked
    from stargate.computing.train import Training

_RECOMPUTES = ("none", "full")  # attention is fused, which leaves nothing to select


def _number(name: str, said: str) -> typer.models.OptionInfo:
    return typer.Option(name, metavar="NUMBER", help=said, show_default="the fastest", min=1)


@app.command()
def train(
    model: Annotated[
        str, typer.Argument(metavar="[MODEL]", help="Of the catalogue, such as llama_3_405b, or of --folder.")
    ] = "",
    chip: Annotated[str, typer.Option("--chip", metavar="NAME", help="The accelerator.")] = "h100",
    accelerators: Annotated[int, typer.Option("--accelerators", metavar="NUMBER", help="How many of them.")] = 16_384,
    parameters: Annotated[
        str, typer.Option("--parameters", metavar="FIGURE", help="In place of a model: '2 tn parameters'.")
    ] = "",
    tokens: Annotated[
        str, typer.Option("--tokens", metavar="FIGURE", help="'15.6 tn tokens'.", show_default="the model's own")
    ] = "",
    precision: Annotated[int, typer.Option("--precision", metavar="BITS", help="16 or 8.")] = 16,
    batch: Annotated[
        int, typer.Option("--batch", metavar="SEQUENCES", help="Of a step.", show_default="16 m tokens", min=0)
    ] = 0,
    tensor: Annotated[int | None, _number("--tensor", "Accelerators that share a layer.")] = None,
    pipeline: Annotated[int | None, _number("--pipeline", "Stages that share the layers.")] = None,
    interleaving: Annotated[int | None, _number("--interleaving", "Pieces of the model in a stage.")] = None,
    microbatch: Annotated[int | None, _number("--microbatch", "Sequences at a time.")] = None,
    context: Annotated[
        int, typer.Option("--context", metavar="NUMBER", help="Accelerators that share a sequence.", min=1)
    ] = 1,
    recompute: Annotated[
        str, typer.Option("--recompute", metavar="WHAT", help="none or full.", show_default="the fastest")
    ] = "",
    sites: Annotated[int, typer.Option("--sites", metavar="NUMBER", help="Campuses that train together.")] = 1,
    link: Annotated[str, typer.Option("--link", metavar="FIGURE", help="Of each, one way: '4 Tbit/s'.")] = "",
    latency: Annotated[str, typer.Option("--latency", metavar="FIGURE", help="Of a message on it.")] = "20 ms",
    every: Annotated[int, typer.Option("--every", metavar="STEPS", help="Between exchanges among sites.")] = 1,
    late: Annotated[bool, typer.Option("--late", help="Exchanges count one later, and hide behind work.")] = False,
    price: Annotated[
        str, typer.Option("--price", metavar="FIGURE", help="'2 USD/hour' an accelerator, or '1.5 USD/H100e/h'.")
    ] = "",
    pue: Annotated[
        float | None, typer.Option("--pue", metavar="NUMBER", help="Facility energy over IT energy.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--folder", metavar="FOLDER", help="A programme with models and chips of its own.")
    ] = None,
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="DATE", help="What was published by this day.", show_default="all of it")
    ] = "",
    as_json: Json = False,
) -> None:
    """What training a model takes: time, energy and cost, by chip, layout, failures and links between campuses."""
    from stargate.computing.train import train as trained

    found = trained(
        model,
        chip=chip,
        accelerators=accelerators,
        parameters=parameters,
        tokens=tokens,
        precision=precision,
        batch=batch,
        asked=_asked(tensor, pipeline, interleaving, microbatch, context, recompute),
        sites=sites,
        link=link,
        latency=latency,
        every=every,
        late=late,
        price=price,
        pue=pue,
        programme=None if folder is None else programme_of(folder, BASE, [], as_of),
        as_of=as_of,
    )
    if as_json:
        say(_told(found), "", as_json=True)
    else:
        put(_table(found))


def _asked(
    tensor: int | None,
    pipeline: int | None,
    interleaving: int | None,
    microbatch: int | None,
    context: int,
    recompute: str,
) -> "Asked | None":
    """What is asked of a layout; None where nothing is."""
    from stargate.compute.layout import Recompute
    from stargate.compute.search import Asked

    if recompute and recompute not in _RECOMPUTES:
        raise StargateError(f"--recompute {recompute}: there is no such\n  write: {' or '.join(_RECOMPUTES)}")
    again = Recompute[recompute.upper()] if recompute else None
    asked = Asked(tensor or 0, pipeline or 0, interleaving or 0, microbatch or 0, context, again)
    return None if asked == Asked() else asked


def _told(found: "Training") -> dict[str, object]:
    """Everything, as JSON takes it."""
    from dataclasses import asdict

    told = {name: _plain(value) for name, value in vars(found).items() if name not in ("layout", "step")}
    told["layout"] = (
        None if found.layout is None else {**asdict(found.layout), "recompute": found.layout.recompute.name}
    )
    if found.step is not None:
        told["step"] = {**asdict(found.step), "seconds": found.step.seconds, "mfu": found.step.mfu}
    return told


def _plain(value: object) -> object:
    import numpy as np

    if isinstance(value, np.ndarray):
        return dict(zip(("p10", "p50", "p90"), value.tolist(), strict=True))
    return list(value) if isinstance(value, tuple) else value


def _table(found: "Training") -> "Group":
    """Every measure with its range, and sentences."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    for name in ("", "P10", "P50", "P90", "unit"):
        shown.add_column(name, justify="right" if name[:1] == "P" else "left")
    rows = (
        ("time", found.hours / 24, "days"),
        ("utilisation of 6 N D", 100 * found.mfu, "% of the peak"),
        ("goodput", 100 * found.goodput, "% of the time"),
        ("accelerator hours", found.accelerator_hours / 1e6, "m hours"),
        ("compute", _scaled(found.h100e_hours, 1e6), "m H100e h"),
        ("IT energy", _scaled(found.it_energy, 1e3), "IT GWh"),
        ("facility energy", _scaled(found.facility_energy, 1e3), "facility GWh"),
        ("cost", _scaled(found.cost, 1e6), "USD m"),
    )
    for title, values, unit in rows:
        if values is not None:
            shown.add_row(title, *(f"{value:,.3g}" if value < 1000 else f"{value:,.0f}" for value in values), unit)
    head = (
        f"{found.model} on {found.accelerators:,} {found.chip}, {found.precision} bits: "
        f"{found.tokens / 1e12:,.3g} tn tokens, {found.operations / 1e24:,.3g} YFLOP"
    )
    stops = (
        f"A failure stops it every {found.failure_interval:,.3g} h; {60 * found.checkpoint_interval:,.3g} min of work"
    )
    return Group(head, "", shown, "", *map(Text, (f"{stops} lie between checkpoints.", *found.notes)))


def _scaled(values, by: float):  # noqa: ANN001, ANN202 - arrays, which the command line does not import
    return None if values is None else values / by
