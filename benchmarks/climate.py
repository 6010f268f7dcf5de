"""Typical years against the years of stations they were not fitted to.

The generator's constants are fitted to hourly TMY3 years of all stations but one, which is then generated from its
monthly normals alone and held against its real year: how far off each score is, over 61 stations in New Mexico, Ohio
and Texas (the median, the tenth and the nine tenths; then the medians by state). Monthly means are inputs and are not
scored. The normals hold no persistence, and of humidity means and one percentile. Deviations, lag-24 autocorrelation
and WUE are in % of the real figure; a quantile beside another is the mean of the hours within 1% of it. Solar is
computed by pvlib, wind with a cubic power curve at 100 m, cooling by each system of the catalogue. WUE below 0.02 L/kWh
is left out. The form of the generator and a few constants in its code were chosen with the scores of all these
stations in view (how softly air comes near saturation, how much of what is left of dry bulb goes on every day, how much
persistence drawn tails take away, which signs of a month say how its days vary), so that other stations may come out a
little worse: where a whole state at a time is left out, WUE of the air economisers is off by 10% to 11% in the median.
Stations are found through STARGATE_REFERENCE_DATA.
"""

import sys

import numpy as np
from _measured import Table, cpu_seconds
from _weather import COOLING_GOALS, GOALS, errors, fitter, real

from stargate.climate.psychrometrics import wet_bulb
from stargate.climate.typical import typical_year

STATES = ("NM", "OH", "TX")


def tables() -> list[Table]:
    try:
        stations = fitter().hourly_stations()
    except (KeyError, OSError):
        print("climate: reference data not present", file=sys.stderr)
        return []
    known = {usaf: fitter().statistics(usaf) for usaf in stations}
    off = {usaf: _off(usaf, known) for usaf in stations}
    climate, year = fitter().climate(stations[0]), real(stations[0])
    speed = [
        ("a typical year", 1000 * cpu_seconds(lambda: typical_year(climate, 1))),
        ("wet bulb of 8,760 hours", 1000 * cpu_seconds(lambda: wet_bulb(year.dry_bulb, year.dew_point, year.pressure))),
    ]
    return [
        Table(("off by", "goal", "median", "10%", "90%", *STATES), [_row(name, off) for name in _scores(off)]),
        Table(("alone", "CPU ms"), speed),
    ]


def _off(usaf: str, known: dict[str, dict]) -> dict[str, float]:
    constants = fitter().fit(each for other, each in known.items() if other != usaf)
    return errors(typical_year(fitter().climate(usaf), 0, general=constants), real(usaf))


def _scores(off: dict[str, dict[str, float]]) -> list[str]:
    return list(dict.fromkeys(name for each in off.values() for name in each))


def _row(name: str, off: dict[str, dict[str, float]]) -> tuple[object, ...]:
    goal = GOALS.get(name) or COOLING_GOALS[name.rpartition(": ")[2]]
    state = fitter().stations().state
    values = {usaf: each[name] for usaf, each in off.items() if name in each}
    by_state = [[value for usaf, value in values.items() if state[usaf] == one] for one in STATES]
    all_of = np.quantile(list(values.values()), (0.5, 0.1, 0.9))
    medians = [float(np.median(some)) if some else "" for some in by_state]
    return (name, goal, *map(float, all_of), *medians)
