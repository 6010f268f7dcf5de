"""The one place that imports JAX: float64 and nothing else (F8 cannot be held in float32)."""

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)

__all__ = ["jax", "jnp"]
