"""Random numbers that belong to a figure and a future, not to an order of drawing (C6).

Key = BLAKE2b-64 of (seed, address); counter = (future, occurrence). A future is therefore the same whatever the batch,
the number of threads, or the sites added. The generator is Philox4x32-10 (Salmon et al. 2011,
<https://doi.org/10.1145/2063384.2063405>); the normal inverse is AS 241 (Wichura 1988, <https://doi.org/10.2307/2347330>).
Shared causes may have Sobol' numbers instead (see `sobol.py`), scrambled by the same key, and their normals another
centre than zero, for which the weights of the futures make up (T2, see `schedule/evidence.py`).
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from stargate.quantity.figure import Figure
from stargate.quantity.kernel import Whole, kernel
from stargate.quantity.laws import Z90, Code, Law
from stargate.quantity.measures import Date
from stargate.quantity.sobol import REPLICATES, scrambled, sobol_bits

_MULTIPLY_0, _MULTIPLY_1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_WEYL_0, _WEYL_1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_LOW_32, _32, _6, _26 = np.uint64(0xFFFFFFFF), np.uint64(32), np.uint64(6), np.uint64(26)
_12, _20, _0 = np.uint64(12), np.uint64(20), np.uint64(0)
_SCRAMBLE, _TAIL = np.uint64(2**31), np.uint64(2**31 + 1)  # parts that no law and no change has
_FAR = 36.0  # beyond this normal the survival function leaves double precision

_LOGNORMAL, _NORMAL, _LOGIT = int(Code.LOGNORMAL), int(Code.NORMAL), int(Code.LOGIT)
_POINT, _SHIFTED, _MIRRORED, _ZERO = int(Code.POINT), int(Code.SHIFTED), int(Code.MIRRORED), int(Code.ZERO)


MEDIAN = -1  # the future in which every figure stands at its median and no risk below even odds happens


class Columns(NamedTuple):
    """Figures to be drawn, as arrays: a law and a key each, and the changes that overrides lay on them."""

    code: Int[np.ndarray, " figure"]
    numbers: Float[np.ndarray, "figure 4"]  #: a, b, c, top
    offset: Float[np.ndarray, " figure"]
    key: Int[np.ndarray, " figure"]
    sobol: Int[np.ndarray, " figure"]  #: dimension of its Sobol' numbers, 0 for plain ones
    centre: Float[np.ndarray, " figure"]  #: about which its normals are drawn
    width: Float[np.ndarray, " figure"]  #: and how widely
    change_from: Int[np.ndarray, " figure+1"]  #: figure's changes are those from change_from[figure] on
    change_multiplies: Int[np.ndarray, " change"]
    change_code: Int[np.ndarray, " change"]
    change_numbers: Float[np.ndarray, "change 4"]


def columns(
    figures: Sequence[Figure], seed: int, start: float = 0.0, sobol: Mapping[str, int] = MappingProxyType({})
) -> Columns:
    """`figures` as arrays, their random numbers keyed by (seed, address); dates in months after `start`.

    `sobol` has the dimensions of those with Sobol' numbers, by address.
    """
    changes = [figure.changes for figure in figures]
    flat = [change for each in changes for change in each]
    return Columns(
        code=_codes([figure.law for figure in figures]),
        numbers=_numbers([figure.law for figure in figures]),
        offset=np.array([_offset(figure, start) for figure in figures], dtype=np.float64),
        key=np.array([key(figure.address, seed) for figure in figures], dtype=np.uint64),
        sobol=np.array([sobol.get(figure.address, 0) for figure in figures], dtype=np.int64),
        centre=np.zeros(len(figures)),
        width=np.ones(len(figures)),
        change_from=np.cumsum([0, *map(len, changes)]),
        change_multiplies=np.array([change.multiplies for change in flat], dtype=np.int64),
        change_code=_codes([change.law for change in flat]),
        change_numbers=_numbers([change.law for change in flat]),
    )


def subset(columns: Columns, figures: Int[np.ndarray, " chosen"]) -> Columns:
    """Some of the figures, with the same random numbers."""
    begin, end = columns.change_from[figures], columns.change_from[figures + 1]
    changes = np.array([i for a, b in zip(begin, end, strict=True) for i in range(a, b)], dtype=np.int64)
    return Columns(
        *(values[figures] for values in columns[:7]),
        change_from=np.cumsum([0, *(end - begin)]),
        change_multiplies=columns.change_multiplies[changes],
        change_code=columns.change_code[changes],
        change_numbers=columns.change_numbers[changes],
    )


def _offset(figure: Figure, start: float) -> float:
    return figure.offset - start if isinstance(figure, Date) else figure.offset


def _codes(laws: Sequence[Law]) -> Int[np.ndarray, " law"]:
    return np.array([law.code for law in laws], dtype=np.int64)


def _numbers(laws: Sequence[Law]) -> Float[np.ndarray, "law 4"]:
    return np.array([(law.a, law.b, law.c, law.top) for law in laws], dtype=np.float64).reshape(-1, 4)


def key(address: str, seed: int) -> int:
    """The 64-bit key of a figure's random numbers."""
    digest = hashlib.blake2b(f"{seed}\n{address}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


@kernel
def philox(
    key: np.uint64, counter_0: np.uint64, counter_1: np.uint64, counter_2: np.uint64, counter_3: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Philox4x32-10: four 32-bit words of one block, each in a 64-bit unsigned integer."""
    key_0, key_1 = key & _LOW_32, key >> _32
    for _ in range(10):
        product_0, product_1 = _MULTIPLY_0 * counter_0, _MULTIPLY_1 * counter_2
        counter_0, counter_2 = (product_1 >> _32) ^ counter_1 ^ key_0, (product_0 >> _32) ^ counter_3 ^ key_1
        counter_1, counter_3 = product_1 & _LOW_32, product_0 & _LOW_32
        key_0, key_1 = (key_0 + _WEYL_0) & _LOW_32, (key_1 + _WEYL_1) & _LOW_32
    return counter_0, counter_1, counter_2, counter_3


@kernel
def uniform(key: np.uint64, future: Whole, occurrence: Whole, part: Whole) -> float:
    """A number in (0, 1), never 0 or 1: 52 bits of the block at (future, occurrence, part), mid-cell; MEDIAN gives 1/2.

    `occurrence` counts uses of one figure in one future (rounds of an agreement, draws that did not fit what is known),
    `part` its law (0) and its changes.
    """
    if future < 0:
        return 0.5
    counter = np.uint64(future)
    word_0, word_1, _, _ = philox(key, counter & _LOW_32, counter >> _32, np.uint64(occurrence), np.uint64(part))
    return (np.float64(((word_0 >> _6) << _26) | (word_1 >> _6)) + 0.5) * 2.0**-52


@kernel
def spread_uniform(key: np.uint64, sobol: Whole, future: Whole) -> float:
    """A number in (0, 1) of dimension `sobol`, plain where that is 0: a scrambled Sobol' point to 52 bits.

    Replicate and point are the remainder and the quotient of the future by 16 (C6). The last 20 bits, in which
    points do not differ, are a hash of those above.
    """
    if sobol == 0 or future < 0:
        return uniform(key, future, 0, 0)
    replicate, point = np.uint64(future % REPLICATES), np.uint64(future // REPLICATES)
    seed, _, _, _ = philox(key, replicate, _0, _0, _SCRAMBLE)
    bits = scrambled(sobol_bits(sobol, point), seed)
    tail, _, _, _ = philox(key, bits, replicate, _0, _TAIL)
    return (np.float64((bits << _20) | (tail >> _12)) + 0.5) * 2.0**-52


@kernel
def own_normal(columns: Columns, figure: Whole, future: Whole, occurrence: Whole) -> float:
    """The normal of a figure's law in one future, drawn about its centre; MEDIAN is at its median wherever that is."""
    if occurrence == 0 and future >= 0:
        u = spread_uniform(columns.key[figure], columns.sobol[figure], future)
        return columns.centre[figure] - columns.width[figure] * normal_inverse(1.0 - u)
    return -normal_inverse(1.0 - uniform(columns.key[figure], future, occurrence, 0))


@kernel
def normal_inverse(p: float) -> float:
    """The standard normal quantile of `p`, to 1e-15 relative, down to p = 1e-300 (AS 241, PPND16)."""
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        above = ((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
            + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r
            + 133.14166789178437745) * r + 3.387132872796366608  # fmt: skip
        below = ((((((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
            + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r
            + 42.313330701600911252) * r + 1.0  # fmt: skip
        return q * above / below
    r = math.sqrt(-math.log(p if q < 0 else 1.0 - p))
    if r <= 5.0:
        r -= 1.6
        above = ((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
            + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r
            + 4.6303378461565452959) * r + 1.42343711074968357734  # fmt: skip
        below = ((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
            + 0.14810397642748007459) * r + 0.68976733498510000455) * r + 1.6763848301838038494) * r
            + 2.05319162663775882187) * r + 1.0  # fmt: skip
    else:
        r -= 5.0
        above = ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r
            + 0.026532189526576123093) * r + 0.29656057182850489123) * r + 1.7848265399172913358) * r
            + 5.4637849111641143699) * r + 6.6579046435011037772  # fmt: skip
        below = ((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r
            + 1.8463183175100546818e-5) * r + 7.868691311456132591e-4) * r + 0.0148753612908506148525) * r
            + 0.13692988092273580531) * r + 0.59983220655588793769) * r + 1.0  # fmt: skip
    return -above / below if q < 0 else above / below


