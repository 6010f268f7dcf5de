"""What lenders look at: coverage by month, quarter and year, gearing, breaches of covenants, levelised cost.

Each takes `[period, lane]`, of NumPy or of JAX, compiled or not. A ratio that does not exist is infinite inside, as
nothing is due or owed that it could fall short of, and words outside (`returns.said`).
"""

from typing import Any

from stargate.financing.returns import floats, npv

_ROUNDING = 1e-12  # of the largest of a lane: what is smaller is nought


def stretches(series: Any, length: int, before: int = 0) -> Any:
    """Sums over calendar stretches of `length` periods, `[stretch, lane]`; the first began `before` periods earlier.

    With months from November on, `stretches(series, 3, before=1)` are calendar quarters, the first from October on. The
    first and the last sum what there is.
    """
    xp, series = floats(series)
    after = -(before + len(series)) % length
    fill = [xp.zeros((count, *series.shape[1:]), dtype=series.dtype) for count in (before, after)]
    return xp.concat([fill[0], series, fill[1]]).reshape(-1, length, *series.shape[1:]).sum(axis=1)


def trailing(series: Any, length: int) -> Any:
    """Sums over the `length` periods that end with each, fewer at the start, `[period, lane]`."""
    xp, series = floats(series)
    fill = xp.zeros((length - 1, *series.shape[1:]), dtype=series.dtype)
    padded = xp.concat([fill, series])
    return sum(padded[at : at + len(series)] for at in range(length))


def dscr(available: Any, due: Any) -> Any:
    """Debt service coverage ratio: CFADS over the debt service due, by period and lane; infinite where none is due.

        DSCR = CFADS / due

    Of quarters and years, of sums: `dscr(stretches(a, 3), stretches(d, 3))`.
    """
    _, available, due = floats(available, due)
    return _over(available, due, due.max(axis=0))


def least_dscr(available: Any, due: Any) -> Any:
    """Least DSCR of each lane; infinite where no service is ever due."""
    return dscr(available, due).min(axis=0)


def average_dscr(available: Any, due: Any) -> Any:
    """Mean of the DSCRs of the periods in which service is due, by lane; infinite where it never is."""
    xp, each = floats(dscr(available, due))
    count = xp.isfinite(each).sum(axis=0)
    total = xp.where(xp.isfinite(each), each, 0.0).sum(axis=0)
    return xp.where(count > 0, total / xp.where(count > 0, count, 1), xp.inf)


def gearing(debt: Any, paid_in: Any) -> Any:
    """Debt as a share of all money in a unit at the end of each period; infinite where there is none.

    From the balance of debt and what owners pay in by period [USD m]: debt / (debt + sum of what they have paid in).
    """
    xp, debt, paid_in = floats(debt, paid_in)
    money = debt + xp.cumulative_sum(paid_in, axis=0)
    return _over(debt, money, money.max(axis=0))


def breach(ratio: Any, covenant: Any, weight: Any) -> Any:
    """Share of all futures in which a ratio `[stretch, future]` lies below its covenant, by stretch.

    Futures count by their weight (C6a); one in which nothing is due is in breach of nothing. A ratio short of its
    covenant by 1e-9 of it or less is at it: debt sized to a covenant meets it.
    """
    _, ratio, weight = floats(ratio, weight)
    return _short(ratio, covenant) @ weight / weight.sum()


def ever_breached(ratio: Any, covenant: Any, weight: Any) -> Any:
    """Share of all futures in which a ratio `[stretch, future]` ever lies below its covenant, as `breach` has it."""
    _, ratio, weight = floats(ratio, weight)
    return _short(ratio, covenant).any(axis=0) @ weight / weight.sum()


def _short(ratio: Any, covenant: Any) -> Any:
    return ratio < covenant * (1 - 1e-9)


def levelised(cost: Any, output: Any, rate: Any, per_year: float = 12) -> Any:
    """Levelised cost [USD m per unit of output] by lane, as of compute by H100e-hour (K4); infinite where none comes.

        LC = sum_m cost_m (1 + r)^(-(m + 1) / p) / sum_m output_m (1 + r)^(-(m + 1) / p)

    with r the annual effective rate and p periods a year.
    """
    delivered = npv(output, rate, per_year)
    return _over(npv(cost, rate, per_year), delivered, delivered)


def _over(above: Any, below: Any, largest: Any) -> Any:
    """A ratio; infinite where what stands below is nought but for rounding."""
    xp, above, below, largest = floats(above, below, largest)
    exists = (below > _ROUNDING * largest) & (below > 0)
    return xp.where(exists, above / xp.where(exists, below, 1.0), xp.inf)
