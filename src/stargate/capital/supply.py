"""A supply of chips or equipment that has been agreed or talked of."""

from stargate.capital.commitment import CommitmentStatus
from stargate.quantity.measures import Count, Date, Money, UntypedPower
from stargate.quantity.noun import Noun
from stargate.quantity.statement import Statement


class Supply(Noun):
    """What a supplier is to deliver."""

    title: str
    """What it is called."""
    suppliers: list[str] = []
    """Partners who deliver."""
    to: str = ""
    """The site it is for, where it is for one."""
    chip: str = ""
    """The accelerator: a name in catalogue/chips."""
    power: UntypedPower | None = None
    """How much, in power; its type is seldom stated."""
    accelerators: Count | None = None
    """How much, in accelerators."""
    amount: Money | None = None
    """What it costs."""
    status: CommitmentStatus
    """How far it has come."""
    begins: Date | None = None
    """First deliveries."""
    terms: Statement | None = None
    """What else is known."""
    note: str = ""
    """A remark for readers."""
