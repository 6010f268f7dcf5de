"""What a programme computes, in rows, sentences and data, and as the command prints them."""

import json
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

import stargate as sg
from stargate.cli import app
from stargate.errors import StargateError
from stargate.programme.catalogue import catalogue
from stargate.reports.computing import computed, in_words, rows, told, year_ends


@pytest.fixture(scope="module")
def small_computed(small):
    return computed(sg.simulate(sg.announced(small), n=40, seed=1))


def test_every_line_is_ordered_and_finite(small_computed):
    for row in rows(small_computed):
        assert np.isfinite(row.values).all(), row.measure
        assert (np.diff(row.values, axis=0) >= 0).all(), row.measure
        if not row.unit:
            assert ((row.values >= 0) & (row.values <= 1)).all()


def test_ends_of_years(small_computed):
    """Small starts in January 2024: the end of 2026 is that of its 36th month."""
    assert year_ends(small_computed)[2026] == 35
    assert max(year_ends(small_computed)) == 2032


def test_what_is_told_is_plain(small_computed):
    page = json.loads(json.dumps(told(small_computed), allow_nan=False))
    assert page["months"][35] == "2026-12-31"
    assert all(len(row.get("p50", row.get("chance"))) == len(page["months"]) for row in page["rows"])
    assert [(group["product"], group["pays"]) for group in page["groups"]] == [
        ("plan", True),
        ("plan", False),
        ("tokens", True),
    ]
    assert all(0 <= share <= 1 for group in page["groups"] for share in group["short"]["p90"])
    assert page["rivals"] == [{"title": "Cedar", "h100e": {"2025-01-31": 150_000}}]
    assert page["published_runs"][0]["published"] == "2025-01-31"
    assert page["per_token"]["plan"] == {"by_model": False, "stated": [0.8, 0.8, 0.8], "computed": None}


def test_sentences_say_who_is_short_and_what_tokens_explain(small_computed):
    said = " ".join(in_words(small_computed))
    assert "tokens of products explain" in said
    assert "users who pay nothing: short in" in said
    assert "[assumed]" in said
    assert "The largest run finished by the end of 2028" in said
    assert "nan" not in said


def test_where_nothing_is_drawn_no_chance_is_said(small):
    told_once = computed(sg.simulate(sg.announced(small), n=1, seed=1))
    said = " ".join(in_words(told_once))
    assert not told_once.many
    assert "of futures" not in said
    assert "%)" not in said


def test_without_demand_there_are_accelerators_still(small):
    contents = small.contents.model_copy(update={"demand": None})
    found = computed(sg.simulate(sg.announced(replace(small, contents=contents)), n=2, seed=1))
    assert [row.title for row in rows(found)] == ["Accelerators"] * 3
    assert "write: demand.yaml" in " ".join(in_words(found))


def test_what_is_missing_is_said_once_and_why(small):
    """Neither share of compute without a workload, and a chip whose 8-bit peak nobody knows."""
    own = catalogue().chips["gb300"].model_copy(update={"peak_8_bit": None})
    contents = small.contents.model_copy(update={"workload": None, "chips": {"gb300": own}})
    said = in_words(computed(sg.simulate(sg.announced(replace(small, contents=contents)), n=2, seed=1)))
    assert said[0] == "Left out: north.phases.one and north.phases.two (the 8-bit peak of GB300 is not known)."
    assert [text.partition(";")[0] for text in said[1:]] == ["nothing says what trains"]


def test_where_nothing_computes_yet_nothing_is_said_of_its_parts(small):
    """Nobody says what there is elsewhere, and no building runs by the end of 2026, or ever from 2032 on."""
    contents = small.contents.model_copy(
        update={"demand": small.contents.demand.model_copy(update={"elsewhere": None})}
    )
    early = computed(sg.simulate(sg.announced(replace(small, contents=contents)), n=20, seed=1))
    said = " ".join(in_words(early))
    assert "nan" not in said
    assert "Research and training take" not in said
    late = computed(sg.simulate(sg.announced(small.at("2032-06-30")), n=20, seed=1))
    assert (late.allocation.fleet.total() == 0).all()
    assert (late.allocation.it_power[:, -1] > 0).all()


def test_a_horizon_before_the_end_of_a_year_is_told(small):
    contents = small.contents.model_copy(update={"horizon": "2026-10-31"})
    with pytest.raises(StargateError, match=r"no year ends between 2026-06-30 and .*\n  write: horizon: 2026-12-31"):
        in_words(computed(sg.simulate(sg.announced(replace(small, contents=contents)), n=2, seed=1)))


def test_what_is_told_is_the_fleet(small_computed):
    """Rows are what `sg.fleet` has, and the whole is its campuses in every future."""
    found = sg.fleet(sg.simulate(sg.announced(small_computed.fleet.futures.programme), n=40, seed=1))
    row = next(row for row in told(small_computed)["rows"] if row["measure"] == "All campuses")
    assert row["p90"] == found.percentiles(found.total(), [90])[0].tolist()
    assert np.array_equal(found.total(), sum(found.total(site) for site in found.sites))


def test_the_command(small_folder):
    text = CliRunner().invoke(app, ["compute", str(small_folder), "--futures", "20"]).output
    assert "North Ridge" in text
    assert "Chance to be short" in text
    data = json.loads(CliRunner().invoke(app, ["compute", str(small_folder), "--futures", "20", "--json"]).output)
    assert data["futures"] == 20
