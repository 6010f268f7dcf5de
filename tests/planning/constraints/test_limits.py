"""What every limit of planning owes: the folder is the registry."""

from dataclasses import replace

import numpy as np
import pytest

from stargate.planning.columns import columns
from stargate.planning.constraints.limit import limits
from stargate.planning.invented import invented
from stargate.planning.master import Master
from stargate.planning.sheet import sheet

PROBLEM = replace(invented(3, 24, 1, capital=0.5, carbon=1.0), target=np.full(6, 0.1), shortfall_cost=np.full(6, 1e4))
KINDS = dict(limits())


@pytest.mark.parametrize("name", KINDS)
def test_a_limit_writes_rows_that_have_names(name):
    at = columns(PROBLEM)
    rows = KINDS[name].rows(PROBLEM, at)
    assert rows.at
    assert all(isinstance(word, str) and word for place in rows.at for word in place)
    assert len(set(rows.at)) >= len(rows.at) / 2  # two rows may limit one thing from two sides
    assert rows.limits.shape == (2, len(rows.at))
    assert (rows.limits[0] <= rows.limits[1]).all()
    assert not np.isnan(rows.limits).any()
    row, column, value = rows.entries
    assert set(row) <= set(range(len(rows.at)))
    assert column.min() >= 0
    assert column.max() < at.operation.min()  # what operation costs stands in cuts alone
    assert np.isfinite(value).all()
    assert KINDS[name].unit


@pytest.mark.parametrize("name", KINDS)
def test_a_limit_that_limits_nothing_writes_little(name):
    """Nothing is written for what is infinite; a limit never keeps nothing from being done."""
    at = columns(PROBLEM)
    rows = KINDS[name].rows(PROBLEM, at)
    idle = np.zeros(at.count)
    idle[at.shortfall] = PROBLEM.target
    used = np.zeros(len(rows.at))
    np.add.at(used, rows.entries[0].astype(int), rows.entries[2] * idle[rows.entries[1].astype(int)])
    assert (rows.limits[0] - 1e-9 <= used).all()
    assert (used <= rows.limits[1] + 1e-9).all()


def test_infinite_limits_have_no_rows():
    free = invented(3, 24, 1)
    at = columns(free)
    assert not KINDS["capital"].rows(free, at).at
    assert not KINDS["allowances"].rows(free, at).at
    assert not KINDS["target"].rows(free, at).at


def test_rows_of_one_column_stand_as_its_limits():
    page = sheet(PROBLEM)
    assert (np.diff(page.matrix.indptr) != 1).all()
    assert {label.limit for label in page.caps.labels} >= {"power", "market", "demand"}
    assert (page.upper[page.caps.column] <= page.caps.upper + 1e-12).all()


def test_columns_may_be_bound_in_any_order_and_twice():
    master = Master(PROBLEM)
    which = master.columns.starts[0, [20, 12, 20, 15]]
    master.bind(which, np.array([2.0, 1.0, 2.0, 1.0]), np.array([2.0, 1.0, 2.0, 1.0]))
    found = master.run()
    assert found.values[which] == pytest.approx([2, 1, 2, 1])
    master.free()
    assert (master.upper == master.sheet.upper).all()
