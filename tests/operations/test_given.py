"""Files of hours that campuses name, end to end: taken as they are, and what is wrong said with the figure."""

import json
import shutil
from dataclasses import asdict

import numpy as np
import pytest
from rich.console import Console

import stargate as sg
from stargate.errors import ProgrammeError
from stargate.reports.operating import operated as told
from stargate.reports.operating import table

HOURS = np.datetime64("2023-01-01T00", "h") + np.arange(8_760)
PRICES = 30 + 20 * np.cos(np.arange(8_760) / 5)


@pytest.fixture
def folder(small_folder, tmp_path):
    """A copy of the invented programme, to write into."""
    return shutil.copytree(small_folder, tmp_path / "own")


def prices(folder, name="hub.csv", hours=HOURS, values=PRICES):
    (folder / "series").mkdir(exist_ok=True)
    rows = (f"{hour}:00-06:00,{value!r}" for hour, value in zip(hours, values.tolist(), strict=True))
    (folder / "series" / name).write_text("\n".join(["time,usd_per_mwh", *rows]))


def named(folder, **fields):
    """The two campuses fully built, each with a field that names a file."""
    for site, line in fields.items():
        path = folder / "sites" / f"{site}.yaml"
        kept = [text for text in path.read_text().splitlines() if not text.startswith(line.partition(":")[0] + ":")]
        path.write_text("\n".join([*kept, line, ""]))
    plan = sg.announced(sg.read(folder))
    return sg.operate(plan, 2027, sg.built_out(plan))


def test_a_real_series_of_prices_is_paid(folder):
    prices(folder)
    (year, _) = named(folder, north="prices: series/hub.csv").sites
    assert year.market.price == pytest.approx(PRICES)
    assert year.account["energy_cost"] == pytest.approx(float(year.grid @ (PRICES + year.market.delivery_charge)))


def test_what_is_wrong_with_files_of_all_campuses_is_said_together(folder):
    prices(folder, "short.csv", HOURS[:-5], PRICES[:-5])
    with pytest.raises(ProgrammeError) as error:
        named(folder, north="prices: series/short.csv", south="climate: series/none.csv")
    assert "sites.north.prices\n  it has 8,755 hours" in str(error.value)
    assert "sites/south.yaml:" in str(error.value)
    assert "sites.south.climate\n" in str(error.value)
    assert "none.csv: no such file" in str(error.value)


@pytest.mark.parametrize("line", ["prices: ../hub.csv", "climate: /etc/hours.csv"])
def test_a_file_outside_the_folder_is_refused(line, folder):
    with pytest.raises(ProgrammeError, match="outside the programme's folder"):
        named(folder, north=line)


def test_where_nothing_runs_nothing_is_told_per_mwh(operated):
    found = operated({"workload.utilisation": "0% [assumed]"}, only="north")
    (row,) = told(found).rows
    assert row.pue is row.wue is row.cost is row.carbon["location"] is row.costs["fuel_cost"] is None
    assert json.loads(json.dumps(asdict(told(found)), allow_nan=False))["rows"][0]["pue"] is None
    console = Console(width=140)
    with console.capture() as shown:
        console.print(table(found))
    assert "0.000" not in shown.get()
    assert "<td>-</td>" in found._repr_html_()


@pytest.mark.parametrize("units", ["0 [assumed]", "2.5 [assumed]", "1_000_000_000 [assumed]"])
def test_units_that_nothing_can_have_are_refused(units, operated):
    with pytest.raises(ProgrammeError, match=r"engines.units\n  this is no number of units"):
        operated({"sites.south.power.equipment.engines.units": units})


def test_what_stores_nothing_has_no_energy(operated):
    with pytest.raises(ProgrammeError, match=r"batteries.energy\n  reciprocating gas engines store no energy"):
        operated({"sites.south.power.equipment.batteries.technology": "gas_engines"}, only="south")
