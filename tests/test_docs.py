"""Documentation that could go stale is made from the code, and held against it; what it shows is run."""

import ast
import doctest
import importlib.util
import inspect
import re
import shlex
import shutil
import subprocess
import sys
import typing
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

import pytest

import stargate as sg
from stargate.cli import app, main
from stargate.programme.catalogue import LeadTime, catalogue
from stargate.programme.model import Contents, Scenario
from stargate.programme.schema import schemas
from stargate.quantity.notation import Bound
from stargate.quantity.units import DIMENSIONS

HOME = Path(__file__).resolve().parent.parent
DOCS = HOME / "docs"
PAGES = sorted(path.relative_to(HOME).as_posix() for path in DOCS.glob("**/*.md") if "_build" not in path.parts)
SHOWN = ["docs/index.md", *(page for page in PAGES if "tutorials" in page)]


def loaded(name):
    spec = importlib.util.spec_from_file_location(name, HOME / "docs" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["format", "units", "cli", "catalogue", "anchors"])
def test_a_page_made_from_code_is_up_to_date(page):
    assert (DOCS / f"{page}.md").read_text(encoding="utf-8") == loaded(f"make_{page}").page(), "run: make docs"


def test_the_page_of_scenarios_names_all_of_them(reference):
    """Questions, what they are held against and notes; numbers are as of the day the page was made."""
    page = (HOME / "docs" / "scenarios.md").read_text(encoding="utf-8")
    made = loaded("make_scenarios")
    assert made.asked(reference) in page, "run `make docs`"
    assert made.notes(reference) in page, "run `make docs`"
    coming = re.findall(r"^\| `(\w+)` \|", made.COMING.read_text(encoding="utf-8"), re.MULTILINE)
    assert not set(coming) & set(reference.origin.scenarios), "it has come"


def test_the_schema_for_editors_is_up_to_date():
    files = {path.name: path.read_text(encoding="utf-8") for path in (HOME / "docs" / "schema").iterdir()}
    assert files == schemas()


def test_every_field_is_described():
    for kind in loaded("make_format").records():
        for name, field in kind.model_fields.items():
            if name not in ("address", "where", "lines"):
                assert field.description, f"{kind.__name__}.{name}"
    assert Contents.__doc__
    assert Scenario.__doc__


