"""What investments are worth in each future: returns, multiples, payback and exposure of their monthly flows (F7)."""

from functools import partial
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Array, Float, Int

from stargate.financing.engine import jax
from stargate.financing.irr import Status
from stargate.financing.irrs import irrs, settled
from stargate.financing.model import Model
from stargate.financing.returns import moic, npv, payback, peak_exposure

NOUGHT = 1e-6  # USD m: what is less is rounding, and no flow
LOST = -0.9999  # a rate below which next to nothing comes back, and no rate tells how late


class Worth(NamedTuple):
    """Of each investment in each future, in the order of `Returns`."""

    irr: Float[np.ndarray, "investment future"]  #: nan where there is none
    status: Int[np.ndarray, "investment future"]
    npv: Float[np.ndarray, "investment future"]  #: [USD m]
    multiple: Float[np.ndarray, "investment future"]  #: nan where nothing is paid in
    payback: Float[np.ndarray, "investment future"]  #: [months]
    peak: Float[np.ndarray, "investment future"]  #: [USD m]


def discount_rate(made: Model, values: Any) -> Any:
    """The nominal cost of capital of each future, of `values[future, column]`: (1 + real) (1 + rise of prices) - 1."""
    return (1.0 + values[:, made.discount]) * (1.0 + values[:, made.price_index]) - 1.0


_irrs = jax.jit(partial(irrs, nought=NOUGHT))


def worth_of(
    flows: Float[Array, "investment period future"], rate: Float[np.ndarray, " future"], first_month: int
) -> Worth:
    """What flows of months are worth; present values are those at the programme's start (C2)."""
    count, months, futures = flows.shape
    lanes = np.asarray(flows).transpose(1, 0, 2).reshape(months, count * futures)
    found, status, _ = settled(_irrs(lanes), lanes, nought=NOUGHT)
    lost = (status == Status.SOLVED.code) & (found < LOST)
    status = np.where(lost, Status.NOTHING_BACK.code, status)
    rates = np.tile(rate, count)
    paid_in = np.maximum(-lanes, 0.0)
    multiple = moic(paid_in, np.maximum(lanes, 0.0))
    begun = np.argmax(lanes != 0.0, axis=0)
    parts = (
        np.where(status == Status.SOLVED.code, found, np.nan),
        status,
        npv(lanes, rates) * (1.0 + rates) ** (-first_month / 12),
        np.where(np.isinf(multiple), np.nan, multiple),
        payback(lanes) - begun,
        peak_exposure(lanes).amount,
    )
    return Worth(*(np.asarray(part).reshape(count, futures) for part in parts))
