"""Rows of what follows from units: checks of each (F9), statements of companies, returns of who invests."""

from collections.abc import Sequence

from stargate.exports.financing_formulas import Row, heading, held, one, rate
from stargate.exports.workbook import Kind

_TOLERANCE = "0.000001"  # 1 USD

CHECKS = {  # of a unit: its row, and what it says
    "ok_cash": "Cash in = cash out, every month",
    "ok_sources": "Sources = uses",
    "ok_gearing": "Debt not above uses",
    "ok_building": "Construction loan repaid",
    "ok_repaid": "Term loan repaid, or lost",
    "ok_cash_held": "No cash or reserve below nought",
    "ok_balance": "Balance sheet balances",
    "ok_llcr": "LLCR = DSCR where sculpted",
    "ok_depreciated": "No more depreciated than spent",
    "ok_span": "All within the columns",
    "ok_inputs": "Inputs possible",
}
ALERTS = {  # of a unit: what is no fault of the workbook, and a lender's concern
    "lowest": ("Lowest DSCR", Kind.RATIO),
    "unpaid": ("Term loan left unpaid [USD m]", Kind.USD),
}


_LAST = "closes - opens + 1"
_FORMULAS = {
    "ok_cash": f"SUMPRODUCT(ABS(cash_gap.all)) < {_TOLERANCE}",
    "ok_sources": "ABS(SUM(uses.all) + SUM(funded.all) + SUM(repaid.all) - SUM(equity.all) - SUM(draw.all)"
    f" - SUM(term_draw.all) - SUM(early.all) + SUM(left_over.all)) < {_TOLERANCE}",
    "ok_gearing": f"sanctioned <= basis + {_TOLERANCE}",
    "ok_building": f"ABS(INDEX(building_debt.all, {_LAST})) < {_TOLERANCE}",
    "ok_repaid": f"AND(ABS(INDEX(scheduled.all, {_LAST})) < {_TOLERANCE},"
    f" ABS(SUM(term_draw.all) - SUM(principal.all) - SUM(swept.all)"
    f" - SUM(written_off.all) - INDEX(debt.all, {_LAST})) < {_TOLERANCE})",
    "ok_cash_held": f"AND(MIN(reserve_held.all) > -{_TOLERANCE}, MIN(cash_held.all) > -{_TOLERANCE})",
    "ok_balance": f"SUMPRODUCT(ABS(balance_gap.all)) < 100*{_TOLERANCE}",
    "ok_llcr": "IF(AND(sculpted=1, in_coverage > 0, sized <= most, sanctioned > 0),"
    " ABS(llcr - in_coverage) < 0.000000001*in_coverage, TRUE)",
    "ok_depreciated": f"SUM(depreciation.all) < basis + {_TOLERANCE}",
    "ok_span": "OR(real=0, AND(ABS(SUM(spent.all) - 1) < 0.000000001, closes >= end, closes + 1 >= begin + tenor))",
    "ok_inputs": "AND(in_gearing >= 0, in_gearing <= 1, in_coverage >= 0, tenor >= 0, in_reserve >= 0,"
    " in_sweep >= 0, in_sweep <= 1, in_tax >= 0, in_tax < 1, in_five_years + in_fifteen_years <= 1, window > 0,"
    ' OR(sculpted=1, even=1, in_repayment="level"))',
}


BALANCE = (  # of a unit, with its checks
    heading("Cash, every month"),
    Row("paid_in", "In", "draw + term_draw + equity + support + revenue + residual + reserve_earned"),
    Row(
        "paid_out",
        "Out",
        "capital + fee + building_interest + repaid + cost + interest + principal + swept + tax_paid"
        " + owners_interest + owners_principal + dividend",
    ),
    heading("Balance sheet"),
    held("fixed", "Fixed assets", "fixed.prev + capital + building_interest + fee - depreciation"),
    held("assets", "Assets: with reserve and cash", "fixed + reserve_held + cash_held"),
    Row(
        "profit",
        "Profit after tax",
        "revenue - cost + residual + reserve_earned - interest - owners_accrued - depreciation - tax_paid",
    ),
    held(
        "own_capital",
        "Share capital and what is retained",
        "own_capital.prev + (1 - in_owners_share)*equity + support + profit + written_off - dividend",
    ),
    held("liabilities", "Liabilities: with loans", "building_debt + debt + owners_debt + own_capital"),
    heading("Alerts"),
    rate("dscr", "DSCR", 'IF(due > 0.000001, available / due, "")', "x"),
    one("lowest", "Lowest DSCR", "MIN(dscr.all)", "x"),
    one("unpaid", "Term loan left unpaid at the end, lost", f"INDEX(debt.all, {_LAST}) + SUM(written_off.all)"),
    heading("Checks"),
    rate(
        "cash_gap",
        "Cash unaccounted for",
        "paid_in - paid_out - (reserve_held - reserve_held.prev) - (cash_held - cash_held.prev)",
        "USD m",
    ),
    rate("balance_gap", "Assets less liabilities", "assets - liabilities", "USD m"),
    *(one(name, words, _FORMULAS[name], "check") for name, words in CHECKS.items()),
)


