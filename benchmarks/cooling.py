"""Cooling systems against what is published.

First PUE and WUE by hour against the model of Lei and Masanet (2022,
<https://doi.org/10.1016/j.resconrec.2022.106323>) at the middle of its ranges for hyperscale halls, by dry bulb and
humidity: root mean square difference, and mean difference. The COP of the chillers are taken from its PUE, so that the
PUE of the last two says how well their form fits and no more; WUE and the economisers are ours. Its towers reject less
heat than goes in (nothing of fans, and behind an economiser nothing of condensation and compressors), hence the
difference of WUE.

Then years of weather stations against its 5th to 95th percentile by climate zone: the mean of ours over stations, and
how many of them lie inside. Its chillers without economisers stand in midsize halls, so ours do here; the air-cooled
ones have one figure fitted to the middle of these bands. Zones are those of ASHRAE Standard 169 by degree days; whether
one is dry is told by mean humidity instead of rain.

Direct-to-chip cooling is not in that paper. Trade press says a PUE of about 1.1 and nearly no water.
The data are no part of the project: they are found through STARGATE_REFERENCE_DATA.
"""

import sys

import numpy as np
from _measured import Table, cpu_seconds
from _published_cooling import CASES, SAME, at_sea_level, bands, folder, grid, grid_file, stations, zone

from stargate.programme.catalogue import cooling_system, names


def tables() -> list[Table]:
    if not folder().is_dir():
        print("cooling: reference data not present", file=sys.stderr)
        return []
    years = list(stations())
    by_hour = [_against_grid(name) for name in SAME] if grid_file().exists() else []
    columns = ("system", "RMSE PUE", "RMSE WUE, L/kWh", "mean PUE", "mean WUE, L/kWh")
    speed = [
        (name, 1e3 * cpu_seconds(lambda name=name: cooling_system(name).hours(years[0]))) for name in names("cooling")
    ]
    return [
        Table(columns, by_hour),
        Table(("system", "zone", "stations", "PUE", "inside", "WUE", "inside"), _against_bands(years)),
        Table(("not in the paper", "zone", "stations", "PUE", "WUE"), _by_zone(years, "direct_to_chip")),
        Table(("one year", "CPU ms"), speed),
    ]


def _against_grid(name: str) -> tuple[object, ...]:
    given = grid(SAME[name])
    ours = cooling_system(name).hours(at_sea_level(given["drybulb_C"], given["rh_pct"]))
    off = ours.pue - given["pue"], ours.wue - given["wue_L_per_kWh_IT"]
    return (name, *(f"{np.sqrt((d**2).mean()):.4f}" for d in off), *(f"{d.mean():+.4f}" for d in off))


def _against_bands(years: list) -> list[tuple[object, ...]]:
    published, rows = bands(), []
    for name, case in CASES.items():
        inside = [0, 0]
        for where, number, pue, wue in _years(years, name):
            found = [_inside(means, band) for means, band in zip((pue, wue), published[case, where], strict=True)]
            inside = [a + b for a, b in zip(inside, found, strict=True)]
            rows.append((name, where, number, f"{pue.mean():.3f}", found[0], f"{wue.mean():.3f}", found[1]))
        rows.append((name, "all", len(years), "", inside[0], "", inside[1]))
    return rows


def _inside(means: np.ndarray, band: tuple[float, float]) -> int:
    return int(((band[0] <= means) & (means <= band[1])).sum())


def _by_zone(years: list, name: str) -> list[tuple[object, ...]]:
    return [(name, where, n, f"{pue.mean():.3f}", f"{wue.mean():.4f}") for where, n, pue, wue in _years(years, name)]


def _years(years: list, name: str) -> list[tuple[str, int, np.ndarray, np.ndarray]]:
    """Yearly means of every station, by climate zone."""
    system, zones = cooling_system(name), [zone(year) for year in years]
    means = np.array([(hours.pue.mean(), hours.wue.mean()) for hours in map(system.hours, years)])
    chosen = {where: np.array([z == where for z in zones]) for where in sorted(set(zones))}
    return [(where, int(these.sum()), *means[these].T) for where, these in chosen.items()]
