"""What the tax office lets a unit write off (F6)."""

import numpy as np
from jaxtyping import Array, Float, Int

from stargate.financing.engine import jnp

YEARS = 40  # rows of a table

# MACRS, half-year convention, shares of cost by year: IRS Publication 946, table A-1
# (https://www.irs.gov/publications/p946). Non-residential real property is straight over 39 years: by the half-year
# convention too, which is the mean over the year of its mid-month one.
FIVE = (0.2, 0.32, 0.192, 0.1152, 0.1152, 0.0576)
FIFTEEN = (0.05, 0.095, 0.0855, 0.077, 0.0693, 0.0623, *(0.059, 0.059), *(0.0591, 0.059) * 3, 0.0591, 0.0295)
STRAIGHT = (1 / 78, *(1 / 39,) * 38, 1 / 78)


def _table(shares: tuple[float, ...]) -> Float[np.ndarray, " age"]:
    return np.pad(np.array(shares), (0, YEARS - len(shares)))


def rates(
    five_years: Float[Array, " *lane"],
    fifteen_years: Float[Array, " *lane"],
    bonus: Float[Array, " *lane"],
    never: Float[Array, " *lane"] | float = 0.0,
) -> Float[Array, "age *lane"]:
    """Share of cost depreciated in each year from conversion: MACRS over 5 and 15 years, straight over 39.

    Of the 5- and 15-year cost the share `bonus` is written off in the first year; what is left of 1 after both and
    `never` (land) is straight: d_y = (1 - b)(s_5 m_5,y + s_15 m_15,y) + (1 - s_5 - s_15 - n) / 39, and b (s_5 + s_15)
    in the first year.
    """
    parts = {
        (1.0,): bonus * (five_years + fifteen_years),
        FIVE: (1 - bonus) * five_years,
        FIFTEEN: (1 - bonus) * fifteen_years,
        STRAIGHT: 1 - five_years - fifteen_years - never,
    }
    return jnp.stack([jnp.multiply.outer(_table(shares), part) for shares, part in parts.items()]).sum(0)


def written_off(table: Float[Array, "age lane"], age: Float[Array, "*period lane"]) -> Float[Array, "*period lane"]:
    """Share of cost written off by an age [years]; each year's rate runs evenly through it."""
    total = jnp.concatenate([jnp.zeros_like(table[:1]), jnp.cumsum(table, axis=0)])
    age = jnp.clip(age, 0, len(table))
    year = jnp.minimum(jnp.floor(age), len(table) - 1)
    row = year.astype(jnp.int32)
    return entries(total, row) + (age - year) * entries(table, row)


def entries(table: Float[Array, "row lane"], row: Int[Array, "period lane"]) -> Float[Array, "period lane"]:
    """Each lane's entry in the row it asks for, none of them outside."""
    lanes = table.shape[1]
    return table.reshape(-1).at[row * lanes + jnp.arange(lanes)].get(mode="promise_in_bounds")
