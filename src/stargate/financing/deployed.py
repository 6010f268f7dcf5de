"""Money that is spent on campuses by a date, against what was announced (F7).

Spent is what building and chips cost, fees and interest apart; in a year it is taken to be spent evenly.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from stargate.errors import StargateError
from stargate.financing.lines import Line
from stargate.financing.result import Financing
from stargate.futures.quantiles import quantiles
from stargate.quantity.notation import date_of, months_of_date


class Announced(NamedTuple):
    """Money that was to be spent."""

    name: str  # in words
    address: str
    amount: float  # [USD m]
    by: str  # day; empty where none was said


@dataclass(frozen=True)
class Deployed:
    """Money spent up to the end of each year, in every future, and what was announced."""

    years: tuple[int, ...]
    spent: Float[np.ndarray, "year future"] = field(repr=False)  #: cumulative [USD m]
    weight: Float[np.ndarray, " future"] = field(repr=False)
    announced: tuple[Announced, ...]
    horizon: int  #: calendar year to which it is told

    def at(self, day: str) -> Float[np.ndarray, " future"]:
        """Money spent by a day [USD m].

        Raises StargateError for a day outside the years of the financing.
        """
        year = months_of_date(day) / 12
        if not self.years[0] <= year <= self.years[-1] + 1:
            raise StargateError(f"{day} lies outside this financing\n  write: {self.years[0]} to {self.years[-1]}")
        ends = np.vstack([np.zeros_like(self.spent[:1]), self.spent])
        whole = min(int(year) - self.years[0], len(self.years) - 1)
        part = year - self.years[0] - whole
        return (1 - part) * ends[whole] + part * ends[whole + 1]

    def chance(self, amount: float, day: str) -> float:
        """The share of futures in which so much [USD m] is spent by a day."""
        return self._share(self.at(day) >= amount)

    def _share(self, there: Bool[np.ndarray, " future"]) -> float:
        return float(self.weight[there].sum() / self.weight.sum())

    def told(self) -> dict:
        """Percentiles by year and the chances of what was announced, for pages and terminals [USD bn]."""
        shown = [i for i, year in enumerate(self.years) if year <= self.horizon]
        bands = np.round(quantiles(self.spent[shown].T, self.weight, [0.1, 0.5, 0.9]) / 1000, 3).tolist()
        years = [self.years[i] for i in shown]
        return {
            "unit": "USD bn",
            "assumed": True,  # dates and costs of named firms' campuses are drawn
            "years": years,
            **dict(zip(("p10", "p50", "p90"), bands, strict=True)),
            "announced": [
                {
                    "name": target.name,
                    "address": target.address,
                    "amount": round(target.amount / 1000, 3),
                    "by": target.by,
                    "chance": self.chance(target.amount, target.by) if self._within(target.by) else None,
                    "chances": [round(self._share(self.spent[i] >= target.amount), 4) for i in shown],
                }
                for target in self.announced
            ],
        }

    def _within(self, day: str) -> bool:
        return bool(day) and self.years[0] <= months_of_date(day) / 12 <= self.years[-1] + 1


def deployed(financing: Financing) -> Deployed:
    """What is spent on the campuses that are financed, by date, against the programme's targets."""
    contents = financing.futures.programme.contents
    spent = financing.ledger[Line.CAPITAL].sum(axis=0).cumsum(axis=0)
    return Deployed(financing.years, spent, financing.weight, _announced(financing), int(contents.horizon[:4]))


def _announced(financing: Financing) -> tuple[Announced, ...]:
    targets = financing.futures.programme.contents.targets
    if targets is None:
        return ()
    by = targets.investment_by
    day = date_of(by.p50).isoformat() if by is not None and by.has_value else ""
    named = (("first deployment", targets.first_deployment, ""), ("investment in all", targets.investment, day))
    return tuple(
        Announced(name, figure.address, figure.p50, day)
        for name, figure, day in named
        if figure is not None and figure.has_value
    )
