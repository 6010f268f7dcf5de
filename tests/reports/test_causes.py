"""What moves the outcome: said of events as of events, with what stands in the files, and of nothing as of nothing."""

from dataclasses import replace

import numpy as np
import pytest

import stargate as sg
from stargate.futures.moves import moves
from stargate.reports.causes import Cause, causes, title
from stargate.reports.drawn import Drawn

AT = "2028-12-31"


def cause(event):
    return Cause("a", "A stop", "", -200.0, 300.0, 10.0, event, True)


def test_every_kind_of_title():
    assert title([cause(False)], AT) == (
        "A stop moves IT load at the end of 2028 most: 500 MW between its worst and best tenth"
    )
    assert title([cause(True)], AT) == ("One event moves IT load at the end of 2028 most, by 500 MW: A stop")
    assert title([], AT) == "No single figure moves IT load at the end of 2028 beyond Monte Carlo error"
    assert title([], AT, Drawn.NOTHING) == "Nothing is drawn in this scenario"
    assert title([], AT, Drawn.ONE) == "One future is drawn: it does not tell what moves it"


def test_figures_too_small_to_tell_are_not_called_nothing(small):
    futures = sg.simulate(sg.announced(small), n=30)
    found = causes(futures, "2026-07-31")
    assert found.rows == []
    assert found.title == "No single figure moves IT load at 31 Jul 2026 beyond Monte Carlo error"


def test_an_event_has_its_chance_and_an_agreement_its_rounds(written):
    folder = written("risks.yaml", "chance: 10 to 30% [assumed]", "chance: 10 to 30% [invented-release]")
    text = (folder / "agreements.yaml").read_text()
    (folder / "agreements.yaml").write_text(
        text.replace("  started: 2024-09-01 [invented-release]\n", "")
        .replace("  finished: 2025-01-15 [invented-release]\n", "")
        .replace("alder: 1 to 3 months", "alder: 6 to 30 months")
    )
    rows = {row.address: row for row in causes(sg.simulate(sg.announced(sg.read(folder)), n=20_000), AT).rows}
    risk = rows["risks.line_appeal"]
    assert (risk.event, risk.assumed, risk.text) == (True, False, "10 to 30% [invented-release]")
    agreement = rows["agreements.partnership"]
    assert agreement.text == (
        "alder 6 to 30 months [assumed], birch 1 to 4 months [assumed], another round 40% [assumed]"
    )
    assert agreement.assumed


def test_the_error_counts_weights(small_futures):
    """Futures of no weight carry none: as if the others had been drawn alone."""
    heavy = replace(small_futures, weight=np.where(np.arange(small_futures.n) % 4 == 0, 1.0, 1e-12))
    even, uneven = (
        {move.address: move.error for move in moves(futures, "dated", AT) if not move.event}
        for futures in (small_futures, heavy)
    )
    for address, error in even.items():
        assert uneven[address] == pytest.approx(2 * error, rel=0.2)
