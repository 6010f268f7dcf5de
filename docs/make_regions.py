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
HALF_LIFE = 2.0  # years after which a year counts half: markets drift, and what is fitted looks forward
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
    "ercot_hub": Hub("ERCOT", -6, "Day-ahead prices of ERCOT's hub average, 2020 to 2023", ("2021-02-12", "2021-02-20"),
                     "Without 12 to 20 February 2021, when prices stood at the limit for days, which is a stress of the region."),
    "pjm_dominion": Hub("PJM", -5, "Hourly real-time prices of PJM's Dominion zone, 2020 to 2023",
                        ("2022-12-23", "2022-12-26"), "Without 23 to 26 December 2022, a stress of the region. Real-time "
                        "prices jump more from hour to hour than day-ahead ones."),
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
    return _local(table[table.region == hub.region].set_index("time_utc").usd_per_mwh, hub.zone)


def _local(series: pd.Series, zone: int) -> pd.Series:
    series = series.astype(float).sort_index()
    index = pd.DatetimeIndex(series.index).tz_convert(None) if series.index.tz is not None else series.index
    series.index = pd.DatetimeIndex(index + pd.Timedelta(hours=zone)).as_unit("ns")
    return series[(series.index.year >= YEARS[0]) & (series.index.year <= YEARS[-1])]


def fit_prices(series: pd.Series, gas: pd.Series, hub: Hub) -> dict[str, Any]:
    """The parameters of a price shape (see `stargate.market.prices`) for the years in `series`."""
    if hub.storm:
        series = series.drop(series[hub.storm[0] : hub.storm[1]].index)
    adder, heat_rate = _level(series, gas)
    ratio = series / (adder + heat_rate * _at(gas, series.index))
    weight = pd.Series(0.5 ** ((series.index.year.max() - series.index.year) / HALF_LIFE), series.index)
    cells = _cells(ratio, weight)
    cell = ratio.index.month - 1, ratio.index.hour
    z = pd.Series(_scores(ratio, weight), ratio.index)
    weekend = (z * weight)[z.index.weekday >= 5].groupby(z.index[z.index.weekday >= 5].hour).sum()
    weekend /= weight[z.index.weekday >= 5].groupby(z.index[z.index.weekday >= 5].hour).sum()
    at = weekend.to_numpy()[z.index.hour]
    free = z - np.where(z.index.weekday >= 5, at, -0.4 * at)
    variance, persistence = _memory((free / free.std()).asfreq("h").to_numpy())
    median = cells["median"]
    rise, fall = (ratio - median[cell]).to_numpy(), (median[cell] - ratio).to_numpy()
    w = weight.to_numpy()
    return {
        "adder": adder, "heat_rate": heat_rate, "least": series.min(), "most": series.max(), **cells,
        "above": _inner(rise / (cells["high"] - median)[cell], w),
        "below": _inner(fall / (median - cells["low"])[cell], w),
        "top": _outer(rise / (cells["highest"] - median)[cell], w),
        "bottom": _outer(fall / (median - cells["lowest"])[cell], w),
        "weekend": weekend.to_numpy(), "variance": variance, "persistence": persistence,
    }  # fmt: skip


def _at(gas: pd.Series, index: pd.DatetimeIndex) -> np.ndarray:
    return gas.reindex(index.to_period("M").to_timestamp()).to_numpy()


def _level(series: pd.Series, gas: pd.Series) -> tuple[float, float]:
    """Adder and heat rate of the monthly medians, months that stand out counting little."""
    months = series.resample("MS").median().dropna()
    at = gas.reindex(months.index).to_numpy()
    age = np.sqrt(0.5 ** ((months.index.year.max() - months.index.year) / HALF_LIFE)).to_numpy()
    found = least_squares(
        lambda x: age * (np.log(months.to_numpy()) - np.log(x[0] + x[1] * at)), [2.0, 8.0],
        loss="soft_l1", f_scale=0.1, bounds=([0.0, 0.0], [50.0, 30.0]),
    )  # fmt: skip
    return round(float(found.x[0]), 2), round(float(found.x[1]), 2)


def _weighted(values: np.ndarray, weight: np.ndarray, share: float | np.ndarray) -> Any:
    order = np.argsort(values)
    total = np.cumsum(weight[order])
    return np.interp(share, (total - 0.5 * weight[order]) / total[-1], values[order])


