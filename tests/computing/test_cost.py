"""Cost of compute of campuses: by hand, against SAM's levelised cost, against the ledger, and its laws."""

import json
from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stargate as sg
from stargate.capital.company import Use
from stargate.cli import app
from stargate.cli import cost as command
from stargate.computing.cost import _cost, cost_of_compute, in_words, rows, told
from stargate.computing.delivered import delivered
from stargate.errors import ProgrammeError, StargateError
from stargate.financing.lines import Line
from stargate.financing.model import Book

BOOKS = (Book("one", Use.CONSTRUCTION, "owner"), Book("one", Use.COMPUTE, "owner"))


def ledger_of(real, rise, capital, hours, used=1.0, **lines):
    """A campus with a shell and two generations of one chip, by year; the price level is 1 in the first."""
    capital, hours = np.array(capital, float)[..., None], np.array(hours, float)[..., None]
    years = hours.shape[1]
    paid = {line: np.zeros((2, years, 1)) for line in Line} | {
        Line(name): np.array([values, [0] * years], float)[..., None] for name, values in lines.items()
    }
    paid[Line.CAPITAL] = np.stack([capital[0], capital[1] + capital[2]])
    model = SimpleNamespace(first_month=0, as_of=6.0, price_index=0, discount=1)
    return SimpleNamespace(
        financing=SimpleNamespace(model=model, books=BOOKS),
        values=np.array([[rise, real]]),
        lines=paid,
        held_back=np.zeros((2, years, 1)),
        replaced=np.stack([0 * capital[2], capital[2]]),
        hours=hours,
        progressed=hours * np.array([1, 1, 4])[: len(hours), None, None],
        used=np.full((3, 1), used),
        books=lambda _site: np.array([True] * 2),
        units=lambda _site: np.array([True] * 3),
    )


def cost_of(*args, **lines):
    return _cost("One", "one", ledger_of(*args, **lines), None, {})


def test_one_chip_two_years_by_hand():
    """Chips for 200 and a shell for 100 in the first year, at 5% and no rise of prices; half of the hours are used."""
    nothing = [0, 0]
    found = cost_of(
        *(0.05, 0.0, [[100, 0], [200, 0], nothing], [nothing, [0, 1e6], nothing], 0.5),
        power=[0, 21],
        operation=[0, 10.5],
        residual=[0, 5.25],
        compute=[0, 420],
    )
    steps = found.waterfall
    assert steps.chips[0] == pytest.approx(200e6 * 1.05 / 0.5e6)
    assert steps.shell[0] == pytest.approx(100e6 * 1.05 / 0.5e6)
    assert (steps.electricity[0], steps.operation[0]) == (pytest.approx(42), pytest.approx(21))
    assert steps.residual[0] == pytest.approx(-10.5)
    assert found.per_h100e_hour[0] == pytest.approx(682.5)
    assert (found.used[0], found.hours[0]) == (0.5, 5e5)
    assert found.nominal[0] == pytest.approx(682.5)


def test_what_is_bought_anew_is_a_step_of_its_own():
    found = cost_of(0.0, 0.0, [[0, 0], [3, 0], [0, 2]], [[0, 0], [1e6, 0], [0, 1e6]])
    assert (found.waterfall.chips[0], found.waterfall.replacement[0]) == (1.5, 1.0)
    assert found.progressed[0] == 5 / (1 + 4)  # the later chips, four times as dense, counted by their own peaks


def test_real_and_nominal_are_those_of_sam():
    """Single Owner without debt, tax or reserves: its levelised costs [cents/kWh], of a plant as of an accelerator."""
    singleowner = pytest.importorskip("PySAM.Singleowner")
    made = singleowner.default("CustomGenerationProfileSingleOwner")
    bare = {
        "gen": [30000.0] * 8760,
        "ppa_price_input": [0.06],
        "debt_option": 0,
        "debt_percent": 0,
        "months_working_reserve": 0,
        "dscr_reserve_months": 0,
        "cost_debt_fee": 0,
        "construction_financing_cost": 0,
        "federal_tax_rate": [0],
        "state_tax_rate": [0],
        "property_tax_rate": 0,
        "insurance_rate": 0,
        "real_discount_rate": 6.4,
        "inflation_rate": 2.5,
        "degradation": [0],
        "salvage_percentage": 0,
        "om_fixed": [900_000],
        "om_fixed_escal": 1.0,
        "om_capacity": [0],
        "om_production": [0],
        "om_fuel_cost": [0],
    }
    for name, value in bare.items():
        made.value(name, value)
    made.execute()
    years = int(made.value("analysis_period"))
    # SAM's year 0 holds the cost; here it is the first year, and prices have not risen yet
    capital = [[made.Outputs.cost_installed / 1e6] + [0] * years]
    running = [0, *(np.array(made.Outputs.cf_operating_expenses[1:]) / 1e6)]
    energy = [0, *made.Outputs.cf_energy_net[1:]]
    nothing = [0] * (years + 1)
    found = cost_of(0.064, 0.025, [*capital, nothing, nothing], [nothing, energy, nothing], operation=running)
    assert found.nominal[0] == pytest.approx(made.Outputs.lcoe_nom / 100, rel=1e-6)
    assert found.per_h100e_hour[0] == pytest.approx(made.Outputs.lcoe_real / 100, rel=1e-6)


