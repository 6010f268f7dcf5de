"""The whole of a financing: against a plain re-telling of its definitions, against what must add up, against itself."""

import math
import shutil

import numpy as np
import pytest

import stargate as sg
from stargate.capital.company import Use
from stargate.errors import StargateError
from stargate.financing.block import block
from stargate.financing.cash import cash, dates_of
from stargate.financing.finance import ALL, PROJECT, finance
from stargate.financing.lines import ENTRIES, Line
from stargate.financing.model import model
from stargate.futures.capital import capital


def sums(financing, line):
    return financing.ledger[line].sum(axis=(0, 1))


def plain(financing, unit: int):
    """What a unit earns and pays in the case at medians, month by month, from the definitions (C2, F1, T5)."""
    made, futures = financing.model, financing.futures
    at = made.columns.with_numbers(np.array([[figure.p50 for figure in made.columns.figures]]))[0]
    row, u = made.phase_of[unit], made.by_unit
    phase = {name: at[getattr(made.by_phase, name)[row]] for name in made.by_phase._fields}
    own = {name: at[getattr(u, name)[unit]] for name in u._fields}
    built = futures.at_medians
    place = made.phases[row]
    ready, cadence, ramp, power = (
        float(getattr(built, name)[0, place]) for name in ("ready", "cadence", "ramp", "it_power")
    )
    count, index = int(made.buildings[row]), at[made.price_index]
    full = ready + (count - 1) * cadence + ramp
    shell, number = made.is_shell[unit] > 0, made.generation[unit]
    life, term = phase["life"], phase["term"]
    there = number == 0 or number * life < term - life / 2
    last = shell or made.final[unit] or (number + 1) * life >= term - life / 2
    begin = full + (0.0 if shell else number * life)
    end = full + (term if last else (number + 1) * life)
    if not there:
        return [(0.0,) * 5] * made.months

    def served(until):
        total = 0.0
        for k in range(count):
            risen = max(0.0, until - ready - k * cadence)
            share = min(1.0, risen / ramp)
            total += power / count * (risen - ramp * share + ramp * share**2 / 2)
        return total

    def overlap(low, high, t):
        return max(0.0, min(high, t + 1) - max(low, t))

    capital = []
    for t in range(made.first_month, made.first_month + made.months):
        low = -1e9 if t == made.first_month else t
        spent = max(0.0, min(t + 1, begin) - max(low, begin - own["window"])) / own["window"]
        month = made.price_month[unit]
        rise = (1 + index) ** ((begin - full) / 12 if math.isnan(month) else (t + 0.5 - month) / 12)
        capital.append(power * own["cost"] * own["replacement"] ** number * spent * rise)
    rows = []
    for spent, t in zip(capital, range(made.first_month, made.first_month + made.months), strict=True):
        use = overlap(begin if number else -1e9, end, t)
        load = (served(t + 1) - served(t)) * use
        years, known = max(0.0, t + 0.5 - full) / 12, max(0.0, t + 0.5 - made.as_of) / 12
        rent = load * phase["rent"] / 12 * (1 + phase["rent_escalation"]) ** years
        within = overlap(-1e9, full + phase["purchase_term"], t)
        compute = load * phase["price"] / 12 * max(phase["take_or_pay"], phase["used"]) * phase["honoured"]
        compute *= (1 + phase["price_escalation"]) ** years * (within + (1 - within) * phase["renewal"])
        bought = load * phase["power_used"] * phase["facility"] * phase["power_price"] * 8766 / 12e6
        bought *= (1 + phase["power_escalation"]) ** known
        running = load * own["fixed"] / 12 * (1 + index) ** known + own["of_cost"] / 12 * sum(capital) * load / power
        rows.append((spent, 0.0, rent, running, 0.0) if shell else (spent, compute, rent, running, bought))
    return rows


@pytest.mark.parametrize("use", [Use.CONSTRUCTION, Use.COMPUTE])
def test_the_case_at_medians_is_what_its_definitions_say(small_financing, use):
    found = small_financing
    for unit, of in enumerate(found.units):
        if of.use is use:
            told, case = np.array(plain(found, unit)), found.case
            parts = case.operating
            have = [
                case.flows.capital,
                np.broadcast_to(parts.compute, case.flows.capital.shape),
                np.broadcast_to(parts.rent, case.flows.capital.shape),
                np.broadcast_to(parts.operation, case.flows.capital.shape),
                np.broadcast_to(parts.power, case.flows.capital.shape),
            ]
            np.testing.assert_allclose(np.array([each[:, unit] for each in have]).T, told, rtol=1e-9, atol=1e-9)


