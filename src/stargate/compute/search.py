"""The fastest layout of a training step that fits: all sensible ones are timed (K2)."""

from collections.abc import Iterator
from dataclasses import dataclass

from stargate.compute.cluster import Cluster
from stargate.compute.layout import Layout, Recompute
from stargate.compute.step import Step, check_memory, step
from stargate.compute.transformer import Transformer
from stargate.errors import StargateError

_MICROBATCHES = (1, 2, 4)


@dataclass(frozen=True)
class Asked:
    """What is asked of a layout; 0 where it is free."""

    tensor: int = 0
    pipeline: int = 0
    interleaving: int = 0
    microbatch: int = 0
    context: int = 1
    recompute: Recompute | None = None


def fastest(
    model: Transformer, cluster: Cluster, accelerators: int, batch: int, asked: Asked = Asked()
) -> tuple[Layout, Step]:
    """The layout with the most tokens per second on at most so many accelerators, in steps of so many sequences.

    Attention is fused, sequences are divided with the matrices, and replicas divide optimiser and gradients. As many
    replicas as divide the batch. Raises StargateError, with what is closest to fitting, where none fits.
    """
    best: tuple[Layout, Step] | None = None
    least: Step | None = None
    full: Layout | None = None
    wrong: StargateError | None = None
    for layout in _layouts(model, cluster, accelerators, batch, asked):
        try:
            found = step(model, layout, batch, cluster)
        except StargateError as error:
            wrong = wrong or error
            continue
        if found.memory.total > cluster.capacity:
            if least is None or found.memory.total < least.memory.total:
                least, full = found, layout
        elif best is None or found.seconds < best[1].seconds:
            best = layout, found
    if best is not None:
        return best
    if full is not None:
        check_memory(model, full, batch, cluster)
    raise wrong or StargateError(
        f"{accelerators:,} accelerators: no layout of {model.name} needs so few\n  write: more --accelerators"
    )


def _layouts(model: Transformer, cluster: Cluster, accelerators: int, batch: int, asked: Asked) -> Iterator[Layout]:
    """Tensor parallel within a domain, pipelines that use what is left well, and what is asked for."""
    for tensor in [asked.tensor] if asked.tensor else _powers(min(cluster.domain, accelerators)):
        for pipeline in [asked.pipeline] if asked.pipeline else _stages(model.layers):
            for microbatch in [asked.microbatch] if asked.microbatch else _MICROBATCHES:
                most = min(accelerators // (tensor * pipeline * asked.context), batch // microbatch)
                data = next((n for n in range(most, 0, -1) if batch % (n * microbatch) == 0), 0)
                if data:
                    yield from _pieces(model, Layout(tensor, pipeline, data, asked.context, 1, microbatch), asked)


def _pieces(model: Transformer, layout: Layout, asked: Asked) -> Iterator[Layout]:
    """One division of accelerators, with every interleaving and recomputation."""
    layers = layout.per_stage(model.layers)
    whole = [n for n in range(1, layers + 1) if layers % n == 0] if layout.pipeline > 1 else [1]
    for interleaving in [asked.interleaving] if asked.interleaving else whole:
        for recompute in [asked.recompute] if asked.recompute is not None else (Recompute.NONE, Recompute.FULL):
            yield Layout(
                layout.tensor,
                layout.pipeline,
                layout.data,
                layout.context,
                interleaving,
                layout.microbatch,
                sequence_parallel=layout.tensor > 1,
                recompute=recompute,
                fused_attention=True,
                zero=2,
            )


def _powers(most: int) -> list[int]:
    return [2**n for n in range(most.bit_length())]


def _stages(layers: int) -> list[int]:
    """Numbers of stages of which the fullest holds fewer layers than with one stage less."""
    return [n for n in range(1, layers + 1) if n == 1 or -(-layers // n) < -(-layers // (n - 1))]
