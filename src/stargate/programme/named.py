"""Files of hours that a campus names: what is wrong with one is said with the figure that names it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from stargate.errors import Problem, ProgrammeError, StargateError
from stargate.programme.programme import Programme
from stargate.programme.prospect import Prospect
from stargate.programme.site import Site

T = TypeVar("T")


def given(site: Site | Prospect, field: str, programme: Programme, read: Callable[[Path], T]) -> T:
    """What `read` makes of the file in the programme's folder that a field of a campus names.

    Raises ProgrammeError where `read` raises StargateError, with the field's address.
    """
    address, file = f"{site.address}.{field}", getattr(site, field)
    try:
        return read(programme.origin.folder / file)
    except ProgrammeError as error:
        raise ProgrammeError(
            replace(one, address=", ".join(filter(None, (address, one.address)))) for one in error.problems
        ) from None
    except StargateError as error:
        wrong, _, instead = str(error).partition("\n  write: ")  # as all that is no list of problems is said
        raise ProgrammeError([Problem(site.line(field), address, wrong.replace("\n ", ""), instead)]) from None
