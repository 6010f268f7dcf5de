"""What every cooling system is: weather in, power and water per unit of IT energy out; and where the systems are."""

import importlib
import pkgutil
from abc import abstractmethod
from dataclasses import dataclass
from difflib import get_close_matches
from typing import ClassVar, final

import numpy as np
from jaxtyping import Float

import stargate.cooling
from stargate.climate.weather import Weather
from stargate.cooling.plant.hall import CONDENSING, Hall
from stargate.cooling.plant.losses import Losses
from stargate.cooling.plant.part import Hours, Part, Taken, latent_heat
from stargate.cooling.plant.tower import Tower
from stargate.errors import StargateError
from stargate.quantity.measures import Share

_HOT = 50.0  # degC: hotter than any water that evaporates on a campus
POSSIBLE = {  # of weather, wherever a campus may stand
    "dry_bulb": (-90, 60, "degC"),
    "dew_point": (-120, 60, "degC"),
    "pressure": (45_000, 110_000, "Pa"),
}


@dataclass(frozen=True)
class CoolingHours:
    """What cooling takes, by hour, per unit of IT energy."""

    pue: Float[np.ndarray, "hour"]  #: facility energy / IT energy, at least 1
    wue: Float[np.ndarray, "hour"]  #: water consumed on site [L/kWh of IT energy]


class CoolingSystem(Part):
    """A cooling system with its figures: one final class a file of this folder, its figures in `catalogue/cooling`.

    Its figures count at their medians.
    """

    may_be_zero: ClassVar = frozenset({"least_flow"})

    system: str
    """The file of `stargate/cooling` whose physics it follows."""
    title: str
    """What it is."""
    losses: Losses
    """The electrical plant."""
    least_flow: Share
    """Least that fans and pumps turn down to, as a share of their flow at full load."""
    note: str = ""
    """A remark for readers."""

    @final
    def hours(self, weather: Weather, load: Hours | None = None) -> CoolingHours:
        """PUE and WUE by hour, at `load` as a share of the design IT load (all of it where None).

        Raises StargateError where the weather has gaps or is none, or the load does not lie above 0 and up to 1.
        """
        share = _share(weather, load)
        losses = self.losses.per_it(share)
        taken = self.taken(weather, 1 + losses, share)
        return CoolingHours(1 + losses + taken.power, taken.water)

    @final
    def ceiling(self, pue: Hours) -> Hours:
        """The most water that it can consume at a PUE [L/kWh of IT energy]: what all heat evaporates, and losses.

        All energy of a campus, its PUE, becomes heat, and no water on it evaporates hotter than 50 degC, where that
        takes the least heat L. Coils condense 1 - s of what they take up, which is heat again, and put back as water.

            ceiling = PUE / s (1 + b) / L + (1 / s - 1) PUE / L_c,   b = max(1 / (cycles - 1), d L / (c range))

        b is the tower's blowdown, or its drift where that is more; nothing without a tower. s is 1 without coils.
        At 20 degC a kWh of heat evaporates 1.47 L, at 50 degC 1.51.
        """
        parts = [getattr(self, name) for name in type(self).model_fields]
        lost = max((part.lost(_HOT) for part in parts if isinstance(part, Tower)), default=0.0)
        sensible = min((part.sensible.p50 for part in parts if isinstance(part, Hall)), default=1.0)
        evaporated = pue / sensible / latent_heat(_HOT) * 3600
        return evaporated * (1 + lost) + (1 / sensible - 1) * pue / CONDENSING * 3600

    @abstractmethod
    def taken(self, weather: Weather, heat: Hours, share: Hours) -> Taken:
        """What it takes to remove `heat` [kWh/kWh of IT energy], at `share` of the design IT load."""

    def turned(self, flow: Hours, share: Hours) -> Hours:
        """Power of fans and pumps at `flow`, as a share of that at full load, per unit of IT energy at `share`.

        By the affinity laws `P = max(m, m_0)^3 / s`, with m_0 the least flow.
        """
        return np.maximum(flow, self.least_flow.p50) ** 3 / share


def _share(weather: Weather, load: Hours | None) -> Hours:
    for name, (least, most, unit) in POSSIBLE.items():
        hours = getattr(weather, name)
        if not ((hours >= least) & (hours <= most)).all():
            wrong = f"the weather of {weather.place} has hours whose {name} is missing or impossible"
            raise StargateError(f"{wrong}\n  write: {least:,} to {most:,} {unit} in each")
    share = np.ones_like(weather.dry_bulb) if load is None else np.asarray(load, float)
    if share.shape != weather.dry_bulb.shape or not ((share > 0) & (share <= 1)).all():
        wrong = f"the load is one share above 0 and up to 1 for each of {weather.dry_bulb.size:,} hours"
        raise StargateError(f"{wrong}\n  write: such shares of the design IT load")
    return share


def systems() -> dict[str, type[CoolingSystem]]:
    """Every cooling system by the name of its file: the folder is the registry."""
    names = [module.name for module in pkgutil.iter_modules(stargate.cooling.__path__)]
    return {name: kind for name in sorted(names) if (kind := _in_file(name)) is not None}


def system(name: str) -> type[CoolingSystem]:
    """The cooling system of the file `name`.

    Raises StargateError where there is none.
    """
    found = systems()
    if name not in found:
        near = get_close_matches(name, found, 1, 0.5) or list(found)
        raise StargateError(f"there is no cooling system {name!r}\n  write: {' or '.join(near)}")
    return found[name]


def _in_file(name: str) -> type[CoolingSystem] | None:
    module = importlib.import_module(f"stargate.cooling.{name}")
    kinds = [kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, CoolingSystem)]
    return next((kind for kind in kinds if kind.__module__ == module.__name__ and kind is not CoolingSystem), None)
