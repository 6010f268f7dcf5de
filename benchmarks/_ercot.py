"""Records of projects from ERCOT's monthly reports of the interconnection queue, as they stood month by month.

`python benchmarks/_ercot.py RECORDS.csv commercial` writes them from the reference data.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

DATA = Path(os.environ.get("STARGATE_REFERENCE_DATA", "../shared/data")) / "ercot-queue"
FINISHED = {  # what is called finished: the first of these events
    "first power": ("energization", "synchronization"),
    "energised": ("energization",),
    "synchronised": ("synchronization",),
    "commercial": ("commercial_operation",),
}
_CLASSES = {"SOL": "solar", "WIN": "wind", "GAS": "gas", "OTH": "storage", "COA": "coal", "COAL": "coal"}


def records(finished: str = "first power", folder: Path = DATA) -> "pd.DataFrame":
    """One row per project with a signed interconnection agreement and monthly report, in the columns of records.

    `started`: the agreement signed; `promised`: the commercial operation date projected in that report; `finished`: the
    day of the first of the events, from the report on that says so. Whatever is in a row was in a report of that month
    or before. While a project is inactive or otherwise not listed it has no row, and nothing says that it ended. One
    that finished before its agreement was signed is left out, and a cancellation before it is not counted.
    """
    import pandas as pd

    snapshots = pd.read_parquet(folder / "monthly_snapshots.parquet")
    listed = pd.DataFrame(
        {
            "id": snapshots.inr.astype(str),
            "class": snapshots.fuel.astype(str).map(lambda fuel: _CLASSES.get(fuel, "other")),
            "started": snapshots.ia_signed,
            "promised": snapshots.projected_cod,
            "as_of": snapshots.snapshot,
            "size_mw": snapshots.mw.where(snapshots.mw > 0).round(2),
        }
    )[snapshots.ia_signed.notna()]
    done = _first(_events(folder, snapshots), FINISHED[finished])
    status = pd.read_parquet(folder / "inactive_and_cancelled.parquet")
    gone = _first(
        status[status.status == "cancelled"].assign(event="cancelled", day=status.status_since)[
            ["inr", "event", "day", "snapshot"]
        ],
        ("cancelled",),
    )
    rows = pd.concat([listed, _endings(listed, done, gone)]).sort_values(["id", "as_of"], kind="stable")
    rows = rows[~rows.duplicated(["id", "as_of"], keep="last")]
    for column, ends in (("finished", done), ("cancelled", gone)):
        said = rows.id.map(ends.snapshot) <= rows.as_of
        rows[column] = rows.id.map(ends.day).where(said)
    rows.loc[rows.finished.notna() | (rows.cancelled < rows.started), "cancelled"] = pd.NaT
    rows = rows[~rows.id.isin(rows.id[rows.finished < rows.started])]
    over = rows.finished.notna() | rows.cancelled.notna()
    rows = rows[~over.groupby(rows.id).shift(fill_value=False)]  # nothing is said after the end
    return rows[["id", "class", "started", "promised", "finished", "cancelled", "as_of", "size_mw"]]


def _events(folder: Path, snapshots: "pd.DataFrame") -> "pd.DataFrame":
    """Every event with its day and the first report that has it, in the list of projects or of commissionings."""
    import pandas as pd

    said = pd.read_csv(folder / "commissioning.csv", parse_dates=["snapshot", "approved_on"])
    parts = [said.rename(columns={"approved_on": "day"})[["inr", "event", "day", "snapshot"]]]
    for column, event in (("ok_energize", "energization"), ("ok_sync", "synchronization")):
        known = snapshots[snapshots[column].notna()]
        parts.append(known.rename(columns={column: "day"})[["inr", "day", "snapshot"]].assign(event=event))
    events = pd.concat(parts).astype({"inr": str})
    return events[events.day <= events.snapshot]


def _first(events: "pd.DataFrame", names: tuple[str, ...]) -> "pd.DataFrame":
    """By project: the day of the first of the events, and the report that said it first."""
    some = events[events.event.isin(names)].astype({"inr": str})
    return some.sort_values(["snapshot", "day"], kind="stable").drop_duplicates("inr").set_index("inr")


def _endings(listed: "pd.DataFrame", *ends: "pd.DataFrame") -> "pd.DataFrame":
    """The row that says how a project ended, where it ends in a month in which it is no longer listed."""
    import pandas as pd

    last = listed.sort_values("as_of", kind="stable").drop_duplicates("id", keep="last").set_index("id")
    parts = []
    for end in ends:
        some = last.join(end.snapshot, how="inner")
        parts.append(some.assign(as_of=some.snapshot)[some.snapshot > some.as_of].drop(columns="snapshot"))
    return pd.concat(parts).reset_index(names="id")


if __name__ == "__main__":
    records(sys.argv[2] if len(sys.argv) > 2 else "first power").to_csv(
        sys.argv[1], index=False, date_format="%Y-%m-%d"
    )
