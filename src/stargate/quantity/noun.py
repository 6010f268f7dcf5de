"""What every noun of a programme is: a closed, frozen record whose parts know their address and line."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ModelWrapValidatorHandler, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError, core_schema

from stargate.quantity.figure import Figure
from stargate.quantity.notation import NotationError
from stargate.quantity.row import Row
from stargate.quantity.sources import Known
from stargate.quantity.statement import Statement


class Text(str):
    """A piece of text of a programme that knows its address, its file and line, and the changes laid on it."""

    __slots__ = ("address", "changes", "where")

    def __new__(cls, text: str, address: str = "", where: str = "", changes: tuple[str, ...] = ()) -> "Text":
        """The text with where it stands."""
        self = super().__new__(cls, text)
        self.address, self.where, self.changes = address, where, changes
        return self


class Branch(dict[str, Any]):
    """A mapping of a programme that knows its address, and file and line of itself and of each key."""

    def __init__(self, address: str, where: str) -> None:
        super().__init__()
        self.address, self.where = address, where
        self.lines: dict[str, str] = {}


class Items(list[Any]):
    """A list of a programme that knows its address, file and line."""

    def __init__(self, address: str, where: str) -> None:
        super().__init__()
        self.address, self.where = address, where
        self.changes: tuple[str, ...] = ()


class Noun(BaseModel):
    """A record of the programme. Unknown fields are refused; nothing is guessed from a type."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True, use_attribute_docstrings=True
    )

    address: str = Field(default="", alias="@address", exclude=True)
    where: str = Field(default="", alias="@where", exclude=True)
    lines: dict[str, str] = Field(default={}, alias="@lines", exclude=True)

    @model_validator(mode="wrap")
    @classmethod
    def _once(cls, value: Any, made: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        """What the same text was made into in the same state of knowledge; texts never change once they are read."""
        if not isinstance(value, Branch) or not isinstance(info.context, Known):
            return made(value)
        kept, key = info.context.made, (cls, id(value))
        if key in kept:
            return kept[key][1]
        found = made(value)
        if isinstance(kept, dict):
            kept[key] = value, found  # the text is kept with it, so that no other has its id
        return found

    @model_validator(mode="before")
    @classmethod
    def _locate(cls, value: Any) -> Any:
        if not isinstance(value, Branch):
            return value
        return {**value, "@address": value.address, "@where": value.where, "@lines": value.lines}

    def line(self, field: str) -> str:
        """File and line of one of its fields; its own where the field is not written."""
        return self.lines.get(field, self.where)


def _readings(cls: Any, value: Any, known: Any, example: str) -> Any:
    items: list[Any] = value if isinstance(value, Items) else [value]
    bad = next((item for item in items if not isinstance(item, str)), None)
    if bad is not None or not items:
        raise refused("a figure is one line of text, or a list of such lines", example, value)
    written = [(str(item), item.where) for item in items]
    try:
        return cls.of(value.address, written, known, value.changes)
    except NotationError as error:
        raise refused(error.wrong, error.instead, _culprit(cls, items, known, value.changes)) from None


def _culprit(cls: Any, items: list[Text], known: Any, changes: tuple[Any, ...]) -> Text:
    """The reading or change that cannot be read; the last reading where each can, but not together."""
    alone = [(item, [item], ()) for item in items]
    for culprit, some, change in [*alone, *((change, items[:1], (change,)) for change in changes)]:
        try:
            cls.of(items[0].address, [(str(item), item.where) for item in some], known, change)
        except NotationError:
            return culprit
    return items[-1]


def refused(wrong: str, instead: str, value: Any) -> PydanticCustomError:
    """What a validator raises where `value`, part of a record, cannot be: what is wrong, and what to write instead."""
    at = {"where": getattr(value, "where", ""), "address": getattr(value, "address", "")}
    return PydanticCustomError("programme", "{wrong}", {"wrong": wrong, "instead": instead, **at})


def _teach_pydantic(cls: type, example: str) -> None:
    """Lets a record hold `cls`, read from text with the validation context as the state of knowledge."""

    def schema(kind: Any, _source: Any, _handler: Any) -> core_schema.CoreSchema:
        def read(value: Any, info: core_schema.ValidationInfo) -> Any:
            return value if isinstance(value, kind) else _readings(kind, value, info.context, example)

        return core_schema.with_info_plain_validator_function(read)

    cls.__get_pydantic_core_schema__ = classmethod(schema)  # type: ignore[attr-defined]


_teach_pydantic(Figure, "18 to 36 months [source-key]")
_teach_pydantic(Statement, "some words [source-key]")
_teach_pydantic(Row, "12 numbers unit [source-key]")
