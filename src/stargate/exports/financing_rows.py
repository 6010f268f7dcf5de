"""The rows of a financing's workbook: the equations of `financing/cash.py` and of the kernel, as formulas in names.

Names that begin with `in_` are inputs. Months are counted from the programme's start; the month t runs from t to t + 1,
and what falls in it falls at its end. Rows named as the entries of the engine's `Ledger` are these entries.
"""

from collections.abc import Sequence

from stargate.exports.financing_formulas import Row, heading, held, one, rate
from stargate.exports.financing_lending import DEBT, TAX, WATERFALL
from stargate.exports.financing_statements import BALANCE

ALL = (  # of the whole programme
    rate(
        "spent_from",
        "Money is booked from (all that is earlier in the first month)",
        "IF(month=in_first, -1000000, month)",
        "month",
    ),
    rate("known", "Time since the as-of date, to the middle of the month", "MAX(month + 0.5 - in_as_of, 0)", "months"),
    rate("index", "Prices, 1 at the as-of date", "(1 + in_price_index)^(known / 12)", "x"),
    one("nominal", "Cost of capital, nominal", "(1 + in_discount)*(1 + in_price_index) - 1", "share"),
    rate("worth", "Discount factor, to the programme's start", "(1 + nominal)^(-(month + 1) / 12)", "x"),
)


def phase(buildings: int, hourly: bool, operated: bool) -> dict[str, Sequence[Row]]:
    """Rows of a phase by sheet: when it comes up, and what a month of a MW of IT load earns and costs."""
    full = f"ready + {buildings - 1}*cadence + ramp"
    return {
        "Timing": (
            one("ready", "First building takes load", "in_ready + case_delay", "month"),
            one("cadence", "From one building to the next", "in_cadence", "months"),
            one("ramp", "Ramp of a building", "in_ramp", "months"),
            one("full", "Full load: construction ends, term loans are drawn", full, "month"),
            one("term", "Lease", "in_term", "months"),
            one("life", "Life of chips", "in_life", "months"),
        ),
        "Operations": (*_load(buildings), *_prices(hourly, operated)),
    }


def _load(buildings: int) -> Sequence[Row]:
    """Each building's load rises over its ramp; a month's mean is what has been served to its end less to its begin."""
    served = [
        rate(
            f"served_{k}",
            f"Building {k + 1}: served to the month's end",
            f"(MIN(MAX(month + 1 - ready - {k}*cadence, 0), ramp)^2 / (2*MAX(ramp, 0.000000001))"
            f" + MAX(month + 1 - ready - {k}*cadence - ramp, 0))*it_power / {buildings}",
            "MW months",
        )
        for k in range(buildings)
    ]
    total = " + ".join(row.name for row in served)
    before = " - ".join(f"{row.name}.prev" for row in served)
    return (
        one("it_power", "IT load of the phase", "in_it_power", "IT MW"),
        *served,
        rate("load", "IT load, mean of the month", f"{total} - {before}", "IT MW"),
    )


def _prices(hourly: bool, operated: bool) -> Sequence[Row]:
    yearly = "in_price*8766 / in_chip_power" if hourly else "in_price"
    energy = "in_energy_cost" if operated else "in_facility*in_power_price"
    return (
        heading("What a MW of IT load earns and costs in a month"),
        rate("rent_price", "Rent", f"in_rent / 12*{_risen('in_rent_escalation')}", "USD m/MW"),
        one("yearly", "Price of computing, a year", f"({yearly})*case_price", "USD m/MW"),
        one("bought", "Of it paid for", "MAX(in_take_or_pay, in_used)*in_honoured", "share"),
        rate(
            "within",
            "Share of the month within the purchase",
            "MAX(0, MIN(1, full + in_purchase_term - month))",
            "share",
        ),
        rate(
            "price",
            "Computing",
            f"yearly / 12*(within + (1 - within)*in_renewal)*{_risen('in_price_escalation')}",
            "USD m/MW",
        ),
        rate(
            "power_price",
            "Power",
            f"(1 + in_power_escalation)^(known / 12)*{energy}*in_power_used*8766 / 12000000",
            "USD m/MW",
        ),
    )


def _risen(escalation: str) -> str:
    """What a price has risen to since full load, at the month's middle."""
    return f"IF(month + 0.5 > full, (1 + {escalation})^((month + 0.5 - full) / 12), 1)"


def unit(shell: bool, generation: int, last: bool, repriced: bool) -> dict[str, Sequence[Row]]:
    """Rows of a unit by sheet; `repriced` where its cost is in prices of a year, and rises with prices by month."""
    return {
        "Timing": _timing(shell, generation, last),
        "Operations": _operations(shell),
        "Construction": _construction(generation, repriced),
        "Debt": DEBT,
        "Tax": TAX,
        "Waterfall": WATERFALL,
        "Balance": BALANCE,
    }


