"""Files and folders that are there whole or not at all."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


def write_whole(path: Path, text: str) -> Path:
    """Writes `text` to `path` so that a reader never sees half of it; what stood there stays until then."""
    write_together({path: text})
    return path


def write_together(texts: Mapping[Path, str]) -> None:
    """Writes several files, each whole, once all of them are ready; where one cannot be put in place none changes."""
    parts: dict[Path, Path] = {}
    before: dict[Path, bytes | None] = {}
    try:
        for path, text in texts.items():
            parts[path] = _part(path, text)
        for path, part in parts.items():
            before[path] = path.read_bytes() if path.exists() else None
            os.replace(part, path)
    except BaseException:
        for path, data in before.items():
            _put_back(path, data)
        for part in parts.values():
            part.unlink(missing_ok=True)
        raise


def _part(path: Path, text: str) -> Path:
    """`text` in a file beside `path`, with the rights of the file that it will replace."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _put_back(path: Path, data: bytes | None) -> None:
    if data is None:
        path.unlink(missing_ok=True)
    elif path.read_bytes() != data:
        path.write_bytes(data)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A folder to fill, which takes the name `path` only once it is filled without error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep(path.parent)
    partial = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part"))
    try:
        yield partial
        partial.chmod(0o755)
        os.rename(partial, path)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


_STALE = 24 * 3600  # [s]


def _sweep(parent: Path) -> None:
    """Takes away what a process left that was killed more than a day ago."""
    for left in parent.glob(".*.part"):
        if left.is_dir() and time.time() - left.stat().st_mtime > _STALE:
            shutil.rmtree(left, ignore_errors=True)
