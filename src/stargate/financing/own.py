"""What an hour of an accelerator of one's own costs (K4): investment by annuity, operation, electricity.

An accelerator of P watts all in takes P of a campus. What is invested in it is spread over its life n at the real cost
of capital r by the annuity a(r, n) = r / (1 - (1 + r)^-n), which is discounted cost over discounted hours where each
year is alike. In use for a share u of the 8,766 hours of a year, an hour of its work costs

    own(u) = (B a(r, n_chips) + P C_shell a(r, n_shell) + P O) / (8766 u) + P PUE e

with B what one costs with its part of servers and network. Taxes and residual values are left to `finance`.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from stargate.capital.make_or_buy import MakeOrBuy
from stargate.errors import Problem, ProgrammeError
from stargate.futures.drawn import HOURS, Drawn
from stargate.programme.knowledge import parts
from stargate.programme.model import Contents
from stargate.programme.programme import Programme
from stargate.programme.site import Costs
from stargate.quantity.figure import Figure
from stargate.quantity.noun import Noun


class OwnCost(NamedTuple):
    """Levelised cost of an hour in which one accelerator works [USD/hour]."""

    chips: Float[np.ndarray, " row"]  #: accelerators, servers and network
    shell: Float[np.ndarray, " row"]  #: building, power and cooling
    operation: Float[np.ndarray, " row"]
    electricity: Float[np.ndarray, " row"]

    @property
    def total(self) -> Float[np.ndarray, " row"]:
        """All of it."""
        return self.chips + self.shell + self.operation + self.electricity


class Hosting(NamedTuple):
    """What a campus asks of the accelerators in it, per watt of IT power. The first row is the future at medians."""

    rate: Float[np.ndarray, " row"]  #: real cost of capital
    chip_life: Float[np.ndarray, " row"]  #: [years]
    shell_life: Float[np.ndarray, " row"]  #: [years]
    computers: Float[np.ndarray, " row"]  #: accelerators, servers and network, as the programme has them [USD/W]
    shell: Float[np.ndarray, " row"]  #: building, power and cooling [USD/W]
    operation: Float[np.ndarray, " row"]  #: [USD/W/year]
    electricity: Float[np.ndarray, " row"]  #: with cooling and losses, at work [USD/W/hour]
    use: Float[np.ndarray, " row"]  #: share of hours in which accelerators work

    def hour(
        self,
        watts: Float[np.ndarray, " row"],
        bought: Float[np.ndarray, " row"],
        use: Float[np.ndarray, " row"] | float,
    ) -> OwnCost:
        """An hour of work of an accelerator of some watts all in, bought for so much [USD], in use for such a share."""
        worked = HOURS * use
        return OwnCost(
            chips=bought * annuity(self.rate, self.chip_life) / worked,
            shell=watts * self.shell * annuity(self.rate, self.shell_life) / worked,
            operation=watts * self.operation / worked,
            electricity=watts * self.electricity,
        )


def figures_of_hosting(contents: Contents, record: MakeOrBuy, costs: Costs) -> list[Figure]:
    """Figures that hosting is drawn from."""
    known = [f for part in (record, costs) for f in parts(part) if isinstance(f, Figure)]
    return [f for f in (contents.price_index, contents.cost_of_capital, *known) if f is not None]


def hosting(contents: Contents, record: MakeOrBuy, costs: Costs, drawn: Drawn) -> Hosting:
    """What a campus of some costs asks of accelerators, in the prices of the programme's date.

    Costs per IT power are USD m/MW, which is USD/W.
    """
    index = contents.price_index
    return Hosting(
        rate=drawn(contents.cost_of_capital),
        chip_life=drawn(record.chip_life) / 12,
        shell_life=drawn(record.shell_life) / 12,
        computers=drawn.today(costs.compute, index),
        shell=drawn.today(costs.construction, index),
        operation=drawn.today(record.operation, index) / 1e3,
        electricity=drawn(record.overhead) * drawn.today(record.electricity, index) / 1e6,
        use=np.minimum(drawn(record.utilisation), 1.0),
    )


def with_cost_of_capital(programme: Programme, asks: Noun) -> None:
    """Raises ProgrammeError where a programme says nothing of the cost of capital that a record asks for."""
    rate = programme.contents.cost_of_capital
    if rate is None or not rate.has_value:
        wrong = f"what is built is paid over its life, and no cost of capital is known by {programme.as_of}"
        raise ProgrammeError(
            [Problem(asks.where, "cost_of_capital", wrong, "cost_of_capital: 5 to 9 %/year [assumed]")]
        )


def annuity(rate: Float[np.ndarray, " row"], years: Float[np.ndarray, " row"]) -> Float[np.ndarray, " row"]:
    """What a dollar spread over some years costs in each: r / (1 - (1 + r)^-n), and 1 / n without interest."""
    logarithm = np.log1p(rate)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.abs(rate) < 1e-12, 1 / years, rate / -np.expm1(-years * logarithm))
