import os
import subprocess
import sys

KEEPS = """
from stargate.financing.engine import jax, jnp
print(jnp.zeros(1).dtype, jax.config.jax_compilation_cache_dir)
"""
NOWHERE = "from stargate.quantity import kernel; kernel.cache_folder = lambda: ''\n"  # as where nothing can be written


def said(code: str, **environment: str) -> list[str]:
    known = {name: value for name, value in os.environ.items() if name != "JAX_COMPILATION_CACHE_DIR"}
    run = subprocess.run(
        [sys.executable, "-c", code], env=known | environment, capture_output=True, text=True, check=True
    )
    return run.stdout.split()


def test_numbers_have_64_bits_and_programs_are_kept_where_kernels_are(tmp_path):
    assert said(KEEPS, NUMBA_CACHE_DIR=str(tmp_path)) == ["float64", str(tmp_path / "xla")]


def test_where_nothing_can_be_written_nothing_is_kept():
    assert said(NOWHERE + KEEPS) == ["float64", "None"]
