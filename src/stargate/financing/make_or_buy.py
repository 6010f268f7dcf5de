"""Own capacity against a cloud's (R40): levelised cost of an hour of compute (K4), and the use from which owning pays.

In use for a share u of the hours of a year, an hour of work of an accelerator of one's own costs own(u) = F / u + v
(`financing.own`). A cloud of price p that is paid for a share q of the idle hours too costs p (u + q (1 - u)) / u. Own
capacity is cheaper where F - p q + u (v - p (1 - q)) < 0, which is linear in u: on an interval, or nowhere. Chips
differ, so all is told per H100 equivalent: dense 8-bit peak over 1.979 PFLOP/s. Taxes and residual values are left to
`finance`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Float

from stargate.capital.make_or_buy import Offer
from stargate.compute.chip import H100E_PEAK, Chip
from stargate.financing.own import Hosting, OwnCost, figures_of_hosting, hosting, with_cost_of_capital
from stargate.futures.drawn import Drawn, Range, told_range
from stargate.futures.quantiles import mean
from stargate.programme.equipped import chips_of
from stargate.quantity.figure import Figure

if TYPE_CHECKING:
    from stargate.futures.result import Futures


@dataclass(frozen=True)
class Own:
    """Own capacity of one chip. The first row is the future at medians."""

    chip: str  #: its name in the catalogue
    title: str  #: the chip's
    cost: OwnCost = field(repr=False)  #: of an hour of an accelerator's work
    h100e: Float[np.ndarray, " row"] = field(repr=False)  #: H100 equivalents of an accelerator
    use: Float[np.ndarray, " row"] = field(repr=False)  #: share of hours in which it works
    capital: Float[np.ndarray, " row"] = field(repr=False)  #: invested in all [USD/accelerator]

    @property
    def levelised(self) -> Float[np.ndarray, " row"]:
        """[USD/H100e/h]"""
        return self.cost.total / self.h100e


@dataclass(frozen=True)
class Against:
    """Own capacity of one chip beside one offer. The first row is the future at medians."""

    own: Own  #: what is owned
    offer: Offer = field(repr=False)  #: what is rented instead
    name: str  #: of the offer
    price: Float[np.ndarray, " row"] = field(repr=False)  #: of an hour of work, idle hours paid with it [USD/H100e/h]
    lowest: Float[np.ndarray, " row"] = field(repr=False)  #: use from which owning is cheaper; infinity: none
    highest: Float[np.ndarray, " row"] = field(repr=False)  #: and up to which

    @property
    def saved(self) -> Float[np.ndarray, " row"]:
        """What an hour of own capacity saves; below nought it costs more [USD/H100e/h]."""
        return self.price - self.own.levelised


@dataclass(frozen=True)
class Choice:
    """Own capacity of each chip, and each beside what clouds ask."""

    own: tuple[Own, ...]  #: by chip
    against: tuple[Against, ...]  #: by chip and offer
    drawn: Drawn = field(repr=False)  #: their figures


def make_or_buy(futures: "Futures") -> Choice | None:
    """What an hour of compute costs on a campus of one's own and for rent; None where nothing of it is known.

    Raises ProgrammeError where the programme says nothing of its cost of capital.
    """
    contents = futures.programme.contents
    record = contents.make_or_buy
    if record is None:
        return None
    with_cost_of_capital(futures.programme, record)
    shelf = chips_of(contents)
    chips = {name: shelf[name] for name in (*record.chips, *(o.chip for o in record.offers.values()))}
    measured = [f for c in chips.values() for f in (c.power, c.peak_8_bit)]
    drawn = Drawn([*figures_of_hosting(contents, record, contents.costs), *measured], futures)
    campus, index = hosting(contents, record, contents.costs, drawn), contents.price_index
    own = tuple(_own(name, chips[name], campus, drawn) for name in record.chips)
    equal = {name: drawn(chip.peak_8_bit) / H100E_PEAK for name, chip in chips.items()}
    against = tuple(
        _against(each, name, offer, drawn, equal[offer.chip], index)
        for each in own
        for name, offer in record.offers.items()
    )
    return Choice(own, against, drawn)


def _own(name: str, chip: Chip, campus: Hosting, drawn: Drawn) -> Own:
    """Chips, servers and network cost by IT power, whichever they are."""
    watts = drawn(chip.power)
    cost = campus.hour(watts, watts * campus.computers, campus.use)
    capital = watts * (campus.computers + campus.shell)
    return Own(name, chip.name, cost, drawn(chip.peak_8_bit) / H100E_PEAK, campus.use, capital)


def _against(
    own: Own, name: str, offer: Offer, drawn: Drawn, equal: Float[np.ndarray, " row"], index: Figure
) -> Against:
    price, idle = drawn.today(offer.price, index) / equal, drawn(offer.idle_paid)
    moving = own.cost.electricity / own.h100e
    fixed = (own.levelised - moving) * own.use
    paid = price * (own.use + idle * (1 - own.use)) / own.use
    return Against(own, offer, name, paid, *cheaper_between(fixed, moving, price, idle))


def cheaper_between(
    fixed: Float[np.ndarray, " row"],
    moving: Float[np.ndarray, " row"],
    price: Float[np.ndarray, " row"],
    idle: Float[np.ndarray, " row"],
) -> tuple[Float[np.ndarray, " row"], Float[np.ndarray, " row"]]:
    """Between which shares of hours used F / u + v <= p (u + q (1 - u)) / u holds; infinity where at none."""
    at_none, slope = fixed - price * idle, moving - price * (1 - idle)
    with np.errstate(divide="ignore", invalid="ignore"):
        root = np.where(slope == 0, np.inf, -at_none / slope)
    lowest = np.where(at_none <= 0, 0.0, np.where((slope < 0) & (root <= 1), root, np.inf))
    highest = np.where(np.isinf(lowest), np.inf, np.where((slope > 0) & (root < 1), root, 1.0))
    return lowest, highest


def rows(found: Choice) -> Iterator[tuple[str, str, str, Range]]:
    """What to print: of what, measure in words, its unit (nothing for shares), and its range over futures."""
    for own in found.own:
        title = f"Own capacity, {own.title}"
        yield title, "Investment in an accelerator and its part of the campus", "USD", found.drawn.range(own.capital)
        yield title, "Levelised cost of an hour", "USD/hour", found.drawn.range(own.cost.total)
        for name in OwnCost._fields:
            yield title, f"of it {name}", "USD/H100e/h", found.drawn.range(getattr(own.cost, name) / own.h100e)
        yield title, "Levelised cost of compute", "USD/H100e/h", found.drawn.range(own.levelised)
    for each in found.against:
        title = f"{each.offer.title}, against own {each.own.title}"
        yield title, "Price of compute", "USD/H100e/h", found.drawn.range(each.price)
        yield title, "Saved by owning", "USD/H100e/h", found.drawn.range(each.saved)
        yield title, "Use from which owning is cheaper", "", found.drawn.range(each.lowest)


def told(found: Choice) -> dict[str, Any]:
    """The same for a page: own capacity by chip with the parts of its cost, and offers beside it."""
    tell = found.drawn.range
    return {
        "own": [
            {
                "chip": own.chip,
                "title": own.title,
                "capital": told_range(tell(own.capital)),
                "hour": told_range(tell(own.cost.total)),
                "levelised": told_range(tell(own.levelised)),
                "parts": {n: told_range(tell(getattr(own.cost, n) / own.h100e)) for n in OwnCost._fields},
            }
            for own in found.own
        ],
        "against": [
            {
                "chip": each.own.chip,
                "offer": each.name,
                "title": each.offer.title,
                "address": each.offer.address,
                "assumed": each.offer.price.assumed,
                "price": told_range(tell(each.price)),
                "saved": told_range(tell(each.saved)),
                "from_use": told_range(tell(each.lowest)),
                "up_to_use": told_range(tell(each.highest)),
                "chance_own_is_cheaper": float(mean((each.saved[1:] > 0).astype(float), found.drawn.weight)),
                "in_words": in_words(each),
            }
            for each in found.against
        ],
    }


def in_words(each: Against) -> str:
    """Which is cheaper, in a sentence, with every figure at its median."""
    own, price, use = (float(v[0]) for v in (each.own.levelised, each.price, each.own.use))
    low, high = float(each.lowest[0]), float(each.highest[0])
    if np.isinf(low):
        even = "at no use would it be cheaper"
    elif low == 0 and high == 1:
        even = "it would be at any use"
    else:
        even = f"it is from {low:.0%} of the hours on" if high == 1 else f"it is between {low:.0%} and {high:.0%}"
    than = "less" if own <= price else "more"
    said = f"At {use:.0%} use own {each.own.title} costs {own:,.2f} USD/H100e/h, {abs(price - own) / price:.0%} {than}"
    return f"{said} than {each.offer.title} at {price:,.2f}; {even}."
