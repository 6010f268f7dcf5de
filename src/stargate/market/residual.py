"""What is left of a series when its months and hours are taken out: normals with a memory, drawn as one circle."""

import numpy as np
from jaxtyping import Float

from stargate.market.calendar import HOURS
from stargate.quantity.draws import key


def normals(address: str, seed: int, correlation: Float[np.ndarray, "hour"]) -> Float[np.ndarray, "hour"]:
    """8,760 standard normals whose correlation over any lag is `correlation[lag]`, drawn by (seed, address).

    z = irfft(rfft(white) sqrt(rfft(correlation))): a circle, so that the last hour of the year is followed by the
    first. What of the spectrum is below zero is left out (Dietrich and Newsam 1997,
    <https://doi.org/10.1137/S1064827592240555>).
    """
    spectrum = np.maximum(np.fft.rfft(correlation).real, 0.0)
    white = np.random.Generator(np.random.Philox(key=key(address, seed))).standard_normal(HOURS)
    z = np.fft.irfft(np.fft.rfft(white) * np.sqrt(spectrum), HOURS)
    full = spectrum.sum() * 2 - spectrum[0] - spectrum[-1]  # HOURS x the variance that is left
    return z * np.sqrt(HOURS / full)


def correlation_of_prices(
    variance: Float[np.ndarray, "4"], persistence: Float[np.ndarray, "4"]
) -> Float[np.ndarray, "hour"]:
    """The correlation of prices' normals over each lag of a year, the shorter way round.

    rho(k) = v0 [k=0] + v1 a^k + v2 b^k + v3 c^d D^(k/24), d hours to the nearest whole number of days.
    """
    lag = np.minimum(np.arange(HOURS), HOURS - np.arange(HOURS)).astype(float)
    return correlation_at(lag, variance, persistence)


def correlation_at(
    lag: Float[np.ndarray, "lag"], variance: Float[np.ndarray, "4"], persistence: Float[np.ndarray, "4"]
) -> Float[np.ndarray, "lag"]:
    """The correlation of prices' normals over `lag` hours."""
    weather, season, hours, days = persistence
    from_day = np.abs((lag + 12) % 24 - 12)
    parts = np.array([lag == 0, weather**lag, season**lag, hours**from_day * days ** (lag / 24)])
    return variance @ parts


def persistent(share: float) -> Float[np.ndarray, "hour"]:
    """The correlation over each lag of what keeps `share` of itself from hour to hour, the shorter way round."""
    return share ** np.minimum(np.arange(HOURS), HOURS - np.arange(HOURS)).astype(float)
