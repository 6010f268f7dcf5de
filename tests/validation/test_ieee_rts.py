"""The generating system of the IEEE Reliability Test System.

Figures: IEEE Committee Report, IEEE Reliability Test System, IEEE Transactions on Power Apparatus and Systems PAS-98
(1979) 2047-2054, doi 10.1109/TPAS.1979.319398. Exact indices: R. N. Allan, R. Billinton, N. M. K. Abdel-Gawad, The IEEE
Reliability Test System - extensions to and evaluation of the generating system, IEEE Transactions on Power Systems 1
(1986) 1-7, doi 10.1109/TPWRS.1986.4335006.
"""

import numpy as np
import pytest

from stargate.power.reliability import Units, loss_of_load

FLEET = [  # count, MW, forced outage rate, mean time to repair [h]
    Units(5, 12, 0.02, 60), Units(4, 20, 0.10, 50), Units(6, 50, 0.01, 20), Units(4, 76, 0.02, 40), Units(3, 100, 0.04, 50),
    Units(4, 155, 0.04, 40), Units(3, 197, 0.05, 50), Units(1, 350, 0.08, 100), Units(2, 400, 0.12, 150),
]  # fmt: skip
WEEKS = [
    86.2, 90, 87.8, 83.4, 88, 84.1, 83.2, 80.6, 74, 73.7, 71.5, 72.7, 70.4, 75, 72.1, 80, 75.4, 83.7, 87, 88, 85.6, 81.1,
    90, 88.7, 89.6, 86.1, 75.5, 81.6, 80.1, 88, 72.2, 77.6, 80, 72.9, 72.6, 70.5, 78, 69.5, 72.4, 72.4, 74.3, 74.4, 80,
    88.1, 88.5, 90.9, 94, 89, 94.2, 97, 100, 95.2,
]  # fmt: skip
DAYS = [93, 100, 98, 96, 94, 77, 75]
HOURS = {  # a weekday, a day of the weekend
    "winter": (
        [67, 63, 60, 59, 59, 60, 74, 86, 95, 96, 96, 95, 95, 95, 93, 94, 99, 100, 100, 96, 91, 83, 73, 63],
        [78, 72, 68, 66, 64, 65, 66, 70, 80, 88, 90, 91, 90, 88, 87, 87, 91, 100, 99, 97, 94, 92, 87, 81],
    ),
    "summer": (
        [64, 60, 58, 56, 56, 58, 64, 76, 87, 95, 99, 100, 99, 100, 100, 97, 96, 96, 93, 92, 92, 93, 87, 72],
        [74, 70, 66, 65, 64, 62, 62, 66, 81, 86, 91, 93, 93, 92, 91, 91, 92, 94, 95, 95, 100, 93, 88, 80],
    ),
    "between": (
        [63, 62, 60, 58, 59, 65, 72, 85, 95, 99, 100, 99, 93, 92, 90, 88, 90, 92, 96, 98, 96, 90, 80, 70],
        [75, 73, 69, 66, 65, 65, 68, 74, 83, 89, 92, 94, 91, 90, 90, 86, 85, 88, 92, 100, 97, 95, 90, 85],
    ),
}
SEASONS = ["winter"] * 8 + ["between"] * 9 + ["summer"] * 13 + ["between"] * 13 + ["winter"] * 9


@pytest.fixture(scope="module")
def load():
    hours = [
        2850 * week / 100 * day / 100 * np.array(HOURS[season][d >= 5]) / 100
        for week, season in zip(WEEKS, SEASONS, strict=True)
        for d, day in enumerate(DAYS)
    ]
    return np.concatenate(hours)


def test_hours(load):
    found = loss_of_load(FLEET, load)
    assert load.size == 8736
    assert found.hours == pytest.approx(9.39418, abs=5e-6)
    assert found.energy == pytest.approx(1176, abs=0.5)


def test_daily_peaks(load):
    assert loss_of_load(FLEET, load.reshape(-1, 24).max(axis=1)).hours == pytest.approx(1.36886, abs=5e-6)
