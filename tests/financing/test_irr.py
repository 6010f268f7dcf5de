"""Internal rates of return: hand cases, pyxirr, exact arithmetic as judge, and the number of roots by Sturm's theorem."""

from fractions import Fraction
from math import expm1, log1p

import numpy as np
import pytest
import pyxirr
from hypothesis import given
from hypothesis import strategies as st

from stargate.financing.irr import Irr, Status, irr, statuses
from stargate.financing.returns import npv


@pytest.mark.parametrize(
    ("flows", "said"),
    [
        ([-100, 110], "10.0%"),
        ([100, -110], "10.0%"),  # a loan taken
        ([0, 0, -100, 0, 121, 0, 0], "10.0%"),
        ([-1000, 1], "-99.9%"),
        ([-1, 11], "1000.0%"),
        ([-100, 100], "0.0%"),
        ([-100, 230, -132], "no IRR: more than one rate gives nought (10.0%, 20.0%)"),
        ([-1, 1.1, -1, 1.1], "10.0%"),  # (x - 1.1)(x^2 + 1): two roots are complex
        ([1, -3, 3, -1], "0.0%"),  # three roots at one place are one, which the NPV crosses
        ([-100, 220, -121], "no IRR: the NPV touches nought and does not change its sign (10.0%)"),
        ([-1, 4, -6, 4, -1], "no IRR: the NPV touches nought and does not change its sign (0.0%)"),
        ([-1, 3, -2.5], "no IRR: no rate gives nought"),
        ([1, 2], "no IRR: nothing is ever paid in"),
        ([-1, 0, -2], "no IRR: nothing ever comes back"),
        ([0, 0], "no IRR: nothing ever flows"),
        ([], "no IRR: nothing ever flows"),
        ([-5], "no IRR: nothing ever comes back"),
    ],
)
def test_by_hand(flows, said):
    found = irr(flows, 1)
    assert str(found) == said
    assert (found.rate is not None) == (found.status is Status.SOLVED)


def test_a_month_is_a_twelfth_of_a_year():
    assert irr([-100] + [0] * 11 + [110]).rate == pytest.approx(0.1, abs=1e-14)
    assert irr([-100, 101]).rate == pytest.approx(1.01**12 - 1, abs=1e-13)


def test_what_rounding_leaves_of_nought_can_be_left_out():
    flows = [-100.0, 60, 60, -1e-13]
    assert irr(flows, 1).status is Status.SEVERAL
    assert irr(flows, 1, nought=1e-9).rate == pytest.approx(irr(flows[:3], 1).rate, abs=1e-14)


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_refused(wrong):
    with pytest.raises(ValueError, match="finite"):
        irr([-1, wrong])


def drawn(n=1000, seed=3):
    """Random series: investments, ones with calls later and costs at the end, and flows of any sign; of years and months."""
    rng = np.random.default_rng(seed)
    for kind in np.arange(n) % 3:
        per_year = int(rng.choice([1, 12]))
        length = int(rng.integers(2, 36 if per_year == 1 else 300))
        paid = int(rng.integers(1, length))
        rate = expm1(rng.uniform(np.log(0.01), np.log(11)))
        worth = (1 + rate) ** (-np.arange(1, length + 1) / per_year)
        flows = np.where(np.arange(length) < paid, -1, 1) * rng.exponential(size=length)
        if kind == 1:
            flows = np.where(rng.random(length) < 0.1, -flows / 3, flows)
        if kind == 2:
            flows = rng.normal(size=length)
        elif (flows > 0).any() and (flows < 0).any():
            flows[flows > 0] *= -(flows * worth)[flows < 0].sum() / (flows * worth)[flows > 0].sum()
        yield flows * 10 ** rng.uniform(-3, 6), per_year


