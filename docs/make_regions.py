"""Fits the catalogue's shapes of prices and carbon: `STARGATE_REFERENCE_DATA=FOLDER python docs/make_regions.py`.

Turns hourly prices of three hubs (2020 to 2023), Henry Hub's monthly prices of gas, average carbon intensity (2021 to
2023; MISO 2022) and marginal carbon intensity (2023) into `src/stargate/catalogue/{prices,carbon}/<name>.yaml`, and
prints the months of gas. The data are no part of the project; what is fitted to them is.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import least_squares
from scipy.special import expit, ndtr, ndtri

from stargate.files import write_together
from stargate.market.residual import correlation_at
from stargate.market.shape import INNER, OUTER

HERE = Path(__file__).parent
CATALOGUE = HERE.parent / "src" / "stargate" / "catalogue"
YEARS = range(2020, 2024)
_PRICES, _CARBON, _MARGINAL, _MISO = "hub-prices-2020-2023", "carbon-2020-2023", "avert-2023", "generation-2022"
_LAGS = np.array([*range(1, 27), 30, 36, 42, 48, 54, 60, 66, 72, 84, 96, 120, 144, 168, 240, 336, 504, 720, 1080, 1440])
_SHARES = {"lowest": 0.01, "low": 0.1, "median": 0.5, "high": 0.9, "highest": 0.99}
NEIGHBOUR = 0.5  # how much a month counts beside its own in the months around it: four years are few


@dataclass(frozen=True)
class Hub:
    """A series of prices and what is known of it."""

    region: str  #: in the data
    zone: int  #: hours from UTC, standard time
    title: str  #: of the shape
    storm: tuple[str, str] | None = None  #: first and last day of an event that is left out, a stress of its own
    note: str = ""  #: for readers


HUBS = {
    "ercot_hub": Hub("ERCOT", -6, "Day-ahead prices of ERCOT's hub average, 2020 to 2023",
                     ("2021-02-12", "2021-02-20"), "Without 12 to 20 February 2021, when prices stood at the limit for "
                     "days, a stress of the region."),
    "pjm_dominion": Hub("PJM", -5, "Hourly real-time prices of PJM's Dominion zone, 2020 to 2023",
                        ("2022-12-23", "2022-12-26"), "Without 23 to 26 December 2022, a stress of the region. "
                        "Real-time prices jump more from hour to hour than day-ahead ones."),
    "caiso_np15": Hub("CAISO", -8, "Day-ahead prices of CAISO's NP15 hub, 2020 to 2023", None,
                      "Gas cost far more than at Henry Hub in the western winter of 2022 to 2023, which stays in."),
}  # fmt: skip


def main() -> None:
    """Writes the shapes, prints what stands in files written by hand."""
    folder = Path(os.environ["STARGATE_REFERENCE_DATA"])
    write_together({CATALOGUE / f"{name}.yaml": text for name, text in entries(folder)})
    print("catalogue/fuels/natural_gas.yaml, months:", _row(gas_months(henry_hub(folder))))
    for name, hub in HUBS.items():
        if hub.storm:
            event = hub_prices(folder, hub)[hub.storm[0] : hub.storm[1]]
            high = event[event > 1_000]
            print(f"{name}: {len(high)} hours above 1,000 USD/MWh in {hub.storm}, their mean {high.mean():.0f}")


def entries(folder: Path) -> Iterator[tuple[str, str]]:
    """The fitted files of the catalogue by name."""
    gas = henry_hub(folder)
    for name, hub in HUBS.items():
        yield f"prices/{name}", price_file(hub, fit_prices(hub_prices(folder, hub), gas, hub))
    yield from carbon_entries(folder, gas)


def henry_hub(folder: Path) -> pd.Series:
    """Monthly prices of gas [USD/MMBtu]."""
    table = pd.read_csv(folder / "gas-henryhub" / "henry_hub_monthly.csv", parse_dates=["month"])
    return table.set_index("month").iloc[:, 0]


def gas_months(gas: pd.Series) -> np.ndarray:
    """Median over the years from 2000 on of price / mean of the thirteen months around it, scaled to a mean of one."""
    around = gas.rolling(13, center=True).mean()
    ratio = (gas / around).dropna()["2000":]
    months = ratio.groupby(ratio.index.month).median().to_numpy()
    return months / months.mean()


def hub_prices(folder: Path, hub: Hub) -> pd.Series:
    """Hourly prices in local standard time [USD/MWh]."""
    table = pd.read_parquet(folder / "prices-carbon" / "prices_to_2023.parquet")
    return local(table[table.region == hub.region].set_index("time_utc").usd_per_mwh, hub.zone)


def local(series: pd.Series, zone: int) -> pd.Series:
    """The series in local standard time, from 2020 on."""
    series = series.astype(float).sort_index()
    index = pd.DatetimeIndex(series.index).tz_convert(None) if series.index.tz is not None else series.index
    series.index = pd.DatetimeIndex(index + pd.Timedelta(hours=zone)).as_unit("ns")
    return series[(series.index.year >= YEARS[0]) & (series.index.year <= YEARS[-1])]


def fit_prices(series: pd.Series, gas: pd.Series, hub: Hub) -> dict[str, Any]:
    """The parameters of a price shape (see `stargate.market.prices`) for the years in `series`.

    Each year's quantiles are found by themselves, and the middle one of the years is taken: a typical year, and how
    years differ beside it. (All years in one pot would give every year a part of the scarcity of the scarcest.)
    """
    if hub.storm:
        series = series.drop(series[hub.storm[0] : hub.storm[1]].index)
    adder, heat_rate = _level(series, gas)
    ratio = series / (adder + heat_rate * _at(gas, series.index))
    years = {year: _cells(rows) for year, rows in ratio.groupby(ratio.index.year)}
    cells = _typical(list(years.values()))
    variance, persistence, weekend = _wander(ratio)
    return {
        "adder": adder, "heat_rate": heat_rate, "least": series.min(), "most": series.max(), **cells,
        "below": _inner(_distances(ratio, years, "low")), "above": _inner(_distances(ratio, years, "high")),
        "bottom": _outer(_distances(ratio, years, "lowest")), "top": _outer(_distances(ratio, years, "highest")),
        "weekend": weekend, "variance": variance, "persistence": persistence,
        "between": _between(list(years.values()), cells),
    }  # fmt: skip


def _at(gas: pd.Series, index: pd.DatetimeIndex) -> np.ndarray:
    return gas.reindex(index.to_period("M").to_timestamp()).to_numpy()


def _level(series: pd.Series, gas: pd.Series) -> tuple[float, float]:
    """Adder and heat rate of the monthly medians, months that stand out counting little."""
    months = series.resample("MS").median().dropna()
    at = gas.reindex(months.index).to_numpy()
    found = least_squares(
        lambda x: np.log(months.to_numpy()) - np.log(x[0] + x[1] * at), [2.0, 8.0],
        loss="soft_l1", f_scale=0.1, bounds=([0.0, 0.0], [50.0, 30.0]),
    )  # fmt: skip
    return round(float(found.x[0]), 2), round(float(found.x[1]), 2)


def _cells(ratio: pd.Series) -> dict[str, np.ndarray]:
    """A year's quantiles by month and hour, of its own days and of half of those of the months around it.

    P1 and P99 are of three hours together: one has no such tails in a year.
    """
    found = {name: np.full((12, 24), np.nan) for name in _SHARES}
    rows = {cell: values.to_numpy() for cell, values in ratio.groupby([ratio.index.month - 1, ratio.index.hour])}

    def pooled(month: int, hour: int, hours: int) -> tuple[np.ndarray, np.ndarray]:
        near = [(m, h) for m in (-1, 0, 1) for h in range(-hours, hours + 1)]
        some = [(rows[(month + m) % 12, (hour + h) % 24], 1.0 if m == 0 else NEIGHBOUR) for m, h in near]
        return np.concatenate([row for row, _ in some]), np.concatenate([np.full(row.size, w) for row, w in some])

    for month, hour in np.ndindex(12, 24):
        own, wide = pooled(month, hour, 0), pooled(month, hour, 1)
        for name, share in _SHARES.items():
            found[name][month, hour] = _weighted(*(wide if name.endswith("est") else own), share)
    return found


def _weighted(values: np.ndarray, weight: np.ndarray, share: float) -> float:
    order = np.argsort(values)
    total = np.cumsum(weight[order])
    return float(np.interp(share, (total - 0.5 * weight[order]) / total[-1], values[order]))


def _typical(years: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Medians over years: of quantiles, and above P50 of the logarithms of distances from it."""
    found = {name: np.median([year[name] for year in years], axis=0) for name in ("lowest", "low", "median")}
    for name in ("high", "highest"):
        found[name] = found["median"] + np.exp(np.median([_rise(year, name) for year in years], axis=0))
    found["highest"] = np.maximum(found["highest"], found["high"])
    found["lowest"] = np.minimum(found["lowest"], found["low"])
    return {name: rows.round(3) for name, rows in found.items()}


