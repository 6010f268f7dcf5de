"""Invented programmes of any size, the same for the same seed. Nothing in them is real."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

PARTNERS = 24
STATES = ("AZ", "GA", "IN", "KS", "NM", "NV", "OH", "OK", "PA", "TN", "TX", "UT", "VA", "WI", "WY")
START, AS_OF, HORIZON = date(2024, 1, 1), date(2026, 6, 30), date(2038, 12, 31)

_PROGRAMME = f"""\
format: 1
name: Invented
summary: Invented campuses, to measure with.
start: {START}
as_of: {AS_OF}
horizon: {HORIZON}
price_index: 2.5 %/year [assumed]
costs:
  construction: 9 to 13 USD bn/GW [study]
  compute: 24 to 32 USD bn/GW [study]
spending:
  construction: 18 months [assumed]
  compute: 3 months [assumed]
chances:
  closed: 100% [assumed]
  committed: 90% [assumed]
  reported: 30% [assumed]
  announced: 30% [assumed]
  claimed: 20% [assumed]
  negotiating: 20% [assumed]
  withdrawn: 0% [assumed]
targets:
  investment: 500 USD bn [study]
  buildings: {{buildings}} [study]
  buildings_by: 2030-12-31 [study]
"""

_DRIVERS = """\
grid_queue:
  title: Grid queue
  stretch: 0.8 to 1.4, median 1 [assumed]
labour:
  title: Skilled labour
  stretch: 0.9 to 1.2, median 1 [assumed]
equipment:
  title: Electrical equipment
  stretch: 0.8 to 1.5, median 1 [study]
chip_supply:
  title: Accelerators
  stretch: 0.9 to 1.4, median 1 [assumed]
"""

_RISKS = """\
appeals:
  title: Appeals against lines
  chance: 10 to 30% [assumed]
  affects: [sites.*.activities.interconnection]
  delay: 4 to 9 months [assumed]
shortage:
  title: Shortage of accelerators
  chance: 20% [assumed]
  affects: [sites.*.activities.chips]
  factor: 1.2 to 1.6 [assumed]
"""

_AGREEMENTS = """\
partnership:
  kind: agreement
  parties:
    partner_0: 1 to 3 months [assumed]
    partner_1: 1 to 4 months [assumed]
  another_round: 40% [assumed]
  drivers: [labour]
"""

_FASTER_GRID = """\
title: Faster grid
question: What is a faster grid connection worth?
changes:
  sites.*.activities.interconnection.duration:
    to: x 0.6 [assumed]
    because: studies are made in batches