def _cells(ratio: pd.Series, weight: pd.Series) -> dict[str, np.ndarray]:
    """Quantiles by month and hour; P1 and P99 are of three hours together, since a cell alone has no such tails."""
    found = {name: np.empty((12, 24)) for name in _SHARES}
    grid = {cell: rows for cell, rows in ratio.groupby([ratio.index.month - 1, ratio.index.hour])}

    def pooled(month: int, hour: int, hours: int) -> tuple[np.ndarray, np.ndarray]:
        near = [(m, h) for m in (-1, 0, 1) for h in range(-hours, hours + 1)]
        rows = [(grid[(month + m) % 12, (hour + h) % 24], 1.0 if m == 0 else NEIGHBOUR) for m, h in near]
        values = np.concatenate([row.to_numpy() for row, _ in rows])
        return values, np.concatenate([weight[row.index].to_numpy() * share for row, share in rows])

    for month, hour in np.ndindex(12, 24):
        own, wide = pooled(month, hour, 0), pooled(month, hour, 1)
        for name, share in _SHARES.items():
            found[name][month, hour] = _weighted(*(wide if name.endswith("est") else own), share)
    found["highest"] = np.maximum(found["highest"], found["high"])
    found["lowest"] = np.minimum(found["lowest"], found["low"])
    return {name: rows.round(3) for name, rows in found.items()}


def _scores(ratio: pd.Series, weight: pd.Series) -> np.ndarray:
    """The normal at which each ratio stands among those of its month and hour."""
    found = pd.Series(index=ratio.index, dtype=float)
    for _, values in ratio.groupby([ratio.index.month, ratio.index.hour]):
        order = values.sort_values(kind="stable").index
        total = weight[order].cumsum()
        found[order] = ndtri((total - 0.5 * weight[order]) / total.iloc[-1])
    return found.to_numpy()


def _inner(distance: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Quantiles of one side's distances from the median to P90, in that distance."""
    side = distance > 0
    found = _weighted(distance[side], weight[side], 2.0 * ndtr(np.array(INNER)) - 1.0)
    return np.maximum.accumulate([0.0, *found[1:-1], 1.0]).clip(0.0, 1.0)


def _outer(distance: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Quantiles of one side's distances beyond P99, in the distance to it."""
    side = distance > 1.0
    share = 1.0 - (1.0 - ndtr(np.array(OUTER))) / 0.01
    return np.maximum(1.0, _weighted(distance[side], weight[side], np.maximum(share, 0.0)))


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
        normals[hub.region] = pd.Series(_scores(ratio, pd.Series(1.0, ratio.index)), ratio.index)
        found = _local(table[table.region == hub.region].set_index("time_utc").direct_g_per_kwh, hub.zone)["2021":]
        title = f"Average direct carbon intensity of {hub.region}, 2021 to 2023"
        yield f"carbon/{name.split('_')[0]}_average", carbon_file(title, _CARBON, found, normals[hub.region])
    mix = pd.read_parquet(folder / "genmix-ci-2022" / "generation_by_fuel_2022.parquet")
    miso = mix[mix[_region_column(mix)].astype(str) == "MISO"]
    stamps = pd.DatetimeIndex(pd.to_datetime(miso.timestamp, utc=True)) - pd.Timedelta(hours=1)
    found = _local(pd.Series(miso.avg_ci_g_per_kwh.to_numpy(), stamps), -5)["2022"].dropna()
    yield "carbon/miso_average", carbon_file("Average carbon intensity of generation in MISO, 2022", _MISO, found, normals["PJM"])
    marginal = pd.read_csv(folder / "avert2023" / "marginal_co2_lb_per_kwh_2023.csv.gz")
    hours = pd.date_range("2023-01-01", periods=len(marginal), freq="h").as_unit("ns")
    for name, column, region in (
        ("texas", "TE", "ERCOT"), ("mid_atlantic", "MIDA", "PJM"), ("midwest", "MIDW", "PJM"),
        ("southwest", "SW", "CAISO"), ("california", "CA", "CAISO"), ("central", "CENT", "ERCOT"),
    ):  # fmt: skip
        found = pd.Series(marginal[column].to_numpy() * 453.59237, hours)
        title = f"Marginal carbon intensity of AVERT's region {column}, 2023"
        yield f"carbon/{name}_marginal", carbon_file(title, _MARGINAL, found, normals[region], smooth=True)


def _region_column(table: pd.DataFrame) -> str:
    return next(name for name in table.columns if table[name].astype(str).eq("MISO").any())


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
    tails = ("below", "above", "bottom", "top", "weekend", "variance")
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
