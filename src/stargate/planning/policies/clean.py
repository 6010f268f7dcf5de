"""Hourly clean matching: of a year's energy at each place, no more may come of fuel than what need not be clean."""

from collections.abc import Mapping
from typing import final

import numpy as np

from stargate.planning.policies.policy import Policy, Setting
from stargate.planning.problem import Use


@final
class Clean(Policy):
    """Energy that burns fuel in its hour, import's own part of it included, within 1 - share of the load."""

    name, unit = "unclean energy", "GWh"

    def use(self, setting: Setting) -> Use | None:
        """None where no clean share is asked for."""
        share = setting.horizon.stepped(setting.planning.clean_share, 0.0)
        if not share.any():
            return None
        per_energy = setting.generated([float(offer.carbon > 0) for offer in setting.offers])
        energy = np.einsum("sdh,d->s", setting.sampled.load, setting.days.weight)  # [GWh/IT GW/year]
        asked = share > 0
        return Use(
            name=self.name,
            unit=self.unit,
            per_energy=setting.imported(per_energy, setting.sampled.unclean),
            allowed=np.where(asked, 0.0, np.inf) * np.ones(setting.shape),
            allowed_per_load=np.where(asked, (1 - share) * energy[:, None], 0.0),
            together=np.full(setting.horizon.years, np.inf),
        )

    def addresses(self, setting: Setting) -> Mapping[str, str]:
        """`clean_share`."""
        return {"": f"{setting.planning.address}.clean_share"}
