"""Mistakes in the demand for compute: one clear message each; and what was not known yet."""

import pytest

import stargate as sg
from stargate.errors import ProgrammeError

D, P = "demand.yaml", "products.yaml"
WRONG = [
    (P, "  compute: 0.8 H100e h/m tokens [assumed]\n", "", "products.plan.compute", "it names neither a model nor their compute"),
    (P, "title: Plan by the month", "title: Plan by the month\n  model: frontier", "products.plan.model", "nothing says how the model is asked"),
    (D, "slowing: 30 months", "slowing: 0 months", "demand.slowing", "this may be nought"),
    (D, "reserve: 15%", "reserve: 100%", "demand.reserve", "nothing would be left to serve"),
    (D, "median 200", "median 2_000_000", "demand.efficiency_growth", "the median is not between 110 and 325"),
    (D, "110 to 325", "110 to 32_500", "demand.efficiency_growth", "is not plausible"),
    (D, '"2024-12-31"', '"2024-13-31"', "demand.elsewhere.h100e.2024-13-31", "2024-13-31"),
    (D, "150_000 H100e", "0 H100e", "demand.rivals.cedar.h100e.2025-01-31", "this may be nought"),
    (D, "150_000 H100e", "150 MW", "demand.rivals.cedar.h100e.2025-01-31", "is not a unit of compute"),
    (D, "batch: 60 m tokens", "batch: 0 m tokens", "demand.runs.batch", "this may be nought"),
    (D, "duration: 90 to 120 days", "duration: 0 days", "demand.runs.duration", "this may be nought"),
    (D, "wide_area: 15 Tbit/s", "wide_area: 0 Tbit/s", "demand.runs.wide_area", "this may be nought"),
    (D, "operations: 30 YFLOP", "operations: 0 YFLOP", "demand.runs.published.cedar_1.operations", "this may be nought"),
]  # fmt: skip
REQUESTS = """requests:
  context: 4_000 [assumed]
  generated: 600 [assumed]
  speed: 60 tokens/s [assumed]
  bits: 8 [assumed]
  load: 45% [assumed]
"""


@pytest.mark.parametrize(("file", "old", "new", "address", "wrong"), WRONG, ids=lambda value: str(value)[:40])
def test_one_clear_message(written, file, old, new, address, wrong):
    folder = written(file, old, new)
    with pytest.raises(ProgrammeError) as caught:
        sg.read(folder)
    (problem,) = caught.value.problems
    assert problem.address == address
    assert wrong in problem.wrong
    assert problem.where.startswith(file)
    assert problem.instead


@pytest.mark.parametrize(
    ("old", "new", "address", "wrong"),
    [
        ("bits: 8", "bits: 6", "demand.requests.bits", "nothing computes in 6 bits"),
        ("load: 45%", "load: 0%", "demand.requests.load", "this may be nought"),
    ],
)
def test_how_models_are_asked(written, old, new, address, wrong):
    folder = written(D, "reserve:", REQUESTS.replace(old, new) + "reserve:")
    with pytest.raises(ProgrammeError) as caught:
        sg.read(folder)
    (problem,) = caught.value.problems
    assert (problem.address, wrong in problem.wrong) == (address, True)


def test_a_model_that_nobody_knows(written):
    written(D, "reserve:", REQUESTS + "reserve:")
    folder = written(P, "title: Plan by the month", "title: Plan by the month\n  model: frontiers")
    with pytest.raises(ProgrammeError, match="there is no model 'frontiers'\n  write: frontier"):
        sg.read(folder)


def test_what_was_not_known_yet_is_left_out(written, small, small_folder):
    early = sg.read(small_folder, as_of="2025-01-25")
    assert early.contents.demand.elsewhere is None
    assert early.contents.demand.rivals == {}
    assert early.contents.demand.runs.published == {}
    assert {"demand.elsewhere", "demand.rivals.cedar"} <= set(early.not_yet_known)
    assert small.contents.demand.elsewhere is not None
    unknown = written(
        D,
        "efficiency_growth: 110 to 325 %/year, median 200 [assumed]",
        "efficiency_growth: 200 %/year [invented-press]",
    )
    assert sg.read(unknown, as_of="2025-01-25").contents.demand is None
