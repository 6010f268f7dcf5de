import numpy as np
import pytest

from stargate.financing.unit import financed
from tests.financing.units import flows, line, terms

EARNS = [0, 40, 40, 40]


def held(ledger, **expected):
    for name, values in expected.items():
        found = line(ledger, name)
        assert found[: np.size(values)] == pytest.approx(values, abs=1e-9), name


def test_a_level_loan_by_hand():
    """60% of 100 at 10% over two years: service 60 / (1/1.1 + 1/1.21) = 34.571..., of it 6 and 3.142... interest."""
    ledger, closing = financed(flows([100, 0, 0, 0], [0, 50, 50, 50], [0, 10, 10, 10]), terms(), 1)
    service = 60 / (1 / 1.1 + 1 / 1.21)
    held(ledger, equity=[40, 0, 0, 0], draw=[60, 0, 0, 0], repaid=[60, 0, 0, 0], term_draw=[60, 0, 0, 0])
    held(ledger, interest=[0, 6, 0.1 * (66 - service), 0], principal=[0, service - 6, 66 - service, 0])
    held(ledger, debt=[60, 66 - service, 0, 0], dividend=[0, 40 - service, 40 - service, 40])
    assert closing.debt[0] == pytest.approx(60)
    assert closing.plcr[0] == pytest.approx(40 * (1 / 1.1 + 1 / 1.1**2 + 1 / 1.1**3) / 60)


def test_construction_by_hand():
    """Half of 100 and 100 is lent, 2% of it a fee: 50 / (1 - 0.5 * 0.02) = 50.505..., interest 10% on it a year later."""
    ledger, closing = financed(
        flows([100, 100, 0, 0, 0], [0, 0, 90, 90, 90]),
        terms(conversion=2.0, gearing=0.5, building_interest=0.1, fee=0.02),
        1,
    )
    first = 0.5 * 100 / 0.99
    idc = 0.1 * first
    second = 0.5 * (100 + idc) / 0.99
    held(
        ledger, draw=[first, second, 0, 0, 0], building_interest=[0, idc, 0, 0, 0], repaid=[0, first + second, 0, 0, 0]
    )
    held(ledger, equity=[first, second, 0, 0, 0], building_debt=[first, 0, 0, 0, 0])
    assert closing.cost[0] == pytest.approx(200 + idc + 0.02 * (first + second))
    assert closing.debt[0] == pytest.approx(first + second)


def test_sculpted_debt_by_hand():
    """20 and 40 expected, a DSCR of 1.25: service 16 and 32, debt 16 / 1.1 + 32 / 1.21; cover over the loan's life is 1.25."""
    ledger, closing = financed(
        flows([100, 0, 0, 0], [0, 20, 40, 40]), terms(gearing=0.9, coverage=1.25, sculpted=1.0), 1
    )
    debt = 16 / 1.1 + 32 / 1.21
    held(ledger, debt=[debt, 1.1 * debt - 16, 0, 0], due=[0, 16, 32, 0], equity=[100 - debt, 0, 0, 0])
    assert closing.debt[0] == pytest.approx(debt)
    assert closing.llcr[0] == pytest.approx(1.25)


def test_even_principal_and_years_of_interest_alone_by_hand():
    even = financed(flows([100, 0, 0, 0], EARNS), terms(even=1.0, tenor=3.0), 1)[0]
    held(even, principal=[0, 20, 20, 20], interest=[0, 6, 4, 2])
    level = financed(flows([100, 0, 0, 0], EARNS), terms(tenor=3.0, interest_only=1.0), 1)[0]
    service = 60 / (1 / 1.1 + 1 / 1.21)
    held(level, principal=[0, 0, service - 6, 66 - service], interest=[0, 6, 6, 0.1 * (66 - service)])
    even = financed(flows([100, 0, 0, 0], EARNS), terms(even=1.0, tenor=3.0, interest_only=1.0), 1)[0]
    held(even, principal=[0, 0, 30, 30])


def test_the_reserve_stands_in_and_is_filled_again_by_hand():
    """Half a year of service (17.285...) is held from conversion; in a year without revenue it pays half of what is due."""
    ledger, _ = financed(flows([100, 0, 0, 0, 0], [0, 40, 0, 100, 40]), terms(tenor=3.0, reserve=0.5), 1)
    service = 60 / (1 / 1.1 + 1 / 1.21 + 1 / 1.331)
    half = service / 2
    held(
        ledger,
        equity=[40 + half, 0, 0, 0, 0],
        reserve_held=[half, half, 0, 0, 0],
        due=[0, service, service, 1.1 * half + service, 0],
    )
    held(
        ledger,
        dividend=[0, 40 - service, 0, 100 - service - 1.1 * half, 40],
        debt=[60, 66 - service, 1.1 * (66 - service) - half, 0, 0],
    )


