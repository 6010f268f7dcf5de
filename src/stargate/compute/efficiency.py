"""How much of its peaks an accelerator reaches, by the size of an operation: a record of the catalogue (K2).

One published curve stands for all chips; nothing is fitted to the times that it predicts.
"""

from typing import Annotated

from pydantic import StringConstraints

from stargate.quantity.measures import Bandwidth, Factor, FlopRate, Latency, Share
from stargate.quantity.noun import Noun

Work = Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)? GFLOP$")]
Size = Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)? MB$")]


class Fabric(Noun):
    """What a network reaches of its bandwidth, and what messages on it cost beside their bytes."""

    efficiency: Share
    """Part of the bandwidth that a message gets."""
    latency: Latency
    """Of a message."""
    all_reduce: Factor
    """Times that an all-reduce sends what it adds up: 2 on a ring, 1 where switches add."""
    gather: Factor
    """Times that an all-gather or a reduce-scatter sends what it spreads."""
    busy: Share
    """Part of the accelerator that drives a message, where it computes meanwhile."""


class Efficiency(Noun):
    """What operations reach of an accelerator's peaks: each that of the largest size it comes up to."""

    title: str
    """Whose it is, and measured on what."""
    peak: FlopRate
    """16-bit peak of matrix operations of the chip that it was measured on."""
    vector_peak: FlopRate
    """Its 16-bit peak of other operations."""
    bandwidth: Bandwidth
    """Its memory's."""
    matrix: dict[Work, Share]
    """Of matrix operations, from a size such as `128 GFLOP` on."""
    vector: dict[Work, Share]
    """Of other operations."""
    memory: dict[Size, Share]
    """Of memory, by what an operation reads and writes, such as `100 MB`."""
    near: Fabric
    """The network of one domain."""
    far: Fabric
    """The network beyond it."""
    note: str = ""
    """A remark for readers."""
