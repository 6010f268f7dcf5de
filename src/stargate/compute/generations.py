"""What buildings hold over time, as they fill and as what they hold is replaced (K1).

Building k takes its load from b_k on and has all of it, W_k, a ramp r_k later. Its equipment runs for a life L and is
then replaced at once, so that generation g runs from f_k + g L to f_k + (g + 1) L, where f_k = b_k + r_k. Of whatever
an IT MW of generation g holds x_g (H100 equivalents, PFLOP/s, accelerators), a site holds

    X(t) = sum_k W_k min(1, max(0, (t - b_k) / r_k)) x_g(t),   g(t) = max(0, ceil((t - f_k) / L) - 1)

with x_0, x_1 and x_2 given and x_g = x_2 q^(g - 2) after that.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from stargate.quantity.kernel import kernel

GENERATIONS = 3  #: that are given one by one


class Buildings(NamedTuple):
    """Buildings of some phases, per future."""

    begin: Float[np.ndarray, "future building"]  #: when each begins to take load [month]; infinity is never
    ramp: Float[np.ndarray, "future building"]  #: until it has all of it [months]
    it_power: Float[np.ndarray, "future building"]  #: [IT MW]
    life: Float[np.ndarray, "future building"]  #: of what it holds [months]; infinity is for ever

    def of(self, buildings: list[int]) -> "Buildings":
        """Some of them."""
        return Buildings(*(np.ascontiguousarray(part[:, buildings]) for part in self))

    @property
    def full(self) -> Float[np.ndarray, "future building"]:
        """When each has all of its load [month]."""
        return self.begin + self.ramp


@kernel
def held(
    buildings: Buildings,
    content: Float[np.ndarray, "future building generation"],
    growth: Float[np.ndarray, "future building"],
    times: Float[np.ndarray, " month"],
    out: Float[np.ndarray, "future month"],
) -> None:
    """Adds to `out[future, month]` what buildings hold at `times` [month], which rise.

    `content` is x_0, x_1 and x_2 of an IT MW, `growth` the factor q from each further generation to the next.
    """
    futures, months = out.shape
    for i in range(futures):
        for k in range(buildings.begin.shape[1]):
            begin, ramp, life = buildings.begin[i, k], buildings.ramp[i, k], buildings.life[i, k]
            number, ends = 0, begin + ramp + life
            now = content[i, k, 0] * buildings.it_power[i, k]
            for month in range(months):
                risen = times[month] - begin
                if risen <= 0.0:
                    continue
                while times[month] > ends:
                    number += 1
                    ends += life
                    if number < content.shape[2]:
                        now = content[i, k, number] * buildings.it_power[i, k]
                    else:
                        now *= growth[i, k]
                out[i, month] += now if risen >= ramp else now * (risen / ramp)
