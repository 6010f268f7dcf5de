"""What holds of weather everywhere: the constants of the typical-year generator, fitted once to many stations.

None belongs to a station; what differs between places follows from the signs that their normals give.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from stargate.climate.months import MONTHS, Hourly
from stargate.climate.normals import Climate
from stargate.climate.psychrometrics import saturation_pressure, stull

STATES = ("dry bulb", "dew point", "clearness", "wind", "range")  #: of a day, in this order
Numbers = tuple[float, ...]
Signs = Float[np.ndarray, "month sign"]


@dataclass(frozen=True)
class General:
    """Constants of the typical-year generator.

    A regression on `signs` has their six coefficients. A shape is cosine and sine of one turn a day, two turns and so
    on by solar time, then how these change with what its comment says.
    """

    dry_bulb_dew_point: Numbers  #: Fisher's z of the correlation of daily means: a regression, as all of these
    dry_bulb_clearness: Numbers  #: The same of dry bulb and the day's clearness
    dry_bulb_wind: Numbers  #: The same of dry bulb and wind
    dry_bulb_range: Numbers  #: The same of dry bulb and the day's range of it
    dew_point_clearness: Numbers  #: The same of dew point and clearness
    dew_point_wind: Numbers  #: The same of dew point and wind
    dew_point_range: Numbers  #: The same of dew point and the range of dry bulb
    clearness_wind: Numbers  #: The same of clearness and wind
    clearness_range: Numbers  #: The same of clearness and range
    wind_range: Numbers  #: The same of wind and range
    dry_bulb_days: Numbers  #: What the last day's and the day before's dry bulb say of a day's, in standard deviations
    dew_point_days: Numbers  #: The same of dew point
    clearness_days: Numbers  #: The same of clearness
    wind_days: Numbers  #: The same of wind
    range_days: Numbers  #: The same of range
    dew_point_deviation: Numbers  #: Logarithm of the standard deviation of daily dew points [K]: a regression
    dew_point_skew: Numbers  #: Half the logarithm of how much further they reach above than below: a regression
    range_variation: Numbers  #: Standard deviation of the daily range over its mean: a regression
    dry_bulb_shape: Numbers  #: Departure from the day's mean over the mean range; then per hour of daylight above 12
    dry_bulb_noise: Numbers  #: Deviation of what is left [K]: at nought, per K of range and of daily deviation
    dew_point_shape: Numbers  #: Departure over the mean range of dry bulb; then per 10 K of depression and of dry bulb
    dew_point_noise: Numbers  #: Standard deviation of what is left [K]: as of dry bulb
    noise_together: Numbers  #: Correlation of what is left of both: at nought, per 10 K of depression; a turn a day
    wind_shape: Numbers  #: Departure over the deviation within days; then per 10 K of mean range above 10 K
    hourly_persistence: Numbers  #: From hour to hour, of what is left of dry bulb, dew point, clearness, wind
    clear_sky: Numbers  #: Beam exp(-(a + b e) m^c) by vapour e [hPa] and air mass m, diffuse d: a, b, c, d
    beam_threshold: Numbers  #: Clearness over that of clear sky, below which there is no beam
    clearness_spread: Numbers  #: Variance of clearness over the largest it can have: at nought, per mean
    clearness_daily: Numbers  #: Share of that variance, in normal scores, that is the day's

    def correlations(self, signs: Signs) -> Float[np.ndarray, "month state state"]:
        """Of the states of a day, by month."""
        found = np.broadcast_to(np.eye(len(STATES)), (len(signs), len(STATES), len(STATES))).copy()
        words = [state.replace(" ", "_") for state in STATES]
        for i, one in enumerate(words):
            for j in range(i + 1, len(words)):
                found[:, i, j] = found[:, j, i] = np.tanh(signs @ getattr(self, f"{one}_{words[j]}"))
        return found

    @property
    def days(self) -> Float[np.ndarray, "state lag"]:
        """What the last two days say of each state."""
        return np.array([self.dry_bulb_days, self.dew_point_days, self.clearness_days, self.wind_days, self.range_days])


_REACH = ((-1.0, 3.0), (0.2, 2.0), (-0.5, 2.2), (0.15, 1.1), (0.2, 2.6))  # what the fit has seen of each sign


def signs(climate: Climate) -> Signs:
    """What a climate says of how its days vary, by month, kept to what the fit has seen.

    One; mean dry bulb and mean depression of the dew point [10 K]; the logarithm of the deviation of daily means [K];
    how far the 99th percentile of wet bulb lies above its mean for each kelvin that dry bulb's does: little where it is
    dry when it is hot; and vapour at the mean dew point [10 hPa], which varies little where warm seas fill the air.
    """
    names = ("dry_bulb", "dry_bulb_p99", "wet_bulb_p99", "dew_point")
    dry, hot, wet, dew = (climate.monthly(name) for name in names)
    damp = (wet - stull(dry, climate.monthly("humidity"))) / np.maximum(hot - dry, 0.5)
    vapour = saturation_pressure(dew) / 1000
    read = (dry / 10, (dry - dew) / 10, np.log(climate.monthly("daily_deviation")), damp, vapour)
    return np.stack([np.ones(MONTHS), *(np.clip(each, *ends) for each, ends in zip(read, _REACH, strict=True))], 1)


def harmonics(of: Numbers, solar_hour: Hourly, *by: Hourly) -> Hourly:
    """A daily shape: turns a day with coefficients that change with each of `by`."""
    return turns(solar_hour, len(of) // (2 + 2 * len(by)), *by) @ np.array(of)


def turns(solar_hour: Hourly, count: int, *by: Hourly) -> Float[np.ndarray, "hour coefficient"]:
    """Cosine and sine of `count` turns a day, plain and times each of `by`."""
    angle = 2 * np.pi * solar_hour / 24
    plain = np.stack([wave(turn * angle) for turn in range(1, count + 1) for wave in (np.cos, np.sin)], 1)
    return np.concatenate([plain, *(plain * each[:, None] for each in by)], 1)
