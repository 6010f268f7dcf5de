"""Scenarios of operation go the way that a planner expects, in the same weather and prices."""

import pytest

import stargate as sg

YEAR = 2028
NORRIS = "[norris-2025-02]"


def year_of(programme):
    plan = sg.announced(programme)
    return sg.operate(plan, YEAR, sg.built_out(plan))


@pytest.fixture(scope="module")
def base(reference):
    return year_of(reference)


@pytest.fixture(scope="module")
def hot(reference):
    return year_of(reference.under("hot_dry_decade"))


def test_heat_costs_power_everywhere(base, hot):
    for before, after in zip(base.sites, hot.sites, strict=True):
        assert after.weather.dry_bulb.mean() > before.weather.dry_bulb.mean() + 2
        assert after.account["facility_energy"] + after.cut.sum() > before.account["facility_energy"] + before.cut.sum()
        assert after.it.total == pytest.approx(before.it.total)


def margin(year):
    """What sources have to spare in the worst hour [MW]."""
    return (sum(source.capacity for source in year.problem.sources) - year.load).min()


def test_heat_leaves_campuses_off_the_grid_less_to_spare(base, hot):
    for site in ("dona_ana", "shackelford"):
        assert margin(hot[site]) < margin(base[site])
        assert hot[site].short.sum() >= base[site].short.sum()
        assert hot[site].loss_of_load >= base[site].loss_of_load


def test_limits_of_water_are_held_against_what_is_taken(base, hot):
    """By hand: 20,000 gallons are 75.7 m3, which 0.013 L/kWh exceeds from 243 IT MW on."""
    for year in hot.sites:
        limited = year.site.id in ("abilene", "dona_ana", "milam", "shackelford")
        assert (year.days_over_water_limit > 0) == limited
    assert not any(year.days_over_water_limit for year in base.sites)


def test_load_is_left_out_within_each_budget_and_more_budget_costs_less(reference):
    programme, before = reference.under("flexible_load"), None
    for budget in ("0.25%", "0.5%", "1%"):
        year = year_of(programme.override({"workload.curtailment_budget": f"{budget} {NORRIS}"}))["port_washington"]
        assert 0 < year.account["energy_left_out"] <= float(budget[:-1]) / 100 * year.load.sum() * (1 + 1e-9)
        assert before is None or year.dispatch.objective <= before * (1 + 1e-12)
        before = year.dispatch.objective


def test_a_firm_connection_leaves_nothing_out(base):
    assert all(year.account["energy_left_out"] == 0 for year in base.sites)
