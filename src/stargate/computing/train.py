"""Trains a model: its time, energy and cost on a cluster, from its layout where that can be timed (K2).

Where a model's shape and a chip's networks are known, a step is timed (`compute.step`) in the fastest layout that fits,
or in the one asked for. Otherwise, and in 8 bits, the utilisation is a range of published ones. Failures leave their
part of the time (`compute.goodput`), links between sites theirs (`compute.wide_area`):

    hours = 6 N D / (accelerators x peak x MFU x goodput) x (1 + slowdown)
"""

from dataclasses import dataclass
from math import log2

import numpy as np
from jaxtyping import Float

from stargate.compute.chip import H100E_PEAK, Chip
from stargate.compute.cluster import SECONDS, Cluster, cluster
from stargate.compute.efficiency import Efficiency
from stargate.compute.goodput import best_interval, goodput
from stargate.compute.layout import Layout
from stargate.compute.search import Asked, fastest
from stargate.compute.step import Step
from stargate.compute.training import run_operations, training_hours
from stargate.compute.training_practice import TrainingPractice, checkpoint_hours, peak, published_mfu
from stargate.compute.transformer import transformer
from stargate.compute.wide_area import bandwidth_needed, exchange_seconds, slowdown
from stargate.computing.given import Given, amount, chosen, known_then
from stargate.errors import StargateError
from stargate.programme.catalogue import entry
from stargate.programme.programme import Programme
from stargate.quantity import units
from stargate.quantity.figure import Figure

Three = Float[np.ndarray, "percentile"]
_PERCENTILES = (0.1, 0.5, 0.9)
_CURVE = "calculon_a100"
_STRATA = tuple((n + 0.5) / 20 for n in range(20))  # of each uncertain figure; all are combined
_MOST_WAITS = 0.6  # of a step, before it is said that its batch is small
_MOST_SLOWED = 0.05  # what a link between sites may add, in the sentence that says which would do


@dataclass(frozen=True)
class Training:
    """What training a model takes. Arrays hold P10, P50 and P90 of what they are of."""

    model: str
    chip: str
    accelerators: int  #: at work
    precision: int  #: [bit]
    parameters: float  #: that a token passes through
    tokens: float  #: trained on
    operations: float  #: 6 N D [FLOP]
    mfu: Three  #: 6 N D over what the peaks allow in the time, before failures and links between sites
    goodput: Three  #: part of the time that advances the run
    failure_interval: float  #: between failures of the run [h]
    checkpoint_interval: float  #: work between checkpoints [h]
    slowdown: float  #: time that links between sites add, as a share
    hours: Three  #: [h]
    accelerator_hours: Three  #: [h]
    h100e_hours: Three | None  #: where the chip has an 8-bit peak [H100e h]
    it_energy: Three | None  #: where the chip's power is known [IT MWh]
    facility_energy: Three | None  #: where a PUE is given [facility MWh]
    cost: Three | None  #: where a price is given [USD]
    layout: Layout | None  #: where a step is timed
    step: Step | None  #: the same
    notes: tuple[str, ...]  #: what the figures rest on, in words


