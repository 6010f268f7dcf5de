"""Cost of compute by chip: by hand, against flows discounted elsewhere, against published costs, and its laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stargate as sg
from stargate.computing.chip_cost import BY_POWER, BY_PRICE, cost_of_chips, per_eflop, rows
from stargate.errors import ProgrammeError, StargateError
from stargate.financing.own import Hosting

POINTS = {
    "costs.compute": "25 USD bn/GW [assumed]",
    "costs.construction": "12 USD bn/GW [assumed]",
    "cost_of_capital": "7 %/year [assumed]",
    "make_or_buy.chip_life": "5 years [assumed]",
    "make_or_buy.shell_life": "20 years [assumed]",
    "make_or_buy.operation": "200 USD/kW/year [assumed]",
    "make_or_buy.electricity": "60 USD/MWh [assumed]",
    "make_or_buy.utilisation": "80% [assumed]",
}


def futures_of(programme, n=50):
    return sg.simulate(sg.announced(programme), n=n, seed=1)


@pytest.fixture(scope="module")
def published(reference):
    return cost_of_chips(futures_of(reference, 500))


def test_an_hour_by_hand(small_folder):
    """GB200 at medians: 36,742 USD, between 30,000 and 45,000 by their mean of logarithms, and 44% beside; 2.09 kW of shell at 12 USD/W, operation and electricity."""
    found = cost_of_chips(futures_of(sg.read(small_folder, changes=POINTS))).chips["gb200"]
    assert found.basis == BY_PRICE
    assert found.bought[0] == pytest.approx((30_000 * 45_000) ** 0.5 * 1.44)
    assert found.hour.chips[0] == pytest.approx(found.bought[0] * 0.243890694 / 7012.8)
    assert found.hour.shell[0] == pytest.approx(25_080 * 0.094392926 / 7012.8)
    assert found.hour.operation[0] == pytest.approx(418 / 7012.8)
    assert found.hour.electricity[0] == pytest.approx(2.09 * 1.2 * 0.06)
    assert found.per_h100e_hour[0] == pytest.approx(found.hour.total[0] * 1.979 / 5)
    assert found.per_eflop is None  # nobody says at which MFU
    assert per_eflop(np.array([2.0]), np.array([0.25])) == pytest.approx(2 / (1.979e15 * 3600 * 0.25 / 1e18))
    assert found.per_million_tokens(1_000.0)[0] == pytest.approx(found.hour.total[0] / 3.6)


def test_it_is_what_pyxirr_discounts(small_folder):
    """Twenty years with computers bought anew every five; the npv of costs over the npv of hours, by another's code."""
    pyxirr = pytest.importorskip("pyxirr")
    found = cost_of_chips(futures_of(sg.read(small_folder, changes=POINTS))).chips["gb200"]
    running = 418 + 2.09 * 1.2 * 0.06 * 7012.8
    costs, hours = [25_080.0, *[running] * 20], [0.0, *[7012.8 * found.h100e[0]] * 20]
    for year in (0, 5, 10, 15):
        costs[year] += found.bought[0]
    assert found.per_h100e_hour[0] == pytest.approx(pyxirr.npv(0.07, costs) / pyxirr.npv(0.07, hours), rel=1e-12)


@pytest.mark.parametrize(("chip", "usd"), [("h100", 1.30), ("h200", 1.41), ("gb200", 2.21), ("gb300", 2.34)])
def test_against_published_cost_of_ownership(published, chip, usd):
    """SemiAnalysis in August 2025 [USD per GPU-hour], in use all the time: within P10 and P90, and near the median."""
    busy = published.drawn.range(published.chips[chip].busy.total)
    assert busy.p10 <= usd <= busy.p90
    assert busy.at_medians == pytest.approx(usd, rel=0.15)


def test_against_published_cost_by_h100_equivalent(published):
    """The same source has Blackwell at 0.88 to 0.94 USD per H100e-hour."""
    for chip in ("gb200", "gb300"):
        each = published.chips[chip]
        assert (each.busy.total / each.h100e)[0] == pytest.approx(0.91, rel=0.15)


def test_parts_add_up(published):
    for each in published.chips.values():
        assert sum(each.waterfall.values()) == pytest.approx(each.per_h100e_hour, rel=1e-12)
        assert (each.hour.total >= each.busy.total).all()
    assert all(len(row) == 4 for row in rows(published))


