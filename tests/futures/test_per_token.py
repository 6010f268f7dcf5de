"""What tokens take by a product's model: the roofline's, idle time added, beside what a file states."""

import pytest

import stargate as sg
from stargate.computing.allocation import allocation
from stargate.computing.fleet import fleet
from stargate.computing.serving import served
from stargate.errors import StargateError
from stargate.financing.products import economics
from stargate.futures.per_token import most_used

REQUESTS = """requests:
  context: 4_000 [assumed]
  generated: 600 [assumed]
  speed: 60 tokens/s [assumed]
  bits: 8 [assumed]
  load: 40% [assumed]
reserve:"""


@pytest.fixture
def modelled(written):
    """Small, with a subscription that names its model and states no compute, and tokens that have both."""
    written("demand.yaml", "reserve:", REQUESTS)
    written("products.yaml", "  compute: 0.8 H100e h/m tokens [assumed]\n", "  model: llama_3_70b\n")
    return sg.read(written("products.yaml", "  compute: 0.8", "  model: frontier\n  compute: 0.8"))


def test_by_hand(modelled):
    """At medians as the roofline has it at full load, over the 40% of it that there is."""
    futures = sg.simulate(sg.announced(modelled), n=20, seed=1)
    found = allocation(fleet(futures)).asked.per_token
    chip = most_used(modelled.contents)
    for name, model in (("plan", "llama_3_70b"), ("tokens", "frontier")):
        full = served(model, chip, 8, context=4000, generated=600, speed=60).h100e_hours_per_million_tokens
        assert found[name].by_model
        assert found[name].computed[0] == pytest.approx(float(full) / 0.4)
        assert len(found[name].computed) == 21
    assert found["plan"].stated is None
    assert found["tokens"].stated.tolist() == [0.8] * 21
    sold = economics(futures).products[0].now.sold
    assert sold.unit_cost[0] == pytest.approx(2 * found["plan"].computed[0])


def test_need_follows_what_is_used(modelled, small):
    after, before = (
        allocation(fleet(sg.simulate(sg.announced(programme), n=5, seed=1))).asked for programme in (modelled, small)
    )
    ratio = after.per_token["tokens"].computed[:6] / 0.8
    assert after.need[2] == pytest.approx(before.need[2] * ratio[:, None])
    assert after.tokens[2] == pytest.approx(before.tokens[2])


def test_a_speed_that_nobody_can_be_given(written, modelled):
    folder = written("demand.yaml", "speed: 60 tokens/s", "speed: 60_000 tokens/s")
    with pytest.raises(StargateError, match=r"products\.plan\.model: llama_3_70b on .*: no user can be given"):
        allocation(fleet(sg.simulate(sg.announced(sg.read(folder)), n=2, seed=1)))
