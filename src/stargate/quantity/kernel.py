"""How compiled code is declared: one decorator, so that every kernel is compiled alike."""

import inspect
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numba
import numpy as np

Whole = int | np.integer  # a whole number in a kernel, from Python or from an array

P = ParamSpec("P")
R = TypeVar("R")


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compiles a pure function of numbers and arrays; it releases the interpreter lock and is cached on disk.

    No `fastmath`: the same numbers must come out in whatever order futures are computed. Tests also run the kernels
    uncompiled (NUMBA_DISABLE_JIT=1), with the shapes in their signatures checked; otherwise such checks, which cannot
    be compiled, are taken off.
    """
    if numba.config.DISABLE_JIT:
        return function
    return numba.njit(cache=True, nogil=True, error_model="numpy")(inspect.unwrap(function))
