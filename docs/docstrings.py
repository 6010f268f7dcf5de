"""Lets Sphinx read docstrings as the Markdown they are written in: code in `ticks`, tables, indented equations."""

from itertools import groupby

from docutils import nodes
from docutils.utils import new_document
from make_format import records
from myst_parser.parsers.sphinx_ import MystParser
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

RECORDS = {record.__name__ for record in records()}


class Docstring(SphinxDirective):
    """Parses its content as Markdown, inside what autodoc writes."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """The content as nodes."""
        document = new_document(self.get_source_info()[0], self.state.document.settings)
        MystParser().parse("\n".join(self.content), document)
        return document.children


def as_markdown(_app: Sphinx, _what: str, _name: str, _obj: object, _options: object, lines: list[str]) -> None:
    """Hands a docstring to the directive above; examples are fenced, since Markdown takes `>>>` for a quotation."""
    if lines and lines[0].startswith("Alias for field number"):  # what Python says of a field that says nothing itself
        lines.clear()
    if any(lines):
        fenced = _fenced(lines)
        lines[:] = [".. docstring::", "", *(f"   {line}" for line in fenced), ""]


def _fenced(lines: list[str]) -> list[str]:
    paragraphs = [list(group) for _, group in groupby(lines, key=bool)]
    examples = [["```pycon", *p, "```"] if p[0].startswith(">>>") else p for p in paragraphs]
    return [line for paragraph in examples for line in paragraph]


def resolved(app: Sphinx, env: BuildEnvironment, reference: pending_xref, shown: nodes.Element) -> nodes.Element | None:
    """Where a record, or a class of a signature that is named there without its module, is described."""
    if reference.get("refdomain") != "py":
        return None
    page, name = reference["refdoc"], reference["reftarget"].rpartition(".")[2]
    if name in RECORDS:
        return make_refnode(app.builder, page, "format", name.lower(), shown)
    python = env.domains["py"]
    known = [full for full, entry in python.objects.items() if full.rpartition(".")[2] == name and not entry.aliased]
    types = [full for full in known if python.objects[full].objtype in ("class", "exception", "function")]
    if len(types) != 1:
        return None
    return python.resolve_xref(env, page, app.builder, "obj", types[0], reference, shown)


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx calls."""
    app.add_directive("docstring", Docstring)
    app.connect("autodoc-process-docstring", as_markdown)
    app.connect("missing-reference", resolved)
    return {"parallel_read_safe": True}
