"""One financing that many tests look at."""

import pytest

from stargate.financing.finance import finance


@pytest.fixture(scope="session")
def small_financing(small_futures):
    return finance(small_futures, n=40)
