"""Trains a model: its time, energy and cost on a cluster, from its layout where that can be timed (K2).

Where a model's shape and a chip's networks are known, a step is timed (`compute.step`) in the fastest layout that fits,
or in the one asked for. Otherwise, and in 8 bits, the utilisation is a range of published ones. Failures leave their
part of the time (`compute.goodput`), links between sites theirs (`compute.wide_area`).
"""

from dataclasses import dataclass
from math import log2

import numpy as np
from jaxtyping import Float

from stargate.compute.chip import H100E_PEAK, Chip
from stargate.compute.cluster import Cluster, cluster
from stargate.compute.efficiency import Efficiency
from stargate.compute.goodput import best_interval, goodput
from stargate.compute.layout import Layout
from stargate.compute.search import Asked, fastest
from stargate.compute.step import Step
from stargate.compute.training import run_operations, training_hours
from stargate.compute.training_practice import TrainingPractice, checkpoint_hours, peak, published_mfu
from stargate.compute.transformer import transformer
from stargate.compute.wide_area import bandwidth_needed, exchange_seconds, slowdown
from stargate.computing.given import Across, Given, amount, chosen, known_then
from stargate.errors import StargateError
from stargate.programme.catalogue import entry
from stargate.programme.programme import Programme
from stargate.quantity import units
from stargate.quantity.figure import Figure

Three = Float[np.ndarray, "percentile"]
_PERCENTILES = (0.1, 0.5, 0.9)
EFFICIENCY = "calculon_a100"  # the curve of the catalogue that steps are timed by
_HOURS = 24 / units.MONTHS_PER_DAY  # in a month, the unit of durations
_STRATA = tuple((n + 0.5) / 20 for n in range(20))  # of each uncertain figure; all are combined
_MOST_PUE = 10.0
_LEAST_GOODPUT = 0.01
_MOST_WAITS = 0.6  # of a step, before it is said that its batch is small
_MOST_SLOWED = 0.05  # what a link between sites may add, in the sentence that says which would do


@dataclass(frozen=True)
class Training:
    """What training a model takes. Arrays hold P10, P50 and P90 of what they are of."""

    model: str  #: its name
    chip: str  #: its name
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
    model: str,
    *,
    chip: str,
    accelerators: int,
    tokens: str = "",
    precision: int = 16,
    batch: int = 0,
    asked: Asked | None = None,
    across: Across | None = None,
    efficiency: str = EFFICIENCY,
    price: str = "",
    pue: float | None = None,
    programme: Programme | None = None,
    as_of: str = "",
) -> Training:
    """Time, energy and cost to train a model on so many accelerators of a kind.

    `model`, `chip`: names of the programme's or the catalogue's, or "2 tn parameters"; `precision`: 16 or 8 bits;
    `batch`: sequences of a step; `asked`: what its layout must be, of which the fastest is taken; `across`: sites that
    share it; `efficiency`: the catalogue's curve that steps are timed by; `price`: of an hour of an accelerator
    ("2 USD/hour") or H100e ("1.5 to 2.5 USD/H100e/h").

    Raises StargateError where a name is unknown, the chip lacks the precision, nothing fits into its memory, a figure
    was published after `as_of`, or nothing says how many tokens.

    >>> run = train("llama_3_405b", chip="h100", accelerators=16_384)
    >>> bool(60 < run.hours[1] / 24 < 80)
    True
    """
    given = chosen(model, chip, tokens, accelerators, programme)
    practice, curve = entry("training", "published", TrainingPractice), entry("efficiency", efficiency, Efficiency)
    known_then(as_of, given.chip, given.model, practice, curve)
    use = _utilised(given, practice, curve, precision, _batch(practice, given, batch), asked)
    return _taken(given, practice, use, across or Across(), _priced(given.chip, price), _facility(pue))


