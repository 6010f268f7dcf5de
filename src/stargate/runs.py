"""The run store: a folder per run, named by what went in, written whole or not at all."""

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from stargate.errors import StargateError
from stargate.exports.export import export
from stargate.files import whole_folder
from stargate.futures.result import Futures
from stargate.programme.listing import listed
from stargate.programme.programme import Programme
from stargate.reports.outlook import Outlook, outlook
from stargate.reports.page import page
from stargate.reports.summary import summary
from stargate.reports.terminal import text
from stargate.reports.version import this_version

FORMAT = 1


@dataclass(frozen=True)
class Run:
    """A run in the store."""

    folder: Path
    id: str

    @property
    def report(self) -> Path:
        """Its page."""
        return self.folder / "report.html"

    @property
    def text(self) -> str:
        """The summary in ten lines."""
        return (self.folder / "summary.txt").read_text(encoding="utf-8").rstrip()

    @property
    def summary(self) -> dict[str, object]:
        """Its numbers."""
        return json.loads((self.folder / "summary.json").read_text(encoding="utf-8"))


def run_id(programmes: Sequence[Programme], n: int, seed: int) -> str:
    """The name of a run: a hash of its programme's files, its states, the number of futures, the seed and the code."""
    states = [(p.origin.digest, p.origin.scenario, p.origin.as_of, p.origin.changes) for p in programmes]
    text = json.dumps([FORMAT, this_version(), _code(), states, n, seed])
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


@cache
def _code() -> str:
    """A digest of stargate's own files: another code may give other numbers."""
    home = Path(__file__).parent
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted([*home.rglob("*.py"), *home.rglob("*.yaml"), *home.rglob("*.html")]):
        digest.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def find(store: Path, name: str) -> Run | None:
    """The run called `name`, if the store has it whole."""
    folder = store / name
    return Run(folder, name) if (folder / "run.json").is_file() and (folder / "report.html").is_file() else None


def keep(store: Path, results: Sequence[Futures], command: str) -> Run:
    """Writes results to the store and gives the run; one that is there already is left as it is.

    Raises StargateError where something else stands in its place.
    """
    name = run_id([futures.programme for futures in results], results[0].n, results[0].seed)
    if found := find(store, name):
        return found
    if (store / name).exists():
        raise StargateError(f"{store / name} is no whole run; delete it and run again")
    told = outlook(list(results), command)
    try:
        _fill(store / name, name, results, told)
    except OSError:
        if found := find(store, name):  # another process was faster
            return found
        raise
    return Run(store / name, name)


def _fill(place: Path, name: str, results: Sequence[Futures], told: Outlook) -> None:
    with whole_folder(place) as folder:
        _copy_programme(results[0].programme, folder / "programme")
        for futures in results:
            export(futures, folder / f"futures-{futures.programme.origin.scenario}.nc")
            export(futures, folder / f"energised-{futures.programme.origin.scenario}.parquet")
        (folder / "summary.txt").write_text(text(told) + "\n", encoding="utf-8")
        (folder / "summary.json").write_text(summary_text(told), encoding="utf-8")
        (folder / "report.html").write_text(page(told), encoding="utf-8")
        (folder / "run.json").write_text(_manifest(name, told), encoding="utf-8")


def summary_text(told: Outlook) -> str:
    """The summary as it is written: the same bytes for the same inputs, version and seed."""
    return json.dumps(summary(told), indent=1, ensure_ascii=False, sort_keys=True, allow_nan=False) + "\n"


def _manifest(name: str, told: Outlook) -> str:
    manifest = {"format": FORMAT, "id": name, "stargate": told.version, "seed": told.seed, "command": told.command}
    return json.dumps(manifest, indent=1) + "\n"


def _copy_programme(programme: Programme, to: Path) -> None:
    """The files that went in, and nothing else of their folder."""
    source = programme.origin.folder
    for path in listed(source, []):
        target = to / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
