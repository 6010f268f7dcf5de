"""What `stargate check` says of a programme that can be read."""

from dataclasses import dataclass

from stargate.programme.migrate import FORMAT
from stargate.programme.programme import Programme
from stargate.quantity.notation import ASSUMED
from stargate.reports.words import plural


@dataclass(frozen=True)
class Checked:
    """A programme in numbers, and what looks odd in it."""

    programme: str
    as_of: str
    scenario: str
    sites: int
    phases: int
    activities: int
    figures: int
    assumed: int
    classed: int
    disputed: list[str]
    sources: int
    not_yet_known: list[str]
    warnings: list[str]
    confidential: int

    def __str__(self) -> str:
        lines = [
            f"{self.programme}, as of {self.as_of}: {plural(self.sites, 'site')}, {plural(self.phases, 'phase')}, "
            f"{plural(self.activities, 'activity', 'activities')}.",
            f"{plural(self.figures, 'figure')} from {plural(self.sources, 'source')}; "
            f"{self.assumed} assumed ({self.assumed / max(1, self.figures):.0%}), {len(self.disputed)} disputed"
            + (f", {self.classed} from reference classes and lead times." if self.classed else "."),
        ]
        if self.confidential:
            lines.append(f"Confidential: {plural(self.confidential, 'figure')} of the overlay.")
        if self.not_yet_known:
            lines.append(f"Not known or given up by then: {len(self.not_yet_known)}")
            lines += [f"  {address}" for address in self.not_yet_known]
        lines += ["Worth a look:", *(f"  {warning}" for warning in self.warnings)] if self.warnings else []
        return "\n".join([*lines, "Nothing is wrong with it."])


def _older(programme: Programme) -> list[str]:
    """That its files are of an older format, which is read all the same."""
    if programme.origin.format == FORMAT:
        return []
    folder = programme.origin.folder
    return [f"its files are in format {programme.origin.format}; `stargate write {folder}` brings them to {FORMAT}"]


def checked(programme: Programme) -> Checked:
    """`programme` in numbers."""
    contents = programme.contents
    figures = [figure for figure in programme if figure.known]
    return Checked(
        programme=programme.name,
        as_of=programme.as_of,
        scenario=programme.origin.scenario,
        sites=len(contents.sites),
        phases=sum(1 for _ in contents.phases()),
        activities=sum(1 for _ in contents.activities()),
        figures=len(figures),
        assumed=sum(figure.assumed for figure in figures),
        classed=sum(bool(figure.likes) for figure in figures),
        disputed=[figure.address for figure in figures if figure.disputed],
        sources=len({key for figure in figures for key in figure.sources} - {ASSUMED}),
        not_yet_known=list(programme.not_yet_known),
        warnings=[*_older(programme), *programme.warnings],
        confidential=len(programme.confidential),
    )
