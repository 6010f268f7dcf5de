"""Hours of weather as tests need them."""

import numpy as np
import pytest

from stargate.climate.weather import Weather


@pytest.fixture(scope="session")
def hours():
    """Weather of the hours given: dry bulb, dew point [degC] and pressure [Pa]."""

    def make(dry_bulb, dew_point=-60.0, pressure=101_325.0):
        given = np.broadcast_arrays(*(np.atleast_1d(np.asarray(x, float)) for x in (dry_bulb, dew_point, pressure)))
        dry, dew, pressure = (x.copy() for x in given)
        none = np.zeros_like(dry)
        return Weather("made", 0, 0, 0, 0, dry, np.minimum(dew, dry), pressure, none, none, none, none, "made")

    return make
