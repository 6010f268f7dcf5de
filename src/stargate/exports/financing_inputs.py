"""Every input of a financing's workbook, once: its value, unit, address and what the programme says of it."""

from collections.abc import Mapping
from datetime import date
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from stargate.exports.workbook import Book, Kind, Role, put, put_formula
from stargate.financing.depreciation import FIFTEEN, FIVE, STRAIGHT, YEARS
from stargate.financing.result import Financing
from stargate.quantity.figure import Figure

SHEET = "Inputs"
HEADER = ("Input", "Value", "Unit", "P10", "P90", "Address", "The programme says")
WIDTHS = (52, 14, 15, 12, 12, 56, 70)
_TOP = 3  # row of the header
_NOBODY = "Where no contract says"
_TABLES = {"five": FIVE, "fifteen": FIFTEEN, "straight": STRAIGHT}  # shares of cost by year of depreciation
_CHOICES = ["sculpted", "level", "even"]


class Input(NamedTuple):
    """A line of the sheet."""

    section: str
    words: str
    value: float | str | date
    unit: str
    address: str = ""
    said: str = ""
    span: tuple[float, float] | None = None  #: P10 and P90


class Inputs:
    """The inputs of a financing's case, gathered as blocks ask for them."""

    def __init__(self, found: Financing) -> None:
        self.case, self.made = found.case, found.model
        self.start = date.fromisoformat(found.futures.programme.contents.start)
        self.at_medians = found.futures.at_medians
        self.lines: dict[str, Input] = {}
        self.rows: dict[str, int] = {}
        self.general = self._general()

    def _general(self) -> dict[str, str]:
        made, section = self.made, "Programme"
        keys = {
            "in_start": self._given("start", Input(section, "Start of the programme", self.start, "date")),
            "in_as_of": self._given("as_of", Input(section, "As-of date, from the start", made.as_of, "months")),
            "in_first": self._given("first", Input(section, "First month, from the start", made.first_month, "months")),
        }
        columns = {"price_index": made.price_index, "base_rate": made.base_rate, "discount": made.discount}
        return keys | {f"in_{name}": self._column(name, column) for name, column in columns.items()}

    def phase(self, row: int) -> dict[str, str]:
        """Keys of the inputs of a phase of the model, by their names in formulas."""
        made, columns = self.made, self.made.by_phase
        unit = made.units[int(np.flatnonzero(made.phase_of == row)[0])]
        keys = {f"in_{name}": self._column(name, int(at[row])) for name, at in columns._asdict().items()}
        section, said = f"{phase_name(unit.name)}: its schedule", "result of the schedule, every figure at its median"
        for name, words, measure in _SCHEDULE:
            value = float(getattr(self.at_medians, name)[0, made.phases[row]])
            address = unit.phase if name == "ready" else f"{unit.phase}.{name}"
            line = Input(section, words, value, measure, address, said)
            keys[f"in_{name}"] = self._given(f"{unit.phase}.{name} in months", line)
        if not np.isnan(made.energy_cost[row]):
            words, said = "Cost of energy", "result of the year of operation"
            line = Input(section, words, float(made.energy_cost[row]), "USD/MWh of IT", f"sites.{unit.site}", said)
            keys["in_energy_cost"] = self._given(f"{unit.site}.energy_cost", line)
        return self.general | keys

    def unit(self, row: int) -> dict[str, str]:
        """Keys of the inputs of a unit of the model, by their names in formulas."""
        made, unit = self.made, self.made.units[row]
        keys = {f"in_{name}": self._column(name, int(at[row])) for name, at in made.by_unit._asdict().items()}
        loan = made.terms[unit.site].loan[unit.use]
        address, kind = (f"{loan.address}.repayment", loan.repayment.value) if loan else ("", "level")
        line = Input(section_of(address), f"repayment: {', '.join(_CHOICES)}", kind, "", address)
        keys["in_repayment"] = self._given(address or "no repayment", line)
        if not np.isnan(made.price_month[row]):
            month = float(made.price_month[row])
            line = Input("Programme", "Month of the prices of costs, from the start", month, "months")
            keys["in_price_month"] = self._given(f"prices {month}", line)
        return self.phase(int(made.phase_of[row])) | keys

    def share(self, owner: str, company: str, share: float) -> str:
        """The key of what an owner holds of a company at last."""
        line = Input("Owners", f"{owner}, of {company}", share, "share", f"companies.{company}.owners")
        return self._given(f"{owner} of {company}", line)

    def _column(self, name: str, column: int) -> str:
        """The key of a column of the model: of a figure, or of a plain number where no contract says."""
        value = float(self.case.values[0, column])
        if column < 0:
            return self._given(f"{name} {value}", Input(_NOBODY, name.replace("_", " "), value, ""))
        figure = self.made.columns.figures[column]
        return self._given(figure.address, _line(figure, value))

    def _given(self, key: str, line: Input) -> str:
        self.lines.setdefault(key, line)
        return key

    def place(self) -> int:
        """Gives each input its row, section by section; the row after the last."""
        sections: dict[str, list[str]] = {}
        for key, line in self.lines.items():
            sections.setdefault(line.section, []).append(key)
        at = _TOP + 1
        for keys in sections.values():
            at += 1
            for key in keys:
                self.rows[key] = at
                at += 1
            at += 1
        return at

    def cells(self, names: Mapping[str, str]) -> dict[str, str]:
        """Cells by names in formulas, with the tables of depreciation."""
        top, tables = self._table(), {}
        for i, name in enumerate(_TABLES):
            for kind, column in (("rate", "BDF"[i]), ("sum", "CEG"[i])):
                tables[f"in_{name}_{kind}"] = f"{SHEET}!${column}${top + 1}:${column}${top + YEARS}"
        return tables | {name: f"{SHEET}!$B${self.rows[key] + 1}" for name, key in names.items()}

    def values(self, names: Mapping[str, str]) -> dict[str, Any]:
        """Values by names in formulas, with the tables of depreciation."""
        tables = {}
        for name, shares in _TABLES.items():
            rates = [*shares, *[0.0] * (YEARS - len(shares))]
            tables |= {f"in_{name}_rate": rates, f"in_{name}_sum": [*accumulate(rates[:-1], initial=0.0)]}
        return tables | {name: self.lines[key].value for name, key in names.items()}

    def _table(self) -> int:
        return max(self.rows.values()) + 5

    def write(self, book: Book, sheet: Worksheet) -> None:
        """Writes the sheet, which has its header."""
        put(sheet, 0, 0, "Inputs", book.look(Role.TITLE))
        words = (
            "Blue cells may be changed: all sheets follow. Each figure stands at its median; P10 and P90 are its range."
        )
        put(sheet, 1, 0, words, book.look())
        section = ""
        for key, row in self.rows.items():
            line = self.lines[key]
            if line.section != section:
                section = line.section
                put(sheet, row - 1, 0, section, book.look(bold=True, top=1))
            self._write(book, sheet, row, line)
        self._write_tables(book, sheet)

    def _write(self, book: Book, sheet: Worksheet, row: int, line: Input) -> None:
        kind = kind_of(line.unit)
        put(sheet, row, 0, line.words, book.look(indent=1))
        plain = {"num_format": "#,##0.######"} if kind is Kind.GENERAL and not isinstance(line.value, str) else {}
        put(sheet, row, 1, line.value, book.look(Role.INPUT, kind, align="right", **plain))
        for column, value in enumerate((line.unit, *(line.span or (None, None)), line.address, line.said), 2):
            put(sheet, row, column, value, book.look(Role.FACT, kind if column in (3, 4) else Kind.GENERAL))
        sheet.data_validation(row, 1, row, 1, _rule(line))

    def _write_tables(self, book: Book, sheet: Worksheet) -> None:
        top = self._table()
        put(
            sheet,
            top - 2,
            0,
            "MACRS, half-year convention: IRS Publication 946, table A-1",
            book.look(bold=True, top=1),
        )
        heads = ["Year from completion", *(each for kind in (5, 15, 39) for each in (f"{kind}-year", "sum before it"))]
        for column, head in enumerate(heads):
            put(sheet, top - 1, column, head, book.look(Role.HEADER))
        shares, sums = (book.look(role, Kind.PERCENT, num_format="0.00%") for role in (Role.INPUT, Role.FORMULA))
        for column, values in enumerate(self.values({}).values(), 1):
            rate = xl_col_to_name(column - 1)
            for year, value in enumerate(values):
                at = top + year
                put(sheet, at, 0, float(year + 1), book.look(align="left", indent=1))
                if column % 2:
                    put(sheet, at, column, value, shares)
                else:
                    text = f"={xl_col_to_name(column)}{at}+{rate}{at}" if year else "=0"
                    put_formula(sheet, at, column, text, sums, value)


