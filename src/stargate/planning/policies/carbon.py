"""Carbon dioxide that all campuses together may emit, by location: on site, and import at the region's average."""

from collections.abc import Mapping
from typing import final

import numpy as np

from stargate.planning.policies.policy import Policy, Setting
from stargate.planning.problem import Use


@final
class Carbon(Policy):
    """A cap on a year's carbon dioxide, shared by all."""

    name, unit = "carbon", "Mt"

    def use(self, setting: Setting) -> Use | None:
        """None where the programme has no cap."""
        together = setting.horizon.stepped(setting.planning.carbon_cap, np.inf)
        if not np.isfinite(together).any():
            return None
        per_energy = setting.generated([offer.carbon for offer in setting.offers])
        return Use(
            name=self.name,
            unit=self.unit,
            per_energy=setting.imported(per_energy, setting.sampled.carbon),
            allowed=np.full(setting.shape, np.inf),
            allowed_per_load=np.zeros(setting.shape),
            together=together,
        )

    def addresses(self, setting: Setting) -> Mapping[str, str]:
        """`carbon_cap`."""
        return {"": f"{setting.planning.address}.carbon_cap"}
