"""What to find out first, what partners must agree on, and what was ever said of a campus."""

import numpy as np
import pytest

import stargate as sg
from stargate.futures.quantiles import quantiles
from stargate.reports.agreements import agreements_figure
from stargate.reports.findings import findings
from stargate.reports.sheet import sheet, sheets

DAY = "2028-12-31"


def test_only_assumptions_are_to_be_found_out(reference_futures):
    found = findings(reference_futures, DAY)
    for finding in found.load + found.money:
        assert "assumed" in finding.text
        assert 0 < finding.narrows < (found.load_range if finding in found.load else found.money_range)
    assert [f.narrows for f in found.load] == sorted((f.narrows for f in found.load), reverse=True)
    assert found.title.startswith(f"Find out first: {found.load[0].name}. It alone takes ")


def test_an_assumption_that_becomes_known_leaves_the_list_and_narrows_the_range(reference, reference_futures):
    """The claim itself: with the first of the list known, at one of its twentieths after the other, as much is gone."""
    before = findings(reference_futures, DAY)
    first = before.load[0]
    figure, widths = reference[first.address], []
    for share in np.arange(0.05, 1, 0.1):
        known = reference.override({first.address: figure.drawn(figure.quantile(share))})
        futures = sg.simulate(sg.announced(known), n=10_000, seed=1)  # the same numbers as before
        low, high = quantiles(futures.energised_dated.at(DAY), futures.weight, [0.1, 0.9])
        widths.append(high - low)
    after = findings(futures, DAY)
    assert first.address not in [finding.address for finding in after.load]
    assert before.load_range - np.mean(widths) == pytest.approx(first.narrows, rel=0.27)


def test_one_future_has_nothing_to_find_out(small):
    found = findings(sg.simulate(sg.announced(small), n=1), DAY)
    assert found.load == found.money == []
    assert found.title == "No assumption with a range moves the headline"


def test_agreements_are_told_by_the_names_of_their_parties(reference_futures):
    found = agreements_figure(reference_futures, DAY)
    consensus = next(n for n in found.finished if n.address == "agreements.partner_consensus")
    assert consensus.took == pytest.approx(8.1, abs=0.05)
    assert {part.name for part in consensus.parties} == {"MGX", "Oracle", "OpenAI", "SoftBank Group"}
    assert "8 months, of which a single round would have saved" in found.title
    assert found.waits[0].months >= found.waits[-1].months > 0


def test_a_sheet_holds_every_reading_of_its_campus(reference):
    found = sheet(reference, "saline")
    parts = [p for a, p in {**reference.figures, **reference.statements}.items() if a.startswith("sites.saline.")]
    assert len(found.entries) == sum(len(part.readings) for part in parts)
    assert sum(entry.counts for entry in found.entries) == sum(part.known for part in parts)
    days = [entry.day for entry in found.entries]
    assert days == sorted(days, reverse=True)


def test_sheets_tell_what_was_said_only_later(reference):
    then = reference.at("2026-03-31")
    entries = [entry for each in sheets(then) for entry in each.entries]
    assert any(entry.later for entry in entries)
    assert not any(entry.later and entry.counts for entry in entries)
    assert all(entry.day > "2026-03-31" for entry in entries if entry.later)
    assert {entry.kind for entry in entries} == {"observed", "forecast", "announced", "assumed", "said"}
