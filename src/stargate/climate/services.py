"""Typical years from public services, kept in a folder of one's own. Nothing here is called unless it is asked for.

PVGIS (European Commission) needs no key; NSRDB (National Solar Radiation Database) needs one, free of charge. What a
service answered is kept as a CSV file, so that the same place is asked for once.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from stargate.climate.files import read_weather, write_csv
from stargate.climate.plausible import QUANTITIES
from stargate.climate.psychrometrics import dew_point_at
from stargate.climate.weather import HOURS, Weather
from stargate.errors import ProgrammeError, StargateError


def pvgis(latitude: float, longitude: float, time_zone: int | None = None, folder: Path | None = None) -> Weather:
    """The typical year of PVGIS at a place [deg], kept in `folder` (that of the user's caches where None).

    `time_zone` is in whole hours from UTC, that of the sun where None. Raises StargateError where there is no network
    or the service refuses, ProgrammeError where what it sends is no weather. <https://re.jrc.ec.europa.eu/pvg_tools/en/>
    """
    zone = round(longitude / 15) if time_zone is None else time_zone

    def ask() -> Weather:
        from pvlib.iotools import get_pvgis_tmy

        answer: Any = get_pvgis_tmy(latitude, longitude, roll_utc_offset=zone, map_variables=True)
        data, said = answer
        elevation = float(said["inputs"]["location"]["elevation"])
        columns = {name: data[name].to_numpy(float) for name in data}
        columns["temp_dew"] = dew_point_at(columns["temp_air"], np.clip(columns["relative_humidity"], 1, 100))
        return _weather("PVGIS", (latitude, longitude, elevation, zone), columns)

    return _kept("pvgis", (latitude, longitude, zone), folder, ask, ())


def nsrdb(latitude: float, longitude: float, key: str, email: str, folder: Path | None = None) -> Weather:
    """The typical year of NSRDB's PSM4 at a place [deg], kept in `folder` (that of the user's caches where None).

    Raises StargateError where there is no key, no network or the service refuses, ProgrammeError where what it sends is
    no weather. <https://nsrdb.nrel.gov/>
    """
    if not key or not email:
        instead = "the key and the e-mail address that it was given to, from https://developer.nrel.gov/signup/"
        raise StargateError(f"NSRDB needs a key and an e-mail address\n  write: {instead}")

    def ask() -> Weather:
        from pvlib.iotools import get_nsrdb_psm4_tmy

        answer: Any = get_nsrdb_psm4_tmy(latitude, longitude, key, email, map_variables=True)
        data, said = answer
        columns = {name: data[name].to_numpy(float) for name in data}
        columns["pressure"] = columns["pressure"] * 100  # mbar
        zone = float(said["Time Zone"])
        return _weather("NSRDB", (said["latitude"], said["longitude"], float(said["altitude"]), zone), columns)

    return _kept("nsrdb", (latitude, longitude), folder, ask, (key, email))


def _weather(service: str, where: tuple[float, float, float, float], columns: dict[str, Any]) -> Weather:
    names = ("temp_air", "temp_dew", "pressure", "ghi", "dni", "dhi", "wind_speed")
    given = [columns[name] for name in names]
    if {len(column) for column in given} != {HOURS}:
        raise StargateError(f"{service} sent {len(given[0]):,} hours\n  write: a place of which it has a whole year")
    given[1] = np.minimum(given[1], given[0])
    columns = dict(zip(QUANTITIES, given, strict=True))
    return Weather(f"{service} {where[0]:g} {where[1]:g}", *where, **columns, origin=service)


def _kept(
    service: str, where: tuple[float, ...], folder: Path | None, ask: Callable[[], Weather], secrets: tuple[str, ...]
) -> Weather:
    """What was kept of an earlier answer, or the answer, kept once it has been found to be weather."""
    path = (folder or _cache()) / f"{service}_{'_'.join(f'{number:.4f}' for number in where)}.csv"
    if path.exists():
        return read_weather(path)
    found = _asked(service.upper(), ask, secrets)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_csv(found, path)
    except OSError as error:
        wrong = f"{path}: {(error.strerror or str(error)).lower()}"
        raise StargateError(f"{wrong}\n  write: a folder that can be written, as `folder`") from None
    try:
        return read_weather(path)
    except ProgrammeError:
        path.unlink()
        raise


def _asked(service: str, ask: Callable[[], Weather], secrets: tuple[str, ...]) -> Weather:
    import requests

    try:
        return ask()
    except (requests.ConnectionError, requests.Timeout):
        wrong, instead = f"{service} cannot be reached: there is no network, or the service is down", "a file instead"
    except requests.RequestException as error:
        said = " ".join(str(error).split())
        for secret in secrets:
            said = said.replace(secret, "...")
        wrong, instead = f"{service} refuses: {said}", "a place that it covers, and a valid key if it needs one"
    except (KeyError, TypeError, ValueError) as error:
        wrong, instead = f"{service} sent what cannot be read ({type(error).__name__})", "a file instead"
    raise StargateError(f"{wrong}\n  write: {instead}")


def _cache() -> Path:
    """Where a user's programs keep what they can fetch again."""
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(home) if home else Path.home() / ".cache") / "stargate" / "weather"
