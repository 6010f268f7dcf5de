"""What holds of the demand for compute: days that exist, models that are there, and nothing that divides is nought."""

from collections.abc import Iterator

from stargate.compute.demand import Capacity, Demand, Requests, Runs
from stargate.errors import Problem
from stargate.programme.catalogue import names
from stargate.programme.limits import calendar_day
from stargate.programme.mistake import mistake, unknown
from stargate.programme.model import Contents
from stargate.quantity.figure import Figure
from stargate.quantity.noun import Noun

_LEAST = 1e-9  # chance below which a law's lowest values lie
_BITS = (16, 8, 4)
_RUNS = {
    "duration": "90 to 120 days",
    "batch": "60 m tokens",
    "tokens_per_parameter": "20 to 100",
    "wide_area": "15 Tbit/s",
    "stops_together": "24_000 accelerators",
}
_REQUESTS = {"context": "4_000", "generated": "600", "speed": "60 tokens/s", "load": "30 to 60%"}


def check_demand(contents: Contents) -> Iterator[Problem]:
    """Models of products exist and are asked for, and demand is made of what can be."""
    models = {*contents.models, *names("models")}
    for product in contents.products.values():
        if product.model:
            yield from unknown(product, "model", [product.model], models, "model")
            if contents.demand is None or contents.demand.requests is None:
                wrong = "nothing says how the model is asked, so that nobody knows what its tokens take"
                yield mistake(product, "model", wrong, "requests: in demand.yaml, or compute: in place of the model")
    if contents.demand is not None:
        yield from _demand(contents.demand)


def _demand(demand: Demand) -> Iterator[Problem]:
    yield from _above_nought(demand, {"slowing": "30 months"})
    if demand.reserve is not None and demand.reserve.has_value and demand.reserve.quantile(1 - _LEAST) >= 1:
        yield mistake(demand, "reserve", "nothing would be left to serve", "reserve: 10 to 25% [source-key]")
    for capacity in (demand.elsewhere, *demand.rivals.values()):
        if capacity is not None:
            yield from _capacity(capacity)
    if demand.requests is not None:
        yield from _requests(demand.requests)
    if demand.runs is not None:
        yield from _runs(demand.runs)


def _capacity(capacity: Capacity) -> Iterator[Problem]:
    if not capacity.h100e:
        yield mistake(capacity, "h100e", "it names no day", '"2025-12-31": 1_000_000 H100e [source-key]')
    problems: list[Problem] = []
    for day, figure in capacity.h100e.items():
        calendar_day(day, figure.where, figure.address, problems)
        if _may_be_nought(figure):
            problems.append(
                Problem(
                    figure.where,
                    figure.address,
                    "this may be nought, and nothing grows from it",
                    "1_000 H100e [source-key], or leave the day out",
                )
            )
    yield from problems


def _requests(requests: Requests) -> Iterator[Problem]:
    yield from _above_nought(requests, _REQUESTS)
    if requests.bits.has_value and requests.bits.p50 not in _BITS:
        yield mistake(requests, "bits", f"nothing computes in {requests.bits.p50:g} bits", "bits: 16, 8 or 4")


def _runs(runs: Runs) -> Iterator[Problem]:
    yield from _above_nought(runs, _RUNS)
    for run in runs.published.values():
        yield from _above_nought(run, {"operations": "500 YFLOP"})


def _above_nought(noun: Noun, examples: dict[str, str]) -> Iterator[Problem]:
    for field, example in examples.items():
        figure = getattr(noun, field)
        if figure is not None and _may_be_nought(figure):
            yield mistake(noun, field, "this may be nought, and is divided by", f"{field}: {example} [source-key]")


def _may_be_nought(figure: Figure) -> bool:
    return figure.has_value and figure.quantile(_LEAST) <= 0
