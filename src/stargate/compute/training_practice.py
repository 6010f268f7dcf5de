"""What training runs are published to reach: a record of the catalogue, where a run's cluster is not described (K2)."""

from stargate.compute.chip import PEAKS, Chip, EightBit
from stargate.errors import StargateError
from stargate.quantity.figure import Figure
from stargate.quantity.measures import Bandwidth, Duration, Share, Tokens
from stargate.quantity.noun import Noun

BYTES_PER_PARAMETER = 14.0
"""Of a checkpoint [byte]: weights in 16 bits, their 32-bit copy and Adam's two moments (Rajbhandari et al. 2020,
<https://doi.org/10.1109/SC41405.2020.00024>)."""


class TrainingPractice(Noun):
    """How well large training runs use their accelerators, and what stops them, as published."""

    title: str
    """What it is of."""
    mfu_16_bit: Share
    """Model FLOP utilisation of 16-bit peaks, failures apart."""
    mfu_8_bit: Share
    """Model FLOP utilisation of 8-bit peaks, failures apart."""
    longer: Share
    """By which steps that were measured took longer than computed ones."""
    batch: Tokens
    """Of a step, where a run does not say; the nearest power of two of sequences is taken."""
    checkpoint_bandwidth: Bandwidth
    """At which a run writes its checkpoints."""
    restart: Duration
    """From a failure until work goes on from the last checkpoint."""
    failure_interval: Duration
    """Hours of one accelerator between failures that stop a run, of chips that do not say."""
    note: str = ""
    """A remark for readers."""


def published_mfu(practice: TrainingPractice, precision: int) -> Figure:
    """Model FLOP utilisation as published, at 16 or 8 bits: a share with P10, P50 and P90.

    Raises StargateError where no run at this precision has been published.
    """
    published = {16: practice.mfu_16_bit, 8: practice.mfu_8_bit}
    if precision not in published:
        raise StargateError(
            f"precision {precision}: no efficiency of training in {precision} bits is published\n  write: 16 or 8"
        )
    return published[precision]


def peak(chip: Chip, precision: int) -> float:
    """Dense peak in floating point of a chip at a precision of 16, 8 or 4 bits, at its median [FLOP/s].

    Raises StargateError where it has none.
    """
    peaks = {bits: getattr(chip, field) for bits, field in PEAKS.items()}
    known = {bits: figure.p50 * 1e15 for bits, figure in peaks.items() if figure is not None and figure.has_value}
    if chip.eight_bit is EightBit.INTEGER:
        known.pop(8, None)
    if precision not in known:
        have = " or ".join(map(str, known)) or "another chip"
        raise StargateError(
            f"precision {precision}: {chip.name} has no floating point of {precision} bits\n  write: {have}"
        )
    return known[precision]


def checkpoint_hours(practice: TrainingPractice, parameters: float) -> float:
    """Time to write a checkpoint of so many `parameters` [h]: their weights and optimiser over the bandwidth."""
    return parameters * BYTES_PER_PARAMETER / (practice.checkpoint_bandwidth.p50 * 1e12) / 3600
