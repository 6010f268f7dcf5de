"""A product that tokens are sold as: a subscription, or tokens by number (K5)."""

from stargate.quantity.measures import (
    ComputePerTokens,
    ComputePrice,
    Count,
    Date,
    Factor,
    Rate,
    Share,
    SubscriptionPrice,
    TokenPrice,
    TokenUse,
)
from stargate.quantity.noun import Noun


class Product(Noun):
    """What a partner sells to people who use tokens, and what their tokens cost it.

    Users differ: what a paying one uses is lognormal through `usage` and `heavy_usage`, so that the mean lies above the
    median, the further the longer the tail.
    """

    title: str
    """What it is called."""
    seller: str
    """The partner that earns it."""
    monthly_price: SubscriptionPrice | None = None
    """Price of a subscription, whatever is used; either this or `token_price`."""
    token_price: TokenPrice | None = None
    """Price of what is used, input and output together."""
    users: Count
    """Who uses it, those who pay nothing among them."""
    counted: Date
    """The day they were counted; they grow from then on."""
    growth: Rate
    """How fast they grow."""
    most_users: Count | None = None
    """How many there can be at most."""
    free: Share | None = None
    """Part of the users that pays nothing."""
    free_usage: TokenUse | None = None
    """What one of them uses, a mean; needed where there are some."""
    usage: TokenUse
    """What a paying user uses: half of them stay at or below it."""
    heavy_usage: TokenUse
    """What nine of ten paying users stay at or below."""
    model: str = ""
    """The model that makes them, by its name in the programme or the catalogue: what a token takes is then computed."""
    compute: ComputePerTokens | None = None
    """Compute that its tokens take, idle time of the accelerators included; needed where no `model` is named."""
    compute_price: ComputePrice
    """What that compute costs its seller."""
    other_costs: Share | None = None
    """Payment fees, support and the like, as a share of revenue; none where empty."""
    elasticity: Factor
    """By how many percent demand of those who pay rises when the price falls by one percent."""
    pass_through: Share
    """How far its price follows a rival whose tokens take less compute: all the way, or not at all."""
    note: str = ""
    """A remark for readers."""
