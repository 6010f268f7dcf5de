"""What accelerators of the catalogue serve of its models (K3)."""

from collections.abc import Callable
from typing import Any

from stargate.compute import serving
from stargate.compute.chip import Chip
from stargate.compute.inference import Served
from stargate.compute.language_model import LanguageModel
from stargate.compute.serving_practice import ServingPractice
from stargate.programme.catalogue import entry
from stargate.quantity.figure import Figure

TYPICAL = "typical"


def served(
    model: LanguageModel | str,
    chip: Chip | str,
    precision: int,
    *,
    context: Any,
    generated: Any,
    speed: Any,
    weights: int = 0,
    practice: ServingPractice | str = TYPICAL,
    of: Callable[[Figure], Any] = serving.median,
) -> Served:
    """Tokens per second, by accelerator and IT MW, of records or of entries of the catalogue by their names.

    See :py:func:`stargate.compute.serving.served`. Raises StargateError also for names that the catalogue lacks.

    >>> found = served("llama_3_70b", "h100", 8, context=1_155, generated=211, speed=20)
    >>> float(found.tokens_per_second) > float(found.generated_per_second)
    True
    """
    return serving.served(
        entry("models", model, LanguageModel) if isinstance(model, str) else model,
        entry("chips", chip, Chip) if isinstance(chip, str) else chip,
        precision,
        entry("serving", practice, ServingPractice) if isinstance(practice, str) else practice,
        context=context,
        generated=generated,
        speed=speed,
        weights=weights,
        of=of,
    )
