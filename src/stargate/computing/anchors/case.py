"""A setting in which a model is served, as benchmarks publish it."""

from stargate.compute.inference import Served
from stargate.compute.serving_practice import ServingPractice
from stargate.computing.serving import TYPICAL, served
from stargate.programme.catalogue import entry
from stargate.quantity.measures import Count, Factor, HourlyPrice, TokenRate
from stargate.quantity.noun import Noun


class Case(Noun):
    """Which model on which accelerators, for which requests."""

    model: str
    """The model, by its name in the catalogue."""
    chip: str
    """The accelerator, by its name in the catalogue."""
    precision: Count
    """Bits that are computed with."""
    weights: Count | None = None
    """Bits that weights are kept in, where fewer."""
    context: Count
    """Input tokens of a request."""
    generated: Count
    """Output tokens of a request."""
    speed: TokenRate
    """What each user is given."""
    tokens_per_step: Factor | None = None
    """Tokens a sequence gains in a step, where several are predicted at once."""
    sequences: Count | None = None
    """Sequences at a time by scheduler, where a benchmark says so."""
    hour: HourlyPrice | None = None
    """What an hour of an accelerator costs."""

    def served(self) -> Served:
        """What the model computes of it, at medians and in typical practice."""
        said = {"tokens_per_step": self.tokens_per_step, "sequences": self.sequences}
        typical = entry("serving", TYPICAL, ServingPractice)
        return served(
            self.model,
            self.chip,
            round(self.precision.p50),
            weights=round(self.weights.p50) if self.weights else 0,
            context=self.context.p50,
            generated=self.generated.p50,
            speed=self.speed.p50,
            practice=typical.model_copy(update={name: figure for name, figure in said.items() if figure}),
        )

    @property
    def words(self) -> str:
        """The setting in words."""
        bits = f"{self.precision.p50:.0f} bits"
        bits += f" with weights of {self.weights.p50:.0f}" if self.weights else ""
        more = f", {self.tokens_per_step.p50:g} tokens a step" if self.tokens_per_step else ""
        more += f", at most {self.sequences.p50:.0f} sequences a scheduler" if self.sequences else ""
        asked = f"{self.context.p50:,.0f} tokens in, {self.generated.p50:,.0f} out, {self.speed.p50:g} tokens/s/user"
        return f"{self.model} on {self.chip}, {bits}, {asked}{more}"
