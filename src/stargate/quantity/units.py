"""The units a figure may be written in, and the one unit each dimension is computed in.

The table is what programmes use every day; any other spelling is put to Pint, and a test holds the whole table
against Pint. Importing Pint and building its registry takes longer than reading a programme, hence the table.
"""

import re
from dataclasses import dataclass, field
from functools import cache

MONTHS_PER_DAY = 12 / 365.25


@dataclass(frozen=True)
class Dimension:
    """What a figure measures: its name in messages, its canonical unit, an example, and factors to canonical."""

    name: str  #: as messages say it
    canonical: str  #: the unit that is computed in
    example: str  #: of a figure
    factors: dict[str, float] = field(hash=False)  #: canonical units in one of each unit that may be written
    signed: bool = False  #: whether it may be negative


_TIME = {
    "months": 1.0,
    "month": 1.0,
    "days": MONTHS_PER_DAY,
    "day": MONTHS_PER_DAY,
    "weeks": 7 * MONTHS_PER_DAY,
    "week": 7 * MONTHS_PER_DAY,
    "quarters": 3.0,
    "quarter": 3.0,
    "years": 12.0,
    "year": 12.0,
    "hours": MONTHS_PER_DAY / 24,
    "hour": MONTHS_PER_DAY / 24,
    "minutes": MONTHS_PER_DAY / 1440,
}
_MW = {"kW": 1e-3, "MW": 1.0, "GW": 1e3}
_USD = {"USD": 1e-6, "USD k": 1e-3, "USD m": 1.0, "USD bn": 1e3}
_GALLON = 0.003785411784  # US liquid gallon [m3], NIST SP 811
_ACRE = 0.40468564224  # international acre [ha]
_FOOT = 0.3048  # [m]

