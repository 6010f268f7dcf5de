"""Years that many tests of operation look at."""

import pytest

import stargate as sg


@pytest.fixture(scope="session")
def plan(small):
    return sg.announced(small)


@pytest.fixture(scope="session")
def small_year(plan):
    """Both invented campuses fully built."""
    return sg.operate(plan, 2027, sg.built_out(plan))


@pytest.fixture
def operated(small_folder):
    """The invented campuses fully built, with changes by address laid on."""

    def operate(changes=None, *, only="", energised=None, seed=1):
        plan = sg.announced(sg.read(small_folder, changes=changes or {}))
        return sg.operate(plan, 2027, energised or sg.built_out(plan), seed, only=only)

    return operate
