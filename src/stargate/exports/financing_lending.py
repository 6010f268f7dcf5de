"""The rows of a unit's term loan, its tax and its waterfall: the equations of the kernel, as formulas in names."""

from stargate.exports.financing_formulas import Row, heading, held, one, rate

_NEAR = "0.000000001"  # of a ratio or a month, as in the kernel's waterfall

DEBT = (
    heading("Term loan"),
    one("tenor", "Tenor, at most its life", "MAX(0, MIN(in_tenor, end - begin))", "months"),
    one("interest_yearly", "Interest, a year", "MAX(in_base_rate + in_margin / 100 + case_rate, 0)", "share"),
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
        "worth_tenor",
        "Present value of expected cash within the tenor",
        "SUMPRODUCT(lent_cash.all, expected_worth.all)",
    ),
    one("worth_life", "Over all its life", "SUMPRODUCT(counted.all, expected_worth.all)"),
    one("sized", "Debt that coverage carries", "IF(in_coverage > 0, worth_tenor / in_coverage, 0)"),
    one("most", "Debt that gearing allows", "MIN(in_gearing, 1)*basis"),
    one("sculpted", "Sculpted", 'IF(in_repayment="sculpted", 1, 0)', ""),
    one("even", "Even principal", 'IF(in_repayment="even", 1, 0)', ""),
    one(
        "sanctioned",
        "Term loan",
        "IF(AND(tenor > 0, OR(sculpted=0, worth_tenor > 0)), MAX(IF(in_coverage > 0, MIN(most, sized), most), 0), 0)",
    ),
    one("llcr", "LLCR", "IF(sanctioned > 0, worth_tenor / sanctioned, 0)", "x"),
    one("plcr", "PLCR", "IF(sanctioned > 0, worth_life / sanctioned, 0)", "x"),
    heading("What is to be owed"),
    rate("pays", "Service, in parts", "IF(sculpted=1, lent_cash*MAX(expected, 0), lent)*factor", ""),
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

TAX = (
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
        "depreciated",
        "Written off in all",
        "in_bonus*(in_five_years + in_fifteen_years)*MIN(1, years)"
        " + (1 - in_bonus)*(in_five_years*five + in_fifteen_years*fifteen)"
        " + (1 - in_five_years - in_fifteen_years)*straight",
        "share",
    ),
    Row("depreciation", "Depreciation", "basis*(depreciated - depreciated.prev)"),
    heading("Income tax"),
    Row(
        "owners_accrued", "Interest on owners' loan", "owners_debt.prev*((1 + MAX(in_owners_interest, 0))^(1 / 12) - 1)"
    ),
    Row(
        "taxable",
        "Income before losses carried forward",
        "revenue - cost + residual + reserve_earned - interest - owners_accrued - depreciation",
    ),
    Row("losses_taken", "Losses carried forward that are used", "MIN(losses.prev, in_losses_limit*MAX(taxable, 0))"),
    held("losses", "Losses carried forward", "losses.prev - losses_taken + (1 - in_losses_used)*MAX(-taxable, 0)"),
    Row("tax", "Income tax", "in_tax*(MAX(taxable, 0) - losses_taken - in_losses_used*MAX(-taxable, 0))"),
    Row("tax_paid", "Paid", "MAX(tax, 0)"),
    Row("relief", "Owners' other taxes fall by", "MAX(-tax, 0)"),
)

WATERFALL = (
    heading("Until completion"),
    Row("fee", "Fees", "building_fee"),
    Row("early", "Earned until then, less running cost", "(1 - counted)*(revenue - cost)"),
    Row(
        "needed",
        "Uses less debt",
        "capital + building_interest + fee - draw + repaid - term_draw + funded - early",
    ),
    Row("equity", "Capital called", "MAX(needed, 0)"),
    Row("left_over", "Left over, to owners", "MAX(-needed, 0)"),
    heading("Cash flow available for debt service"),
    Row("available", "CFADS", "counted*(revenue - cost)"),
    Row(
        "reserve_earned",
        "Interest on the reserve",
        "reserve_held.prev*((1 + in_base_rate + case_rate)^(1 / 12) - 1)",
    ),
    Row(
        "late",
        "Sale, to a lender still owed after the tenor",
        f"IF(age >= tenor - {_NEAR}, MIN(residual, debt.prev), 0)",
    ),
    Row("cash", "Cash, with what was kept back", "available + reserve_earned + cash_held.prev + late"),
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
    Row("straight_to", "Goes to owners directly: left over, sale", "left_over + residual - late"),
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
        f"IF(AND(debt.prev + term_draw - principal > {_NEAR}*(debt.prev + term_draw),"
        f" available < in_lock_up*due*(1 - {_NEAR})), free, 0)",
    ),
    Row("swept", "Cash sweep", "MIN(in_sweep*(free - cash_held), debt.prev + term_draw - principal)"),
    Row(
        "written_off",
        "Lost at the end of life",
        f"IF(month >= end - {_NEAR}, debt.prev + term_draw - principal - swept, 0)",
    ),
    held("debt", "Term loan", "debt.prev + term_draw - principal - swept - written_off"),
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
        "MIN(given - owners_interest, owners_debt.prev + in_owners_share*equity + owners_accrued - owners_interest)",
    ),
    held(
        "owners_debt",
        "Owners' loan",
        "owners_debt.prev + in_owners_share*equity + owners_accrued - owners_interest - owners_principal",
    ),
    Row("dividend", "Dividends", "given - owners_interest - owners_principal"),
    heading("Lender"),
    Row(
        "to_lender",
        "Lender, net",
        "fee + building_interest + repaid + interest + principal + swept - draw - term_draw - reserve_earned",
    ),
)
