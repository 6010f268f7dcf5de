"""Accelerators by month.

The fleet of the reference programme in 10,000 of its futures, in this process on one core: what each building holds, by
generation, then H100 equivalents of every campus at the end of every month, and one more quantity of all of them, which
is what each further question costs. The futures stand; they are not simulated again.
"""

from _measured import PROGRAMME, Table, cpu_seconds

import stargate as sg

FUTURES = 10_000


def tables() -> list[Table]:
    futures = sg.simulate(sg.announced(sg.read(PROGRAMME)), n=FUTURES)
    fleet = sg.fleet(futures, n=FUTURES)
    rows = [
        ("figures drawn, buildings", cpu_seconds(lambda: sg.fleet(futures, n=FUTURES))),
        ("H100 equivalents by campus too", cpu_seconds(lambda: sg.fleet(futures, n=FUTURES).h100e)),
        ("one chip's number, all campuses", cpu_seconds(lambda: fleet.accelerators("vr200"))),
        ("16-bit peak of one campus", cpu_seconds(lambda: fleet.peak(16, "shackelford"))),
        ("at a day, all campuses", cpu_seconds(lambda: fleet.at("2029-12-31"))),
    ]
    buildings = len(fleet.equipment.phase_of)
    return [Table((f"{FUTURES:,} futures, {buildings} buildings, {len(fleet.time)} months", "CPU s"), rows)]
