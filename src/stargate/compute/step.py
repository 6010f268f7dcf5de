"""Time and memory of one training step of a laid out model on a cluster (K2).

Each operation takes its operations and then its bytes at the rates that its size reaches: nothing of the two overlaps,
as in the efficiency curve's own publication (Isaev et al. 2023, <https://doi.org/10.1145/3581784.3607102>). Messages
among tensor parallel neighbours wait, but for a gather that is repeated for the gradient of weights and hides behind
that of the operand (Korthikanti et al. 2022, section 4.2.2). Replicas exchange gradients while the last microbatch's
backward pass runs. Pipelines follow one forward, one backward, interleaved: Narayanan et al. 2021, section 2.2,
<https://doi.org/10.1145/3458817.3476209>.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from stargate.compute.cluster import Cluster, Link
from stargate.compute.layout import Layout, Recompute
from stargate.compute.transformer import BYTES, Layer, Operation, Transformer, head, layer, step_operations
from stargate.errors import StargateError

_WEIGHT, _GRADIENT, _STATE = 2.0, 4.0, 12.0  # of a parameter [byte]: weight, 32-bit gradient, its copy and two moments
_ADAM = 11.0  # operations of Adam by parameter, counted from its formulae


@dataclass(frozen=True)
class Memory:
    """What the fullest accelerator holds [byte]."""

    weights: float  #: and gradients
    optimiser: float
    activations: float  #: kept for the backward pass

    @property
    def total(self) -> float:
        """All of it [byte]."""
        return self.weights + self.optimiser + self.activations


@dataclass(frozen=True)
class Step:
    """One training step: its time in parts that add up, its work and its memory."""

    compute: float  #: operations of the slowest stage, forward and backward [s]
    recompute: float  #: what is done again [s]
    tensor: float  #: messages among those that share a layer or a sequence [s]
    pipeline: float  #: messages between stages [s]
    bubble: float  #: stages waiting for the first and last microbatches [s]
    data: float  #: messages among replicas that hide behind nothing [s]
    optimiser: float  #: changing the weights [s]
    operations: float  #: useful, on all accelerators [FLOP]
    tokens: float
    accelerators: int
    peak: float  #: dense, of one accelerator [FLOP/s]
    gradients: float  #: that each replica hands to the others, on all its accelerators [byte]
    memory: Memory

    @property
    def seconds(self) -> float:
        """Time of the step [s]."""
        parts = self.compute, self.recompute, self.tensor, self.pipeline, self.bubble, self.data, self.optimiser
        return sum(parts)

    @property
    def mfu(self) -> float:
        """Model FLOP utilisation: useful operations over what the peaks allow in its time."""
        return self.operations / (self.accelerators * self.peak * self.seconds)


def step(model: Transformer, layout: Layout, batch: int, cluster: Cluster) -> Step:
    """A training step of so many sequences.

    With m microbatches, p stages of v pieces, and a stage's time t for one of them, it takes (m + (p - 1) / v) t:
    bubbles are (p - 1) / (v m) of the work. The slowest stage sets the pace: the last one has the logits besides, and
    fewer layers where they do not divide evenly. Whether it fits is asked of `check_memory`. Raises StargateError where
    the layout does not divide the model and the batch.
    """
    check(model, layout, batch)
    one, last = _parts(model, layout.of_layer, cluster)
    layers, rounds = layout.per_stage(model.layers), layout.microbatches(batch)
    missing = layers * layout.pipeline - model.layers
    sent = 2 * layout.interleaving * _sent(model, layout, cluster)
    stage = one.times(layers)
    slowest = max(stage, one.times(layers - min(missing, 1)).plus(last), key=lambda spent: spent.seconds)
    waited = (layout.pipeline - 1) / layout.interleaving * (stage.seconds + sent)
    found = memory(model, layout, batch)
    weights = layers * layer(model, layout).weights
    return Step(
        compute=rounds * slowest.compute,
        recompute=rounds * slowest.recompute,
        tensor=rounds * slowest.tensor,
        pipeline=rounds * sent,
        bubble=waited,
        data=_exchanged(weights, layers, stage.compute / 2, layout, cluster),
        optimiser=_changed(weights, layout, cluster),
        operations=step_operations(model, layout.of_layer, batch),
        tokens=batch * model.context,
        accelerators=layout.accelerators,
        peak=cluster.peak,
        gradients=BYTES * model.parameters,
        memory=found,
    )


def memory(model: Transformer, layout: Layout, batch: int) -> Memory:
    """What the fuller of the first two stages' accelerators hold.

    min(m, p) microbatches are in flight on the first stage, 1 + (p - 1) / (p v) times as many where stages are
    interleaved: Korthikanti et al. 2022, section 4.2.3, <https://arxiv.org/abs/2205.05198>; 2 / v fewer on the second,
    or one. With full recompute one layer is whole.
    """
    layers, flying = layout.per_stage(model.layers), float(layout.pipeline)
    if layout.interleaving > 1:
        flying += (layout.pipeline - 1) / layout.interleaving
    flying = min(flying, layout.microbatches(batch))
    missing = layers * layout.pipeline - model.layers
    words = model.vocabulary * model.hidden / layout.tensor
    first = _held(model, layout, layers - min(max(missing - 1, 0), 1), flying, words)
    if layout.pipeline == 1:
        return first
    less = 2 / layout.interleaving if layout.interleaving > 1 else 1.0
    second = _held(model, layout, layers, max(flying - less, min(flying, 1.0)), 0.0)
    return max(first, second, key=lambda held: held.total)


def _held(model: Transformer, layout: Layout, layers: int, flying: float, words: float) -> Memory:
    """Memory of a stage with so many layers, of so many microbatches in flight, and parameters of an embedding."""
    one, replicas = layer(model, layout), layout.data * layout.context
    weights = layers * one.weights + words
    whole = one.kept(Recompute.NONE) if layout.recompute is Recompute.FULL else 0.0
    return Memory(
        weights * (_WEIGHT + _GRADIENT / (replicas if layout.zero > 1 else 1)),
        weights * _STATE / (replicas if layout.zero else 1),
        flying * layers * one.kept(layout.recompute) + whole,
    )


def check(model: Transformer, layout: Layout, batch: int) -> None:
    """Raises StargateError where a layout does not divide a model and a batch of so many sequences."""
    for what, instead in _undivided(model, layout, batch):
        raise StargateError(f"{model.name} on {layout}\n  {what}\n  write: {instead}")


def _undivided(model: Transformer, layout: Layout, batch: int) -> Iterator[tuple[str, str]]:
    """What does not divide, and what to write instead."""
    pieces, layers, split = layout.data * layout.microbatch, layout.per_stage(model.layers), layout.interleaving
    if model.heads % layout.tensor:
        most = next(n for n in range(min(layout.tensor, model.heads), 0, -1) if model.heads % n == 0)
        yield f"{model.heads} heads do not divide among {layout.tensor}", f"--tensor {most}"
    if model.context % (layout.tensor * layout.context):
        among = f"{layout.tensor} x {layout.context}"
        yield f"{model.context:,.0f} tokens do not divide among {among}", "--tensor and --context as powers of 2"
    if layout.pipeline > model.layers:
        yield f"{model.layers} layers do not fill {layout.pipeline} stages", f"--pipeline {model.layers}"
    if batch < pieces or batch % pieces:
        yield f"a batch of {batch} does not divide into {pieces}", f"--batch {pieces}"
    if split == 1:
        return
    if layout.pipeline == 1:
        yield "without a pipeline nothing is interleaved", "--interleaving 1"
    if layers % split:
        yield f"{layers} layers of a stage do not divide into {split} pieces", "--interleaving 1"
    if layout.microbatches(batch) % layout.pipeline:
        more = f"--batch {pieces * layout.pipeline}, or --interleaving 1"
        yield f"interleaved stages take microbatches in rounds of {layout.pipeline}", more


def check_memory(model: Transformer, layout: Layout, batch: int, cluster: Cluster) -> None:
    """Raises StargateError where a layout does not fit into an accelerator's memory, with what to change."""
    found = memory(model, layout, batch)
    if found.total > cluster.capacity:
        least = "more --accelerators, --tensor or --pipeline, a smaller --microbatch, or --recompute full"
        parts = f"weights and gradients {found.weights / 1e9:,.0f}, optimiser {found.optimiser / 1e9:,.0f}"
        raise StargateError(
            f"{model.name} on {layout} takes {found.total / 1e9:,.0f} GB of each {cluster.title}, which has "
            f"{cluster.capacity / 1e9:,.0f} GB\n  {parts}, activations {found.activations / 1e9:,.0f} GB\n"
            f"  write: {least}"
        )


