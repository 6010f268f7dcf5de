"""What ways to power a campus are held against each other with."""

from stargate.quantity.measures import Duration, Factor, Share
from stargate.quantity.noun import Noun


class BridgeTerms(Noun):
    """Figures that every campus shares when it asks: bridge or wait?"""

    title: str
    """What it is."""
    air_permit: Duration
    """Permit of generation on gas, asked for at the date of the programme."""
    gas_supply: Duration
    """Contract and pipe, where the campus has none in hand."""
    fuel_cells: Duration
    """Order to power, hundreds of MW of fuel cells."""
    connection: Duration
    """Connection to the grid, where none is asked for yet."""
    loss_of_load: Duration
    """In a year, what units on site are counted for: so many that outages leave load unserved for no longer."""
    sold_on: Share
    """What of a bridge's cost to build its next owner pays once the grid is there."""
    span: Duration
    """Over how long after the grid would have come what an option costs more is counted."""
    solar: Factor
    """Solar power beside gas, inverters over the highest facility load."""
    storage: Share
    """Storage beside it, power over the highest facility load."""
    storage_duration: Duration
    """How long that storage gives its power."""
    note: str = ""
    """A remark for readers."""