def test_money_is_conserved(small_financing):
    """What one pays another is paid; no company keeps anything in the end."""
    found = small_financing
    scale = sums(found, Line.COMPUTE).max()
    assert np.abs(sum(found.flows.values())).max() < 1e-9 * scale
    for company in found.companies:
        assert np.abs(found.flows[company].sum(axis=0)).max() < 1e-9 * scale


def test_rent_that_is_paid_is_received(small_financing):
    found = small_financing
    parts, shells = found.case.operating, found.model.is_shell > 0
    rent = np.broadcast_to(parts.rent, found.case.flows.capital.shape)
    np.testing.assert_allclose(rent[:, shells].sum(axis=1), rent[:, ~shells].sum(axis=1), rtol=1e-9, atol=1e-9)


def test_first_campuses_cost_what_capital_needs(small_futures, small_financing):
    """The need of `capital` counts whole years' middles; months' middles are as near as prices rise within a year."""
    found = small_financing
    first = [u for u, unit in enumerate(found.units) if unit.generation == 0]
    need = capital(small_futures).need[: found.n]
    closing = found.closing.cost[first].sum(axis=0) - 0.0
    fees = sum(found.ledger[line].sum(axis=(0, 1)) for line in (Line.FEE, Line.BUILDING_INTEREST))
    assert (closing > need * 0.99).all()
    assert (closing < need * 1.01 + fees).all()


def test_debt_is_never_above_uses(small_financing):
    closing = small_financing.closing
    assert (closing.debt <= closing.cost * (1 + 1e-12)).all()


