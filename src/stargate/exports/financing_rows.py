"""The rows of a financing's workbook: the equations of `financing/cash.py` and of the kernel, as formulas in names.

Names that begin with `in_` are inputs. Months are counted from the programme's start; the month t runs from t to t + 1,
and what falls in it falls at its end. Rows named as the entries of the engine's `Ledger` are these entries.
"""

from collections.abc import Sequence

from stargate.exports.financing_formulas import Row, heading, held, one, rate
from stargate.exports.financing_statements import balance

NEAR = 1e-9  # of a ratio, as in the waterfall


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
    yearly = "in_price*8766 / in_chip_power" if hourly else "in_price"
    energy = "in_energy_cost" if operated else "in_facility*in_power_price"
    return {
        "Timing": (
            one("ready", "First building takes load", "in_ready + case_delay", "month"),
            one("cadence", "From one building to the next", "in_cadence", "months"),
            one("ramp", "Ramp of a building", "in_ramp", "months"),
            one(
                "full",
                "Full load: construction ends, term loans are drawn",
                f"ready + {buildings - 1}*cadence + ramp",
                "month",
            ),
            one("term", "Lease", "in_term", "months"),
            one("life", "Life of chips", "in_life", "months"),
        ),
        "Operations": (
            one("it_power", "IT load of the phase", "in_it_power", "IT MW"),
            *served,
            rate("load", "IT load, mean of the month", f"{total} - {before}", "IT MW"),
            heading("What a MW of IT load earns and costs in a month"),
            rate(
                "rent_price",
                "Rent",
                "in_rent / 12*IF(month + 0.5 > full, (1 + in_rent_escalation)^((month + 0.5 - full) / 12), 1)",
                "USD m/MW",
            ),
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
                "yearly / 12*(within + (1 - within)*in_renewal)"
                "*IF(month + 0.5 > full, (1 + in_price_escalation)^((month + 0.5 - full) / 12), 1)",
                "USD m/MW",
            ),
            rate(
                "power_price",
                "Power",
                f"(1 + in_power_escalation)^(known / 12)*{energy}*in_power_used*8766 / 12000000",
                "USD m/MW",
            ),
        ),
    }