def exact_sign(flows, worth):
    """Of sum flow_k worth^k, in whole numbers: no rounding, but of what a period is worth, to 40 digits of two."""
    part, exponent = np.frexp(worth)
    over, shift = int(part * 2**40), 40 - int(exponent)
    least = max(float(flow).as_integer_ratio()[1] for flow in flows)
    total, down = 0, max(0, -shift)
    for at, flow in enumerate(flows[::-1]):
        a, b = float(flow).as_integer_ratio()
        total = (total * over << down) + (a * (least // b) << max(0, shift) * at)
    return (total > 0) - (total < 0)


def holds(flows, per_year, rate, within=1e-9):
    """Whether the NPV has opposite signs on either side of a rate."""
    beside = within * (1 + abs(rate))
    low, high = (max(1 + rate + side, 1e-300) ** (-1 / per_year) for side in (-beside, beside))
    return exact_sign(flows, low) * exact_sign(flows, high) <= 0


def theirs(flows, per_year):
    """What pyxirr finds: its tolerance is an amount of money, so it is shown the flows at several scales."""
    for scale in (1e8, 1e4, 1.0):
        try:
            rate = pyxirr.irr(flows * (scale / np.abs(flows).max()))
        except pyxirr.InvalidPaymentsError:
            return None
        if rate is not None and rate > -1 and holds(flows, per_year, expm1(per_year * log1p(rate))):
            return expm1(per_year * log1p(rate))
    return None


def test_equal_to_pyxirr_on_a_thousand_random_series():
    """Where a rate is the only one it is pyxirr's to 1e-9 or, where pyxirr finds none, exact arithmetic says it is right."""
    both = alone = none = 0
    for flows, per_year in drawn():
        found = irr(flows, per_year)
        assert all(holds(flows, per_year, rate) for rate in found.rates if found.status is not Status.TOUCHES)
        assert found.residual < 1e-11
        reference = theirs(flows, per_year)
        if found.rate is None:
            none += 1
            assert str(found).startswith("no IRR: ")
            assert found.status is Status.SEVERAL or reference is None
        elif reference is None:
            alone += 1
        else:
            both += 1
            assert found.rate == pytest.approx(reference, rel=1e-9, abs=1e-9)
    assert both > 500
    assert none > 100
    print(both, alone, none)


def roots(flows):
    """How many different roots v > 0 sum flow_k v^k has, by Sturm's theorem in whole numbers."""
    poly = [Fraction(float(flow)) for flow in flows]
    while poly and not poly[-1]:
        poly.pop()
    while poly and not poly[0]:
        poly.pop(0)
    chain = [poly, [k * a for k, a in enumerate(poly)][1:]]
    while chain[-1]:
        chain.append([-a for a in remainder(chain[-2], chain[-1])])
    chain.pop()
    return changes([p[0] for p in chain]) - changes([p[-1] for p in chain])


def remainder(above, below):
    above = list(above)
    while len(above) >= len(below):
        factor, shift = above[-1] / below[-1], len(above) - len(below)
        above = [a - factor * below[k - shift] if k >= shift else a for k, a in enumerate(above)][:-1]
        while above and not above[-1]:
            above.pop()
    return above


def changes(values):
    signs = [value > 0 for value in values if value]
    return sum(a != b for a, b in zip(signs, signs[1:], strict=False))


@given(st.lists(st.integers(-9, 9), min_size=2, max_size=9))
def test_as_many_rates_as_sturm_counts(flows):
    if any(f > 0 for f in flows) and any(f < 0 for f in flows):
        assert len(irr(flows, 1).rates) == roots(flows)


def test_as_many_rates_as_sturm_counts_of_figures_of_any_size():
    rng = np.random.default_rng(8)
    for _ in range(150):
        flows = rng.normal(size=rng.integers(3, 10)) * 10 ** rng.uniform(-3, 6)
        found = irr(flows, 1)
        assert len(found.rates) == roots(flows)
        plain = np.roots(flows)
        real = np.sort(plain[(abs(plain.imag) < 1e-9 * abs(plain)) & (plain.real > 0)].real)
        assert np.allclose(np.log(real), np.log1p(found.rates), atol=1e-8)


series = st.lists(st.floats(-100, 100).map(lambda x: round(x, 2)), min_size=2, max_size=40)


@given(series, st.floats(1e-3, 1e6), st.integers(0, 5), st.integers(0, 5))
def test_neither_currency_nor_waiting_changes_it(flows, scale, before, after):
    one = irr(flows)
    for same in ([scale * f for f in flows], [0.0] * before + flows + [0.0] * after, [-f for f in flows]):
        other = irr(same)
        assert len(other.rates) == len(one.rates)
        tolerance = 1e-9 if one.status is Status.SOLVED else 1e-4
        assert np.log1p(other.rates) == pytest.approx(np.log1p(one.rates), abs=12 * tolerance)
        assert other.status is one.status or one.status in (Status.NOTHING_IN, Status.NOTHING_BACK)


@given(series)
def test_nothing_is_left_at_it(flows):
    found = irr(flows, 1)
    for rate in found.rates:
        if -0.9 < rate < 1e6:
            size = npv(np.abs(flows), rate, 1)
            assert abs(npv(flows, rate, 1)) <= 1e-9 * size


@given(series)
def test_the_length_of_a_period_only_compounds(flows):
    yearly, monthly = irr(flows, 1), irr(flows, 12)
    assert yearly.status is monthly.status
    spacing = 1e-15 / (1 + np.array(monthly.rates))  # of what a rate near -1 can say of its logarithm
    apart = np.abs(np.log1p(monthly.rates) - 12 * np.log1p(yearly.rates))
    assert (apart <= 1e-9 + 1e-9 * np.abs(np.log1p(monthly.rates)) + spacing).all()


def test_many_series_are_settled_as_each_alone():
    rng = np.random.default_rng(2)
    flows = np.where(rng.random((60, 30)) < 0.3, 0.0, rng.normal(size=(60, 30)))
    flows[0] = 0
    rate, status, residual = statuses(flows, 12)
    for lane, alone in enumerate(irr(row) for row in flows):
        assert isinstance(alone, Irr)
        assert (status[lane], residual[lane]) == (alone.status.code, pytest.approx(alone.residual, abs=1e-13))
        assert rate[lane] == pytest.approx(alone.rate or 0.0, rel=1e-11, abs=1e-12)
