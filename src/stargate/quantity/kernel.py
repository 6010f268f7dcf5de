"""How compiled code is declared: one decorator, so that every kernel is compiled alike.

Kernels are compiled without numba's memory manager (`_nrt=False`), because it counts references to every array that
one kernel hands to another, atomically: measured on a network of 128 activities, that made the forward pass a hundred
times slower, and slower still on several threads. The price is that kernels allocate nothing; scratch is handed in.
Small kernels are inlined into large ones (`forceinline`), so that records of arrays are passed for nothing.
"""

import hashlib
import inspect
import os
import stat
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numba
import numpy as np
from numba.core import config as _config

config: Any = _config  # its attributes are made at run time

_OPTIONS: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    "forceinline": True,
    "_nrt": False,
}

Whole = int | np.integer  # a whole number in a kernel, from Python or from an array

P = ParamSpec("P")
R = TypeVar("R")


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compiles a pure function of numbers and arrays; it releases the interpreter lock and is cached on disk.

    No `fastmath`: the same numbers must come out in whatever order futures are computed. Tests also run the kernels
    uncompiled (NUMBA_DISABLE_JIT=1), with the shapes in their signatures checked; otherwise such checks, which cannot
    be compiled, are taken off.
    """
    if config.DISABLE_JIT:
        return function
    before, config.CACHE_DIR = config.CACHE_DIR, cache_folder()
    try:
        return numba.njit(cache=bool(config.CACHE_DIR), **_OPTIONS)(inspect.unwrap(function))
    finally:
        config.CACHE_DIR = before


@cache
def cache_folder() -> str:
    """Where compiled kernels are kept: by a digest of the whole package, since kernels are inlined across modules.

    Numba itself looks only at the file that a kernel stands in. Beside the package, or among temporary files where
    nothing can be written there; empty where nothing can be written at all: then nothing is kept.
    """
    if config.CACHE_DIR:
        return config.CACHE_DIR
    home = Path(__file__).parent.parent
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(home.rglob("*.py")):
        text = path.read_bytes()
        if b"@kernel" in text:
            digest.update(text)
    name = f"kernels-{digest.hexdigest()}"
    beside = home / "__pycache__" / name
    try:
        beside.mkdir(parents=True, exist_ok=True)
    except OSError:
        return _private(name)
    return str(beside) if os.access(beside, os.W_OK) else _private(name)


def _private(name: str) -> str:
    """A folder among temporary files that nobody else can write, since what lies there is run; empty where none is."""
    try:
        own = Path(tempfile.gettempdir()) / f"stargate-{os.getuid()}"
        own.mkdir(mode=0o700, exist_ok=True)
        found = own.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o022:
            return ""
        (own / name).mkdir(exist_ok=True)
    except OSError:
        return ""
    return str(own / name)
