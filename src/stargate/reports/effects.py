"""What one more unit of each figure does to an expected return: for the page of financing."""

from dataclasses import dataclass

from stargate.futures.gradient import Gradient, Slope
from stargate.programme.programme import Programme
from stargate.reports.causes import name_of

_SURE = 3  # standard errors
_MOST = 12


@dataclass(frozen=True)
class Effect:
    """What one more unit of a figure does, everything else equal."""

    address: str
    name: str
    text: str  #: the figure as written
    step: str  #: what is read as one more
    effect: float  #: change of the expected outcome
    error: float  #: Monte Carlo standard error of it
    assumed: bool


@dataclass(frozen=True)
class Effects:
    """The figures that move an expected outcome most."""

    title: str
    subtitle: str
    note: str
    unit: str
    rows: list[Effect]


def effects(found: Gradient, programme: Programme, what: str) -> Effects:
    """The largest slopes of a return; `what` it is, in words."""
    sure = [slope for slope in found.slopes if abs(slope.value) > _SURE * slope.error]
    rows = [_effect(slope, programme) for slope in sure[:_MOST]]
    notes = [f"{note[0].upper()}{note[1:]}." for note in found.notes]
    return Effects(
        title=_title(rows, what, found.unit),
        subtitle=f"Change of the expected {what}, in {found.unit}, for one more unit of a figure, everything else "
        "equal",
        note=" ".join(
            [
                f"What is less than {_SURE} standard errors is left out, {len(sure) - len(rows)} smaller ones too.",
                *notes,
            ]
        ),
        unit=found.unit,
        rows=rows,
    )


def _effect(slope: Slope, programme: Programme) -> Effect:
    figure = programme[slope.address]
    return Effect(
        address=slope.address,
        name=name_of(programme, slope.address),
        text=figure.text(),
        step=slope.step_text,
        effect=float(f"{slope.effect:.4g}"),
        error=float(f"{slope.error * slope.step:.2g}"),
        assumed=figure.assumed,
    )


def _title(rows: list[Effect], what: str, unit: str) -> str:
    if not rows:
        return f"No single figure moves the expected {what} beyond Monte Carlo error"
    first = rows[0]
    way = "lowers" if first.effect < 0 else "raises"
    return f"{first.name}: {first.step} more {way} the expected {what} by {abs(first.effect):.3g} {unit}"
