"""A year of hours of every campus: balances, hand cases, and what is said where something is missing."""

import numpy as np
import pytest

import stargate as sg
from stargate.climate.files import write_csv
from stargate.errors import ProgrammeError, StargateError
from stargate.programme.catalogue import region
from stargate.reports.operating import operated as told
from stargate.reports.operating import said

HOURS = 8_760


def residual(year):
    """What an hour takes in less what it gives out [MW]."""
    run = year.dispatch
    into = run.output.sum(axis=0) + run.discharge.sum(axis=0) + run.unserved + run.left_out
    return into - year.load - run.charge.sum(axis=0) - run.exported


CURTAILED = {
    f"sites.{site}.power.{name}": text
    for site in ("north", "south")
    for name, text in (("curtailed", "200 hours [assumed]"), ("curtailed_to", "30% [assumed]"))
}
CASES = [
    {},
    CURTAILED,
    {
        "workload.deferrable": "15% [assumed]",
        "sites.south.power.equipment.batteries.generation_power": "0 MW [assumed]",
    },
    {"workload.utilisation": "99% [assumed]"},
    {"sites.*.power.grid": "0 MW [assumed]"},
]


@pytest.mark.parametrize("changes", CASES)
def test_energy_is_conserved_every_hour(changes, operated):
    for year in operated(changes).sites:
        assert np.abs(residual(year)).max() < 1e-9 * max(1.0, year.load.max())
        assert (year.dispatch.level > -1e-9).all()
        assert (year.dispatch.output >= 0).all()
        assert year.dispatch.status == "solved"
        assert all(np.isfinite(sums).all() for sums in year.account.months.values())


def test_energy_of_the_reference_programme_is_conserved(reference):
    plan = sg.announced(reference)
    found = sg.operate(plan, 2028, sg.built_out(plan))
    assert {year.site.id for year in found.sites} == set(reference.contents.sites)
    for year in found.sites:
        assert np.abs(residual(year)).max() < 1e-9 * year.load.max()
        assert 1.0 < year.account["facility_energy"] / year.account["it_energy"] < 1.6
    assert found["piketon"].candidate


def test_a_grid_alone_costs_what_its_hours_cost(operated):
    """By hand: every hour's load at the hour's price, and the highest hour at the region's yearly charge."""
    changes = {
        "workload.value_of_lost_load": "1_000_000 USD/MWh [assumed]",
        "workload.curtailment_budget": "0% [assumed]",
    }
    year = operated(changes, only="north").sites[0]
    market = year.market
    assert year.sources == ("grid",)
    assert year.grid == pytest.approx(year.load)
    assert year.account["energy_cost"] == pytest.approx(float(year.load @ (market.price + market.delivery_charge)))
    assert year.account["demand_charge"] == pytest.approx(float(year.load.max() * market.demand_charge))
    assert year.account.cost == pytest.approx(year.dispatch.objective, rel=1e-9)


def test_load_is_it_load_times_pue(small_year):
    for year in small_year.sites:
        assert year.load == pytest.approx(year.it.total * year.cooling.pue)
        assert year.account["it_energy"] == pytest.approx(year.it_served.sum())
        assert (year.it_served >= 0).all()


def test_what_is_paid_adds_up_to_the_objective(small_year):
    for year in small_year.sites:
        lost = year.account["compute_left_out"] + year.account["compute_unserved"]
        assert year.account.cost + lost == pytest.approx(year.dispatch.objective, rel=1e-9)


def test_carbon_by_three_methods(small_year, operated):
    """By hand: on site the same, and import at the mean, at the margin, and at the mean where no contract covers it."""
    year = small_year["north"]
    grid, market = year.grid, year.market
    assert year.carbon_location == pytest.approx(grid * market.average_carbon)
    assert year.carbon_marginal == pytest.approx(grid * market.marginal_carbon)
    covered = np.minimum(grid, year.supply.contracted)
    assert covered.sum() > 0
    assert year.carbon_market == pytest.approx((grid - covered) * market.average_carbon)
    bought = operated({"sites.north.power.contracts.sun.generation_power": "0 MW [assumed]"}, only="north").sites[0]
    assert bought.carbon_market == pytest.approx(bought.carbon_location)
    assert small_year["south"].carbon_on_site.sum() > 0


