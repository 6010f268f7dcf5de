"""What every cooling system is: weather in, power and water per unit of IT energy out."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from jaxtyping import Float

from stargate.climate.weather import Weather


@dataclass(frozen=True)
class CoolingHours:
    """What cooling takes, by hour, per unit of IT energy."""

    pue: Float[np.ndarray, "hour"]  #: facility energy / IT energy, at least 1
    wue: Float[np.ndarray, "hour"]  #: water consumed on site [L/kWh of IT energy]


class CoolingSystem(Protocol):
    """A cooling system with its figures; one final class a file, its figures in `catalogue/cooling`."""

    def hours(self, weather: Weather, load: Float[np.ndarray, "hour"] | None = None) -> CoolingHours:
        """PUE and WUE by hour, at `load` as a share of the design IT load (all of it where None)."""
        ...
