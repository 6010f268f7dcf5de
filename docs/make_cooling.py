"""Computes the chillers of catalogue/cooling: `STARGATE_REFERENCE_DATA=FOLDER python docs/make_cooling.py`.

The published model of Lei and Masanet (2022, <https://doi.org/10.1016/j.resconrec.2022.106323>) keeps its chillers in
fitted regressors that are not printed. What it says of PUE by outdoor temperature, `facts/cooling_lei_masanet_grid.csv`
beside the reference data, is turned round here: the electricity of a chiller per heat is what is left of that PUE when
everything else of our system is taken off. A PUE is linear in it, so two runs of the system give it exactly.
"""

import csv
import os
from pathlib import Path

import numpy as np

from stargate.climate.psychrometrics import dew_point_at
from stargate.climate.weather import Weather
from stargate.cooling.element import CoolingSystem
from stargate.cooling.plant.chiller import CopByCondenserWater, CopByOutdoorAir
from stargate.programme.catalogue import cooling_system
from stargate.quantity.measures import Factor
from stargate.quantity.sources import Known

GRID = "cooling_lei_masanet_grid.csv"


def main() -> None:
    """Prints the rows of the catalogue."""
    folder = Path(os.environ.get("STARGATE_REFERENCE_DATA", "../shared/data")).parent / "facts"
    print("water_chiller  cop:", *water_chiller(folder / GRID))
    print("air_chiller    cop:", *air_chiller(folder / GRID))


def grid(path: Path, model: str) -> dict[str, np.ndarray]:
    """Columns of the published model called `model`."""
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row.pop("system_function") == model]
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}


def weather(dry_bulb: np.ndarray, humidity: np.ndarray) -> Weather:
    """Hours at sea level, from dry bulb [degC] and relative humidity [%]."""
    none = np.zeros_like(dry_bulb)
    dew_point = dew_point_at(dry_bulb, humidity)
    pressure = np.full_like(dry_bulb, 101_325.0)
    return Weather("grid", 0, 0, 0, 0, dry_bulb, dew_point, pressure, none, none, none, none, "a published grid")


def water_chiller(path: Path) -> list[float]:
    """COP at condenser water of 0, 5, ... 35 degC: a parabola through the electricity per heat at the grid's points."""
    given, system = grid(path, "PUE_WUE_Chiller"), cooling_system("water_chiller")
    hours = weather(given["drybulb_C"], given["rh_pct"])
    taken = 1 / np.array(system.chiller.cop.numbers)
    now = np.interp(system.tower.leaving(hours), CopByCondenserWater.at, taken)
    fit = np.polyfit(given["wetbulb_C"] + system.tower.approach.p50, now * _times(system, hours, given["pue"]), 2)
    return [round(float(1 / value), 2) for value in np.polyval(fit, CopByCondenserWater.at)]


def air_chiller(path: Path) -> list[float]:
    """COP at outdoor air of -5, 0, ... 40 degC, each the mean over the grid's humidities."""
    given, system = grid(path, "PUE_WUE_AIRChiller"), cooling_system("air_chiller")
    hours = weather(given["drybulb_C"], given["rh_pct"])
    now = np.interp(given["drybulb_C"], CopByOutdoorAir.at, 1 / np.array(system.chiller.cop.numbers))
    taken = now * _times(system, hours, given["pue"])
    return [round(float(1 / taken[given["drybulb_C"] == at].mean()), 2) for at in CopByOutdoorAir.at]


def _times(system: CoolingSystem, hours: Weather, pue: np.ndarray) -> np.ndarray:
    """By how much the electricity of the chillers is to be multiplied to reach `pue`."""
    one, half = (_with(system, relative).hours(hours).pue for relative in (1, 2))
    return 1 + (pue - one) / (2 * (one - half))


def _with(system: CoolingSystem, relative: int) -> CoolingSystem:
    factor = Factor.of("relative", [(f"{relative} [assumed]", "")], Known(float("inf")))
    return system.model_copy(update={"chiller": system.chiller.model_copy(update={"relative": factor})})


if __name__ == "__main__":
    main()
