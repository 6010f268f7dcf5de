"""Accelerators as a training step sees them: peaks with their efficiency by size, memory, and two networks (K2)."""

from collections.abc import Mapping
from dataclasses import dataclass

from stargate.compute.chip import Chip
from stargate.compute.efficiency import Efficiency, Fabric
from stargate.compute.training_practice import peak
from stargate.errors import StargateError
from stargate.quantity.figure import Figure


@dataclass(frozen=True)
class Steps:
    """A rate by size: that of the largest size an operation comes up to."""

    rates: tuple[tuple[float, float], ...]  #: (from this size on, rate), falling [FLOP, FLOP/s] or [byte, byte/s]

    def time(self, size: float) -> float:
        """Of an operation [s]."""
        return size / next(rate for least, rate in self.rates if size >= least)


@dataclass(frozen=True)
class Link:
    """A network as one accelerator sees it."""

    rate: float  #: what it reaches, one way [byte/s]
    latency: float  #: [s]
    all_reduce: float  #: times that what is added up is sent
    gather: float  #: times that what is spread is sent
    busy: float  #: part of the accelerator that drives it

    def send(self, size: float) -> float:
        """Time to send so many bytes to another [s]."""
        return self.latency + size / self.rate

    def added(self, size: float, members: int) -> float:
        """Time in which so many members add up what each has of `size` [byte]: times (n - 1) / n [s]."""
        return self.send(self.all_reduce * size * (members - 1) / members) if members > 1 else 0.0

    def spread(self, size: float, members: int) -> float:
        """Time to gather `size` [byte] from all members, or to add it up and leave each its part [s]."""
        return self.send(self.gather * size * (members - 1) / members) if members > 1 else 0.0


@dataclass(frozen=True)
class Cluster:
    """Accelerators of one kind and their networks."""

    title: str  #: of the accelerator
    peak: float  #: dense, of matrix operations [FLOP/s]
    matrix: Steps  #: matrix operations
    vector: Steps  #: other operations
    memory: Steps  #: what they read and write
    capacity: float  #: memory of one [byte]
    domain: int  #: accelerators on the near network
    near: Link  #: within a domain
    far: Link  #: beyond it

    def link(self, members: int) -> Link:
        """The network on which so many neighbours reach each other."""
        return self.near if members <= self.domain else self.far


def cluster(chip: Chip, efficiency: Efficiency, precision: int = 16) -> Cluster:
    """A cluster of a chip at its medians, with an efficiency measured on another.

    Sizes are scaled so that an operation of the same duration has the same efficiency: by the ratio of matrix peaks, of
    memory by that of bandwidths. Peaks of other than matrix operations are in proportion to memory bandwidth, as such
    operations are built to be: 128 TFLOP/s for an H100, whose datasheet says 134. Raises StargateError where the chip
    does not say what is needed.
    """
    reaches, memory = peak(chip, precision), 1e12 * _needed(chip, "bandwidth", "3.35 TB/s")
    faster, wider = reaches / (1e15 * efficiency.peak.p50), memory / (1e12 * efficiency.bandwidth.p50)
    return Cluster(
        chip.name,
        reaches,
        _steps(efficiency.matrix, 1e9 * faster, reaches),
        _steps(efficiency.vector, 1e9 * wider, 1e15 * efficiency.vector_peak.p50 * wider),
        _steps(efficiency.memory, 1e6 * wider, memory),
        1e9 * _needed(chip, "memory", "80 GB"),
        round(_needed(chip, "domain", "8 accelerators")),
        _link(efficiency.near, 1e12 * _needed(chip, "domain_bandwidth", "450 GB/s")),
        _link(efficiency.far, 1e12 * _needed(chip, "network_bandwidth", "50 GB/s")),
    )


def _steps(shares: Mapping[str, Figure], size: float, rate: float) -> Steps:
    steps = ((float(least.split()[0]) * size, share.p50 * rate) for least, share in shares.items())
    return Steps(tuple(sorted(steps, reverse=True)))


def _link(fabric: Fabric, bandwidth: float) -> Link:
    return Link(
        bandwidth * fabric.efficiency.p50,
        fabric.latency.p50 / 1e3,
        fabric.all_reduce.p50,
        fabric.gather.p50,
        fabric.busy.p50,
    )


def _needed(chip: Chip, field: str, example: str) -> float:
    figure: Figure | None = getattr(chip, field)
    if figure is None or not figure.has_value:
        raise StargateError(
            f"{chip.name}: nothing says its {field}, without which no step is timed\n"
            f"  write: {field}: {example} [source-key], in the chip's file"
        )
    return figure.p50