@dataclass(frozen=True)
class _Use:
    """How accelerators are used, before failures."""

    accelerators: int
    precision: int
    peak: float  #: [FLOP/s]
    batch: int
    mfu: Float[np.ndarray, "value"]
    layout: Layout | None
    step: Step | None
    notes: tuple[str, ...]

    def seconds(self, given: Given) -> float:
        """Of a step, at the median."""
        work = float(run_operations(given.active, self.batch * given.context))
        return work / (self.accelerators * self.peak * float(np.median(self.mfu)))


def _taken(
    given: Given,
    practice: TrainingPractice,
    use: _Use,
    across: Across,
    price: tuple[Figure, float] | None,
    pue: float | None,
) -> Training:
    """What a run takes: every utilisation with everything that failures leave."""
    operations = float(run_operations(given.active, given.tokens))
    failing = given.chip.failure_interval or practice.failure_interval
    lost = _goodput(failing, practice, use.accelerators, given.parameters)
    slowed, spoken = _across(given, across, use)
    both = np.multiply.outer(use.mfu, lost).ravel()
    hours = (1 + slowed) * np.asarray(training_hours(operations, use.accelerators, use.peak, both))
    spent, between, power = hours * use.accelerators, failing.p50 * _HOURS, given.chip.power
    checkpoint = checkpoint_hours(practice, given.parameters)
    return Training(
        model=given.title,
        chip=given.chip.name,
        accelerators=use.accelerators,
        precision=use.precision,
        parameters=given.active,
        tokens=given.tokens,
        operations=operations,
        mfu=_three(use.mfu),
        goodput=_three(lost),
        failure_interval=between / use.accelerators,
        checkpoint_interval=float(best_interval(use.accelerators, between, checkpoint)),
        slowdown=slowed,
        hours=_three(hours),
        accelerator_hours=_three(spent),
        h100e_hours=_times(spent, given.chip.peak_8_bit, 1 / H100E_PEAK),
        it_energy=_times(spent, power, 1e-6),
        facility_energy=None if pue is None else _times(spent, power, 1e-6 * pue),
        cost=None if price is None else _times(spent, *price),
        layout=use.layout,
        step=use.step,
        notes=(*use.notes, *spoken, *_left(given.accelerators, use.accelerators)),
    )


def _batch(practice: TrainingPractice, given: Given, asked: int) -> int:
    """Sequences of a step, as asked or as usual, but no more than the run has."""
    most = int(max(1.0, given.tokens / given.context))
    if asked > most:
        raise StargateError(f"--batch {asked}: the run has {most:,} sequences\n  write: --batch {min(most, 2048)}")
    return asked or min(most, max(1, 2 ** round(log2(practice.batch.p50 * 1e9 / given.context))))


def _utilised(
    given: Given, practice: TrainingPractice, curve: Efficiency, precision: int, batch: int, asked: Asked | None
) -> _Use:
    """Utilisation in the fastest layout, or as published where no step can be timed; and what it is, in words."""
    reaches = peak(given.chip, precision)
    on, why = _timeable(given, curve, precision)
    if on is None or given.model is None:
        if asked is not None:
            raise StargateError(f"no layout: {why}\n  write: no --tensor, --pipeline or other part of a layout")
        found = published_mfu(practice, precision)
        said = f"Utilisation as published, {found.text()}: {why}."
        return _Use(given.accelerators, precision, reaches, batch, _values(found), None, None, (said,))
    layout, step = fastest(transformer(given.model), on, given.accelerators, batch, asked or Asked())
    mfu = run_operations(given.active, step.tokens) / (layout.accelerators * reaches * step.seconds)
    waits = 1 - (step.compute + step.recompute) / step.seconds
    notes = (
        f"A step of {_sequences(batch)} takes {step.seconds:,.3g} s on {layout}; {waits:.0%} of that is messages and "
        "waiting.",
        f"Measured steps took longer, by {practice.longer.text()}: here none is slow and no message jams. The ranges "
        "hold that.",
        *_small(batch, waits),
    )
    return _Use(
        layout.accelerators, precision, reaches, batch, mfu / (1 + _values(practice.longer)), layout, step, notes
    )