@dataclass(frozen=True)
class _Spent:
    """Time of a microbatch, forward and backward [s]."""

    compute: float
    recompute: float
    tensor: float

    @property
    def seconds(self) -> float:
        return self.compute + self.recompute + self.tensor

    def times(self, layers: float) -> "_Spent":
        return _Spent(layers * self.compute, layers * self.recompute, layers * self.tensor)

    def plus(self, other: "_Spent") -> "_Spent":
        return _Spent(self.compute + other.compute, self.recompute + other.recompute, self.tensor + other.tensor)


@lru_cache(maxsize=256)
def _parts(model: Transformer, layout: Layout, cluster: Cluster) -> tuple[_Spent, _Spent]:
    """A layer and the head of a model; the head is never done again."""
    last = _timed(head(model, layout), replace(layout, recompute=Recompute.NONE), cluster)
    return _timed(layer(model, layout), layout, cluster), last


def _timed(one: Layer, layout: Layout, cluster: Cluster) -> _Spent:
    """A layer with its messages."""
    compute = sum(
        _time(piece, operation, cluster)
        for operation in one.operations
        for piece in (operation.forward, *operation.backward)
    )
    again = sum(
        _time(operation.forward, operation, cluster)
        for operation in one.operations
        if layout.recompute is Recompute.FULL or (operation.inner and layout.recompute is Recompute.SELECTIVE)
    )
    forward, backward, repeated = _messages(one, layout, cluster)
    redone = forward if layout.recompute is Recompute.FULL else 0.0
    return _Spent(compute, again, forward + backward + repeated + redone)


