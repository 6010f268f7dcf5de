"""What holds of accelerators and models: names that exist, mixes that add up, no more than a hall can feed."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from stargate.compute.chip import PEAKS, Chip
from stargate.compute.language_model import LanguageModel
from stargate.compute.transformer import shape_parameters, transformer
from stargate.errors import Problem
from stargate.programme.catalogue import catalogue
from stargate.programme.mistake import mistake, unknown
from stargate.programme.model import Contents
from stargate.programme.site import Phase
from stargate.quantity.figure import Figure

_ROUNDING = 1e-6
_LEAST = 0.01  # the quantile of a figure that is divided by
_APART = 0.1  # what a model's parameters and its shape may differ by: biases, and what is learnt of positions
_OF_CHIPS = {
    "power": "1_800 to 2_500 W",
    **dict.fromkeys(PEAKS.values(), "5 PFLOP/s"),
    "memory": "80 GB",
    "bandwidth": "3.35 TB/s",
    "domain": "8",
    "domain_bandwidth": "450 GB/s",
    "network_bandwidth": "50 GB/s",
    "failure_interval": "50_000 hours",
}
_SHAPE = {"parameters": "70 bn parameters", "layers": "80", "hidden": "8_192", "heads": "64"}
_SHAPE |= {"vocabulary": "128_000", "context": "8_192"}
_OF_MODELS = {
    **_SHAPE,
    "active": "37 bn parameters",
    "experts": "256",
    "chosen": "8",
    "key_value_heads": "8",
    "head_size": "128",
    "cache_width": "576",
    "feed_forward": "28_672",
    "feed_forward_matrices": "3",
    "tokens": "15 tn tokens",
}
_PARTS = (("active", "parameters"), ("chosen", "experts"))
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
    """Chips exist and have power, mixes add up, halls can feed what they are said to have, and models can be."""
    chips = chips_of(contents)
    for _, phase in contents.phases():
        yield from _phase(phase, chips)
    for supply in contents.supplies.values():
        yield from unknown(supply, "chip", [supply.chip] if supply.chip else [], chips, "chip")
    for name, chip in contents.chips.items():
        yield from _chip(name, chip, chips)
    for model in contents.models.values():
        yield from check_model(model)


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
    yield from _divided_by(chip)
    yield from _peaks(chip)


def _divided_by(noun: Chip | LanguageModel) -> Iterator[Problem]:
    """Figures that may be nought, where what they measure is divided by."""
    for field, example in (_OF_CHIPS if isinstance(noun, Chip) else _OF_MODELS).items():
        figure = getattr(noun, field)
        if known(figure) and figure.quantile(_LEAST) <= 0:
            yield mistake(noun, field, "this may be nought, and is divided by", f"{field}: {example} [source-key]")


def check_model(model: LanguageModel) -> Iterator[Problem]:
    """What a model's file says fits together: its parameters are those of its shape, so that no time comes of less."""
    wrong = [*_divided_by(model), *_more_than(model)]
    yield from wrong
    if wrong or model.active is not None or not all(known(getattr(model, field)) for field in _SHAPE):
        return
    least, most = (found / 1e9 for found in shape_parameters(transformer(model)))
    if not least * (1 - _APART) <= model.parameters.p50 <= most * (1 + _APART):
        apart = f"{model.parameters.p50:,.4g} bn parameters, and its layers and vocabulary make {most:,.4g}"
        others = "feed_forward, feed_forward_matrices, key_value_heads or head_size"
        yield mistake(model, "parameters", apart, f"{most:_.4g} bn parameters, or another {others}")


def _more_than(model: LanguageModel) -> Iterator[Problem]:
    """Parts that are no less than the whole."""
    for part, whole in _PARTS:
        one, all_of = getattr(model, part), getattr(model, whole)
        if known(one) and known(all_of) and one.p50 >= all_of.p50:
            instead = f"less than {all_of.text()}, or no {part} where a token passes all"
            yield mistake(model, part, f"a part of its {whole}, and no less", instead)
    shared, heads = model.key_value_heads, model.heads
    if known(shared) and known(heads) and shared.p50 > heads.p50:
        yield mistake(model, "key_value_heads", "more than its heads, which share them", f"at most {heads.text()}")


def _peaks(chip: Chip) -> Iterator[Problem]:
    figures = {bits: getattr(chip, peak) for bits, peak in PEAKS.items()}
    peaks = {bits: figure.p50 for bits, figure in figures.items() if known(figure)}
    if not peaks:
        yield mistake(chip, "peak_8_bit", "it computes nothing, at no precision", "peak_8_bit: 5 PFLOP/s [source-key]")
    if 16 in peaks and 8 in peaks and 0 < peaks[8] < peaks[16] * (1 - _ROUNDING):
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
