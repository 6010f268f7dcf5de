"""JSON Schema of a programme's files, made from the records, so that editors complete, explain and check them.

Draft 7 is what editors read. A figure is text that follows the grammar of `notation`; its unit is left to
`stargate check`, which knows more spellings than a pattern could hold.
"""

import json
import re
import types
import typing
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from stargate.compute.chip import Chip
from stargate.compute.language_model import LanguageModel
from stargate.history.reference import ReferenceClass
from stargate.programme.folder import BY_NAME, OWN_FILE
from stargate.programme.model import Contents, Scenario
from stargate.programme.site import Site
from stargate.quantity.figure import Figure
from stargate.quantity.notation import figure_pattern, words_pattern
from stargate.quantity.noun import Noun
from stargate.quantity.statement import Statement

HIDDEN = ".schema"  # the folder in a programme that holds the schema for its editor
_DRAFT = "http://json-schema.org/draft-07/schema#"
_LOCATION = ("address", "where", "lines")
_TEXT: dict[str, Any] = {"type": ["string", "number", "boolean"]}  # what YAML calls them; all is read as text


def schemas() -> dict[str, str]:
    """The schema of each kind of file by its own file's name, as JSON text."""
    beside = set(OWN_FILE) | set(BY_NAME)
    found = {"programme": _file(Contents, optional=beside), "site": _file(Site), "scenario": _file(Scenario)}
    found |= {"class": _file(ReferenceClass), "chip": _file(Chip), "model": _file(LanguageModel)}
    for name in OWN_FILE:
        found[name] = _file(Contents.model_fields[name])
    return {f"{name}.json": json.dumps(schema, indent=1, ensure_ascii=False) + "\n" for name, schema in found.items()}


def schema_of(name: str) -> str:
    """The schema's file for a file of a programme.

    >>> schema_of("sites/milam.yaml"), schema_of("risks.yaml")
    ('site.json', 'risks.json')
    """
    folder, _, file = name.rpartition("/")
    return f"{BY_NAME[folder] if folder else file.removesuffix('.yaml')}.json"


def with_schema(name: str, text: str) -> str:
    """`text` of a programme's file with the line that leads editors to its schema."""
    up = "../" * name.count("/")
    line = f"# yaml-language-server: $schema={up}{HIDDEN}/{schema_of(name)}"
    return text if line in text else f"{line}\n{text}"


def _file(kind: type[Noun] | FieldInfo, optional: typing.Collection[str] = ()) -> dict[str, Any]:
    definitions: dict[str, Any] = {}
    if isinstance(kind, FieldInfo):
        schema = {"description": kind.description, **_field(kind, definitions)}
    else:
        schema = _record(kind, definitions, optional)
    return {"$schema": _DRAFT, **schema, "definitions": dict(sorted(definitions.items()))}


def _record(
    kind: type[BaseModel], definitions: dict[str, Any], optional: typing.Collection[str] = ()
) -> dict[str, Any]:
    fields = {name: field for name, field in kind.model_fields.items() if name not in _LOCATION}
    return {
        "title": kind.__name__,
        "description": _about(kind),
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: {"description": field.description, **_field(field, definitions)} for name, field in fields.items()
        },
        "required": [name for name, field in fields.items() if field.is_required() and name not in optional],
    }


def _field(field: FieldInfo, definitions: dict[str, Any]) -> dict[str, Any]:
    """What a field may hold, in the short form too where it has one."""
    schema = _schema(field.annotation, field.metadata, definitions)
    return {"anyOf": [schema, field.json_schema_extra]} if field.json_schema_extra else schema


def _schema(annotation: Any, metadata: typing.Sequence[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """What a field may hold."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return _schema(next(a for a in arguments if a is not types.NoneType), metadata, definitions)
    if origin is typing.Annotated:
        return _schema(arguments[0], arguments[1:], definitions)
    if origin is dict:
        key, value = (_schema(argument, (), definitions) for argument in arguments)
        return {"type": "object", "propertyNames": key, "additionalProperties": value}
    if origin is list:
        return {"type": "array", "items": _schema(arguments[0], (), definitions)}
    if isinstance(annotation, type) and issubclass(annotation, BaseModel | Figure | Statement):
        return _reference(annotation, definitions)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return {"enum": list(annotation)}
    if annotation is str:
        pattern = next((mark.pattern for mark in metadata if isinstance(mark, StringConstraints)), None)
        return _TEXT if pattern is None else _pattern(str(pattern))
    return {}


def _pattern(pattern: str) -> dict[str, Any]:
    number = re.fullmatch(r"\^(\d+)\$", pattern)
    if number:
        return {"enum": [number[1], int(number[1])]}
    digits = any(re.fullmatch(pattern, number) for number in ("1", "2030"))  # which YAML calls a number
    return {"type": ["string", "integer"] if digits else "string", "pattern": pattern}


def _reference(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = _definition(kind, definitions)
    # draft 7 passes over what stands beside a reference, and a field's description says more than its type's
    return {"allOf": [{"$ref": f"#/definitions/{kind.__name__}"}]}


def _definition(kind: type[BaseModel | Figure | Statement], definitions: dict[str, Any]) -> dict[str, Any]:
    if issubclass(kind, Figure):
        return _figure(kind)
    return _statement(kind) if issubclass(kind, Statement) else _record(kind, definitions)


def _figure(kind: type[Figure]) -> dict[str, Any]:
    dimension = kind.dimension
    units = ", ".join(unit for unit in dimension.factors if unit)
    line = {"type": "string", "pattern": figure_pattern(dimension), "examples": [f"{dimension.example} [source-key]"]}
    return _readings(f"{dimension.name.capitalize()}{f' in {units}' if units else ''}, with its source.", line)


def _statement(kind: type[Statement]) -> dict[str, Any]:
    words = list(kind.choices or ())
    line = {"type": "string", "pattern": words_pattern(words), "examples": [f"{w} [source-key]" for w in words]}
    return _readings(f"{_about(kind)} With its source.", line)


def _readings(about: str, line: dict[str, Any]) -> dict[str, Any]:
    return {"description": about, "anyOf": [line, {"type": "array", "minItems": 1, "items": line}]}


def _about(kind: type) -> str:
    return (kind.__doc__ or "").strip().splitlines()[0]
