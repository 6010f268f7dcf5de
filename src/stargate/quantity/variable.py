"""Arrays with names, units and words: what files of results and labelled datasets are made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xarray


@dataclass(frozen=True)
class Variable:
    """A labelled array: its dimensions, values, unit and name in words."""

    dimensions: tuple[str, ...]
    values: Any
    units: str
    long_name: str

    @property
    def attributes(self) -> dict[str, str]:
        """CF attributes."""
        return {"units": self.units, "long_name": self.long_name} if self.units else {"long_name": self.long_name}


def labelled(found: Mapping[str, Variable], about: Mapping[str, Any]) -> "xarray.Dataset":
    """The same as an xarray dataset; coordinates bear the names of their dimensions."""
    import xarray

    coordinates = {name for name, variable in found.items() if variable.dimensions == (name,)}
    arrays = {name: (v.dimensions, v.values, v.attributes) for name, v in found.items()}
    raw = xarray.Dataset(
        {name: array for name, array in arrays.items() if name not in coordinates},
        {name: array for name, array in arrays.items() if name in coordinates},
        about,
    )
    return xarray.decode_cf(raw, decode_timedelta=False)
