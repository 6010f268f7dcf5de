"""Compiled kernels are kept where nobody else can write, and do without where nothing can be kept."""

import os

import pytest

from stargate.quantity import kernel


def test_temporary_files_are_private(tmp_path, monkeypatch):
    monkeypatch.setattr(kernel.tempfile, "gettempdir", lambda: str(tmp_path))
    own = tmp_path / f"stargate-{os.getuid()}"
    assert kernel._private("kernels-1") == str(own / "kernels-1")
    assert own.stat().st_mode & 0o077 == 0
    own.chmod(0o777)
    assert kernel._private("kernels-1") == ""


def test_a_planted_link_is_not_followed(tmp_path, monkeypatch):
    monkeypatch.setattr(kernel.tempfile, "gettempdir", lambda: str(tmp_path))
    (tmp_path / "theirs").mkdir()
    (tmp_path / f"stargate-{os.getuid()}").symlink_to("theirs")
    assert kernel._private("kernels-1") == ""


def test_where_nothing_can_be_kept_kernels_still_run(monkeypatch):
    if kernel.config.DISABLE_JIT:
        pytest.skip("kernels are not compiled")
    monkeypatch.setattr(kernel, "cache_folder", lambda: "")

    @kernel.kernel
    def doubled(x: float) -> float:
        return 2 * x

    assert doubled(21.0) == 42.0
