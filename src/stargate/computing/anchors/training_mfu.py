"""Model FLOP utilisation of a training run."""

from typing import final

from stargate.computing.anchors.anchor import Anchor
from stargate.computing.anchors.run import Run
from stargate.quantity.figure import Figure
from stargate.quantity.measures import Share


@final
class TrainingMfu(Anchor):
    """Operations that a model needs over the dense peak of its accelerators, failures apart."""

    published: Share
    """Of the peak."""
    run: Run
    """The run."""

    @property
    def figure(self) -> Figure:
        """What was published."""
        return self.published

    def modelled(self) -> float:
        """[1]"""
        return float(self.run.trained().mfu[1])

    @property
    def basis(self) -> str:
        """The run in words."""
        return self.run.words
