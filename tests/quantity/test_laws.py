"""Every law passes through its P10, P50 and P90, and the kernel agrees with plain Python and SciPy."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from stargate.quantity import laws
from stargate.quantity.draws import law_normal, law_value
from stargate.quantity.laws import Code, Law, at_normal

LAWS = {
    "lognormal": (laws.lognormal(18, 24, 36), (18, 24, 36)),
    "lognormal without a median": (laws.positive_range(18, None, 36, None), (18, math.sqrt(18 * 36), 36)),
    "normal": (laws.normal(-2, 1, 5), (-2, 1, 5)),
    "share": (laws.share_range(0.05, None, 0.25, None), (0.05, None, 0.25)),
    "share to one": (laws.share_range(0.6, None, 1.0, None), (0.6, None, 1.0)),
    "share from nought": (laws.share_range(0.0, 0.1, 0.4, None), (0.0, 0.1, 0.4)),
    "from zero": (laws.shifted(184, 371), (0, 184, 371)),
    "from zero, left-skewed": (laws.shifted(300, 371), (0, 300, 371)),
    "from zero, symmetric": (laws.shifted(200, 400), (0, 200, 400)),
    "zero or more": (laws.zero_or_lognormal(0.3, 184, 371), (0, 184, 371)),
    "point": (laws.point(7.0), (7, 7, 7)),
}


@pytest.mark.parametrize("name", LAWS)
def test_through_its_percentiles(name):
    law, wanted = LAWS[name]
    for p, value in zip((0.1, 0.5, 0.9), wanted, strict=True):
        if value is not None:
            assert law.quantile(p) == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize("name", LAWS)
def test_kernel_and_python_agree(name):
    law, _ = LAWS[name]
    numbers = np.array([[law.a, law.b, law.c, law.top]])
    for z in np.linspace(-6, 6, 101):
        assert law_value(int(law.code), numbers, 0, z) == pytest.approx(at_normal(law, z), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("name", LAWS)
def test_never_decreasing(name):
    law, _ = LAWS[name]
    values = [at_normal(law, z) for z in np.linspace(-8, 8, 400)]
    assert all(a <= b + 1e-12 for a, b in zip(values, values[1:], strict=False))


@pytest.mark.parametrize(
    "name", [name for name, (law, _) in LAWS.items() if law.code not in (Code.LOGIT, Code.MIRRORED)]
)
def test_the_inverse(name):
    law, _ = LAWS[name]
    numbers = np.array([[law.a, law.b, law.c, law.top]])
    for z in (-1.0, -0.2, 0.4, 1.3, 3.0):
        value = at_normal(law, z)
        if law.uncertain and 0 < value < law.top:
            assert law_normal(int(law.code), numbers, 0, value) == pytest.approx(z, abs=1e-9)


def test_against_scipy():
    law = laws.lognormal(18, math.sqrt(18 * 36), 36)
    oracle = stats.lognorm(s=law.b, scale=law.a)
    share = laws.share_range(0.1, None, 0.4, None)
    for p in (0.001, 0.1, 0.37, 0.5, 0.9, 0.999):
        assert law.quantile(p) == pytest.approx(oracle.ppf(p), rel=1e-9)
        logit = stats.norm(loc=share.a, scale=share.b).ppf(p)
        assert share.quantile(p) == pytest.approx(1 / (1 + math.exp(-logit)), rel=1e-9)


def test_chance_of_exactly_zero():
    law = laws.zero_or_lognormal(0.3, 184, 371)
    assert law.quantile(0.3 - 1e-9) == 0
    assert law.quantile(0.3 + 1e-6) > 0


def test_a_share_stays_a_share():
    for low, high in ((0.0, 0.4), (0.6, 1.0), (0.01, 0.99)):
        law = laws.share_range(low, None, high, None)
        assert 0 <= law.quantile(1e-9) <= law.quantile(1 - 1e-9) <= 1


@given(st.floats(0.01, 1e4), st.floats(1.0, 20), st.floats(1.0, 20), st.floats(-6, 6))
def test_lognormal_scales(median, down, up, z):
    law = laws.lognormal(median / down, median, median * up)
    double = Law(law.code, 2 * law.a, law.b, law.c)
    assert at_normal(double, z) == pytest.approx(2 * at_normal(law, z), rel=1e-12)