def _rise(year: dict[str, np.ndarray], name: str) -> np.ndarray:
    return np.log(np.maximum(year[name] - year["median"], 0.01))


def _between(years: list[dict[str, np.ndarray]], cells: dict[str, np.ndarray]) -> np.ndarray:
    """Standard deviations between years of the logarithms of the median, and of the distances to P90 and to P99.

    Cells count by what they bring to the mean; few years give a rough figure.
    """
    logs = [[np.log(np.sum(year["median"])) for year in years]]
    for name in ("high", "highest"):
        share = cells[name] - cells["median"]
        logs.append([np.average(_rise(year, name), weights=share) for year in years])
    return np.std(logs, axis=1, ddof=1)


def _wander(ratio: pd.Series) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What normals are made of, how long it lasts, and where weekends stand: each year among its own hours."""
    z = ratio.groupby([ratio.index.year, ratio.index.month, ratio.index.hour]).transform(_scores)
    off = z.index.weekday >= 5
    weekend = z[off].groupby(z.index[off].hour).mean().to_numpy()
    at = weekend[z.index.hour]
    free = z - np.where(off, at, -0.4 * at)
    return *_memory((free / free.std()).asfreq("h").to_numpy()), weekend


def _scores(values: pd.Series) -> np.ndarray:
    """The normal at which each value stands among the others."""
    return ndtri((values.rank() - 0.5) / len(values))


def _distances(ratio: pd.Series, years: dict[int, dict[str, np.ndarray]], name: str) -> np.ndarray:
    """Distances from the median on one side, in those to the quantile `name`, each year by its own quantiles."""
    found = []
    for year, rows in ratio.groupby(ratio.index.year):
        cell = rows.index.month - 1, rows.index.hour
        middle, end = years[year]["median"][cell], years[year][name][cell]
        found.append((rows.to_numpy() - middle) / np.where(end == middle, np.inf, end - middle))
    distance = np.concatenate(found)
    return distance[distance > 0]


def _inner(distance: np.ndarray) -> np.ndarray:
    """Quantiles of one side's distances from the median to P90, in that distance."""
    found = np.quantile(distance, 2.0 * ndtr(np.array(INNER)) - 1.0)
    return np.maximum.accumulate([0.0, *found[1:-1], 1.0]).clip(0.0, 1.0)


