"""Fits the catalogue's reference classes: `STARGATE_REFERENCE_DATA=FOLDER python docs/make_classes.py`.

Turns public data into records (`ercot_records`, `epoch_records`), and each class of them into
`src/stargate/catalogue/classes/<name>.yaml`. The data are no part of the project; what is fitted to them is.
"""

from pathlib import Path

import pandas as pd

from stargate.history.records import COLUMNS

TECHNOLOGIES = {
    ("GAS", "CC"): "gas", ("GAS", "GT"): "gas", ("GAS", "IC"): "gas", ("GAS", "ST"): "gas",
    ("SOL", "PV"): "solar", ("WIN", "WT"): "wind", ("OTH", "BA"): "battery",
}  # fmt: skip
EVENTS = {"energised": "energization", "synchronised": "synchronization", "commercial": "commercial_operation"}
_APPROVED = {"energised": "ok_energize", "synchronised": "ok_sync"}  # columns that say so in the snapshots too


def ercot_records(folder: Path, event: str) -> pd.DataFrame:
    """Records of ERCOT's interconnection queue from signed agreement to `event`, a key of EVENTS.

    One row a project and monthly report from its signed agreement on. It finishes with the approval, as first reported;
    what left the list is open as of its last report, and so is what is inactive. The promise is the projected date of
    commercial operation. Left out: agreements dated 1900 (no date), and four projects approved before they signed.
    """
    rows = pd.read_parquet(folder / "monthly_snapshots.parquet").astype({"inr": str, "fuel": str, "tech": str})
    rows = rows[rows.ia_signed > "1990-01-01"]
    rows["class"] = [TECHNOLOGIES.get(pair) for pair in zip(rows.fuel, rows.tech, strict=True)]
    rows = rows.dropna(subset="class").rename(columns={"snapshot": "as_of"})
    done, given_up = _approvals(folder, event), _events(folder, "cancelled")
    idle = pd.read_parquet(folder / "inactive_and_cancelled.parquet").query("status == 'inactive'").astype({"inr": str})
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


def _renamed(found: pd.DataFrame) -> pd.DataFrame:
    return found.rename(columns={"snapshot": "as_of"})


def _approvals(folder: Path, event: str) -> pd.DataFrame:
    """The first approval of each project: `inr`, `on`, and the report `as_of` that says so."""
    found = pd.read_csv(folder / "commissioning.csv", parse_dates=["snapshot", "approved_on"])
    found = _renamed(found[found.event == EVENTS[event]].rename(columns={"approved_on": "on"}))
    return found.dropna(subset="on").sort_values("on").drop_duplicates("inr")[["inr", "on", "as_of"]]


def _events(folder: Path, status: str) -> pd.DataFrame:
    found = pd.read_parquet(folder / "inactive_and_cancelled.parquet").astype({"inr": str})
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
