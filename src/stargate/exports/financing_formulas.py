"""Formulas said once, in names: each gives the text of every cell of its row, and the value that the cell has.

A formula is written as a spreadsheet writes it, functions in upper case, with names in lower case in place of cells:
`debt` is the row `debt` in the same month, or the one value of a row that has one; `debt.prev` and `debt.next` stand
for the month before and after, `debt.all` for all its months; `each_debt` is the sum of that row over the members of a
block, `of_2_debt` that of its third. Outside of its months a row is blank, which counts as nought.
"""

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from math import isnan, nan, prod
from typing import Any, NamedTuple

_NAME = re.compile(r'"[^"]*"|(?<![\w.])([a-z_][a-z0-9_]*)(?:\.(prev|next|all))?')  # or a text, which is left alone
_EQUALS = re.compile(r"(?<![<>=!])=(?!=)")
EACH = "each_"
MEMBER = re.compile(r"of_(\d+)_(.+)")
_SHIFT = {None: 0, "all": 0, "prev": -1, "next": 1}


class Ref(NamedTuple):
    """A name in a formula."""

    name: str
    shift: int  #: in months
    all: bool  #: every month of it


class Formula(NamedTuple):
    """A formula taken apart."""

    parts: tuple[str | Ref, ...]
    value: Callable[["Values", int], Any]  #: in a month
    backward: bool  #: whether it needs later months


@cache
def formula(text: str) -> Formula:
    """Takes a formula apart."""
    parts: list[str | Ref] = []
    end = 0
    for match in filter(lambda found: found[1], _NAME.finditer(text)):
        parts += [text[end : match.start()], Ref(match[1], _SHIFT[match[2]], match[2] == "all")]
        end = match.end()
    parts.append(text[end:])
    python = "".join(part if isinstance(part, str) else _call(part) for part in parts)
    python = _EQUALS.sub("==", python.replace("<>", "!=")).replace("^", "**")
    tree = _Lazy().visit(ast.parse(f"lambda values, month: ({python})", mode="eval"))
    value = eval(compile(ast.fix_missing_locations(tree), text, "eval"), dict(_FUNCTIONS))
    return Formula(tuple(parts), value, ".next" in text)


def _call(ref: Ref) -> str:
    return f"values.every({ref.name!r})" if ref.all else f"values.at({ref.name!r}, month + {ref.shift})"


class _Lazy(ast.NodeTransformer):
    """IF computes only the branch that counts, as a spreadsheet does."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "IF":
            test, then, other = node.args
            return ast.IfExp(test, then, other)
        return node


def _numbers(found: Sequence[Any]) -> list[float]:
    """Arguments of a function, ranges among them opened."""
    opened = [x for one in found for x in (one if isinstance(one, list) else (one,))]
    return [x for x in opened if not isinstance(x, str)]


def _sum_if(x: list[float], test: str) -> float:
    return sum(one for one in x if (one > 0 if test == ">0" else one < 0))


def _irr(flows: list[float], _guess: float) -> float:
    """The rate of one period; nan where there is none, or more than one."""
    from stargate.financing.irr import irr

    rate = irr(flows).rate
    return nan if rate is None else (1 + rate) ** (1 / 12) - 1


def _or_else(value: float, other: str) -> float | str:
    return other if isnan(value) else value


def _product(*ranges: list[float]) -> float:
    return sum(prod(row) for row in zip(*ranges, strict=True))


_FUNCTIONS: Mapping[str, Any] = {
    "__builtins__": {},
    "TRUE": True,
    "FALSE": False,
    "SUM": lambda *x: sum(_numbers(x)),
    "MIN": lambda *x: min(_numbers(x), default=0.0),
    "MAX": lambda *x: max(_numbers(x), default=0.0),
    "ABS": lambda x: [abs(one) for one in x] if isinstance(x, list) else abs(x),
    "INT": lambda x: float(x // 1),
    "AND": lambda *x: all(x),
    "OR": lambda *x: any(x),
    "SUMPRODUCT": _product,
    "SUMIF": _sum_if,
    "IRR": _irr,
    "IFERROR": _or_else,
    "INDEX": lambda x, place: x[int(place) - 1],
}


class Row(NamedTuple):
    """A row of a sheet; without a formula it is a heading."""

    name: str
    words: str
    formula: str = ""
    unit: str = "USD m"
    one: bool = False  #: whether it has one value, and not one a month
    sums: bool = True  #: whether its months add up to anything


def heading(words: str) -> Row:
    """Words above rows."""
    return Row("", words)


def one(name: str, words: str, formula: str, unit: str = "USD m") -> Row:
    """A row with one value."""
    return Row(name, words, formula, unit, one=True)


def rate(name: str, words: str, formula: str, unit: str) -> Row:
    """A row of months that do not add up."""
    return Row(name, words, formula, unit, sums=False)


def held(name: str, words: str, formula: str) -> Row:
    """A row of balances at the ends of months [USD m]."""
    return Row(name, words, formula, sums=False)


class Values:
    """What the rows of one block come to, computed where they are asked for."""

    def __init__(
        self,
        rows: Sequence[Row],
        months: range,
        inputs: Mapping[str, float],
        header: Mapping[str, Sequence[float]],
        members: "Sequence[Values]" = (),
        above: "Values | None" = None,
    ) -> None:
        self.rows = {row.name: row for row in rows if row.formula}
        self.months = months  #: columns in which the block has cells
        self.inputs, self.header, self.members, self.above = inputs, header, members, above
        self._formulas = {name: formula(row.formula) for name, row in self.rows.items()}
        self._known: dict[str, list[Any]] = {
            name: [None] * (1 if row.one else len(months)) for name, row in self.rows.items()
        }
        for name, row in self.rows.items():
            order = reversed(months) if self._formulas[name].backward else months
            for month in months[:1] if row.one else order:
                self.at(name, month)

    def at(self, name: str, month: int) -> Any:
        """The value of a row in a month, given as its column."""
        known = self._known.get(name)
        if known is None:
            return self._given(name, month)
        place = 0 if len(known) == 1 and self.rows[name].one else month - self.months.start
        if not 0 <= place < len(known):
            return 0.0
        if known[place] is None:
            known[place] = self._formulas[name].value(self, month)
        return known[place]

    def _given(self, name: str, month: int) -> Any:
        if name.startswith(EACH):
            own = name.removeprefix(EACH)
            return sum(member.at(own, month) for member in self.members if own in member.rows)
        if name in self.inputs:
            return self.inputs[name]
        if found := MEMBER.fullmatch(name):
            return self.members[int(found[1])].at(found[2], month)
        return self.header[name][month] if self.above is None else self.above.at(name, month)

    def every(self, name: str) -> list[float]:
        """All months of a row, or of an input that is a table."""
        return [self.at(name, month) for month in self.months]
