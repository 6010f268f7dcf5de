"""Records of models, accelerators and practice as the numbers that serving is computed with (K3)."""

from collections.abc import Callable
from typing import Any

import numpy as np

from stargate.compute.chip import H100E_PEAK, PEAKS, Chip
from stargate.compute.inference import Accelerator, Efforts, Served, ServedModel, serve
from stargate.compute.language_model import LanguageModel
from stargate.compute.serving_practice import ServingPractice
from stargate.errors import StargateError
from stargate.quantity.figure import Figure

#: Bits in memory by precision. Blocks of 32 numbers of 4 bits share a scale of 8: OCP Microscaling Formats
#: specification 1.0, 2023, <https://www.opencompute.org/documents/ocp-microscaling-formats-mx-v1-0-spec-final-pdf>.
BITS = {16: 16.0, 8: 8.0, 4: 4.25}
_CACHE_BYTES = {16: 2.0, 8: 1.0, 4: 1.0}  # keys and values are kept in 8 bits where weights are in 4
_PER_PETA, _PER_TERA, _PER_GIGA = 1e15, 1e12, 1e9


def median(figure: Figure) -> Any:
    """The median of a figure [canonical unit]."""
    return figure.p50


def accelerator(chip: Chip, precision: int, of: Callable[[Figure], Any] = median) -> Accelerator:
    """What a chip does at a precision of 16, 8 or 4 bits, with the value that `of` gives to each figure.

    Attention is computed in 16 bits, where that peak is known. Raises StargateError for what the chip lacks.
    """
    figures = {bits: getattr(chip, field) for bits, field in PEAKS.items()}
    peaks = {bits: figure for bits, figure in figures.items() if figure is not None and figure.has_value}
    if precision not in peaks:
        raise StargateError(
            f"{chip.name} computes nothing in {precision} bits, as far as its file says\n"
            f"  write: a precision of {' or '.join(map(str, peaks))} bits, or {PEAKS[precision]} of the chip"
        )
    peak = peaks[precision]

    def known(field: str, unit: float) -> Any:
        figure = getattr(chip, field)
        if figure is None or not figure.has_value:
            raise StargateError(
                f"the {field} of {chip.name} is not known, and what it serves rests on it\n"
                f"  write: {field} of the chip, or another chip"
            )
        return np.asarray(of(figure)) * unit

    return Accelerator(
        peak=np.asarray(of(peak)) * _PER_PETA,
        attention_peak=np.asarray(of(peaks.get(16, peak))) * _PER_PETA,
        memory=known("memory", _PER_GIGA),
        bandwidth=known("bandwidth", _PER_TERA),
        fabric=known("domain_bandwidth", _PER_TERA),
        domain=round(float(np.median(known("domain", 1.0)))),
        power=known("power", 1.0),
        h100e=known("peak_8_bit", 1 / H100E_PEAK),
    )


def served_model(
    model: LanguageModel, precision: int, weights: int = 0, of: Callable[[Figure], Any] = median
) -> ServedModel:
    """What a model asks at a precision; `weights` are the bits that they are kept in, where fewer.

    A mixture of N parameters, A of them active, sends tokens to the part r of its experts: those are (N - A) / (1 - r)
    parameters. Where the record does not count its experts, all parameters are taken for theirs.
    """
    layers, hidden, heads = (np.asarray(of(figure)) for figure in (model.layers, model.hidden, model.heads))
    size = of(model.head_size) if model.head_size else hidden / heads
    shared = of(model.key_value_heads) if model.key_value_heads else heads
    compressed = model.cache_width is not None and model.key_value_heads is None
    width = of(model.cache_width) if model.cache_width else 2 * shared * size
    dense, experts, reach, active = _parts(model, of)
    byte = BITS[weights or precision] / 8 * _PER_GIGA
    return ServedModel(
        dense=dense * byte,
        experts=experts * byte,
        reach=reach,
        chosen=np.asarray(of(model.chosen) if model.chosen else 0.0),
        operations=2 * active * _PER_GIGA,
        layers=layers,
        hidden=hidden,
        attention=heads * size,
        attention_step=heads * (width if compressed else size),
        cache=layers * width * _CACHE_BYTES[precision],
        cache_parts=np.asarray(1.0 if compressed else shared),
    )


def _parts(model: LanguageModel, of: Callable[[Figure], Any]) -> tuple[Any, Any, Any, Any]:
    """Parameters that every token passes, those of experts, the part of these it passes, and all it passes [bn]."""
    total = np.asarray(of(model.parameters))
    if model.active is None:
        return total, np.zeros_like(total), np.zeros_like(total), total
    active = np.minimum(of(model.active), total)
    reach = of(model.chosen) / of(model.experts) if model.chosen and model.experts else active / total
    experts = np.minimum((total - active) / (1 - reach), total)
    return total - experts, experts, reach, active


def efforts(practice: ServingPractice, of: Callable[[Figure], Any] = median) -> Efforts:
    """A practice as numbers."""
    return Efforts(
        of(practice.compute_efficiency),
        of(practice.memory_efficiency),
        of(practice.fabric_efficiency),
        of(practice.memory_share),
        of(practice.layer_overhead) / 1e3,
        of(practice.prompt_batch),
        of(practice.sequences),
        of(practice.tokens_per_step) if practice.tokens_per_step else np.asarray(1.0),
    )


def served(
    model: LanguageModel,
    chip: Chip,
    precision: int,
    practice: ServingPractice,
    *,
    context: Any,
    generated: Any,
    speed: Any,
    weights: int = 0,
    of: Callable[[Figure], Any] = median,
) -> Served:
    """Tokens per second, by accelerator and IT MW, of a model at a precision of 16, 8 or 4 bits.

    Requests have `context` input and `generated` output tokens; each user is given `speed` [tokens/s]. `weights` are
    the bits that weights are kept in where fewer than they are computed in; `of` says which value each figure has: its
    median, or one by future. This is at full load: over a day, multiply by the share of it that there is.
    Raises StargateError for a precision or figure that the chip lacks, a model too big for the memory of a domain, a
    speed that no user can be given, and numbers that cannot be.
    """
    _check(precision, weights, context, generated, speed)
    return serve(
        served_model(model, precision, weights, of),
        accelerator(chip, precision, of),
        efforts(practice, of),
        np.asarray(context, float),
        np.asarray(generated, float),
        np.asarray(speed, float),
    )


def _check(precision: int, weights: int, context: Any, generated: Any, speed: Any) -> None:
    for bits in (precision, weights or precision):
        if bits not in BITS:
            raise StargateError(f"a precision of {bits} bits\n  write: 16, 8 or 4")
    if weights > precision:
        raise StargateError(f"weights of {weights} bits for {precision} bits\n  write: as many bits, or fewer")
    for name, value in (("context", context), ("generated", generated), ("speed", speed)):
        numbers = np.asarray(value, float)
        if not np.all(np.isfinite(numbers)) or np.any(numbers < 0) or (name != "context" and np.any(numbers == 0)):
            raise StargateError(f"{name}: {value}\n  write: a number above nought")
