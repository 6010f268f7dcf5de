"""Figures by what they measure: the type of a field says its dimension, so MW is never bare (C3)."""

from stargate.quantity import units
from stargate.quantity.figure import Figure


class Duration(Figure):
    """A time [months]."""

    dimension = units.DURATION


class ItPower(Figure):
    """Critical IT load [MW]."""

    dimension = units.IT_POWER


class FacilityPower(Figure):
    """Nameplate of a campus [MW]."""

    dimension = units.FACILITY_POWER


class GridPower(Figure):
    """A firm connection [MW]."""

    dimension = units.GRID_POWER


class GenerationPower(Figure):
    """Generation or storage on site [MW]."""

    dimension = units.GENERATION_POWER


class UntypedPower(Figure):
    """Power as stated without its type [MW]; never computed with."""

    dimension = units.UNTYPED_POWER


class ChipPower(Figure):
    """IT power per accelerator [W]."""

    dimension = units.CHIP_POWER


class Money(Figure):
    """US dollars [USD m]."""

    dimension = units.MONEY


class MoneyPerYear(Figure):
    """US dollars a year [USD m/year]."""

    dimension = units.MONEY_PER_YEAR


class MoneyPerItPower(Figure):
    """US dollars per IT load [USD m/MW]."""

    dimension = units.MONEY_PER_IT_POWER


class MoneyPerItPowerYear(Figure):
    """US dollars per IT load and year: rent, or a price of computing [USD m/MW/year]."""

    dimension = units.MONEY_PER_IT_POWER_YEAR


class HourlyPrice(Figure):
    """A price of one accelerator's hour [USD/hour]."""

    dimension = units.HOURLY_PRICE


class Share(Figure):
    """A share or chance [1]."""

    dimension = units.SHARE


class Factor(Figure):
    """A factor [1]."""

    dimension = units.FACTOR


class Rate(Figure):
    """A growth per year [1/year]."""

    dimension = units.RATE


class Spread(Figure):
    """An interest margin [%]."""

    dimension = units.SPREAD


class Count(Figure):
    """A number of things."""

    dimension = units.COUNT


class Area(Figure):
    """An area [ha]."""

    dimension = units.AREA


class AreaPerPower(Figure):
    """An area per power, its kind as stated [ha/MW]."""

    dimension = units.AREA_PER_POWER


class MoneyPerArea(Figure):
    """US dollars per area [USD m/ha]."""

    dimension = units.MONEY_PER_AREA


class Length(Figure):
    """A length [km]."""

    dimension = units.LENGTH


class WaterFlow(Figure):
    """Water taken [m3/day]."""

    dimension = units.WATER_FLOW


class EnergyPrice(Figure):
    """A price of energy [USD/MWh]."""

    dimension = units.ENERGY_PRICE


class FuelPrice(Figure):
    """A price of fuel, higher heating value [USD/MMBtu]."""

    dimension = units.FUEL_PRICE


class HeatRate(Figure):
    """Fuel per electricity, higher heating value [MMBtu/MWh]."""

    dimension = units.HEAT_RATE


class FuelEmissions(Figure):
    """What burning a fuel emits [kg/MMBtu]."""

    dimension = units.FUEL_EMISSIONS


class CarbonIntensity(Figure):
    """Carbon dioxide emitted per energy [kg/MWh]."""

    dimension = units.CARBON_INTENSITY


class WaterIntensity(Figure):
    """Water consumed per energy [L/kWh]."""

    dimension = units.WATER_INTENSITY


class MoneyPerGenerationPower(Figure):
    """US dollars per generation power [USD/kW]."""

    dimension = units.MONEY_PER_GENERATION_POWER


class StoredEnergy(Figure):
    """Energy that a store holds [MWh]."""

    dimension = units.STORED_ENERGY


class MoneyPerStoredEnergy(Figure):
    """US dollars per energy that a store holds [USD/kWh]."""

    dimension = units.MONEY_PER_STORED_ENERGY


class PowerCharge(Figure):
    """A charge for power, or fixed cost, per year [USD/kW/year]."""

    dimension = units.POWER_CHARGE


class TemperatureShift(Figure):
    """A difference of temperature [K]."""

    dimension = units.TEMPERATURE_SHIFT


class Temperature(Figure):
    """A temperature [degC]."""

    dimension = units.TEMPERATURE


class Pressure(Figure):
    """A difference of pressure that a fan or pump works against [kPa]."""

    dimension = units.PRESSURE


class FuelFlow(Figure):
    """Fuel delivered [Dth/day]."""

    dimension = units.FUEL_FLOW


class Emissions(Figure):
    """Carbon dioxide equivalent [Mt/year]."""

    dimension = units.EMISSIONS


class Angle(Figure):
    """A latitude or longitude [deg]."""

    dimension = units.ANGLE


class FlopRate(Figure):
    """Operations per second [PFLOP/s]."""

    dimension = units.FLOP_RATE


class Memory(Figure):
    """Memory [GB]."""

    dimension = units.MEMORY


class Bandwidth(Figure):
    """Bandwidth of a memory or network [TB/s]."""

    dimension = units.BANDWIDTH


class Latency(Figure):
    """How long a message takes beside its bytes [ms]."""

    dimension = units.LATENCY


class H100e(Figure):
    """Compute, in accelerators of the H100's dense 8-bit peak [H100e]."""

    dimension = units.H100E


class Parameters(Figure):
    """Parameters of a model [bn parameters]."""

    dimension = units.PARAMETERS


class Tokens(Figure):
    """A number of tokens [bn tokens]."""

    dimension = units.TOKENS


class Operations(Figure):
    """A number of operations, 1e24 each [YFLOP]."""

    dimension = units.OPERATIONS


class TokenRate(Figure):
    """Tokens by second [tokens/s]."""

    dimension = units.TOKEN_RATE


class TokenRateByPower(Figure):
    """Tokens by second and MW, of the kind of power that is said beside it [tokens/s/MW]."""

    dimension = units.TOKEN_RATE_BY_POWER


class Mass(Figure):
    """A mass, of carbon dioxide equivalent [kg]."""

    dimension = units.MASS


class MassPerItPower(Figure):
    """A mass per IT load [t/MW]."""

    dimension = units.MASS_PER_IT_POWER


class MassPerGenerationPower(Figure):
    """Carbon of making a power plant, per generation power [t/MW]."""

    dimension = units.MASS_PER_GENERATION_POWER


class JobsPerItPower(Figure):
    """People at work per IT load [jobs/MW]."""

    dimension = units.JOBS_PER_IT_POWER


class EnergyPerYear(Figure):
    """Electricity used in a year [TWh/year]."""

    dimension = units.ENERGY_PER_YEAR


class ComputePrice(Figure):
    """What an hour of one H100 equivalent costs [USD/H100e/h]."""

    dimension = units.COMPUTE_PRICE


class ComputePerTokens(Figure):
    """Compute that a million tokens take [H100e h/m tokens]."""

    dimension = units.COMPUTE_PER_TOKENS


class TokenUse(Figure):
    """Tokens that somebody uses [m tokens/month]."""

    dimension = units.TOKEN_USE


class TokenPrice(Figure):
    """A price of tokens [USD/m tokens]."""

    dimension = units.TOKEN_PRICE


class SubscriptionPrice(Figure):
    """A price per user and month [USD/month]."""

    dimension = units.SUBSCRIPTION_PRICE


class Date(Figure):
    """A date [month]."""

    dimension = units.DATE
