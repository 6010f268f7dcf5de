"""Financed units that tests are made of."""

import numpy as np

from stargate.financing import depreciation
from stargate.financing.engine import jnp
from stargate.financing.terms import Flows, Ledger, Terms

PERIODS, LANES = 60, 256  # of random units: one shape, compiled once
PLAIN = {
    "conversion": 1.0,
    "gearing": 0.6,
    "coverage": 0.0,
    "building_interest": 0.0,
    "interest": 0.1,
    "early": 1.0,
    "end": np.inf,
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
    """One lane, or as many as arrays have; lenders expect what comes unless said otherwise.

    To twenty periods, and those after it noughts: so that many units are compiled once.
    """
    parts = np.broadcast_arrays(*(_lanes(part) for part in (capital, revenue, cost, residual)))
    capital, revenue, cost, residual = (jnp.asarray(part, float) for part in parts)
    expected = jnp.asarray(_lanes(said.get("expected", revenue - cost)), float)
    return Flows(capital, revenue, cost, jnp.broadcast_to(expected, capital.shape), residual)


def _lanes(part: object) -> np.ndarray:
    part = np.asarray(part, float)
    part = part[:, None] if part.ndim == 1 else part
    return np.pad(part, ((0, max(20 - len(part), 0)), (0, 0))) if part.ndim else part


def line(ledger: Ledger, name: str, lane: int = 0) -> np.ndarray:
    return np.asarray(getattr(ledger, name))[:, lane]


def random_units(rng: np.random.Generator, lanes: int, periods: int, per_year: int) -> tuple[Flows, Terms]:
    """Units of every kind side by side: built within two to four years, some never; some years without revenue."""
    years = periods / per_year
    conversion = rng.uniform(1, 4, lanes) * per_year
    before = np.clip(conversion - np.arange(periods)[:, None], 0, 1)
    capital = 100 * before / before.sum(0) * rng.uniform(0.5, 2, lanes)
    runs = (1 - before) / per_year * rng.lognormal(0, 0.2, (periods, lanes))
    revenue, cost = runs * rng.uniform(10, 40, lanes), runs * rng.uniform(1, 8, lanes)
    revenue[rng.uniform(size=revenue.shape) < 0.02] = 0
    residual = np.zeros_like(capital)
    residual[-1] = rng.uniform(0, 20, lanes)
    never = rng.uniform(size=lanes) < 0.05
    flown = [np.where(never, 0, part) for part in (capital, revenue, cost, residual)]

    def one_of(*values: float) -> np.ndarray:
        return rng.choice(values, lanes)

    share = rng.uniform(0, 1, (2, lanes)) / 2
    said = {
        "conversion": np.where(never, np.inf, conversion),
        "early": one_of(0, 1),
        "end": conversion + one_of(1, 9, np.inf) * per_year,
        "gearing": one_of(0, 0.5, 0.8, 1),
        "coverage": one_of(0, 1.2, 1.6),
        "building_interest": rng.uniform(0, 0.1, lanes),
        "interest": one_of(0, 0.03, 0.09),
        "tenor": one_of(3, 7.5, years + 5),
        "interest_only": one_of(0, 0, 2),
        "sculpted": one_of(0, 1),
        "even": one_of(0, 1),
        "fee": one_of(0, 0.02),
        "term_fee": one_of(0, 0.01),
        "reserve": one_of(0, 0.5, 1.25),
        "working": one_of(0, 0.25),
        "reserve_in_cost": one_of(0, 1),
        "reserve_interest": one_of(0, 0.02),
        "lock_up": one_of(0, 1.15),
        "recourse": one_of(0, 0, 0.5, 1),
        "sweep": one_of(0, 0.5, 1),
        "owners_loan": one_of(0, 0.7),
        "owners_interest": one_of(0, 0.1),
        "tax": one_of(0, 0.25),
        "losses_used": one_of(0, 0.5, 1),
        "losses_limit": one_of(0.8, 1),
        "depreciation": depreciation.rates(share[0], share[1], one_of(0, 0.6, 1), never=one_of(0, 0.1)),
    }
    return flows(*flown, expected=(flown[1] - flown[2]) * rng.uniform(0.8, 1.2, lanes)), Terms(
        **{name: jnp.asarray(value, float) for name, value in said.items()}
    )
