"""Fits the catalogue's reference classes: `STARGATE_REFERENCE_DATA=FOLDER python docs/make_classes.py`.

Turns public data into records (`ercot_records`, `epoch_records`), and each class of them into
`src/stargate/catalogue/classes/<name>.yaml`. The data are no part of the project; what is fitted to them is.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from stargate.files import write_together
from stargate.history.calibrate import Fit, calibrate
from stargate.history.records import COLUMNS

HERE = Path(__file__).parent
CLASSES = HERE.parent / "src" / "stargate" / "catalogue" / "classes"

_ERCOT = "ercot-gis"
_EPOCH = "epoch-classes-2026-03"
_KINDS = {"gas": "Gas-fired generators", "solar": "Solar plants", "wind": "Wind farms", "battery": "Batteries"}
_ENDS = {
    "energised": "approval to energise",
    "synchronised": "approval to synchronise",
    "commercial": "approval of commercial operation",
}
_GENERATORS = "Generation MW; an analogue for other projects that wait for a grid connection in Texas"
_CAMPUSES = (
    "Large campuses that the publisher watches, as of spring 2026; many dates of operation are its rule of five months "
    "after the roof"
)
TECHNOLOGIES = {
    ("GAS", "CC"): "gas", ("GAS", "GT"): "gas", ("GAS", "IC"): "gas", ("GAS", "ST"): "gas",
    ("SOL", "PV"): "solar", ("WIN", "WT"): "wind", ("OTH", "BA"): "battery",
}  # fmt: skip
EVENTS = {"energised": "energization", "synchronised": "synchronization", "commercial": "commercial_operation"}
_APPROVED = {"energised": "ok_energize", "synchronised": "ok_sync"}  # columns that say so in the snapshots too


def ercot_records(folder: Path, event: str) -> pd.DataFrame:
    """Records of ERCOT's interconnection queue from the signed agreement to `event`, a key of EVENTS.

    One row a project and monthly report from its signed agreement on. It finishes with the approval, as first reported;
    what left the list is open as of its last report, and so is what is inactive. The promise is the projected date of
    commercial operation. Left out: agreements dated 1900 (no date), and four projects approved before they signed.
    """
    rows = _days(pd.read_parquet(folder / "monthly_snapshots.parquet").astype({"inr": str, "fuel": str, "tech": str}))
    rows = rows[rows.ia_signed > "1990-01-01"]
    rows["class"] = [TECHNOLOGIES.get(pair) for pair in zip(rows.fuel, rows.tech, strict=True)]
    rows = rows.dropna(subset="class").rename(columns={"snapshot": "as_of"})
    done, given_up = _approvals(folder, event), _events(folder, "cancelled")
    idle = _days(pd.read_parquet(folder / "inactive_and_cancelled.parquet").astype({"inr": str}))
    idle = idle[idle.status == "inactive"]
    seen = [rows, *(_later(rows, found[["inr", "as_of"]]) for found in (done, given_up, _renamed(idle)))]
    rows = pd.concat(seen).drop_duplicates(["inr", "as_of"]).sort_values(["inr", "as_of"])
    rows["finished"] = _known(rows, done)
    if event in _APPROVED:
        earlier = rows.groupby("inr")[_APPROVED[event]].ffill()
        rows["finished"] = rows.finished.where(earlier.isna() | (rows.finished <= earlier), earlier)
    rows["cancelled"] = _known(rows, given_up).where(rows.finished.isna())
    promised = rows.projected_cod if event == "commercial" else pd.NaT
    found = pd.DataFrame(
        {"id": rows.inr, "class": rows["class"], "started": rows.ia_signed, "promised": promised,
         "finished": rows.finished, "cancelled": rows.cancelled, "as_of": rows.as_of, "size_mw": rows.mw}
    )  # fmt: skip
    impossible = (found[["started", "finished", "cancelled"]].gt(found.as_of, axis=0)).any(axis=1)
    impossible |= (found.finished < found.started) | (found.cancelled < found.started)
    found = found[~found.id.isin(found.id[impossible])]
    found["size_mw"] = found.size_mw.where(found.size_mw > 0)
    return found[list(COLUMNS)]


def _days(found: pd.DataFrame) -> pd.DataFrame:
    """Dates in one unit, whatever file they come from: only such can be merged."""
    dates = found.select_dtypes("datetime").columns
    return found.astype(dict.fromkeys(dates, "datetime64[ns]"))


def _renamed(found: pd.DataFrame) -> pd.DataFrame:
    return found.rename(columns={"snapshot": "as_of"})


def _approvals(folder: Path, event: str) -> pd.DataFrame:
    """The first approval of each project: `inr`, `on`, and the report `as_of` that says so."""
    found = _days(pd.read_csv(folder / "commissioning.csv", parse_dates=["snapshot", "approved_on"]))
    found = _renamed(found[found.event == EVENTS[event]].rename(columns={"approved_on": "on"}))
    return found.dropna(subset="on").sort_values("on").drop_duplicates("inr")[["inr", "on", "as_of"]]


def _events(folder: Path, status: str) -> pd.DataFrame:
    found = _days(pd.read_parquet(folder / "inactive_and_cancelled.parquet").astype({"inr": str}))
    found = _renamed(found[found.status == status].rename(columns={"status_since": "on"}))
    return found.assign(on=found.on.fillna(found.as_of)).drop_duplicates("inr")[["inr", "on", "as_of"]]


def _later(rows: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """What other lists of a report say of projects: their last row, as of that report."""
    last = pd.merge_asof(
        reports.sort_values("as_of"), rows.sort_values("as_of").assign(before=rows.as_of), on="as_of", by="inr"
    )
    return last.dropna(subset="before").drop(columns="before")


def _known(rows: pd.DataFrame, events: pd.DataFrame) -> pd.Series:
    """For each row the day of its project's event, where a report until then says so."""
    found = rows[["inr", "as_of"]].merge(events, on="inr", how="left", suffixes=("", "_said"))
    return found.on.where(found.as_of_said <= found.as_of).set_axis(rows.index)