def unit(shell: bool, generation: int, last: bool, repriced: bool) -> dict[str, Sequence[Row]]:
    """Rows of a unit by sheet; `repriced` where its cost is in prices of a year, and rises with prices by month."""
    return {
        "Timing": _timing(shell, generation, last),
        "Operations": _operations(shell),
        "Construction": _construction(generation, repriced),
        "Debt": _debt(),
        "Tax": _tax(),
        "Waterfall": _waterfall(),
        "Balance": balance(),
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
            "in_base_rate + in_building_margin / 100 + case_rate",
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


def _debt() -> Sequence[Row]:
    return (
        heading("Term loan"),
        one("tenor", "Tenor", "in_tenor", "months"),
        one("interest_yearly", "Interest, a year", "in_base_rate + in_margin / 100 + case_rate", "share"),
        one("interest_monthly", "A month", "(1 + interest_yearly)^(1 / 12) - 1", "share"),
        one(
            "interest_stub",
            "The part of a month after completion",
            "(1 + interest_yearly)^((1 - begin + INT(begin)) / 12) - 1",
            "share",
        ),
        rate(
            "interest_rate",
            "Interest in the month",
            "IF(after >= 1, interest_monthly, IF(after > 0, interest_stub, 0))",
            "share",
        ),
        rate("factor", "Discount factor, to completion", "(1 + interest_yearly)^(-MAX(age, 0) / 12)", "x"),
        Row("expected_worth", "Expected cash, its present value", "MAX(expected, 0)*factor"),
        one(
            "worth_tenor", "Present value of expected cash within the tenor", "SUMPRODUCT(lent.all, expected_worth.all)"
        ),
        one("worth_life", "Over all its life", "SUMPRODUCT(after.all, expected_worth.all)"),
        one("sized", "Debt that coverage carries", "IF(in_coverage > 0, worth_tenor / in_coverage, 0)"),
        one("most", "Debt that gearing allows", "MIN(in_gearing, 1)*basis"),
        one("sculpted", "Sculpted", 'IF(in_repayment="sculpted", 1, 0)', ""),
        one("even", "Even principal", 'IF(in_repayment="even", 1, 0)', ""),
        one(
            "sanctioned",
            "Term loan",
            "IF(AND(tenor > 0, OR(sculpted=0, worth_tenor > 0)),"
            " MAX(IF(in_coverage > 0, MIN(most, sized), most), 0), 0)",
        ),
        one("llcr", "LLCR", "IF(sanctioned > 0, worth_tenor / sanctioned, 0)", "x"),
        one("plcr", "PLCR", "IF(sanctioned > 0, worth_life / sanctioned, 0)", "x"),
        heading("What is to be owed"),
        rate("pays", "Service, in parts", "lent*IF(sculpted=1, MAX(expected, 0), 1)*factor", ""),
        one("pays_all", "All parts", "IF(SUM(pays.all) > 0, SUM(pays.all), 1)", ""),
        rate("paid", "Parts paid so far", "paid.prev + pays", ""),
        rate(
            "left",
            "To be owed, of 1 lent",
            "IF(age >= tenor - 0.000000001, 0, IF(even=1, 1 - MAX(0, MIN(1, age / tenor)),"
            " IF(age > 0, (pays_all - paid) / (pays_all*factor), 1)))",
            "share",
        ),
        held("drawn", "Term loan, drawn so far", "closed*MAX(sanctioned - loan_all + loan, 0)"),
        one("loan_all", "Construction loan at completion", "SUM(draw.all)"),
        Row("term_draw", "Term loan, drawn", "drawn - drawn.prev"),
        held("scheduled", "To be owed", "left*drawn"),
        heading("Debt service reserve"),
        rate(
            "serviced",
            "Service of 1 lent, so far",
            "serviced.prev + (left.prev*closed.prev + closing)*(1 + interest_rate) - left*closed",
            "",
        ),
        rate(
            "coming",
            "Service of 1 lent in the months held",
            "INDEX(serviced.all, MIN(month - opens + 1 + INT(in_reserve), closes - opens + 1))"
            "*(1 - in_reserve + INT(in_reserve))"
            " + INDEX(serviced.all, MIN(month - opens + 2 + INT(in_reserve), closes - opens + 1))"
            "*(in_reserve - INT(in_reserve)) - serviced",
            "",
        ),
        held("target", "Reserve to be held", "coming*sanctioned*closed"),
        Row("funded", "Of it, funded at completion", "coming*sanctioned*closing"),
    )


def _tax() -> Sequence[Row]:
    return (
        heading("Depreciation (MACRS)"),
        rate("years", "Age", "MAX(0, MIN(40, age / 12))", "years"),
        rate("year_of", "Whole years", "MIN(INT(years), 39)", "years"),
        rate(
            "five",
            "5-year, written off",
            "INDEX(in_five_sum, year_of + 1) + (years - year_of)*INDEX(in_five_rate, year_of + 1)",
            "share",
        ),
        rate(
            "fifteen",
            "15-year, written off",
            "INDEX(in_fifteen_sum, year_of + 1) + (years - year_of)*INDEX(in_fifteen_rate, year_of + 1)",
            "share",
        ),
        rate(
            "straight",
            "39-year, written off",
            "INDEX(in_straight_sum, year_of + 1) + (years - year_of)*INDEX(in_straight_rate, year_of + 1)",
            "share",
        ),
        rate(
            "written_off",
            "Written off in all",
            "in_bonus*(in_five_years + in_fifteen_years)*MIN(1, years)"
            " + (1 - in_bonus)*(in_five_years*five + in_fifteen_years*fifteen)"
            " + (1 - in_five_years - in_fifteen_years)*straight",
            "share",
        ),
        Row("depreciation", "Depreciation", "basis*(written_off - written_off.prev)"),
        heading("Income tax"),
        Row("owners_accrued", "Interest on owners' loan", "owners_debt.prev*((1 + in_owners_interest)^(1 / 12) - 1)"),
        Row(
            "taxable",
            "Income before losses carried forward",
            "revenue - cost + residual + reserve_earned - interest - owners_accrued - depreciation",
        ),
        Row(
            "losses_taken", "Losses carried forward that are used", "MIN(losses.prev, in_losses_limit*MAX(taxable, 0))"
        ),
        held("losses", "Losses carried forward", "losses.prev - losses_taken + (1 - in_losses_used)*MAX(-taxable, 0)"),
        Row("tax", "Income tax", "in_tax*(MAX(taxable, 0) - losses_taken - in_losses_used*MAX(-taxable, 0))"),
        Row("tax_paid", "Paid", "MAX(tax, 0)"),
        Row("relief", "Owners' other taxes fall by", "MAX(-tax, 0)"),
    )


def _waterfall() -> Sequence[Row]:
    return (
        heading("Until completion"),
        Row("fee", "Fees", "building_fee"),
        Row("early", "Earned until then, less running cost", "before*(revenue - cost)"),
        Row(
            "needed",
            "Uses less debt",
            "capital + building_interest + fee - draw + repaid - term_draw + funded - early",
        ),
        Row("equity", "Capital called", "MAX(needed, 0)"),
        Row("left_over", "Left over, to owners", "MAX(-needed, 0)"),
        heading("Cash flow available for debt service"),
        Row("available", "CFADS", "after*(revenue - cost)"),
        Row(
            "reserve_earned",
            "Interest on the reserve",
            "reserve_held.prev*((1 + in_base_rate + case_rate)^(1 / 12) - 1)",
        ),
        Row("cash", "Cash, with what was kept back", "available + reserve_earned + cash_held.prev"),
        heading("Debt service"),
        Row("interest", "Interest", "(debt.prev + term_draw)*interest_rate"),
        Row(
            "instalment",
            "Principal that is due, with arrears",
            "MAX(debt.prev + term_draw - scheduled, MIN(scheduled.prev + term_draw - scheduled, 0))",
        ),
        Row("due", "Service that is due", "interest + instalment"),
        Row("service", "Service paid", "MIN(due, MAX(cash, 0) + reserve_held.prev + funded)"),
        Row("principal", "Principal paid", "IF(service < due, service - interest, instalment)"),
        Row("stands_in", "Of it, out of the reserve", "MAX(service - MAX(cash, 0), 0)"),
        Row("after_service", "Cash after debt service", "MAX(cash, 0) - service + stands_in"),
        heading("Tax, reserve, lock-up, sweep"),
        Row("straight_to", "Goes to owners directly: left over, sale", "left_over + residual"),
        Row("support", "Owners' support", "MAX(-cash, 0) + MAX(tax_paid - after_service - straight_to, 0)"),
        Row("after_tax", "Cash after tax", "MAX(after_service - tax_paid, 0)"),
        Row(
            "filled",
            "Into the reserve",
            "MIN(target - reserve_held.prev - funded + stands_in, after_tax)",
        ),
        held("reserve_held", "Reserve", "reserve_held.prev + funded - stands_in + filled"),
        Row("free", "Cash after the reserve", "after_tax - filled"),
        held(
            "cash_held",
            "Kept back by the lock-up",
            f"IF(AND(debt.prev + term_draw - principal > {NEAR:.9f}*(debt.prev + term_draw),"
            f" available < in_lock_up*due*(1 - {NEAR:.9f})), free, 0)",
        ),
        Row("swept", "Cash sweep", "MIN(in_sweep*(free - cash_held), debt.prev + term_draw - principal)"),
        held("debt", "Term loan", "debt.prev + term_draw - principal - swept"),
        heading("Distributions"),
        Row(
            "given",
            "To owners",
            "free - cash_held - swept + straight_to - MIN(MAX(tax_paid - after_service, 0), straight_to)",
        ),
        Row("owners_interest", "Interest of owners' loan", "MIN(owners_accrued, given)"),
        Row(
            "owners_principal",
            "Principal of owners' loan",
            "MIN(given - owners_interest,"
            " owners_debt.prev + in_owners_share*equity + owners_accrued - owners_interest)",
        ),
        held(
            "owners_debt",
            "Owners' loan",
            "owners_debt.prev + in_owners_share*equity + owners_accrued - owners_interest - owners_principal",
        ),
        Row("dividend", "Dividends", "given - owners_interest - owners_principal"),
    )
