"""The only place that imports JAX: 64-bit numbers, and what is compiled is kept on disk.

Kernels of this room take it from here (`from stargate.financing.engine import jax, jnp`); rooms above import them
inside functions, since JAX takes a second to import.
"""

import os
from pathlib import Path

import jax
import jax.numpy as jnp
from jax import lax

from stargate.quantity.kernel import cache_folder

__all__ = ["jax", "jnp", "lax"]


def _keep() -> None:
    """Compiled programs are kept beside the compiled kernels of other rooms; where nothing can be written, nowhere."""
    jax.config.update("jax_enable_x64", True)
    folder = cache_folder()
    if folder and not os.environ.get("JAX_COMPILATION_CACHE_DIR"):
        jax.config.update("jax_compilation_cache_dir", str(Path(folder) / "xla"))
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)


_keep()
