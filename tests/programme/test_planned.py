"""Prospects and what a plan is made with: mistakes in one clear message each, and that no future knows them."""

from math import asin, cos, radians, sin, sqrt

import numpy as np
import pytest

import stargate as sg
from stargate.climate.normals import Climate
from stargate.errors import ProgrammeError
from stargate.programme.catalogue import entry, names
from stargate.reports.evidence import evidence

ACRES = 2.471  # to the hectare
P, G = "prospects.yaml", "planning.yaml"
LIMITS = """
accelerators:
  title: Accelerators
  it_power:
    2028: 200 MW [assumed]
crews:
  title: Crews
  capacity: 900 jobs [assumed]
loans:
  title: Loans
  money:
    2028: 2 USD bn [assumed]
"""
WRONG = [
    (P, "  name: West Mesa\n", "", "prospects.west.name", "the field 'name' of the prospect is missing"),
    (P, "  most: 600 MW [assumed]", "  size: 600 MW [assumed]\n  most: 600 MW [assumed]", "prospects.west.size", "a prospect has no field 'size'"),
    (P, "state: TX", "state: Texas", "prospects.west.state", "a state is two capital letters"),
    (P, "latitude: 32 deg", "latitude: 132 deg", "prospects.west.latitude", "132 deg is not plausible"),
    (P, "region: ercot", "region: erkot", "prospects.west.region", "there is no region in the catalogue called 'erkot'"),
    (P, "climate: midland", "climate: midlands", "prospects.west.climate", "there is no climate in the catalogue called 'midlands'"),
    (P, "cooling_system: direct_to_chip", "cooling_system: chips", "prospects.west.cooling_system", "there is no cooling system"),
    (P, "most: 600 MW", "most: 60 MW", "prospects.west.most", "there is room for 60 MW, less than one phase of 100"),
    (P, "phase: 100 MW", "phase: 0 MW", "prospects.west.phase", "this may be nought"),
    (P, "phase: 100 MW", "phase: 0.1 MW", "prospects.west.phase", "these are 6,000 phases"),
    (P, "phase: 100 MW", "phase: 100 USD", "prospects.west.phase", "'USD' is not a unit of IT power"),
    (P, "  grid_date: 2029-06-30 to 2030-12-31 [assumed]\n", "", "prospects.west.grid_date", "grid_date of the connection is missing"),
    (P, "  grid_cost: 200 to 400 USD/kW [assumed]\n", "", "prospects.west.grid_cost", "grid_cost of the connection is missing"),
    (P, "grid: 600 MW [assumed]\n", "grid: 0 MW [assumed]\n", None, None),  # it still has gas
    (P, "land: 3_000 acres", "land: 0 acres", "prospects.west.land", "this may be nought"),
    (P, "land_cost: 4_000 USD/acre", "land_cost: 4_000 USD/kW", "prospects.west.land_cost", "'USD/kW' is not a unit of money per area"),
    (P, "land_cost: 4_000 USD/acre", "land_cost: 4e9 USD/acre", "prospects.west.land_cost", "cannot read '4e9 USD/acre'"),
    (P, "build: 18 to 24 months", "build: 0 months", "prospects.west.build", "this may be nought"),
    (P, "labour: 1.05", "labour: 0", "prospects.west.labour", "this may be nought"),
    (P, "pace: 2", "pace: 1.5", "prospects.west.pace", "this is no number of phases"),
    (P, "pace: 2", "pace: 1 to 3", "prospects.west.pace", "this is no number of phases"),
    (P, "at_once: 3", "at_once: 0", "prospects.west.at_once", "this is no number of phases"),
    (P, "developer: [alder]", "developer: [elder]", "prospects.west.partners.developer", "there is no partner 'elder'"),
    (P, "developer: [alder]", "builder: [alder]", "prospects.west.partners.builder", "'builder' is not one of"),
    (P, "  crews: 2_500 jobs [assumed]\n", "  shared_crews: loans\n", "prospects.west.shared_crews", "there is no capacity in limits.yaml 'loans'"),
    (G, "last_year: 2032", "last_year: 2040", "planning.last_year", "all series end on 2032-12-31"),
    (G, "last_year: 2032", "last_year: soon", "planning.last_year", "this is not a year"),
    (G, "days: 4", "days: 400", "planning.days", "this is no number of days of a year"),
    (G, "compute_price: 1.5 to 2.5 USD/H100e/h", "compute_price: 1_500 USD/MWh", "planning.compute_price", "'USD/MWh' is not a unit of price of compute"),
    (G, "compute_price: 1.5 to 2.5 USD", "compute_price: 0 USD", "planning.compute_price", "this may be nought"),
    (G, "price_decline: 15 to 30 %/year", "price_decline: 100 %/year", "planning.price_decline", "compute would be given away"),
    (G, "  2032: 2_500_000", "  2033: 2_500_000", "planning.demand", "2033 lies after the last year that is planned"),
    (G, "  2032: 2_500_000", "  summer: 2_500_000", "planning.demand.summer", "this is not a year"),
    (G, "  vr200: {}\n  rubin_ultra: {}", "  vr2000: {}", "planning.chips", "there is no chip of known power and 8-bit peak 'vr2000'"),
    (G, "chips:\n  vr200: {}\n  rubin_ultra: {}", "chips: {}", "planning.chips", "a plan has nothing to choose from"),
    (G, "  vr200: {}", "  vr200: {limit: accelerator}", "planning.chips.vr200.limit", "there is no shared supply 'accelerator'"),
    (G, "  vr200: {}", "  vr200: {limit: loans}", "planning.chips.vr200.limit", "limits.loans counts money, not IT power"),
    (G, "  grid: {}", "  gridd: {}", "planning.power", "there is no power technology in the catalogue called 'gridd'"),
    (G, "  grid: {}", "  grid: {limit: accelerators}", "planning.power.grid.limit", "counts IT power, not grid power"),
    (G, "  aero_turbines:", "  battery:", "planning.bridge", "there is no generation in the catalogue called 'battery'"),
    (G, "rent: 350 to 500 USD", "rent: 0 USD", "planning.bridge.aero_turbines.rent", "this may be nought"),
    (G, "ramp: 1 month", "capital:\n  construction:\n    limit: loans\n    share: 0% [assumed]\nramp: 1 month", "planning.capital.construction.share", "what draws on nothing is not limited"),
    (G, "ramp: 1 month", "capital:\n  compute: {limit: crews}\nramp: 1 month", "planning.capital.compute.limit", "limits.crews counts units, not money"),
    (G, "ramp: 1 month", "target:\n  it_power: {}\n  shortfall: 1 USD bn/GW/year [assumed]\nramp: 1 month", "planning.target.it_power", "it names no year"),
    (G, "ramp: 1 month", "target:\n  it_power:\n    2030: 1 GW [assumed]\nramp: 1 month", "planning.target.shortfall", "the field 'shortfall' of the power target is missing"),
    (G, "ramp: 1 month", "clean_share:\n  2030: 120% [assumed]\nramp: 1 month", "planning.clean_share.2030", "a share is at most 100%"),
    (G, "ramp: 1 month", "carbon_cap:\n  2030: -1 Mt/year [assumed]\nramp: 1 month", "planning.carbon_cap.2030", "cannot be negative"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "address", "wrong"), WRONG, ids=lambda value: str(value)[:40])
