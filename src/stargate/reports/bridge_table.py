"""Bridge or wait? For a terminal, and as a file of comma-separated values."""

import csv
from collections.abc import Sequence
from dataclasses import asdict
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from stargate.files import target, write_whole
from stargate.reports.bridge import Gained, Option, SiteBridge

if TYPE_CHECKING:
    from rich.console import Group

TABLE = ".csv"
_UNITS = {
    "cost": "USD/MWh of IT",
    "operating": "USD/MWh of IT",
    "capital": "USD/MWh of IT",
    "location": "kg CO2/MWh of IT",
    "marginal": "kg CO2/MWh of IT",
    "matched": "kg CO2/MWh of IT",
    "carbon": "Mt CO2/year",
    "on_site_water": "L/kWh of IT",
    "off_site_water": "L/kWh of IT",
    "nox": "kg/MWh of IT",
    "loss_of_load": "h/year",
    "p10": "months",
    "p50": "months",
    "p90": "months",
    "worth_p10": "USD bn",
    "worth_p50": "USD bn",
    "worth_p90": "USD bn",
    "extra": "USD bn",
}


def write_table(found: Sequence[SiteBridge], to: Path) -> Path:
    """Writes all options of all campuses; what has no meaning is an empty field."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["site", "option", "sizing", "planned", *(f"{name} [{unit}]" for name, unit in _UNITS.items())])
    for bridge in found:
        for option in bridge.options:
            values = asdict(option) | (asdict(option.gained) if option.gained else {})
            cells = ["" if values.get(name) is None else values[name] for name in _UNITS]
            writer.writerow([bridge.site, option.name, option.sizing, "yes" if option.planned else "no", *cells])
    with target(to) as real:
        write_whole(real, text.getvalue())
    return to


def table(found: Sequence[SiteBridge]) -> "Group":
    """Every campus for a terminal: what follows, then its options."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    parts = []
    for bridge in found:
        shown = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
        for head in ("option", "months gained", "USD/MWh", "t CO2/MWh", "Mt CO2/a", "water L/kWh", "NOx kg/MWh"):
            shown.add_column(head, justify="left" if head == "option" else "right", no_wrap=True)
        for head in ("costs more", "worth USD bn"):
            shown.add_column(head, justify="right", no_wrap=True)
        for option in bridge.options:
            shown.add_row(*_cells(option))
        parts.append(Text(bridge.title, style="bold"))
        if not bridge.options:
            continue
        parts += [shown, *(Text(f"  {o.said}") for o in bridge.options if o.said)]
        parts.append(Text(f"  {bridge.note}\n", style="dim"))
    terms = [bridge.terms for bridge in found if bridge.terms]
    return Group(*parts, *map(Text, terms[:1]))


def _cells(option: Option) -> list[str]:
    water = None if option.on_site_water is None else option.on_site_water + (option.off_site_water or 0.0)
    return [
        option.name + (" (planned)" if option.planned else ""),
        _months(option.gained),
        _number(option.cost, 1),
        _number(None if option.location is None else option.location / 1_000, 3),
        _number(option.carbon, 2),
        _number(water, 2),
        _number(option.nox, 3),
        _number(option.extra, 1),
        "-" if option.gained is None else f"{option.gained.worth_p50:.1f}",
    ]


def _months(found: Gained | None) -> str:
    return "-" if found is None else f"{found.p50:.0f} ({found.p10:.0f} to {found.p90:.0f})".replace("-0 ", "0 ")


def _number(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:,.{digits}f}"
