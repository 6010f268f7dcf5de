"""How a training step is laid out over a cluster: parallelism, microbatches, and what is computed again (K2)."""

from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property


class Recompute(IntEnum):
    """What of a layer's forward pass is done again in the backward pass instead of being kept."""

    NONE = 0  #: nothing
    SELECTIVE = 1  #: attention scores and what is made of them (Korthikanti et al. 2022, section 5)
    FULL = 2  #: all of the layer


_RECOMPUTED = {Recompute.NONE: "no", Recompute.SELECTIVE: "selective", Recompute.FULL: "full"}


@dataclass(frozen=True)
class Layout:
    """Ways in which a model and its batch are divided; accelerators = tensor x context x data x pipeline."""

    tensor: int = 1  #: accelerators that share each layer's matrices
    pipeline: int = 1  #: stages that share the layers
    data: int = 1  #: replicas that share the batch
    context: int = 1  #: accelerators that share each sequence
    interleaving: int = 1  #: pieces of the model that each stage holds
    microbatch: int = 1  #: sequences at a time
    sequence_parallel: bool = False  #: whether what lies between matrices is divided among `tensor` too
    recompute: Recompute = Recompute.NONE  #: what is computed again
    fused_attention: bool = False  #: whether scores stay on the chip, and those of later tokens are skipped
    zero: int = 0  #: stage of ZeRO: replicas divide the optimiser's state (1) and gradients (2) among them

    @property
    def accelerators(self) -> int:
        """How many it takes."""
        return self.tensor * self.context * self.data * self.pipeline

    @cached_property
    def of_layer(self) -> "Layout":
        """What a layer's work depends on: the rest at its defaults."""
        return replace(self, pipeline=1, data=1, interleaving=1, zero=0)

    def microbatches(self, batch: int) -> int:
        """Of one replica, in a step of so many sequences."""
        return batch // (self.data * self.microbatch)

    def per_stage(self, layers: int) -> int:
        """Most layers that a stage holds; where they do not divide, the last and then the first hold one fewer."""
        return -(-layers // self.pipeline)

    def __str__(self) -> str:
        parts = [f"tensor {self.tensor}", f"pipeline {self.pipeline}", f"data {self.data}"]
        parts += [f"context {self.context}"] * (self.context > 1)
        parts += [f"interleaving {self.interleaving}"] * (self.interleaving > 1)
        parts += ["sequence parallel"] * self.sequence_parallel
        return ", ".join([*parts, f"microbatch {self.microbatch}", f"{_RECOMPUTED[self.recompute]} recompute"])
