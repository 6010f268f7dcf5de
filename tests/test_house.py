"""The rules of the house that no linter knows."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

import stargate as sg

HOME = Path(__file__).resolve().parent.parent
SOURCE = HOME / "src" / "stargate"
MODULES = sorted(SOURCE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_rooms_stay_small(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    long = [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno > 40
    ]
    assert not long


def test_public_names_are_exactly_these():
    assert sorted(sg.__all__) == [
        "BackTest", "Calibrated", "Chosen", "ComputeCost", "Financing", "Fleet", "Footprint", "Futures", "Objective", "Operation",
        "Plan", "Programme",
        "ProgrammeError", "ReadBack", "StargateError", "Training",
        "account", "announced", "backtest", "bridges", "built_out", "calibrate", "citation", "compare", "cost_of_compute", "export",
        "finance", "fleet", "hindsight", "operate", "plan", "read", "read_back", "report", "simulate", "trace", "train",
    ]  # fmt: skip
    for name in sg.__all__:
        assert getattr(sg, name).__doc__
    with pytest.raises(AttributeError):
        sg.nothing  # noqa: B018


def test_kernels_branch_on_no_strings():
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and any(getattr(d, "id", "") == "kernel" for d in node.decorator_list):
                words = [n for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
                docstring = ast.get_docstring(node, clean=False)
                shapes = {n.value for a in ast.walk(node.args) for n in ast.walk(a) if isinstance(n, ast.Constant)}
                assert {w.value for w in words} <= {docstring} | shapes, f"{path.name}: {node.name}"


def test_heavy_libraries_are_imported_when_they_are_needed():
    """`stargate --help` must be instant: importing the package and the command line pulls in nothing heavy."""
    code = "import sys, stargate, stargate.cli; print(*sys.modules)"
    import sys

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {
        "numpy",
        "numba",
        "pandas",
        "xarray",
        "pint",
        "scipy",
        "pydantic",
        "ruamel.yaml",
        "pyarrow",
        "h5netcdf",
        "lifelines",
        "xlsxwriter",
        "python_calamine",
        "jax",
    }
    assert not heavy & set(out.stdout.split())


def test_nothing_names_a_machine_or_a_registry():
    tracked = subprocess.run(["git", "ls-files"], cwd=HOME, capture_output=True, text=True, check=False).stdout.split()
    if not tracked:
        pytest.skip("not a git checkout")
    for name in tracked:
        path = HOME / name
        if path.suffix in (".txt", ".json", ".toml", ".npmrc", ".in") or name == "Makefile":
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"https?://[^\s\"']*(pypi|npmjs|registry|simple/)", text), name
            assert '"resolved"' not in text, name


def test_no_large_files():
    tracked = subprocess.run(["git", "ls-files"], cwd=HOME, capture_output=True, text=True, check=False).stdout.split()
    assert not [name for name in tracked if (HOME / name).stat().st_size > 1_000_000]