def _sequences(batch: int) -> str:
    return "1 sequence" if batch == 1 else f"{batch:,} sequences"


def _small(batch: int, waits: float) -> list[str]:
    said = f"A batch of {_sequences(batch)} is small for so many accelerators: a larger --batch waits less."
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
    restart, between = np.meshgrid(_values(practice.restart) * _HOURS, _values(failing) * _HOURS)
    found = np.asarray(goodput(accelerators, between, checkpoint_hours(practice, parameters), restart)).ravel()
    if np.median(found) < _LEAST_GOODPUT:
        often, lasts = 60 * _HOURS * failing.p50 / accelerators, 60 * _HOURS * practice.restart.p50
        raise StargateError(
            f"{accelerators:,} accelerators are stopped by a failure every {often:,.2g} min, and a restart takes "
            f"{lasts:,.2g} min: less than {_LEAST_GOODPUT:.0%} of the time advances the run\n"
            f"  write: --accelerators {int(failing.p50 / practice.restart.p50)}, or fewer"
        )
    return found


def _across(given: Given, across: Across, use: _Use) -> tuple[float, list[str]]:
    """What links between sites add to steps, as a share and in words."""
    sites, every, link, seconds = across.sites, across.every, across.link, use.seconds(given)
    if sites < 1 or every < 1 or given.accelerators < sites:
        raise StargateError(f"--sites {sites} --every {every}\n  it cannot be\n  write: --sites 2 --every 1")
    steps = given.tokens / (use.batch * given.context)
    if every > max(steps, 1.0):
        raise StargateError(f"--every {every}: the run has {steps:,.0f} steps\n  write: --every 500")
    if sites == 1:
        if link:
            raise StargateError(f"--link {link}: one site has no link\n  write: --sites 2 --link {link!r}")
        return 0.0, []
    width, delay = amount("--link", link, units.BANDWIDTH), amount("--latency", across.latency, units.LATENCY)
    if width is None or delay is None:
        raise StargateError(f"--sites {sites}: nothing says what joins them\n  write: --link '4 Tbit/s'")
    hidden, latency = every * seconds if across.late else 0.0, delay.p50 / 1e3
    exchange = exchange_seconds(given.parameters, sites, width.p50 * 1e12, latency)
    share = slowdown(seconds, exchange, every, hidden)
    said = f"Gradients among {sites} sites take {exchange:,.3g} s every {every * seconds:,.3g} s: {share:.1%} slower"
    try:
        needed = bandwidth_needed(given.parameters, sites, seconds, _MOST_SLOWED, every, latency, hidden)
        said += f"; {needed * 8 / 1e12:,.3g} Tbit/s each would keep it within {_MOST_SLOWED:.0%}."
    except StargateError:
        said += f"; no bandwidth keeps it within {_MOST_SLOWED:.0%}, latency alone takes longer."
    unknown = ["What learning loses to rarer or later exchanges is left out."] * (every > 1 or across.late)
    return share, [said, *unknown]


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


def _priced(chip: Chip, text: str) -> tuple[Figure, float] | None:
    """A price, and how many of what it is of an accelerator counts as: one, or its H100 equivalents."""
    price = amount("--price", text, units.HOURLY_PRICE, units.COMPUTE_PRICE)
    if price is None or price.dimension is units.HOURLY_PRICE:
        return None if price is None else (price, 1.0)
    if chip.peak_8_bit is None or not chip.peak_8_bit.has_value:
        raise StargateError(f"{chip.name} counts no H100e: it has no 8-bit peak\n  write: --price '2 USD/hour'")
    return price, chip.peak_8_bit.p50 / H100E_PEAK


def _facility(pue: float | None) -> float | None:
    if pue is not None and not 1 <= pue < _MOST_PUE:
        raise StargateError(f"--pue {pue:g}: a facility takes more than its IT load\n  write: --pue 1.2")
    return pue
