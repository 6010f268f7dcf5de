"""Accelerators that a plan may buy, by GW of IT load (K1).

One that draws P watts with its servers makes 10^9 / P of them a GW, of v / 1.979 H100 equivalents each, where v is its
dense 8-bit peak [PFLOP/s]; it costs its price and what stands beside it, or the programme's cost of compute where one
of them is not known. From a year after the newest of a supply ships on, that supply brings what has no name yet: the
best of what follows any of its accelerators, at the same cost of a GW and (1 + p)^t times as much compute by watt t
years after that one shipped, p being `chip_progress`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from stargate.compute.chip import H100E_PEAK, Chip
from stargate.planning.horizon import Horizon
from stargate.planning.prices import Prices
from stargate.programme.equipped import chips_of, known, lacks
from stargate.programme.planning import ChipOption, Planning
from stargate.programme.programme import Programme
from stargate.programme.site import Phase
from stargate.quantity.figure import value


@dataclass(frozen=True)
class Sold:
    """An accelerator on offer."""

    name: str
    address: str
    option: ChipOption = field(repr=False)
    chip: Chip = field(repr=False)
    first: float  #: when it ships in volume [month]
    compute: float  #: [m H100e/IT GW]
    only: int | None = None  #: the year of the plan in which it is sold; all from the first where None


def compute_of(chip: Chip) -> float:
    """H100 equivalents of an IT GW of an accelerator [m H100e/IT GW]."""
    assert chip.power is not None  # those without are refused or left out before
    assert chip.peak_8_bit is not None
    return chip.peak_8_bit.p50 / H100E_PEAK / chip.power.p50 * 1e9 * 1e-6


def sold(planning: Planning, programme: Programme, horizon: Horizon) -> tuple[Sold, ...]:
    """Accelerators with a name, then those that follow the newest of each supply, year by year."""
    shelf, zero = chips_of(programme.contents), programme.month_zero
    named = []
    for name, option in planning.chips.items():
        first = option.first or shelf[name].first_volume
        assert first is not None  # checked when it is read
        named.append(Sold(name, option.address, option, shelf[name], first.p50 - zero, compute_of(shelf[name])))
    progress = value(programme.contents.chip_progress)
    later = [] if progress is None else list(_following(named, progress, horizon))
    return (*named, *later)


def _following(named: Sequence[Sold], progress: float, horizon: Horizon) -> Iterator[Sold]:
    """What each supply brings, year by year, once its newest has shipped for a year: the best that follows of any."""
    for limit in dict.fromkeys(one.option.limit for one in named):
        mine = [one for one in named if one.option.limit == limit]
        begin = max(one.first for one in mine) + 12
        for year, middle in enumerate(horizon.middles):
            if middle >= begin:
                found = {one.name: one.compute * (1 + progress) ** ((middle - one.first) / 12) for one in mine}
                best = max(mine, key=lambda one: found[one.name])
                name = f"{best.name}.{horizon.first_year + year}"
                yield replace(best, name=name, compute=found[best.name], only=year)


def chip_cost(chip: Chip, programme: Programme, prices: Prices, month: float) -> float:
    """Of an IT GW [USD m]."""
    if known(chip.price) and known(chip.beside):
        assert chip.price is not None
        assert chip.power is not None
        return prices.paid(chip.price, month) * (1 + (value(chip.beside) or 0.0)) / chip.power.p50 * 1e9
    return prices.paid(programme.contents.costs.compute, month) * 1e3


def held(phase: Phase, month: float, shelf: Mapping[str, Chip], month_zero: float) -> float:
    """Compute of an IT GW of a phase that is filled in a month [m H100e/IT GW]; nought where no chip is known.

    What has not shipped by then gives way to the accelerator before it.
    """
    if lacks(phase, shelf):
        return 0.0
    shares = {phase.chip: 1.0} if phase.chip else {name: share.p50 for name, share in phase.chips.items()}
    each = {name: compute_of(_shipped(name, month, shelf, month_zero)) for name in shares}
    return sum(share * each[name] for name, share in shares.items()) / sum(shares.values())


def _shipped(name: str, month: float, shelf: Mapping[str, Chip], month_zero: float) -> Chip:
    chip = shelf[name]
    while chip.follows and (first := value(chip.first_volume)) is not None and first - month_zero > month:
        if not (known(shelf[chip.follows].power) and known(shelf[chip.follows].peak_8_bit)):
            break
        chip = shelf[chip.follows]
    return chip