def test_it_is_what_pyxirr_discounts():
    pyxirr = pytest.importorskip("pyxirr")
    capital, power, hours = [5.0, 1.0, 4.0], [0.0, 0.6, 0.7], [0.0, 2e6, 3e6]
    found = cost_of(0.07, 0.0, [[0, 0, 0], capital, [0, 0, 0]], [[0, 0, 0], hours, [0, 0, 0]], power=power)
    spent = [1e6 * (c + p) for c, p in zip(capital, power, strict=True)]
    assert found.per_h100e_hour[0] == pytest.approx(pyxirr.npv(0.07, spent) / pyxirr.npv(0.07, hours), rel=1e-12)


AMOUNTS = st.lists(st.floats(0, 100), min_size=4, max_size=4)


@given(st.floats(0, 0.15), st.floats(0, 0.05), AMOUNTS, AMOUNTS, AMOUNTS, st.floats(0.1, 0.9), st.floats(0.5, 4))
def test_steps_add_up_scale_and_fall_with_use(real, rise, shell, chips, running, used, scale):
    nothing, hours = [0] * 4, [0, 1e6, 2e6, 2e6]

    def of(used, money=1.0, more=1.0):
        capital = [[money * x for x in shell], [money * x for x in chips], nothing]
        lines = {"power": [money * x for x in running], "tax": [money * 0.1 * x for x in running]}
        return cost_of(real, rise, capital, [nothing, [more * x for x in hours], nothing], used, **lines)

    one = of(used)
    assert one.after_tax == pytest.approx(sum(one.waterfall[:8]), rel=1e-12)
    assert one.after_tax - one.per_h100e_hour == pytest.approx(one.waterfall.tax, abs=1e-9)
    assert of(used, money=scale).paid == pytest.approx(scale * one.paid, rel=1e-9)
    assert of(used, more=scale).paid == pytest.approx(one.paid / scale, rel=1e-9)
    assert of(used * 1.1).per_h100e_hour == pytest.approx(one.per_h100e_hour / 1.1, rel=1e-9)


def test_what_never_computes_costs_no_number():
    found = cost_of(0.05, 0.0, [[1, 0], [1, 0], [0, 0]], [[0, 0]] * 3)
    assert np.isinf(found.per_h100e_hour).all()
    assert np.isinf(found.paid).all()
    assert not np.isnan(np.array(found.waterfall)).any()


@dataclass(frozen=True)
class Dense:
    """A fleet with one chip everywhere, by so much denser with each generation."""

    futures: object
    n: int
    phases: tuple[int, ...]
    first: float = 1200.0
    rise: float = 1.25
    left_out: dict[str, str] = field(default_factory=dict)

    def density(self, place, generation):
        return np.full(self.n + 1, self.first * self.rise**generation)


def fleet_of(futures, phases, n):
    return Dense(futures, n, tuple(phases))


@pytest.fixture(scope="module")
def financed(small_financing):
    """The small programme with one chip; the fleet follows fewer futures than are financed."""
    fleet = fleet_of(small_financing.futures, small_financing.model.phases.tolist(), 30)
    return small_financing, fleet, cost_of_compute(small_financing, fleet)


def test_later_chips_count_as_those_they_replace(financed):
    financing, fleet, found = financed
    alike = cost_of_compute(financing, replace(fleet, rise=1.0))
    np.testing.assert_allclose(alike.per_h100e_hour, found.per_h100e_hour, rtol=1e-12)
    np.testing.assert_allclose(alike.programme.progressed, alike.per_h100e_hour, rtol=1e-12)
    assert (found.programme.progressed <= found.per_h100e_hour).all()


def test_steps_lead_to_what_offtakers_pay(financed):
    """Steps are of lines that offtakers do not stand in; what they pay is conserved in every ledger."""
    financing, fleet, found = financed
    known = delivered(financing, fleet)
    for site, cost in (("", found.programme), *found.sites.items()):
        books, units = known.books(site), known.units(site)
        real, rise = (known.values[:, c] for c in (financing.model.discount, financing.model.price_index))
        years = np.arange(len(financing.years))[:, None]
        worth = ((1 + real) * (1 + rise)) ** -(years + 1)
        level = (1 + rise) ** ((financing.model.first_month + 12 * years + 6 - financing.model.as_of) / 12)
        hours = (known.hours[units] * known.used[units][:, None]).sum(axis=0)
        paid = (
            1e6
            * (known.lines[Line.COMPUTE][books].sum(axis=0) * worth).sum(axis=0)
            / (hours * level * worth).sum(axis=0)
        )
        assert cost.paid == pytest.approx(paid, rel=1e-9)