@kernel
def survival(z: float) -> float:
    """The chance that a standard normal exceeds `z`."""
    return 0.5 * math.erfc(z * math.sqrt(0.5))


@kernel
def law_value(code: Whole, numbers: Float[np.ndarray, "law 4"], law: Whole, z: float) -> float:
    """The value of a law at the standard normal `z` (see the table in `laws.py`)."""
    a, b, c = numbers[law, 0], numbers[law, 1], numbers[law, 2]
    if code == _LOGNORMAL:
        value = a * math.exp((b if z < 0 else c) * z)
    elif code == _NORMAL:
        value = a + (b if z < 0 else c) * z
    elif code == _LOGIT:
        value = 1.0 / (1.0 + math.exp(-(a + (b if z < 0 else c) * z)))
    elif code == _SHIFTED:
        value = _shifted(a, b, z)
    elif code == _MIRRORED:
        value = max(0.0, 1.0 - _shifted(a, b, -z))
    elif code == _ZERO:
        above = survival(z) / (1.0 - c)
        value = 0.0 if above >= 1.0 else a * math.exp(-b * normal_inverse(above))
    else:
        value = a
    return min(value, numbers[law, 3])


@kernel
def _shifted(median: float, spread: float, z: float) -> float:
    if abs(spread) < 1e-9:
        return max(0.0, median * (1.0 + z / Z90))
    return max(0.0, median - median * math.expm1(spread * z) / math.expm1(-spread * Z90))


