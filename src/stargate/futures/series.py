"""IT MW by month of some phases, in every future, without keeping what can be computed again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Int

from stargate.errors import StargateError
from stargate.futures.quantiles import quantiles
from stargate.programme.compiled import Model
from stargate.quantity.threads import spread
from stargate.schedule.energise import Buildup, energised, energised_at

if TYPE_CHECKING:
    import xarray

PERCENTILES = (5, 10, 25, 50, 75, 90, 95)  # computed together, since finding one costs nearly as much as finding all
_FUTURES, _MONTHS = 2_000, 12  # computed at a time: a few MB


@dataclass(frozen=True)
class Series:
    """IT MW by month of some phases. The whole table is large; percentiles and means are kept, a month is quick."""

    model: Model = field(repr=False)  #: the plan as arrays
    buildup: Buildup = field(repr=False)  #: how phases come up in each future
    at_medians_buildup: Buildup = field(repr=False)  #: the same with every figure at its median
    weight: Float[np.ndarray, " future"] = field(repr=False)  #: how much each future counts
    phases: Int[np.ndarray, " phase"]  #: indices of its phases in the plan
    _known: dict[float, Float[np.ndarray, " month"]] = field(default_factory=dict, repr=False)

    @property
    def values(self) -> Float[np.ndarray, "future month"]:
        """IT MW at the end of each month; computed anew, n x months x 8 bytes."""
        return self._table(self.buildup)

    @cached_property
    def at_medians(self) -> Float[np.ndarray, " month"]:
        """The same with every figure at its median (T6a)."""
        return self._table(self.at_medians_buildup)[0]

    def _table(self, buildup: Buildup) -> Float[np.ndarray, "future month"]:
        out = np.zeros((len(buildup.ready), self.model.months))
        energised(buildup, self.phases, out, np.empty(out.shape[1] + 1))
        return out

    def percentile(self, percents: Iterable[float]) -> "xarray.DataArray":
        """Percentiles by month [IT MW]."""
        import xarray

        percents = list(percents)
        return xarray.DataArray(
            self.percentiles(percents),
            dims=("percentile", "time"),
            coords={"percentile": percents, "time": self.model.time.astype("datetime64[ns]")},
            name="energised",
            attrs={"units": "MW", "long_name": "energised critical IT load, IT MW"},
        )

    def percentiles(self, percents: Sequence[float]) -> Float[np.ndarray, "percentile month"]:
        """Percentiles by month as a bare array [IT MW]."""
        missing = [percent for percent in percents if percent not in self._known]
        if missing:
            wanted = sorted({*missing, *PERCENTILES})
            self._known.update(zip(wanted, self._percentiles(wanted), strict=True))
        return np.array([self._known[percent] for percent in percents])

    def _percentiles(self, percents: Sequence[float]) -> Float[np.ndarray, "percentile month"]:
        table, shares = self.values, [percent / 100 for percent in percents]

        def some(first: int) -> np.ndarray:
            months = np.ascontiguousarray(table[:, first : first + _MONTHS].T)
            return np.stack([quantiles(month, self.weight, shares) for month in months], axis=1)

        return np.concatenate(list(spread(some, range(0, self.model.months, _MONTHS))), axis=1)

    @cached_property
    def mean(self) -> Float[np.ndarray, " month"]:
        """The mean by month [IT MW]."""
        total = np.zeros(self.model.months)
        for first in range(0, len(self.weight), _FUTURES):
            rows = slice(first, first + _FUTURES)
            part = self.buildup.of(rows)
            total += self.weight[rows] @ self._table(part)
        return total / self.weight.sum()

    def at(self, day: str) -> Float[np.ndarray, " future"]:
        """IT MW at the end of the month of `day`, by future.

        Raises StargateError where the day lies outside the series.
        """
        programme = self.model.plan.programme
        month = int(programme.month(day))
        if not 0 <= month < self.model.months:
            raise StargateError(f"{day} lies outside the series, which end on {programme.contents.horizon}")
        out = np.empty(len(self.weight))
        energised_at(self.buildup, self.phases, float(month + 1), out)
        return out
