"""A plan: which phases are built. `announced` reads it off what the partners say (T6a)."""

from dataclasses import dataclass, field
from math import floor

from stargate.errors import Problem, ProgrammeError
from stargate.programme.model import Basis
from stargate.programme.programme import Programme
from stargate.programme.site import Milestone, Phase, Site, Standing
from stargate.quantity.measures import Date


@dataclass(frozen=True)
class PlannedPhase:
    """A phase of a plan. Months count from the programme's start."""

    site: Site = field(repr=False)  #: the campus
    phase: Phase = field(repr=False)  #: the phase of it
    address: str  #: of the phase
    it_power: float  #: [IT MW], median
    announced: float | None  #: when its last building was to have its full load [month]
    dated_by: str  #: what the date of an announced scenario rests on: observed, announced, forecast
    candidate: bool  #: whether its site is not accepted yet

    @property
    def dated(self) -> bool:
        """Whether it can be compared with an announcement: it has a date, and belongs to the programme."""
        return self.announced is not None and not self.candidate


@dataclass(frozen=True)
class Plan:
    """The phases of a programme that are to be built, candidates among them until they are accepted."""

    programme: Programme  #: whose phases these are
    phases: tuple[PlannedPhase, ...]  #: in the order of the files
    gated: bool = True  #: whether phases wait for supplies that campuses share (T6)

    def announced_it_power(self, month: float) -> float:
        """IT MW that the dated phases were to have by `month` (T6a)."""
        return sum(p.it_power for p in self.phases if p.dated and p.announced is not None and p.announced <= month)

    @property
    def due_day(self) -> str:
        """The last day of the year by which everything dated was to run; the horizon's where that comes first."""
        programme = self.programme
        months = [p.announced for p in self.phases if p.dated and p.announced is not None]
        if not months:
            return programme.contents.horizon
        year = floor((max(months) + programme.month_zero) / 12 + 1e-9)
        return min(f"{year}-12-31", programme.contents.horizon)

    @property
    def due_year(self) -> int:
        """The year of `due_day`."""
        return int(self.due_day[:4])

    @property
    def undated(self) -> tuple[PlannedPhase, ...]:
        """Phases without an announced date: left out of both sides of a comparison, and named."""
        return tuple(p for p in self.phases if p.announced is None and not p.candidate)

    @property
    def candidates(self) -> tuple[PlannedPhase, ...]:
        """Phases of sites that are not accepted yet: in no total."""
        return tuple(p for p in self.phases if p.candidate)


def announced(programme: Programme, gated: bool = True) -> Plan:
    """The plan as its partners announced it: every phase known by the date of the programme.

    Not `gated`, phases wait for no shared supply: what dates are calibrated with (T6b).
    Raises ProgrammeError where there is none, or one that nothing times.
    """
    contents = programme.contents
    phases = tuple(_planned(site, phase, programme) for site, phase in contents.phases())
    if programme.scenario.basis is Basis.ANNOUNCED:
        phases = tuple(p for p in phases if p.announced is not None)
    if not phases:
        raise ProgrammeError([_no_phase(programme)])
    if programme.scenario.basis is not Basis.ANNOUNCED and (
        untimed := [p.phase for p in phases if not _timed(p.phase)]
    ):
        raise ProgrammeError(_untimed(phase, programme) for phase in untimed)
    return Plan(programme, phases, gated)


def _no_phase(programme: Programme) -> Problem:
    missing = [address for address in programme.not_yet_known if address.count(".") == 1 and address[:6] == "sites."]
    wrong = f"no phase of {programme.name} was known by {programme.as_of}: there is nothing to simulate"
    wrong += f"; left out are {', '.join(missing)}" if missing else ""
    return Problem(
        *programme.origin.dated, wrong, "a later date, or figures of a phase whose sources were published by then"
    )


def _timed(phase: Phase) -> bool:
    """Whether activities or a fact say when it runs."""
    seen = [milestone.observed for milestone in (phase.first_power, phase.energised) if milestone]
    return bool(phase.needs) or any(date is not None and date.has_value for date in seen)


def _untimed(phase: Phase, programme: Programme) -> Problem:
    wrong = f"nothing that is known by {programme.as_of} says when this phase can run"
    return Problem(phase.line("needs"), f"{phase.address}.needs", wrong, "needs: [an activity of the site]")


def _planned(site: Site, phase: Phase, programme: Programme) -> PlannedPhase:
    at_its_word = programme.scenario.basis is Basis.ANNOUNCED
    date, dated_by = (_taken_at_word if at_its_word else _said)(phase.energised or Milestone(), programme)
    return PlannedPhase(
        site=site,
        phase=phase,
        address=phase.address,
        it_power=phase.it_power.p50,
        announced=date,
        dated_by=dated_by,
        candidate=site.status.value == Standing.CANDIDATE,
    )


def _said(milestone: Milestone, programme: Programme) -> tuple[float | None, str]:
    return _month(milestone.announced, programme), "announced"


def _taken_at_word(milestone: Milestone, programme: Programme) -> tuple[float | None, str]:
    """What has happened; else the announced date if it has not passed; else the forecast if that has not."""
    if (seen := _month(milestone.observed, programme)) is not None:
        return seen, "observed"
    for name in ("announced", "forecast"):
        date = _month(getattr(milestone, name), programme)
        if date is not None and date >= programme.as_of_month:
            return date, name
    return None, "passed unmet"


def _month(date: Date | None, programme: Programme) -> float | None:
    """The median of a date in months since the programme's start; None where it has no value yet."""
    if date is None or not date.has_value:
        return None
    return date.p50 - programme.month_zero
