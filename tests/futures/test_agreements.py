"""What agreements do: a party's part by hand, and by running the programme again."""

from functools import partial

import numpy as np
import pytest

import stargate as sg
from stargate.futures.agreements import agreements, waits_by_partner

OPEN = "  another_round: 40% [assumed]\n  started: 2024-09-01 [invented-release]\n  finished: 2025-01-15 [invented-release]"


@pytest.fixture
def negotiated(written):
    """The small programme with an agreement that nothing has begun, and which South Fork's shell waits for."""

    def read(alder, birch, again):
        written("agreements.yaml", OPEN, f"  another_round: {again} [assumed]")
        written("agreements.yaml", "alder: 1 to 3 months", f"alder: {alder}")
        written("agreements.yaml", "birch: 1 to 4 months", f"birch: {birch}")
        folder = written(
            "sites/south.yaml",
            "after: [shell]",
            "after: [shell, agreements.partnership]\n    not_before: 2029-12-31 [assumed]",
        )
        return sg.read(folder)

    return read


def test_the_slower_party_costs_the_difference(negotiated):
    """Hand case: 5 and 2 months in one round; without the slower 3 months less, without the quicker nothing."""
    futures = sg.simulate(sg.announced(negotiated("5 months", "2 months", "0%")), n=100)
    (found,) = agreements(futures, "2029-12-31")
    assert found.left == (5, 5, 5)
    assert list(found.without) == ["alder", "birch"]
    assert found.without["alder"].shorter == pytest.approx(3)
    assert found.without["birch"].shorter == 0
    assert found.one_round.shorter == 0


def test_further_rounds_cost_their_mean(negotiated):
    """Hand case: rounds of 4 months, each followed by another with even odds, take 8 on average instead of 4."""
    futures = sg.simulate(sg.announced(negotiated("4 months", "4 months", "50%")), n=4000)
    (found,) = agreements(futures, "2029-12-31")
    assert found.one_round.shorter == pytest.approx(4, abs=0.3)


def test_effects_are_those_of_running_the_changed_programme(negotiated):
    """Oracle: the public way, a figure overridden and everything read and simulated again."""
    programme = negotiated("30 to 60 months", "20 to 70 months", "30%").override(
        {"sites.south.activities.fit_out.not_before": "2026-06-30 [assumed]"}
    )
    futures = sg.simulate(sg.announced(programme), n=2000)
    (found,) = agreements(futures, "2031-12-31")
    weighed = partial(np.average, weights=futures.weight)
    for address, effect in (
        ("agreements.partnership.parties.birch", found.without["birch"]),
        ("agreements.partnership.another_round", found.one_round),
    ):
        zero = "0 months [assumed]" if "parties" in address else "0% [assumed]"
        other = sg.simulate(sg.announced(programme.override({address: zero})), n=2000)
        moved = (futures.dates != other.dates).any(axis=0)
        assert moved.all()  # every phase waits for it
        assert effect.earlier == pytest.approx(weighed((futures.dates - other.dates)[:, moved].mean(axis=1)), abs=1e-9)
        gained = other.energised.at("2031-12-31") - futures.energised.at("2031-12-31")
        assert effect.gained == pytest.approx(weighed(gained), abs=1e-9)
        assert effect.earlier > 0


def test_a_finished_agreement_is_seen_from_futures_that_took_as_long(small_futures):
    (found,) = agreements(small_futures, "2028-12-31")
    assert found.took == pytest.approx(4.5, abs=0.1)
    assert 0 < found.without["birch"].shorter < found.took
    assert 0 < found.one_round.shorter < found.took


def test_nothing_gets_longer_without_a_party(reference):
    """On average; in a single future what has passed may then have been an earlier round."""
    for day in ("2025-06-30", "2025-12-31", "2026-11-22"):
        for found in agreements(sg.simulate(sg.announced(reference.at(day)), n=3000), "2028-12-31"):
            assert all(effect.shorter > -0.05 and effect.earlier > -0.1 for effect in found.without.values())
            assert found.one_round.shorter > -0.05


def test_waits_by_partner_count_what_each_must_do(written):
    """Hand case: one open activity of 10 months that birch must do; everything else waits for nobody."""
    futures = sg.simulate(sg.announced(sg.read(written.folder)), n=300)
    waits = waits_by_partner(futures)
    assert waits["cedar"] == max(waits.values())
    open_ones = [p for p in futures.phases() if np.isnan(futures.model.network.ready[p])]
    assert waits["cedar"] <= futures.months[open_ones].sum(axis=1).max()
