"""The contracts of a programme as arrays: addresses become columns here, and units rows, as in `futures.model`."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil, nan
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from jaxtyping import Float, Int

from stargate.capital.company import Use
from stargate.capital.contracts.loan import Repayment
from stargate.errors import StargateError
from stargate.financing.agreed import Agreed, agreed
from stargate.financing.columns import ByPhase, ByUnit, Columns
from stargate.programme.equipped import chips_of
from stargate.programme.plan import PlannedPhase
from stargate.programme.site import Site
from stargate.quantity.figure import Figure

if TYPE_CHECKING:
    from stargate.futures.result import Futures

LEAD = 36  # months before the programme's start from which money is booked; what is spent earlier is booked there
TAIL = 36  # months after the horizon to which phases may be complete: what is spent before the horizon is for these
_LONGEST = 25.0  # years that any lease, and any life of chips, is followed


@dataclass(frozen=True)
class Unit:
    """What is financed by itself: a phase's shell, or one generation of its chips."""

    phase: str  #: address of the phase
    site: str  #: its campus, by its name in addresses
    use: Use  #: what its money is for
    generation: int  #: 0 for shells and first chips
    company: str  #: that holds it, by its name in `companies`
    name: str  #: in words


class Book(NamedTuple):
    """Units of one use at one campus: one company, one counterparty for each line of the ledger."""

    site: str  #: by its name in addresses
    use: Use  #: what its money is for
    company: str  #: by its name in `companies`


@dataclass(frozen=True)
class Model:
    """What a financing is computed from besides dates and IT MW."""

    units: tuple[Unit, ...]
    books: tuple[Book, ...]
    terms: dict[str, Agreed]  #: by site
    phases: Int[np.ndarray, " phase"]  #: of the plan, those that are financed
    phase_of: Int[np.ndarray, " unit"]  #: row of `phases`
    book_of: Int[np.ndarray, " unit"]
    generation: Int[np.ndarray, " unit"]
    final: Int[np.ndarray, " unit"]  #: whether no generation follows it
    first_of: Int[np.ndarray, " unit"]  #: the unit of the first generation
    buildings: Int[np.ndarray, " phase"]
    is_shell: Float[np.ndarray, " unit"]
    sculpted: Float[np.ndarray, " unit"]
    even: Float[np.ndarray, " unit"]
    price_month: Float[np.ndarray, " unit"]  #: middle of the year whose prices costs are in; nan where nominal
    hourly: Float[np.ndarray, " phase"]
    energy_cost: Float[np.ndarray, " phase"]  #: of a year that was operated [USD/MWh of IT]; nan where none was
    energy_cost_at: Int[np.ndarray, " phase"]  #: its column, of a plain number
    by_phase: ByPhase
    by_unit: ByUnit
    price_index: int
    base_rate: int
    discount: int  #: real
    columns: Columns
    first_month: int  #: of the first period, a January
    months: int
    as_of: float  #: [month]
    latest: float  #: month by which a phase must be complete
    left_out: dict[str, str]

    @property
    def structure(self) -> "Model":
        """What is compiled in: which figure is which term, and no figure or cost that is given to what is compiled."""
        costs = np.where(np.isnan(self.energy_cost), nan, 0.0)
        return replace(self, units=(), terms={}, columns=Columns(), left_out={}, energy_cost=costs)


def model(futures: "Futures", energy_cost: dict[str, float]) -> Model:
    """The contracts of the programme as arrays; `energy_cost` of campuses that were operated [USD/MWh of IT].

    Raises StargateError where no campus can be financed.
    """
    return _Compiler(futures, energy_cost).model()


