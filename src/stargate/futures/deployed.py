"""Money that is spent on campuses by a date, against what was announced (F7).

Spent is what building and first chips cost (`futures/capital.py`): no replacements, fees or interest, no candidates.
Within a year it is taken to be spent evenly.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from stargate.errors import StargateError
from stargate.futures.capital import capital
from stargate.futures.quantiles import quantiles
from stargate.futures.result import Futures
from stargate.programme.model import Targets
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

    def at(self, day: str) -> Float[np.ndarray, " future"]:
        """Money spent by a day [USD m].

        Raises StargateError for a day after the horizon.
        """
        year = max(months_of_date(day) / 12, self.years[0])
        if not self._within(day):
            raise StargateError(f"{day} lies after the horizon\n  write: a day before the end of {self.years[-1]}")
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
        bands = np.round(quantiles(self.spent.T, self.weight, [0.1, 0.5, 0.9]) / 1000, 3).tolist()
        return {
            "unit": "USD bn",
            "assumed": True,  # dates and costs of named firms' campuses are drawn
            "years": list(self.years),
            **dict(zip(("p10", "p50", "p90"), bands, strict=True)),
            "announced": [
                {
                    "name": target.name,
                    "address": target.address,
                    "amount": round(target.amount / 1000, 3),
                    "by": target.by,
                    "chance": self.chance(target.amount, target.by) if self._within(target.by) else None,
                    "chances": [round(self._share(spent >= target.amount), 4) for spent in self.spent],
                }
                for target in self.announced
            ],
        }

    def rows(self) -> list[tuple[str, str, str]]:
        """A line for what was announced, for the terminal: what and by when, how much, and the chance."""
        return [
            (
                f"{target.name} by {target.by}",
                f"{target.amount / 1000:.0f} USD bn",
                f"{self.chance(target.amount, target.by):.0%} [assumed]",
            )
            for target in self.announced
            if self._within(target.by)
        ]

    def _within(self, day: str) -> bool:
        return bool(day) and months_of_date(day) / 12 <= self.years[-1] + 1


def deployed(futures: Futures) -> Deployed:
    """What is spent on the plan's campuses by date, in each future, against the programme's targets."""
    found, contents = capital(futures), futures.programme.contents
    spent = found.paid[:, : len(found.years)].sum(axis=2).cumsum(axis=1).T
    announced = _announced(contents.targets)
    if not found.years:  # all money comes later
        return Deployed((int(contents.horizon[:4]),), np.zeros((1, futures.n)), futures.weight, announced)
    return Deployed(found.years, spent, futures.weight, announced)


def _announced(targets: Targets | None) -> tuple[Announced, ...]:
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