def company() -> dict[str, Sequence[Row]]:
    """What a company's units come to; its owners' flow is `flow`."""
    return {
        "Companies": (
            heading("Uses and sources"),
            *(Row(name, words, f"each_{name}") for name, words in USES.items()),
            *(Row(name, words, f"each_{name}") for name, words in SOURCES.items()),
            heading("Operations"),
            *(Row(name, words, f"each_{name}") for name, words in EARNED.items()),
            *(Row(name, words, f"each_{name}") for name, words in SPENT.items()),
            heading("Debt service"),
            Row("available", "CFADS", "each_available"),
            Row("due", "Debt service due", "each_due"),
            rate("dscr", "DSCR", 'IF(due > 0.000001, available / due, "")', "x"),
            *(Row(name, words, f"each_{name}") for name, words in SERVICE.items()),
            heading("Owners"),
            *(Row(name, words, f"each_{name}") for name, words in OWNERS.items()),
            Row(
                "flow",
                "Owners, net",
                "dividend + owners_interest + owners_principal + relief - equity - support",
            ),
            Row("project", "Project, before debt and tax", "compute + residual - capital - power - operation"),
            heading("Balances at the months' ends"),
            *(held(name, words, f"each_{name}") for name, words in BALANCES.items()),
        )
    }


USES = {
    "capital": "Building and chips",
    "building_interest": "Interest during construction",
    "fee": "Fees",
    "funded": "Reserves, funded at completion",
    "repaid": "Construction loans, repaid",
}
SOURCES = {
    "draw": "Construction loans, drawn",
    "term_draw": "Term loans, drawn",
    "equity": "Capital called",
    "early": "Earned before completion, less running cost",
    "left_over": "Left over, to owners",
}
EARNED = {"compute": "Computing sold", "rent": "Rent received", "residual": "Sale and guarantee of what is left"}
SPENT = {"rent_paid": "Rent paid", "power": "Power", "operation": "Running it"}
SERVICE = {
    "interest": "Interest",
    "principal": "Principal",
    "swept": "Cash sweep",
    "written_off": "Term loans lost at the end of life: no payment",
    "tax_paid": "Income tax",
}
OWNERS = {
    "support": "Owners' support",
    "relief": "Owners' other taxes fall by",
    "owners_interest": "Interest of owners' loans",
    "owners_principal": "Principal of owners' loans",
    "dividend": "Dividends",
}
BALANCES = {
    "building_debt": "Construction loans",
    "debt": "Term loans",
    "owners_debt": "Owners' loans",
    "reserve_held": "Reserves",
    "cash_held": "Kept back by lock-ups",
}
LENT = "each_to_lender"


_IRR = 'IFERROR((1 + IRR(flow.all, guess))^12 - 1, "no IRR")'


def investor(flow: str, guess: float, status: str) -> dict[str, Sequence[Row]]:
    """What the net monthly `flow` of who invests is worth.

    Its rate of return is looked for from `guess` [a month]; where there was none at export, `status` says why.
    """
    return {
        "Returns": (
            Row("flow", "Paid out, less paid in", flow),
            held("so_far", "So far", "so_far.prev + flow"),
            rate("place", "Months since the first column", "month - in_first + 1", "months"),
            rate("out", "Money out, at the month's end", f"IF(so_far < -{_TOLERANCE}, place, 0)", "months"),
            rate("begins", "Months without any flow", f"IF(ABS(flow) < {_TOLERANCE}, 1000000, place - 1)", "months"),
            one("guess", "IRR is looked for from (a month)", f"{guess:.6f}", "share"),
            one("irr", "IRR, a year", f'"{status}"' if status else _IRR, "share"),
            one("npv", "NPV at the programme's start", "SUMPRODUCT(flow.all, worth.all)"),
            one(
                "moic",
                "MOIC",
                'IF(SUMIF(flow.all, "<0") < 0, -SUMIF(flow.all, ">0") / SUMIF(flow.all, "<0"), "nothing paid in")',
                "x",
            ),
            one("until", "Money is out until", "MAX(out.all)", "months"),
            one(
                "payback",
                "Payback, from the first flow",
                'IF(until=0, 0, IF(until >= MAX(place.all), "never",'
                " until - INDEX(so_far.all, until) / INDEX(flow.all, until + 1) - MIN(begins.all)))",
                "months",
            ),
            one("peak", "Peak exposure", "MAX(0, -MIN(so_far.all))"),
        )
    }