DURATION = Dimension("duration", "months", "18 to 36 months", _TIME)
IT_POWER = Dimension("IT power", "MW", "140 MW", _MW)
FACILITY_POWER = Dimension("facility power", "MW", "196 MW", _MW)
GRID_POWER = Dimension("grid power", "MW", "1_200 MW", _MW)
GENERATION_POWER = Dimension("generation power", "MW", "360.5 MW", _MW)
UNTYPED_POWER = Dimension("power of unstated type", "MW", "7 GW", _MW)
CHIP_POWER = Dimension("power per accelerator", "W", "1_833 to 2_474 W", {"W": 1.0, "kW": 1e3})
MONEY = Dimension("money", "USD m", "15 to 19 USD bn", _USD)
MONEY_PER_YEAR = Dimension(
    "money per year", "USD m/year", "10 to 25 USD bn/year", {f"{unit}/year": one for unit, one in _USD.items()}
)
MONEY_PER_IT_POWER = Dimension(
    "money per IT power",
    "USD m/MW",
    "26.1 USD bn/GW",
    {"USD bn/GW": 1.0, "USD m/MW": 1.0, "USD/W": 1.0, "USD/kW": 1e-3},
)
MONEY_PER_IT_POWER_YEAR = Dimension(
    "money per IT power and year",
    "USD m/MW/year",
    "110 to 150 USD/kW/month",
    {
        "USD m/MW/year": 1.0,
        "USD bn/GW/year": 1.0,
        "USD/kW/year": 1e-3,
        "USD/kW/month": 12e-3,
    },
)
HOURLY_PRICE = Dimension("price of accelerator hours", "USD/hour", "2.5 USD/hour", {"USD/hour": 1.0})
SHARE = Dimension("share", "", "40%", {"%": 0.01})
RATE = Dimension("rate per year", "1/year", "2.5 %/year", {"%/year": 0.01}, signed=True)
SPREAD = Dimension("interest margin", "%", "250 bp", {"bp": 0.01, "%": 1.0}, signed=True)
COUNT = Dimension(
    "count",
    "",
    "20",
    dict.fromkeys(
        ("", "accelerators", "buildings", "campuses", "customers", "jobs", "proposals", "units", "users"), 1.0
    ),
)
AREA = Dimension(
    "area",
    "ha",
    "1_200 acres",
    {"acres": _ACRE, "ha": 1.0, "km2": 100.0, "m2": 1e-4, "sq ft": _FOOT**2 * 1e-4, "m sq ft": _FOOT**2 * 100.0},
)
AREA_PER_POWER = Dimension(
    "area per power", "ha/MW", "0.9 acres/MW", {"acres/MW": _ACRE, "ha/MW": 1.0, "acres/GW": _ACRE * 1e-3}
)
MONEY_PER_AREA = Dimension(
    "money per area", "USD m/ha", "20_000 USD/acre", {"USD m/ha": 1.0, "USD/acre": 1e-6 / _ACRE, "USD/ha": 1e-6}
)
LENGTH = Dimension("length", "km", "17.7 miles", {"km": 1.0, "miles": 1.609344, "m": 1e-3})
WATER_FLOW = Dimension(
    "water flow",
    "m3/day",
    "20_000 to 1_000_000 gal/day",
    {"gal/day": _GALLON, "MGD": _GALLON * 1e6, "m3/day": 1.0, "litres/day": 1e-3},
)
ENERGY_PRICE = Dimension(
    "price of energy", "USD/MWh", "66 USD/MWh", {"USD/MWh": 1.0, "cent/kWh": 10.0, "USD/kWh": 1e3}, signed=True
)
STORED_ENERGY = Dimension("stored energy", "MWh", "1_328 MWh", {"MWh": 1.0, "GWh": 1e3})
ENERGY_PER_YEAR = Dimension("energy per year", "TWh/year", "325 to 580 TWh/year", {"TWh/year": 1.0, "GWh/year": 1e-3})
FUEL_PRICE = Dimension("price of fuel", "USD/MMBtu", "4 USD/MMBtu", {"USD/MMBtu": 1.0, "USD/Dth": 1.0}, signed=True)
HEAT_RATE = Dimension("heat rate", "MMBtu/MWh", "8.3 MMBtu/MWh", {"MMBtu/MWh": 1.0, "Btu/kWh": 1e-3})
FUEL_EMISSIONS = Dimension("emissions of a fuel", "kg/MMBtu", "53.1 kg/MMBtu", {"kg/MMBtu": 1.0, "g/MMBtu": 1e-3})
CARBON_INTENSITY = Dimension(
    "carbon per energy", "kg/MWh", "771.083 lb/MWh", {"kg/MWh": 1.0, "g/kWh": 1.0, "lb/MWh": 0.45359237}
)
WATER_INTENSITY = Dimension(
    "water per energy", "L/kWh", "0.78 L/kWh", {"L/kWh": 1.0, "gal/MWh": _GALLON, "m3/MWh": 1.0}
)
MONEY_PER_GENERATION_POWER = Dimension(
    "money per generation power", "USD/kW", "1_387 USD/kW", {"USD/kW": 1.0, "USD m/MW": 1e3}
)
MONEY_PER_STORED_ENERGY = Dimension("money per stored energy", "USD/kWh", "217 USD/kWh", {"USD/kWh": 1.0})
POWER_CHARGE = Dimension(
    "charge for power per year", "USD/kW/year", "33.5 USD/kW/year", {"USD/kW/year": 1.0, "USD/kW/month": 12.0}
)
TEMPERATURE_SHIFT = Dimension("temperature difference", "K", "1.5 to 3 K", {"K": 1.0}, signed=True)
TEMPERATURE = Dimension("temperature", "degC", "27 to 35 degC", {"degC": 1.0}, signed=True)
PRESSURE = Dimension("pressure", "kPa", "0.3 to 0.7 kPa", {"kPa": 1.0, "Pa": 1e-3, "bar": 100.0})
FUEL_FLOW = Dimension("fuel flow", "Dth/day", "400_000 Dth/day", {"Dth/day": 1.0, "MMBtu/day": 1.0})
EMISSIONS = Dimension("emissions", "Mt/year", "10.1 Mt/year", {"Mt/year": 1.0, "kt/year": 1e-3, "t/year": 1e-6})
MASS = Dimension("mass", "kg", "150 to 400 kg", {"kg": 1.0, "t": 1e3})
MASS_PER_IT_POWER = Dimension("mass per IT power", "t/MW", "500 to 2_000 t/MW", {"t/MW": 1.0, "kg/kW": 1.0})
MASS_PER_GENERATION_POWER = Dimension(
    "mass per generation power", "t/MW", "50 to 400 t/MW", {"t/MW": 1.0, "kg/kW": 1.0}
)
JOBS_PER_IT_POWER = Dimension("jobs per IT power", "jobs/MW", "0.3 to 1.1 jobs/MW", {"jobs/MW": 1.0})
ANGLE = Dimension("angle", "deg", "32.4997 deg", {"deg": 1.0}, signed=True)
FLOP_RATE = Dimension("operations per second", "PFLOP/s", "2.5 PFLOP/s", {"TFLOP/s": 1e-3, "PFLOP/s": 1.0})
MEMORY = Dimension("memory", "GB", "186 GB", {"GB": 1.0, "TB": 1e3})
BANDWIDTH = Dimension("bandwidth", "TB/s", "8 TB/s", {"TB/s": 1.0, "GB/s": 1e-3, "Tbit/s": 0.125, "Gbit/s": 0.125e-3})
LATENCY = Dimension("latency", "ms", "20 ms", {"ms": 1.0, "us": 1e-3, "s": 1e3})
H100E = Dimension("compute", "H100e", "1.74 m H100e", {"H100e": 1.0, "k H100e": 1e3, "m H100e": 1e6})
PARAMETERS = Dimension(
    "parameters",
    "bn parameters",
    "405 bn parameters",
    {"m parameters": 1e-3, "bn parameters": 1.0, "tn parameters": 1e3},
)
TOKENS = Dimension("tokens", "bn tokens", "15.6 tn tokens", {"m tokens": 1e-3, "bn tokens": 1.0, "tn tokens": 1e3})
OPERATIONS = Dimension("operations", "YFLOP", "500 YFLOP", {"YFLOP": 1.0, "ZFLOP": 1e-3})
TOKEN_RATE = Dimension("tokens per second", "tokens/s", "10_000 tokens/s", {"tokens/s": 1.0})
TOKEN_RATE_BY_POWER = Dimension(
    "tokens per second and power", "tokens/s/MW", "2.2 m tokens/s/MW", {"tokens/s/MW": 1.0, "m tokens/s/MW": 1e6}
)
COMPUTE_PRICE = Dimension("price of compute", "USD/H100e/h", "1.5 to 2.5 USD/H100e/h", {"USD/H100e/h": 1.0})
COMPUTE_PER_TOKENS = Dimension(
    "compute per tokens", "H100e h/m tokens", "0.08 to 0.3 H100e h/m tokens", {"H100e h/m tokens": 1.0}
)
TOKEN_USE = Dimension(
    "use of tokens",
    "m tokens/month",
    "0.5 m tokens/month",
    {
        "m tokens/month": 1.0,
        "k tokens/month": 1e-3,
        "bn tokens/month": 1e3,
        "k tokens/day": 1e-3 / MONTHS_PER_DAY,
        "m tokens/day": 1 / MONTHS_PER_DAY,
    },
)
TOKEN_PRICE = Dimension("price of tokens", "USD/m tokens", "1 USD/m tokens", {"USD/m tokens": 1.0, "USD/k tokens": 1e3})
SUBSCRIPTION_PRICE = Dimension(
    "price of a subscription", "USD/month", "200 USD/month", {"USD/month": 1.0, "USD/year": 1 / 12}
)
FACTOR = Dimension("factor", "", "1.3", {"": 1.0})
DATE = Dimension("date", "date", "2027-03-01 to 2028-01-01", {})

