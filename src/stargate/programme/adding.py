"""Records added to a programme in memory: what a plan adopts, laid beside its files until it is written."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from stargate.programme.edit import scalar_text
from stargate.programme.folder import BY_NAME
from stargate.programme.override import merged
from stargate.quantity.noun import Branch, Items, Text

Records = Mapping[str, Any]  # text, a list of texts, or records, by name


def branch_of(records: Records, address: str = "", where: str = "added") -> Branch:
    """Records as text nodes: what reading them from files would give."""
    result = Branch(address, where)
    for name, value in records.items():
        inner = f"{address}.{name}".lstrip(".")
        result[name] = _node(value, inner, where)
        result.lines[name] = where
    return result


def _node(value: Any, address: str, where: str) -> Branch | Items | Text:
    if isinstance(value, Mapping):
        return branch_of(value, address, where)
    if isinstance(value, str):
        return Text(value, address, where)
    items = Items(address, where)
    items += [Text(item, address, where) for item in value]
    return items


def with_records(tree: Branch, records: Records) -> Branch:
    """A copy of `tree` with records added, files in the order of their names; where both have text, the added holds."""
    if not records:
        return tree
    result = merged(tree, branch_of(records))
    for head in set(BY_NAME) & set(records):
        files, result[head] = result[head], Branch(head, result[head].where)
        result[head].update({name: files[name] for name in sorted(files)})
        result[head].lines = files.lines
    return result


def digest_with(digest: str, records: Records) -> str:
    """A name for what files say, of which `digest` is one, and what is added to them."""
    return hashlib.sha256(f"{digest}{json.dumps(records)}".encode()).hexdigest() if records else digest


def together(old: Records, new: Records) -> dict[str, Any]:
    """Records of both; where both have text, the new one."""
    result = dict(old)
    for name, value in new.items():
        before = result.get(name)
        both = isinstance(before, Mapping) and isinstance(value, Mapping)
        result[name] = together(before, value) if both else value  # type: ignore[arg-type]
    return result


def yaml_of(records: Records, indent: str = "") -> Iterator[str]:
    """The lines of records as YAML, as we write it."""
    for name, value in records.items():
        if isinstance(value, Mapping):
            yield f"{indent}{name}:" if value else f"{indent}{name}: {{}}"
            yield from yaml_of(value, f"{indent}  ")
        elif isinstance(value, str):
            yield f"{indent}{name}: {scalar_text(value)}"
        else:
            yield f"{indent}{name}: [{', '.join(scalar_text(item, flow=True) for item in value)}]"
