"""What a training run is given: a model, a chip, tokens, from names and figures as they are written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeVar

from stargate.compute.chip import Chip, Purpose
from stargate.compute.language_model import LanguageModel
from stargate.compute.training import active_parameters
from stargate.errors import StargateError
from stargate.programme.catalogue import catalogue, entry, names
from stargate.programme.equipped import chips_of
from stargate.programme.programme import Programme
from stargate.quantity import units
from stargate.quantity.figure import Figure
from stargate.quantity.notation import NotationError, date_text, months_of_date
from stargate.quantity.noun import Noun
from stargate.quantity.sources import Known
from stargate.quantity.units import Dimension

T = TypeVar("T", Chip, LanguageModel)
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


def chosen(
    model: str, chip: str, parameters: str, tokens: str, accelerators: int, programme: Programme | None
) -> Given:
    """A run from names and figures. Raises StargateError with what to write where one of them cannot be."""
    if accelerators < 1:
        raise StargateError(f"--accelerators {accelerators}: a run needs some\n  write: --accelerators 16384")
    own = programme.contents.models if programme else {}
    chips = chips_of(programme.contents) if programme else catalogue().chips
    found = _found(chip, chips, "chip")
    if found.purpose is Purpose.INFERENCE:
        raise StargateError(f"{found.name} is made for inference and trains nothing\n  write: --chip gb200")
    if bool(model) == bool(parameters):
        said = f"{model} and --parameters {parameters}: one of them" if model else "neither a model nor its parameters"
        raise StargateError(f"{said}\n  write: llama_3_405b, or --parameters '2 tn parameters' --tokens '40 tn tokens'")
    shape = _model(model, own) if model else None
    count = amount("--parameters", parameters, units.PARAMETERS)
    many = amount("--tokens", tokens, units.TOKENS) or (shape.tokens if shape else None)
    if many is None:
        raise StargateError("nothing says on how many tokens it is trained\n  write: --tokens '15 tn tokens'")
    if shape is None:
        assert count is not None
        size = count.p50 * 1e9
        return Given(f"{parameters}", None, found, accelerators, size, size, many.p50 * 1e9, _CONTEXT)
    total, active = shape.parameters.p50 * 1e9, active_parameters(shape)
    return Given(shape.name, shape, found, accelerators, total, active, many.p50 * 1e9, shape.context.p50)


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
    for record in records:
        for figure in _figures(record):
            if all(reading.known_since > day for reading in figure.readings):
                since = date_text(min(reading.known_since for reading in figure.readings))
                raise StargateError(
                    f"{figure.address} was published on {since}, after {as_of}\n  write: --as-of {since}, or later"
                )


def _figures(record: object) -> Iterator[Figure]:
    """Every figure of a record and of its parts."""
    if isinstance(record, Figure):
        yield record
    elif isinstance(record, Noun):
        for name in type(record).model_fields:
            yield from _figures(getattr(record, name))
    elif isinstance(record, Mapping):
        for value in record.values():
            yield from _figures(value)
