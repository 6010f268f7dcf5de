"""Figures of contracts as columns of `values[future, figure]`: which figure is which term, by phase and by unit."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float

from stargate.quantity.figure import Figure

Held = Any  # columns, `Int[" phase"]` or `Int[" unit"]`; in compiled code their values, with futures behind


@dataclass
class Columns:
    """Figures as columns of `values[future, figure]`, and plain numbers behind them."""

    figures: list[Figure] = field(default_factory=list)
    numbers: list[float] = field(default_factory=list)
    at: dict[str, int] = field(default_factory=dict)

    def of(self, figure: Figure | None, otherwise: float) -> int:
        """The column of a figure; of a plain number, counted from the last, where there is no figure with a value."""
        if figure is None or not figure.has_value:
            if otherwise not in self.numbers:
                self.numbers.append(otherwise)
            return -1 - self.numbers.index(otherwise)
        if figure.address not in self.at:
            self.at[figure.address] = len(self.figures)
            self.figures.append(figure)
        return self.at[figure.address]

    def with_numbers(self, values: Float[np.ndarray, "future figure"]) -> Float[np.ndarray, "future column"]:
        """Values of figures with the plain numbers behind them."""
        plain = np.broadcast_to(np.array(self.numbers[::-1]), (len(values), len(self.numbers)))
        return np.hstack([values, plain])


class ByPhase(NamedTuple):
    """Columns by phase, and the rows of units."""

    rent: Held
    rent_escalation: Held
    term: Held
    price: Held  #: of computing, for IT power, or the hour of an accelerator where `hourly`
    chip_power: Held
    price_escalation: Held
    purchase_term: Held
    renewal: Held
    take_or_pay: Held
    used: Held
    honoured: Held
    power_price: Held
    power_escalation: Held
    power_used: Held
    facility: Held
    life: Held  #: of chips


class ByUnit(NamedTuple):
    """Columns by unit."""

    cost: Held
    window: Held
    replacement: Held
    residual: Held
    guaranteed: Held
    fixed: Held
    of_cost: Held
    gearing: Held
    coverage: Held
    building_margin: Held
    margin: Held
    tenor: Held
    fee: Held
    reserve: Held
    lock_up: Held
    sweep: Held
    covenant: Held
    owners_share: Held
    owners_interest: Held
    tax: Held
    losses_used: Held
    losses_limit: Held
    five_years: Held
    fifteen_years: Held
    bonus: Held