def test_a_future_is_the_same_in_any_block(small_futures, small_financing):
    few = finance(small_futures, n=3)
    for line in Line:
        np.testing.assert_allclose(few.ledger[line], small_financing.ledger[line][..., :3], rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(few.returns[ALL].npv, small_financing.returns[ALL].npv[:3], rtol=1e-9)


def test_scenarios_draw_the_same_terms(small, small_financing):
    """Common random numbers: what is not changed is the same in every future."""
    dearer = small.override({"contracts.loans.shells.margin": "400 bp [assumed]"})
    other = finance(sg.simulate(sg.announced(dearer), n=40, seed=1), n=40)
    np.testing.assert_allclose(other.ledger[Line.COMPUTE], small_financing.ledger[Line.COMPUTE], rtol=1e-12)
    assert (sums(other, Line.INTEREST) >= sums(small_financing, Line.INTEREST) * (1 - 1e-9)).all()
    assert other.returns[PROJECT].npv == pytest.approx(small_financing.returns[PROJECT].npv, rel=1e-9)


def test_nothing_is_earned_with_nothing_to_pay_for(small):
    """Revenue of nought is no mistake: lenders lend nothing, owners pay everything."""
    free = small.override({"contracts.compute_purchases.capacity.price": "0 USD bn/GW/year [assumed]"})
    found = finance(sg.simulate(sg.announced(free), n=8, seed=1), n=8)
    chips = [u for u, unit in enumerate(found.units) if unit.use is Use.COMPUTE]
    assert (found.closing.debt[chips] == 0).all()
    assert (sums(found, Line.SUPPORT) > 0).all()
    assert (found.returns[ALL].npv < 0).all()
    assert all(np.isfinite(values).all() for values in found.ledger.values())


@pytest.fixture(scope="module")
def refused_and_unlent(small_folder, tmp_path_factory):
    """One campus has nobody to hold its chips, and nobody lends to the other: one financing, as each compiles anew."""
    folder = tmp_path_factory.mktemp("unlent") / "programme"
    shutil.copytree(small_folder, folder)
    companies, contracts = folder / "companies.yaml", folder / "contracts.yaml"
    text = companies.read_text().replace("south_campus:", "south_campus_of_shells:", 1)
    companies.write_text(text.replace("[construction, compute]", "[construction]"))
    before, _, after = contracts.read_text().partition("loans:\n")
    contracts.write_text(before + after[after.index("owners_loans:") :])
    return finance(sg.simulate(sg.announced(sg.read(folder)), n=4, seed=1), n=4)


def test_what_cannot_be_financed_says_why(refused_and_unlent):
    found = refused_and_unlent
    assert found.left_out == {"south": "no company holds its chips"}
    assert {book.site for book in found.books} == {"north"}


def test_campuses_that_nobody_lends_to_are_paid_by_their_owners(refused_and_unlent):
    found = refused_and_unlent
    assert not found.ledger[Line.DRAW].any()
    assert not any("lender" in name for name in found.returns)
    assert found.ledger[Line.EQUITY].sum() > 0.95 * found.ledger[Line.CAPITAL].sum()


def test_a_programme_without_contracts_is_refused(written):
    (written.folder / "contracts.yaml").unlink()
    futures = sg.simulate(sg.announced(sg.read(written.folder)), n=4, seed=1)
    with pytest.raises(StargateError, match="the programme has no contracts"):
        finance(futures)


def test_fewer_than_one_future_is_refused(small_futures):
    with pytest.raises(StargateError, match="0 futures"):
        finance(small_futures, n=0)


def test_every_line_has_two_sides():
    assert set(ENTRIES) == set(Line)
    assert all(entry.payer is not entry.payee for entry in ENTRIES.values())


@pytest.mark.parametrize(
    ("address", "step"),
    [
        ("contracts.leases.campuses.rent", "+ 1 USD/kW/month [assumed]"),
        ("contracts.loans.shells.margin", "+ 10 bp [assumed]"),
        ("sites.north.activities.chips.duration", "+ 0.05 months [assumed]"),
    ],
)
def test_slopes_are_those_of_differences(small, address, step):
    def expected(changes):
        programme = small.override(changes) if changes else small
        found = finance(sg.simulate(sg.announced(programme), n=32, seed=1), n=32)
        return found, found.weight @ found.returns["north_campus"].npv / found.weight.sum()

    found, npv = expected({})
    slopes = found.gradient("npv", "north_campus", n=32)
    size = {"USD/kW/month": 0.012, "bp": 0.1, "months": 0.05}[step.split()[2]]
    assert slopes[address].value * size == pytest.approx(expected({address: step})[1] - npv, rel=0.05)


def test_what_an_investment_gives_is_asked_for_by_name(small_financing):
    low, middle, high = small_financing.irr("north_campus").percentile([10, 50, 90])
    assert low < middle < high
    assert small_financing.irr().name == ALL
    assert "north_campus" in small_financing._repr_html_()
    with pytest.raises(StargateError, match="nobody called 'nobody' invests"):
        small_financing.irr("nobody")


def test_lenders_count_on_no_cash_after_the_lease(small_financing):
    """The last chips are let for less than their loan would run: it ends with the lease."""
    case = small_financing.case
    for unit in case.real:
        assert case.terms.conversion[unit] + 12 * case.terms.tenor[unit] <= case.terms.end[unit] + 1e-9
    assert np.abs(case.ledger.debt[-1]).max() < 1e-6


def test_computing_sold_at_its_levelised_cost_is_worth_what_it_costs(small_financing):
    """K4: paid that price for every IT MWh, campuses come to nought before debt and tax."""
    found = small_financing
    price = found.levelised()
    years = np.arange(len(found.years))[:, None] + 0.5
    rate = (1 + found.values[:, found.model.discount]) * (1 + found.values[:, found.model.price_index])
    chips = [row for row, book in enumerate(found.books) if book.use is Use.COMPUTE]
    earned = found.energy[chips].sum(axis=0) * price / 1e6
    spent = sum(found.ledger[line].sum(axis=0) for line in (Line.CAPITAL, Line.POWER, Line.OPERATION))
    net = earned + found.ledger[Line.RESIDUAL].sum(axis=0) - spent
    np.testing.assert_allclose((net * rate**-years).sum(axis=0), 0.0, atol=1e-6)
    assert found.levelised("north").shape == price.shape
    with pytest.raises(StargateError, match="no campus 'nowhere' is financed"):
        found.levelised("nowhere")


def test_what_has_the_same_structure_is_compiled_once(small, small_futures, small_financing):
    """Figures and what energy costs are given to it; who lends and who holds what is compiled in."""
    made, series = small_financing.model, small_financing.series
    dearer = small.override({"contracts.leases.campuses.rent": "x 1.1"})
    other = model(sg.simulate(sg.announced(dearer), n=10, seed=2), {})
    assert block(other, series) is block(made, series)
    costs = ({"north": 40.0}, {"north": 50.0}, {"south": 40.0})
    one, two, three = (block(model(small_futures, cost), series) for cost in costs)
    assert one is two
    assert one is not block(made, series)
    assert three is not one


def test_energy_of_a_year_that_was_operated_costs_what_is_said(small_futures):
    """Paid for by the IT MWh, in place of the contract's price, and in proportion."""
    made = [model(small_futures, {"north": cost, "south": 3 * cost}) for cost in (20.0, 40.0)]
    assert [each.energy_cost.max() for each in made] == [60, 120]
    paid = []
    for each in made:
        at = each.columns.with_numbers(np.array([[figure.p50 for figure in each.columns.figures]]))
        _, _, parts = cash(each.structure, dates_of(each, small_futures.at_medians, [0]), at, at)
        paid.append(np.asarray(parts.power))
    assert paid[0].any()
    np.testing.assert_allclose(paid[1], 2 * paid[0], rtol=1e-12)
