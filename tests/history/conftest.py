"""Invented records: projects that report every month, promises that move, and a shock that all may share."""

import csv

import numpy as np
import pytest

from stargate.history.common_cause import HALF_LIFE
from stargate.history.records import COLUMNS, read_records
from stargate.quantity.notation import date_text

START = 2015 * 12.0


@pytest.fixture(scope="session")
def invented(tmp_path_factory):
    """Makes records of an invented world; months are counted from START."""
    return lambda seed, **how: world(tmp_path_factory.mktemp("world") / "records.csv", seed, **how)


def world(path, seed, volatility=0.0, projects=200, months=48):
    """Records of some projects, started evenly over the first two thirds of the months.

    A project finishes in a month at a rate that rises with its slip, times exp(shock); one in 250 months is given up in;
    one in five promises moves by two months. The shock is the process that `common_cause` describes.
    """
    random = np.random.default_rng(seed)
    theta, x, shock = np.log(2) / HALF_LIFE, 0.0, np.zeros(months)
    for month in range(months):
        x = np.exp(-theta) * x + volatility * np.sqrt((1 - np.exp(-2 * theta)) / (2 * theta)) * random.standard_normal()
        shock[month] = np.exp(x - volatility**2 * (1 - np.exp(-2 * theta * (month + 1))) / (4 * theta))
    rows = [row for i in range(projects) for row in _life(i, random, shock, months)]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    return read_records(path)


def _life(i, random, shock, months):
    started = random.uniform(0, months * 2 / 3)
    promised, size = started + random.uniform(8, 24), round(random.uniform(50, 400), 1)
    for month in range(int(started) + 1, months):
        rate = 0.3 / (1 + np.exp(-(month - promised) / 3)) * shock[month]
        days = [START + started, START + promised, np.nan, np.nan, START + month]
        end, which = month - random.random() * (month - max(month - 1, started)), random.random()
        if random.random() < 1 - np.exp(-rate - 1 / 250):
            days[2 if which < rate / (rate + 1 / 250) else 3] = START + end
        dates = ["" if np.isnan(day) else date_text(day) for day in days]
        yield [f"p{i}", "plant", *dates, size]
        if dates[2] or dates[3]:
            return
        promised += 2.0 * (random.random() < 0.2)
