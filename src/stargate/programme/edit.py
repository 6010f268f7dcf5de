"""Changes one name or value in the text of a YAML file and leaves every other character as it stands."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import events
from ruamel.yaml.error import YAMLError

from stargate.programme.tree import yaml_events

INDENT = 2
Value = str | Sequence[str]  # one line, or a list of readings


@dataclass(frozen=True)
class _Spot:
    """Where a name and its value stand in a text, in characters; the whole file has no name."""

    name_from: int
    name_to: int
    name_style: str | None
    begin: int
    end: int
    style: str | None  # of a scalar
    is_scalar: bool
    flow: bool  # a mapping or list in { } or [ ]
    in_flow: bool  # part of one
    column: int  # of the first name of a mapping


def set_value(text: str, path: Sequence[str], value: Value) -> str:
    """`text` with `value` at `path`: in place of what stands there, or behind all else of the record it belongs to."""
    spots = _spots(text)
    spot = spots.get(tuple(path))
    if spot is not None and spot.is_scalar and isinstance(value, str):
        return text[: spot.begin] + _scalar(value, spot.style, spot.in_flow) + text[spot.end :]
    if spot is not None:
        assert isinstance(value, str)  # lists are changed item by item
        return _replaced(text, spot, value)
    depth = next(n for n in range(len(path) - 1, -1, -1) if tuple(path[:n]) in spots or n == 0)
    return _added(text, spots.get(tuple(path[:depth])), path[depth:], value)


def set_item(text: str, path: Sequence[str], index: int, value: str) -> str:
    """`text` with `value` as the line at `index` of the list at `path`."""
    spot = _spots(text)[*path, index]
    return text[: spot.begin] + _scalar(value, spot.style, spot.in_flow) + text[spot.end :]


def rename(text: str, path: Sequence[str], name: str) -> str:
    """`text` with `name` in place of the name at `path`."""
    spot = _spots(text)[tuple(path)]
    return text[: spot.name_from] + _scalar(name, spot.name_style, spot.in_flow) + text[spot.name_to :]


def scalar_text(value: str, flow: bool = False) -> str:
    """`value` as a scalar of YAML, in `[ ]` where `flow`."""
    return _scalar(value, None, flow)


def _replaced(text: str, spot: _Spot, value: str) -> str:
    """`value` in place of a list or mapping; a comment on the line of its name stays."""
    if spot.flow:
        return text[: spot.begin] + _scalar(value, None, spot.in_flow) + text[spot.end :]
    colon = text.index(":", spot.name_to) + 1
    rest = text[colon : _line_end(text, colon)]
    return f"{text[:colon]} {_scalar(value, None, False)}{rest}{text[_line_end(text, spot.end) :]}"


def _added(text: str, parent: _Spot | None, names: Sequence[str], value: Value) -> str:
    if parent is not None and parent.flow:
        inner = _in_flow(value)
        for name in reversed(names[1:]):
            inner = f"{{{name}: {inner}}}"
        close = parent.end - 1
        comma = ", " if text[parent.begin + 1 : close].strip() else ""
        kept = len(text[:close].rstrip())
        return f"{text[:kept]}{comma}{names[0]}: {inner}{text[kept:]}"
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = newline.join(_block(names, value, 0 if parent is None else parent.column))
    if parent is None or not text.strip():
        return f"{text}{'' if not text or text.endswith(newline) else newline}{lines}{newline}"
    end = _line_end(text, parent.end)
    return f"{text[:end]}{newline}{lines}{text[end:]}"


def _block(names: Sequence[str], value: Value, column: int) -> Iterator[str]:
    """The lines of a value below new names."""
    for depth, name in enumerate(names[:-1]):
        yield f"{' ' * (column + depth * INDENT)}{name}:"
    indent = " " * (column + (len(names) - 1) * INDENT)
    if isinstance(value, str):
        yield f"{indent}{names[-1]}: {_scalar(value, None, False)}"
        return
    yield f"{indent}{names[-1]}:"
    yield from (f"{indent}{' ' * INDENT}- {_scalar(item, None, False)}" for item in value)


def _in_flow(value: Value) -> str:
    if isinstance(value, str):
        return _scalar(value, None, True)
    return f"[{', '.join(_scalar(item, None, True) for item in value)}]"


def _scalar(value: str, style: str | None, flow: bool) -> str:
    """`value` as YAML: in the quotes that stood there, else plain where that reads back, else in quotes."""
    ways = {None: value, "'": "'" + value.replace("'", "''") + "'", '"': json.dumps(value, ensure_ascii=False)}
    first = ways.get(style, value)
    return next(way for way in (first, *ways.values()) if _reads_back(way, value, flow))


def _reads_back(way: str, value: str, flow: bool) -> bool:
    try:
        found = [e.value for e in yaml_events(f"{{a: {way}}}" if flow else f"a: {way}") if hasattr(e, "value")]
    except YAMLError:
        return False
    return found == ["a", value]


def _line_end(text: str, index: int) -> int:
    """Where the line of a character ends, before its line break."""
    end = text.find("\n", index)
    end = len(text) if end < 0 else end
    return end - 1 if end > 0 and text[end - 1 : end] == "\r" else end


def _spots(text: str) -> dict[tuple[str | int, ...], _Spot]:
    """Every name and list item of a text by its path."""
    return _Finder(text).spots if text.strip() else {}


class _Finder:
    """Walks the events of a text once; what a block collection holds ends with its last scalar, not with a comment."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spots: dict[tuple[str | int, ...], _Spot] = {}
        frame = (events.StreamStartEvent, events.DocumentStartEvent, events.DocumentEndEvent, events.StreamEndEvent)
        self.stream = [event for event in yaml_events(text) if not isinstance(event, frame)]
        self.at = 0
        if self.stream:
            self._visit((), None, False)

    def _next(self) -> Any:
        self.at += 1
        return self.stream[self.at - 1]

    def _visit(self, path: tuple[str | int, ...], name: Any, in_flow: bool) -> int:
        """Notes the node that comes next, which stands at `path`, and all below it; gives its end."""
        event = self._next()
        begin, column = event.start_mark.index, event.start_mark.column
        is_scalar = isinstance(event, events.ScalarEvent)
        flow = not is_scalar and bool(event.flow_style)
        if is_scalar:
            end = begin + len(self.text[begin : event.end_mark.index].rstrip())
        else:
            end = self._inside(path, isinstance(event, events.MappingStartEvent), in_flow or flow)
            end = self.stream[self.at - 1].end_mark.index if flow else end
        name_at = (0, 0, None) if name is None else (name.start_mark.index, name.end_mark.index, name.style)
        style = event.style if is_scalar else None
        self.spots[path] = _Spot(*name_at, begin, end, style, is_scalar, flow, in_flow, column)
        return end

    def _inside(self, path: tuple[str | int, ...], named: bool, in_flow: bool) -> int:
        end = count = 0
        while not isinstance(self.stream[self.at], events.CollectionEndEvent):
            name = self._next() if named else None
            end = self._visit((*path, count if name is None else name.value), name, in_flow)
            count += 1
        self._next()
        return end
