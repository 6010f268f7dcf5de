"""How a command ends: its words reach a stream, and what goes wrong is said in words and an exit status."""

import errno
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from typer.exceptions import TyperException

from stargate.errors import StargateError

_STOPPED = "Stopped. Nothing was left half-written."
_PLACES = {
    errno.EISDIR: "the name of a file",
    errno.EINVAL: "the name of a file",
    errno.ENOSPC: "a place with more room",
    errno.EFBIG: "a place where larger files may be written",
}


class _KilledError(BaseException):
    """A polite kill: what is half-written is taken away."""


def run_command(command: Callable[[], Any]) -> None:
    """Runs `command`; what goes wrong is said in words, with exit status 2 and without a traceback."""
    _streams()
    for number, answer in ((signal.SIGTERM, _killed), (signal.SIGINT, signal.default_int_handler)):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, answer)
    try:
        status = command()
    except StargateError as error:
        _stop(str(error), 2)
    except TyperException as error:
        _stop(_usage(error), 2)
    except OSError as error:
        _stop(_refusal(error), 2)
    except KeyboardInterrupt:
        _stop(_STOPPED, 128 + signal.SIGINT)
    except _KilledError:
        _stop(_STOPPED, 128 + signal.SIGTERM)
    else:
        if status == 128 + signal.SIGINT:  # how typer ends a command that is interrupted
            _stop(_STOPPED, status)


def _stop(message: str, status: int) -> None:
    sys.stderr.write(message + "\n")
    raise SystemExit(status)


@contextmanager
def spoken() -> Iterator[None]:
    """Says of standard output what goes wrong there; what was done before stays done."""
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left in the buffer goes nowhere
        if error.errno == errno.EPIPE:  # the reader has seen enough
            raise SystemExit(128 + signal.SIGPIPE) from None
        wrong = (error.strerror or str(error)).lower()
        raise StargateError(f"standard output: {wrong}\n  write: to a place with room, or --to a file") from None


def progress(what: str = "futures") -> Any:
    """A bar on standard error for each thing under way; nothing where that is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,} " + what),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )


def _killed(*_: object) -> None:
    raise _KilledError


def _streams() -> None:
    """Somewhere to write to even where a stream is closed, and letters that it does not know spelt out."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))
        getattr(sys, name).reconfigure(errors="backslashreplace")


def _usage(error: TyperException) -> str:
    """What is wrong with a command's words, and what to write."""
    parameter, context = getattr(error, "param", None), getattr(error, "ctx", None)
    default = getattr(parameter, "default", None)
    if parameter is not None and (type(default) is int or "valid integer" in error.format_message()):
        example = parameter.metavar if default is None else default
        return f"{parameter.opts[0]}\n  this is no whole number\n  write: {parameter.opts[0]} {example}"
    write = f"{context.command_path} --help, to see what can be written" if context else "stargate --help"
    return f"{error.format_message()}\n  write: {write}"


def _refusal(error: OSError) -> str:
    """What the system refused, and where to write instead."""
    where = f"{error.filename}: " if error.filename else ""
    instead = _PLACES.get(error.errno or 0, "a place where you may write")
    return f"{where}{(error.strerror or str(error)).lower()}\n  write: {instead}. Nothing was left half-written."
