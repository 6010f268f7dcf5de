"""Files and folders that are there whole or not at all."""

import errno
import fcntl
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
def target(path: Path) -> Iterator[Path]:
    """The file that `path` names, through links, for writing; what goes wrong there is said of `path`.

    Raises OSError, at once where something other than a file stands there.
    """
    with _named(path):
        real = Path(os.path.realpath(path))
        if real.is_dir():
            raise IsADirectoryError(errno.EISDIR, "this is a folder")
        if real.exists() and not real.is_file():
            raise OSError(errno.EINVAL, "this is no regular file")
        yield real


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A folder to fill, which takes the name `path` only once it is filled without error."""
    with _named(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path.parent)
        partial = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part"))
        handle = os.open(partial, os.O_RDONLY)
        try:
            _locked(handle)
            yield partial
            partial.chmod(0o755)
            os.rename(partial, path)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
        finally:
            os.close(handle)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Says what the system refuses of `path`, and not of the files that are made on the way to it."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error


_YOUNG = 60  # [s]: it may not be locked yet
_STALE = 24 * 3600  # [s]: where locks do not work


def _sweep(parent: Path) -> None:
    """Takes away what processes left that were killed: a living one holds a lock on what it fills."""
    for left in parent.glob(".*.part"):
        age = time.time() - left.stat().st_mtime
        if left.is_dir() and age > _YOUNG and (age > _STALE or not _in_use(left)):
            shutil.rmtree(left, ignore_errors=True)


def _in_use(folder: Path) -> bool:
    handle = os.open(folder, os.O_RDONLY)
    try:
        return not _locked(handle)
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    """Whether a lock could be had; it ends with the process."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