def test_lock_up_and_sweep_by_hand():
    """34.571... is due: 38 in the first year is below 1.2 times it and kept back; with 50 in the second all is released."""
    said = {"lock_up": 1.2, "tenor": 2.0}
    ledger, _ = financed(flows([100, 0, 0, 0], [0, 38, 50, 40]), terms(**said), 1)
    service = 60 / (1 / 1.1 + 1 / 1.21)
    held(ledger, cash_held=[0, 38 - service, 0, 0], dividend=[0, 0, 88 - 2 * service, 40])
    swept, _ = financed(flows([100, 0, 0, 0], [0, 40, 50, 40]), terms(sweep=0.5), 1)
    ahead = (40 - service) / 2
    held(
        swept, swept=[0, ahead, 0, 0], debt=[60, 66 - service - ahead, 0, 0], due=[0, service, service - 1.1 * ahead, 0]
    )


def test_tax_by_hand():
    """All of 100 over 5 years, half of it at once: 60 in the first year; a loss is used at once, or carried to 80%."""
    parts = {"gearing": 0.0, "tax": 0.2, "five": 1.0, "bonus": 0.5}
    earns = flows([100, 0, 0, 0], EARNS)
    used, _ = financed(earns, terms(**parts), 1)
    held(
        used,
        depreciation=[0, 60, 16, 9.6],
        taxable=[0, -20, 24, 30.4],
        tax=[0, -4, 4.8, 6.08],
        dividend=[0, 40, 35.2, 33.92],
    )
    carried, _ = financed(earns, terms(**parts, losses_used=0.0), 1)
    held(carried, losses=[0, 20, 0.8, 0], tax=[0, 0, 0.2 * 4.8, 0.2 * 29.6])


def test_owners_loan_and_sale_by_hand():
    """Half of 100 is owners' loan at 20%: of 10, 30 and 90, the last with the sale, interest is paid first."""
    ledger, _ = financed(
        flows([100, 0, 0, 0], [0, 10, 30, 40], residual=[0, 0, 0, 50]),
        terms(gearing=0.0, owners_loan=0.5, owners_interest=0.2),
        1,
    )
    held(ledger, owners_debt=[50, 50, 30, 0], owners_interest=[0, 10, 10, 6], owners_principal=[0, 0, 20, 30])
    held(ledger, dividend=[0, 0, 0, 54])


def test_owners_pay_where_revenue_does_not_cover_cost():
    ledger, _ = financed(flows([100, 0, 0, 0], EARNS, [0, 55, 0, 0], expected=[0, 30, 30, 30]), terms(), 1)
    service = 60 / (1 / 1.1 + 1 / 1.21)
    held(ledger, support=[0, 15, 0, 0], due=[0, service, 72.6, 1.1 * 32.6], debt=[60, 66, 32.6, 0])


def test_what_never_comes_is_lent_nothing():
    ledger, closing = financed(flows([5, 0, 0], 0.0), terms(conversion=np.inf, coverage=1.3), 1)
    held(ledger, equity=[5, 0, 0], draw=[0] * 20, debt=[0] * 20, dividend=[0] * 20)
    assert closing.debt[0] == 0
    assert all(np.isfinite(part).all() for part in (*ledger, *closing))


<<<<<<< HEAD
def test_what_is_sold_pays_lenders_who_are_still_owed_and_the_rest_is_lost():
    """100 lent over two years at 10% on cash that ends after one: a year's service is paid, 20 comes from the sale."""
    service = 100 / (1 / 1.1 + 1 / 1.21)
    unit = flows([100.0, 0.0, 0.0, 0.0], [0.0, service, 0.0, 0.0], residual=[0.0, 0.0, 0.0, 20.0])
    found, _ = financed(unit, terms(gearing=1.0, conversion=1.0, end=3.0), 1)
    owed = 1.1 * service  # what the second year should have paid, a year later
    assert line(found, "principal")[3] + line(found, "interest")[3] == pytest.approx(20.0)
    assert line(found, "written_off")[3] == pytest.approx(owed - 20.0)
    assert line(found, "debt")[3] == 0
    assert line(found, "dividend").sum() == pytest.approx(0.0, abs=1e-9)


def test_cash_that_begins_at_conversion_is_all_after_it():
    """Chips that replace others: the month in which they begin earns half, and all of that serves debt."""
    unit = flows([100.0, 0.0, 0.0], [0.0, 30.0, 60.0])
    found, _ = financed(unit, terms(gearing=0.5, conversion=1.5, early=0.0), 1)
    assert line(found, "available")[1] == pytest.approx(30.0)
    found, _ = financed(unit, terms(gearing=0.5, conversion=1.5), 1)
    assert line(found, "available")[1] == pytest.approx(15.0)
=======
def test_reserves_that_would_take_all_that_is_lent_leave_nothing_to_lend():
    said = flows([100.0, 0, 0], [0.0, 60, 60])
    asked = terms(3, gearing=1.0, tenor=1.0, interest=0.0, reserve=np.array([0.5, 1.0, 1.25]), reserve_in_cost=1.0)
    ledger, settled = financed(type(said)(*(np.repeat(part, 3, axis=1) for part in said)), asked, 1)
    assert np.asarray(settled.debt) == pytest.approx([200, 0, 0])  # 100 and the half of it that is held
    assert all(np.isfinite(np.asarray(each)).all() for each in (*ledger, *settled))
>>>>>>> breaker
