"""The two sides of the report hold together: types and dataclasses, sources and built shell."""

import dataclasses
import re
import shutil
import subprocess
import typing
from importlib.resources import files
from pathlib import Path

import pytest

from stargate.reports.backtest import Scoreboard
from stargate.reports.financing import FinancingPage
from stargate.reports.hindsight import Hindsight
from stargate.reports.operation import OperationPage
from stargate.reports.outlook import Outlook
from stargate.reports.page import OUTLOOK, TITLE, script_json
from stargate.reports.panels import PanelPage

WEB = Path(__file__).parents[2] / "web"
RENAMED = {"Number": "HeadlineNumber", "Map": "PlaceMap"}  # names that TypeScript has taken


def shell() -> str:
    return files("stargate.reports").joinpath("shell.html").read_text(encoding="utf-8")


def reached(kind, found=None):
    """All dataclasses that an outlook holds."""
    found = {} if found is None else found
    if dataclasses.is_dataclass(kind) and kind.__name__ not in found:
        found[kind.__name__] = kind
        for hint in typing.get_type_hints(kind).values():
            reached(hint, found)
    for part in typing.get_args(kind):
        reached(part, found)
    return found


PAGES = (Outlook, FinancingPage, Hindsight, OperationPage, PanelPage, Scoreboard)
SENT = {name: kind for page in PAGES for name, kind in reached(page).items()}


@pytest.mark.parametrize("name", sorted(SENT))
def test_types_have_the_fields_of_the_dataclasses(name):
    types = (WEB / "src/lib/types.ts").read_text(encoding="utf-8")
    interface = re.search(rf"export interface {RENAMED.get(name, name)} {{\n(.*?)\n}}", types, re.DOTALL)
    assert interface, f"types.ts has no {name}"
    written = re.findall(r"^  (\w+): ", interface[1], re.MULTILINE)
    assert written == [field.name for field in dataclasses.fields(SENT[name])]


def test_the_shell_has_one_place_for_its_data_and_one_for_its_title():
    assert shell().count(OUTLOOK) == 1
    assert shell().count(TITLE) == 1


def test_the_shell_may_load_nothing():
    policy = re.search(r'http-equiv="Content-Security-Policy"\s+content="([^"]*)"', shell())[1]
    assert policy.startswith("default-src 'none'")
    assert not re.search(r'<(?:script|img|iframe)[^>]*\ssrc="?(?!data:)|<link[^>]*\shref="?(?!data:)', shell())
    assert len(shell().encode()) < 512 * 1024


def test_json_in_a_script_refuses_what_is_no_number():
    with pytest.raises(ValueError, match="Out of range"):
        script_json(float("nan"))


@pytest.mark.web
def test_the_shell_is_built_from_its_sources(tmp_path):
    if shutil.which("npm") is None:
        pytest.skip("Node is not installed")
    copy = tmp_path / "web"
    shutil.copytree(WEB, copy, ignore=shutil.ignore_patterns("node_modules", "dist"))
    installed = subprocess.run(
        ["npm", "ci", "--no-audit", "--no-fund"], cwd=copy, capture_output=True, text=True, check=False
    )
    if installed.returncode:
        pytest.skip(f"npm packages cannot be had here: {installed.stderr.strip().splitlines()[-1:]}")
    subprocess.run(["npm", "run", "build"], cwd=copy, capture_output=True, check=True)
    built = (copy / "dist/index.html").read_text(encoding="utf-8")
    assert built == shell(), "shell.html is not what web/ builds; run `make web`"
