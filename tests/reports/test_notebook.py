"""What a notebook shows: the report in a frame without rights, tables without markup of their own."""

import re
from html import unescape

import stargate as sg
from stargate.reports.notebook import frame
from stargate.reports.outlook import outlook
from stargate.reports.report import command_of


def test_futures_and_outlook_show_the_report_in_a_frame_without_rights(small):
    futures = sg.simulate(sg.announced(small), n=200, seed=1)
    shown = futures._repr_html_()
    assert shown == outlook([futures], command_of([futures]))._repr_html_()
    tag, inner = re.fullmatch(r'<iframe ([^>]*?) srcdoc="([^"]*)"[^>]*></iframe>', shown).groups()
    assert 'sandbox="allow-scripts allow-downloads allow-popups"' in tag
    assert "same-origin" not in tag
    assert 'title="Small: outlook as of 2026-06-30"' in tag
    assert '"programme":"Small"' in unescape(inner)


def test_a_page_cannot_leave_its_frame():
    assert frame('"></iframe><script>', '"><b>').count("<") == 2


def test_a_programme_is_a_table_of_campuses(small):
    shown = small._repr_html_()
    assert shown.startswith("<table><caption>Small: 2 sites")
    assert "<td>North Ridge</td><td>TX</td><td>committed</td><td>2</td><td>300</td>" in shown


def test_a_figure_is_a_table_of_its_readings(small):
    shown = small["sites.north.phases.one.energised.forecast"]._repr_html_()
    assert shown.count("<tr>") == 3
    assert "<td>counts</td><td>2027-03-31 [invented-visit]</td><td>sites/north.yaml" in shown
    assert "80%: 9 to 13" in small["costs.construction"]._repr_html_()


def test_names_cannot_become_markup(written):
    folder = written("sites/north.yaml", "name: North Ridge", "name: <script>x</script>")
    assert "<script" not in sg.read(folder)._repr_html_()
