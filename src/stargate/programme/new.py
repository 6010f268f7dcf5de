"""Begins a programme: a folder with one campus to change into your own."""

import shutil
from importlib.resources import files
from pathlib import Path

from stargate.errors import StargateError
from stargate.files import whole_folder


def begin(folder: Path) -> None:
    """Copies the template programme to `folder`.

    Raises StargateError where something stands there already.
    """
    if folder.exists():
        raise StargateError(f"{folder} exists already\n  write: stargate new with a folder that does not exist")
    template = Path(str(files("stargate"))) / "programme" / "template"
    with whole_folder(folder) as partial:
        shutil.copytree(template, partial, dirs_exist_ok=True)
