"""What holds of accelerators and models: names that exist, mixes that add up, no more than a hall can feed."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from stargate.compute.chip import PEAKS, Chip
from stargate.compute.language_model import LanguageModel
from stargate.errors import Problem
from stargate.programme.catalogue import catalogue
from stargate.programme.mistake import mistake, unknown
from stargate.programme.model import Contents
from stargate.programme.site import Phase
from stargate.quantity.figure import Figure

_ROUNDING = 1e-6
_LEAST = 0.01  # the quantile of a figure that is divided by
T = TypeVar("T", Chip, LanguageModel)


def chips_of(contents: Contents) -> Mapping[str, Chip]:
    """Accelerators by name: a programme's own before those of the catalogue."""
    return {**catalogue().chips, **contents.chips}


def lacks(phase: Phase, shelf: Mapping[str, Chip]) -> str:
    """What a phase lacks for its compute to be known, in words; nothing where it lacks nothing."""
    named = _named(phase)
    if not named:
        return "no chip is named"
    for name, share in phase.chips.items():
        if not share.has_value:
            return f"the share of {shelf[name].name} is not known"
    for name in (*named, *([phase.refresh] if phase.refresh else [])):
        for field, what in (("power", "power"), ("peak_8_bit", "8-bit peak")):
            if not known(getattr(shelf[name], field)):
                return f"the {what} of {shelf[name].name} is not known"
    return ""


def check_equipped(contents: Contents) -> Iterator[Problem]:
    """Chips exist and have power, mixes add up to all of a phase, and its hall can feed what it is said to have."""
    chips = chips_of(contents)
    for _, phase in contents.phases():
        yield from _phase(phase, chips)
    for supply in contents.supplies.values():
        yield from unknown(supply, "chip", [supply.chip] if supply.chip else [], chips, "chip")
    for name, chip in contents.chips.items():
        yield from _chip(name, chip, chips)


def _chip(name: str, chip: Chip, chips: Mapping[str, Chip]) -> Iterator[Problem]:
    yield from unknown(chip, "follows", [chip.follows] if chip.follows else [], chips, "chip")
    before, seen = chip.follows, {name}
    while before in chips and before not in seen:
        seen.add(before)
        before = chips[before].follows
    if before == name:
        yield mistake(chip, "follows", "it follows itself", "the accelerator of the generation before, or leave it out")
    if not known(chip.power):
        example = "power: 1_800 to 2_500 W [source-key]"
        yield mistake(chip, "power", "nobody knows how many of it a hall can feed", example)
    elif chip.power is not None and chip.power.quantile(_LEAST) <= 0:
        yield mistake(chip, "power", "this may be nought, and is divided by", "power: 1_800 to 2_500 W [source-key]")
    yield from _peaks(chip)


def _peaks(chip: Chip) -> Iterator[Problem]:
    figures = {bits: getattr(chip, peak) for bits, peak in PEAKS.items()}
    peaks = {bits: figure.p50 for bits, figure in figures.items() if known(figure)}
    if not peaks:
        yield mistake(chip, "peak_8_bit", "it computes nothing, at no precision", "peak_8_bit: 5 PFLOP/s [source-key]")
    if 16 in peaks and 8 in peaks and peaks[8] < peaks[16] * (1 - _ROUNDING):
        wrong = f"at 8 bits it reaches {peaks[8]:g} PFLOP/s, less than the {peaks[16]:g} at 16"
        yield mistake(chip, "peak_8_bit", wrong, "its dense peak in 8-bit floating point, not that of integers")


def _named(phase: Phase) -> list[str]:
    return [*([phase.chip] if phase.chip else []), *phase.chips]


def _phase(phase: Phase, chips: Mapping[str, Chip]) -> Iterator[Problem]:
    named = _named(phase)
    yield from unknown(phase, "chip", [phase.chip] if phase.chip else [], chips, "chip")
    yield from unknown(phase, "chips", phase.chips, chips, "chip")
    yield from unknown(phase, "refresh", [phase.refresh] if phase.refresh else [], chips, "chip")
    if phase.chip and phase.chips:
        yield mistake(phase, "chips", "a phase has one chip or a mix", "either chip or chips")
    if phase.chips:
        yield from _mix(phase)
    if phase.accelerators is not None and all(name in chips for name in named):
        yield from _fits(phase, [chips[name] for name in named])


def _mix(phase: Phase) -> Iterator[Problem]:
    for name, share in phase.chips.items():
        if share.known and not share.has_value:
            yield mistake(phase, "chips", f"the share of {name} has no value", f"{name}: 40% [assumed]")
        elif share.known and share.p50 <= 0:
            yield mistake(phase, "chips", f"the share of {name} is nought", f"{name}: 40% [assumed], or leave it out")
    total = sum(share.p50 for share in phase.chips.values() if share.has_value)
    if all(share.has_value for share in phase.chips.values()) and abs(total - 1) > _ROUNDING:
        wrong = f"the mix adds up to {100 * total:.4g}% of its IT load"
        yield mistake(phase, "chips", wrong, "shares whose medians add up to 100%")


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