def _outer(distance: np.ndarray) -> np.ndarray:
    """Quantiles of one side's distances beyond P99, in the distance to it."""
    share = 1.0 - (1.0 - ndtr(np.array(OUTER))) / 0.01
    return np.maximum(1.0, np.quantile(distance[distance > 1.0], np.maximum(share, 0.0)))


def _memory(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Shares of variance and persistence whose correlation is nearest to that of `z` (see `correlation_at`)."""
    seen = np.array([np.nanmean(z[:-lag] * z[lag:]) for lag in _LAGS])

    def parts(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        shares = np.exp(x[:4] - x[:4].max())
        return shares / shares.sum(), expit(x[4:])

    def misses(x: np.ndarray) -> np.ndarray:
        return correlation_at(_LAGS.astype(float), *parts(x)) - seen

    found = least_squares(misses, [-2.0, 0.0, -1.0, 0.0, 2.5, 6.0, 1.5, 1.0], bounds=(-9.0, 9.0))
    return parts(found.x)


def carbon_entries(folder: Path, gas: pd.Series) -> Iterator[tuple[str, str]]:
    """Average intensity of three regions and of MISO, marginal intensity of the regions of AVERT."""
    table = pd.read_parquet(folder / "prices-carbon" / "carbon_intensity_to_2023.parquet")
    normals = {}
    for name, hub in HUBS.items():
        series = hub_prices(folder, hub)
        ratio = series / _at(gas, series.index)
        normals[hub.region] = ratio.groupby([ratio.index.year, ratio.index.month, ratio.index.hour]).transform(_scores)
        found = local(table[table.region == hub.region].set_index("time_utc").direct_g_per_kwh, hub.zone)["2021":]
        title = f"Average direct carbon intensity of {hub.region}, 2021 to 2023"
        yield f"carbon/{name.split('_')[0]}_average", carbon_file(title, _CARBON, found, normals[hub.region])
    mix = pd.read_parquet(folder / "genmix-ci-2022" / "generation_by_fuel_2022.parquet")
    miso = mix[mix.ba.astype(str) == "MISO"]
    stamps = pd.DatetimeIndex(pd.to_datetime(miso.timestamp, utc=True)) - pd.Timedelta(hours=1)
    found = local(pd.Series(miso.avg_ci_g_per_kwh.to_numpy(), stamps), -5)["2022"].dropna()
    yield (
        "carbon/miso_average",
        carbon_file("Average carbon intensity of generation in MISO, 2022", _MISO, found, normals["PJM"]),
    )
    marginal = pd.read_csv(folder / "avert2023" / "marginal_co2_lb_per_kwh_2023.csv.gz")
    hours = pd.date_range("2023-01-01", periods=len(marginal), freq="h").as_unit("ns")
    for name, column, region in (
        ("texas", "TE", "ERCOT"), ("mid_atlantic", "MIDA", "PJM"), ("midwest", "MIDW", "PJM"),
        ("southwest", "SW", "CAISO"), ("california", "CA", "CAISO"), ("central", "CENT", "ERCOT"),
    ):  # fmt: skip
        found = pd.Series(marginal[column].to_numpy() * 453.59237, hours)
        title = f"Marginal carbon intensity of AVERT's region {column}, 2023"
        yield f"carbon/{name}_marginal", carbon_file(title, _MARGINAL, found, normals[region], smooth=True)


def carbon_file(title: str, source: str, found: pd.Series, normals: pd.Series, smooth: bool = False) -> str:
    """A carbon shape as a file. `smooth`: one year has too few days a cell, so months and hours are told apart."""
    share = found / found.groupby(found.index.year).transform("mean")
    if smooth:
        month, hour = (share.groupby(by).mean().to_numpy() for by in (share.index.month, share.index.hour))
        months = np.outer(month, hour)
    else:
        months = share.groupby([share.index.month, share.index.hour]).mean().to_numpy().reshape(12, 24)
    left = share - months[share.index.month - 1, share.index.hour]
    left = left.clip(*np.percentile(left, [0.1, 99.9]))
    both = pd.concat([left, normals], axis=1).dropna()
    with_price = max(0.0, float(both.corr().iloc[0, 1]))
    own = (left / left.std() - with_price * normals.reindex(left.index)).asfreq("h")
    persistence = min(0.999, max(0.0, float(own.autocorr(24)))) ** (1 / 24) if not smooth else max(0.0, own.autocorr(1))
    return "\n".join(
        [
            "# Fitted by docs/make_regions.py: change that.",
            f"title: {title}",
            "months:",
            *(f"  - {_row(row)} [{source}]" for row in months),
            f"spread: {100 * left.std():.1f}% [{source}]",
            f"with_price: {with_price:.3f} [{source}]",
            f"persistence: {persistence:.4f} [{source}]",
            f"mean: {found.mean():.1f} kg/MWh [{source}]",
            "",
        ]
    )


def price_file(hub: Hub, fit: dict[str, Any]) -> str:
    """A price shape as a file."""
    rows = [line for name in _SHARES for line in _months(name, fit[name])]
    tails = ("below", "above", "bottom", "top", "weekend", "variance", "between")
    return "\n".join(
        [
            "# Fitted by docs/make_regions.py: change that.",
            f"title: {hub.title}",
            f"time_zone: {hub.zone}",
            f"heat_rate: {fit['heat_rate']} MMBtu/MWh [{_PRICES}]",
            f"adder: {fit['adder']} USD/MWh [{_PRICES}]",
            f"least: {fit['least']:.0f} USD/MWh [{_PRICES}]",
            f"most: {fit['most']:.0f} USD/MWh [{_PRICES}]",
            *rows,
            *(f"{name}: {_row(fit[name])} [{_PRICES}]" for name in tails),
            f"persistence: {_row(fit['persistence'], 5)} [{_PRICES}]",
            f"note: {hub.note}",
            "",
        ]
    )


def _months(name: str, rows: np.ndarray) -> Iterable[str]:
    yield f"{name}:"
    yield from (f"  - {_row(row)} [{_PRICES}]" for row in rows)


def _row(numbers: np.ndarray, digits: int = 3) -> str:
    return " ".join(f"{number:.{digits}f}".rstrip("0").rstrip(".") for number in numbers)


if __name__ == "__main__":
    main()
