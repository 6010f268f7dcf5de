"""What a simulation gives: dates and IT MW of many futures, asked for by address."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from importlib import import_module
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Int

from stargate.errors import StargateError
from stargate.futures.gates import Shared
from stargate.futures.quantiles import mean, quantile
from stargate.futures.series import Series
from stargate.programme.compiled import Model
from stargate.quantity.draws import columns, draw
from stargate.quantity.notation import date_of
from stargate.schedule.energise import Buildup, buildings_by, energised_month

if TYPE_CHECKING:
    import xarray

    from stargate.futures.attribution import Attribution, Groups
    from stargate.futures.gradient import Gradient
    from stargate.futures.joint import Frontier
    from stargate.futures.moves import Move
    from stargate.futures.one import Future
    from stargate.futures.sobol import GroupShare
    from stargate.programme.programme import Programme
    from stargate.quantity.figure import Figure


@dataclass(frozen=True)
class Futures:
    """`n` futures of a plan. Months count from the programme's start; infinity is never."""

    model: Model = field(repr=False)  #: the plan as arrays, and what their rows and columns are called
    n: int  #: how many
    numbers: Int[np.ndarray, " future"] = field(repr=False)  #: what each future's random numbers are counted by
    seed: int  #: of the random numbers
    weight: Float[np.ndarray, " future"] = field(repr=False)  #: how much each future counts
    buildup: Buildup = field(repr=False)  #: how phases come up in each future
    at_medians: Buildup = field(repr=False)  #: the one future with every figure at its median
    happened: Int[np.ndarray, "future event"] = field(repr=False)  #: 1 where a risk happens or a candidate is accepted
    lengths: Float[np.ndarray, "future agreement"] = field(repr=False)  #: what open agreements take in all [months]
    critical: Float[np.ndarray, "phase activity"] = field(repr=False)  #: share of futures on the binding path
    months: Float[np.ndarray, "phase activity"] = field(repr=False)  #: mean months on it from now on
    shared: Shared | None = field(repr=False, default=None)  #: waiting for shared supplies; None where nobody does

    @property
    def plan(self):  # noqa: ANN201
        """The plan they are futures of."""
        return self.model.plan

    @property
    def programme(self) -> "Programme":
        """The programme they are futures of."""
        return self.model.plan.programme

    @property
    def time(self) -> np.ndarray:
        """The last day of every month of the series."""
        return self.model.time

    def phases(self, address: str = "") -> list[int]:
        """Indices of the phases at or below `address`; of all that belong to the programme where it is empty.

        Raises StargateError where there is none.
        """
        if not address:
            return [i for i, p in enumerate(self.plan.phases) if not p.candidate]
        if address not in self._phases_below:
            known = ", ".join(p.address for p in self.plan.phases)
            raise StargateError(f"no phase of the plan lies at {address}; there are {known}")
        return list(self._phases_below[address])

    def values_of(
        self, figures: Sequence["Figure"], numbers: Int[np.ndarray, " future"] | None = None
    ) -> Float[np.ndarray, "future figure"]:
        """What figures that the schedule does not draw are in these futures, or in those of some `numbers`."""
        numbers = self.numbers if numbers is None else numbers
        values = np.empty((len(numbers), len(figures)))
        draw(columns(figures, self.seed, self.programme.month_zero), numbers, values)
        return values

    @cached_property
    def _phases_below(self) -> dict[str, list[int]]:
        """Indices of phases by every address at or above theirs."""
        found: dict[str, list[int]] = {}
        for i, planned in enumerate(self.plan.phases):
            for address in accumulate(planned.address.split("."), lambda above, part: f"{above}.{part}"):
                found.setdefault(address, []).append(i)
        return found

    @cached_property
    def energised(self) -> Series:
        """IT MW by month of all phases that belong to the programme, dated or not."""
        return self.energised_of(self.phases())

    @cached_property
    def energised_dated(self) -> Series:
        """IT MW by month of the phases whose date was announced: what an announcement is compared with (T6a)."""
        return self.energised_of([i for i, p in enumerate(self.plan.phases) if p.dated])

    def energised_of(self, phases: str | Sequence[int]) -> Series:
        """IT MW by month of some phases, by address or index."""
        chosen = self.phases(phases) if isinstance(phases, str) else list(phases)
        return Series(self.model, self.buildup, self.at_medians, self.weight, np.array(chosen, dtype=np.int64))

    @cached_property
    def dates(self) -> Float[np.ndarray, "future phase"]:
        """When the last building of each phase has its full load [month]."""
        return energised_month(self.buildup)

    @cached_property
    def unlimited(self) -> Buildup:
        """How phases would come up in the same futures if supplies that campuses share were unlimited."""
        return self.buildup if self.shared is None else self.buildup._replace(ready=self.shared.ready)

    def full_load(self, address: str) -> Float[np.ndarray, " future"]:
        """When the last building at or below `address` has its full load [month], by future."""
        return self.dates[:, self.phases(address)].max(axis=1)

    def first_power(self, address: str) -> Float[np.ndarray, " future"]:
        """When the first building at or below `address` begins to take load [month], by future."""
        return self.buildup.ready[:, self.phases(address)].min(axis=1)

    def date_percentile(self, address: str, percent: float) -> str | None:
        """A percentile of `full_load` as a day; None for never within reach of the programme."""
        month = float(quantile(self.full_load(address), self.weight, percent / 100))
        return None if np.isinf(month) else date_of(self.programme.month_zero + month).isoformat()

    def chance(self, *, by: str, sites: int | None = None, buildings: int | None = None, of: str = "") -> float:
        """The share of futures in which so many sites or buildings have their full load by a date.

        Without a number: in which everything at or below `of` has. Candidates count nowhere unless `of` names one.
        """
        month = self.end_of(by)
        if sites is not None:
            enough = self.sites_by(month) >= sites
        elif buildings is not None:
            enough = self.buildings_by(month) >= buildings
        else:
            enough = self.full_load(of) <= month
        return float(self.weight[enough].sum() / self.weight.sum())

    def confidence(self, *, cost: float, by: str, of: str = "") -> float:
        """The share of futures in which all of the programme costs at most `cost` [USD bn] and `of` is there by a date.

        Cost and date are of the same future, so this is not the product of the two chances (T7).
        """
        from stargate.futures.capital import capital

        both = (capital(self).need <= 1000 * cost) & (self.full_load(of) <= self.end_of(by))
        return float(self.weight[both].sum() / self.weight.sum())

    def frontier(self, level: float, of: str = "") -> "Frontier":
        """The pairs of a cost of the whole programme and a date of `of` that are kept with chance `level` (T7).

        Raises StargateError where `level` is no chance between 0 and 1, or all phases are candidates'.
        """
        from stargate.futures.capital import capital
        from stargate.futures.joint import frontier

        if not self.phases(of):
            raise StargateError("no phase belongs to the programme: there is no date to be sure of")
        cost, dates = capital(self).need / 1000, self.full_load(of)
        return frontier(cost, dates, self.weight, level, self.programme.month_zero)

    def end_of(self, day: str) -> float:
        """The end of a day [month]: what happens on the day counts.

        Raises StargateError where `day` is no date.
        """
        try:
            following = date.fromisoformat(day) + timedelta(days=1)
        except (ValueError, OverflowError):
            raise StargateError(f"{day!r} is not a date; write one such as 2029-12-31") from None
        return self.programme.month(following.isoformat())

    def sites_by(self, month: float) -> Int[np.ndarray, " future"]:
        """How many sites of the programme have their full load by `month`."""
        sites = {p.site.address for p in self.plan.phases if not p.candidate}
        there = (self.full_load(site) <= month for site in sorted(sites))
        return sum(there, start=np.zeros(self.n, dtype=np.int64))

    def buildings_by(self, month: float) -> Int[np.ndarray, " future"]:
        """How many buildings of the programme have their full load by `month`."""
        out = np.empty(self.n, dtype=np.int64)
        buildings_by(self.buildup, np.array(self.phases(), dtype=np.int64), month, out)
        return out

    def criticality(self, address: str) -> dict[str, float]:
        """Share of futures in which each activity lies on the binding path to a phase, largest first.

        Of an address with several phases, to the phase that is last on average.
        """
        return self._by_activity(self.critical, address)

    def waits(self, address: str) -> dict[str, float]:
        """Mean months from now that the binding path to a phase spends in each activity, largest first."""
        return self._by_activity(self.months, address)

    def _by_activity(self, table: np.ndarray, address: str) -> dict[str, float]:
        phase = max(self.phases(address), key=lambda i: float(mean(self.dates[:, i], self.weight)))
        found = {self.model.activities[i].address: float(table[phase, i]) for i in np.flatnonzero(table[phase] > 0)}
        return dict(sorted(found.items(), key=lambda item: -item[1]))

    def drivers(self, of: str = "energised", at: str = "") -> "list[Move]":
        """What moves IT MW at a date: conditional means in each figure's worst and best tenth, largest first (T8).

        `of` is `energised` (all phases of the programme), `dated` (those announced with a date) or the address of
        sites and phases; `at` is a day, the horizon where empty.
        """
        from stargate.futures.moves import moves

        return moves(self, of, at)

    def attribution(self, of: str = "", at: str = "", groups: "Groups | None" = None) -> "Attribution":
        """The mean slip against the announcement in parts that add up: optimism, and groups of causes (T6a, T7).

        `of` is the address of sites and phases, all that are dated where empty; `at` the day at which missing IT MW are
        counted. `groups` maps names to patterns of addresses; by default causes are grouped by what they are,
        activities by kind. At most 2,048 futures are run again. Raises StargateError where there is nothing to divide.
        """
        from stargate.futures.attribution import attribution

        return attribution(self, of, at, groups)

    def gradient(self, of: str = "energised", at: str = "", below: str = "") -> "Gradient":
        """What one more unit of every figure is worth: the gradient of an expected outcome, by address (T8).

        `of` is `energised` (IT MW at a day), `served` (IT MW-years up to a day), `full_load` or `first_power` (month),
        or `need` (USD m); `at` is that day, the horizon where empty; `below` the address of a site or phase, `dated`
        for those announced with a date, or empty for all of the programme.
        Raises StargateError where there is no such outcome, or it has no gradient.
        """
        from stargate.futures.gradient import gradient

        return gradient(self, of, at, below)

    def group_shares(self, of: str = "energised", at: str = "", below: str = "") -> "list[GroupShare]":
        """How much of an outcome's variance goes with drivers, risks, agreements and each site (T8).

        `of`, `at` and `below` are those of `gradient`; all but `need`.
        Raises StargateError where there is no such outcome, or it does not vary.
        """
        from stargate.futures.sobol import group_shares

        return group_shares(self, of, at, below)

    def __getitem__(self, number: int) -> "Future":
        """One future."""
        if not 0 <= number < self.n:
            raise StargateError(f"there is no future {number}; write a number from 0 to {self.n - 1}")
        from stargate.futures.one import Future

        return Future(self, number)

    def _repr_html_(self) -> str:
        """The report, for a notebook; asked for by name, since views stand on the floor above."""
        return import_module("stargate.reports.notebook").of_futures(self)

    def to_xarray(self) -> "xarray.Dataset":
        """Dates by phase and IT MW by month, with units, long names and weights."""
        from stargate.futures.dataset import dataset

        return dataset(self)
