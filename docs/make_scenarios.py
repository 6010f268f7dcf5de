"""Writes docs/scenarios.md: `python docs/make_scenarios.py`.

Questions and notes are the scenarios' own, and a test holds the page against them. Numbers are simulated when the page
is written.
"""

from pathlib import Path

import numpy as np

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
OPERATED = {  # by the hour: a scenario, and what is laid over it
    "base": ("base", {}),
    "hot_dry_decade": ("hot_dry_decade", {}),
    **{
        f"flexible_load, {budget} of a year's energy": (
            "flexible_load",
            {"workload.curtailment_budget": f"{budget} [norris-2025-02]"},
        )
        for budget in ("0.25%", "0.5%", "1%")
    },
}
YEAR = 2028


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
        _operation(programme),
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


def _operation(programme: sg.Programme) -> str:
    """What a year of hours comes to with every campus fully built."""
    heads = ["scenario", "PUE", "USD/MWh", "t CO2/MWh, location", "matched", "L/MWh on site", "off site"]
    heads += ["left out", "unserved", "hours, worst campus", "campuses over their water limit"]
    rows = []
    for name, (scenario, changes) in OPERATED.items():
        plan = sg.announced(programme.under(scenario).override(changes))
        rows.append([name, *_sums(sg.operate(plan, YEAR, sg.built_out(plan), SEED))])
    about = (
        f"The hours of {YEAR} with every campus fully built, candidates included, at the medians of figures: "
        "`stargate operate programmes/stargate --built --scenario NAME`. Per MWh of IT energy that ran; fixed cost on "
        "site is left out. Energy that is left out on notice or unserved is a part of what was asked for.\n"
    )
    return _table("By the hour", heads, rows, about)


def _sums(found: sg.Operation) -> list[str]:
    def total(name: str) -> float:
        return sum(year.account[name] for year in found.sites)

    ran, asked = total("it_energy"), sum(float(year.load.sum()) for year in found.sites)
    cost = sum(year.account.cost for year in found.sites)
    carbon = [f"{total(f'carbon_{method}') / ran / 1000:.3f}" for method in ("location", "market")]
    water = [f"{1000 * total(f'water_{place}_site') / ran:,.0f}" for place in ("on", "off")]
    cut = [f"{total(f'energy_{how}') / asked:.3%}" for how in ("left_out", "unserved")]
    hours = max(year.account["hours_left_out"] + year.account["hours_unserved"] for year in found.sites)
    dry = sum(year.days_over_water_limit > 0 for year in found.sites)
    return [
        f"{total('facility_energy') / ran:.3f}",
        f"{cost / ran:.2f}",
        *carbon,
        *water,
        *cut,
        f"{hours:.0f}",
        f"{dry}",
    ]


def _moved(found: sg.Futures, base: sg.Futures, site: str) -> str:
    moved = [
        float(quantile(found.full_load(site), found.weight, p) - quantile(base.full_load(site), base.weight, p))
        for p in (0.5, 0.9)
    ]
    words = ("never" if np.isinf(months) else f"{months:+.1f}" for months in moved)
    return " / ".join(words) if any(abs(m) >= 0.05 for m in moved) else ""


def _table(title: str, heads: list[str], rows: list[list[str]], about: str = "") -> str:
    lines = [f"| {' | '.join(cells)} |" for cells in (heads, ["---"] * len(heads), *rows)]
    return "\n".join([f"## {title}\n", *([about] if about else []), *lines, ""])


if __name__ == "__main__":
    main()
