"""What a part of a plant is, and what fans, pumps and evaporation take.

Heat, power and flows are per unit of IT power: heat and power in kW/kW, flows in kg/s per kW, water in L/kWh.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from jaxtyping import Float
from pydantic import model_validator

from stargate.quantity import units
from stargate.quantity.figure import Figure
from stargate.quantity.noun import Noun, refused
from stargate.quantity.row import Row

Hours = Float[np.ndarray, "hour"]
Some = Any  # of these, or one number for all of them

AIR = 1.006  # heat capacity of dry air [kJ/kg/K]
WATER = 4.186  # heat capacity of water [kJ/kg/K]
SEA_LEVEL = 101_325.0  # [Pa]
COLDEST, HOTTEST = -60.0, 100.0  # of temperatures that a part can have [degC]


@dataclass(frozen=True)
class Taken:
    """What cooling takes, by hour, per unit of IT energy."""

    power: Hours  #: [kWh/kWh]
    water: Hours  #: [L/kWh]

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(self.power + other.power, self.water + other.water)


class Part(Noun):
    """A part of a cooling system, with its figures: each of them a value, and none below nought but temperatures."""

    may_be_zero: ClassVar[frozenset[str]] = frozenset()  #: fields that nothing is divided by

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        for name in type(self).model_fields:
            given = getattr(self, name)
            if isinstance(given, Row) and min(given.numbers) <= 0:
                raise refused(f"{name} is above nought throughout", given.example(), given)
            if isinstance(given, Figure):
                self._check(name, given)
        return self

    def _check(self, name: str, figure: Figure) -> None:
        instead = f"{name}: {figure.dimension.example} [source-key]"
        if not figure.has_value:
            raise refused("a figure that is computed with is a value or a range", instead, figure)
        if figure.dimension is units.TEMPERATURE:
            if not COLDEST < figure.p50 < HOTTEST:
                raise refused(f"{name} lies between {COLDEST:.0f} and {HOTTEST:.0f} degC", instead, figure)
            return
        if figure.p50 < 0 or (figure.p50 == 0 and name not in self.may_be_zero):
            raise refused(f"{name} is above nought", instead, figure)


def air_density(dry_bulb: Some, pressure: Some) -> Some:
    """Density of air [kg/m3] at `dry_bulb` [degC] and `pressure` [Pa], as if it were dry.

    `rho = p / (R * T)`, 1% more than of moist air with a dew point of 22 degC.
    """
    return pressure / (287.042 * (dry_bulb + 273.15))


def fan_power(flow: Some, density: Some, pressure: float, efficiency: float) -> Some:
    """Power that moves `flow` [kg/s] of air of `density` [kg/m3] against `pressure` [kPa]: `P = m / rho * dp / eta`."""
    return flow / density * pressure / efficiency


def pump_power(flow: Some, pressure: float, efficiency: float) -> Some:
    """Power that moves `flow` [kg/s] of water against `pressure` [kPa]: as `fan_power`, at 1,000 kg/m3."""
    return flow / 1000 * pressure / efficiency


def latent_heat(temperature: Some) -> Some:
    """Heat that evaporates water of `temperature` [degC], in [kJ/kg].

    As in Lei and Masanet (2022), <https://doi.org/10.1016/j.resconrec.2022.106323>: 2,501 at 0 and 2,406 at 40 degC.
    """
    return 2500.5 - 2.3097 * temperature - 0.0013 * temperature**2
