"""A report printed by a browser that is installed."""

import re
import shutil

import pytest

import stargate as sg
from stargate.reports import paper


@pytest.mark.browser
def test_a_report_is_printed_on_two_pages_of_a4(small, tmp_path):
    if not any(map(shutil.which, paper.BROWSERS)):
        pytest.skip("no Chromium, Chrome or Edge is installed")
    path = sg.report(sg.simulate(sg.announced(small), n=200, seed=1), to=tmp_path / "report.pdf")
    pdf = path.read_bytes()
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 2
    assert re.search(rb"/MediaBox \[0 0 59[45](\.\d+)? 84[12]", pdf)
    assert [p.name for p in tmp_path.iterdir()] == ["report.pdf"]


def test_without_a_browser_it_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(paper, "BROWSERS", ("chromium",))
    with pytest.raises(sg.StargateError, match=r"none of them is on the PATH\n  write: --to .*x\.html"):
        paper.printed("<html>", tmp_path / "x.pdf")
    assert not list(tmp_path.iterdir())


def test_a_browser_that_fails_leaves_what_was_there(monkeypatch, tmp_path):
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\necho no display >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(paper, "BROWSERS", (str(program),))
    there = tmp_path / "out" / "x.pdf"
    there.parent.mkdir()
    there.write_text("before")
    with pytest.raises(sg.StargateError, match="did not print it: no display"):
        paper.printed("<html><head></head>", there)
    assert there.read_text() == "before"
    assert list(there.parent.iterdir()) == [there]
