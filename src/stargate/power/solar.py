"""Photovoltaic power through pvlib: where the sun stands, what it shines on, warm cells, what inverters pass."""

from typing import Any, final

import numpy as np
from jaxtyping import Float

from stargate.climate.weather import Weather
from stargate.power.element import Source
from stargate.power.technology import Context, Elements, Technology, middle
from stargate.quantity.measures import Angle, Factor, Share

_GROUND = 0.2  # reflected by the ground, PVWatts Version 5


@final
class Solar(Technology):
    """A photovoltaic plant on trackers that follow the sun from east to west, or at a fixed tilt towards the equator.

    Its MW are those of its inverters.
    """

    dc_ratio: Factor
    """Rated power of the modules over that of the inverters."""
    tilt: Angle | None = None
    """Fixed tilt towards the equator; on trackers where it is not written."""
    max_angle: Angle
    """Farthest turn of a tracker from the horizontal."""
    ground_cover: Share
    """Length of the modules over the distance between their rows."""
    temperature_loss: Share
    """Power lost for each kelvin of the cells above 25 degC."""
    losses: Share
    """What dirt, shading, wiring, mismatch and ageing take; outages apart."""
    inverter: Share
    """Efficiency of the inverters at their rated power."""

    def output(self, weather: Weather) -> Float[np.ndarray, "hour"]:
        """Share of the nameplate that the sun gives, outages apart: PVWatts Version 5 (NREL/TP-6A20-62641) by pvlib.

        Hay and Davies' sky, Faiman's cell temperature, the sun where it stands in the middle of the hour.
        """
        pvlib = _pvlib()
        zenith, azimuth, above = _sun(weather)
        tilt, turned, incidence = self._plane(weather, zenith, azimuth)
        sky = pvlib.irradiance.get_total_irradiance(
            tilt, turned, zenith, azimuth,
            weather.direct_normal, weather.global_horizontal, weather.diffuse_horizontal,
            dni_extra=above, albedo=_GROUND, model="haydavies",
        )  # fmt: skip
        falls = {name: np.maximum(0.0, np.nan_to_num(of)) for name, of in sky.items()}
        cell = pvlib.temperature.faiman(falls["poa_global"], weather.dry_bulb, weather.wind_speed)
        enters = falls["poa_direct"] * pvlib.iam.physical(incidence) + falls["poa_diffuse"]
        dc = pvlib.pvsystem.pvwatts_dc(enters, cell, self.dc_ratio.p50, -self.temperature_loss.p50)
        dc = np.maximum(0.0, dc) * (1 - self.losses.p50)
        return np.clip(pvlib.inverter.pvwatts(dc, 1 / self.inverter.p50, self.inverter.p50), 0.0, 1.0)

    def _plane(self, weather: Weather, zenith: Any, azimuth: Any) -> tuple[Any, Any, Any]:
        """Tilt and azimuth of the modules, and the angle at which the sun meets them [deg]."""
        pvlib = _pvlib()
        if self.tilt is not None:
            turned = 180.0 if weather.latitude >= 0 else 0.0
            return self.tilt.p50, turned, pvlib.irradiance.aoi(self.tilt.p50, turned, zenith, azimuth)
        plane = pvlib.tracking.singleaxis(
            zenith, azimuth, max_angle=self.max_angle.p50, backtrack=True, gcr=self.ground_cover.p50
        )
        still = np.isnan(plane["surface_tilt"])
        return (
            np.where(still, 0.0, plane["surface_tilt"]),
            np.where(still, 90.0, plane["surface_azimuth"]),
            np.where(still, 90.0, plane["aoi"]),
        )

    def _elements(self, name: str, capacity: float, context: Context, energy: float | None) -> Elements:  # noqa: ARG002
        available = capacity * self.availability * self.output(context.weather)
        return Elements((Source(name, available, np.full_like(available, middle(self.variable_om)), self.name),))


def _sun(weather: Weather) -> tuple[Any, Any, Any]:
    """Apparent zenith and azimuth [deg] in the middle of each hour, and irradiance above the air [W/m2]."""
    import pandas as pd

    pvlib = _pvlib()
    hours = pd.date_range("2023-01-01 00:30", periods=weather.dry_bulb.size, freq="h", tz="UTC")
    hours = hours - pd.Timedelta(hours=weather.time_zone)
    place = pvlib.solarposition.get_solarposition(
        hours, weather.latitude, weather.longitude, weather.elevation, weather.pressure, temperature=weather.dry_bulb
    )
    extra = np.asarray(pvlib.irradiance.get_extra_radiation(hours))
    return place["apparent_zenith"].to_numpy(), place["azimuth"].to_numpy(), extra


def _pvlib() -> Any:
    """Its types are narrower than what it takes."""
    import pvlib

    return pvlib
