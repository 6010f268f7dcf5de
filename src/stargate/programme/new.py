"""Begins a programme: a folder with one campus, or with a copy of a whole programme, to change into your own."""

from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path

from stargate.errors import Problem, ProgrammeError, StargateError
from stargate.files import whole_folder
from stargate.programme.folder import HEAD, texts_of
from stargate.programme.schema import HIDDEN, schemas, with_schema


def begin(folder: Path, origin: str = "") -> None:
    """Copies a programme to `folder`: the one that `origin` names or the folder it is, else the template.

    The copy holds its schema, and every file says so to editors.
    Raises StargateError where something stands there already, or there is no such programme.
    """
    if folder.exists():
        raise StargateError(f"{folder} exists already\n  write: stargate new with a folder that does not exist")
    problems: list[Problem] = []
    texts = texts_of(_found(origin) if origin else _package() / "programme" / "template", problems)
    if problems:
        raise ProgrammeError(problems)
    texts = {name: with_schema(name, text) for name, text in texts.items()}
    texts |= {f"{HIDDEN}/{name}": text for name, text in schemas().items()}
    with whole_folder(folder) as partial:
        for name, text in texts.items():
            (partial / name).parent.mkdir(exist_ok=True)
            (partial / name).write_text(text, encoding="utf-8", newline="")


def shipped() -> dict[str, Path]:
    """The programmes that ship with stargate by name: inside an installed package, beside the sources in a checkout."""
    places = (_package() / "programmes", _package().parents[1] / "programmes")
    home = next((place for place in places if place.is_dir()), places[0])
    return {path.parent.name: path.parent for path in sorted(home.glob(f"*/{HEAD}"))}


def _found(origin: str) -> Path:
    known = shipped()
    if origin in known:
        return known[origin]
    if (Path(origin) / HEAD).is_file():
        return Path(origin)
    near = get_close_matches(origin, known, 1, 0.5) or list(known)
    raise StargateError(
        f"there is no programme {origin!r}, neither shipped with stargate nor a folder with a {HEAD}\n"
        f"  write: --from {' or '.join(near)}, or a folder"
    )


def _package() -> Path:
    return Path(str(files("stargate")))
