"""What a training run is given: a model, a chip, tokens, from names and figures as they are written."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeVar

from stargate.compute.chip import Chip, Purpose
from stargate.compute.language_model import LanguageModel
from stargate.compute.training import active_parameters
from stargate.errors import StargateError
from stargate.programme.catalogue import catalogue, entry, names
from stargate.programme.equipped import chips_of
from stargate.programme.knowledge import parts
from stargate.programme.limits import beyond
from stargate.programme.programme import Programme
from stargate.quantity import units
from stargate.quantity.figure import Figure
from stargate.quantity.notation import NotationError, date_text, months_of_date
from stargate.quantity.noun import Noun
from stargate.quantity.sources import Known
from stargate.quantity.units import Dimension

T = TypeVar("T", Chip, LanguageModel)
_MOST = 10**9  # accelerators
_CONTEXT = 8_192.0  # tokens of a sequence of a model without a shape: they only set how a batch is counted


@dataclass(frozen=True)
class Given:
    """One run as it is asked for."""

    title: str  #: of the model
    model: LanguageModel | None  #: its shape, where it has a name
    chip: Chip
    accelerators: int
    parameters: float  #: all of them
    active: float  #: that a token passes through
    tokens: float
    context: float  #: tokens of a sequence


@dataclass(frozen=True)
class Across:
    """Sites that train one model together, as figures are written."""

    sites: int = 1  #: with equal parts of the accelerators
    link: str = ""  #: of each, one way: "4 Tbit/s"
    latency: str = "20 ms"  #: of a message on it
    every: int = 1  #: steps between exchanges of gradients
    late: bool = False  #: whether an exchange counts one exchange later, and hides behind work


def chosen(model: str, chip: str, tokens: str, accelerators: int, programme: Programme | None) -> Given:
    """A run from names and figures; a model's name, or parameters such as "2 tn parameters".

    Raises StargateError with what to write where one of them cannot be.
    """
    if not 1 <= accelerators <= _MOST:
        wrong = "a run needs some" if accelerators < 1 else f"more than {_MOST:,}"
        raise StargateError(f"--accelerators {accelerators}: {wrong}\n  write: --accelerators 16384")
    own = programme.contents.models if programme else {}
    found = _found(chip, chips_of(programme.contents) if programme else catalogue().chips, "chip")
    if found.purpose is Purpose.INFERENCE:
        raise StargateError(f"{found.name} is made for inference and trains nothing\n  write: --chip gb200")
    if not model:
        raise StargateError("nothing says what is trained\n  write: llama_3_405b, or '2 tn parameters'")
    count = amount("MODEL", model, units.PARAMETERS) if " " in model else None
    shape = _model(model, own) if count is None else None
    many = amount("--tokens", tokens, units.TOKENS) or (shape.tokens if shape else None)
    if many is None:
        raise StargateError("nothing says on how many tokens it is trained\n  write: --tokens '15 tn tokens'")
    trained = many.p50 * 1e9
    if shape is None:
        assert count is not None
        size = count.p50 * 1e9
        return Given(model, None, found, accelerators, size, size, trained, _CONTEXT)
    total, active = shape.parameters.p50 * 1e9, active_parameters(shape)
    return Given(shape.name, shape, found, accelerators, total, active, trained, shape.context.p50)


def _model(name: str, own: Mapping[str, LanguageModel]) -> LanguageModel:
    there = [*own, *names("models")]
    if name not in there:
        raise _unknown(name, there, "model")
    return own[name] if name in own else entry("models", name, LanguageModel)


def _found(name: str, there: Mapping[str, T], kind: str) -> T:
    if name not in there:
        raise _unknown(name, list(there), kind)
    return there[name]


def _unknown(name: str, there: list[str], kind: str) -> StargateError:
    near = get_close_matches(name, there, 3, 0.4) or sorted(there)
    return StargateError(f"there is no {kind} {name!r}\n  write: {' or '.join(near)}")


def amount(option: str, text: str, *dimensions: Dimension) -> Figure | None:
    """A figure that is written on the command line, without a source; None where nothing is written.

    Of several dimensions the first that its unit measures. Raises StargateError where it is no such figure.
    """
    if not text:
        return None
    sourced = text if text.endswith("]") else f"{text} [assumed]"
    errors: list[NotationError] = []
    for dimension in dimensions:
        kind = type("Given", (Figure,), {"dimension": dimension})
        try:
            found = kind.of(option, [(sourced, option)], Known(float("inf")))
        except NotationError as error:
            errors.append(error)
            continue
        if not found.has_value or found.p10 <= 0:
            raise StargateError(f"{option} {text}: it must be more than nothing\n  write: {dimension.example}")
        if most := beyond(found):
            raise StargateError(f"{option} {found.text()}: nobody can mean it\n  write: {most}")
        return found
    instead = " or ".join(error.instead.removesuffix(" [assumed]") for error in errors)
    raise StargateError(f"{option} {text}\n  {errors[0].wrong}\n  write: {instead}")


def known_then(as_of: str, *records: Noun | None) -> None:
    """Raises StargateError where a figure of the records was published after a day; without a day all are known."""
    if not as_of:
        return
    try:
        day = months_of_date(as_of)
    except NotationError as error:
        raise StargateError(f"--as-of {as_of}\n  {error.wrong}\n  write: {error.instead}") from None
    figures = [figure for record in records for figure in parts(record) if isinstance(figure, Figure)]
    since = {figure.address: min(reading.known_since for reading in figure.readings) for figure in figures}
    late = {address: month for address, month in since.items() if month > day}
    if late:
        last = max(late, key=lambda address: late[address])
        others = f" and {len(late) - 1} others" if len(late) > 1 else ""
        published = f"{last}{others} were published on {date_text(late[last])} or before, but after {as_of}"
        raise StargateError(f"{published}\n  write: --as-of {date_text(late[last])}, or later")
