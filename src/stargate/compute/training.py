"""Work and time of a training run: its operations over what its accelerators do in effect (K2)."""

import numpy as np
from jaxtyping import Float

from stargate.compute.language_model import LanguageModel

Number = float | Float[np.ndarray, "*shape"]


def run_operations(parameters: Number, tokens: Number) -> Number:
    """What training takes: 6 N D [FLOP], of N `parameters` a token passes through and D `tokens`.

    Two operations a parameter forward, four backward (Kaplan et al. 2020, <https://arxiv.org/abs/2001.08361>).
    Attention scores come on top.

    >>> run_operations(405e9, 15.6e12)
    3.7908e+25
    """
    return 6.0 * parameters * tokens


def size_of_head(model: LanguageModel) -> float:
    """Width of a head; the layer's width over its heads where it does not say."""
    return model.head_size.p50 if model.head_size is not None else model.hidden.p50 / model.heads.p50


def active_parameters(model: LanguageModel) -> float:
    """Parameters that a token passes through, at the median."""
    return (model.active if model.active is not None else model.parameters).p50 * 1e9


def training_hours(
    operations: Number, accelerators: Number, peak: Number, mfu: Number, goodput: Number = 1.0
) -> Number:
    """Time to train [h]: t = FLOP / (N x peak x MFU x goodput), `peak` in FLOP/s of one accelerator (K2)."""
    return operations / (accelerators * peak * mfu * goodput * 3600.0)
