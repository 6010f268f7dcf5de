"""What one more month is worth, in the report and on the command line."""

import pytest

import stargate as sg
from stargate.futures.gradient import along_paths
from stargate.reports.sensitivities import group_table, table, worths

DAY = "2028-12-31"


def test_one_more_month_of_each(reference, reference_futures):
    found = worths(reference_futures, DAY)
    assert 5 <= len(found.rows) <= 10
    assert [abs(row.served) for row in found.rows] == sorted((abs(row.served) for row in found.rows), reverse=True)
    slopes = along_paths(reference_futures, [("served", DAY)], reference_futures.n)[0]
    for row in found.rows:
        assert reference[row.address].dimension.name in ("duration", "date")
        assert not row.address.endswith((".started", ".finished", ".observed"))
        assert row.served == pytest.approx(slopes[row.address].value, abs=4 * row.error + 1e-3)
        assert row.need > 0 > row.served
    first = found.rows[0]
    assert found.title == f"{first.name}: one more month costs {-first.served:.0f} IT MW-years by the end of 2028"


def test_one_future_is_worth_nothing(small):
    found = worths(sg.simulate(sg.announced(small), n=1), DAY)
    assert found.rows == []
    assert found.title.startswith("No month")


def printed(table):
    from rich.console import Console

    console = Console(width=160, record=True)
    console.print(table)
    return console.export_text()


def test_the_table_says_what_it_leaves_out(reference_futures):
    found = reference_futures.gradient("full_load", below="sites.milam")
    text = printed(table(found, reference_futures.programme))
    assert text.startswith("Full load sites.milam: ")
    assert "one percentage point *" in text
    assert "conditional means. Counts have no slope." in text
    assert "sites.milam.phases.two.ramp" in text
    assert "are left out" in text


def test_groups_are_shares(small_futures):
    text = printed(group_table(small_futures.group_shares("full_load")))
    assert "sites.south" in text
    assert "%" in text
