"""What holds of accelerators and models: names that exist, mixes that add up, no more than a hall can feed."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from stargate.compute.chip import Chip
from stargate.compute.language_model import LanguageModel
from stargate.errors import Problem
from stargate.programme.catalogue import catalogue
from stargate.programme.mistake import mistake, unknown
from stargate.programme.model import Contents
from stargate.programme.site import Phase
from stargate.quantity.figure import Figure

_ROUNDING = 1e-6
_PRECISIONS = ("peak_16_bit", "peak_8_bit", "peak_4_bit")
T = TypeVar("T", Chip, LanguageModel)


def chips_of(contents: Contents) -> Mapping[str, Chip]:
    """Accelerators by name: a programme's own before those of the catalogue."""
    return {**catalogue().chips, **contents.chips}


def check_equipped(contents: Contents) -> Iterator[Problem]:
    """Chips exist and have power, mixes add up to all of a phase, and its hall can feed what it is said to have."""
    chips = chips_of(contents)
    for _, phase in contents.phases():
        yield from _phase(phase, chips)
    for supply in contents.supplies.values():
        yield from unknown(supply, "chip", [supply.chip] if supply.chip else [], chips, "chip")
    for chip in contents.chips.values():
        yield from _chip(chip, chips)


def _chip(chip: Chip, chips: Mapping[str, Chip]) -> Iterator[Problem]:
    yield from unknown(chip, "follows", [chip.follows] if chip.follows else [], chips, "chip")
    if not known(chip.power):
        yield mistake(
            chip, "power", "nobody knows how many of it a hall can feed", "power: 1_800 to 2_500 W [source-key]"
        )
    if not any(known(getattr(chip, peak)) for peak in _PRECISIONS):
        yield mistake(chip, "peak_8_bit", "it computes nothing, at no precision", "peak_8_bit: 5 PFLOP/s [source-key]")


def _phase(phase: Phase, chips: Mapping[str, Chip]) -> Iterator[Problem]:
    named = [*([phase.chip] if phase.chip else []), *phase.chips]
    yield from unknown(phase, "chip", [phase.chip] if phase.chip else [], chips, "chip")
    yield from unknown(phase, "chips", phase.chips, chips, "chip")
    yield from unknown(phase, "refresh", [phase.refresh] if phase.refresh else [], chips, "chip")
    if phase.chip and phase.chips:
        yield mistake(phase, "chips", "a phase has one chip or a mix", "either chip or chips")
    shares = [share.p50 for share in phase.chips.values() if share.has_value]
    if phase.chips and len(shares) == len(phase.chips) and abs(sum(shares) - 1) > _ROUNDING:
        yield mistake(
            phase, "chips", f"the mix adds up to {sum(shares):.4g} of its IT load", "shares that add up to 100%"
        )
    if phase.accelerators is not None and all(name in chips for name in named):
        yield from _fits(phase, [chips[name] for name in named])


def _fits(phase: Phase, chips: list[Chip]) -> Iterator[Problem]:
    """Held against the least that each may draw, so that only what cannot be is refused."""
    number, watts = phase.accelerators, [chip.power.p10 for chip in chips if chip.power and known(chip.power)]
    if not chips:
        yield mistake(phase, "accelerators", "nothing says which they are", "chip: gb200")
        return
    if not known(number) or not known(phase.it_power) or len(watts) < len(chips):
        return
    assert number is not None
    most = phase.it_power.p90 * 1e6 / min(watts)
    if number.p10 > most * (1 + _ROUNDING):
        least = f"{min(watts):,.0f} W each take {number.p10 * min(watts) / 1e6:,.0f} MW"
        wrong = f"{number.p10:,.0f} accelerators of at least {least}, and its IT load is {phase.it_power.p90:,.0f} MW"
        yield mistake(phase, "accelerators", wrong, f"at most {most:,.0f} accelerators, or more it_power")


def known(figure: Figure | None) -> bool:
    """Whether a figure is there and has a value."""
    return figure is not None and figure.has_value