def test_nothing_to_supply_it_is_said_and_priced(operated):
    """Capacity zero everywhere: all of the load is unserved, at the value of lost load."""
    changes = {"sites.north.power.grid": "0 MW [assumed]", "workload.curtailment_budget": "0% [assumed]"}
    found = operated(changes, only="north")
    (year,) = found.sites
    assert year.dispatch.unserved == pytest.approx(year.load)
    assert year.account["hours_unserved"] == HOURS
    assert year.account["compute_unserved"] == pytest.approx(float(year.it.total.sum()) * 10_000, rel=1e-9)
    (sentence,) = [word for word in said(year) if "unserved" in word]
    assert "for want of power" in sentence
    assert "100.00% of its load" in sentence
    (row,) = told(found).rows
    assert row.cost is None


def test_utilisation_as_a_range_brackets_the_year(small_year):
    for year in small_year.sites:
        assert year.at_p10["it_energy"] < year.account["it_energy"] < year.at_p90["it_energy"]


def test_the_same_seed_gives_the_same_hours_on_any_number_of_threads(plan, small_year):
    again = sg.operate(plan, 2027, sg.built_out(plan), threads=1)
    other = sg.operate(plan, 2027, sg.built_out(plan), seed=2)
    for one, two, three in zip(small_year.sites, again.sites, other.sites, strict=True):
        assert one.dispatch.objective == two.dispatch.objective
        assert (one.dispatch.output == two.dispatch.output).all()
        assert one.dispatch.objective != three.dispatch.objective


def test_a_campus_does_not_change_what_another_does(plan, small_year):
    alone = sg.operate(plan, 2027, sg.built_out(plan), only="south")
    assert [year.site.id for year in alone.sites] == ["south"]
    assert alone["south"].dispatch.objective == small_year["south"].dispatch.objective


def test_months_add_up_to_the_year(small_year):
    account = small_year["north"].account
    assert account.months["it_energy"].shape == (12,)
    assert account["it_energy"] == pytest.approx(account.months["it_energy"].sum())
    per = account.months_per_it_energy("cost")
    assert per @ account.months["it_energy"] == pytest.approx(account.cost)


def test_deferred_work_waits_no_longer_than_it_may_and_costs_no_more(operated):
    without = operated({"workload.deferrable": "0% [assumed]"}, only="north").sites[0]
    with_it = operated({"workload.deferrable": "20% [assumed]", "workload.training": "50% [assumed]"}, only="north")
    (year,) = with_it.sites
    (store,) = year.problem.stores
    assert store.energy == pytest.approx(8 * store.discharge_power)
    assert year.dispatch.discharge.sum() == pytest.approx(year.dispatch.charge.sum())
    assert year.dispatch.discharge.sum() > 0
    waits = store.energy - year.dispatch.level[0]
    assert (waits <= store.energy * (1 + 1e-9)).all()
    served = year.load + year.dispatch.charge[0] - year.dispatch.discharge[0]
    assert (served <= year.it.energised * year.cooling.pue + 1e-6).all()
    assert without.account["it_energy"] == pytest.approx(year.account["it_energy"], rel=1e-3)


def test_nothing_is_deferred_in_a_year_that_begins_without_load(operated):
    (year,) = operated(
        {"workload.deferrable": "20% [assumed]"}, only="north", energised={"north": [0.0] * 6 + [100.0] * 6}
    ).sites
    assert not year.problem.stores


def test_load_is_left_out_within_its_budget(operated):
    changes = {"sites.north.power.curtailed": "100 hours [assumed]", "sites.north.power.curtailed_to": "50% [assumed]"}
    changes |= {"sites.north.power.grid": "400 MW [assumed]", "workload.utilisation": "90% [assumed]"}
    (year,) = operated(changes, only="north").sites
    left_out = year.dispatch.left_out
    assert 0 < left_out.sum() <= year.load.sum() * 0.0025 * (1 + 1e-9)
    assert (left_out <= year.it.curtailable * year.cooling.pue + 1e-9).all()
    limit = year.problem.sources[0].capacity
    assert (limit < 400 - 1e-9).sum() == 100
    assert year.market.price[limit < 400 - 1e-9].min() >= np.sort(year.market.price)[-100]


def test_water_over_its_limit_is_counted_by_day(operated):
    (year,) = operated({"sites.south.water_limit": "0.01 MGD [assumed]"}, only="south").sites
    assert year.days_over_water_limit == (year.water_by_day > 0.01 * 3785.411784).sum() > 0
    assert any("process water" in word for word in said(year))


def test_units_that_fail_leave_load_unserved(operated):
    """Without a grid, engines and batteries alone; more engines leave less unserved."""
    alone = {"sites.south.power.grid": "0 MW [assumed]"}
    few, many = (
        operated(alone | {"sites.south.power.equipment.engines.generation_power": size}, only="south").sites[0]
        for size in ("200 MW [assumed]", "400 MW [assumed]")
    )
    assert few.loss_of_load > many.loss_of_load >= 0
    assert operated(only="north").sites[0].loss_of_load is None