def test_one_clear_message(written, file, old, new, address, wrong):
    folder = written(file, old, new)
    (folder / "limits.yaml").write_text(LIMITS)
    if address is None:
        assert sg.read(folder)
        return
    with pytest.raises(ProgrammeError) as caught:
        sg.read(folder)
    (problem,) = caught.value.problems
    assert problem.address == address
    assert problem.where.startswith(f"{file}:")
    assert wrong in problem.wrong
    assert problem.instead


def test_a_place_without_power(written):
    folder = written(P, "  grid: 600 MW [assumed]\n", "")
    written(P, "  gas: 500 MW [assumed]\n", "")
    with pytest.raises(ProgrammeError, match="it has neither grid nor gas"):
        sg.read(folder)


def test_a_change_is_held_to_the_same(small_folder):
    with pytest.raises(ProgrammeError) as caught:
        sg.read(small_folder, changes={"prospects.west.most": "x 0.1"})
    (problem,) = caught.value.problems
    assert (problem.where, problem.address) == ("--set", "prospects.west.most")


def test_a_prospect_exists_once_all_of_it_is_known(written):
    folder = written(P, "most: 600 MW [assumed]", "most: 600 MW [invented-visit]")
    assert "west" in sg.read(folder).contents.prospects
    before = sg.read(folder, as_of="2026-01-31")
    assert "west" not in before.contents.prospects
    assert "prospects.west" in before.not_yet_known
    written(G, "ramp: 1 month [assumed]", "ramp: 1 month [invented-visit]")
    assert sg.read(folder).contents.planning is not None
    assert sg.read(folder, as_of="2026-01-31").contents.planning is None


