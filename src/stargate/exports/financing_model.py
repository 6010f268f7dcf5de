"""The blocks of a financing's workbook: the programme, its phases, their units, companies and who invests in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from stargate.errors import StargateError
from stargate.exports import financing_rows as rows
from stargate.exports import financing_statements as statements
from stargate.exports.financing_formulas import Row, Values
from stargate.exports.financing_grid import Block
from stargate.exports.financing_inputs import Inputs, phase_name
from stargate.financing.finance import ALL, PROJECT
from stargate.financing.irr import irr
from stargate.financing.result import Financing

_DOLLAR = 1e-6  # USD m
SPARE = 7  # months before and after those of a unit: six for dates that a reader moves, one for what is lost


@dataclass(frozen=True)
class Live:
    """All blocks of a workbook."""

    inputs: Inputs
    header: Mapping[str, Sequence[float]]
    programme: Block
    phases: tuple[Block, ...]
    units: dict[int, Block]  #: by row of the model
    companies: dict[str, Block]
    investors: dict[str, Block]


def live(found: Financing, site: str, factors: Mapping[str, tuple[str, float]]) -> Live:
    """The blocks of a case, of one campus or of all; `factors` are cells and values by their names in formulas.

    Raises StargateError where no phase of the campus is complete in the case.
    """
    made, case = found.model, found.case
    chosen = [u for u in case.real if site in ("", made.units[u].site)]
    if not chosen:
        sites = ", ".join(sorted({made.units[u].site for u in case.real}))
        where = f" of {site!r}" if site else ""
        raise StargateError(
            f"no phase{where} is complete in time with every figure at its median, and financed\n"
            f"  write: {f'one of {sites}' if sites else 'a later horizon'}"
        )
    inputs = Inputs(found)
    phases = list(dict.fromkeys(int(made.phase_of[u]) for u in chosen))
    for phase in phases:
        inputs.phase(phase)
    for unit in chosen:
        inputs.unit(unit)
    for owner, held in held_by(found, dict.fromkeys(made.units[u].company for u in chosen)).items():
        for company, share in held.items():
            inputs.share(owner, company, share)
    inputs.place()
    return _Builder(found, inputs, factors).live(phases, chosen)


class _Builder:
    def __init__(self, found: Financing, inputs: Inputs, factors: Mapping[str, tuple[str, float]]) -> None:
        self.found, self.made, self.case, self.inputs, self.factors = found, found.model, found.case, inputs, factors
        first, start = self.made.first_month, inputs.start
        months = np.arange(first, first + self.made.months)
        ends = (np.datetime64(start, "M") + months + 1).astype("datetime64[D]") - 1
        days = (ends - np.datetime64("1899-12-30")).astype(float)
        years = ends.astype("datetime64[Y]").astype(int) + 1970
        self.header = {"month": months.tolist(), "date": days.tolist(), "year": years.tolist()}

    def live(self, phases: list[int], chosen: list[int]) -> Live:
        whole = range(self.made.months)
        programme = self._block("Programme", {"Timing": rows.ALL}, whole, self.inputs.general, None)
        of_phase = {
            phase: self._phase(phase, [u for u in chosen if self.made.phase_of[u] == phase], programme)
            for phase in phases
        }
        units = {u: self._unit(u, of_phase[int(self.made.phase_of[u])]) for u in chosen}
        for unit, block in units.items():
            self._hold_against_engine(unit, block)
        companies = self._companies(units, programme)
        investors = self._investors(units, companies, programme)
        return Live(self.inputs, self.header, programme, tuple(of_phase.values()), units, companies, investors)

    def _phase(self, phase: int, units: list[int], programme: Block) -> Block:
        made = self.made
        spans = [self._months(u) for u in units]
        months = range(min(s.start for s in spans), max(s.stop for s in spans))
        of = rows.phase(int(made.buildings[phase]), bool(made.hourly[phase]), not np.isnan(made.energy_cost[phase]))
        title = phase_name(made.units[units[0]].name)
        return self._block(title, of, months, self.inputs.phase(phase), programme)

    def _unit(self, unit: int, phase: Block) -> Block:
        made, of = self.made, self.made.units[unit]
        repriced = not np.isnan(made.price_month[unit])
        content = rows.unit(bool(made.is_shell[unit]), of.generation, bool(made.final[unit]), repriced)
        return self._block(of.name, content, self._months(unit), self.inputs.unit(unit), phase)

    def _block(
        self,
        title: str,
        content: Mapping[str, Sequence[Row]],
        months: range,
        keys: Mapping[str, str],
        above: Block | None,
        members: Sequence[Block] = (),
    ) -> Block:
        values = self.inputs.values(keys) | {name: value for name, (_, value) in self.factors.items()}
        cells = self.inputs.cells(keys) | {name: cell for name, (cell, _) in self.factors.items()}
        every = [row for part in content.values() for row in part]
        inside, over = [member.values for member in members], None if above is None else above.values
        return Block(title, content, Values(every, months, values, self.header, inside, over), cells, members, above)

    def _months(self, unit: int) -> range:
        """Columns from the first to the last month in which anything moves, and some to spare."""
        made, case = self.made, self.case
        moves = np.zeros(made.months, dtype=bool)
        for entries in (*case.ledger, *case.operating):
            entry = np.asarray(entries)[:, unit]
            moves |= np.abs(entry) > 1e-9 * max(1.0, float(np.abs(entry).max()))
        found = np.flatnonzero(moves)
        first = min(int(found[0]), int(case.terms.conversion[unit]) - 2) if len(found) else 0
        last = int(found[-1]) if len(found) else made.months - 1
        return range(max(0, first - SPARE), min(made.months, last + 1 + SPARE))

    def _hold_against_engine(self, unit: int, block: Block) -> None:
        """Raises where a formula does not give what the engine does: a contract may have what formulas do not know."""
        months = block.values.months
        for name, entries in self.case.ledger._asdict().items():
            apart = np.array(entries[:, unit])
            apart[months.start : months.stop] -= block.values.every(name)
            if (most := np.abs(apart).max()) > _DOLLAR:
                raise StargateError(
                    f"{block.title}: the formulas of {name} differ from the engine by {most:.2g} USD m; this is a "
                    "fault of stargate\n  write: to its maintainers, with the programme"
                )

    def _companies(self, units: dict[int, Block], programme: Block) -> dict[str, Block]:
        members: dict[str, list[Block]] = {}
        for unit, block in units.items():
            members.setdefault(self.made.units[unit].company, []).append(block)
        names = self.found.futures.programme.contents.companies
        return {name: self._sums(names[name].name, statements.company(), of, programme) for name, of in members.items()}

    def _sums(
        self, title: str, content: Mapping[str, Sequence[Row]], members: Sequence[Block], programme: Block
    ) -> Block:
        """A block over all months that adds up others."""
        return self._block(title, content, range(self.made.months), self.inputs.general, programme, members)

    def _investors(self, units: dict[int, Block], companies: dict[str, Block], programme: Block) -> dict[str, Block]:
        """Those whose returns the engine computes, by the engine's names."""
        every = list(companies.values())
        found = {
            ALL: self._investor("All owners", "each_flow", every, programme),
            PROJECT: self._investor("Project, before debt and tax", "each_project", every, programme),
        }
        for name, block in companies.items():
            found[name] = self._investor(f"Owners of {block.title}", "of_0_flow", [block], programme)
        partners = self.found.futures.programme.contents.partners
        for owner, held in held_by(self.found, companies).items():
            keys = {f"in_share_{i}": self.inputs.share(owner, *each) for i, each in enumerate(held.items())}
            flow = " + ".join(f"in_share_{i}*of_{i}_flow" for i in range(len(held)))
            title = partners[owner].name if owner in partners else owner
            members = [companies[name] for name in held]
            found[owner] = self._investor(f"{title}, as owner", flow, members, programme, keys)
        for lender, members in self._lenders(units).items():
            title = partners[lender].name if lender in partners else lender
            name = lender if lender not in found else f"{lender}, as lender"
            found[name] = self._investor(f"{title}, as lender", statements.LENT, members, programme)
        return found

    def _lenders(self, units: dict[int, Block]) -> dict[str, list[Block]]:
        lenders: dict[str, list[Block]] = {}
        for row, block in units.items():
            unit = self.made.units[row]
            if loan := self.made.terms[unit.site].loan[unit.use]:
                lenders.setdefault(loan.lender, []).append(block)
        return lenders

    def _investor(
        self, title: str, flow: str, members: Sequence[Block], programme: Block, more: Mapping[str, str] | None = None
    ) -> Block:
        keys = self.inputs.general | dict(more or {})
        flows = {"Returns": [Row("flow", "", flow)]}
        paid = self._block(title, flows, range(self.made.months), keys, programme, members).values.every("flow")
        found = irr(paid)
        guess = 0.01 if found.rate is None else (1 + found.rate) ** (1 / 12) - 1
        content = statements.investor(flow, guess, "" if found.rate is not None else str(found.status))
        return self._block(title, content, range(self.made.months), keys, programme, members)


def held_by(found: Financing, companies: Iterable[str]) -> dict[str, dict[str, float]]:
    """What owners hold at last of each of some companies."""
    rows_of = {name: i for i, name in enumerate(found.companies)}
    held = {
        owner: {name: float(shares[rows_of[name]]) for name in companies if shares[rows_of[name]] > 0}
        for owner, shares in found.owners.items()
    }
    return {owner: shares for owner, shares in held.items() if shares}
