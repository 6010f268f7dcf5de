"""How much critical IT load runs at each campus in the hours of a year."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float

from stargate.climate.weather import HOURS
from stargate.errors import StargateError
from stargate.operations.year import FRACTION, MONTH, MONTHS
from stargate.programme.plan import Plan

Loads = Mapping[str, Float[np.ndarray, " hour"] | Sequence[float]]
GIVEN = "at the load given"  #: basis of loads that say none


class Energised(dict[str, Float[np.ndarray, " step"]]):
    """IT MW by site, as 12 means of months or 8,760 hours, and in words what they rest on."""

    def __init__(self, basis: str, loads: Loads) -> None:
        super().__init__({site: np.asarray(steps, dtype=float) for site, steps in loads.items()})
        self.basis = basis  #: such as `as announced`; it begins a sentence


def basis_of(loads: Loads) -> str:
    """What loads rest on, in words."""
    return loads.basis if isinstance(loads, Energised) else GIVEN


def announced_load(plan: Plan, year: int) -> Energised:
    """IT MW by hour and site as the partners announced: a phase runs from its announced date on (T6a).

    Phases without a date, and candidates, are left out.
    """
    hours = plan.programme.month(f"{year}-01-01") + MONTH + FRACTION
    found = {phase.site.id: np.zeros(HOURS) for phase in plan.phases}
    for phase in plan.phases:
        if phase.dated and phase.announced is not None:
            found[phase.site.id] += np.where(hours >= phase.announced, phase.it_power, 0.0)
    return Energised("as announced", found)


def built_out(plan: Plan) -> Energised:
    """IT MW by month and site with every phase of `plan` running, those without a date and candidates too."""
    found = {phase.site.id: np.zeros(MONTHS) for phase in plan.phases}
    for phase in plan.phases:
        found[phase.site.id] += phase.it_power
    candidates = any(phase.candidate for phase in plan.phases)
    return Energised("fully built, candidates too" if candidates else "fully built", found)


def by_hour(site: str, steps: Float[np.ndarray, " hour"] | Sequence[float]) -> Float[np.ndarray, " hour"]:
    """IT MW by hour from 12 means of months, or 8,760 hours.

    Raises StargateError where there are neither, or one of them is negative or no finite number.
    """
    values = np.asarray(steps, dtype=float)
    if values.shape not in ((MONTHS,), (HOURS,)):
        wrong = f"{site}: energised IT MW come as {values.size} numbers"
        raise StargateError(f"{wrong}\n  write: {MONTHS} means of months, or {HOURS:_} hours")
    if not (np.isfinite(values).all() and (values >= 0).all()):
        raise StargateError(f"{site}: energised IT MW are negative or no number\n  write: 0 or more, every month")
    return values[MONTH] if values.size == MONTHS else values