@kernel
def law_normal(code: Whole, numbers: Float[np.ndarray, "law 4"], law: Whole, value: float) -> float:
    """The standard normal at which a positive law reaches `value`: the inverse of `law_value`, within +-36.

    Durations are never shares, so LOGIT and MIRRORED need no inverse here.
    """
    a, b, c = numbers[law, 0], numbers[law, 1], numbers[law, 2]
    if code == _POINT:
        z = -_FAR if value < a else _FAR
    elif code == _NORMAL:
        z = (value - a) / (b if value < a else c) if b > 0 and c > 0 else (-_FAR if value < a else _FAR)
    elif value <= 0.0:
        z = -_FAR
    elif code == _LOGNORMAL:
        spread = b if value < a else c
        z = math.log(value / a) / spread if spread > 0.0 else (-_FAR if value < a else _FAR)
    elif code == _ZERO:
        z = -normal_inverse((1.0 - c) * survival(math.log(value / a) / b))
    else:
        inside = 1.0 - (value / a - 1.0) * math.expm1(-b * Z90)
        z = (value / a - 1.0) * Z90 if abs(b) < 1e-9 else (math.log(inside) / b if inside > 0.0 else _FAR)
    return min(max(z, -_FAR), _FAR)


@kernel
def normal_above(z: float, u: float) -> float:
    """A standard normal known to exceed `z`, from the uniform `u` (T2, survival form): safe to P = 1e-280.

        z' = -N^-1(S(z) * (1 - u)),   S(z) = 1 - N(z)

    S is computed by itself, never as one less N, so that nothing is lost far out in the tail.
    """
    return -normal_inverse(survival(z) * (1.0 - u))