_SCHEDULE = (
    ("ready", "First building takes load, from the start", "months"),
    ("cadence", "From one building to the next", "months"),
    ("ramp", "Ramp of a building", "months"),
    ("it_power", "IT load", "IT MW"),
)


def _line(figure: Figure, value: float) -> Input:
    name = figure.address.rpartition(".")[2]
    unit = figure.unit or ("share" if figure.dimension.name == "share" else "")
    span = (figure.p10, figure.p90) if figure.uncertain else None
    return Input(section_of(figure.address), name.replace("_", " "), value, unit, figure.address, figure.text(), span)


def section_of(address: str) -> str:
    """What stands above the inputs of one owner."""
    owner = address.rpartition(".")[0]
    return owner.replace("_", " ").replace(".", ", ") or ("Programme" if address else _NOBODY)


def phase_name(unit: str) -> str:
    """The name of the phase of a unit."""
    return unit.rpartition(": ")[0]


def kind_of(unit: str) -> Kind:
    """How a value of a unit is shown."""
    kinds = {"share": Kind.PERCENT, "1/year": Kind.PERCENT, "date": Kind.DATE}
    return kinds.get(unit, Kind.GENERAL)


def _rule(line: Input) -> dict[str, Any]:
    """What a cell takes: no text in a number, no share above 100%."""
    told = {"error_title": "This is no value of this input"}
    if isinstance(line.value, str):
        return told | {"validate": "list", "source": _CHOICES}
    if isinstance(line.value, date):
        return told | {"validate": "date", "criteria": ">=", "value": date(1990, 1, 1)}
    if line.unit == "share":
        return told | {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
    return told | {"validate": "decimal", "criteria": "between", "minimum": -1e9, "maximum": 1e9}