class _Compiler:
    def __init__(self, futures: "Futures", energy_cost: dict[str, float]) -> None:
        self.futures, self.contents, self.energy_cost = futures, futures.programme.contents, energy_cost
        self.zero, self.columns, self.left_out = futures.programme.month_zero, Columns(), {}

    def model(self) -> Model:
        terms = self._by_site()
        chosen = [i for i in self.futures.phases() if self.futures.plan.phases[i].site.id in terms]
        if not chosen:
            raise StargateError(_nothing(self.left_out))
        planned = [self.futures.plan.phases[i] for i in chosen]
        rows = [(p, unit) for p, phase in enumerate(planned) for unit in self._units(phase, terms[phase.site.id])]
        units = tuple(unit for _, unit in rows)
        books = tuple(dict.fromkeys(Book(unit.site, unit.use, unit.company) for unit in units))
        first = -LEAD - round(self.zero - LEAD) % 12
        latest = self.futures.programme.month(self.contents.horizon) + TAIL
        return Model(
            units=units,
            books=books,
            terms=terms,
            phases=np.array(chosen),
            phase_of=np.array([p for p, _ in rows]),
            book_of=np.array([books.index(Book(unit.site, unit.use, unit.company)) for unit in units]),
            buildings=self.futures.buildup.buildings[chosen],
            **self._of_phases(planned, terms),
            **self._of_units(units, terms),
            price_index=self.columns.of(self.contents.price_index, 0.0),
            base_rate=self.columns.of(self.contents.base_rate, 0.0),
            discount=self.columns.of(self.contents.cost_of_capital, 0.0),
            columns=self.columns,
            first_month=first,
            months=12 * ceil((latest - first) / 12 + self._longest(terms.values()) + 1),
            as_of=self.futures.programme.as_of_month,
            latest=latest,
            left_out=self.left_out,
        )

    def _of_phases(self, planned: list[PlannedPhase], terms: dict[str, Agreed]) -> dict[str, Any]:
        return {
            "hourly": np.array([float(terms[p.site.id].purchase.hourly is not None) for p in planned]),
            "energy_cost": np.array([self.energy_cost.get(p.site.id, nan) for p in planned]),
            "energy_cost_at": np.array([self.columns.of(None, self.energy_cost.get(p.site.id, 0.0)) for p in planned]),
            "by_phase": ByPhase(*np.array([self._phase_columns(p, terms[p.site.id]) for p in planned]).T),
        }

    def _of_units(self, units: tuple[Unit, ...], terms: dict[str, Agreed]) -> dict[str, Any]:
        at = [terms[unit.site] for unit in units]
        loans = [each.loan[unit.use] for each, unit in zip(at, units, strict=True)]
        costs = [self._cost(each.site, unit.use) for each, unit in zip(at, units, strict=True)]
        columns = [self._unit_columns(unit, each) for unit, each in zip(units, at, strict=True)]
        return {
            "generation": np.array([unit.generation for unit in units]),
            "final": np.array([u + 1 == len(units) or units[u + 1].generation == 0 for u in range(len(units))]),
            "first_of": np.array([u - unit.generation for u, unit in enumerate(units)]),
            "is_shell": np.array([float(unit.use is Use.CONSTRUCTION) for unit in units]),
            "sculpted": np.array([float(loan is not None and loan.repayment is Repayment.SCULPTED) for loan in loans]),
            "even": np.array([float(loan is not None and loan.repayment is Repayment.EVEN) for loan in loans]),
            "price_month": np.array([self._price_month(cost) for cost in costs]),
            "by_unit": ByUnit(*np.array(columns).T),
        }

    def _longest(self, terms: Iterable[Agreed]) -> float:
        """Years that are followed after a phase is complete."""
        longest = max(self._quantile(each.term) for each in terms)
        return min(_LONGEST, longest / 12) + 1

    def _quantile(self, figure: Figure) -> float:
        return figure.p50 if not figure.uncertain else figure.p50 + 2 * (figure.p90 - figure.p50)

    def _by_site(self) -> dict[str, Agreed]:
        found = {}
        for site in dict.fromkeys(self.futures.plan.phases[i].site.id for i in self.futures.phases()):
            terms, missing = agreed(self.contents, site)
            if terms is None:
                self.left_out[site] = missing
            else:
                found[site] = terms
        return found

    def _units(self, planned: PlannedPhase, terms: Agreed) -> list[Unit]:
        name = f"{planned.site.name}, {planned.phase.name}"
        site, held = (
            planned.site.id,
            {use: company.address.rpartition(".")[2] for use, company in terms.companies.items()},
        )
        shell = Unit(planned.address, site, Use.CONSTRUCTION, 0, held[Use.CONSTRUCTION], f"{name}: shell")
        chips = [
            Unit(planned.address, site, Use.COMPUTE, k, held[Use.COMPUTE], f"{name}: {_generation(k)}")
            for k in range(self._generations(terms))
        ]
        return [shell, *chips]

    def _generations(self, terms: Agreed) -> int:
        """How many generations of chips there may be within a lease: the last is not worth half a life."""
        life = terms.procurement[Use.COMPUTE].life
        if life is None or not life.has_value:
            return 1
        shortest = life.p10 if life.uncertain else life.p50
        return max(1, ceil(self._quantile(terms.term) / max(shortest, 12.0) - 0.5))

    def _cost(self, site: Site, use: Use) -> Figure:
        return getattr(self.contents.costs.at(site.costs), use.value)

    def _price_month(self, cost: Figure) -> float:
        return 12 * cost.price_year + 6 - self.zero if cost.price_year else nan

    def _phase_columns(self, planned: PlannedPhase, t: Agreed) -> list[int]:
        of, buys, power = self.columns.of, t.purchase, t.power
        chip = chips_of(self.contents).get(planned.phase.chip)
        price = buys.price if buys.hourly is None else buys.hourly
        return [
            of(t.lease.rent, 0.0),
            of(t.lease.escalation, 0.0),
            of(t.term, 0.0),
            of(price, 0.0),
            of(chip.power if chip and buys.hourly else None, 1e6),
            of(buys.escalation, 0.0),
            of(buys.term, 0.0),
            of(buys.renewal, 0.0),
            of(buys.take_or_pay, 0.0),
            of(buys.used, 0.0),
            of(buys.honoured, 1.0),
            of(power.price if power else None, 0.0),
            of(power.escalation if power else None, 0.0),
            of(power.used if power else None, 0.0),
            of(power.facility if power else None, 1.0),
            of(t.procurement[Use.COMPUTE].life, 1e4),
        ]

    def _unit_columns(self, unit: Unit, t: Agreed) -> list[int]:
        of, use = self.columns.of, unit.use
        bought, runs, loan, own = t.procurement[use], t.operation[use], t.loan[use], t.owners_loan[use]
        guarantee, tax = t.guarantee[use], t.tax[use]
        return [
            of(self._cost(t.site, use), 0.0),
            of(getattr(self.contents.spending, use.value), 12.0),
            of(bought.replacement, 1.0),
            of(bought.residual, 0.0),
            of(guarantee and guarantee.guaranteed, 0.0),
            of(runs and runs.fixed, 0.0),
            of(runs and runs.of_cost, 0.0),
            *(
                of(loan and getattr(loan, name), 0.0)
                for name in ("gearing", "coverage", "building_margin", "margin", "tenor", "fee", "reserve", "lock_up")
            ),
            of(loan and loan.sweep, 0.0),
            of(loan and loan.covenant, 0.0),
            of(own and own.share, 0.0),
            of(own and own.interest, 0.0),
            of(tax and tax.rate, 0.0),
            of(tax and tax.losses_used, 0.0),
            of(tax and tax.losses_limit, 1.0),
            of(tax and tax.five_years, 0.0),
            of(tax and tax.fifteen_years, 0.0),
            of(tax and tax.bonus, 0.0),
        ]


def _generation(number: int) -> str:
    return "chips" if number == 0 else f"chips, generation {number + 1}"


def _nothing(left_out: dict[str, str]) -> str:
    why = "; ".join(f"{site}: {words}" for site, words in left_out.items()) or "no phase belongs to the programme"
    return f"no campus can be financed: {why}\n  write: companies.yaml and contracts.yaml, as in programmes/small"
