"""The verb that trains a model on accelerators: how long, with what energy, at what cost."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stargate.cli.common import BASE, app, programme_of, put, say
from stargate.errors import StargateError
from stargate.options import Json

if TYPE_CHECKING:
    from rich.console import Group

    from stargate.compute.search import Asked
    from stargate.computing.train import Training


def _count(name: str, said: str, default: str | bool = "the fastest") -> Any:
    return typer.Option(name, metavar="NUMBER", help=said, show_default=default, min=1)


def _figure(name: str, said: str, default: str | bool = False) -> Any:
    return typer.Option(name, metavar="FIGURE", help=said, show_default=default)


Model = Annotated[
    str, typer.Argument(help="Of the catalogue, such as llama_3_405b, or of --folder; or '2 tn parameters'.")
]
Chip = Annotated[str, typer.Option("--chip", metavar="NAME", help="The accelerator.")]
Accelerators = Annotated[int, typer.Option("--accelerators", metavar="NUMBER", help="How many of them.")]
Tokens = Annotated[str, _figure("--tokens", "'15.6 tn tokens'.", "the model's own")]
Precision = Annotated[int, typer.Option("--precision", metavar="BITS", help="16 or 8.")]
Batch = Annotated[int | None, _count("--batch", "Sequences of a step.", "16 m tokens")]
Tensor = Annotated[int | None, _count("--tensor", "Accelerators that share a layer.")]
Pipeline = Annotated[int | None, _count("--pipeline", "Stages that share the layers.")]
Interleaving = Annotated[int | None, _count("--interleaving", "Pieces of the model in a stage.")]
Microbatch = Annotated[int | None, _count("--microbatch", "Sequences at a time.")]
Context = Annotated[int, _count("--context", "Accelerators that share a sequence.", True)]
Again = Annotated[str, typer.Option("--recompute", metavar="WHAT", help="none, or full.", show_default="the fastest")]
Sites = Annotated[int, _count("--sites", "Campuses that train it together.", True)]
Link = Annotated[str, _figure("--link", "Of each of them, one way: '4 Tbit/s'.")]
Latency = Annotated[str, _figure("--latency", "Of a message on it.", True)]
Every = Annotated[int, typer.Option("--every", metavar="STEPS", help="Between exchanges among sites.", min=1)]
Late = Annotated[bool, typer.Option("--late", help="Exchanges count one later, and hide behind work.")]
Curve = Annotated[str, typer.Option("--efficiency", metavar="NAME", help="The curve that steps are timed by.")]
Price = Annotated[str, _figure("--price", "'2 USD/hour' an accelerator, or '1.5 USD/H100e/h'.")]
Pue = Annotated[float | None, typer.Option("--pue", metavar="NUMBER", help="Facility energy over IT energy.")]
Own = Annotated[
    Path | None, typer.Option("--folder", metavar="FOLDER", help="A programme with models and chips of its own.")
]
Known = Annotated[
    str, typer.Option("--as-of", metavar="DATE", help="What was published by this day.", show_default="all of it")
]


@app.command()
def train(
    model: Model,
    chip: Chip = "h100",
    accelerators: Accelerators = 16_384,
    tokens: Tokens = "",
    precision: Precision = 16,
    batch: Batch = None,
    tensor: Tensor = None,
    pipeline: Pipeline = None,
    interleaving: Interleaving = None,
    microbatch: Microbatch = None,
    context: Context = 1,
    recompute: Again = "",
    sites: Sites = 1,
    link: Link = "",
    latency: Latency = "20 ms",
    every: Every = 1,
    late: Late = False,
    efficiency: Curve = "calculon_a100",
    price: Price = "",
    pue: Pue = None,
    folder: Own = None,
    as_of: Known = "",
    as_json: Json = False,
) -> None:
    """What training a model takes: time, energy and cost, by chip, layout, failures and links between campuses."""
    from stargate.computing import train as verb
    from stargate.computing.given import Across

    programme = None if folder is None else programme_of(folder, BASE, [], as_of)
    asked = _asked(recompute, tensor or 0, pipeline or 0, interleaving or 0, microbatch or 0, context)
    run = {"chip": chip, "accelerators": accelerators, "tokens": tokens, "precision": precision, "batch": batch or 0}
    run |= {"asked": asked, "across": Across(sites, link, latency, every, late), "efficiency": efficiency}
    found = verb.train(model, **run, price=price, pue=pue, programme=programme, as_of=as_of)
    say(_told(found), "", as_json=True) if as_json else put(_table(found))


def _asked(recompute: str, *divided: int) -> "Asked | None":
    """What is asked of a layout; None where nothing is."""
    from stargate.compute.layout import Recompute
    from stargate.compute.search import Asked

    words = {"none": Recompute.NONE, "full": Recompute.FULL}  # attention is fused, which leaves nothing to select
    if recompute and recompute not in words:
        raise StargateError(f"--recompute {recompute}: there is no such\n  write: {' or '.join(words)}")
    asked = Asked(*divided, recompute=words.get(recompute))
    return None if asked == Asked() else asked


def _told(found: "Training") -> dict[str, object]:
    """Everything, as JSON takes it."""
    from dataclasses import asdict

    layout, step = found.layout, found.step
    told = {name: _plain(value) for name, value in vars(found).items()}
    told["layout"] = None if layout is None else {**asdict(layout), "recompute": layout.recompute.name.lower()}
    told["step"] = None if step is None else {**asdict(step), "seconds": step.seconds, "mfu": step.mfu}
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
        ("time", found.hours, 1 / 24, "days"),
        ("utilisation of 6 N D", found.mfu, 100, "% of the peak"),
        ("goodput", found.goodput, 100, "% of the time"),
        ("accelerator hours", found.accelerator_hours, 1e-6, "m hours"),
        ("compute", found.h100e_hours, 1e-6, "m H100e h"),
        ("IT energy", found.it_energy, 1e-3, "IT GWh"),
        ("facility energy", found.facility_energy, 1e-3, "facility GWh"),
        ("cost", found.cost, 1e-6, "USD m"),
    )
    for title, values, scale, unit in rows:
        if values is not None:
            shown.add_row(title, *map(_number, (scale * values).tolist()), unit)
    head = (
        f"{found.model} on {found.accelerators:,} {found.chip}, {found.precision} bits: "
        f"{found.tokens / 1e12:,.3g} tn tokens, {found.operations / 1e24:,.3g} YFLOP"
    )
    stops = (
        f"A failure stops it every {_number(found.failure_interval)} h; {_number(60 * found.checkpoint_interval)} min"
    )
    return Group(head, "", shown, "", *map(Text, (f"{stops} of work lie between checkpoints.", *found.notes)))


def _number(value: float) -> str:
    return f"{value:,.3g}" if value < 1000 else f"{value:,.0f}"
