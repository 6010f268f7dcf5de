"""What computers of a campus do by the hour: training, inference, and work that may wait (O3)."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from stargate.quantity.measures import Count, Duration, EnergyPrice, Share
from stargate.quantity.noun import Noun

_DAY = 24


class Workload(Noun):
    """What the computers do, how hard they work, and what of it may be left out.

    Training runs flat: the dips of checkpoints last minutes and are averaged into the utilisation. Inference follows
    people through day and week, by the local hour of the campus. Deferrable work is flat too, and may wait.
    """

    utilisation: Share
    """Mean IT load as a share of the energised critical IT load, checkpoints, failures and idle time included."""
    training: Share
    """Part of the mean IT load that trains models or experiments."""
    deferrable: Share | None = None
    """Part of the mean IT load that may wait for some hours; none where empty. Inference is the rest."""
    deferral: Duration | None = None
    """How long deferrable work may wait; needed where there is some."""
    daily_swing: Share
    """How far inference rises above its mean at the peak of the day, and falls below it half a day later."""
    peak_hour: Count
    """The hour of that peak, 0 to 23, local standard time."""
    weekend: Share
    """Inference of a Saturday or Sunday as a share of that of a working day."""
    curtailable_share: Share | None = None
    """Part of the IT load that may be left out at short notice; none where empty."""
    curtailment_budget: Share | None = None
    """Energy that may be left out so, as a share of a year's energy."""
    value_of_compute: EnergyPrice
    """What a MWh of IT energy earns: the cost of leaving it out on notice."""
    value_of_lost_load: EnergyPrice
    """What a MWh of IT energy costs that is cut without notice."""
    note: str = ""
    """A remark for readers."""


@dataclass(frozen=True)
class ItLoad:
    """IT load by hour, and the parts of it that may move or be left out."""

    total: Float[np.ndarray, "hour"]  #: [IT MW]
    deferrable: Float[np.ndarray, "hour"]  #: part of it that may wait [IT MW]
    curtailable: Float[np.ndarray, "hour"]  #: part of it that may be left out [IT MW]
    energised: Float[np.ndarray, "hour"]  #: critical IT load that is there [IT MW]


def it_load(
    workload: Workload, energised: Float[np.ndarray, "hour"], weekend: Bool[np.ndarray, "hour"], quantile: float = 0.5
) -> ItLoad:
    """IT load of the hours of a year, at a quantile of the utilisation and medians of the rest.

    load = energised x utilisation x (1 - inference + inference x shape), never above `energised`; shape has mean 1.
    """
    training, deferrable = workload.training.p50, share(workload.deferrable)
    inference = max(0.0, 1.0 - training - deferrable)
    working = energised * workload.utilisation.quantile(quantile)
    total = np.minimum(working * (1.0 - inference + inference * inference_shape(workload, weekend)), energised)
    return ItLoad(total, working * deferrable, total * share(workload.curtailable_share), energised)


def inference_shape(workload: Workload, weekend: Bool[np.ndarray, "hour"]) -> Float[np.ndarray, "hour"]:
    """Inference by hour over its mean: (1 + swing cos(2 pi (h - peak) / 24)) x (weekend then, else 1)."""
    hour = np.arange(len(weekend)) % _DAY
    daily = 1.0 + workload.daily_swing.p50 * np.cos(2 * np.pi * (hour - workload.peak_hour.p50) / _DAY)
    shape = daily * np.where(weekend, workload.weekend.p50, 1.0)
    return shape / shape.mean()


def share(figure: Share | None) -> float:
    """The median of a share; 0 where it is not known."""
    return figure.p50 if figure is not None and figure.has_value else 0.0
