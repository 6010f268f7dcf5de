"""The timetable's title counts, its rows ask the futures, and weights count."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stargate as sg
from stargate.reports.drawn import Drawn
from stargate.reports.shared import shared_figure
from stargate.reports.timetable import Row, timetable, title
from stargate.reports.words import count


def row(announced_chance, observed=None):
    given_ = {"candidate": False, "announced_chance": announced_chance, "observed": observed}
    return Row(**(dict.fromkeys(Row.__dataclass_fields__) | given_))


@given(st.lists(st.tuples(st.sampled_from([None, 0.0, 0.2, 0.5, 1.0]), st.booleans()), max_size=15))
def test_the_title_is_true(phases):
    phases = [(chance if not seen or chance is None else round(chance), seen) for chance, seen in phases]
    said = title([row(chance, "2025-12-31" if seen else None) for chance, seen in phases])
    dated = [(chance, seen) for chance, seen in phases if chance is not None]
    late = [seen for chance, seen in dated if chance < 0.5]
    if not dated:
        assert said == "No phase of the programme has an announced date"
        return
    words = {"the only phase": 1, "both phases": 2} | {f"all {count(k)} phases": k for k in range(3, 20)}
    subject = said.partition(" with")[0].lower()
    numbers = re.fullmatch(r"(\w+) of (\w+) phases", subject)
    small = {count(k): k for k in range(20)}
    first, second = (small[v] for v in numbers.groups()) if numbers else [words[subject]] * 2
    assert second == len(dated)
    assert first == (len(late) or len(dated))
    assert ("meet" in said) == (not late)
    assert ("missed it" in said) == (bool(late) and all(late))
    assert ("already energised late" in said) == (any(late) and not all(late))


def test_title_of_one_future_and_of_none_drawn():
    rows = [row(0.0), row(1.0)]
    assert title(rows, Drawn.ONE) == "One of two phases with an announced date misses it in the one future drawn"
    assert title(rows, Drawn.NOTHING) == "2 phases, dates taken at their word"
    assert title(rows[:1], Drawn.MANY) == (
        "The only phase with an announced date misses it in more than half of the futures"
    )


def test_the_chance_by_the_target_day(small_futures):
    found = timetable(small_futures, "2028-12-31")
    for each in found.rows:
        assert each.by_target == small_futures.chance(of=each.address, by="2028-12-31")
    assert any(0 < each.by_target < 1 for each in found.rows)


def test_a_supply_that_never_comes_holds_its_phase(written):
    """Not 'waits longest, 0 months later', nor in 0% of futures: it is never within the horizon."""
    folder = written("sites/south.yaml", "  shell:\n", "  shell:\n    takes:\n      gensets:\n"
                     "        generation_power: 300 MW [assumed]\n")  # fmt: skip
    (folder / "limits.yaml").write_text("gensets:\n  title: Engines\n  generation_power:\n    2027: 80 MW [assumed]\n")
    futures = sg.simulate(sg.announced(sg.read(folder)), n=100)
    row = next(row for row in timetable(futures, "2028-12-31").rows if row.never > 0.99)
    assert (row.holds[0].kind, row.holds[0].share) == ("waiting", pytest.approx(1.0))
    said = shared_figure(futures).title
    assert "is never within the horizon in >99% of futures, for want of engines" in said


def test_never_counts_weights(invented):
    candidate = {"status": "candidate", "more": "acceptance:\n  chance: 40% [assumed]"}
    futures = sg.simulate(sg.announced(invented(candidate)), n=400)
    never = np.isinf(futures.dates[:, 0])
    heavy = replace(futures, weight=np.where(never, 3.0, 1.0))
    assert timetable(futures, "2028-12-31").rows[0].never == pytest.approx(never.mean())
    assert timetable(heavy, "2028-12-31").rows[0].never == pytest.approx(3 * never.sum() / (400 + 2 * never.sum()))
