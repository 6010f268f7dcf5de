"""Training a model: time, energy and cost, and what is said where it cannot be (K2)."""

import numpy as np
import pytest

import stargate as sg
from stargate.compute.search import Asked
from stargate.computing.given import Across
from stargate.errors import StargateError

LLAMA = {"chip": "h100", "accelerators": 16_384, "asked": Asked(tensor=8, pipeline=16, interleaving=8)}


def test_time_energy_and_cost_follow_from_each_other():
    found = sg.train("llama_3_405b", **LLAMA, price="2 USD/hour", pue=1.2)
    assert found.operations == pytest.approx(6 * 405e9 * 15.6e12)
    hours = found.operations / (16_384 * 989.4e12 * found.mfu[1] * found.goodput[1]) / 3600
    assert found.hours[1] == pytest.approx(hours, rel=5e-3)
    assert found.accelerator_hours == pytest.approx(found.hours * 16_384)
    assert found.cost == pytest.approx(2 * found.accelerator_hours)
    assert found.facility_energy == pytest.approx(1.2 * found.it_energy)
    assert found.it_energy[1] == pytest.approx(found.accelerator_hours[1] * 1453e-6, rel=0.03)
    assert found.h100e_hours == pytest.approx(found.accelerator_hours)
    assert (np.diff(found.hours) > 0).all()
    assert found.layout.accelerators == 16_384
    assert found.failure_interval == pytest.approx(3.09, abs=0.01)


def test_prices_of_h100e_count_peaks():
    hour, equivalent = (
        sg.train("deepseek_v3", chip="gb200", accelerators=2048, price=price).cost[1]
        for price in ("1 USD/hour", "1 USD/H100e/h")
    )
    assert equivalent / hour == pytest.approx(5 / 1.979, rel=1e-6)


def test_without_a_layout_utilisation_is_published():
    found = sg.train("2 tn parameters", tokens="40 tn tokens", chip="gb200", accelerators=100_000)
    assert found.layout is None
    assert found.mfu[1] == pytest.approx(0.41, abs=0.01)
    assert found.hours[2] > 1.3 * found.hours[0]
    assert "as published" in found.notes[0]


def test_sites_slow_a_run_down_and_rarer_exchanges_less():
    one = sg.train("llama_3_405b", **LLAMA)
    two = sg.train("llama_3_405b", **LLAMA, across=Across(2, "4 Tbit/s"))
    rarer = sg.train("llama_3_405b", **LLAMA, across=Across(2, "4 Tbit/s", every=100))
    late = sg.train("llama_3_405b", **LLAMA, across=Across(2, "4 Tbit/s", late=True))
    assert two.slowdown == pytest.approx(
        1.66 / (1.05 * one.step.seconds), rel=0.01
    )  # which measured steps exceed by 5%
    assert two.hours == pytest.approx((1 + two.slowdown) * one.hours)
    assert rarer.slowdown == pytest.approx(two.slowdown / 100)
    assert late.slowdown == 0
    assert "Tbit/s each would keep it within 5%" in two.notes[-1]


def test_what_is_left_over_is_said():
    found = sg.train("gpt3", chip="h100", accelerators=1030, asked=Asked(tensor=8, pipeline=16))
    assert found.accelerators == 1024
    assert "6 of 1,030 accelerators are left over" in found.notes[-1]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"model": "llama_3_405"}, "no model 'llama_3_405'\n  write: llama_3_405b"),
        ({"model": ""}, "nothing says what is trained"),
        ({"model": "2 tn"}, "write: .*parameters"),
        ({"model": "2 tn parameters"}, "on how many tokens"),
        ({"chip": "h10"}, "no chip 'h10'\n  write: h100"),
        ({"chip": "openai_own"}, "made for inference"),
        ({"precision": 4}, "no floating point of 4 bits\n  write: 16 or 8"),
        ({"precision": 8, "chip": "a100"}, "no floating point of 8 bits"),
        ({"precision": 8}, "no layout: steps in 8 bits are not timed"),
        ({"accelerators": 0}, "a run needs some"),
        ({"accelerators": 64, "asked": None}, "GB of each H100, which has 80 GB"),
        ({"tokens": "3 GB"}, "--tokens 3 GB"),
        ({"tokens": "0 tn tokens"}, "more than nothing"),
        ({"price": "3"}, "3 USD/hour or 3 USD/H100e/h"),
        ({"pue": 0.8}, "write: --pue 1.2"),
        ({"across": Across(2)}, "what joins them\n  write: --link"),
        ({"across": Across(link="4 Tbit/s")}, "one site has no link"),
        ({"across": Across(0)}, "it cannot be"),
        ({"as_of": "2024-01-01"}, "were published on .*, but after 2024-01-01"),
        ({"as_of": "soon"}, "--as-of soon"),
        ({"asked": Asked(tensor=7)}, "128 heads do not divide among 7\n  write: --tensor 4"),
        ({"accelerators": 10**400}, "more than 1,000,000,000"),
        ({"accelerators": 10**7, "asked": None, "precision": 8}, "a restart takes 10 min: less than 1% of the time"),
        ({"tokens": f"{'9' * 300} tn tokens"}, "nobody can mean it\n  write: at most 1_000_000 tn tokens"),
        ({"model": f"{'9' * 300} tn parameters"}, "nobody can mean it\n  write: at most 1_000_000 tn parameters"),
        ({"batch": 10**400}, "the run has 1,904,296,875 sequences\n  write: --batch 2048"),
        ({"across": Across(2, "4 Tbit/s", every=10**400)}, "the run has 929,832 steps"),
    ],
)
def test_what_cannot_be_is_said(changes, said):
    with pytest.raises(StargateError, match=said) as error:
        sg.train(**{"model": "llama_3_405b", **LLAMA, **changes})
    assert "\n  write: " in str(error.value)


def test_a_programmes_own_models_and_chips_count(small_folder, tmp_path):
    import shutil

    folder = shutil.copytree(small_folder, tmp_path / "own")
    (folder / "models").mkdir()
    (folder / "models" / "ours.yaml").write_text(
        "name: Ours\nparameters: 1 bn parameters [assumed]\nlayers: 16 [assumed]\nhidden: 2_048 [assumed]\n"
        "heads: 16 [assumed]\nvocabulary: 32_000 [assumed]\ncontext: 2_048 [assumed]\n"
    )
    programme = sg.read(folder)
    found = sg.train("ours", chip="h100", accelerators=8, tokens="20 bn tokens", batch=64, programme=programme)
    assert found.model == "Ours"
    assert 0.1 < found.mfu[1] < 0.9
