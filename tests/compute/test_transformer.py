"""The work and memory of a layer, against formulae in print (K2)."""

from dataclasses import replace

import pytest

from stargate.compute.layout import Layout, Recompute
from stargate.compute.transformer import head, layer, step_operations, transformer
from stargate.errors import StargateError
from stargate.programme.catalogue import entry, names
from tests.compute.clusters import LanguageModel, model

SERIES = ["megatron_22b", "megatron_175b", "megatron_530b", "megatron_1t"]


@pytest.mark.parametrize("name", SERIES)
@pytest.mark.parametrize("tensor", [1, 8])
def test_operations_are_those_of_narayanan(name, tensor):
    """72 B L s h^2 (1 + s / 6 h + V / 12 h L), their equation 3 without what is done again."""
    m, batch = model(name), 16
    s, h, v, layers = m.context, m.hidden, m.vocabulary, m.layers
    expected = 72 * batch * layers * s * h**2 * (1 + s / (6 * h) + v / (12 * h * layers))
    assert step_operations(m, Layout(tensor=tensor, microbatch=4), batch) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("name", SERIES)
@pytest.mark.parametrize(
    ("parallel", "recompute", "expected"),
    [
        (False, Recompute.NONE, lambda a, s, h, t: 10 + 24 / t + 5 * a * s / (h * t)),
        (True, Recompute.NONE, lambda a, s, h, t: (34 + 5 * a * s / h) / t),
        (False, Recompute.SELECTIVE, lambda a, s, h, t: 10 + 24 / t),
        (True, Recompute.SELECTIVE, lambda a, s, h, t: 34 / t),
        (False, Recompute.FULL, lambda a, s, h, t: 2),
    ],
)
def test_what_is_kept_is_that_of_korthikanti(name, parallel, recompute, expected):
    """Bytes of activations by layer, over s b h: table 2 of arXiv 2205.05198."""
    m, tensor, b = model(name), 8, 2
    one = layer(m, Layout(tensor=tensor, microbatch=b, sequence_parallel=parallel))
    share = expected(m.heads, m.context, m.hidden, tensor)
    assert one.kept(recompute) == pytest.approx(share * m.context * b * m.hidden, rel=1e-12)


def test_a_layer_by_hand():
    """A layer of width 4 with two heads, one sequence of 8 tokens: every product counted on paper."""
    m = replace(
        model("megatron_22b"), hidden=4.0, heads=2, shared=2.0, size=2.0, feed_forward=16.0, context=8.0, dropout=False
    )
    forward = {one.name: one.forward[0] for one in layer(m, Layout()).operations if one.matrix}
    assert forward == {
        "queries, keys and values": 2 * 8 * 4 * 12,
        "scores": 2 * 2 * 8 * 8 * 2,
        "mean of values": 2 * 2 * 8 * 8 * 2,
        "attention's output": 2 * 8 * 4 * 4,
        "feed-forward's input": 2 * 8 * 4 * 16,
        "feed-forward's output": 2 * 8 * 16 * 4,
    }
    assert layer(m, Layout()).useful == 3 * sum(forward.values())
    assert head(m, Layout()).useful == 3 * 2 * 8 * 4 * m.vocabulary


@pytest.mark.parametrize("name", ["llama_3_405b", "nemotron_4_340b", "palm", "gpt3", *SERIES])
def test_parameters_follow_from_the_shape(name):
    """Weights of layers and embeddings are what is stated, to 2%; PaLM's, GPT-3's and Megatron's embedding is one."""
    m = model(name)
    embeddings = (2 if name in ("llama_3_405b", "nemotron_4_340b") else 1) * m.vocabulary * m.hidden
    whole = m.layers * layer(m, Layout()).weights + embeddings
    assert whole == pytest.approx(m.parameters, rel=0.02)


def test_heads_of_keys_and_values_are_copied_and_not_cut():
    """Useful work is that of the model however it is laid out; what neighbours do twice is time, not use."""
    m = model("llama_3_405b")
    wide, narrow = (layer(m, Layout(tensor=tensor)) for tensor in (32, 8))
    assert 32 * wide.weights > 8 * narrow.weights
    assert 32 * wide.useful > 8 * narrow.useful
    assert step_operations(m, Layout(tensor=32), 8) == step_operations(m, Layout(), 8)


def test_fused_attention_skips_half_and_keeps_no_scores():
    m, plain, fused = model("llama_3_405b"), Layout(), Layout(fused_attention=True)
    scores = 12 * m.heads * m.size * m.context**2
    assert layer(m, plain).useful - layer(m, fused).useful == pytest.approx(scores / 2)
    assert layer(m, fused).kept(Recompute.NONE) < 0.2 * layer(m, plain).kept(Recompute.NONE)


def test_a_mixture_of_experts_has_no_such_shape():
    with pytest.raises(StargateError, match="mixture of experts"):
        transformer(entry("models", "deepseek_v3", LanguageModel))
    assert "deepseek_v3" in names("models")
