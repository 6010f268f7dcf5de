"""What an hour of compute costs, part by part, as waterfalls by campus or by chip."""

from collections.abc import Iterator, Sequence

import numpy as np
from jaxtyping import Float

from stargate.computing.chip_cost import ChipCost, ChipCosts
from stargate.computing.cost import ComputeCost, Cost
from stargate.futures.quantiles import mean
from stargate.reports.panels import Panel, Piece, Waterfall, chosen, significant, within

_UNIT = "USD/H100e-hour"
_STEPS = {
    "chips": "Chips, servers and network",
    "replacement": "Chips bought anew",
    "shell": "Shell, power and cooling",
    "electricity": "Electricity",
    "operation": "Operation",
    "residual": "Sold at the end",
    "financing": "Lenders, beyond the cost of capital",
    "tax": "Income tax",
    "margin": "Owners' margin",
}
_PARTS = {"chips": "Chips, servers, network", "shell": "Shell", "operation": "Operation", "electricity": "Electricity"}


def cost_panels(found: ComputeCost | None, chips: ChipCosts | None, first: Sequence[str]) -> Iterator[Panel]:
    """Waterfalls of the programme and each campus where it was financed, and of each chip, some `first`."""
    if found is not None:
        costs = {"All campuses": found.programme} | {cost.title: cost for cost in found.sites.values()}
        drawn = {name: figure for name, cost in costs.items() if (figure := _campus(found, name, cost)) is not None}
        if drawn:
            yield chosen("Campus", drawn)
    if chips is not None and chips.chips:
        order = [*(name for name in first if name in chips.chips), *(name for name in chips.chips if name not in first)]
        yield chosen("Chip", {chips.chips[name].title: _chip(chips, chips.chips[name]) for name in order})


def _campus(found: ComputeCost, name: str, cost: Cost) -> Waterfall | None:
    """None where it computes in too few futures for its cost to have a median."""
    middle = found.range(cost.per_h100e_hour)
    if not np.isfinite(middle.p90):
        return None
    steps = [_piece(found, words, getattr(cost.waterfall, step)) for step, words in _STEPS.items()]
    paid = _piece(found, "What offtakers pay", cost.paid)
    dearest = max(steps, key=lambda piece: piece.value)
    before, later = found.mean(cost.per_h100e_hour), found.range(cost.progressed).p50
    return Waterfall(
        id="cost",
        title=f"{name}: an H100e-hour costs {middle.p50:.2f} USD{within(f'{middle.p10:.2f}', f'{middle.p90:.2f}')}; "
        f"{dearest.value / before:.0%} of the mean is for {dearest.name[:1].lower()}{dearest.name[1:]}",
        subtitle="Levelised cost of an H100e-hour delivered, part by part up to what offtakers pay, in the prices of "
        "the programme's date, USD: means, which add up, with P10 to P90 of each",
        note="Discounted costs over discounted hours that are energised and used, to the end of leases; chips "
        f"bought anew count as those they replace, by their own peaks it would be {later:.2f} USD. The cost ends with "
        f"what is sold at the end, {before:.2f} USD at the mean, {middle.p50:.2f} in the median future; what follows "
        "is for lenders, the state and owners. Terms of named firms are "
        "[assumed] where nobody published them.",
        unit=_UNIT,
        pieces=[*steps, paid],
    )


def _piece(found: ComputeCost, name: str, values: Float[np.ndarray, " row"]) -> Piece:
    low, _, high, _ = found.range(values)
    bounded = bool(np.isfinite([low, high]).all())
    ends = (significant(low), significant(high)) if bounded else (None, None)
    return Piece(name, significant(found.mean(values)), *ends, assumed=False, said="")


def _chip(chips: ChipCosts, each: ChipCost) -> Waterfall:
    spread = chips.drawn.range(each.per_h100e_hour)
    pieces = [_part(chips, _PARTS[part], values) for part, values in each.waterfall.items()]
    return Waterfall(
        id="chip-cost",
        title=f"An H100e-hour of {each.title} costs {spread.p50:.2f} USD"
        + within(f"{spread.p10:.2f}", f"{spread.p90:.2f}"),
        subtitle="Levelised cost of an H100e-hour at work on a campus of one's own, part by part, USD: means, which "
        "add up, with P10 to P90 of each",
        note=f"Its cost rests on {each.basis}. Idle hours are paid with those at work. Compare chips by what they "
        "compute: their memory and links are no part of an H100e.",
        unit=_UNIT,
        pieces=[*pieces, _part(chips, "Levelised cost", each.per_h100e_hour)],
    )


def _part(chips: ChipCosts, name: str, values: Float[np.ndarray, " row"]) -> Piece:
    spread, average = chips.drawn.range(values), float(mean(values[1:], chips.drawn.weight))
    return Piece(name, significant(average), significant(spread.p10), significant(spread.p90), assumed=False, said="")
