"""Process water: of each place what it may take, of all together what the programme may."""

from collections.abc import Mapping
from typing import final

import numpy as np

from stargate.planning.policies.policy import Policy, Setting
from stargate.planning.problem import Use
from stargate.quantity.figure import value

_YEAR = 365e-6  # [million m3/year] of a m3/day


@final
class Water(Policy):
    """Cooling takes water by facility energy as it is met, generation by what it gives; a year's sum is limited."""

    name, unit = "water", "million m3"

    def use(self, setting: Setting) -> Use | None:
        """None where neither a place nor the programme is limited."""
        limits = [value(place.record.water_limit) for place in setting.places]
        together = setting.horizon.stepped(setting.planning.water_cap, np.inf) * _YEAR
        if all(limit is None for limit in limits) and not np.isfinite(together).any():
            return None
        per_energy = setting.generated([offer.water for offer in setting.offers])
        meets = np.array([not offer.technology.stores for offer in setting.offers])
        per_energy += meets[:, None, None] * setting.sampled.water[:, None]
        allowed = np.array([np.inf if limit is None else limit * _YEAR for limit in limits])
        years = setting.horizon.years
        return Use(
            name=self.name,
            unit=self.unit,
            per_energy=per_energy,
            allowed=np.repeat(allowed[:, None], years, axis=1),
            allowed_per_load=np.zeros(setting.shape),
            together=together,
        )

    def addresses(self, setting: Setting) -> Mapping[str, str]:
        """`water_limit` of places, `water_cap` of all."""
        own = {p.name: p.record.water_limit.address for p in setting.places if p.record.water_limit is not None}
        return own | {"": f"{setting.planning.address}.water_cap"}