def test_against_the_levelised_cost_by_energy(financed):
    """An H100e for each MW, all used: an H100e-hour is an IT MWh, of which financing tells the cost."""
    financing, fleet, _ = financed
    known = delivered(financing, replace(fleet, first=1.0, rise=1.0))
    known.__dict__["used"] = np.ones_like(known.used)
    for site in ("", known.sites[0]):
        cost = _cost("", site, known, None, {})
        assert cost.nominal[1:] == pytest.approx(financing.levelised(site)[: known.n], rel=1e-12)


def test_the_first_row_is_the_case_at_medians(financed):
    financing, fleet, _ = financed
    known = delivered(financing, fleet)
    for line, entry in ((Line.CAPITAL, financing.case.ledger.capital), (Line.POWER, financing.case.operating.power)):
        assert known.lines[line][..., 0].sum() == pytest.approx(entry.sum(), rel=1e-12)
    later = financing.model.generation > 0
    assert known.replaced[..., 0].sum() == pytest.approx(financing.case.ledger.capital[:, later].sum(), rel=1e-12)
    assert (known.replaced <= known.lines[Line.CAPITAL] + 1e-9).all()
    of_shells = [book.use is Use.CONSTRUCTION for book in financing.books]
    assert (known.replaced[of_shells] == 0).all()
    assert known.replaced.sum() > 0


def test_later_generations_deliver_more(financed):
    financing, fleet, found = financed
    same = replace(fleet, rise=1.0)
    assert (cost_of_compute(financing, same).per_h100e_hour >= found.per_h100e_hour).all()


def test_what_is_told(financed):
    *_, found = financed
    page = json.loads(json.dumps(told(found), allow_nan=False))
    assert list(page["sites"]) == list(found.sites)
    steps = page["programme"]["steps"]
    for measure in ("mean", "at_medians"):
        assert sum(step[measure] for step in steps.values()) == pytest.approx(page["programme"]["paid"][measure])
    assert page["chips"]["gb200"]["basis"].startswith("its own price")
    assert set(page["programme"]["per_million_tokens"]) == {"plan", "tokens"}
    assert "as what they replace" in in_words(found, found.programme)
    assert all(len(row) == 4 for row in rows(found))
    tokens = found.per_million_tokens["plan"][0]
    assert tokens == pytest.approx(0.8 * found.per_h100e_hour[0] * found.programme.used[0])


def test_a_campus_with_a_phase_of_unknown_chips_is_left_out(financed):
    financing, fleet, _ = financed
    phases, plan = fleet.phases[1:], financing.futures.plan.phases
    first = plan[fleet.phases[0]]
    less = replace(fleet_of(financing.futures, phases, 10), left_out={first.address: "no chip is named"})
    found = cost_of_compute(financing, less)
    assert found.left_out == {first.site.id: f"{first.phase.name}: no chip is named"}
    assert first.site.id not in found.sites
    with pytest.raises(StargateError, match=f"{first.site.id}: .*no chip is named\n  write: "):
        found.at(first.site.id)
    with pytest.raises(StargateError, match="no campus 'east' computes\n  write: "):
        found.at("east")


def test_of_different_futures(financed, small_futures):
    financing, fleet, _ = financed
    with pytest.raises(StargateError, match="of different futures\n  write: both of the same"):
        cost_of_compute(financing, replace(fleet, futures=replace(small_futures)))


def test_without_cost_of_capital(written):
    text = next(
        x
        for x in written("programme.yaml", "", "").joinpath("programme.yaml").read_text().splitlines()
        if "cost_of_capital" in x
    )
    programme = sg.read(written("programme.yaml", text, ""))
    financing = SimpleNamespace(futures=SimpleNamespace(programme=programme))
    with pytest.raises(ProgrammeError, match="no cost of capital is known"):
        cost_of_compute(financing, None)


def test_the_command_tells_chips_and_campuses(financed, monkeypatch, capsys):
    """`stargate cost` without financing anew: what is financed is given."""
    _, _, found = financed
    monkeypatch.setattr(command, "_of_campuses", lambda _: found)
    futures = ["--futures", "8", "programmes/small"]
    app(["cost", *futures], standalone_mode=False)
    said = capsys.readouterr().out
    assert "Levelised cost of compute" in said
    assert "North Ridge: an H100e-hour delivered costs" in said
    assert "their medians do not" in said
    app(["cost", *futures, "--json"], standalone_mode=False)
    data = json.loads(capsys.readouterr().out)
    assert {"programme", "sites", "chips"} <= set(data)
