"""YAML as plain text nodes with address, file and line: nothing is guessed to be a date, a number or a truth."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import events
from ruamel.yaml.error import YAMLError

from stargate.errors import Problem
from stargate.quantity.noun import Branch, Items, Text

MOST_BYTES = 2_000_000
MOST_DEPTH = 24


def read_tree(path: Path, folder: Path, address: str, problems: list[Problem]) -> Branch | None:
    """The mapping in one file as text nodes, or None with its problems noted."""
    name = path.relative_to(folder).as_posix()
    text = read_text(path, folder, problems)
    return None if text is None else tree_of(text, name, address, problems)


def tree_of(text: str, name: str, address: str, problems: list[Problem]) -> Branch | None:
    """The mapping that the text of a file called `name` holds, or None with its problems noted."""
    try:
        return _Builder(name, problems).build(yaml_events(text), address)
    except YAMLError as error:
        problems.append(_yaml_problem(name, error))
    except _UnreadableError as stop:
        problems.append(stop.problem)
    return None


class _UnreadableError(Exception):
    def __init__(self, where: str, wrong: str, instead: str) -> None:
        self.problem = Problem(where, "", wrong, instead)


def read_text(path: Path, folder: Path, problems: list[Problem]) -> str | None:
    """The text of one file of `folder`, or None with its problem noted."""
    name = path.relative_to(folder).as_posix()
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            problems.append(Problem(name, "", "this link leads out of the programme's folder", "a copy of the file"))
            return None
        if os.stat(path).st_size > MOST_BYTES:
            instead = f"files of at most {MOST_BYTES // 1_000_000} MB; long series as Parquet or CSV"
            problems.append(Problem(name, "", "the file is too large to be read as text", instead))
            return None
        data = path.read_bytes()
    except OSError as error:
        wrong = f"cannot be read: {error.strerror or error}"
        problems.append(Problem(name, "", wrong.lower(), "a file that you may read"))
        return None
    return _decoded(data, name, problems)


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def _decoded(data: bytes, name: str, problems: list[Problem]) -> str | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if _CONTROL.search(text):
        problems.append(Problem(name, "", "this is not text", "YAML in UTF-8"))
        return None
    if not text.strip():
        problems.append(Problem(name, "", "the file is empty", "at least one `name: value`, or delete the file"))
        return None
    return text


def yaml_events(text: str) -> Iterator[Any]:
    """YAML events of `text`, from the C parser where it is installed: thirty times as fast as the other."""
    try:
        from _ruamel_yaml import CParser  # the extension of ruamel.yaml.clib
    except ImportError:
        from ruamel.yaml import YAML

        yield from YAML(typ="safe", pure=True).parse(text)
        return
    parser = CParser(text)
    while not isinstance(event := parser.get_event(), events.StreamEndEvent):
        yield event


class _Builder:
    """Turns events into nodes without recursion, so that depth is bounded by us and not by the stack."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        self.name, self.problems = name, problems
        self.stack: list[Branch | Items] = []
        self.keys: list[str | None] = []
        self.root: Branch | None = None
        self.documents = 0

    def build(self, stream: Iterator[Any], address: str) -> Branch | None:
        for event in stream:
            line = f"{self.name}:{event.start_mark.line + 1}"
            match event:
                case events.DocumentStartEvent():
                    self._document(line)
                case events.AliasEvent():
                    raise _UnreadableError(line, "YAML aliases are not read", "the text itself")
                case events.MappingStartEvent() | events.SequenceStartEvent():
                    self._open(event, line, address)
                case events.MappingEndEvent() | events.SequenceEndEvent():
                    self._close()
                case events.ScalarEvent():
                    self._scalar(event, line)
        return self.root

    def _document(self, line: str) -> None:
        self.documents += 1
        if self.documents > 1:
            raise _UnreadableError(line, "a second YAML document begins", "one document per file")

    def _open(self, event: Any, line: str, address: str) -> None:
        if event.anchor is not None or event.tag not in (None, "!"):
            raise _UnreadableError(line, "YAML anchors and tags are not read", "plain text")
        if len(self.stack) >= MOST_DEPTH:
            raise _UnreadableError(line, f"nested more than {MOST_DEPTH} levels deep", "a flatter programme")
        mapping = isinstance(event, events.MappingStartEvent)
        if not self.stack:
            if not mapping:
                raise _UnreadableError(line, "the file is a list", "`name: value` lines")
            node: Branch | Items = Branch(address, line)
            self.root = node  # type: ignore[assignment]
        else:
            if isinstance(self.stack[-1], Branch) and self.keys[-1] is None:
                raise _UnreadableError(line, "a name cannot be a list or a mapping", "a name of a-z, 0-9 and '_'")
            line = self._line_of_key(line)
            node = Branch(self._address(), line) if mapping else Items(self._address(), line)
            self._place(node)
        self.stack.append(node)
        self.keys.append(None)

    def _close(self) -> None:
        self.stack.pop()
        self.keys.pop()

    def _scalar(self, event: Any, line: str) -> None:
        if event.anchor is not None or event.tag not in (None, "!"):
            raise _UnreadableError(line, "YAML anchors and tags are not read", "plain text")
        if not self.stack:
            raise _UnreadableError(line, "the file is a single value", "`name: value` lines")
        parent = self.stack[-1]
        if isinstance(parent, Branch) and self.keys[-1] is None:
            self._key(parent, event.value, line)
            return
        self._place(Text(event.value, self._address(), line))

    def _key(self, parent: Branch, name: str, line: str) -> None:
        if name in parent.lines:
            address = f"{parent.address}.{name}".lstrip(".")
            wrong = f"{name!r} is given twice, first in line {parent.lines[name].rpartition(':')[2]}"
            self.problems.append(Problem(line, address, wrong, "one of them"))
        parent.lines[name] = line
        self.keys[-1] = name

    def _line_of_key(self, line: str) -> str:
        """Where the name stands whose value begins here."""
        parent, name = self.stack[-1], self.keys[-1]
        return parent.lines.get(name, line) if isinstance(parent, Branch) and name is not None else line

    def _address(self) -> str:
        parent, name = self.stack[-1], self.keys[-1]
        return parent.address if isinstance(parent, Items) else f"{parent.address}.{name}".lstrip(".")

    def _place(self, node: Any) -> None:
        parent, name = self.stack[-1], self.keys[-1]
        if isinstance(parent, Items):
            parent.append(node)
            return
        assert name is not None
        self.keys[-1] = None
        if isinstance(node, Text) and not node:
            address = f"{parent.address}.{name}".lstrip(".")
            self.problems.append(
                Problem(
                    parent.lines[name], address, "there is nothing after the colon", f"{name}: ..., or delete the line"
                )
            )
            return
        parent[name] = node


def _yaml_problem(name: str, error: YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    where = f"{name}:{mark.line + 1}" if mark is not None else name
    wrong = getattr(error, "problem", None) or str(error).splitlines()[0]
    braces = "expected ',' or" in wrong
    instead = "figures with [source] on lines of their own, not inside { }" if braces else _PLAIN_YAML
    return Problem(where, "", f"this is not YAML: {wrong}", instead)


_PLAIN_YAML = "`name: value` lines, indented by spaces; text that holds ': ' in quotes"
