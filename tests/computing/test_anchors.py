"""Models beside what others published: none outside without a reason that still holds."""

import json
import re

import numpy as np
import pytest

from stargate.compute.chip import Chip
from stargate.compute.inference import Spread, step_time
from stargate.compute.language_model import LanguageModel
from stargate.compute.serving import accelerator, efforts, served_model
from stargate.compute.serving_practice import ServingPractice
from stargate.computing.anchors.anchor import Anchor, Held, anchors, held, kind_of, kinds
from stargate.computing.serving import served
from stargate.errors import ProgrammeError, StargateError
from stargate.programme.catalogue import entry, names
from stargate.quantity.measures import Factor
from stargate.quantity.noun import Branch
from stargate.quantity.sources import Known
from stargate.reports.anchors import reasons, rows, summary, told

ALL = names("anchors")


@pytest.fixture(scope="module")
def found():
    return {one.name: one for one in anchors()}


@pytest.mark.parametrize("name", ALL)
def test_none_lies_outside_without_a_reason(name, found):
    one = found[name]
    assert np.isfinite(one.model)
    assert one.inside or len(one.because.split()) > 8, f"{one.title}: {one.model:.4g} {one.unit}, {one.published}"
    assert not (one.inside and one.because), f"{one.title} lies inside: its reason is no longer one"


@pytest.mark.parametrize("name", ALL)
def test_every_anchor_is_published(name):
    anchor = entry("anchors", name, kind_of)
    assert not anchor.figure.assumed
    assert anchor.within is None or 1 < anchor.within.p50 <= 2


def test_every_kind_is_one_final_class_and_used():
    made = {kind for kind in kinds() if kind not in ("anchor", "campus", "case", "run")}
    assert all(issubclass(kind_of(naming(kind)), Anchor) for kind in made)
    assert {entry("anchors", name, kind_of).held_against for name in ALL} == made


def naming(kind):
    tree = Branch("catalogue.anchors.x", "x.yaml:1")
    tree["held_against"] = kind
    return tree


def test_a_kind_that_is_none_is_refused():
    with pytest.raises(StargateError, match="write: held_against: throughput"):
        kind_of(naming("thruput"))
    with pytest.raises((StargateError, ProgrammeError), match="gpt_oss_b200"):
        held("gpt_oss_b20")


def one_of(model, low, high, within=1.0):
    return Held("x", "kind", "A thing", "1 [x]", low / within, high * within, model, "", within, "", "", "", "")


def test_inside_and_off_by_hand():
    assert one_of(1.4, 1.0, 1.0, within=1.5).inside
    assert not one_of(1.6, 1.0, 1.0, within=1.5).inside
    assert one_of(1.6, 1.0, 1.0, within=1.5).off == pytest.approx(1.6)
    assert one_of(0.5, 1.0, 2.0).off == pytest.approx(0.5)
    assert one_of(1e9, 1.0, float("inf")).inside
    assert one_of(0.1, 0.0, 2.0).inside


def test_what_is_told_is_complete(found):
    listed = list(found.values())
    text = json.dumps(told(listed), allow_nan=False)
    assert all(name in text for name in ALL)
    assert len(rows(listed)) == len(ALL)
    outside = [one for one in listed if not one.inside]
    assert len(reasons(listed)) == len(outside)
    given = sum(bool(one.put_in) for one in listed if one.inside)
    assert f"{len(listed)} published figures the models lie inside {len(listed) - len(outside)}" in summary(listed)
    assert f" {given} of these put in" in summary(listed)


def test_what_was_published_is_written_like_what_is_computed(found):
    for _, published, said, _ in rows(list(found.values())):
        figure = published.partition(" [")[0]
        assert "_" not in figure, published
        assert not re.search(r"(?<![.\d])\d{4}", f"{figure}; {said}"), published
        assert not figure.startswith("floor"), published


def practice(**changes):
    typical = entry("serving", "typical", ServingPractice)
    said = {name: Factor.of(name, [(f"{value} [assumed]", "")], Known(float("inf"))) for name, value in changes.items()}
    return typical.model_copy(update=said)


def test_reasons_that_name_a_number_hold():
    """What `because` says of the model beside the anchor itself."""
    model = served_model(entry("models", "gpt_oss_120b", LanguageModel), 4)
    spread = Spread(np.array(2.0), np.array(False))
    time = step_time(model, accelerator(entry("chips", "b200", Chip), 4), efforts(practice()), spread, 250.0, 1_536.0)
    assert 1 / time == pytest.approx(100, rel=0.3), "gpt_oss_b200: a step as the benchmark runs it"

    asked = {"context": 1_024, "generated": 1_024, "speed": 140}
    one = served("deepseek_v3", "gb200", 8, **asked).tokens_per_second
    more = served("deepseek_v3", "gb200", 8, **asked, practice=practice(tokens_per_step=1.8)).tokens_per_second
    assert 2 < more / one < 3, "multi_token_prediction"

    def slow(figure):
        return figure.p90 if figure.address.endswith("layer_overhead") else figure.p50

    rack = served("deepseek_v3", "gb200", 8, context=8_192, generated=1_024, speed=164, of=slow)
    assert rack.tokens_per_second < 1.5 * 818, "deepseek_r1_gb200_fast"
