"""The reference programme's scenarios go the way that a planner expects, with common random numbers.

With unlimited supplies, what only takes longer never brings a phase forward in any future, what only takes less never
puts one off, and campuses that a scenario does not touch keep their dates to the last bit. Where campuses share what is
scarce, who is late leaves more to others: then this holds on the whole.
"""

import numpy as np
import pytest

import stargate as sg
from stargate.futures.capital import capital

N = 4000
CAMPUSES = {"abilene", "dona_ana", "lordstown", "milam", "port_washington", "saline", "shackelford"}


def apart(programme):
    """Futures in which campuses do not wait for each other."""
    return sg.simulate(sg.announced(programme, gated=False), n=N)


@pytest.fixture(scope="module")
def base(reference):
    return apart(reference)


@pytest.fixture(scope="module")
def of(reference):
    return lambda name: apart(reference.under(name))


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("capital_uncommitted", -1),
        ("chip_shortage", -1),
        ("flexible_load", 1),
        ("grid_reform", 1),
        ("opposition", -1),
        ("partner_withdraws", -1),
        ("rivals", -1),
    ],
)
def test_on_the_whole_scenarios_go_the_same_way_where_supplies_are_shared(name, sign, reference):
    before, after = (sg.simulate(sg.announced(reference.under(n)), n=N) for n in ("base", name))
    one, other = (np.average(f.energised.at("2028-12-31"), weights=f.weight) for f in (before, after))
    assert sign * (other - one) > 0


@pytest.mark.parametrize("name", ["chip_shortage", "opposition", "partner_withdraws", "rivals"])
def test_never_earlier(name, base, of):
    found = of(name)
    assert (found.dates >= base.dates).all()
    assert found.energised.at("2028-12-31").mean() < base.energised.at("2028-12-31").mean()


def test_faster_procedures_are_never_later(base, of):
    found = of("grid_reform")
    assert (found.dates <= base.dates).all()
    assert found.energised.at("2028-12-31").mean() > base.energised.at("2028-12-31").mean()


@pytest.mark.parametrize(
    ("name", "touched"),
    [
        ("capital_uncommitted", set()),
        ("chip_shortage", CAMPUSES - {"abilene"}),
        ("flexible_load", {"milam", "port_washington", "saline"}),
        ("gas_bridge_everywhere", {"lordstown", "milam", "port_washington", "saline"}),
        ("grid_reform", {"dona_ana", "milam", "port_washington", "shackelford"}),
        ("hot_dry_decade", set()),
        ("opposition", {"dona_ana", "lordstown", "port_washington", "saline", "shackelford"}),
        ("partner_withdraws", CAMPUSES - {"abilene"}),
        ("rivals", CAMPUSES),
        ("wait_for_grid", {"dona_ana", "shackelford"}),
    ],
)
def test_what_a_scenario_does_not_touch_stays_to_the_last_bit(name, touched, base, of):
    found = of(name)
    moved = {site for site in CAMPUSES if (found.full_load(f"sites.{site}") != base.full_load(f"sites.{site}")).any()}
    assert moved == touched


def test_waiting_for_the_grid_is_later_where_power_was_on_site(base, of):
    """At every tenth of the futures; in a few single ones the base case's permit takes longer than the grid would."""
    found = of("wait_for_grid")
    for i in base.phases("sites.dona_ana") + base.phases("sites.shackelford"):
        ten = np.linspace(0.1, 0.9, 9)
        assert (np.quantile(found.dates[:, i], ten) > np.quantile(base.dates[:, i], ten)).all()


def test_a_connection_takes_four_years_from_now(of):
    """By hand: 48 months in the median, then a ramp of about one; the building has stood ready for years."""
    found = of("wait_for_grid")
    date = np.median(found.full_load("sites.shackelford.phases.one"))
    assert date == pytest.approx(found.programme.as_of_month + 48 + 0.9, abs=1)


def test_engines_carry_what_waited_for_the_grid(base, of):
    """No phase of the four campuses waits for the grid; nine in ten futures need a year and more for the engines."""
    found, year = of("gas_bridge_everywhere"), base.programme.as_of_month + 12
    grid = ("interconnection", "first_supply", "first_lines")
    for site in ("lordstown", "milam", "port_washington", "saline"):
        assert np.quantile(found.first_power(f"sites.{site}"), 0.1) > year
        for i in found.phases(f"sites.{site}"):
            held = found.criticality(found.plan.phases[i].address)
            assert not [address for address in held if address.rpartition(".")[2] in grid]
    late = "sites.port_washington.phases.three"
    assert np.median(found.full_load(late)) < np.median(base.full_load(late))


def test_a_withdrawal_that_is_certain_stops_its_campuses(reference, base):
    """By hand: 6 to 18 months, median 10.4, on the last activity of both of Milam's phases and of Lordstown's."""
    programme = reference.under("partner_withdraws").override({"risks.softbank_shortfall.chance": "100% [assumed]"})
    found = apart(programme)
    for phase in ("sites.lordstown.phases.one", "sites.milam.phases.one"):
        late = found.full_load(phase) - base.full_load(phase)
        assert np.quantile(late, [0.1, 0.5, 0.9]) == pytest.approx([6, 108**0.5, 18], abs=0.6)


def test_closed_money_builds_abilene_alone(reference):
    """Nowhere else are accelerators paid for; Abilene, whose money is closed, runs no later than in the base case."""
    base, found = (sg.simulate(sg.announced(reference.under(n)), n=500) for n in ("base", "capital_uncommitted"))
    for i in found.phases():
        if found.plan.phases[i].site.id == "abilene":
            assert (found.dates[:, i] <= base.dates[:, i]).all()
        else:
            assert np.isinf(found.dates[:, i]).all()
    money = capital(found)
    assert np.median(money.not_raised / money.need) < 0.01


def test_money_that_comes_true_after_all_is_spent(reference):
    """The scenario is a limit of the base case: with the joint venture's equity taken at its word, more is built."""
    closed = reference.under("capital_uncommitted")
    said = closed.override({"chances.reported": "100% [assumed]"})
    one, other = (sg.simulate(sg.announced(p), n=500) for p in (closed, said))
    assert (other.dates <= one.dates).all()
    assert other.energised.at("2030-12-31").mean() > one.energised.at("2030-12-31").mean()


@pytest.mark.parametrize("as_of", ["2025-09-30", "2026-03-31"])
@pytest.mark.parametrize("name", ["capital_uncommitted", "chip_shortage", "rivals", "wait_for_grid"])
def test_questions_can_be_put_at_earlier_dates(reference, name, as_of):
    before, after = (sg.simulate(sg.announced(reference.under(n).at(as_of)), n=500) for n in ("base", name))
    assert after.energised.at("2028-12-31").mean() < before.energised.at("2028-12-31").mean()
