"""Model FLOP utilisation of prefill and of decode."""

from enum import StrEnum
from typing import final

from pydantic import Field

from stargate.compute.chip import Chip
from stargate.compute.language_model import LanguageModel
from stargate.compute.serving import accelerator, served_model
from stargate.computing.anchors.anchor import Anchor
from stargate.computing.anchors.case import Case
from stargate.programme.catalogue import entry
from stargate.quantity.figure import Figure
from stargate.quantity.measures import Share


class Part(StrEnum):
    """Of what a utilisation is."""

    PREFILL = "prefill"
    DECODE = "decode"


@final
class ServingMfu(Anchor):
    """Operations of matrix products over the dense peak, in prefill or in decode."""

    published: Share
    """Of the peak."""
    of: Part = Field(strict=False)
    """Of what it is."""
    case: Case
    """The setting."""

    @property
    def figure(self) -> Figure:
        """What was published."""
        return self.published

    def modelled(self) -> float:
        """[1]"""
        found, bits = self.case.served(), round(self.case.precision.p50)
        chip = accelerator(entry("chips", self.case.chip, Chip), bits)
        model = served_model(entry("models", self.case.model, LanguageModel), bits)
        prefill = self.of is Part.PREFILL
        rate = found.tokens_per_second - found.generated_per_second if prefill else found.generated_per_second
        time = found.prefill if prefill else 1 - found.prefill
        return float(rate * model.operations / time / chip.peak)

    @property
    def basis(self) -> str:
        """The setting in words."""
        return f"{self.of} of {self.case.words}"