def test_clouds_ask_more_than_it_costs(published):
    """H100 by the hour, in H100e-hours as it is; Blackwell is divided by what it has."""
    asked = published.offers["H100 by the hour"]
    assert asked[0] == pytest.approx(2.77, rel=0.02)
    assert published.chips["gb200"].per_h100e_hour[0] < asked[0]


def test_what_it_rests_on_is_said(published):
    assert published.chips["vr200"].basis == BY_PRICE
    assert published.chips["openai_own"].basis == BY_POWER
    assert published.left_out == {}


def test_a_campus_has_its_own_costs(reference):
    futures = futures_of(reference)
    general, abilene = (cost_of_chips(futures, ["gb200"], site).chips["gb200"] for site in ("", "abilene"))
    assert abilene.hour.shell[0] > general.hour.shell[0]
    assert abilene.hour.chips[0] == general.hour.chips[0]


POSITIVE = st.floats(0.01, 10)


@given(st.floats(0, 0.2), POSITIVE, POSITIVE, POSITIVE, POSITIVE, st.floats(0.1, 0.99), POSITIVE)
def test_cost_falls_with_use_and_scales(rate, life, shell, operation, electricity, use, scale):
    def a(x):
        return np.array([x])

    campus = Hosting(a(rate), a(life), a(4 * life), a(1.0), a(shell), a(operation), a(electricity), a(use))
    one, busier = campus.hour(a(2.0), a(3.0), use), campus.hour(a(2.0), a(3.0), use * 1.01)
    assert busier.total < one.total
    assert busier.electricity == one.electricity
    twice = campus.hour(a(2.0 * scale), a(3.0 * scale), use)
    assert twice.total == pytest.approx(scale * one.total, rel=1e-12)
    assert per_eflop(one.total, a(0.5)) == pytest.approx(per_eflop(one.total, a(0.25)) / 2)


def test_bad_input(small_folder):
    futures = futures_of(sg.read(small_folder))
    with pytest.raises(StargateError, match="no chip is called 'gb2000'\n  write: "):
        cost_of_chips(futures, ["gb2000"])
    with pytest.raises(StargateError, match="no campus 'east'\n  write: north or south"):
        cost_of_chips(futures, site="east")


def chip_of_its_own(folder, tmp_path, text):
    """The small programme with an accelerator of its own."""
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / "chips").mkdir()
    (copy / "chips" / "odd.yaml").write_text(text)
    return copy


def test_a_chip_without_an_8_bit_peak_is_left_out(small_folder, tmp_path):
    text = "name: Odd\nsupplier: Nobody\npower: 900 W [assumed]\npeak_16_bit: 1 PFLOP/s [assumed]\n"
    futures = futures_of(sg.read(chip_of_its_own(small_folder, tmp_path, text)))
    assert "its 8-bit peak is not known" in cost_of_chips(futures).left_out["odd"]
    with pytest.raises(StargateError, match=r"8-bit peak is not known\n  write: peak_8_bit: .* in chips/odd.yaml"):
        cost_of_chips(futures, ["odd"])


def test_a_chip_without_a_price_costs_by_its_power(small_folder, tmp_path):
    text = "name: Odd\nsupplier: Nobody\npower: 1000 W [assumed]\npeak_8_bit: 1.979 PFLOP/s [assumed]\n"
    futures = futures_of(sg.read(chip_of_its_own(small_folder, tmp_path, text), changes=POINTS))
    odd = cost_of_chips(futures, ["odd"]).chips["odd"]
    assert (odd.basis, odd.bought[0]) == (BY_POWER, pytest.approx(25_000))


def test_without_cost_of_capital(small_folder, tmp_path):
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(small_folder, copy)
    text = (copy / "programme.yaml").read_text()
    (copy / "programme.yaml").write_text("".join(x for x in text.splitlines(True) if "cost_of_capital" not in x))
    with pytest.raises(ProgrammeError, match="no cost of capital is known"):
        cost_of_chips(futures_of(sg.read(copy)))
    (copy / "make_or_buy.yaml").unlink()
    with pytest.raises(
        StargateError, match=r"does not say what it costs to run accelerators\n  write: make_or_buy.yaml"
    ):
        cost_of_chips(futures_of(sg.read(copy)))