DIMENSIONS = tuple(value for value in list(globals().values()) if isinstance(value, Dimension))


def factor(unit: str, dimension: Dimension) -> float | None:
    """Canonical units of `dimension` in one `unit`, or None where the unit does not measure it.

    >>> factor("years", DURATION)
    12.0
    >>> factor("mnths", DURATION) is None
    True
    """
    known = dimension.factors.get(unit)
    return known if known is not None else _factor_by_pint(unit, dimension)


def nearest_unit(unit: str, dimension: Dimension) -> str:
    """The accepted spelling closest to `unit`."""
    from difflib import get_close_matches

    known = [spelling for spelling in dimension.factors if spelling] or [""]
    folded = {spelling.lower(): spelling for spelling in known}
    near = get_close_matches(unit.lower(), folded, 1, 0.5)
    return folded[near[0]] if near else known[0] if dimension.canonical not in known else dimension.canonical


_PLAUSIBLE = 1e6  # a spelling such as mW for MW is nine orders of magnitude off: never meant


def _factor_by_pint(unit: str, dimension: Dimension) -> float | None:
    if not unit or not dimension.canonical or not dimension.factors:
        return None
    found = factor_by_pint(unit, dimension)
    return found if found is not None and 1 / _PLAUSIBLE <= found <= _PLAUSIBLE else None


def factor_by_pint(unit: str, dimension: Dimension) -> float | None:
    """Canonical units of `dimension` in one `unit` as Pint reads it, or None where it does not measure it."""
    registry = _registry()
    try:
        found = registry(pint_spelling(unit)).to(registry(pint_spelling(dimension.canonical)).units).magnitude
    except Exception:  # Pint raises many kinds of error on text that is no unit
        return None
    return float(found)


_PINT_WORDS = {
    "m sq ft": "1e6 * foot**2",
    "k tokens": "kilotoken",
    "m tokens": "megatoken",
    "bn tokens": "gigatoken",
    "tn tokens": "teratoken",
    "m parameters": "megaparameter",
    "bn parameters": "gigaparameter",
    "tn parameters": "teraparameter",
    "m H100e": "megaH100e",
    "k H100e": "kiloH100e",
    "jobs": "job",
    "sq ft": "foot**2",
    "USD bn": "gigaUSD",
    "USD m": "megaUSD",
    "USD k": "kiloUSD",
    "cent": "centiUSD",
    "km2": "km**2",
    "m3": "m**3",
    "m2": "m**2",
    "MGD": "1e6 * gallon/day",
    "gal": "gallon",
    "Mt": "megatonne",
    "kt": "kilotonne",
    "t": "tonne",
    "bp": "0.01 * percent",
    "%": "percent",
}
_PINT_WORD = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in _PINT_WORDS))


def pint_spelling(unit: str) -> str:
    """Our spelling of a unit in Pint's words."""
    return _PINT_WORD.sub(lambda match: _PINT_WORDS[match[0]], unit)


@cache
def _registry():  # noqa: ANN202 - Pint's registry type is generic over its own internals
    import pint

    registry = pint.UnitRegistry(cache_folder=":auto:")
    registry.define("USD = [currency]")
    registry.define("FLOP = [operation]")
    registry.define("token = [token]")
    registry.define("H100e = [compute]")
    registry.define("parameter = [parameter]")
    registry.define("job = [job]")
    registry.define("Dth = 1e6 * Btu")
    registry.define("MMBtu = 1e6 * Btu")
    return registry
