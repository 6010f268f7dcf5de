"""Documentation that could go stale is made from the code, and held against it."""

import importlib.util
import re
import shlex
from pathlib import Path

import pytest

from stargate.programme.model import Contents, Scenario
from stargate.programme.schema import schemas

HOME = Path(__file__).resolve().parent.parent


def loaded(name):
    spec = importlib.util.spec_from_file_location(name, HOME / "docs" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_format_page_is_up_to_date():
    assert (HOME / "docs" / "format.md").read_text(encoding="utf-8") == loaded("make_format").page()


def test_the_page_of_scenarios_names_all_of_them(reference):
    """Questions, what they are held against and notes; numbers are as of the day the page was made."""
    page = (HOME / "docs" / "scenarios.md").read_text(encoding="utf-8")
    made = loaded("make_scenarios")
    assert made.asked(reference) in page, "run `make docs`"
    assert made.notes(reference) in page, "run `make docs`"
    coming = re.findall(r"^\| `(\w+)` \|", made.COMING.read_text(encoding="utf-8"), re.MULTILINE)
    assert coming
    assert not set(coming) & set(reference.origin.scenarios), "it has come"


def test_the_schema_for_editors_is_up_to_date():
    files = {path.name: path.read_text(encoding="utf-8") for path in (HOME / "docs" / "schema").iterdir()}
    assert files == schemas()


def test_every_field_is_described():
    for kind in loaded("make_format")._records():
        for name, field in kind.model_fields.items():
            if name not in ("address", "where", "lines"):
                assert field.description, f"{kind.__name__}.{name}"
    assert Contents.__doc__
    assert Scenario.__doc__


@pytest.mark.parametrize("page", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_links_lead_somewhere(page):
    text = (HOME / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        if not target.startswith("http"):
            assert (HOME / target).exists(), target


def test_examples_in_the_readme_run(monkeypatch, tmp_path):
    """Every Python block of the README, in one session, writing beside nothing."""
    text = (HOME / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert blocks
    space: dict[str, object] = {}
    for block in blocks:
        code = block.replace('"report.html"', repr(str(tmp_path / "report.html"))).replace("n=10_000", "n=500")
        exec(compile(code, "README.md", "exec"), space)


def test_commands_in_the_readme_exist():
    from typer.main import get_command

    from stargate.cli import app

    known = set(get_command(app).commands)
    text = (HOME / "README.md").read_text(encoding="utf-8")
    used = {shlex.split(line)[1] for line in re.findall(r"^(?:\.venv/bin/)?stargate [^\n`]*", text, re.MULTILINE)}
    assert used
    assert used <= known
