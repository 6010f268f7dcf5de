"""Ways to power a campus: what stands there, how much of it, and what a year of it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil

import numpy as np

from stargate.errors import Problem, ProgrammeError
from stargate.futures.instead import Lead, pending, waiting
from stargate.operations.operate import operate
from stargate.operations.site_year import SiteYear
from stargate.power.reliability import Units, least_units
from stargate.power.technology import Technology
from stargate.power.terms import BridgeTerms
from stargate.programme.catalogue import entry, technology
from stargate.programme.plan import announced
from stargate.programme.programme import Programme
from stargate.programme.read import texts
from stargate.programme.site import Power, Site
from stargate.programme.tree import tree_of
from stargate.programme.typed import typed
from stargate.quantity.figure import Figure
from stargate.quantity.units import MONTHS_PER_DAY
from stargate.schedule.activity import ActivityKind

ENGINES, CELLS, SOLAR, BATTERY = "gas_engines", "fuel_cells", "solar", "battery"
GRID_ONLY, BRIDGE, GAS, FUEL_CELLS, MIXED = "grid", "bridge", "gas", "fuel_cells", "solar"
_AMPLE = 3.0  # MW of connection for a MW of IT load: never short
_NEW = ActivityKind.GENERATION
_HOURS = 24 / MONTHS_PER_DAY  # of a month
Plant = tuple[Technology, float, float | None]  # with its MW, and MWh where it stores


@dataclass(frozen=True)
class Built:
    """A way to power the campus, with its year of hours."""

    year: SiteYear  #: its hours
    sizing: str  #: how much stands there, in words
    loss_of_load: float | None  #: expected from outages of units on site [h/year]; None on the grid
    capital: float  #: what stands on site costs to build [USD]
    fixed: float  #: its yearly cost without interest and repayment [USD/year]


class Ways:
    """The ways to power one campus: for all IT load that waits for power, or all of it where none does."""

    def __init__(self, programme: Programme, site: str, year: int, seed: int) -> None:
        self.site: Site = programme.contents.sites[site]
        self.terms = entry("bridge", "terms", BridgeTerms)
        self.waiting = waiting(self.site)
        self._programme, self._year, self._seed = _at_once(programme), year, seed
        self._known = texts(programme)[1]

    @cached_property
    def it_power(self) -> float:
        """IT load that is powered [IT MW]."""
        phases = self.waiting or self.site.phases.values()
        return sum(phase.it_power.p50 for phase in phases if phase.it_power.has_value)

    @property
    def planned(self) -> str:
        """What the campus's own activities amount to."""
        needed = {name for phase in self.waiting for name in phase.needs} & set(pending(self.site))
        kinds = {self.site.activities[name].kind for name in needed}
        if _NEW not in kinds or self._fed_by_the_grid:
            return GRID_ONLY
        said = str(self.site.power.option.value).lower() if self.site.power else ""
        own = FUEL_CELLS if "fuel cell" in said else MIXED if "solar" in said else GAS
        return BRIDGE if ActivityKind.GRID in kinds else own

    @property
    def _fed_by_the_grid(self) -> bool:
        """Whether the plants it waits for stand elsewhere: it has a connection, and operation runs nothing on site."""
        power = self.site.power
        if power is None or power.grid is None or not power.grid.has_value or power.grid.p50 <= 0:
            return False
        return not any(equipment.technology for equipment in power.equipment.values())

    def gives_up(self, way: str) -> list[str]:
        """Work on power that is left when the campus turns to `way`: what brings gas stays where gas is burnt."""
        left = {name: activity.kind for name, activity in pending(self.site).items()}
        kept = ActivityKind.GRID if way == GRID_ONLY else ActivityKind.FUEL
        return [name for name, kind in left.items() if kind != kept]

    def leads(self, way: str) -> list[Lead]:
        """Work that `way` needs, begun at the date of the programme; none where the campus has it in hand."""
        kinds = {activity.kind for activity in self.site.activities.values()}
        if way == GRID_ONLY:
            has_grid = ActivityKind.GRID in kinds
            return [] if has_grid else [Lead("asked_connection", ActivityKind.GRID, _written(self.terms.connection))]
        units = self.terms.fuel_cells if way == FUEL_CELLS else technology(ENGINES).lead_time
        leads = [
            Lead("ordered_units", _NEW, _written(units)),
            Lead("asked_permit", ActivityKind.PERMIT, _written(self.terms.air_permit)),
        ]
        if ActivityKind.FUEL not in kinds:
            leads.append(Lead("ordered_gas", ActivityKind.FUEL, _written(self.terms.gas_supply)))
        return leads

    @cached_property
    def on_grid(self) -> Built:
        """A connection for the highest load, curtailed as the campus's own is."""
        year = self._run(_grid(self.peak)) if self._curtailed else self._ample
        return Built(year, f"a connection of {self.peak:,.0f} grid MW", None, 0.0, 0.0)

    @property
    def peak(self) -> float:
        """The highest load of the year [facility MW]."""
        return float(self._ample.load.max())

    @cached_property
    def _ample(self) -> SiteYear:
        year = self._run(_grid(_AMPLE * self.it_power))
        if year.account["it_energy"] <= 0:
            work = self._programme.contents.workload
            assert work is not None
            wrong = f"no IT load of {self.site.address} runs, whatever power there is"
            instead = "a utilisation above 0%, lost load dearer than power, and phases with IT power"
            raise ProgrammeError([Problem(work.utilisation.where, "workload", wrong, instead)])
        return year

    @property
    def _curtailed(self) -> bool:
        power = self.site.power
        return power is not None and power.curtailed is not None and power.curtailed.has_value

    @cached_property
    def on_gas(self) -> Built:
        """Gas engines alone."""
        return self._island(technology(ENGINES))

    @cached_property
    def on_cells(self) -> Built:
        """Fuel cells alone."""
        return self._island(technology(CELLS))

    @cached_property
    def mixed(self) -> Built:
        """Gas engines that carry the load alone, and solar power and storage that save their fuel."""
        solar, power = (figure.p50 * self.peak for figure in (self.terms.solar, self.terms.storage))
        hours = self.terms.storage_duration.p50 * _HOURS
        text = _equipment(SOLAR, solar) + _equipment(BATTERY, power, energy=power * hours)
        words = f"{solar:,.0f} MW of solar power and {power:,.0f} MW of storage for {hours:.0f} hours, beside "
        beside = [(technology(SOLAR), solar, None), (technology(BATTERY), power, power * hours)]
        return self._island(technology(ENGINES), text, words, beside)

    def _island(
        self,
        firm: Technology,
        text: str = "",
        words: str = "",
        beside: Sequence[Plant] = (),
    ) -> Built:
        """Units without the grid: n + k of them, so that outages leave load unserved no longer than is wished.

        What they give in the worst hour at the campus's height counts; failures and maintenance are outages.
        """
        size, outage = firm.unit.p50, 1 - firm.availability
        wished = self.terms.loss_of_load.p50 * _HOURS
        count = least_units(Units(0, size, outage), self.peak, wished)
        year = self._run(_units(firm, count) + text)
        derate = _derate(year, firm, count)
        kept = least_units(Units(0, size * derate, outage), self.peak, wished)
        kept = max(kept, ceil(self.peak / (size * derate * firm.availability) - 1e-9))
        if kept != count:
            count, year = kept, self._run(_units(firm, kept) + text)
        need = ceil(self.peak / (size * derate) - 1e-9)
        plants = [(firm, count * size, None), *beside]
        return Built(
            year=year,
            sizing=f"{words}{count:,} {firm.name.replace('_', ' ')} of {size:g} MW, {count - need:,} of them spare",
            loss_of_load=year.loss_of_load,
            capital=sum(kind.capital(megawatts, energy) for kind, megawatts, energy in plants),
            fixed=sum(kind.fixed(megawatts, energy) for kind, megawatts, energy in plants),
        )

    def _run(self, equipment: str) -> SiteYear:
        """The year of the campus with this power."""
        own = self.site.power
        text = f"option: as this option has it [assumed]\n{equipment}"
        if not equipment.startswith("grid"):
            text = text.replace(equipment, "equipment:\n" + equipment)
        problems = []
        tree = tree_of(text, "--option", f"{self.site.address}.power", problems)
        power = typed(Power, tree, self._known, problems) if tree is not None else None
        if power is None or problems:
            raise ProgrammeError(problems)
        if own is not None:
            kept = {name: getattr(own, name) for name in ("curtailed", "curtailed_to", "contracts")}
            power = power.model_copy(update=kept)
        contents = self._programme.contents
        sites = {**contents.sites, self.site.id: self.site.model_copy(update={"power": power})}
        changed = replace(self._programme, contents=contents.model_copy(update={"sites": sites}))
        load = {self.site.id: [self.it_power] * 12}
        return operate(announced(changed), self._year, load, self._seed, only=self.site.id, threads=1).sites[0]


