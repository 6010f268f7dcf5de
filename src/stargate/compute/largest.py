"""How many operations the accelerators of one campus, and of several joined, advance a training run by (K2).

N accelerators of H H100 equivalents, of which r stop together when one of them fails, advance a run at

    rate = H (n / q) 1.979e15 x MFU x goodput(n),   q = min(N, r),   n = min(q, M / R)   [FLOP/s]

MFU being that of 8-bit peaks. With restarts of R hours and a failure of one accelerator every M hours goodput falls as
exp(-n R / M): beyond n = M / R another accelerator takes more by its failures than it adds, so that no more take part.

A run of several campuses that share every update of the parameters (data parallel) sends 16-bit gradients to the others
and takes theirs: with S campuses on a ring 4 (S - 1) / S bytes by parameter and update, in the time in which 6
operations by parameter are done on each of B tokens. What the links allow is therefore

    rate <= 3/2 B b S / (S - 1)   [FLOP/s]

with b bytes a second into and out of each campus, whatever the model's size. Sending is overlapped with computing; a
mixture of experts, which computes with a part of what it sends, is held to that part of the rate.
"""

import numpy as np
from jaxtyping import Float

from stargate.compute.chip import H100E_PEAK
from stargate.compute.goodput import goodput
from stargate.compute.training import run_operations
from stargate.compute.wide_area import exchange_seconds
from stargate.quantity.units import MONTHS_PER_DAY

SECONDS = 86_400 / MONTHS_PER_DAY  #: of a mean month
PEAK = H100E_PEAK * 1e15  #: [FLOP/s] of an H100 equivalent


def finished_by(
    rate: Float[np.ndarray, "row month"], lasts: Float[np.ndarray, " row"]
) -> Float[np.ndarray, "row month"]:
    """The largest run that ends by the end of each month, where rates are those of the ends of months [FLOP].

    F(t) - F(t - d) with F the integral of the rate, straight between ends of months and before the first as there;
    nothing runs before the programme's start. A run that could end earlier counts later too.
    """
    rows, months = rate.shape
    ends = np.arange(months + 1.0)
    all_rates = np.concatenate([rate[:, :1], rate], axis=1)
    done = np.concatenate([np.zeros((rows, 1)), np.cumsum((all_rates[:, 1:] + all_rates[:, :-1]) / 2, axis=1)], axis=1)
    begun = np.maximum(ends[None, 1:] - lasts[:, None], 0.0)
    low = np.minimum(begun.astype(int), months - 1)
    part = begun - low
    first, last = (np.take_along_axis(all_rates, at, axis=1) for at in (low, low + 1))
    before = np.take_along_axis(done, low, axis=1) + part * first + part**2 / 2 * (last - first)
    return np.maximum.accumulate(done[:, 1:] - before, axis=1) * SECONDS


def useful_rate(
    h100e: Float[np.ndarray, "*any"],
    accelerators: Float[np.ndarray, "*any"],
    mfu: Float[np.ndarray, "*any"],
    together: Float[np.ndarray, "*any"],
    failure_interval: Float[np.ndarray, "*any"],
    checkpoint: Float[np.ndarray, "*any"],
    restart: Float[np.ndarray, "*any"],
) -> Float[np.ndarray, "*any"]:
    """What so many accelerators advance a run by [FLOP/s]; times in hours."""
    stop = np.minimum(accelerators, together)
    part = np.minimum(stop, failure_interval / restart)
    share = np.divide(part, stop, out=np.ones_like(stop), where=stop > 0)
    return h100e * share * PEAK * mfu * goodput(part, failure_interval, checkpoint, restart)


def joined(
    rates: Float[np.ndarray, "site row month"],
    batch: Float[np.ndarray, " row"],
    bandwidth: Float[np.ndarray, " row"],
) -> Float[np.ndarray, "row month"]:
    """What all campuses advance one run by, as far as the links between them allow [FLOP/s].

    `batch` in tokens, `bandwidth` in byte/s. No less than the largest campus alone.
    """
    taking_part = (rates > 0).sum(axis=0)
    exchange = exchange_seconds(1.0, np.maximum(taking_part, 2), 1.0)  # of one parameter, at one byte a second
    links = np.asarray(run_operations(1.0, batch) * bandwidth)[:, None] / exchange
    together = np.where(taking_part > 1, np.minimum(rates.sum(axis=0), links), rates.sum(axis=0))
    return np.maximum(together, rates.max(axis=0))
