"""Writes docs/format.md from the schema: `python docs/make_format.py`. A test holds the page against the schema."""

import types
import typing
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel

from stargate.programme.model import Contents, Scenario
from stargate.quantity.figure import Figure
from stargate.quantity.noun import Noun
from stargate.quantity.statement import Statement

HERE = Path(__file__).parent


def main() -> None:
    """Writes the page."""
    (HERE / "format.md").write_text(page(), encoding="utf-8")


def page() -> str:
    """The whole page."""
    intro = (HERE / "format_intro.md").read_text(encoding="utf-8")
    return "\n".join([intro, "## Records\n", *(_record(kind) for kind in records())])


def records() -> list[type[Noun]]:
    """Every record, in the order in which the format reaches it."""
    found: list[type[Noun]] = []

    def visit(annotation: object) -> None:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in found:
            found.append(annotation)
            for field in annotation.model_fields.values():
                visit(field.annotation)
        for argument in typing.get_args(annotation):
            visit(argument)

    visit(Contents)
    visit(Scenario)
    return found


def _record(kind: type[Noun]) -> str:
    about = (kind.__doc__ or "").strip().splitlines()[0]
    rows = [f"### {kind.__name__}\n", f"{about}\n", "| field | holds | needed | meaning |", "|---|---|---|---|"]
    for name, field in kind.model_fields.items():
        if name not in ("address", "where", "lines"):
            needed = "yes" if field.is_required() else ""
            rows.append(f"| `{name}` | {_holds(field.annotation)} | {needed} | {field.description} |")
    return "\n".join([*rows, ""])


def _holds(annotation: object) -> str:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return _holds(next(a for a in arguments if a is not type(None)))
    if origin is typing.Annotated:
        return _holds(arguments[0])
    if origin is dict:
        return f"mapping of names to {_holds(arguments[1])}"
    if origin is list:
        return f"list of {_holds(arguments[0])}"
    if isinstance(annotation, type) and issubclass(annotation, Figure):
        return f"figure: {annotation.dimension.name}"
    if isinstance(annotation, type) and issubclass(annotation, Statement):
        choices = annotation.choices
        return "words with source" + (f": {_choices(choices)}" if choices else "")
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return f"one of {_choices(annotation)}"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    return "text" if annotation is str else "anything"


def _choices(kind: type[StrEnum]) -> str:
    return ", ".join(f"`{choice}`" for choice in kind)


if __name__ == "__main__":
    main()
