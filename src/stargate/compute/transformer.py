"""The work of one transformer layer on one accelerator: operations, bytes, messages, what is kept (K2).

Counted from shapes, by microbatch. Matrices multiply 2 m n k operations forward and twice that backward; what lies
between them takes a few operations a number and is bound by memory. Every operation reads its operands and writes its
result once. What is kept for the backward pass is that of Korthikanti et al. 2022, table 2
(<https://arxiv.org/abs/2205.05198>), whose formulae tests hold it against.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from stargate.compute.language_model import LanguageModel
from stargate.compute.layout import Layout, Recompute
from stargate.compute.training import size_of_head
from stargate.errors import StargateError
from stargate.quantity.figure import Figure

BYTES = 2.0  # of a number in 16 bits
# Operations by number: (forward, backward, of weights), counted from the formulae of each
_NORM, _SOFTMAX, _ACTIVATION, _DROPOUT, _RESIDUAL = (9, 14, 7), (5, 8, 0), (8, 13, 0), (1, 1, 0), (1, 2, 0)
_SCORES_AGAIN = 2.5  # a fused backward multiplies five times where the forward does twice (Dao 2023, arXiv 2307.08691)
_CAUSAL = 0.5  # part of all pairs of tokens that a fused kernel computes


@dataclass(frozen=True)
class Transformer:
    """The shape of a dense model, in plain numbers."""

    name: str
    parameters: float
    layers: int
    hidden: float  #: width of a layer
    heads: int
    shared: float  #: heads of keys and values
    size: float  #: width of a head
    feed_forward: float  #: width of that part
    matrices: float  #: of it
    vocabulary: float
    context: float  #: tokens of a sequence
    dropout: bool  #: whether numbers are dropped in training


def transformer(model: LanguageModel) -> Transformer:
    """The shape of a model at its medians. Raises StargateError where it is a mixture of experts."""
    if model.active is not None:
        raise StargateError(
            f"{model.name} is a mixture of experts, whose steps are not timed\n"
            "  write: no layout, for the utilisation that is published"
        )
    return Transformer(
        model.name,
        1e9 * model.parameters.p50,
        round(model.layers.p50),
        model.hidden.p50,
        round(model.heads.p50),
        _or(model.key_value_heads, model.heads.p50),
        size_of_head(model),
        _or(model.feed_forward, 4 * model.hidden.p50),
        _or(model.feed_forward_matrices, 2.0),
        model.vocabulary.p50,
        model.context.p50,
        _or(model.dropout, 0.0) > 0,
    )


def shape_parameters(model: Transformer) -> tuple[float, float]:
    """Parameters of a shape: its layers with its vocabulary once (read and written alike), and twice."""
    layers = model.layers * layer(model, Layout()).weights
    words = head(model, Layout()).weights
    return layers + words, layers + 2 * words


def _or(figure: Figure | None, other: float) -> float:
    return figure.p50 if figure is not None and figure.has_value else other


@dataclass(frozen=True)
class Operation:
    """One operation: its pieces forward and backward, each (operations [FLOP], read and written [byte])."""

    name: str
    matrix: bool  #: on the matrix engine
    forward: tuple[float, float]
    backward: tuple[tuple[float, float], ...]  #: by its operand, and by its weights
    kept: float = 0.0  #: of its operands for the backward pass [byte]
    inner: bool = False  #: whether selective recompute does it again
    spared: float = 0.0  #: kept besides, where it does not [byte]
    weights: float = 0.0  #: parameters


@dataclass(frozen=True)
class Layer:
    """A layer, or the head of a model, on one accelerator for one microbatch."""

    operations: tuple[Operation, ...]
    message: float  #: what tensor parallel neighbours exchange at a time [byte]
    meetings: float  #: how often they do so forward, and backward; a head meets once in both together
    keys: float  #: keys and values of all of a sequence, gathered among context parallel neighbours [byte]
    entry: float  #: what the layer before hands in [byte]

    @cached_property
    def weights(self) -> float:
        """Parameters on this accelerator."""
        return sum(operation.weights for operation in self.operations)

    @cached_property
    def useful(self) -> float:
        """Operations of matrices, forward and backward, without those done again [FLOP]."""
        return sum(
            one.forward[0] * (3 if one.weights else 1) + (0 if one.weights else 2 * one.forward[0])
            for one in self.operations
            if one.matrix
        )

    def kept(self, recompute: Recompute) -> float:
        """What is kept of a microbatch for the backward pass [byte]."""
        if recompute is Recompute.FULL:
            return self.entry
        return self._kept + (self._spared if recompute is Recompute.NONE else 0.0)

    @cached_property
    def _kept(self) -> float:
        return sum(one.kept for one in self.operations)

    @cached_property
    def _spared(self) -> float:
        return sum(one.spared for one in self.operations)


def layer(model: Transformer, layout: Layout) -> Layer:
    """A layer of a dense model: attention, then feed-forward, each between a norm and a residual sum."""
    return _layer(model, layout.of_layer)


@lru_cache(maxsize=256)  # a search lays the same layer out over many pipelines
def _layer(model: Transformer, layout: Layout) -> Layer:
    tokens, hidden = _tokens(model, layout), model.hidden
    between = tokens * hidden / (layout.tensor if layout.sequence_parallel else 1)
    size, wide = model.size, model.feed_forward / layout.tensor
    heads = model.heads / layout.tensor
    shared = max(model.shared / layout.tensor, 1.0)  # a head of keys and values is copied, not cut
    up = wide * (model.matrices - 1)
    operations = (
        *_entry("attention", hidden, between),
        _linear("queries, keys and values", tokens, hidden, (heads + 2 * shared) * size, kept=between),
        *_attention(model, layout, heads, shared),
        _linear("attention's output", tokens, heads * size, hidden),
        *_exit("attention", between, model.dropout),
        *_entry("feed-forward", hidden, between),
        _linear("feed-forward's input", tokens, hidden, up, kept=between),
        _pointwise("activation", tokens * up, _ACTIVATION, result=tokens * wide),
        _linear("feed-forward's output", tokens, wide, hidden),
        *_exit("feed-forward", between, model.dropout),
    )
    keys = BYTES * 2 * tokens * layout.context * shared * size
    return Layer(operations, BYTES * tokens * hidden, 2, keys if layout.context > 1 else 0.0, BYTES * between)


@lru_cache(maxsize=256)
def head(model: Transformer, layout: Layout) -> Layer:
    """What the last stage has besides: the last norm, the logits and their loss."""
    tokens, hidden = _tokens(model, layout), model.hidden
    between = tokens * hidden / (layout.tensor if layout.sequence_parallel else 1)
    words = model.vocabulary / layout.tensor
    operations = (
        _pointwise("last norm", between, _NORM),
        _linear("logits", tokens, hidden, words, kept=between),
        _pointwise("loss", tokens * words, _SOFTMAX),
    )
    return Layer(operations, BYTES * tokens * hidden, 0.5, 0.0, BYTES * between)


def step_operations(model: Transformer, layout: Layout, batch: float) -> float:
    """Useful matrix operations of a step of so many sequences, on all accelerators [FLOP].

    72 B L s h^2 (1 + s / 6 h + V / 12 h L) of a plain layer: Narayanan et al. 2021, eq. 3,
    <https://doi.org/10.1145/3458817.3476209>, less what they compute twice.
    """
    whole = replace(layout.of_layer, tensor=1, context=1)
    return (model.layers * layer(model, whole).useful + head(model, whole).useful) * batch / layout.microbatch


def _tokens(model: Transformer, layout: Layout) -> float:
    return layout.microbatch * model.context / layout.context


def _linear(name: str, tokens: float, wide: float, out: float, kept: float | None = None) -> Operation:
    """A matrix; `kept` are the numbers of its operand where they are divided among neighbours."""
    piece = 2 * tokens * wide * out, BYTES * (tokens * wide + tokens * out + wide * out)
    held = tokens * wide if kept is None else kept
    return Operation(name, True, piece, (piece, piece), BYTES * held, weights=wide * out)


def _pointwise(
    name: str, numbers: float, each: tuple[int, int, int], result: float | None = None, weights: float = 0.0
) -> Operation:
    """What is done to each of so many numbers; its operand is kept."""
    moved = BYTES * (numbers + (numbers if result is None else result))
    backward = [(each[1] * numbers, moved)] + [(each[2] * numbers, moved)] * (each[2] > 0)
    return Operation(name, False, (each[0] * numbers, moved), tuple(backward), BYTES * numbers, weights=weights)


def _dropout(name: str, numbers: float) -> Operation:
    """It keeps a byte a number: whether it was dropped."""
    piece = _DROPOUT[0] * numbers, 2 * BYTES * numbers + numbers
    return Operation(name, False, piece, (piece,), numbers)


def _entry(name: str, hidden: float, between: float) -> Iterator[Operation]:
    """A norm, and in the backward pass the sum of what comes through the layer and past it."""
    yield _pointwise(f"{name}'s norm", between, _NORM, weights=2 * hidden)
    yield Operation(f"{name}'s fork", False, (0.0, 0.0), ((2 * between, 3 * BYTES * between),))


def _exit(name: str, between: float, drops: bool) -> Iterator[Operation]:
    """Dropout where there is some, and the sum with what goes past the layer."""
    if drops:
        yield _dropout(f"{name}'s dropout", between)
    moved = 3 * BYTES * between
    backward = ((_RESIDUAL[1] * between, moved),)
    yield Operation(f"{name}'s residual", False, (_RESIDUAL[0] * between, moved), backward)


def _attention(model: Transformer, layout: Layout, heads: float, shared: float) -> Iterator[Operation]:
    """Scores of queries and keys, their softmax and dropout, and the mean of values that they give."""
    queries, keys, size = model.context / layout.context, model.context, model.size
    asked, known = layout.microbatch * heads * queries * size, layout.microbatch * shared * keys * size
    scores, pairs = layout.microbatch * heads * queries * keys, 2 * layout.microbatch * heads * queries * keys * size
    if layout.fused_attention:
        moved = BYTES * 2 * (asked + known)
        work = (2 * pairs * _CAUSAL, moved), ((_SCORES_AGAIN * 2 * pairs * _CAUSAL, 2 * moved),)
        yield Operation("attention in one", True, *work, kept=BYTES * (asked + 2 * known))
        return
    work = (pairs, BYTES * (asked + known + scores)), ((2 * pairs, BYTES * (asked + known + scores)),)
    yield Operation("scores", True, *work, kept=BYTES * (asked + known), inner=True)
    between = [_pointwise("softmax", scores, _SOFTMAX)]
    between += [_dropout("scores' dropout", scores)] * model.dropout
    for one in between:
        yield replace(one, inner=True, kept=0.0, spared=one.kept)
    yield Operation("mean of values", True, *work, kept=BYTES * known, inner=True, spared=BYTES * scores)