def _time(piece: tuple[float, float], operation: Operation, cluster: Cluster) -> float:
    engine = cluster.matrix if operation.matrix else cluster.vector
    return engine.time(piece[0]) + cluster.memory.time(piece[1])


def _messages(one: Layer, layout: Layout, cluster: Cluster) -> tuple[float, float, float]:
    """Time of a layer's messages forward, backward, and of gathers that hide behind work [s]."""
    near, members = cluster.link(layout.tensor), layout.tensor
    size, written = one.message, cluster.memory.time(2 * one.message)
    added = cluster.vector.time(size / BYTES * (members - 1) / members)
    keys = 0.0
    if layout.context > 1:
        keys = cluster.link(members * layout.context).spread(one.keys, layout.context)
    if members == 1:
        return keys, keys, 0.0
    if not layout.sequence_parallel:
        met = one.meetings * (near.added(size, members) + written + added)
        return met + keys, met + keys, 0.0
    met = one.meetings * (2 * (near.spread(size, members) + written) + added)
    hidden = near.busy * one.meetings * near.spread(size, members)
    return met + keys, met + keys, hidden


def _sent(model: Transformer, layout: Layout, cluster: Cluster) -> float:
    """Time to hand a microbatch to the next stage [s]: each of the tensor parallel neighbours sends its part."""
    if layout.pipeline == 1:
        return 0.0
    size = BYTES * layout.microbatch * model.context / layout.context * model.hidden
    gathered = 0.0 if layout.sequence_parallel else cluster.link(layout.tensor).spread(size, layout.tensor)
    return cluster.link(layout.accelerators).send(size / layout.tensor) + gathered


def _exchanged(weights: float, layers: int, window: float, layout: Layout, cluster: Cluster) -> float:
    """Time of the replicas' messages that hides behind nothing [s]: gradients, and weights where replicas divide them.

    All but the last layer's may hide behind the backward pass of one microbatch.
    """
    members = layout.data * layout.context
    if members == 1:
        return 0.0
    link: Link = cluster.link(layout.tensor * members)
    size = BYTES * weights
    whole = 2 * link.spread(size, members) if layout.zero else link.added(size, members)
    alone = whole / layers
    hidden = min(whole - alone, window * (layers - 1) / layers)
    return whole - hidden + link.busy * hidden


def _changed(weights: float, layout: Layout, cluster: Cluster) -> float:
    """Time of Adam on the weights of an accelerator [s]."""
    own = weights / (layout.data * layout.context if layout.zero else 1)
    return cluster.vector.time(_ADAM * own) + cluster.memory.time(_STATE * own)
