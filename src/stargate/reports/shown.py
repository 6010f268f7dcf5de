"""Figures and statements by address, as `stargate show` prints them."""

from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase

from stargate.errors import StargateError
from stargate.programme.programme import Programme


@dataclass(frozen=True)
class Shown:
    """A figure or statement with all its readings."""

    address: str
    text: str
    where: str
    readings: list[str]
    p10: float | None = None
    p50: float | None = None
    p90: float | None = None
    unit: str = ""

    def __str__(self) -> str:
        head = f"{self.address}\n  {self.text}  {self.where}"
        return head + "".join(f"\n    {reading}" for reading in self.readings if len(self.readings) > 1)


def shown(programme: Programme, pattern: str) -> list[Shown]:
    """Everything whose address is, lies below, or matches `pattern`.

    Raises StargateError where nothing does.
    """
    everything = {**programme.figures, **programme.statements}
    wanted = [a for a in everything if fnmatchcase(a, pattern) or a.startswith(f"{pattern}.")]
    if not wanted:
        heads = dict.fromkeys(address.partition(".")[0] for address in everything)
        near = get_close_matches(pattern, [*everything, *heads], 3, 0.6) or [f"one of {', '.join(heads)}"]
        raise StargateError(f"nothing has the address {pattern}\n  write: {' or '.join(near)}")
    return [_figure(programme, a) if a in programme.figures else _statement(programme, a) for a in wanted]


def _figure(programme: Programme, address: str) -> Shown:
    figure = programme.figures[address]
    readings = [f"{reading}  {reading.where}" for reading in figure.readings]
    if not figure.has_value:
        return Shown(address, figure.text(), figure.where, readings, unit=figure.unit)
    return Shown(address, figure.text(), figure.where, readings, figure.p10, figure.p50, figure.p90, figure.unit)


def _statement(programme: Programme, address: str) -> Shown:
    statement = programme.statements[address]
    return Shown(
        address,
        statement.text(),
        statement.where,
        [f"{r.text} [{', '.join(r.sources)}]  {r.where}" for r in statement.readings],
    )
