"""Levelised cost of compute by chip (K4): an hour of an accelerator, of an H100e, an EFLOP, a million tokens.

An hour of work costs what `financing.own` has. What is bought with an accelerator is told by its own price where that
is known, and by the programme's cost of computers per IT power where it is not:

    B = p (1 + b)
    B = P C

with p its price, b what servers, network and storage add to it as a part of it, and C the programme's cost. An
accelerator of h H100 equivalents (its dense 8-bit peak over 1.979 PFLOP/s) makes an H100e-hour cost own / h. With an
MFU taken of that 8-bit peak, an H100 equivalent does 3600 x 1.979e15 MFU operations an hour: 1e18 of them, an EFLOP,
cost own / (h 7.12 MFU). A million tokens cost own / (0.0036 y), with y the tokens a second that an accelerator at work
makes. Nothing is sold at the end, and nothing taxed. The first row of every array is the future with every figure at
its median.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from stargate.compute.chip import H100E_PEAK, Chip
from stargate.errors import StargateError
from stargate.financing.own import Hosting, OwnCost, figures_of_hosting, hosting, with_cost_of_capital
from stargate.futures.drawn import Drawn, Range
from stargate.programme.equipped import chips_of, known
from stargate.quantity.figure import Figure

if TYPE_CHECKING:
    from stargate.futures.result import Futures
    from stargate.programme.programme import Programme

BY_PRICE = "its own price, servers and network added"
BY_POWER = "the programme's cost of computers per IT power"
_EFLOP_PER_HOUR = H100E_PEAK * 3.6  # of an H100e at its 8-bit peak
_NEEDED = {"power": ("power", "1_800 to 2_500 W"), "8-bit peak": ("peak_8_bit", "5 PFLOP/s")}
_PARTS = {
    "chips": "chips, servers and network",
    "shell": "shell",
    "operation": "operation",
    "electricity": "electricity",
}


@dataclass(frozen=True)
class ChipCost:
    """What an accelerator of one's own costs at work."""

    chip: str  #: its name in the catalogue or the programme
    title: str  #: the chip's
    basis: str  #: what its cost rests on: `BY_PRICE` or `BY_POWER`
    bought: Float[np.ndarray, " row"] = field(repr=False)  #: with servers and network [USD/accelerator]
    h100e: Float[np.ndarray, " row"] = field(repr=False)  #: H100 equivalents of an accelerator
    hour: OwnCost = field(repr=False)  #: of an hour in which it works, idle hours paid with it
    busy: OwnCost = field(repr=False)  #: of an hour, if it worked all the time: total cost of ownership as published
    mfu: Float[np.ndarray, " row"] | None = field(repr=False)  #: of the dense 8-bit peak; None where it is not known

    @property
    def per_h100e_hour(self) -> Float[np.ndarray, " row"]:
        """[USD/H100e/h]"""
        return self.hour.total / self.h100e

    @property
    def per_eflop(self) -> Float[np.ndarray, " row"] | None:
        """Of 1e18 useful operations [USD]; None where no MFU is known."""
        return None if self.mfu is None else per_eflop(self.per_h100e_hour, self.mfu)

    @property
    def waterfall(self) -> dict[str, Float[np.ndarray, " row"]]:
        """What the cost of an H100e-hour is made of [USD/H100e/h]."""
        return {part: getattr(self.hour, part) / self.h100e for part in OwnCost._fields}

    def per_million_tokens(self, rate: Float[np.ndarray, "*row"] | float) -> Float[np.ndarray, " row"]:
        """Of a million tokens, at so many tokens a second of one accelerator at work [USD]."""
        return self.hour.total / (np.asarray(rate) * 3600 / 1e6)


@dataclass(frozen=True)
class ChipCosts:
    """Every chip of which power, 8-bit peak and cost are known."""

    chips: dict[str, ChipCost]  #: by name
    left_out: dict[str, str]  #: others, and why
    offers: dict[str, Float[np.ndarray, " row"]]  #: what clouds ask, by title [USD/H100e/h]
    drawn: Drawn = field(repr=False)  #: their figures