def epoch_records(folder: Path, event: str) -> pd.DataFrame:
    """Records of Epoch AI's data centres as of its copy of 3 April 2026, from the first land clearing or construction.

    `first_building` finishes with the first entry that has a building in operation. `second_half` starts there and
    finishes when half of the power that the publisher expects in the end runs. What lies after the copy is a forecast,
    thus a promise. Left out: sites whose first entry has buildings in operation, of whose start nothing is known.
    """
    copied = pd.Timestamp("2026-04-03")
    entries = pd.read_csv(folder / "data_center_timelines_2026-03.csv", parse_dates=["Date"]).sort_values("Date")
    rows = []
    for site, dated in entries.groupby("Data center"):
        runs = dated["Buildings operational"] > 0
        start, first = dated.Date.iloc[0], dated.Date[runs].min()
        if runs.iloc[0]:
            continue
        half = dated.Date[dated["Power (MW)"] >= dated["Power (MW)"].max() / 2].min()
        began, ends = (start, first) if event == "first_building" else (first, half)
        if began > copied or (event == "second_half" and half == first):
            continue
        done = ends <= copied
        rows.append(
            {"id": site, "class": "campus", "started": began, "promised": None if done else ends,
             "finished": ends if done else None, "cancelled": None, "as_of": copied,
             "size_mw": dated["Power (MW)"].max()}
        )  # fmt: skip
    return pd.DataFrame(rows)[list(COLUMNS)]


def main() -> None:
    """Writes the classes."""
    folder = Path(os.environ["STARGATE_REFERENCE_DATA"])
    wanted = set(sys.argv[1:])
    write_together({CLASSES / f"{name}.yaml": text for name, text in entries(folder, wanted)})


def entries(folder: Path, wanted: set[str] = frozenset()) -> Iterator[tuple[str, str]]:  # type: ignore[assignment]
    """The catalogue's classes by name, as files of it; all, or those wanted."""
    for name, (records, kind, source, title, note) in classes(folder).items():
        if not wanted or name in wanted:
            yield name, fitted(records, kind).entry([source], title, note)


def classes(folder: Path) -> dict[str, tuple]:
    """What each class of the catalogue is fitted to: how its records are made, its class there, source, title, note."""
    ercot, epoch = folder / "ercot-queue", folder / "epoch"
    found: dict[str, tuple] = {}
    for event, end in _ENDS.items():
        for kind, title in _KINDS.items():
            name = f"ercot_{kind}_{'signed' if event == 'commercial' else event}"
            said = f"{title} in ERCOT, signed interconnection agreement to {end}"
            found[name] = (lambda event=event: ercot_records(ercot, event), kind, _ERCOT, said, _GENERATORS)
    first = "Campuses for AI, land clearing to first building in operation"
    second = "Campuses for AI, first building in operation to half of the power they are to have"
    for name, event, said in (
        ("epoch_first_building", "first_building", first),
        ("epoch_ramp", "second_half", second),
    ):
        found[name] = (lambda event=event: epoch_records(epoch, event), "campus", _EPOCH, said, _CAMPUSES)
    return found


def fitted(records, kind: str) -> Fit:  # noqa: ANN001
    """One class of the records that a function makes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.csv"
        records().to_csv(path, index=False)
        return calibrate(path, kind).fits[0]


if __name__ == "__main__":
    main()
