"""Figures and statements by address, as `stargate show` prints them."""

from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase

from stargate.errors import StargateError
from stargate.programme.catalogue import classes_behind
from stargate.programme.programme import Programme
from stargate.quantity.figure import Figure
from stargate.quantity.notation import date_text
from stargate.quantity.units import DATE


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
    classes: tuple[str, ...] = ()  # that it is taken from

    def __str__(self) -> str:
        head = "\n".join([f"{self.address}\n  {self.text}  {self.where}", *(f"  {said}" for said in self.classes)])
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
    quantiles = (figure.p10, figure.p50, figure.p90)
    classes = tuple(classes_behind(figure, programme.contents.classes))
    classes = (_range(figure), *classes) if classes and figure.uncertain else classes
    return Shown(address, figure.text(), figure.where, readings, *quantiles, figure.unit, classes)


def _range(figure: Figure) -> str:
    """The range that a class gives a figure, which its notation does not show."""
    say = date_text if figure.dimension is DATE else "{:.3g}".format
    unit = "" if figure.dimension is DATE else f" {figure.unit}".rstrip()
    return f"{say(figure.p10)} to {say(figure.p90)}{unit}, median {say(figure.p50)}"


def _statement(programme: Programme, address: str) -> Shown:
    statement = programme.statements[address]
    return Shown(
        address,
        statement.text(),
        statement.where,
        [f"{r.text} [{', '.join(r.sources)}]  {r.where}" for r in statement.readings],
    )