def _timing(shell: bool, generation: int, last: bool) -> Sequence[Row]:
    k = generation
    end = (
        "full + term"
        if shell
        else ("full + term" if last else f"full + IF({k + 1}*life >= term - life / 2, term, {k + 1}*life)")
    )
    in_use = "MAX(0, MIN(1, end - month))" + (" - MAX(0, MIN(1, begin - month))" if k else "")
    return (
        one(
            "real",
            "Bought at all: worth half a life before the lease ends",
            f"IF({k}*life < term - life / 2, 1, 0)" if k else "1",
            "",
        ),
        one("begin", "Complete", f"full + {k}*life" if k else "full", "month"),
        one("end", "End of its life", end, "month"),
        one("opens", "First month below", "MIN(month.all)", "month"),
        one("closes", "Last month below", "MAX(month.all)", "month"),
        rate("use", "Share of the month in use", f"real*({in_use})", "share"),
        rate("before", "Share of the month before completion", "MAX(0, MIN(1, begin - month))", "share"),
        rate("after", "After it", "1 - before", "share"),
        rate("closed", "Booked as complete by the month's end", "1 - MAX(0, MIN(1, begin - month - 1))", "share"),
        rate("closing", "Of that, in this month", "closed - closed.prev", "share"),
        rate("age", "Age of the term loan, at the month's end", "month + 1 - begin", "months"),
        rate(
            "lent", "Share of the month within the tenor", "MAX(0, MIN(1, age)) - MAX(0, MIN(1, age - tenor))", "share"
        ),
        rate("counted", "Share of its cash after completion", "IF(after > 0, 1, 0)" if k else "after", "share"),
        rate(
            "lent_cash",
            "Share of its cash within the tenor",
            "IF(AND(after > 0, after < 1), lent / after, lent)" if k else "lent",
            "share",
        ),
        rate("sold", "End of life, shared between the months about it", "MAX(0, 1 - ABS(month + 1 - end))", "share"),
    )


def _construction(generation: int, repriced: bool) -> Sequence[Row]:
    rise = "*(1 + in_price_index)^((month + 0.5 - in_price_month) / 12)" if repriced else ""
    later = "" if repriced or not generation else "*(1 + in_price_index)^((begin - full) / 12)"
    return (
        heading("Uses"),
        one(
            "price_of_all",
            "Cost at full IT load",
            f"real*it_power*in_cost*in_replacement^{generation}{later}*case_capital",
        ),
        one("window", "Spent evenly over", "MAX(in_window, 0.000001)", "months"),
        rate(
            "spent", "Share spent", "MAX(MIN(month + 1, begin) - MAX(spent_from, begin - window), 0) / window", "share"
        ),
        Row("capital", "Building and chips", f"spent*price_of_all{rise}"),
        one(
            "building_yearly",
            "Interest of the construction loan, a year",
            "MAX(in_base_rate + in_building_margin / 100 + case_rate, 0)",
            "share",
        ),
        one("building_monthly", "A month", "(1 + building_yearly)^(1 / 12) - 1", "share"),
        one(
            "building_stub",
            "The part of a month before completion",
            "(1 + building_yearly)^((begin - INT(begin)) / 12) - 1",
            "share",
        ),
        rate(
            "building_rate",
            "Interest in the month",
            "IF(before >= 1, building_monthly, IF(before > 0, building_stub, 0))",
            "share",
        ),
        Row("building_interest", "Interest during construction, on the opening loan", "loan.prev*building_rate"),
        Row("building_fee", "Fee", "in_fee*draw"),
        Row("uses", "Uses", "capital + building_interest + building_fee"),
        *_SOURCES,
    )


_SOURCES = (
    heading("Sources"),
    one("share", "Drawn of capital and interest", "in_gearing / (1 - in_gearing*in_fee)", "share"),
    Row("draw", "Construction loan, drawn", "IF(before > 0, share*(capital + building_interest), 0)"),
    held("loan", "Drawn so far", "loan.prev + draw"),
    Row("repaid", "Construction loan, repaid at completion", "building_debt.prev + draw - building_debt"),
    held("building_debt", "Construction loan", "loan*(1 - closed)"),
    one("spent_capital", "Capital", "SUM(capital.all)"),
    one("basis", "Cost with interest and fees", "SUM(uses.all)"),
)


def _operations(shell: bool) -> Sequence[Row]:
    chips = (
        ()
        if shell
        else (
            Row("rent_paid", "Rent", "run*rent_price"),
            Row("power", "Power", "run*power_price"),
        )
    )
    return (
        rate("run", "IT load in use", "load*use", "IT MW"),
        Row("rent", "Rent", "run*rent_price") if shell else Row("compute", "Computing sold", "run*price*bought"),
        *chips,
        Row("operation", "Running it", "run*index*in_fixed / 12 + run / it_power*in_of_cost / 12*spent_capital"),
        Row("revenue", "Revenue", "rent" if shell else "compute"),
        Row("cost", "Running cost", "operation" if shell else "operation + rent_paid + power"),
        Row(
            "expected",
            "Cash that lenders count on",
            "revenue - cost" if shell else "run*price*in_take_or_pay - cost",
        ),
        Row("sale", "Sale of what is left", "sold*spent_capital*in_residual"),
        Row("guarantee", "Guarantee of what is left", "sold*spent_capital*MAX(in_guaranteed - in_residual, 0)"),
        Row("residual", "At the end of its life", "sale + guarantee"),
    )
