"""The run store: a folder per run, named by what went in, written whole or not at all."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from stargate.errors import StargateError
from stargate.exports.export import export
from stargate.files import whole_folder
from stargate.futures.result import Futures
from stargate.programme.folder import texts_of
from stargate.programme.hourly import is_file
from stargate.programme.programme import Programme
from stargate.reports.citation import citation
from stargate.reports.notebook import frame
from stargate.reports.outlook import Beside, Outlook, outlook
from stargate.reports.page import page, page_of_financing, page_of_operation, page_of_panels
from stargate.reports.report import asked, command_of, compute_command, financing_command, operation_command
from stargate.reports.summary import summary
from stargate.reports.terminal import text
from stargate.reports.version import this_version

if TYPE_CHECKING:
    from stargate.financing.result import Financing
    from stargate.operations.result import Operation

FORMAT = 1
MANIFEST, LATEST = "run.json", "latest"
OPERATION, FINANCING, COMPUTE = "operation.html", "financing.html", "compute.html"
COMPUTED = 500  # futures whose compute is kept with a run: `stargate compute` takes more
FINANCED = 200  # futures whose money is kept with a run: `stargate finance` takes more
_COPIES = (
    "programme",
    "overlay",
)  # named in the command too, so that a run has the same bytes wherever its programme lies


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
    def citation(self) -> Path:
        """How to cite it, for BibTeX."""
        return self.folder / "CITATION.bib"

    @property
    def text(self) -> str:
        """The summary in ten lines."""
        return (self.folder / "summary.txt").read_text(encoding="utf-8").rstrip()

    @property
    def summary(self) -> dict[str, object]:
        """Its numbers."""
        return json.loads((self.folder / "summary.json").read_text(encoding="utf-8"))

    def _repr_html_(self) -> str:
        """Its report, for a notebook."""
        return frame(self.report.read_text(encoding="utf-8"), f"Report of run {self.id}")


class Page(NamedTuple):
    """A page beside the report."""

    file: str
    title: str
    text: str


def run_id(programmes: Sequence[Programme], n: int, seed: int) -> str:
    """The name of a run: a hash of its programme's files, its states, the number of futures, the seed and the code."""
    states = [(p.origin.digest, _hours(p), p.origin.scenario, p.origin.as_of, p.origin.changes) for p in programmes]
    text = json.dumps([FORMAT, this_version(), _code(), states, n, seed])
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _hours(programme: Programme) -> dict[str, str]:
    """Digests of the files of weather and prices that campuses name, by their path in the programme's folder."""
    sites, folder = programme.contents.sites.values(), programme.origin.folder
    files = sorted({file for site in sites for file in (site.climate, site.prices) if is_file(file)})
    return {file: _digest(folder / file) for file in files if (folder / file).is_file()}


