"""Confidential figures are laid over a public programme, known as such, and never written into its files."""

import pytest

import stargate as sg
from stargate.errors import StargateError
from stargate.reports.operating import operated
from stargate.reports.outlook import outlook
from stargate.reports.terminal import text
from stargate.runs import keep, run_id

GRID = "sites.north.activities.interconnection.duration"
SHEET = "term-sheet:\n  title: Term sheet\n  date: 2026-06-01\n"


@pytest.fixture
def public(written):
    return written.folder


@pytest.fixture
def laid(tmp_path):
    """Writes a file of the overlay and gives its folder."""
    folder = tmp_path / "overlay"
    folder.mkdir()

    def lay(file, content):
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_text(content)
        return folder

    lay.folder = folder
    return lay


@pytest.fixture
def overlay(laid):
    laid("sources.yaml", SHEET)
    return laid(
        "sites/north.yaml",
        "# from the term sheet\nactivities:\n  interconnection:\n    duration: 14 to 20 months [term-sheet]  # clause 3\n",
    )


def texts(folder):
    return {p.relative_to(folder).as_posix(): p.read_text() for p in sorted(folder.rglob("*.yaml"))}


def test_figures_replace_and_sources_merge(public, overlay):
    programme = sg.read(public, overlay=overlay)
    assert str(programme[GRID]) == "14 to 20 months [term-sheet]  overlay:sites/north.yaml:4"
    assert programme[GRID].confidential
    assert programme.confidential == (GRID,)
    assert not programme["sites.south.activities.interconnection.duration"].confidential
    assert {"term-sheet", "invented-press"} <= set(programme.contents.sources)
    assert sg.read(public).confidential == ()


def test_records_are_added(public, laid):
    laid(
        "risks.yaml",
        "strike:\n  title: A strike\n  chance: 20% [assumed]\n  affects: [sites.north.activities.shell]\n  delay: 2 months [assumed]\n",
    )
    campus = (public / "sites" / "south.yaml").read_text()
    programme = sg.read(public, overlay=laid("sites/east.yaml", campus))
    assert programme["risks.strike.chance"].confidential
    assert programme["sites.east.phases.one.it_power"].confidential


def test_scenarios_are_changed_and_added(public, laid):
    laid(
        "scenarios/faster_grid.yaml",
        "changes:\n  sites.north.phases.one.it_power:\n    to: x 1.1\n    because: said in confidence\n",
    )
    overlay = laid(
        "scenarios/quiet.yaml",
        f"title: Quiet\nquestion: What is quiet?\nchanges:\n  {GRID}:\n    to: x 2\n    because: said\n",
    )
    faster = sg.read(public, overlay=overlay, scenario="faster_grid")
    assert faster["sites.north.phases.one.it_power"].p50 == pytest.approx(110)
    assert faster.confidential == ("sites.north.phases.one.it_power",)  # by the change, though the figure is public
    assert sg.read(public, overlay=overlay, scenario="quiet").confidential == (GRID,)


def test_a_run_keeps_the_overlay_apart_and_its_report_says_so(public, overlay, laid, tmp_path):
    programme = sg.read(public, overlay=overlay)
    futures = sg.simulate(sg.announced(programme), n=50)
    told = outlook([futures], "")
    assert "rests on 1 figure of an overlay that is not public" in told.caveats[0]
    assert told.views[0].lede.startswith("Confidential:")
    assert "Confidential: this rests on 1 figure" in text(told)
    run = keep(tmp_path / "runs", [futures])
    assert texts(run.folder / "programme") == texts(public)
    assert texts(run.folder / "overlay") == texts(overlay)
    ids = {run.id, run_id([sg.read(public)], 50, 1)}
    laid("sites/north.yaml", (overlay / "sites" / "north.yaml").read_text().replace("20", "21"))
    ids.add(run_id([sg.read(public, overlay=overlay)], 50, 1))
    assert len(ids) == 3


def test_a_year_of_operation_says_that_it_is_confidential(public, laid):
    laid("sources.yaml", SHEET)
    plan = sg.announced(sg.read(public, overlay=laid("sites/north.yaml", "power:\n  grid: 399 MW [term-sheet]\n")))
    (first, *_) = operated(sg.operate(plan, 2027, only="north")).words
    assert first == "Confidential: this rests on 1 figure of an overlay that is not public."


def test_without_an_overlay_nothing_is_said(small_futures):
    told = outlook([small_futures], "")
    assert "onfidential" not in " ".join([*told.caveats, told.views[0].lede, text(told)])


