"""Serving (K3): cases by hand, what must hold of any, and published figures."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stargate.compute.chip import Chip
from stargate.compute.inference import Accelerator, Efforts, ServedModel, Spread, serve, step_time
from stargate.compute.serving import accelerator
from stargate.computing.serving import served
from stargate.errors import StargateError
from stargate.programme.catalogue import entry, names

IDEAL = Efforts(1.0, 1.0, 1.0, 1.0, 0.0, 1e9, 1e9, 1.0)
CHIP = Accelerator(1e15, 1e15, 2e11, 1e13, 1e12, 1, 1_000.0, 0.5)
#: 50 bn parameters of 16 bits, with next to no cache and width, so that nothing but weights and products counts.
DENSE = ServedModel(1e11, 0.0, 0.0, 0.0, 1e11, 1.0, 1e-3, 1e-3, 1e-3, 1.0, 1.0)


def numbers(**changes):
    return {"context": np.array(0.0), "generated": np.array(1.0), "speed": np.array(1e-3)} | changes


def test_one_sequence_waits_for_the_weights():
    """1e13 byte/s read weights of 1e11 byte a hundred times a second."""
    found = serve(DENSE, CHIP, IDEAL._replace(sequences=1.0), **numbers())
    assert found.generated_per_second == pytest.approx(100.0)
    assert found.speed == pytest.approx(100.0)


def test_prompts_wait_for_operations():
    """1e15 FLOP/s at 1e11 FLOP a token are 10,000 tokens a second."""
    found = serve(DENSE, CHIP, IDEAL, **numbers(context=np.array(1e6)))
    assert found.tokens_per_second == pytest.approx(1e4, rel=1e-3)
    assert found.prefill == pytest.approx(1.0, rel=1e-3)


def test_large_batches_wait_for_operations():
    found = serve(DENSE, CHIP, IDEAL, **numbers())
    assert found.generated_per_second == pytest.approx(1e4, rel=1e-3)


def test_the_cache_is_read_by_every_sequence():
    """Batches of 10 with 1e9 bytes each behind them read 1e11 + 1e10 bytes a step."""
    found = serve(DENSE._replace(cache=1e7), CHIP, IDEAL._replace(sequences=10.0), **numbers(context=np.array(99.5)))
    assert found.speed == pytest.approx(1e13 / 1.1e11)
    assert found.batch == 10


def test_a_batch_touches_few_experts():
    """A tenth of 1e11 bytes of experts with one token, 19% with two: 1 - 0.9^2."""
    mixture = DENSE._replace(dense=0.0, experts=1e11, reach=0.1)
    for batch, part in ((1.0, 0.1), (2.0, 0.19), (1e9, 1.0)):
        chip = CHIP._replace(peak=1e30)
        spread = Spread(np.array(1.0), np.array(False))
        assert step_time(mixture, chip, IDEAL, spread, batch, 0.0) == pytest.approx(part * 1e-2, rel=1e-3)


def test_the_fabric_sums_activations():
    """Two sums by layer, each sends 2 x 7/8 of 2 bytes: 8 x 7/8 x width x layers by token."""
    model = DENSE._replace(dense=0.0, layers=10.0, hidden=1e4)
    chip = CHIP._replace(peak=1e30, attention_peak=1e30, bandwidth=1e30)
    time = step_time(model, chip, IDEAL, Spread(np.array(8.0), np.array(False)), 5.0, 0.0)
    assert time == pytest.approx(5 * 8 * 7 / 8 * 1e4 * 10 / 1e12)


def test_several_tokens_a_step():
    """Two tokens a step at twice the products: twice the speed while weights take longer."""
    twice = serve(DENSE, CHIP, IDEAL._replace(sequences=1.0, tokens_per_step=2.0), **numbers())
    assert twice.generated_per_second == pytest.approx(200.0)


positive = st.floats(0.2, 5.0)
chips = st.sampled_from(["h100", "h200", "b200", "gb200", "mi355x"])
models = st.sampled_from(["llama_3_70b", "llama_4_maverick", "gpt_oss_120b"])
context, speed = st.integers(0, 20_000), st.floats(1, 40)


def rate(model, chip, changes, **asked):
    """Generated tokens; 0 where none can be."""
    from stargate.compute.language_model import LanguageModel
    from stargate.compute.serving import efforts, served_model
    from stargate.compute.serving_practice import ServingPractice

    base = accelerator(entry("chips", chip, Chip), 8)
    changed = base._replace(**{name: getattr(base, name) * by for name, by in changes.items()})
    practice = efforts(entry("serving", "typical", ServingPractice))
    arrays = {name: np.array(float(value)) for name, value in asked.items()}
    try:
        return serve(served_model(entry("models", model, LanguageModel), 8), changed, practice, **arrays), changed
    except StargateError:
        return None, changed


@given(models, chips, st.sampled_from(["peak", "bandwidth", "memory", "fabric"]), st.floats(1, 3), context, speed)
@settings(max_examples=40, deadline=None)
def test_better_accelerators_serve_more(model, chip, what, by, context, speed):
    before, _ = rate(model, chip, {}, context=context, generated=200, speed=speed)
    after, _ = rate(model, chip, {what: by}, context=context, generated=200, speed=speed)
    assert before is None or after.generated_per_second >= before.generated_per_second * (1 - 1e-9)


@given(models, chips, context, st.integers(1, 5_000), speed, st.floats(1, 3))
@settings(max_examples=40, deadline=None)
def test_longer_contexts_and_faster_answers_serve_less(model, chip, context, generated, speed, by):
    before, _ = rate(model, chip, {}, context=context, generated=generated, speed=speed)
    for worse in ({"context": context * by + 100}, {"speed": speed * by}):
        asked = {"context": context, "generated": generated, "speed": speed} | worse
        after, _ = rate(model, chip, {}, **asked)
        less = 0.0 if after is None else after.generated_per_second
        assert before is None or less <= before.generated_per_second * (1 + 1e-9)


@given(models, chips, context, st.integers(1, 5_000), speed)
@settings(max_examples=40, deadline=None)
def test_nothing_beats_the_roofline(model, chip, context, generated, speed):
    from stargate.compute.language_model import LanguageModel
    from stargate.compute.serving import served_model

    found, given_chip = rate(model, chip, {}, context=context, generated=generated, speed=speed)
    if found is None:
        return
    asked = served_model(entry("models", model, LanguageModel), 8)
    assert found.tokens_per_second <= given_chip.peak / asked.operations
    read = found.accelerators * given_chip.bandwidth / (asked.dense + asked.reach * asked.experts)
    assert speed * (1 - 1e-9) <= found.speed <= read * (1 + 1e-9)
    held = found.batch * (context + generated / 2) * asked.cache
    assert held <= given_chip.memory
    assert 0 <= found.prefill <= 1


def test_futures_are_computed_together():
    speeds = np.array([10.0, 30.0, 60.0])
    together = served("llama_3_70b", "b200", 8, context=1_155, generated=211, speed=speeds)
    for i, speed in enumerate(speeds):
        alone = served("llama_3_70b", "b200", 8, context=1_155, generated=211, speed=speed)
        assert together.tokens_per_second[i] == alone.tokens_per_second
        assert together.accelerators[i] == alone.accelerators
    power = served("llama_3_70b", "b200", 8, context=1_155, generated=211, speed=20, of=_spread)
    assert power.per_it_mw == pytest.approx(power.tokens_per_second / np.array([1.0, 2.0]) / 1e-6 / _power())


def _power():
    return entry("chips", "b200", Chip).power.p50


def _spread(figure):
    return figure.p50 * np.array([1.0, 2.0]) if figure.address.endswith("power") else figure.p50


def test_what_comes_out_hangs_together():
    found = served("llama_3_70b", "h100", 8, context=1_155, generated=211, speed=20)
    assert found.tokens_per_second == pytest.approx(found.generated_per_second * (1_155 + 211) / 211)
    hours = found.h100e / found.tokens_per_second / 3600 * 1e6
    assert found.h100e_hours_per_million_tokens == pytest.approx(hours)
    assert found.h100e_hours_per_million_generated == pytest.approx(hours * (1_155 + 211) / 211)
    assert found.average(0.5).generated_per_it_mw == pytest.approx(found.generated_per_it_mw / 2)


@pytest.mark.parametrize(
    ("model", "chip", "precision", "asked", "says"),
    [
        ("llama_3_70b", "h100", 4, {}, "H100 computes nothing in 4 bits"),
        ("llama_3_70b", "h100", 12, {}, "write: 16, 8 or 4"),
        ("frontier", "h100", 8, {}, "8 accelerators of a domain have 576"),
        ("llama_3_70b", "h100", 8, {"speed": 1e4}, "a speed of at most"),
        ("llama_3_70b", "h100", 8, {"speed": 0}, "write: a number above nought"),
        ("llama_3_70b", "h100", 8, {"context": float("nan")}, "write: a number above nought"),
        ("llama_3_70b", "h100", 8, {"weights": 16}, "as many bits, or fewer"),
        ("llama_3_71b", "h100", 8, {}, "llama_3_70b"),
    ],
)
def test_what_cannot_be_is_said(model, chip, precision, asked, says):
    with pytest.raises(StargateError, match=says) as error:
        served(model, chip, precision, **({"context": 1_000, "generated": 200, "speed": 20} | asked))
    assert "write:" in str(error.value)


def test_a_chip_that_is_not_described_is_refused():
    bare = entry("chips", "h100", Chip).model_copy(update={"domain": None})
    with pytest.raises(StargateError, match="the domain of H100 is not known"):
        accelerator(bare, 8)


@pytest.mark.parametrize("model", names("models"))
def test_every_model_of_the_catalogue_is_served_by_a_rack(model):
    assert served(model, "gb200", 8, context=1_155, generated=211, speed=10).tokens_per_second > 0


def test_palm_on_tpus():
    """29 ms a token with 8-bit weights, batches of 64 and 2,048 tokens of context on 64 TPU v4: Pope et al. 2022.

    A roofline is faster than what they measured, by less than a half. 540 bn parameters, 118 layers 18,432 wide, 48 heads of 256 that share one of keys and values in 16 bits.
    """
    model = ServedModel(540e9, 0.0, 0.0, 0.0, 1.08e12, 118.0, 18_432.0, 48 * 256.0, 48 * 256.0, 118 * 1_024.0, 64.0)
    chip = Accelerator(275e12, 275e12, 32e9, 1.2e12, 270e9, 64, 200.0, 0.1)
    typical = Efforts(0.4, 0.65, 0.65, 0.9, 20e-6, 8_192.0, 512.0, 1.0)
    time = step_time(model, chip, typical, Spread(np.array(64.0), np.array(False)), 64.0, 2_048.0)
    assert 0.029 / 1.5 < time < 0.029


def test_requests_of_azure(reference_data):
    """Context and generated tokens of a published trace: conversations are mostly prompts, code even more."""
    for name, context, generated in (("conv", 1_155, 211), ("code", 2_048, 28)):
        path = Path(reference_data) / "ai-traces" / f"azure_llm_2023_{name}.csv.gz"
        rows = np.genfromtxt(path, delimiter=",", skip_header=1, usecols=(1, 2))
        assert rows.mean(axis=0) == pytest.approx([context, generated], rel=0.01)
        asked = {"context": rows[:, 0].mean(), "generated": rows[:, 1].mean(), "speed": 20}
        assert served("llama_3_70b", "h100", 8, **asked).prefill > 0.4