@cache
def _code() -> str:
    """A digest of stargate's own files: another code may give other numbers."""
    home = Path(__file__).parent
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted([*home.rglob("*.py"), *home.rglob("*.yaml"), *home.rglob("*.html")]):
        name = path.relative_to(home).as_posix()
        if not name.startswith("programmes/"):  # an installed package brings them along
            digest.update(name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def find(store: Path, name: str) -> Run | None:
    """The run called `name`, None where the store has nothing of that name.

    Raises StargateError where what it has is no whole run.
    """
    return opened(store / name) if (store / name).exists() else None


def opened(folder: Path) -> Run:
    """The run kept in `folder`.

    Raises StargateError where it is no run, was written by a newer stargate, or is not as it was written.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        if int(manifest["format"]) > FORMAT:
            raise StargateError(
                f"{folder} is a run of format {manifest['format']}, written by stargate {manifest.get('stargate')}; "
                f"this is stargate {this_version()}, which reads up to format {FORMAT}\n"
                "  write: install that version, or run again"
            )
        name, digests = str(manifest["id"]), dict(manifest["files"])
    except FileNotFoundError:
        raise _damaged(folder, f"{MANIFEST} is missing") from None
    except (ValueError, KeyError, TypeError):
        raise _damaged(folder, f"{MANIFEST} cannot be read") from None
    kept = _digests(folder)
    if changed := [file for file, digest in digests.items() if kept.get(file) != digest]:
        raise _damaged(folder, f"{changed[0]} is {'not as it was written' if changed[0] in kept else 'missing'}")
    return Run(folder, name)


def _damaged(folder: Path, wrong: str) -> StargateError:
    return StargateError(f"{folder} is no whole run: {wrong}\n  write: delete {folder} and run again")


def chosen(store: Path, name: str) -> Run:
    """The run of a store that `name` means: `latest`, its id, the beginning of its id, or its folder.

    Raises StargateError where no run or several are meant, or the one that is meant is not whole.
    """
    if (Path(name) / MANIFEST).exists():
        return opened(Path(name))
    folders = [path for path in store.iterdir() if path.is_dir() and path.name[0] != "."] if store.is_dir() else []
    if not folders:
        raise StargateError(f"{store} holds no runs\n  write: stargate run FOLDER, or --store with the folder of runs")
    if name == LATEST:
        return opened(
            max(folders, key=lambda path: (path / MANIFEST if (path / MANIFEST).exists() else path).stat().st_mtime)
        )
    meant = sorted(path for path in folders if path.name.startswith(name))
    if not meant:
        known = ", ".join(sorted(path.name for path in folders))
        raise StargateError(f"no run begins with {name!r}; {store} holds {known}\n  write: one of them, or {LATEST}")
    if len(meant) > 1 and meant[0].name != name:
        raise StargateError(
            f"{len(meant)} runs begin with {name!r}\n  write: {' or '.join(path.name for path in meant)}"
        )
    return opened(meant[0])


def keep(store: Path, results: Sequence[Futures], tell: Callable[[str], object] | None = None) -> Run:
    """Writes results to the store and gives the run; one that is there already is left as it is.

    `tell` is told why no year of operation is kept with it, where the programme asks for one.
    Raises StargateError where something else stands in its place.
    """
    name = run_id([futures.programme for futures in results], asked(results), results[0].seed)
    if found := find(store, name):
        return found
    pages = list(_beside(results[0], tell))
    told = outlook(list(results), command_of(results, *_COPIES))
    told = replace(told, beside=[Beside(page.file, page.title) for page in pages])
    try:
        _fill(store / name, name, results, told, pages)
    except OSError:
        if found := find(store, name):  # another process was faster
            return found
        raise
    return Run(store / name, name)


def _beside(futures: Futures, tell: Callable[[str], object] | None) -> Iterator[Page]:
    """Pages beside the report, of what the programme says enough for; what cannot be computed is told."""
    operation = financing = None
    if futures.programme.contents.workload is not None:
        try:
            operation, operated = _operated(futures)
            yield operated
        except StargateError as error:
            _tell(tell, f"No year of operation is kept with this run:\n{error}")
    if futures.programme.contents.contracts is not None:
        try:
            financing, financed = _financed(futures, operation)
            yield financed
        except StargateError as error:
            _tell(tell, f"No financing is kept with this run:\n{error}")
    if any(phase.chip or phase.chips for _, phase in futures.programme.contents.phases()):
        try:
            yield _computed(futures, financing)
        except StargateError as error:
            _tell(tell, f"No page of compute is kept with this run:\n{error}")


def _tell(tell: Callable[[str], object] | None, said: str) -> None:
    if tell is not None:
        tell(said)


def _operated(futures: Futures) -> "tuple[Operation, Page]":
    """The hours of the year in which everything dated was to run, at the futures' median load."""
    from stargate.operations.operate import operate
    from stargate.reports.operation import median_load, operation_page

    year = futures.plan.due_year
    operation = operate(futures.plan, year, median_load(futures, year), futures.seed)
    told = operation_page(operation, command=operation_command(futures, year, *_COPIES))
    return operation, Page(OPERATION, told.title, page_of_operation(told))


def _financed(futures: Futures, operation: "Operation | None") -> "tuple[Financing, Page]":
    """The money of the first futures; power costs what the year that was operated says."""
    from stargate.financing.finance import finance
    from stargate.reports.financing import financing_page

    financing = finance(futures, operation, FINANCED)
    year = None if operation is None else operation.year
    told = financing_page(financing, financing_command(futures, financing.n, year, *_COPIES))
    return financing, Page(FINANCING, told.title, page_of_financing(told))


def _computed(futures: Futures, financing: "Financing | None") -> Page:
    """What the first futures compute, and what it costs where they are financed."""
    from stargate.computing.cost import cost_of_compute
    from stargate.reports.compute_page import compute_page
    from stargate.reports.computing import computed

    found = computed(futures, min(COMPUTED, futures.n))
    cost = None if financing is None else cost_of_compute(financing, found.fleet)
    told = compute_page(found, cost, compute_command(futures, found.fleet.n, *_COPIES))
    return Page(COMPUTE, told.title, page_of_panels(told))


def _fill(place: Path, name: str, results: Sequence[Futures], told: Outlook, pages: Sequence[Page]) -> None:
    with whole_folder(place) as folder:
        _copy_programme(results[0].programme, folder)
        for futures in results:
            export(futures, folder / f"futures-{futures.programme.origin.scenario}.nc")
            export(futures, folder / f"energised-{futures.programme.origin.scenario}.parquet")
        (folder / "summary.txt").write_text(text(told) + "\n", encoding="utf-8")
        (folder / "summary.json").write_text(summary_text(told), encoding="utf-8")
        (folder / "report.html").write_text(page(told), encoding="utf-8")
        for beside in pages:
            (folder / beside.file).write_text(beside.text, encoding="utf-8")
        (folder / "CITATION.bib").write_text(citation(results, name).bibtex, encoding="utf-8")
        (folder / MANIFEST).write_text(_manifest(name, told, _digests(folder)), encoding="utf-8")


def summary_text(told: Outlook) -> str:
    """The summary as it is written: the same bytes for the same inputs, version and seed."""
    return json.dumps(summary(told), indent=1, ensure_ascii=False, sort_keys=True, allow_nan=False) + "\n"


def _manifest(name: str, told: Outlook, files: dict[str, str]) -> str:
    manifest = {"format": FORMAT, "id": name, "stargate": told.version, "seed": told.seed, "command": told.command}
    return json.dumps(manifest | {"files": files}, indent=1) + "\n"


def _digests(folder: Path) -> dict[str, str]:
    """A digest of every file of a run but its manifest, which holds them."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / MANIFEST)
    return {path.relative_to(folder).as_posix(): _digest(path) for path in paths}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=8)).hexdigest()


def _copy_programme(programme: Programme, to: Path) -> None:
    """The files that went in, and nothing else of their folders; those of a confidential overlay stay apart."""
    sources = (programme.origin.folder, programme.origin.overlay)
    for name, source in ((name, source) for name, source in zip(_COPIES, sources, strict=True) if source):
        for file in [*texts_of(source, []), *(_hours(programme) if source == programme.origin.folder else ())]:
            target = to / name / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / file, target)
