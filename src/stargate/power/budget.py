"""Load that may be left out within a budget: the price of the budget is looked for (O4).

The least cost at a price of the budget, less what the budget is worth at it, is concave in that price; its slope is
what is left out beyond the budget. From the price on at which shedding costs no more, load left out is load not served.
"""

import numpy as np
from jaxtyping import Float

from stargate.power.arrays import Hours
from stargate.power.element import Flexible
from stargate.power.levels import Levels, Run, mixed
from stargate.power.rows import Rows
from stargate.power.search import Tangent, Top, bracketed, top


class Budgeted:
    """Solves hours that differ in costs and capacities, within the budget if there is one."""

    def __init__(self, rows: Rows, flexible: Flexible | None, unserved_cost: float) -> None:
        self.levels = Levels(rows.hours, rows.storage, cyclic=rows.cyclic)
        self.row, self.rescue, self.unserved_cost = rows.flexible, rows.rescue, unserved_cost
        self.budget, self.cost = (0.0, 0.0) if flexible is None else (float(flexible.budget), float(flexible.cost))
        self.dearest = max(0.0, unserved_cost - self.cost)
        self.guess: float | None = None
        self.step = 1.0

    def solve(self, hours: Hours) -> Run:
        """Writes the cost of load left out into `hours`; the value is less what the budget is worth."""
        if self.row is None:
            return self.levels.solve(hours)
        dearest = self._draw(hours, self.dearest)
        used = dearest.slope + self.budget
        if self.cost > self.unserved_cost or dearest.slope >= 0:
            dearest.found.share = self.budget / used if self.dearest > 0 and used > 0 else 0.0
            return dearest.found
        if self.guess is None:
            self.guess = self._guess(hours, dearest.found)
            self.step = 0.05 * self.guess + 1e-3 * self.dearest
        found = self._search(hours, self.guess)
        self.step = max(0.5 * abs(found.here.at - self.guess), 1e-6 * self.dearest)
        self.guess = found.here.at
        return mixed(found.left.found, found.right.found, found.share, found.here.found)

    def charge(self, costs: Float[np.ndarray, "source hour"], price: float) -> None:
        """Writes what load left out costs at a price of the budget [USD/MWh]."""
        if self.row is not None:
            costs[self.row] = min(self.cost + price, self.unserved_cost)

    def _search(self, hours: Hours, guess: float) -> Top[Run]:
        def draw(price: float) -> Tangent[Run]:
            return self._draw(hours, price)

        flat = 1e-13 * self.budget
        return top(draw, *bracketed(draw, guess, self.step, flat, 0.0, self.dearest), flat)

    def _draw(self, hours: Hours, price: float) -> Tangent[Run]:
        self.charge(hours.cost, price)
        run = self.levels.solve(hours)
        run.scarcity, run.value = price, run.value - price * self.budget
        return Tangent(price, run.value, float(run.output[self.row].sum()) - self.budget, run)

    def _guess(self, hours: Hours, run: Run) -> float:
        """The price at which the dearest hours of `run` take up the budget, were their prices to stay [USD/MWh]."""
        order = np.argsort(-run.price)
        place = np.searchsorted(np.cumsum(hours.capacity[self.row][order]), self.budget)
        return float(run.price[order[min(place, len(order) - 1)]]) - self.cost
