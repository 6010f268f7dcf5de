"""How compiled code is declared: one decorator, so that every kernel is compiled alike."""

import inspect
from collections.abc import Callable
from typing import Any

import numba


def kernel(function: Callable[..., Any]) -> Any:
    """Compiles a pure function of numbers and arrays; it releases the interpreter lock and is cached on disk.

    No `fastmath`: the same numbers must come out in whatever order futures are computed.
    Checks that a test has wrapped around the function are taken off first, since they cannot be compiled.
    """
    return numba.njit(cache=True, nogil=True, error_model="numpy")(inspect.unwrap(function))