def train(
    model: str = "",
    *,
    chip: str,
    accelerators: int,
    parameters: str = "",
    tokens: str = "",
    precision: int = 16,
    batch: int = 0,
    asked: Asked | None = None,
    sites: int = 1,
    link: str = "",
    latency: str = "20 ms",
    every: int = 1,
    late: bool = False,
    price: str = "",
    pue: float | None = None,
    programme: Programme | None = None,
    as_of: str = "",
) -> Training:
    """Time, energy and cost to train a model on so many accelerators of a kind.

    `model` and `chip` are names of the programme's or the catalogue's; a model may be given by `parameters` and
    `tokens` alone ("2 tn parameters"). `precision`: 16 or 8 bits; `batch`: sequences of a step; `asked`: what its
    layout must be; the fastest that fits is taken. Each of `sites` has a `link` ("4 Tbit/s") with a `latency`, and
    exchanges gradients `every` so many steps, `late`: one exchange later, behind work. `price`: of an hour of an
    accelerator ("2 USD/hour") or H100e ("1.5 to 2.5 USD/H100e/h").

    Raises StargateError where a name is unknown, the chip lacks the precision, nothing fits into its memory, a figure
    was published after `as_of`, or nothing says how many tokens.

    >>> run = train("llama_3_405b", chip="h100", accelerators=16_384)
    >>> 60 < run.hours[1] / 24 < 80
    True
    """
    given = chosen(model, chip, parameters, tokens, accelerators, programme)
    practice, curve = entry("training", "published", TrainingPractice), entry("efficiency", _CURVE, Efficiency)
    if pue is not None and not 1 <= pue < 10:
        raise StargateError(f"--pue {pue:g}: a facility takes more than its IT load\n  write: --pue 1.2")
    known_then(as_of, given.chip, given.model, practice, curve)
    reaches, pay = peak(given.chip, precision), amount("--price", price, units.HOURLY_PRICE, units.COMPUTE_PRICE)
    sequences = batch or _batch(practice, given)
    layout, step, mfu, notes = _utilised(given, practice, curve, precision, sequences, reaches, asked)
    used = layout.accelerators if layout else accelerators
    operations = float(run_operations(given.active, given.tokens))
    failing = given.chip.failure_interval or practice.failure_interval
    lost = _goodput(failing, practice, used, given.parameters)
    seconds = sequences * given.context * operations / given.tokens / (used * reaches * float(np.median(mfu)))
    slowed, spoken = _across(given, sites, link, latency, every, late, seconds)
    hours = (1 + slowed) * training_hours(operations, used, reaches, np.multiply.outer(mfu, lost).ravel())
    between = failing.p50 * SECONDS / 3600
    checkpoint = checkpoint_hours(practice, given.parameters)
    return Training(
        given.title,
        given.chip.name,
        used,
        precision,
        given.active,
        given.tokens,
        operations,
        _three(mfu),
        _three(lost),
        between / used,
        float(best_interval(used, between, checkpoint)),
        slowed,
        _three(hours),
        _three(hours * used),
        _times(hours * used, given.chip.peak_8_bit, 1 / H100E_PEAK),
        _times(hours * used, given.chip.power, 1e-6),
        None if pue is None else _times(hours * used, given.chip.power, 1e-6 * pue),
        _cost(hours * used, pay, given.chip),
        layout,
        step,
        (*notes, *spoken, *_left(accelerators, used)),
    )


def _batch(practice: TrainingPractice, given: Given) -> int:
    return max(1, 2 ** round(log2(practice.batch.p50 * 1e9 / given.context)))


def _utilised(
    given: Given,
    practice: TrainingPractice,
    curve: Efficiency,
    precision: int,
    batch: int,
    reaches: float,
    asked: Asked | None,
) -> tuple[Layout | None, Step | None, Float[np.ndarray, "value"], list[str]]:
    """Utilisation in the fastest layout, or as published where no step can be timed; and what it is, in words."""
    on, why = _timeable(given, curve, precision)
    if on is None or given.model is None:
        if asked is not None:
            raise StargateError(f"no layout: {why}\n  write: no --tensor, --pipeline or other part of a layout")
        found = published_mfu(practice, precision)
        said = f"Utilisation as published, {found.text()}: {why}."
        return None, None, _values(found), [said]
    layout, step = fastest(transformer(given.model), on, given.accelerators, batch, asked or Asked())
    mfu = run_operations(given.active, step.tokens) / (layout.accelerators * reaches * step.seconds)
    waits = 1 - (step.compute + step.recompute) / step.seconds
    took = f"A step of {batch:,} sequences takes {step.seconds:,.3g} s"
    said = f"{took} on {layout}; {waits:.0%} of that is messages and waiting."
    slower = 1 + _values(practice.longer)
    measured = f"Measured steps took longer, by {practice.longer.text()}: here none is slow and no message jams."
    return layout, step, mfu / slower, [said, f"{measured} The ranges hold that.", *_small(batch, waits)]


def _small(batch: int, waits: float) -> list[str]:
    said = f"A batch of {batch:,} sequences is small for so many accelerators: a larger --batch waits less."
    return [said] * (waits > _MOST_WAITS)


