"""Types, as pyright sees them; skipped where pyright cannot be had."""

import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parent.parent


def test_pyright_finds_nothing():
    command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "src"]
    try:
        result = subprocess.run(command, cwd=HOME, capture_output=True, text=True, timeout=400, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip("pyright took too long to come")
    if " errors, " not in result.stdout and " error, " not in result.stdout:
        pytest.skip("pyright cannot be had here")
    assert result.returncode == 0, result.stdout
