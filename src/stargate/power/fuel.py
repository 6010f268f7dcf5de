"""What plants that burn or react fuel share: fuel against output, weather, emissions, and units that start and stop."""

from abc import abstractmethod
from itertools import pairwise

import numpy as np
from jaxtyping import Float

from stargate.climate.weather import Weather
from stargate.power.element import Burden, Source
from stargate.power.technology import Context, Elements, Technology, middle
from stargate.quantity.measures import (
    FuelEmissions,
    HeatRate,
    MoneyPerGenerationPower,
    Share,
    TemperatureShift,
    WaterIntensity,
)
from stargate.quantity.row import Row

ISO_TEMPERATURE = 15.0  # at which ratings are given [degC], ISO 3977-2
SEA_LEVEL = 101_325.0  # [Pa]
_LOADS = np.array([0.25, 0.5, 0.75, 1.0])


class PartLoad(Row):
    """Heat rate at 25, 50, 75 and 100% of a unit's output, as a multiple of that at 100%."""

    length, unit = 4, ""


class FuelPlant(Technology):
    """A plant of equal units that turn fuel into power."""

    heat_rate: HeatRate
    """Fuel per electricity at full output and rated conditions, higher heating value."""
    part_load: PartLoad
    """Heat rate at 25, 50, 75 and 100% of a unit's output, as a multiple of that at 100%."""
    minimum_load: Share
    """Lowest output of a unit that runs."""
    start_cost: MoneyPerGenerationPower | None = None
    """What starting a unit costs beside fuel, per its size."""
    derating: Share | None = None
    """Rated output lost for each kelvin above `derates_above`."""
    derates_above: TemperatureShift | None = None
    """From how far above 15 degC on output is lost."""
    pressure_effect: Share | None = None
    """How much of a fall of air pressure below that at sea level shows in output: all of it in a turbine."""
    carbon: FuelEmissions
    """Carbon dioxide, without what leaks before it is burnt."""
    nox: FuelEmissions
    """Nitrogen oxides, after the catalyst that permits ask for where the note says so."""
    water: WaterIntensity | None = None
    """Water consumed on site."""

    @abstractmethod
    def fuel_price(self, context: Context) -> Float[np.ndarray, "hour"]:
        """What its fuel costs [USD/MMBtu]."""

    @property
    def full_heat_rate(self) -> float:
        """Fuel per electricity at full output, as it is on the mean of the plant's life [MMBtu/MWh]."""
        return self.heat_rate.p50

    def available(self, weather: Weather) -> Float[np.ndarray, "hour"]:
        """Share of the nameplate that outages, heat and thin air leave.

            a = (1 - F) (1 - M) max(0, 1 - d max(0, T - T_0)) (1 - k max(0, 1 - p / p_0))

        F, M: forced and planned outage; d: loss per kelvin; T_0: where it begins; k: effect of pressure; p_0: at sea
        level. Cold and dense air give no more than the nameplate.
        """
        warmer = np.maximum(0.0, weather.dry_bulb - ISO_TEMPERATURE - middle(self.derates_above))
        thinner = np.maximum(0.0, 1 - weather.pressure / SEA_LEVEL)
        heat = np.maximum(0.0, 1 - middle(self.derating) * warmer)
        return self.availability * heat * (1 - middle(self.pressure_effect) * thinner)

    def blocks(self) -> list[tuple[float, float]]:
        """Cheapest fuel against output, as blocks (share of output [1], incremental heat rate [MMBtu/MWh]), rising.

        This is the convex relaxation: the lower hull of fuel against output of a unit that may also stand still. Where
        a unit is at its best at full output, which most are, the hull is one straight line: units run full or not
        at all, which a plant of many units comes close to. Where it is at its best below, the last blocks cost more.
        """
        shares = [0.0, *_LOADS]
        fuel = [0.0, *(_LOADS * np.array(self.part_load.numbers) * self.full_heat_rate)]
        hull = [0]
        for i in range(1, len(shares)):
            while len(hull) > 1 and _slope(shares, fuel, hull[-1], i) <= _slope(shares, fuel, hull[-2], hull[-1]):
                hull.pop()
            hull.append(i)
        return [(shares[b] - shares[a], _slope(shares, fuel, a, b)) for a, b in pairwise(hull)]

    def _elements(self, name: str, capacity: float, context: Context, energy: float | None) -> Elements:  # noqa: ARG002
        available = capacity * self.available(context.weather)
        if context.commitment:
            return Elements((self._committed(name, capacity, available, context),))
        blocks = self.blocks()
        names = [name] if len(blocks) == 1 else [f"{name}, block {i + 1}" for i in range(len(blocks))]
        return Elements(
            tuple(
                Source(label, share * available, self._cost(heat, context), self.name, self._burden(heat))
                for label, (share, heat) in zip(names, blocks, strict=True)
            )
        )

    def _committed(self, name: str, capacity: float, available: Float[np.ndarray, "hour"], context: Context) -> Source:
        """Units with a minimum load: fuel is a straight line from there to full output, and nowhere better than full.

        What a unit burns whatever its output is priced at the year's mean fuel price; burdens are those at full output.
        """
        least, units = self.minimum_load.p50, self.units(capacity)
        at_least = least * float(np.interp(least, _LOADS, self.part_load.numbers)) * self.full_heat_rate
        heat = min(self.full_heat_rate, (self.full_heat_rate - at_least) / (1 - least) if least < 1 else np.inf)
        idle = (self.full_heat_rate - heat) * capacity / units
        return Source(
            name,
            available,
            self._cost(heat, context),
            self.name,
            self._burden(self.full_heat_rate),
            minimum=least,
            units=units,
            no_load_cost=idle * float(self.fuel_price(context).mean()),
            start_cost=1e3 * middle(self.start_cost) * capacity / units,
        )

    def _cost(self, heat: float, context: Context) -> Float[np.ndarray, "hour"]:
        return middle(self.variable_om) + heat * self.fuel_price(context)

    def _burden(self, heat: float) -> Burden:
        return Burden(heat, heat * self.carbon.p50, heat * self.nox.p50, 1e3 * middle(self.water))


class GasPlant(FuelPlant):
    """A plant that runs on natural gas."""

    def fuel_price(self, context: Context) -> Float[np.ndarray, "hour"]:
        """What gas costs [USD/MMBtu]."""
        return context.gas_price


def _slope(x: list[float], y: list[float], a: int, b: int) -> float:
    return float((y[b] - y[a]) / (x[b] - x[a]))