def test_every_change_is_written_into_the_overlay(public, overlay):
    before = texts(public)
    changes = {
        GRID: "x 1.2",
        "sites.south.activities.shell.duration": "14 months [term-sheet]",
        "sites.north.phases.one.energised.forecast": "+ 1 month",
        "commitments.north_loan.amount": "2.5 USD bn [term-sheet]",
    }
    programme = sg.read(public, overlay=overlay).override(changes)
    told = programme.write()
    assert texts(public) == before
    assert (told.folder, told.files) == (overlay, ("commitments.yaml", "sites/north.yaml", "sites/south.yaml"))
    assert texts(overlay) == {
        "commitments.yaml": "north_loan:\n  amount: 2.5 USD bn [term-sheet]\n",
        "sites/north.yaml": "# from the term sheet\nactivities:\n  interconnection:\n"
        "    duration: 14 to 20 months [term-sheet] x 1.2 [assumed]  # clause 3\n"
        "phases:\n  one:\n    energised:\n      forecast:\n"
        "        - 2027-01-31 [invented-press] + 1 month [assumed]\n"
        "        - 2027-03-31 [invented-visit] + 1 month [assumed]\n",
        "sites/south.yaml": "activities:\n  shell:\n    duration: 14 months [term-sheet]\n",
        "sources.yaml": SHEET,
    }
    back = sg.read(public, overlay=overlay)
    assert {a: f.text() for a, f in back.figures.items()} == {a: f.text() for a, f in programme.figures.items()}
    assert set(back.confidential) == set(changes)


def test_an_overlay_is_copied_without_the_public_files(public, overlay, tmp_path):
    overlay.chmod(0o700)
    programme = sg.read(public, overlay=overlay).override({GRID: "x 2"})
    told = programme.write(tmp_path / "copy")
    assert set(texts(told.folder)) == {"sites/north.yaml", "sources.yaml"}
    assert told.folder.stat().st_mode & 0o777 == 0o700
    assert sg.read(public, overlay=told.folder)[GRID].text() == programme[GRID].text()


@pytest.mark.parametrize("place", [".", "copy", "sites/copy"])
def test_confidential_figures_are_not_written_into_the_public_folder(public, overlay, place):
    before = texts(public)
    with pytest.raises(StargateError, match="confidential"):
        sg.read(public, overlay=overlay).override({GRID: "x 2"}).write(public / place)
    assert texts(public) == before


@pytest.mark.parametrize(
    ("file", "content", "where", "address", "instead"),
    [
        ("sites/nort.yaml", "land: 3 ha [assumed]\n", "overlay:sites/nort.yaml:1", "sites.nort", "north"),
        ("sites/north.yaml", "land_area: 3 ha [assumed]\n", "overlay:sites/north.yaml:1", "sites.north.land_area", "floor_area"),
        ("sites/north.yaml", "activities:\n  shel:\n    duration: 1 month [assumed]\n", "overlay:sites/north.yaml:2", "sites.north.activities.shel", "shell"),
        ("sites/north.yaml", "land: 3 hq [assumed]\n", "overlay:sites/north.yaml:1", "sites.north.land", "3 ha"),
        ("sites/north.yaml", "land: 3 ha [nobody]\n", "overlay:sites/north.yaml:1", "sites.north.land", "sources.yaml"),
        ("site/north.yaml", "land: 3 ha [assumed]\n", "overlay:site/north.yaml", "", "sites/*.yaml"),
        ("scenarios/faster_gird.yaml", "title: x\n", "overlay:scenarios/faster_gird.yaml:1", "scenarios.faster_gird", "faster_grid"),
        ("scenarios/faster_grid.yaml", f"changes:\n  {GRID}:\n    to: x 2\n", "overlay:scenarios/faster_grid.yaml:2", f"scenarios.faster_grid.changes.{GRID}", ""),
        ("chips/gb300.yaml", "power: 5_000 W [assumed]\n", "overlay:chips/gb300.yaml:1", "chips", "name: ..."),
        ("programme.yaml", "format: 3\n", "overlay:programme.yaml:1", "format", "newer stargate"),
        ("programme.yaml", "format: 2\n", "OVERLAY", "", "sites/<site>.yaml"),
        ("notes.txt", "nothing", "OVERLAY", "", "sites/<site>.yaml"),
        ("sites/north.yaml", "", "overlay:sites/north.yaml", "", "at least one"),
    ],
)  # fmt: skip
def test_an_overlay_that_names_nothing(public, laid, file, content, where, address, instead):
    """One clear message each."""
    overlay = laid(file, content)
    with pytest.raises(StargateError) as error:
        sg.read(public, overlay=overlay)
    problems = error.value.problems
    assert len(problems) == 1
    assert problems[0].where == where.replace("OVERLAY", str(overlay))
    assert address in problems[0].address
    assert instead in problems[0].instead


def test_an_overlay_that_is_no_folder_beside_the_programme(public, tmp_path):
    with pytest.raises(StargateError, match="no such overlay"):
        sg.read(public, overlay=tmp_path / "nowhere")
    for place in (public, public / "sites", public.parent):
        with pytest.raises(StargateError, match="beside it"):
            sg.read(public, overlay=place)
