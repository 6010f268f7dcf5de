"""How near serving comes to what accelerators could do: a record of the catalogue."""

from stargate.quantity.measures import Count, Factor, Latency, Share
from stargate.quantity.noun import Noun


class ServingPractice(Noun):
    """What software and operators get out of accelerators that serve models."""

    title: str
    """Whose practice it is."""
    compute_efficiency: Share
    """Operations per second of matrix products over the dense peak."""
    memory_efficiency: Share
    """Bytes per second that are read over the bandwidth of the memory."""
    fabric_efficiency: Share
    """Bytes per second that are sent over the bandwidth of the fabric."""
    memory_share: Share
    """Part of the memory that weights and cache may take."""
    layer_overhead: Latency
    """Time of a layer that does not fall with its work: launching kernels, beginning collectives."""
    prompt_batch: Count
    """Tokens of prompts that are computed together."""
    sequences: Count
    """Sequences that one scheduler holds at a time."""
    tokens_per_step: Factor | None = None
    """Tokens a sequence gains in a step where several are predicted at once; one where empty."""
    note: str = ""
    """A remark for readers."""