def test_weeks_are_weeks(small_year):
    for year in small_year.sites:
        for worst in (False, True):
            week = year.week(worst)
            assert week.stop - week.start == 168
            monday = np.datetime64("2027-01-01") + np.timedelta64(week.start // 24, "D")
            assert monday.astype("datetime64[D]").astype(int) % 7 == 4  # 1970-01-01 was a Thursday
    assert (np.diff(small_year["north"].load_duration) <= 0).all()


def test_what_is_missing_is_said_with_its_address(written, plan):
    folder = written("sites/north.yaml", "region: ercot\n", "")
    found = sg.announced(sg.read(folder))
    with pytest.raises(ProgrammeError, match=r"sites.north.region\n.*whose prices it pays\n  write: region: "):
        sg.operate(found, 2027, sg.built_out(found), only="north")
    rest = sg.operate(found, 2027, sg.built_out(found))
    assert [year.site.id for year in rest.sites] == ["south"]
    assert "sites.north.region" in rest.left_out["north"]
    with pytest.raises(StargateError, match="north did not run in 2027"):
        rest["north"]


def test_weather_of_a_file_is_taken_and_made_hotter(written, plan, small_year):
    """The year of a climate, written to a file, is the same year; the programme's shift is laid on it too."""
    (written.folder / "series").mkdir()
    write_csv(small_year["north"].weather, written.folder / "series" / "hours.csv")
    folder = written("sites/north.yaml", "climate: abilene", "climate: series/hours.csv")
    found = sg.announced(sg.read(folder))
    year = sg.operate(found, 2027, sg.built_out(found), only="north")["north"]
    assert year.weather.dry_bulb == pytest.approx(small_year["north"].weather.dry_bulb, abs=0.06)
    assert year.dispatch.objective == pytest.approx(small_year["north"].dispatch.objective, rel=1e-3)
    (folder / "climate.yaml").write_text("temperature_shift: 2 K [assumed]\n")
    warm = sg.announced(sg.read(folder))
    hot = sg.operate(warm, 2027, sg.built_out(warm), only="north")["north"]
    assert hot.weather.dry_bulb == pytest.approx(year.weather.dry_bulb + 2, abs=1e-6)
    assert hot.load.sum() > year.load.sum()


@pytest.mark.parametrize("name", ["series/none.csv", "/etc/hours.csv", "../hours.csv", "series/short.csv"])
def test_a_file_that_is_no_year_of_weather_is_refused(name, written):
    (written.folder / "series").mkdir()
    (written.folder / "series" / "short.csv").write_text("hour,dry_bulb [degC]\n0,1\n")
    folder = written("sites/north.yaml", "climate: abilene", f"climate: {name}")

    def operate():
        found = sg.announced(sg.read(folder))
        sg.operate(found, 2027, sg.built_out(found), only="north")

    with pytest.raises(StargateError, match="write: "):
        operate()


def test_a_programme_without_work_is_refused(written):
    (written.folder / "workload.yaml").unlink()
    found = sg.announced(sg.read(written.folder))
    with pytest.raises(ProgrammeError, match=r"what the computers do\n  write: a file workload.yaml"):
        sg.operate(found, 2027, sg.built_out(found))


@pytest.mark.parametrize(
    ("file", "old", "new", "address"),
    [
        ("sites/north.yaml", "climate: abilene", "climate: abilen", "sites.north.climate"),
        ("sites/north.yaml", "region: ercot", "region: texas", "sites.north.region"),
        ("sites/north.yaml", "direct_to_chip", "direct", "sites.north.cooling_system"),
        ("sites/south.yaml", "technology: battery", "technology: batteries", "batteries.technology"),
        ("sites/north.yaml", "technology: solar", "technology: sun", "contracts.sun.technology"),
    ],
)
def test_names_that_the_catalogue_does_not_have_are_refused_when_read(file, old, new, address, written):
    with pytest.raises(ProgrammeError, match="the catalogue has no") as raised:
        sg.read(written(file, old, new))
    assert address in str(raised.value)


@pytest.mark.parametrize("technology", ["gas_engines", "battery"])
def test_contracts_are_of_clean_power(technology, written):
    folder = written("sites/north.yaml", "technology: solar", f"technology: {technology}")
    found = sg.announced(sg.read(folder))
    with pytest.raises(ProgrammeError, match="no clean power"):
        sg.operate(found, 2027, sg.built_out(found), only="north")


def test_a_connection_is_no_equipment(written):
    with pytest.raises(ProgrammeError, match="no equipment that generates"):
        sg.read(written("sites/south.yaml", "technology: gas_engines", "technology: grid"))


def test_equipment_without_a_size_is_named(written):
    folder = written("sites/south.yaml", "      generation_power: 120 MW [assumed]\n", "")
    found = sg.announced(sg.read(folder))
    year = sg.operate(found, 2027, sg.built_out(found), only="south")["south"]
    assert any("engines" in note and "has no generation power" in note for note in year.supply.notes)


def test_work_that_stands_still_takes_nothing(operated):
    (year,) = operated({"workload.utilisation": "0% [assumed]"}, only="south").sites
    assert year.account["it_energy"] == year.account["grid_energy"] == 0
    assert all(np.isfinite(sums).all() for sums in year.account.months.values())


@pytest.mark.parametrize(
    ("energised", "wrong"),
    [
        ({"north": [1.0] * 11}, "11 numbers"),
        ({"north": [1.0] * 8784}, "8784 numbers"),
        ({"north": [-1.0] * 12}, "negative"),
        ({"north": [np.nan] * 12}, "no number"),
        ({"north": [np.inf] * 12}, "no number"),
        ({"nord": [1.0] * 12}, "no site 'nord'"),
    ],
)
def test_a_load_that_is_none_is_refused(energised, wrong, plan):
    with pytest.raises(StargateError, match=wrong):
        sg.operate(plan, 2027, energised)


@pytest.mark.parametrize(("year", "only"), [(0, ""), (9999, ""), (2027, "west")])
def test_years_and_sites_that_are_none_are_refused(year, only, plan):
    with pytest.raises(StargateError):
        sg.operate(plan, year, only=only)


def test_a_year_in_which_nothing_runs_says_so(plan):
    found = sg.operate(plan, 2025)
    assert not found.sites
    assert set(found.left_out) == {"north", "south"}
    assert "no campus runs" in str(found)
    assert told(found).rows == []


def test_announced_phases_run_from_their_date_on(plan):
    found = sg.operate(plan, 2027, only="north")
    energised = found["north"].it.energised
    assert energised[0] == pytest.approx(100.0)
    assert energised[-1] == pytest.approx(300.0)
    assert np.flatnonzero(np.diff(energised))[0] // 24 in (179, 180)
    assert "nothing was announced" in sg.operate(plan, 2027).left_out["south"]


def test_notebooks_show_it(small_year):
    assert "North Ridge" in small_year._repr_html_()


def test_an_operation_says_what_its_load_rests_on(small, operated):
    assert operated({}).basis == "fully built"
    plan = sg.announced(small)
    assert sg.operate(plan, 2029, only="north").basis == "as announced"
    given = sg.operate(plan, 2028, {"north": [10.0] * 12})
    assert str(given) == "Small, operation in 2028, at the load given: North Ridge"
    assert "South Fork: not operated, no IT load is energised in that year." in told(given).words
    assert told(given).basis == "at the load given"


def test_prices_of_a_file_and_a_price_of_gas_stand_in_place_of_the_region_s(written):
    """By hand: a flat 50 USD/MWh and the region's delivery; gas burnt on site at the price plus the region's basis."""
    times = np.datetime64("2023-01-01T00") + np.arange(HOURS)
    lines = ["time,usd_per_mwh", *(f"{time}:00-05:00,50" for time in times)]
    (written.folder / "prices.csv").write_text("\n".join(lines), encoding="utf-8")
    changes = {"sites.south.prices": "prices.csv", "sites.south.gas_price": "8 USD/MMBtu [assumed]"}
    plan = sg.announced(sg.read(written.folder).override(changes))
    year = sg.operate(plan, 2028, sg.built_out(plan), only="south")["south"]
    assert year.market.price == pytest.approx(50.0)
    basis = region("pjm").region.gas_basis.p50
    assert year.market.gas.mean() == pytest.approx(8.0 + basis, rel=1e-3)  # months differ in length
    burnt = year.account["fuel"]
    assert year.account["fuel_cost"] == pytest.approx(burnt * (8.0 + basis), rel=0.15)  # by the month
    assert burnt > 0


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("prices", "../prices.csv", "outside the programme's folder"),
        ("prices", "ercot_hub", "no file in the programme's folder"),
        ("gas_price", "0 USD/MMBtu [assumed]", "no price of gas"),
    ],
)
def test_prices_that_are_none_are_refused(small, field, text, words):
    with pytest.raises(ProgrammeError, match=words):
        small.override({f"sites.south.{field}": text})
