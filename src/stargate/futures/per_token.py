"""Compute that the tokens of a product take, on the day that its users were counted (K3).

A product that names a `model` is served by the roofline of `compute/serving.py` on the accelerator that takes most of
the programme's IT power; any other takes its `compute` as its file states it. Serving is idle part of the time, which
`compute` holds already:

    compute = H100e / (3.6e-3 tokens/s) / load   [H100e h/m tokens]
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from stargate.capital.product import Product
from stargate.compute.language_model import LanguageModel
from stargate.compute.serving import served
from stargate.compute.serving_practice import ServingPractice
from stargate.errors import StargateError
from stargate.programme.catalogue import entry
from stargate.programme.equipped import chips_of, known
from stargate.programme.knowledge import parts
from stargate.programme.model import Contents
from stargate.quantity.figure import Figure

if TYPE_CHECKING:
    from stargate.futures.drawn import Drawn

_PRACTICE = "typical"


def figures_behind(contents: Contents) -> Iterator[Figure]:
    """Figures that the compute of modelled products is computed with."""
    modelled = [product for product in contents.products.values() if product.model]
    if not modelled:
        return
    nouns = [chips_of(contents)[most_used(contents)], entry("serving", _PRACTICE, ServingPractice), contents.demand]
    nouns += [_model(product, contents) for product in modelled]
    for part in (part for noun in nouns for part in parts(noun)):
        if isinstance(part, Figure) and known(part):
            yield part


def modelled(product: Product, contents: Contents, drawn: "Drawn") -> Float[np.ndarray, " row"]:
    """What a product's model takes [H100e h/m tokens]; `drawn` holds `figures_behind`.

    Raises StargateError where the model does not fit, or nobody says how it is asked.
    """
    requests = contents.demand.requests if contents.demand else None
    if requests is None:
        raise StargateError(
            f"{product.address} names a model, and nothing says how it is asked\n  write: requests: in demand.yaml"
        )
    chip = most_used(contents)
    try:
        found = served(
            _model(product, contents),
            chips_of(contents)[chip],
            round(requests.bits.p50),
            entry("serving", _PRACTICE, ServingPractice),
            context=drawn(requests.context),
            generated=drawn(requests.generated),
            speed=drawn(requests.speed),
            of=drawn,
        )
    except StargateError as error:
        raise StargateError(f"{product.address}.model: {product.model} on {chip}: {error}") from None
    taken = found.h100e_hours_per_million_tokens / drawn(requests.load)
    return np.broadcast_to(taken, drawn(requests.load).shape)


def per_token(product: Product, contents: Contents, drawn: "Drawn") -> Float[np.ndarray, " row"]:
    """Compute that a million tokens of a product take [H100e h/m tokens]: its model's where it names one."""
    return modelled(product, contents, drawn) if product.model else drawn(product.compute)


def most_used(contents: Contents) -> str:
    """The accelerator that takes most IT power of all phases, by name. Raises StargateError where none is named."""
    taken: dict[str, float] = {}
    for _, phase in contents.phases():
        shares = {phase.chip: 1.0} if phase.chip else {name: share.p50 for name, share in phase.chips.items()}
        for name, share in shares.items():
            if known(phase.it_power):
                taken[name] = taken.get(name, 0.0) + share * phase.it_power.p50
    if not taken:
        raise StargateError("no phase names an accelerator, and a product's model runs on one\n  write: chip: gb200")
    return max(taken, key=lambda name: taken[name])


def _model(product: Product, contents: Contents) -> LanguageModel:
    """A model by its name: a programme's own before those of the catalogue."""
    return contents.models.get(product.model) or entry("models", product.model, LanguageModel)
