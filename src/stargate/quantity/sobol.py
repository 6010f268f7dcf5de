"""Sobol' numbers by direct indexing, scrambled by hashing: evenly spread draws that depend on nothing but their place.

Point i of dimension d is the sum modulo two of the direction numbers v_dj of the bits j that are set in i (Sobol' 1967,
<https://doi.org/10.1016/0041-5553(67)90144-9>; direction numbers of Joe and Kuo 2008, <https://doi.org/10.1137/070709359>).
Owen's nested uniform scrambling is done by a hash in which no bit depends on lower ones (Laine and Karras 2011,
<https://doi.org/10.1111/j.1467-8659.2011.01977.x>; Burley 2020, <https://jcgt.org/published/0009/04/01/>). Futures f of
one replicate, r = f mod 16, are the points f div 16 of one scrambling; the sixteen are independent, so that standard
errors come from what lies between them (C6, T9; Owen 1998, <https://doi.org/10.1145/272991.273010>).
"""

import numpy as np
from jaxtyping import Int

from stargate.quantity.kernel import Whole, kernel

REPLICATES = 16
DIMENSIONS = 64
_BITS = 32
_LOW_32 = np.uint64(0xFFFFFFFF)
_REPLICATES = np.uint64(REPLICATES)

# Of the dimensions from the second on: the primitive polynomial, its coefficients as bits, and the initial numbers.
_JOE_KUO = """
    3:1 7:1,3 11:1,3,1 13:1,1,1 19:1,1,3,3 25:1,3,5,13 37:1,1,5,5,17 41:1,1,5,5,5 47:1,1,7,11,19 55:1,1,5,1,1
    59:1,1,1,3,11 61:1,3,5,5,31 67:1,3,3,9,7,49 91:1,1,1,15,21,21 97:1,3,1,13,27,49 103:1,1,1,15,7,5
    109:1,3,1,15,13,25 115:1,1,5,5,19,61 131:1,3,7,11,23,15,103 137:1,3,7,13,13,15,69 143:1,1,3,13,7,35,63
    145:1,3,5,9,1,25,53 157:1,3,1,13,9,35,107 167:1,3,1,5,27,61,31 171:1,1,5,11,19,41,61 185:1,3,5,3,3,13,69
    191:1,1,7,13,1,19,1 193:1,3,7,5,13,19,59 203:1,1,3,9,25,29,41 211:1,3,5,13,23,1,55 213:1,3,7,3,13,59,17
    229:1,3,1,3,5,53,69 239:1,1,5,5,23,33,13 241:1,1,7,7,1,61,123 247:1,1,7,9,13,61,49 253:1,3,3,5,3,55,33
    285:1,3,1,15,31,13,49,245 299:1,3,5,15,31,59,63,97 301:1,3,1,11,11,11,77,249 333:1,3,1,11,27,43,71,9
    351:1,1,7,15,21,11,81,45 355:1,3,7,3,25,31,65,79 357:1,3,1,1,19,11,3,205 361:1,1,5,9,19,21,29,157
    369:1,3,7,11,1,33,89,185 391:1,3,3,3,15,9,79,71 397:1,3,7,11,15,39,119,27 425:1,1,3,1,11,31,97,225
    451:1,1,1,3,23,43,57,177 463:1,3,7,7,17,17,37,71 487:1,3,1,5,27,63,123,213 501:1,1,3,5,11,43,53,133
    529:1,3,5,5,29,17,47,173,479 539:1,3,3,11,3,1,109,9,69 545:1,1,1,5,17,39,23,5,343
    557:1,3,1,5,25,15,31,103,499 563:1,1,1,11,11,17,63,105,183 601:1,1,5,11,9,29,97,231,363
    607:1,1,5,15,19,45,41,7,383 617:1,3,7,7,31,19,83,137,221 623:1,1,1,3,23,15,111,223,83
    631:1,1,5,13,31,15,55,25,161 637:1,1,3,13,25,47,39,87,257
"""


def _directions() -> Int[np.ndarray, "dimension bit"]:
    """v_dj as 32 bits: those given, then  v_j = a_1 v_j-1 ^ ... ^ a_s v_j-s ^ (v_j-s >> s)."""
    found = np.zeros((DIMENSIONS, _BITS), dtype=np.uint64)
    found[0] = [1 << (_BITS - 1 - bit) for bit in range(_BITS)]
    for dimension, row in enumerate(_JOE_KUO.split(), start=1):
        polynomial, _, given = row.partition(":")
        taps, first = int(polynomial), [int(m) for m in given.split(",")]
        degree = len(first)
        v = [m << (_BITS - 1 - bit) for bit, m in enumerate(first)]
        for bit in range(degree, _BITS):
            new = v[bit - degree] ^ (v[bit - degree] >> degree)
            for back in range(1, degree):
                if taps >> (degree - back) & 1:
                    new ^= v[bit - back]
            v.append(new)
        found[dimension] = v
    return found


DIRECTIONS = _directions()


@kernel
def sobol_bits(dimension: Whole, index: np.uint64) -> np.uint64:
    """The first 32 bits of point `index`, unscrambled; dimensions count from one."""
    bits, rest, bit = np.uint64(0), index, 0
    while rest:
        if rest & np.uint64(1):
            bits ^= DIRECTIONS[dimension - 1, bit]
        rest >>= np.uint64(1)
        bit += 1
    return bits


@kernel
def scrambled(bits: np.uint64, seed: np.uint64) -> np.uint64:
    """Nested uniform scrambling of 32 bits: each is turned over or not by a hash of `seed` and the bits above it."""
    x = _reversed(bits)
    x = (x ^ (x * np.uint64(0x3D20ADEA))) & _LOW_32
    x = (x + seed) & _LOW_32
    x = (x * ((seed >> np.uint64(16)) | np.uint64(1))) & _LOW_32
    x = (x ^ (x * np.uint64(0x05526C56))) & _LOW_32
    x = (x ^ (x * np.uint64(0x53A22864))) & _LOW_32
    return _reversed(x)


@kernel
def _reversed(x: np.uint64) -> np.uint64:
    x = ((x & np.uint64(0x55555555)) << np.uint64(1)) | ((x >> np.uint64(1)) & np.uint64(0x55555555))
    x = ((x & np.uint64(0x33333333)) << np.uint64(2)) | ((x >> np.uint64(2)) & np.uint64(0x33333333))
    x = ((x & np.uint64(0x0F0F0F0F)) << np.uint64(4)) | ((x >> np.uint64(4)) & np.uint64(0x0F0F0F0F))
    x = ((x & np.uint64(0x00FF00FF)) << np.uint64(8)) | ((x >> np.uint64(8)) & np.uint64(0x00FF00FF))
    return ((x << np.uint64(16)) | (x >> np.uint64(16))) & _LOW_32