"""


def write(folder: Path, sites: int, seed: int = 1) -> Path:
    """Writes a programme of so many sites to `folder`, each with ten activities and two or three phases."""
    rng = Random(seed)
    campuses = {f"site_{i:03}": _site(i, rng) for i in range(sites)}
    files = {
        "programme.yaml": _PROGRAMME.format(buildings=3 * sites),
        "partners.yaml": "".join(
            f"partner_{i}:\n  name: Partner {i}\n  roles: [{'sponsor' if i < 2 else 'utility'}]\n"
            for i in range(PARTNERS)
        ),
        "drivers.yaml": _DRIVERS,
        "risks.yaml": _RISKS,
        "agreements.yaml": _AGREEMENTS,
        "commitments.yaml": _commitments(sites, rng),
        "sources.yaml": "".join(_source(key, day) for key, day in _sources(sites)),
        "scenarios/faster_grid.yaml": _FASTER_GRID,
    } | {f"sites/{name}.yaml": text for name, text in campuses.items()}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def _sources(sites: int) -> list[tuple[str, date]]:
    own = [(f"{kind}-{i:03}", START + timedelta(days=days)) for i in range(sites) for kind, days in _DAYS.items()]
    return [("study", date(2025, 1, 15)), *own]


_DAYS = {"release": 270, "visit": 860}  # when a site's two publications appear, after the start


def _source(key: str, day: date) -> str:
    return f"{key}:\n  title: What {key} says\n  publisher: invented\n  date: {day}\n"


def _commitments(sites: int, rng: Random) -> str:
    loans = "".join(
        f"loan_{i:03}:\n  payers: [partner_{rng.randrange(PARTNERS)}]\n  to: site_{i:03}\n  instrument: debt\n"
        f"  amount: {rng.randint(10, 40) / 10} USD bn [visit-{i:03}]\n"
        f"  status: {rng.choice(['closed', 'reported'])} [visit-{i:03}]\n"
        for i in range(0, sites, 10)
    )
    return loans + (
        "equity:\n  payers: [partner_0, partner_1]\n  to: programme\n  instrument: equity\n"
        "  amount: 40 to 60 USD bn [study]\n  status: announced [study]\n"
    )


def _site(i: int, rng: Random) -> str:
    release, visit = f"release-{i:03}", f"visit-{i:03}"
    who = f"partner_{rng.randrange(1, PARTNERS)}"
    begun = START + timedelta(days=rng.randint(280, 700))
    candidate = i % 20 == 19
    acceptance = "acceptance:\n  chance: 40 to 60% [assumed]\n" if candidate else ""
    head = (
        f"name: Site {i}\nstate: {rng.choice(STATES)}\n"
        f"status: {'candidate' if candidate else 'committed'} [{release}]\n{acceptance}"
        f"announced: {START + timedelta(days=270)} [{release}]\n"
        f"latitude: {rng.randint(30000, 44000) / 1000} deg [assumed]\n"
        f"longitude: {-rng.randint(76000, 115000) / 1000} deg [assumed]\n"
        f"partners:\n  developer: [partner_0]\n  utility: [{who}]\n"
        f"power:\n  option: grid [{release}]\n  grid: {rng.randint(2, 12)}00 MW [{visit}]\n"
    )
    return head + _activities(begun, candidate, who, visit, rng) + _phases(release, visit, rng)


def _activities(begun: date, candidate: bool, who: str, visit: str, rng: Random) -> str:
    def range_(low: int, high: int) -> str:
        first = rng.randint(low, high)
        return f"{first} to {first + rng.randint(low // 2 + 1, high)} months"

    started = f"    started: {begun} [{visit}]\n"
    finished = f"{started}    finished: {begun + timedelta(days=rng.randint(30, 150))} [{visit}]\n"
    facts = {} if candidate else {"land": finished, "permit": started, "interconnection": started}
    rows = (
        ("site_agreement", "agreement", "", "[agreements.partnership]", ""),
        ("land", "land", range_(2, 6), "", ""),
        ("permit", "permit", range_(4, 9), "[land]", ""),
        ("financing", "financing", range_(2, 8), "[site_agreement]", ""),
        ("interconnection", "grid", range_(15, 30), "", "grid_queue"),
        ("engines", "generation", "like gas_engines", "[permit]", "equipment"),
        ("design", "design", range_(2, 5), "[site_agreement]", ""),
        ("shell", "shell", range_(8, 14), "[permit, financing, design]", "labour"),
        ("fit_out", "fit-out", range_(4, 9), _FROM_ITS_START, "labour"),
        ("chips", "chips", range_(5, 12), "[site_agreement]", "chip_supply"),
        ("commissioning", "commissioning", range_(1, 4), "[fit_out, chips]", "labour"),
    )  # fmt: skip
    text = "activities:\n"
    for name, kind, duration, after, driver in rows:
        source = "sourcerock-2026" if duration.startswith("like") else rng.choice(["assumed", visit])
        text += f"  {name}:\n    kind: {kind}\n    who: [{who}]\n"
        text += f"    duration: {duration} [{source}]\n" if duration else _PARTIES.format(who=who)
        text += f"    after: {after}\n" if after else ""
        text += f"    drivers: [{driver}]\n" if driver else ""
        text += facts.get(name, "")
    return text


_FROM_ITS_START = """
      shell:
        of: start
        lag: 5 to 8 months [assumed]"""

_PARTIES = """\
    parties:
      partner_0: 1 to 3 months [assumed]
      {who}: 1 to 2 months [assumed]
    another_round: 30% [assumed]
"""


def _phases(release: str, visit: str, rng: Random) -> str:
    text, day = "phases:\n", date(2026, 12, 31)
    for name in ("one", "two", "three")[: rng.randint(2, 3)]:
        buildings, power = rng.randint(1, 4), rng.randint(4, 20) * 10
        day += timedelta(days=rng.randint(90, 360))
        needs = "engines" if name == "one" else "interconnection"
        text += (
            f"  {name}:\n    buildings: {buildings} [{release}]\n"
            f"    it_power: {power} to {power + rng.randint(5, 30)} MW [{release}, {visit}]\n"
            f"    facility_power: {power * 13 // 10} MW [{release}]\n"
            f"    needs: [{needs}, commissioning]\n    cadence: 1 to 3 months [assumed]\n    ramp: 1 month [assumed]\n"
            f"    energised:\n      announced: {day} [{release}]\n"
            f"      forecast:\n        - {day + timedelta(days=60)} [{release}]\n"
            f"        - {day + timedelta(days=150)} [{visit}]\n"
        )
    return text


_MISTAKES = (  # what stands in every site, and what is written instead
    ("ramp: 1 month ", "ramp: 1 mnth "),
    ("kind: permit", "kind: permitt"),
    (" deg [assumed]", " deg"),
    ("grid: ", "gird: "),
    ("ramp: 1 month [assumed]", "ramp: 1 month [nobody]"),
    ("lag: 5 to 8 months", "lag: 8 to 5 months"),
    ("cadence: 1 to 3 months", "cadence: -1 to 3 months"),
    ("facility_power: ", "facility_power: about "),
    ("ramp: 1 month [assumed]", "ramp:"),
    ("drivers: [labour]", "drivers: [labor]"),
    ("after: [permit, financing, design]", "after: [permit, finance, design]"),
    ("buildings: ", "buildings: 0."),
)


def spoil(folder: Path) -> dict[str, str]:
    """Puts one mistake into each site of a programme; gives file and line of each, and what was written."""
    found = {}
    for i, path in enumerate(sorted((folder / "sites").iterdir())):
        right, wrong = _MISTAKES[i % len(_MISTAKES)]
        before, _, after = path.read_text(encoding="utf-8").partition(right)
        path.write_text(before + wrong + after, encoding="utf-8")
        found[f"sites/{path.name}:{before.count(chr(10)) + 1}"] = wrong
    return found
