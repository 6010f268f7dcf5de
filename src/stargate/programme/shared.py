"""What holds of supplies that campuses share: what they count, when it comes, and who takes of them."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from itertools import pairwise

from stargate.errors import Problem
from stargate.programme.model import Contents
from stargate.programme.site import Site
from stargate.quantity.figure import Figure
from stargate.quantity.noun import Noun
from stargate.schedule.activity import Activity
from stargate.schedule.limit import KINDS, Limit, Needed, Take, span

KIND_WORDS = {kind: kind.replace("_", " ").replace("it power", "IT power") for kind in KINDS}


def check_shared(contents: Contents, known: list[str]) -> Iterator[Problem]:
    """Problems of shared supplies; `known` are the names of all that are written."""
    for limit in contents.limits.values():
        yield from _limit(limit, contents)
    for activity in contents.agreements.values():
        yield from _takes(activity, None, contents.limits, known)
    for site in contents.sites.values():
        for activity in site.activities.values():
            yield from _takes(activity, site, contents.limits, known)


def never_covered(contents: Contents) -> Iterator[str]:
    """Activities that take more of a supply than comes in nine futures of ten, in sentences."""
    phases = {phase.address: phase for _, phase in contents.phases()}
    yield from _claimed_in_all(contents, phases)
    for activity in contents.activities():
        for name, take in activity.takes.items():
            limit = contents.limits.get(name)
            if limit is None or not limit.kind:
                continue
            need, most = _need(activity, take, phases), _most(limit, contents)
            if need > most:
                unit = next(iter(_amounts(activity, take, phases))).unit or "units"
                yield (
                    f"{activity.address}: takes {need:,.0f} {unit} of {limit.address}, of which hardly more than "
                    f"{most:,.0f} {unit} ever come; what waits for it is never within the horizon in most futures"
                )


def _claimed_in_all(contents: Contents, phases: Mapping[str, Noun]) -> Iterator[str]:
    """Supplies of which more is claimed than comes in nine futures of ten, in sentences."""
    for name, limit in contents.limits.items():
        owners = [a for a in contents.activities() if name in a.takes and not (a.finished and a.finished.has_value)]
        total = sum(_need(owner, owner.takes[name], phases) for owner in owners)
        most = _most(limit, contents)
        if limit.capacity is None and total > most:
            unit = next(a for owner in owners for a in _amounts(owner, owner.takes[name], phases)).unit or "units"
            yield (
                f"{limit.address}: {total:,.0f} {unit} are claimed of it in all, of which hardly more than {most:,.0f} "
                f"{unit} ever come; who claims last is never within the horizon in most futures"
            )


def _amounts(activity: Activity, take: Take, phases: Mapping[str, Noun]) -> list[Figure]:
    site = activity.address.split(".activities.")[0]
    named = [phases.get(f"{site}.phases.{name}") for name in take.phases]
    own = [getattr(take, kind) for kind in take.kinds if not take.phases]
    return [f for f in [*own, *(getattr(p, "it_power", None) for p in named)] if f is not None and f.has_value]


def _need(activity: Activity, take: Take, phases: Mapping[str, Noun]) -> float:
    return sum(figure.p50 for figure in _amounts(activity, take, phases))


def _most(limit: Limit, contents: Contents) -> float:
    """The P90 of everything that comes."""
    if limit.capacity is not None:
        return limit.capacity.p90
    funds = [contents.commitments[name].amount for name in limit.commitments if name in contents.commitments]
    part = limit.share.p90 if limit.share is not None else 1.0
    return sum(f.p90 for f in funds if f.has_value) + part * sum(f.p90 for f in limit.periods.values())


def _limit(limit: Limit, contents: Contents) -> Iterator[Problem]:
    given = [kind for kind in KINDS if getattr(limit, kind)]
    if limit.capacity is not None and (given or limit.commitments or limit.share is not None):
        yield _wrong(limit, "capacity", "a capacity is given back: nothing comes in years", "capacity alone")
    elif len(given) > 1:
        some = " and ".join(KIND_WORDS[kind] for kind in given)
        yield _wrong(limit, given[1], f"one supply counts one kind of thing, not {some}", "a supply for each")
    elif not limit.kind:
        yield _wrong(
            limit, "capacity", "nothing says how much there is", "it_power:, with 2027: 3 to 5 GW [assumed] below"
        )
    if limit.capacity is not None and limit.needed_at is Needed.FINISH:
        yield _wrong(limit, "needed_at", "who is at work is needed from the start", "needed_at: start")
    spans = sorted((*span(period), period) for period in limit.periods)
    for (_, end, one), (begin, _, other) in pairwise(spans):
        if begin < end:
            yield _wrong(limit, limit.kind, f"{one} and {other} overlap", "either the year or its quarters")
    if limit.commitments and limit.kind != "money":
        yield _wrong(limit, "commitments", "only money comes from commitments", "money:, or no commitments")
    for name in limit.commitments:
        if name not in contents.commitments:
            near = get_close_matches(name, contents.commitments, 2, 0.5)
            yield _wrong(
                limit, "commitments", f"there is no commitment {name!r}", " or ".join(near) or "a name of commitments"
            )


def _takes(activity: Activity, site: Site | None, limits: Mapping[str, Limit], known: list[str]) -> Iterator[Problem]:
    for name, take in activity.takes.items():
        if name not in known:
            near = get_close_matches(name, known, 2, 0.5) or known[:5]
            instead = " or ".join(near) or "define the supply in limits.yaml first"
            yield _at(activity, f"takes.{name}", f"there is no shared supply {name!r}", instead)
            continue
        yield from _take(activity, site, name, take, limits.get(name))


def _take(activity: Activity, site: Site | None, name: str, take: Take, limit: Limit | None) -> Iterator[Problem]:
    field, kind = f"takes.{name}", limit.kind if limit is not None else ""
    wanted = f"{kind or 'it_power'}: 140 [unit] [assumed]"
    if limit is not None and kind:
        example = next(iter(limit.periods.values()), None)
        wanted = f"{kind}: {example.dimension.example if example else '40'} [assumed]"
    if len(take.kinds) != 1:
        wrong = "how much it takes is missing" if not take.kinds else "it takes one amount, or phases"
        yield _at(activity, field, wrong, wanted)
    elif kind and take.kinds[0] != kind:
        wrong = f"limits.{name} counts {KIND_WORDS[kind]}, not {KIND_WORDS[take.kinds[0]]}"
        yield _at(activity, field, wrong, wanted)
    for phase in take.phases:
        if site is None or phase not in site.phases:
            phases = list(site.phases) if site is not None else []
            instead = " or ".join(get_close_matches(phase, phases, 2, 0.5) or phases) or "an amount"
            yield _at(activity, f"{field}.phases", f"there is no phase {phase!r} at this site", instead)


def _wrong(noun: Noun, field: str, wrong: str, instead: str) -> Problem:
    return Problem(noun.line(field), f"{noun.address}.{field}", wrong, instead)


def _at(activity: Activity, field: str, wrong: str, instead: str) -> Problem:
    name = field.split(".")[1]
    return Problem(activity.takes[name].where or activity.where, f"{activity.address}.{field}", wrong, instead)
