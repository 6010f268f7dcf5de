"""Work spread over threads: kernels let go of the interpreter while they run."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def spread(does: Callable[[T], R], things: Iterable[T], threads: int | None = None) -> Iterator[R]:
    """What `does` makes of each thing, in their order on any number of threads; a stop drops what has not begun."""
    pool = ThreadPoolExecutor(threads or os.cpu_count() or 1)
    try:
        yield from pool.map(does, things)
    finally:
        pool.shutdown(cancel_futures=True)