def test_planning_exists_once_the_supplies_that_it_draws_on_are_known(written):
    folder = written(G, "  vr200: {}", "  vr200: {limit: accelerators}")
    (folder / "limits.yaml").write_text(LIMITS.replace("200 MW [assumed]", "200 MW [invented-visit]"))
    assert sg.read(folder).contents.planning.limits == {"accelerators"}
    before = sg.read(folder, as_of="2026-01-31")
    assert before.contents.planning is None
    assert {"planning", "limits.accelerators"} <= set(before.not_yet_known)


def test_a_prospect_that_became_a_site_is_none_any_more(written):
    (written.folder / "sites/south.yaml").rename(written.folder / "sites/lake.yaml")
    text = (written.folder / "sites/lake.yaml").read_text()
    for name in ("contracts", "companies", "commitments", "risks"):
        (written.folder / f"{name}.yaml").unlink()
    (written.folder / "sites/lake.yaml").write_text(text)
    contents = sg.read(written.folder).contents
    assert "lake" in contents.sites
    assert list(contents.prospects) == ["west", "plains"]


def test_no_future_and_no_report_of_one_rests_on_them(written, small):
    for name in (P, G):
        (written.folder / name).unlink()
    bare = sg.read(written.folder)
    dates = [sg.simulate(sg.announced(programme), n=200).dates for programme in (small, bare)]
    assert np.array_equal(*dates)
    with_them, without = evidence([small]), evidence([bare])
    assert with_them.figures == without.figures
    assert with_them.sources == without.sources


def test_lines_of_the_catalogue_stand_in_for_dates_of_connections(reference):
    culpeper = reference.contents.prospects["culpeper"]
    years = [(culpeper.grid_date.quantile(p) - reference.month_zero - reference.as_of_month) / 12 for p in (0.1, 0.9)]
    assert years == pytest.approx([4, 7])
    assert culpeper.grid_date.likes == ("large_load_connection_dominion",)


def test_prospects_of_the_reference_programme_can_be_told_apart(reference):
    prospects = reference.contents.prospects
    assert len(prospects) == 40
    assert {prospect.region for prospect in prospects.values()} == set(names("regions"))
    assert len({prospect.note for prospect in prospects.values()}) == 40
    for one in prospects.values():
        climate = entry("climates", one.climate, Climate)
        assert apart(one, climate) < 150, one.address
        assert one.land.p50 * ACRES >= one.most.p50, one.address  # an acre for each IT MW, at the least
        assert one.opening.p50 + one.build.p50 > 20, one.address


def apart(prospect, climate):
    """Kilometres on a sphere (haversine)."""
    north, east, to_north, to_east = map(
        radians,
        (prospect.latitude.p50, prospect.longitude.p50, climate.latitude.numbers[0], climate.longitude.numbers[0]),
    )
    chord = sin((to_north - north) / 2) ** 2 + cos(north) * cos(to_north) * sin((to_east - east) / 2) ** 2
    return 2 * 6371 * asin(sqrt(chord))
