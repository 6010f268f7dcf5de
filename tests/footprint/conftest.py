"""Accounts that many tests look at."""

import pytest

import stargate as sg
from stargate.operations.operate import operate


@pytest.fixture(scope="session")
def small_year(small):
    plan = sg.announced(small)
    return operate(plan, 2029, sg.built_out(plan))


@pytest.fixture(scope="session")
def small_drawn(small):
    return sg.simulate(sg.announced(small), n=200, seed=1)


@pytest.fixture(scope="session")
def small_account(small_year, small_drawn):
    return sg.account(small_year, small_drawn)
