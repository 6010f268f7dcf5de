"""Critical path.

Beside pmcontrols, on one network of 1,200 invented activities and 2,189 links, in one process and on one core. Before
anything is timed, early dates (to 1e-9 months) and critical activities of 20 samples are held against `pmcontrols.cpm`.
A sample is one set of durations: the forward pass gives its early dates, the second pass what is critical.
`pmcontrols.pert` draws and does both passes; given single values it draws nothing, so that its passes are timed by
themselves. Its draws follow beta distributions, ours two-sided lognormal ones. How fast it is depends on how many
samples it is asked for: of 500, 2,000 and 5,000 the fastest counts.
"""

import pmcontrols
from _measured import Table, cpu_seconds
from _network import ACTIVITIES, Ours, differences, drawn, invented, ranges

SAMPLES, CHECKED, RUNS = 500, 20, 20
THEIR_SAMPLES = (500, 2000, 5000)


def tables() -> list[Table]:
    waits = invented()
    assert len(waits) == ACTIVITIES
    ours = Ours(waits, SAMPLES)
    draws = drawn(ours.order)
    duration = draws(SAMPLES)
    if found := differences(waits, duration[:CHECKED], pmcontrols.cpm):
        raise SystemExit("\n".join(found))
    first = SAMPLES / cpu_seconds(lambda: ours.forward(duration), RUNS)
    both = SAMPLES / cpu_seconds(lambda: ours.passes(duration), RUNS)
    drawing = SAMPLES / cpu_seconds(lambda: draws(SAMPLES), RUNS)
    whole = SAMPLES / cpu_seconds(lambda: ours.passes(draws(SAMPLES)), RUNS)
    their_both, their_whole = _theirs(waits, single=True), _theirs(waits, single=False)
    rows = [
        ("forward pass, durations given", first, "", ""),
        ("both passes, durations given", both, their_both, both / their_both),
        ("draws alone", drawing, "", ""),
        ("draws and both passes", whole, their_whole, whole / their_whole),
    ]
    return [Table(("samples per core-second", "stargate", "pmcontrols", "ratio"), rows)]


def _theirs(waits: dict[str, list[str]], single: bool) -> float:
    """Samples per core-second of `pmcontrols.pert`, without draws where every duration is a `single` value."""
    records = [
        {"id": name, "predecessors": waits[name], "a": low, "m": low if single else mid, "b": low if single else high}
        for name, (low, mid, high) in ranges(list(waits)).items()
    ]
    return max(n / cpu_seconds(lambda n=n: pmcontrols.pert(records, n_sim=n), 2) for n in THEIR_SAMPLES)
