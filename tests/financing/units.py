"""Financed units that tests are made of."""

import numpy as np

from stargate.financing import depreciation
from stargate.financing.engine import jnp
from stargate.financing.terms import Flows, Ledger, Terms

PLAIN = {
    "conversion": 1.0,
    "gearing": 0.6,
    "coverage": 0.0,
    "building_interest": 0.0,
    "interest": 0.1,
    "tenor": 2.0,
    "interest_only": 0.0,
    "sculpted": 0.0,
    "even": 0.0,
    "fee": 0.0,
    "term_fee": 0.0,
    "reserve": 0.0,
    "working": 0.0,
    "reserve_in_cost": 0.0,
    "reserve_interest": 0.0,
    "lock_up": 0.0,
    "recourse": 0.0,
    "sweep": 0.0,
    "owners_loan": 0.0,
    "owners_interest": 0.0,
    "tax": 0.0,
    "losses_used": 1.0,
    "losses_limit": 0.8,
}


def terms(lanes: int = 1, five: float = 0.0, fifteen: float = 0.0, bonus: float = 0.0, **said: object) -> Terms:
    """A level loan over two years at 10%, unless said otherwise."""
    assert set(said) <= {*PLAIN, "depreciation"}
    known = {name: jnp.broadcast_to(jnp.asarray(value, float), lanes) for name, value in (PLAIN | said).items()}
    full = jnp.ones(lanes)
    return Terms(**known, depreciation=depreciation.rates(five * full, fifteen * full, bonus * full))


def flows(capital: object, revenue: object, cost: object = 0.0, residual: object = 0.0, **said: object) -> Flows:
    """One lane, or as many as arrays have; lenders expect what comes unless said otherwise."""
    parts = np.broadcast_arrays(*(_lanes(part) for part in (capital, revenue, cost, residual)))
    capital, revenue, cost, residual = (jnp.asarray(part, float) for part in parts)
    expected = jnp.asarray(_lanes(said.get("expected", revenue - cost)), float)
    return Flows(capital, revenue, cost, jnp.broadcast_to(expected, capital.shape), residual)


def _lanes(part: object) -> np.ndarray:
    part = np.asarray(part, float)
    return part[:, None] if part.ndim == 1 else part


def line(ledger: Ledger, name: str, lane: int = 0) -> np.ndarray:
    return np.asarray(getattr(ledger, name))[:, lane]
