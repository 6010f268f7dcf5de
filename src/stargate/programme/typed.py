"""From text nodes to typed nouns: every problem found, each in the words of the programme's author."""

from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from stargate.errors import Problem
from stargate.programme.migrate import FORMAT, newer_name
from stargate.programme.model import Contents
from stargate.quantity.noun import Branch, Noun
from stargate.quantity.sources import Known

T = TypeVar("T", bound=Noun)


def typed(kind: type[T], tree: Branch, known: Known, problems: list[Problem]) -> T | None:
    """`tree` as a `kind`, or None with its problems noted."""
    try:
        return kind.model_validate(tree, context=known)
    except ValidationError as error:
        problems.extend(_problem(detail, tree, kind) for detail in _once(error.errors(include_url=False)))
        return None


def _once(details: list[Any]) -> list[Any]:
    """Errors without the missing fields that are only misspelt: of those it is said that they are unknown."""
    missing = {detail["loc"]: detail for detail in details if detail["type"] == "missing"}
    for *above, name in (detail["loc"] for detail in details if detail["type"] == "extra_forbidden"):
        others = [other for *beside, other in missing if beside == above]
        for near in get_close_matches(str(name), others, 1, 0.6):
            del missing[(*above, near)]
    return [detail for detail in details if detail["type"] != "missing" or detail["loc"] in missing]


def _problem(detail: Any, tree: Branch, kind: type[Noun]) -> Problem:
    context = detail.get("ctx", {})
    if detail["type"] == "programme":
        return Problem(context["where"], context["address"], context["wrong"], context["instead"])
    path = [part for part in detail["loc"] if part != "[key]"]
    node, where, address, model = _follow(tree, path, kind)
    name = str(path[-1]) if path else ""
    node = name if detail["loc"][-1:] == ("[key]",) else node
    return Problem(where, address, *_words(detail, name, node, model, address))


def _follow(tree: Branch, path: list[Any], kind: type[Noun]) -> tuple[Any, str, str, type[BaseModel] | None]:
    """The node at `path`, its line, its address, and the noun it is a field of."""
    node: Any = tree
    owner: type[BaseModel] | None = kind
    where, address = tree.where, tree.address
    model: Any = kind
    for part in path:
        owner = model if isinstance(model, type) and issubclass(model, BaseModel) else None
        model = _inner(model, part)
        if isinstance(node, Branch):
            where = node.lines.get(part, node.where)
            address = f"{node.address}.{part}".lstrip(".")
            node = node.get(part)
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            node = node[part]
            where = getattr(node, "where", where)
    return node, where, address, owner


def _inner(model: Any, part: Any) -> Any:
    """The annotation one step down."""
    if isinstance(model, type) and issubclass(model, BaseModel):
        field = model.model_fields.get(part)
        return _bare(field.annotation) if field else None
    arguments = get_args(model)
    return _bare(arguments[-1]) if arguments else None


def _bare(annotation: Any) -> Any:
    """An annotation without `| None`."""
    inner = [argument for argument in get_args(annotation) if argument is not type(None)]
    is_optional = type(None) in get_args(annotation)
    return inner[0] if is_optional and len(inner) == 1 else annotation


def _words(detail: Any, name: str, node: Any, model: type[BaseModel] | None, address: str) -> tuple[str, str]:
    match detail["type"]:
        case "extra_forbidden" if newer := newer_name(address):
            return f"{name!r} has another name since format {FORMAT}", newer
        case "extra_forbidden":
            fields = (
                [field for field in model.model_fields if field not in ("address", "where", "lines")] if model else []
            )
            near = get_close_matches(name, fields, 1, 0.6)
            kind = _spaced(model.__name__) if model else "this"
            kind = f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}" if model else kind
            return f"{kind} has no field {name!r}", near[0] if near else f"one of {', '.join(fields)}"
        case "missing":
            if model is Contents and name in _FILES:
                return f"the programme has no {name}", _FILES[name]
            kind = f" of the {_spaced(model.__name__)}" if model else ""
            return f"the field {name!r}{kind} is missing", f"{name}: ..."
        case "enum":
            expected = detail["ctx"]["expected"].replace("'", "")
            near = get_close_matches(str(node), expected.replace(" or ", ", ").split(", "), 1, 0.5)
            return f"{str(node)!r} is not one of {expected}", near[0] if near else expected
        case "string_pattern_mismatch":
            return _PATTERNS.get(detail["ctx"]["pattern"], (f"{str(node)!r} does not fit", "what the format asks for"))
        case "string_type":
            return "this is one piece of text, not a list or a mapping", f"{name}: some words"
        case "list_type":
            return "this is a list", f"{name}: [one, two]"
        case "dict_type" | "model_type" | "model_attributes_type":
            return "this is a mapping of names to values", f"{name}:, and its fields indented below"
        case _:
            return detail["msg"].lower(), "what docs/format.md says of it"


def _spaced(name: str) -> str:
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()
    return "programme" if name == Contents.__name__ else words


_FILES = {
    "sites": "a file sites/<name>.yaml for each campus",
    "sources": "a file sources.yaml with what the figures are taken from",
}
_PATTERNS = {
    r"^[a-z][a-z0-9_]*$": ("a name begins with a-z and continues with a-z, 0-9 and '_'", "such as port_washington"),
    r"^[a-z0-9][a-z0-9.-]*$": ("a source key is of a-z, 0-9, '-' and '.'", "such as epoch-2026-09"),
    r"^\d{4}-\d{2}-01$": ("the programme starts on the first day of a month", "such as 2024-01-01"),
    r"^\d{4}-\d{2}-\d{2}$": ("this is not a date", "such as 2026-11-22; a period as its last day"),
    r"^([1-9]|[1-5]\d|6[0-4])?$": (
        "a dimension of Sobol' numbers is a whole number from 1 to 64",
        "one that no other has",
    ),
    r"^[12]\d{3}(-Q[1-4])?$": ("supplies come in years or quarters", "2027, or 2027-Q1"),
    r"^[12]\d{3}$": ("this is not a year", "such as 2030"),
    r"^[A-Z]{2}$": ("a state is two capital letters", "such as TX"),
    "^2$": ("this version of stargate reads formats 1 and 2", "format: 2"),
}
