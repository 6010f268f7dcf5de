"""What a financing pays and what its accelerators deliver, by year, the future at medians first.

A unit of chips, generation g of a phase i, delivers in a year y

    hours = energy_y density_i0 used   [H100e h]

with `energy` what its IT load energised could draw [IT MWh], `density` the H100 equivalents of an IT MW that the fleet
has, and `used` the part of what is energised that the purchase of computing says is used. A future of the financing is
the same future of the fleet.

Chips that replace others are counted as the first of their phase: they compute more, but so do everyone's by then, and
an hour sells for as much less. With density_ig in its place (`progressed`) a lease of fifteen years is mostly hours of
chips that nobody knows yet, as dear as today's.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Bool, Float

from stargate.capital.company import Use
from stargate.errors import StargateError
from stargate.financing.lines import Line
from stargate.futures.drawn import HOURS

if TYPE_CHECKING:
    from stargate.computing.fleet import Fleet
    from stargate.financing.result import Financing


@dataclass(frozen=True)
class Delivered:
    """Money and hours of the campuses whose accelerators are known."""

    financing: "Financing" = field(repr=False)
    fleet: "Fleet" = field(repr=False)
    n: int  #: futures that both follow
    sites: tuple[str, ...]  #: campuses, by their names in addresses
    left_out: dict[str, str]  #: campuses that are not counted, and why

    @cached_property
    def values(self) -> Float[np.ndarray, "row column"]:
        """Figures of contracts."""
        return np.concatenate([self.financing.case.values, self.financing.values[: self.n]])

    @cached_property
    def lines(self) -> "dict[Line, Float[np.ndarray, 'book year row']]":
        """What is paid [USD m]."""
        from stargate.financing.block import lines_of

        case, ledger = self.financing.case, self.financing.ledger
        parts = case.operating._make(each[..., None] for each in case.operating)
        entries = case.ledger._make(each[..., None] for each in case.ledger)
        at_medians = lines_of(self.financing.model, parts, entries)
        shape = np.shape(case.ledger.capital)
        monthly = {line: np.broadcast_to(np.asarray(at_medians[line])[..., 0], shape) for line in Line}
        return {line: self._joined(self._sum_of_units(_years(monthly[line])), ledger[line]) for line in Line}

    @cached_property
    def held_back(self) -> Float[np.ndarray, "book year row"]:
        """By how much reserves and cash kept back by lenders rise [USD m]."""
        ledger, balances = self.financing.case.ledger, self.financing.balances
        of_units = np.asarray(ledger.reserve_held + ledger.cash_held)[11::12]
        at_medians = self._sum_of_units(of_units)
        held = self._joined(at_medians, balances["reserve_held"] + balances["cash_held"])
        return np.diff(held, axis=1, prepend=0.0)

    @cached_property
    def replaced(self) -> Float[np.ndarray, "book year row"]:
        """Of the capital of each book, what is spent on chips bought anew [USD m]."""
        anew = np.asarray(self.financing.case.ledger.capital) * (self.financing.model.generation > 0)
        return self._joined(self._sum_of_units(_years(anew)), self.financing.replaced)

    @cached_property
    def hours(self) -> Float[np.ndarray, "unit year row"]:
        """H100e-hours that each unit has energised; nought for shells and for what is left out."""
        return self._hours([0] * len(self.financing.units))

    @cached_property
    def progressed(self) -> Float[np.ndarray, "unit year row"]:
        """The same with later chips counted by their own peaks."""
        return self._hours([unit.generation for unit in self.financing.units])

    def _hours(self, counted_as: list[int]) -> Float[np.ndarray, "unit year row"]:
        financing, fleet, model = self.financing, self.fleet, self.financing.model
        energy = self._joined(
            _years(np.asarray(financing.case.operating.load)).T * HOURS / 12, financing.energy_of_unit
        )
        found = np.zeros_like(energy)
        for row, unit in enumerate(financing.units):
            if unit.use is Use.COMPUTE and unit.site in self.sites:
                phase = fleet.phases.index(int(model.phases[model.phase_of[row]]))
                found[row] = energy[row] * fleet.density(phase, counted_as[row])[: self.n + 1]
        return found

    @cached_property
    def used(self) -> Float[np.ndarray, "unit row"]:
        """The part of those hours that is used."""
        model = self.financing.model
        return np.minimum(self.values[:, model.by_phase.used[model.phase_of]].T, 1.0)

    def books(self, site: str) -> Bool[np.ndarray, " book"]:
        """Which books are of a campus; of all that are counted where empty."""
        return np.array([book.site in self.sites and site in ("", book.site) for book in self.financing.books])

    def units(self, site: str) -> Bool[np.ndarray, " unit"]:
        """Which units are."""
        return self.books(site)[self.financing.model.book_of]

    def _joined(
        self, at_medians: Float[np.ndarray, "some year"], futures: Float[np.ndarray, "some year future"]
    ) -> Float[np.ndarray, "some year row"]:
        return np.concatenate([at_medians[..., None], futures[..., : self.n]], axis=-1)

    def _sum_of_units(self, of_units: Float[np.ndarray, "year unit"]) -> Float[np.ndarray, "book year"]:
        found = np.zeros((len(self.financing.books), len(of_units)))
        np.add.at(found, self.financing.model.book_of, of_units.T)
        return found


def delivered(financing: "Financing", fleet: "Fleet") -> Delivered:
    """What the campuses pay and deliver that are financed and of which every phase's accelerators are known.

    Raises StargateError where the two are of different futures, or there is no such campus.
    """
    if financing.futures is not fleet.futures:
        raise StargateError("this financing and this fleet are of different futures\n  write: both of the same futures")
    phases = financing.futures.plan.phases
    left_out = dict(financing.left_out)
    for i in financing.model.phases:
        if int(i) not in fleet.phases:
            planned = phases[i]
            left_out.setdefault(planned.site.id, f"{planned.phase.name}: {fleet.left_out[planned.address]}")
    sites = tuple(dict.fromkeys(book.site for book in financing.books if book.site not in left_out))
    if not sites:
        why = "; ".join(f"{site}: {words}" for site, words in left_out.items())
        raise StargateError(f"no campus is both financed and computes: {why}\n  write: chip: gb200, in its phases")
    return Delivered(financing, fleet, min(financing.n, fleet.n), sites, left_out)


def _years(entry: Float[np.ndarray, "period unit"]) -> Float[np.ndarray, "year unit"]:
    """Sums of years."""
    months, units = entry.shape
    return entry.reshape(months // 12, 12, units).sum(axis=1)
