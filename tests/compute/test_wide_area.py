"""Runs that span campuses (K2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stargate.compute.wide_area import bandwidth_needed, exchange_seconds, slowdown
from stargate.errors import StargateError


def test_an_exchange_by_hand():
    """405 bn parameters of two bytes, two sites: each sends one copy, 810 GB, over 4 Tbit/s."""
    assert exchange_seconds(405e9, 2, 0.5e12) == pytest.approx(1.62)
    assert exchange_seconds(405e9, 2, 0.5e12, latency=0.02) == pytest.approx(1.66)
    assert exchange_seconds(405e9, 1, 0.5e12, latency=0.02) == 0
    assert slowdown(5.0, 1.5) == pytest.approx(0.3)
    assert slowdown(5.0, 1.5, every=100) == pytest.approx(0.003)
    assert slowdown(5.0, 1.5, hidden=5.0) == 0


@given(
    parameters=st.floats(1e9, 1e13), sites=st.integers(2, 20), step=st.floats(0.5, 100), share=st.floats(0.01, 1),
    every=st.integers(1, 500),
)  # fmt: skip
def test_the_bandwidth_needed_gives_that_slowdown(parameters, sites, step, share, every):
    latency = 1e-5
    needed = bandwidth_needed(parameters, sites, step, share, every, latency)
    slowed = slowdown(step, exchange_seconds(parameters, sites, needed, latency), every)
    assert slowed == pytest.approx(share, rel=1e-9)
    more = slowdown(step, exchange_seconds(parameters, sites, 2 * needed, latency), every)
    assert more < slowed


def test_latency_alone_may_be_too_much():
    with pytest.raises(StargateError, match="latency alone"):
        bandwidth_needed(1e12, 10, 1.0, 0.05, latency=0.1)
    assert bandwidth_needed(1e12, 1, 1.0, 0.05, latency=0.1) == 0
