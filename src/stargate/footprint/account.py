"""What a programme takes from the places it stands in: the verb."""

from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from stargate.errors import ProgrammeError, StargateError
from stargate.footprint.months import whole_years
from stargate.footprint.result import Footprint
from stargate.futures.drawn import Drawn
from stargate.operations.result import Operation
from stargate.operations.year import DAYS
from stargate.programme.mistake import mistake
from stargate.programme.programme import Programme

if TYPE_CHECKING:
    from stargate.futures.result import Futures

_MONTHS = 12


def account(operation: Operation, futures: "Futures | None" = None) -> Footprint:
    """Land, electricity, water and carbon of campuses that were operated for a year, and the jobs they bring.

    Alone it is of the operated year: sums of its hours. With `futures` of the same programme it is of every calendar
    year that they cover, in every future and in the one with every figure at its median. What an MWh of IT energy takes
    is then what the operated hours say, and the IT energy is each future's:

        amount[site, future, year] = rate[site] E[site, future, year]
        E = sum_m h_m (W_(m-1) + W_m) / 2  x  f  x  u / median(u)                                     [MWh]

    h_m hours of month m, W energised IT MW at its end, u the utilisation drawn, f the operated year's IT load asked for
    / IT load energised. It is an approximation: hours of another year differ in how far grid, contracts and plants on
    site reach. From hours of 2030, fully built, the reference programme of 2028 is told to draw 5.7% more from the grid
    than its own hours say, with 3.2% more carbon by location average; 2029 0.4% and 0.3%. Nearly all of it is one
    campus whose own sun stands before its load (in its first year 158% and 185%); others are within 3%, but for 11% of
    one's fuel. Contracts for sun cover more of half a load than of the whole: 9% more is told as market-based
    (`python benchmarks/ years`).
    Raises StargateError where the futures are of another programme, or cover no calendar year, or where a campus asks
    for no IT energy.
    """
    _check_asked(operation)
    if futures is None:
        asked = [[[year.it.total.sum()]] for year in operation.sites]
        energy = np.array(asked, dtype=float).reshape(len(asked), 1, 1)
        return Footprint(operation, None, (operation.year,), energy, np.ones(0))
    _check(operation.plan.programme, futures.programme)
    years = whole_years(futures)
    return Footprint(operation, futures, years, _it_energy(operation, futures, years), futures.weight)


def _check(operated: Programme, drawn: Programme) -> None:
    """Whether both are of one programme, read in one way."""
    one, other = operated.origin, drawn.origin
    if (one.digest, one.scenario, one.changes, one.as_of) != (other.digest, other.scenario, other.changes, other.as_of):
        wrong = f"the year of {operated.name} and the futures of {drawn.name} are not of one programme, read in one way"
        raise StargateError(f"{wrong}\n  write: operate and simulate with the same folder, scenario, changes and date")


def _check_asked(operation: Operation) -> None:
    """Whether every campus asks for IT energy, by which all else is counted."""
    workload = operation.plan.programme.contents.workload
    if workload is not None and any(year.it.total.sum() <= 0 for year in operation.sites):
        what = "no campus asks for IT energy, by the MWh of which an account is made"
        raise ProgrammeError([mistake(workload, "utilisation", what, "70 to 90% [assumed]")])


def _it_energy(operation: Operation, futures: "Futures", years: tuple[int, ...]) -> Float[np.ndarray, "site row year"]:
    """IT energy that the campuses of an operation ask for, by future and calendar year [MWh]."""
    found = np.zeros((len(operation.sites), futures.n + 1, len(years)))
    workload = operation.plan.programme.contents.workload
    assert workload is not None  # or nothing could have been operated
    utilisation = Drawn([workload.utilisation], futures)(workload.utilisation) / workload.utilisation.p50
    for row, site in enumerate(operation.sites):
        series = futures.energised_of(site.site.address)
        ends = np.concatenate([series.at_medians[None], series.values])
        factor = site.it.total.sum() / site.it.energised.sum()
        found[row] = by_year(ends, round(futures.programme.month_zero) % _MONTHS, len(years)) * factor
    return found * utilisation[:, None]


def by_year(ends: Float[np.ndarray, "row month"], first: int, years: int) -> Float[np.ndarray, "row year"]:
    """Energy by calendar year [MWh] of what runs at the ends of months [MW], straight lines between them.

    `first` is the month of the year that begins the series, from 0; years are of 8,760 hours, as operated ones are.
    """
    before = np.concatenate([np.zeros((len(ends), 1)), ends[:, :-1]], axis=1)
    whole = np.zeros((len(ends), years * _MONTHS))
    held = min(whole.shape[1] - first, ends.shape[1])
    whole[:, first : first + held] = ((before + ends) / 2)[:, :held]
    return whole.reshape(len(ends), years, _MONTHS) @ (np.array(DAYS) * 24.0)
