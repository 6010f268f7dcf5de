"""Writes docs/scenarios.md: `python docs/make_scenarios.py`.

Questions and notes are the scenarios' own, and a test holds the page against them. Numbers are simulated when the page
is written.
"""

from pathlib import Path

import stargate as sg
from stargate.futures.capital import capital
from stargate.futures.quantiles import quantile
from stargate.reports.scenario import strength
from stargate.reports.words import power, power_pair

HERE = Path(__file__).parent
INTRO, COMING = HERE / "scenarios_intro.md", HERE / "scenarios_coming.md"
FOLDER = HERE.parent / "programmes" / "stargate"
FUTURES, SEED = 10_000, 1
DAYS = ("2028-12-31", "2030-12-31")


def main() -> None:
    """Writes the page."""
    programme = sg.read(FOLDER)
    futures = {
        name: sg.simulate(sg.announced(programme.under(name)), n=FUTURES, seed=SEED)
        for name in programme.origin.scenarios
    }
    parts = [
        INTRO.read_text(encoding="utf-8"),
        asked(programme),
        _results(futures),
        _campuses(futures),
        notes(programme),
        COMING.read_text(encoding="utf-8"),
    ]
    (HERE / "scenarios.md").write_text("\n".join(parts), encoding="utf-8")


def asked(programme: sg.Programme) -> str:
    """What each scenario asks, what it is held against, and how much of it is assumed."""
    rows = []
    for name, scenario in programme.origin.scenarios.items():
        figures, assumed = strength(programme.under(name))
        against = ", ".join(_against(name, scenario.against))
        counted = f"{figures}, {assumed} assumed" if figures else ""
        rows.append([f"`{name}`", scenario.question, against, counted])
    return _table("What is asked", ["scenario", "question", "held against", "figures"], rows)


def notes(programme: sg.Programme) -> str:
    """How each scenario is to be read, in its own words."""
    found = [(s.title, name, s.note) for name, s in programme.origin.scenarios.items() if s.note]
    return "\n".join(
        ["## How to read them\n", *(f"- **{title}** (`{name}`). {note}" for title, name, note in found), ""]
    )


def _against(name: str, others: list[str]) -> list[str]:
    return others or ([] if name == "base" else ["base"])


def _results(futures: dict[str, sg.Futures]) -> str:
    """IT load and money, and how far they lie from each scenario that they are held against."""
    heads = ["scenario", "against"]
    heads += [head for day in DAYS for head in (f"IT load at the end of {day[:4]}", "change")]
    rows = [["`base`", "", *_numbers(futures["base"], None)]]
    for name, found in futures.items():
        for other in _against(name, found.programme.scenario.against):
            rows.append([f"`{name}`", f"`{other}`", *_numbers(found, futures[other])])
    about = (
        f"{FUTURES:,} futures, seed {SEED}: medians, with 80% of futures in brackets where anything is drawn. IT load "
        "is that of all phases, those without an announced date included; capital is what they need, in USD bn.\n"
    )
    return _table("What comes out", [*heads, "capital needed", "change"], rows, about)


def _numbers(found: sg.Futures, other: sg.Futures | None) -> list[str]:
    cells = []
    for day in DAYS:
        low, mid, high = (_energised(found, day, p) for p in (0.1, 0.5, 0.9))
        cells.append(power(mid) + (f" ({power_pair(low, high)})" if found.n > 1 else ""))
        cells.append("" if other is None else f"{mid - _energised(other, day, 0.5):+.0f} IT MW")
    need = _need(found)
    return [*cells, f"{need:.0f}", "" if other is None else f"{need - _need(other):+.0f}"]


def _energised(found: sg.Futures, day: str, p: float) -> float:
    return float(quantile(found.energised.at(day), found.weight, p))


def _need(found: sg.Futures) -> float:
    return float(quantile(capital(found).need, found.weight, 0.5)) / 1000


def _campuses(futures: dict[str, sg.Futures]) -> str:
    """By how many months full load moves from the base case, campus by campus."""
    base = futures["base"]
    sites = {p.site.address: p.site.name for p in base.plan.phases if not p.candidate}
    drawn = {name: f for name, f in futures.items() if f.n > 1 and name != "base"}
    rows = [[f"`{name}`", *(_moved(found, base, site) for site in sites)] for name, found in drawn.items()]
    about = (
        "Months by which full load of a campus comes later than in the base case (earlier where negative): median, and "
        "after the stroke P90.\n"
    )
    return _table("By campus", ["scenario", *sites.values()], rows, about)


def _moved(found: sg.Futures, base: sg.Futures, site: str) -> str:
    moved = [
        float(quantile(found.full_load(site), found.weight, p) - quantile(base.full_load(site), base.weight, p))
        for p in (0.5, 0.9)
    ]
    return " / ".join(f"{months:+.1f}" for months in moved) if any(abs(m) >= 0.05 for m in moved) else ""


def _table(title: str, heads: list[str], rows: list[list[str]], about: str = "") -> str:
    lines = [f"| {' | '.join(cells)} |" for cells in (heads, ["---"] * len(heads), *rows)]
    return "\n".join([f"## {title}\n", *([about] if about else []), *lines, ""])


if __name__ == "__main__":
    main()