@kernel
def change_of(columns: Columns, figure: Whole, future: Whole, occurrence: Whole) -> tuple[float, float]:
    """What the changes do to a figure in one future: value -> scale * value + shift."""
    scale, shift = 1.0, 0.0
    begin = columns.change_from[figure]
    for change in range(begin, columns.change_from[figure + 1]):
        u = uniform(columns.key[figure], future, occurrence, change - begin + 1)
        by = law_value(columns.change_code[change], columns.change_numbers, change, -normal_inverse(1.0 - u))
        if columns.change_multiplies[change]:
            scale, shift = scale * by, shift * by
        else:
            shift += by
    return scale, shift


@kernel
def value_of(columns: Columns, figure: Whole, future: Whole, occurrence: Whole) -> float:
    """One figure in one future [canonical unit]."""
    z = 0.0 if columns.code[figure] == _POINT else own_normal(columns, figure, future, occurrence)
    return value_at(columns, figure, future, occurrence, z)


@kernel
def value_at(columns: Columns, figure: Whole, future: Whole, occurrence: Whole, z: float) -> float:
    """One figure where the normal of its law is `z`, its changes being what they are in one future [canonical unit]."""
    value = law_value(columns.code[figure], columns.numbers, figure, z) + columns.offset[figure]
    if columns.change_from[figure] == columns.change_from[figure + 1]:
        return value
    scale, shift = change_of(columns, figure, future, occurrence)
    return min(scale * value + shift, columns.numbers[figure, 3])


@kernel
def chance_above(columns: Columns, figure: Whole, future: Whole, occurrence: Whole, least: float) -> float:
    """The chance that a duration exceeds `least`, its changes being what they are in this future."""
    scale, shift = change_of(columns, figure, future, occurrence)
    if scale <= 0.0:
        return 1.0 if shift > least else 0.0
    return survival(law_normal(columns.code[figure], columns.numbers, figure, (least - shift) / scale))


@kernel
def value_above(
    columns: Columns, figure: Whole, future: Whole, occurrence: Whole, scale: float, shift: float, least: float
) -> float:
    """scale * duration + shift, given that it exceeds `least` (T2); `least` where it cannot."""
    own_scale, own_shift = change_of(columns, figure, future, occurrence)
    scale, shift = scale * own_scale, scale * own_shift + shift
    if scale <= 0.0:
        return max(least, shift)
    code, numbers = columns.code[figure], columns.numbers
    u = uniform(columns.key[figure], future, occurrence, 0)
    z = law_normal(code, numbers, figure, (least - shift) / scale)
    return max(least, scale * law_value(code, numbers, figure, normal_above(z, u)) + shift)


@kernel
def draw(columns: Columns, futures: Int[np.ndarray, " future"], values: Float[np.ndarray, "future figure"]) -> None:
    """Fills `values[future, figure]`."""
    for i in range(values.shape[0]):
        for figure in range(values.shape[1]):
            values[i, figure] = value_of(columns, figure, futures[i], 0)


def draw_some(
    columns: Columns, figures: Int[np.ndarray, " chosen"], futures: Int[np.ndarray, " future"]
) -> Float[np.ndarray, "future figure"]:
    """`values[future, figure]` with some figures drawn and nought for all others; -1 stands for none."""
    used = np.unique(figures[figures >= 0])
    drawn, values = np.empty((len(futures), len(used))), np.zeros((len(futures), len(columns.code)))
    draw(subset(columns, used), futures, drawn)
    values[:, used] = drawn
    return values