def cost_of_chips(futures: "Futures", names: Sequence[str] = (), site: str = "") -> ChipCosts:
    """What an hour of each chip costs on a campus of one's own; of all there are where none is named.

    At a campus, shell and computers cost what they do there. Raises StargateError where the programme says nothing of
    own capacity or of its cost of capital, and where a chip that is named is not known well enough, or no campus is.
    """
    programme = futures.programme
    contents, record = programme.contents, programme.contents.make_or_buy
    if record is None:
        raise StargateError(
            f"{programme.name} does not say what it costs to run accelerators\n"
            "  write: make_or_buy.yaml, as in programmes/small"
        )
    with_cost_of_capital(programme, record)
    if site and site not in contents.sites:
        raise StargateError(f"no campus {site!r}\n  write: {' or '.join(sorted(contents.sites))}")
    chips, left_out = _chosen(programme, names)
    costs = contents.costs.at(contents.sites[site].costs if site else None)
    shelf = chips_of(contents)
    rented = [shelf[offer.chip].peak_8_bit for offer in record.offers.values()]
    measured = [f for c in chips.values() for f in (c.power, c.peak_8_bit, c.price, c.beside)]
    drawn = Drawn([*figures_of_hosting(contents, record, costs), *filter(known, [*measured, *rented])], futures)
    campus = hosting(contents, record, costs, drawn)
    mfu = drawn(record.mfu) if known(record.mfu) else None
    return ChipCosts(
        chips={
            name: _cost(name, chip, _bought(chip, campus, drawn, contents.price_index), campus, drawn, mfu)
            for name, chip in chips.items()
        },
        left_out=left_out,
        offers={
            offer.title: drawn.today(offer.price, contents.price_index) * H100E_PEAK / drawn(peak)
            for offer, peak in zip(record.offers.values(), rented, strict=True)
        },
        drawn=drawn,
    )


def per_eflop(per_h100e_hour: Float[np.ndarray, "*row"], mfu: Float[np.ndarray, "*row"]) -> Float[np.ndarray, "*row"]:
    """What 1e18 useful operations cost [USD], of an H100e-hour [USD] and the MFU of its dense 8-bit peak."""
    return per_h100e_hour / (_EFLOP_PER_HOUR * mfu)


def _chosen(programme: "Programme", names: Sequence[str]) -> tuple[dict[str, Chip], dict[str, str]]:
    """Chips whose cost can be told, and why the others' cannot."""
    shelf = chips_of(programme.contents)
    for name in names:
        if name not in shelf:
            raise StargateError(f"no chip is called {name!r}\n  write: {' or '.join(sorted(shelf))}")
    lacking = {
        name: f"what an hour of {shelf[name].name} costs cannot be told: its {' and '.join(lacks)} is not known"
        for name in names or shelf
        if (lacks := _lacks(shelf[name]))
    }
    if names and lacking:
        name = next(iter(lacking))
        field, example = _NEEDED[_lacks(shelf[name])[0]]
        raise StargateError(f"{lacking[name]}\n  write: {field}: {example} [source-key], in chips/{name}.yaml")
    return {name: shelf[name] for name in names or shelf if name not in lacking}, lacking


def _lacks(chip: Chip) -> list[str]:
    """What of a chip is not known that its cost needs."""
    return [words for words, (field, _) in _NEEDED.items() if not known(getattr(chip, field))]


def _bought(chip: Chip, campus: Hosting, drawn: Drawn, index: Figure) -> tuple[str, Float[np.ndarray, " row"]]:
    """What an accelerator costs with its part of servers and network [USD], and on what that rests."""
    if chip.price is not None and known(chip.price) and known(chip.beside):
        return BY_PRICE, 1e6 * drawn.today(chip.price, index) * (1 + drawn(chip.beside))
    return BY_POWER, drawn(chip.power) * campus.computers


def _cost(
    name: str,
    chip: Chip,
    bought: tuple[str, Float[np.ndarray, " row"]],
    campus: Hosting,
    drawn: Drawn,
    mfu: Float[np.ndarray, " row"] | None,
) -> ChipCost:
    basis, paid = bought
    watts = drawn(chip.power)
    return ChipCost(
        chip=name,
        title=chip.name,
        basis=basis,
        bought=paid,
        h100e=drawn(chip.peak_8_bit) / H100E_PEAK,
        hour=campus.hour(watts, paid, campus.use),
        busy=campus.hour(watts, paid, 1.0),
        mfu=mfu,
    )


def rows(found: ChipCosts) -> Iterator[tuple[str, str, str, Range]]:
    """What to print: of what, measure in words, its unit, and its range over futures."""
    tell = found.drawn.range
    for each in found.chips.values():
        title = f"{each.title}, by {each.basis}"
        yield title, "Hour of an accelerator, busy all the time", "USD/hour", tell(each.busy.total)
        yield title, "Hour of an accelerator at work", "USD/hour", tell(each.hour.total)
        for part, values in each.waterfall.items():
            yield title, f"of it {_PARTS[part]}", "USD/H100e/h", tell(values)
        yield title, "Levelised cost of compute", "USD/H100e/h", tell(each.per_h100e_hour)
        if each.per_eflop is not None:
            yield title, "of 1e18 useful operations", "USD/EFLOP", tell(each.per_eflop)
    for title, price in found.offers.items():
        yield title, "Price of compute", "USD/H100e/h", tell(price)
