"""Computes the chillers of catalogue/cooling: `STARGATE_REFERENCE_DATA=FOLDER python docs/make_cooling.py`.

The published model of Lei and Masanet (2022, <https://doi.org/10.1016/j.resconrec.2022.106323>) keeps its chillers in
fitted regressors that are not printed. What it says of PUE is turned round here: the electricity of chillers per heat
is what is left of that PUE when everything else of our system is taken off. PUE is linear in it, so two runs of a
system give it exactly.

- `cop` of hyperscale halls: from PUE by outdoor temperature at the middle of the paper's ranges.
- `relative` of the air-cooled chillers of midsize halls: from the middle of the paper's bands by climate zone, the mean
  over weather stations. One figure, for what chillers lose at the low part loads of such halls.
"""

import sys
from pathlib import Path

import numpy as np

from stargate.climate.weather import Weather
from stargate.cooling.element import CoolingSystem
from stargate.cooling.plant.chiller import CopByCondenserWater, CopByOutdoorAir
from stargate.programme.catalogue import cooling_system
from stargate.quantity.measures import Factor
from stargate.quantity.sources import Known

sys.path.append(str(Path(__file__).resolve().parent.parent / "benchmarks"))
from _published_cooling import CASES, SAME, at_sea_level, bands, grid, stations, zone


def main() -> None:
    """Prints the figures of the catalogue."""
    print("water_chiller        cop:", *water_chiller())
    print("air_chiller          cop:", *air_chiller())
    print(f"air_chiller_midsize  relative: {air_chiller_midsize():.2f}")


def water_chiller() -> list[float]:
    """COP at condenser water of 0, 5, ... 35 degC: a parabola through the electricity per heat at the grid's points."""
    given, system = grid(SAME["water_chiller"]), cooling_system("water_chiller")
    hours = at_sea_level(given["drybulb_C"], given["rh_pct"])
    now = np.interp(system.tower.leaving(hours), CopByCondenserWater.at, 1 / np.array(system.chiller.cop.numbers))
    fit = np.polyfit(given["wetbulb_C"] + system.tower.approach.p50, now * _times(system, hours, given["pue"]), 2)
    return [round(float(1 / value), 2) for value in np.polyval(fit, CopByCondenserWater.at)]


def air_chiller() -> list[float]:
    """COP at outdoor air of -5, 0, ... 40 degC, each the mean over the grid's humidities."""
    given, system = grid(SAME["air_chiller"]), cooling_system("air_chiller")
    hours = at_sea_level(given["drybulb_C"], given["rh_pct"])
    now = np.interp(given["drybulb_C"], CopByOutdoorAir.at, 1 / np.array(system.chiller.cop.numbers))
    taken = now * _times(system, hours, given["pue"])
    return [round(float(1 / taken[given["drybulb_C"] == at].mean()), 2) for at in CopByOutdoorAir.at]


def air_chiller_midsize() -> float:
    """What chillers of midsize halls reach of that: the mean over stations, each at the middle of its zone's band.

    What lies above 1 of a PUE is taken to be lognormal within the band.
    """
    system, published, found = cooling_system("air_chiller_midsize"), bands(), []
    for year in stations():
        low, high = published[CASES["air_chiller_midsize"], zone(year)].pue
        middle = 1 + np.sqrt((low - 1) * (high - 1))
        found.append(1 / _times(system, year, middle, mean=True))
    return float(np.mean(found))


def _times(system: CoolingSystem, hours: Weather, pue: np.ndarray | float, *, mean: bool = False) -> np.ndarray:
    """By how much the electricity of the chillers at COP of the row is to be multiplied, to reach a PUE.

    `pue` is that of each hour, or where `mean` says so that of the year."""
    one, half = (_with(system, relative).hours(hours).pue for relative in (1, 2))
    if mean:
        one, half = one.mean(), half.mean()
    return 1 + (pue - one) / (2 * (one - half))


def _with(system: CoolingSystem, relative: int) -> CoolingSystem:
    factor = Factor.of("relative", [(f"{relative} [assumed]", "")], Known(float("inf")))
    return system.model_copy(update={"chiller": system.chiller.model_copy(update={"relative": factor})})


if __name__ == "__main__":
    main()
