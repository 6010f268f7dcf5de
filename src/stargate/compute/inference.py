"""Tokens per second of accelerators that serve a model: a roofline of prefill and of decode (K3).

A copy of the model lies on n accelerators of one domain. In a step of decode, matrix products take as long as reading
their weights or as their operations, attention as long as reading its keys and values or as its operations, whichever
is longer:

    time = max(W / bandwidth, 2 A b / peak) + max(b T c / bandwidth, 4 L w T b / peak_16)
           + 68 L h b / bandwidth + fabric + L o

for a batch of b sequences of mean length T, with W bytes of weights read, A parameters active, c bytes of KV cache by
token, L layers that are h wide and their attention w, and a part o of each that no accelerator shortens. What a layer
hands on within itself is written and read once, 34 h bytes by token (Korthikanti et al. 2022, equation 1,
<https://arxiv.org/abs/2205.05198>). A mixture of experts reads of its experts' bytes X the part that the batch touches,
W = D + X (1 - (1 - r)^b), where a token is sent to the part r of them. The n accelerators share the weights, heads and
sums of each layer (tensor parallel), or the experts and sequences, each with all that is no expert (expert parallel):
what serves most is taken. Prefill computes `prompt_batch` tokens of prompts at a time, on as many accelerators of their
own as it needs, so that it does not hold up decode.

The batch is the largest that leaves room for its cache, T = context + generated / 2, that schedulers hold (one a copy,
or one an accelerator where these share sequences), and that gives each user the speed that is asked for. Throughput
rises with the batch, so that no smaller one serves more. With m tokens by step (multi-token prediction) a step computes
and gives m; what is predicted in vain is left out.

Pope et al. 2022, Efficiently scaling transformer inference, <https://arxiv.org/abs/2211.05102>.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from stargate.errors import StargateError

Numbers = Float[np.ndarray, "*row"]

_ACTIVATION = 2.0  # bytes of a number that layers hand on
_DISPATCH = 3.0  # bytes of a number that goes to an expert in 8 bits and comes back in 16
_HANDED_ON = 2 * 34.0  # bytes by token, layer and width that are written and read
_HALVINGS = 40


class Accelerator(NamedTuple):
    """What accelerators do at one precision; each a number or an array over futures."""

    peak: Numbers  #: dense, at the precision [FLOP/s]
    attention_peak: Numbers  #: dense, at that of attention [FLOP/s]
    memory: Numbers  #: [byte]
    bandwidth: Numbers  #: of the memory [byte/s]
    fabric: Numbers  #: what each sends on the domain's fabric [byte/s]
    domain: int  #: accelerators of it
    power: Numbers  #: IT power of each [W]
    h100e: Numbers  #: H100 equivalents of each


class ServedModel(NamedTuple):
    """What a model asks of accelerators at one precision; each a number or an array over futures."""

    dense: Numbers  #: weights that every token passes [byte]
    experts: Numbers  #: weights of experts [byte]
    reach: Numbers  #: part of the experts that a token is sent to
    chosen: Numbers  #: experts that it is sent to; 0 where nobody knows
    operations: Numbers  #: of the matrix products by token [FLOP]
    layers: Numbers
    hidden: Numbers  #: width of a layer
    attention: Numbers  #: width of all heads, in prompts
    attention_step: Numbers  #: the same in steps: of the cache, where heads read it as it is compressed
    cache: Numbers  #: keys and values by token: the KV cache [byte]
    cache_parts: Numbers  #: accelerators that can share those of one sequence


class Efforts(NamedTuple):
    """A practice as numbers."""

    compute: Numbers
    memory: Numbers
    fabric: Numbers
    memory_share: Numbers
    overhead: Numbers  #: of a layer [s]
    prompt_batch: Numbers
    sequences: Numbers  #: that a scheduler holds
    tokens_per_step: Numbers


class Spread(NamedTuple):
    """How copies of a model lie on accelerators, one row each way."""

    number: Numbers  #: accelerators of a copy
    by_expert: np.ndarray  #: whether they share experts and sequences, or weights and heads


@dataclass(frozen=True)
class Served:
    """What accelerators serve, each with its share of a copy of the model; numbers, or arrays over futures."""

    generated_per_second: Numbers  #: output tokens per second and accelerator
    tokens_per_second: Numbers  #: input and output tokens per second and accelerator
    speed: Numbers  #: of each user [tokens/s]
    batch: Numbers  #: sequences at a time by accelerator
    accelerators: Numbers  #: that a copy of the model lies on
    prefill: Numbers  #: part of their time that goes into prefill
    power: Numbers  #: IT power of an accelerator [W]
    h100e: Numbers  #: H100 equivalents of an accelerator

    def average(self, load: Numbers | float) -> "Served":
        """The same over days in which accelerators have such a share of the work they could do."""
        return replace(
            self,
            generated_per_second=self.generated_per_second * load,
            tokens_per_second=self.tokens_per_second * load,
        )

    @property
    def per_it_mw(self) -> Numbers:
        """Input and output tokens per second and IT MW."""
        return self.tokens_per_second / self.power * 1e6

    @property
    def generated_per_it_mw(self) -> Numbers:
        """Output tokens per second and IT MW."""
        return self.generated_per_second / self.power * 1e6

    @property
    def h100e_hours_per_million_tokens(self) -> Numbers:
        """Compute that a million input and output tokens take [H100e h/m tokens]."""
        return self.h100e / (self.tokens_per_second * 3600 / 1e6)

    @property
    def h100e_hours_per_million_generated(self) -> Numbers:
        """Compute that a million output tokens take, with the input before them [H100e h/m tokens]."""
        return self.h100e / (self.generated_per_second * 3600 / 1e6)


def step_time(
    model: ServedModel, chip: Accelerator, efforts: Efforts, spread: Spread, batch: Numbers, length: Numbers
) -> Numbers:
    """Time of a step of decode [s]: each sequence of a batch goes on, with `length` tokens behind it in the mean."""
    n, tokens = spread.number, batch * efforts.tokens_per_step
    touched = model.experts * -np.expm1(tokens * np.log1p(-model.reach))
    weights = np.where(spread.by_expert, model.dense + touched / n, (model.dense + touched) / n)
    rate, reads = n * chip.peak * efforts.compute, chip.bandwidth * efforts.memory
    products = np.maximum(weights / reads, model.operations * tokens / rate)
    cached = _sequences(model, spread, batch) * length * model.cache
    scores = 4 * model.layers * model.attention_step * length * tokens
    attention = np.maximum(cached / reads, scores / (n * chip.attention_peak * efforts.compute))
    return products + attention + tokens * _moved(model, chip, efforts, spread) + model.layers * efforts.overhead


def prefill_time(model: ServedModel, chip: Accelerator, efforts: Efforts, spread: Spread, context: Numbers) -> Numbers:
    """Time of prefill of a prompt of `context` tokens, beside others [s].

    Its tokens see half of it in the mean, and weights are read once for `prompt_batch` tokens of any prompts.
    """
    n = spread.number
    weights = np.where(spread.by_expert, model.dense + model.experts / n, (model.dense + model.experts) / n)
    reads = (weights / (chip.bandwidth * efforts.memory)) / efforts.prompt_batch
    products = np.maximum(reads, model.operations / (n * chip.peak * efforts.compute))
    scores = 2 * model.layers * model.attention * context / (n * chip.attention_peak * efforts.compute)
    waits = model.layers * efforts.overhead / efforts.prompt_batch
    return context * (products + scores + waits + _moved(model, chip, efforts, spread))


def _moved(model: ServedModel, chip: Accelerator, efforts: Efforts, spread: Spread) -> Numbers:
    """Time by token of a batch in which activations go through the memory and over the fabric [s].

    Tensor parallel: two sums of all activations by layer, of which each accelerator sends 2 (n - 1) / n times their
    size (ring). Expert parallel: each sends those of its own tokens to their experts, and theirs back.
    """
    n = spread.number
    sums = 4 * _ACTIVATION * model.hidden
    experts = model.chosen * _DISPATCH * model.hidden / n
    sent = model.layers * (n - 1) / n * np.where(spread.by_expert, experts, sums)
    handed_on = _HANDED_ON * model.layers * model.hidden / n
    return sent / (chip.fabric * efforts.fabric) + handed_on / (chip.bandwidth * efforts.memory)


def _sequences(model: ServedModel, spread: Spread, batch: Numbers) -> Numbers:
    """Sequences whose cache lies on, and is read by, one accelerator."""
    shared = batch / np.minimum(spread.number, model.cache_parts)
    return np.where(spread.by_expert, np.maximum(batch / spread.number, 1.0), shared)


def room(model: ServedModel, chip: Accelerator, efforts: Efforts, spread: Spread, length: Numbers) -> Numbers:
    """Sequences of a mean length that there is room for, beside the weights and in schedulers; 0 where not for one."""
    n = spread.number
    weights = np.where(spread.by_expert, model.dense + model.experts / n, (model.dense + model.experts) / n)
    each = (chip.memory * efforts.memory_share - weights) / (length * model.cache)
    held = np.where(spread.by_expert, n, np.minimum(n, model.cache_parts))
    scheduled = efforts.sequences * np.where(spread.by_expert, n, 1.0)
    return np.where(each * held >= 1.0, np.minimum(each * held, scheduled), 0.0)


def spreads(chip: Accelerator, model: ServedModel, dimensions: int) -> Spread:
    """All ways to lay a model on 1, 2, 4, ... accelerators of a domain, or on all of it; rows first."""
    sizes = sorted({*(2**k for k in range(chip.domain.bit_length()) if 2**k <= chip.domain), chip.domain})
    ways = [(size, False) for size in sizes]
    ways += [(size, True) for size in sizes if size > 1 and bool(np.all(np.asarray(model.chosen) > 0))]
    shape = (-1, *(1 for _ in range(dimensions)))
    numbers, by_expert = (np.array(column).reshape(shape) for column in zip(*ways, strict=True))
    return Spread(numbers.astype(float), by_expert)


def largest_batch(time: Callable[[Numbers], Numbers], most: Numbers, limit: Numbers) -> Numbers:
    """The largest batch of at least one and at most `most` whose step ends within `limit`; else 0. Bisection."""
    low, high = np.ones_like(most), np.maximum(most, 1.0)
    fits = time(high) <= limit
    low = np.where(fits, high, low)
    for _ in range(_HALVINGS):
        middle = np.sqrt(low * high)
        within = time(middle) <= limit
        low, high = np.where(within, middle, low), np.where(within, high, middle)
    return np.where((most >= 1.0) & (time(low) <= limit), low, 0.0)


def serve(
    model: ServedModel, chip: Accelerator, efforts: Efforts, context: Numbers, generated: Numbers, speed: Numbers
) -> Served:
    """What accelerators serve of requests with `context` input and `generated` output tokens, at `speed` by user.

    Raises StargateError where the model does not fit into a domain, or no user can be given the speed.
    """
    shape = np.broadcast_shapes(*map(np.shape, (*model, *chip, *efforts, context, generated, speed)))
    ways = spreads(chip, model, len(shape))
    length = np.broadcast_to(context + generated / 2, shape)
    most = np.broadcast_to(room(model, chip, efforts, ways, length), (len(ways.number), *shape))
    if not most.max(axis=0).all():
        raise StargateError(_too_big(model, chip, efforts, length))

    def time(batch: Numbers) -> Numbers:
        return step_time(model, chip, efforts, ways, batch, length)

    batch = largest_batch(time, most, efforts.tokens_per_step / np.asarray(speed))
    if not batch.max(axis=0).all():
        alone = np.where(most > 0, efforts.tokens_per_step / time(np.ones_like(most)), 0.0)
        raise StargateError(_too_fast(np.max(speed), alone.max(axis=0).min()))
    some = np.maximum(batch, 1.0)
    prefill = np.broadcast_to(prefill_time(model, chip, efforts, ways, context), batch.shape)
    decode = generated * time(some) / (some * efforts.tokens_per_step)
    rate = np.where(batch > 0, generated / ((prefill + decode) * ways.number), 0.0)
    best = rate.argmax(axis=0)[None]

    def chosen(values: Numbers) -> Numbers:
        return np.take_along_axis(np.broadcast_to(values, batch.shape), best, axis=0)[0]

    return Served(
        generated_per_second=chosen(rate),
        tokens_per_second=chosen(rate) * (context + generated) / generated,
        speed=chosen(efforts.tokens_per_step / time(some)),
        batch=chosen(batch / ways.number),
        accelerators=chosen(ways.number),
        prefill=chosen(prefill / (prefill + decode)),
        power=np.broadcast_to(chip.power, shape),
        h100e=np.broadcast_to(chip.h100e, shape),
    )


def _too_fast(speed: float, alone: float) -> str:
    return (
        f"no user can be given {speed:,.0f} tokens/s: one alone gets {alone:,.3g}\n"
        f"  write: a speed of at most {alone:,.3g} tokens/s, a smaller model or a lower precision"
    )


def _too_big(model: ServedModel, chip: Accelerator, efforts: Efforts, length: Numbers) -> str:
    need = float(np.max(model.dense + model.experts) + np.max(length * model.cache)) / 1e9
    have = float(np.min(chip.memory * efforts.memory_share)) * chip.domain / 1e9
    return (
        f"the model takes {need:,.0f} GB with one sequence; {chip.domain} accelerators of a domain have {have:,.0f}\n"
        "  write: a lower precision, a chip with more memory or a larger domain, or a smaller model"
    )