def _at_once(programme: Programme) -> Programme:
    """The programme whose work does not wait: that would be a second store, for which no fast dispatch is exact."""
    contents = programme.contents
    if contents.workload is None:
        return programme
    work = contents.workload.model_copy(update={"deferrable": None})
    return replace(programme, contents=contents.model_copy(update={"workload": work}))


def _written(figure: Figure) -> str:
    return str(figure.reading or figure.readings[0])


def _grid(megawatts: float) -> str:
    return f"grid: {megawatts:.6f} MW [assumed]\n"


def _units(of: Technology, count: int) -> str:
    return _equipment(of.name, count * of.unit.p50, units=count)


def _equipment(name: str, megawatts: float, units: int | None = None, energy: float | None = None) -> str:
    lines = [f"kind: {name} [assumed]", f"generation_power: {megawatts:.6f} MW [assumed]", f"technology: {name}"]
    lines += [f"units: {units} units [assumed]"] if units is not None else []
    lines += [f"energy: {energy:.6f} MWh [assumed]"] if energy is not None else []
    return f"  {name}:\n" + "".join(f"    {line}\n" for line in lines)


def _available(year: SiteYear, of: Technology) -> np.ndarray:
    return np.sum(
        [s.capacity for s, kind in zip(year.problem.sources, year.supply.kinds, strict=True) if kind == of.name], axis=0
    )


def _derate(year: SiteYear, of: Technology, count: int) -> float:
    """The least that units give in any hour, of what they are called, outages apart."""
    return min(1.0, float(_available(year, of).min()) / (count * of.unit.p50 * of.availability))