def _timeable(given: Given, curve: Efficiency, precision: int) -> tuple[Cluster | None, str]:
    """The cluster on which a step is timed, or why none is."""
    if precision != 16:
        return None, f"steps in {precision} bits are not timed"
    if given.model is None:
        return None, "a model without a shape has no layout"
    if given.model.active is not None:
        return None, "steps of a mixture of experts are not timed"
    try:
        return cluster(given.chip, curve, precision), ""
    except StargateError as error:
        return None, str(error).partition("\n")[0]


def _goodput(
    failing: Figure, practice: TrainingPractice, accelerators: int, parameters: float
) -> Float[np.ndarray, "value"]:
    """Part of the time that advances the run, of every restart with every interval between failures."""
    hours = SECONDS / 3600
    restart, between = np.meshgrid(_values(practice.restart) * hours, _values(failing) * hours)
    return np.asarray(goodput(accelerators, between, checkpoint_hours(practice, parameters), restart)).ravel()


def _across(
    given: Given, sites: int, link: str, latency: str, every: int, late: bool, seconds: float
) -> tuple[float, list[str]]:
    """What links between sites add to steps of so many seconds, as a share and in words."""
    if sites < 1 or every < 1 or given.accelerators < sites:
        raise StargateError(f"--sites {sites} --every {every}\n  it cannot be\n  write: --sites 2 --every 1")
    if sites == 1:
        if link:
            raise StargateError(f"--link {link}: one site has no link\n  write: --sites 2 --link {link!r}")
        return 0.0, []
    width, delayed = amount("--link", link, units.BANDWIDTH), amount("--latency", latency, units.DURATION)
    if width is None or delayed is None:
        raise StargateError(f"--sites {sites}: nothing says what joins them\n  write: --link '4 Tbit/s'")
    delay, hidden = delayed.p50 * SECONDS, every * seconds if late else 0.0
    exchange = exchange_seconds(given.parameters, sites, width.p50 * 1e12, delay)
    share = slowdown(seconds, exchange, every, hidden)
    said = f"Gradients among {sites} sites take {exchange:,.1f} s every {every * seconds:,.1f} s: {share:.1%} slower"
    try:
        needed = bandwidth_needed(given.parameters, sites, seconds, _MOST_SLOWED, every, delay, hidden)
        said += f"; {needed * 8 / 1e12:,.3g} Tbit/s each would keep it within {_MOST_SLOWED:.0%}."
    except StargateError:
        said += f"; no bandwidth keeps it within {_MOST_SLOWED:.0%}, latency alone takes longer."
    rarer = ["What learning loses to rarer or later exchanges is left out."] * (every > 1 or late)
    return share, [said, *rarer]


def _left(accelerators: int, used: int) -> list[str]:
    idle = accelerators - used
    return [f"{idle:,} of {accelerators:,} accelerators are left over by this layout."] if idle else []


def _values(figure: Figure) -> Float[np.ndarray, "value"]:
    """Equally likely values of a figure; one where it is known."""
    return np.array([figure.quantile(p) for p in _STRATA] if figure.uncertain else [figure.p50])


def _three(values: Float[np.ndarray, "value"]) -> Three:
    return np.quantile(values, _PERCENTILES, method="hazen")


def _times(values: Float[np.ndarray, "value"], figure: Figure | None, scale: float = 1.0) -> Three | None:
    """Percentiles of every value with every one of a figure; None where it is not known."""
    if figure is None or not figure.has_value:
        return None
    return _three(scale * np.multiply.outer(values, _values(figure)).ravel())


def _cost(hours: Float[np.ndarray, "value"], price: Figure | None, chip: Chip) -> Three | None:
    """At a price of accelerator hours, or of those of H100 equivalents [USD]."""
    if price is None:
        return None
    if price.dimension is units.HOURLY_PRICE:
        return _times(hours, price)
    if chip.peak_8_bit is None or not chip.peak_8_bit.has_value:
        raise StargateError(f"{chip.name} counts no H100e: it has no 8-bit peak\n  write: --price '2 USD/hour'")
    return _times(hours, price, chip.peak_8_bit.p50 / H100E_PEAK)
