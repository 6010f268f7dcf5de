"""How laws change: the slope of a law in its normal, and the hazard of a duration.

With q the law's value at the normal z, phi the density of the standard normal and S its survival

    hazard(x) = phi(z) / (S(z) d q / d z),   q(z) = x

is the rate at which what has lasted for x ends. A duration D known to exceed e, drawn in survival form, moves with that
bound by the ratio of two hazards, whatever the random number behind it (T2):

    d D / d e = hazard(e) / hazard(D),   d ln P(D > e) / d e = -hazard(e)
"""

import math

import numpy as np
from jaxtyping import Float

from stargate.quantity.draws import _FAR as FAR
from stargate.quantity.draws import Columns, law_normal, law_value, normal_inverse, survival
from stargate.quantity.kernel import Whole, kernel
from stargate.quantity.laws import Z90, Code

_LOGNORMAL, _NORMAL, _SHIFTED, _ZERO = int(Code.LOGNORMAL), int(Code.NORMAL), int(Code.SHIFTED), int(Code.ZERO)


@kernel
def law_slope(code: Whole, numbers: Float[np.ndarray, "law 4"], law: Whole, z: float) -> float:
    """The derivative of `law_value` in `z`, above the median at the median; of laws that durations have."""
    a, b, c = numbers[law, 0], numbers[law, 1], numbers[law, 2]
    if code == _NORMAL:
        return b if z < 0 else c
    if code == _LOGNORMAL:
        return (b if z < 0 else c) * law_value(code, numbers, law, z)
    if code == _SHIFTED:
        if law_value(code, numbers, law, z) <= 0.0:
            return 0.0
        return a / Z90 if abs(b) < 1e-9 else -a * b * math.exp(b * z) / math.expm1(-b * Z90)
    if code == _ZERO:
        value = law_value(code, numbers, law, z)
        if value <= 0.0:
            return 0.0
        inner = -normal_inverse(survival(z) / (1.0 - c))
        return value * b * math.exp((inner - z) * (inner + z) / 2) / (1.0 - c)
    return 0.0


@kernel
def hazard(columns: Columns, figure: Whole, value: float) -> float:
    """The hazard of a duration's law at `value`; nought where it has none there: before its range, or without one."""
    code = columns.code[figure]
    z = law_normal(code, columns.numbers, figure, value)
    slope = law_slope(code, columns.numbers, figure, z)
    if abs(z) >= FAR or slope <= 0.0:
        return 0.0
    return math.exp(-0.5 * z * z) / (math.sqrt(2 * math.pi) * slope * survival(z))