@pytest.mark.parametrize("page", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", *PAGES])
def test_links_lead_somewhere(page):
    text = (HOME / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        if not target.startswith("http"):
            assert (HOME / page).parent.joinpath(target).exists(), target


def test_examples_in_the_readme_run(monkeypatch, tmp_path):
    """Every Python block of the README, in one session, writing beside nothing."""
    text = (HOME / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert blocks
    space: dict[str, object] = {}
    for block in blocks:
        code = block.replace('"report.html"', repr(str(tmp_path / "report.html"))).replace("n=10_000", "n=500")
        exec(compile(code, "README.md", "exec"), space)


def commands():
    from typer.main import get_command

    return get_command(app).commands


def test_commands_in_the_readme_exist():
    text = (HOME / "README.md").read_text(encoding="utf-8")
    used = {shlex.split(line)[1] for line in re.findall(r"^(?:\.venv/bin/)?stargate [^\n`]*", text, re.MULTILINE)}
    assert used
    assert used <= set(commands())


def test_every_command_and_option_has_a_help_text():
    for name, command in commands().items():
        assert command.help, name
        for parameter in command.params:
            assert parameter.help, f"{name} {parameter.name}"


def test_every_unit_is_on_the_page():
    text = (DOCS / "units.md").read_text(encoding="utf-8")
    for dimension in DIMENSIONS:
        assert f"`{dimension.example}`" in text
        for unit in filter(None, dimension.factors):
            assert f"| `{unit}` |" in text, f"{dimension.name}: {unit}"


def test_every_entry_of_the_catalogue_is_on_the_page():
    text, shelf = (DOCS / "catalogue.md").read_text(encoding="utf-8"), catalogue()
    for name in (*shelf.leadtimes, *shelf.classes, *shelf.chips, *shelf.sources):
        assert name in text


def documented(page):
    """What a page takes from docstrings."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(r"^\.\. auto(\w+):: (\S+)", text, re.MULTILINE)


def found(path):
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)


def test_every_public_name_is_in_the_api():
    names = [path.removeprefix("stargate.") for _, path in documented("api.md")]
    assert sorted(name for name in names if "." not in name) == sorted(sg.__all__)


@pytest.mark.parametrize("path", [path for kind, path in documented("api.md") if kind != "module"])
def test_what_is_public_says_what_it_is(path):
    thing = found(path)
    assert thing.__doc__
    if not inspect.isclass(thing):
        return
    members = {name: member for name, member in vars(thing).items() if not name.startswith("_")}
    said = comments(thing)
    for name in {*members, *vars(thing).get("__annotations__", {})}:
        if not name.startswith("_"):
            member = getattr(members.get(name), "func", members.get(name))
            is_code = isinstance(member, property | classmethod | staticmethod) or inspect.isfunction(member)
            assert member.__doc__ if is_code else name in said, f"{path}.{name} is not described"


def comments(kind):
    """Fields of a class that have a `#:` comment."""
    return re.findall(r"^    (\w+)(?::| =).*  #: \S", inspect.getsource(kind), re.MULTILINE)


def terms(section):
    """First cells of the tables of a section of the nomenclature; of all of them where it is empty."""
    text = (DOCS / "nomenclature.md").read_text(encoding="utf-8")
    if section:
        text = re.search(rf"^## {section}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)[1]
    cells = re.findall(r"^\| (.*?) \|", text, re.MULTILINE)
    return {term.strip("` ") for cell in cells for term in re.sub(r"\(.*?\)", "", cell).split(",")}


def test_every_noun_is_in_the_nomenclature():
    known = terms("")
    results = [found(path) for kind, path in documented("api.md") if kind == "class" and path.count(".") == 1]
    kinds = [*loaded("make_format").records(), LeadTime, *map(type, catalogue().chips.values()), *results]
    for kind in kinds:
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).lower()
        assert name in known, name
    for choices in [Bound, *filter(None, map(choices_of, fields(kinds)))]:
        assert set(choices) <= known, f"{choices.__name__}: {set(choices) - known}"


def fields(kinds):
    for kind in kinds:
        yield from (field.annotation for field in getattr(kind, "model_fields", {}).values())


def choices_of(annotation):
    if isinstance(annotation, type):
        return annotation if issubclass(annotation, StrEnum) else getattr(annotation, "choices", None)
    return next(filter(None, map(choices_of, typing.get_args(annotation))), None)


def docstrings():
    for path in sorted((HOME / "src" / "stargate").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and (text := ast.get_docstring(node)):
                yield f"{path.name} {getattr(node, 'name', '')}", text


def test_every_symbol_is_in_the_nomenclature():
    """Equations stand indented, or in ticks; an index below a symbol is a symbol too."""
    known = terms("Symbols")
    seen = 0
    for where, text in docstrings():
        equations = [line for line in re.findall(r"^ {4}(\S.* = .*)", text, re.MULTILINE) if "[" not in line]
        for equation in [*equations, *re.findall(r"`([^`\n]* = [^`\n]*)`", text)]:
            seen += 1
            for symbol in re.findall(r"[A-Za-z]\w*", equation):
                base, _, below = symbol.partition("_")
                assert symbol in known or {base, *below} <= known, f"{where}: {symbol} in {equation}"
    assert seen > 15


def test_every_axis_is_in_the_nomenclature():
    known = terms("Axes")
    for path in (HOME / "src" / "stargate").rglob("*.py"):
        for axes in re.findall(r'(?:Float|Int)\[np\.ndarray, "([^"]*)"', path.read_text(encoding="utf-8")):
            names = {axis.removesuffix("+1") for axis in axes.split() if not axis.isdigit() and axis[0] != "*"}
            assert names <= known, f"{path.name}: {names - known}"


def test_the_mathematics_has_every_convention_and_kernel():
    text = (DOCS / "mathematics.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| ([CT]\d[ab]?) \|", text, re.MULTILINE))
    cited = {code for _, said in docstrings() for code in re.findall(r"\b([CT]\d[ab]?)\b(?=[,);])", said)}
    assert cited <= listed
    modules = {path for kind, path in documented("mathematics.md") if kind == "module"}
    for path in (HOME / "src" / "stargate").rglob("*.py"):
        if re.search(r"^@kernel\ndef [a-z]", path.read_text(encoding="utf-8"), re.MULTILINE):
            assert ".".join(path.relative_to(HOME / "src").with_suffix("").parts) in modules, path.name


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """A place where the programmes are at hand and nothing that is written does harm."""
    shutil.copytree(HOME / "programmes", tmp_path / "programmes")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", SHOWN)
def test_what_a_page_shows_is_so(page, beside, monkeypatch, capsys):
    """Runs a page from top to bottom: files are written, commands and examples run and their output compared."""
    text, space = (HOME / page).read_text(encoding="utf-8"), {}
    blocks = re.findall(
        r"^```(?:\{code-block\} )?(\w+)\n(?::caption: (\S+)\n)?(.*?)^```$", text, re.MULTILINE | re.DOTALL
    )
    assert {"console", "pycon"} & {kind for kind, _, _ in blocks}
    for kind, caption, body in blocks:
        if caption:
            (beside / caption).parent.mkdir(exist_ok=True)
            (beside / caption).write_text(body, encoding="utf-8")
        elif kind == "console":
            for line, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", body, re.MULTILINE):
                assert_same(said(line, monkeypatch, capsys), shown, line)
        elif kind == "pycon":
            test = doctest.DocTestParser().get_doctest(body, space, page, page, 0)
            report = []
            assert doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(
                test, out=report.append, clear_globs=False
            ).failed == 0, "".join(report)  # fmt: skip
            space = test.globs


def said(line, monkeypatch, capsys):
    """What a command prints, on either stream."""
    monkeypatch.setattr(sys, "argv", shlex.split(line))
    monkeypatch.setattr("signal.signal", lambda *_: None)
    assert sys.argv[0] == "stargate", line
    capsys.readouterr()
    with suppress(SystemExit):
        main()
    out = capsys.readouterr()
    return out.out + out.err


def assert_same(got, shown, line):
    got, shown = ("".join(f"{row.rstrip()}\n" for row in text.splitlines()) for text in (got, shown))
    if not doctest.OutputChecker().check_output(shown, got, doctest.ELLIPSIS):
        pytest.fail(f"{line}\nshown:\n{shown}\nsaid:\n{got}")


def test_the_pages_are_built_without_a_warning(tmp_path):
    pytest.importorskip("sphinx", reason="make docs installs it")
    pytest.importorskip("myst_parser")
    pytest.importorskip("furo")
    words = ["-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet", str(DOCS), str(tmp_path / "html")]
    result = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    fetched = re.compile(r"""<(?:script|link|img)[^>]*(?:src|href)=["']https?://""")
    texts = {path: path.read_text(encoding="utf-8") for path in (tmp_path / "html").rglob("*.html")}
    for path, text in texts.items():
        assert not fetched.search(text), path.name
        for target, anchor in re.findall(r'href="([^":]*)#([^"]+)"', text):
            there = texts[(path.parent / target).resolve() if target else path]
            assert f'id="{anchor}"' in there, f"{path.name}: {target}#{anchor}"
