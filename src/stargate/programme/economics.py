"""What products, and own capacity beside a cloud's, ask of records: names that exist, figures that fit."""

from collections.abc import Iterable, Iterator, Mapping

from stargate.capital.make_or_buy import MakeOrBuy
from stargate.capital.product import Product
from stargate.compute.chip import Chip
from stargate.errors import Problem
from stargate.programme.equipped import chips_of
from stargate.programme.mistake import mistake, unknown
from stargate.programme.model import Contents
from stargate.quantity.figure import Figure
from stargate.quantity.noun import Noun

_LEAST = 1e-9  # chance below which a law's lowest values lie


def check_economics(contents: Contents, partners: Iterable[str]) -> Iterator[Problem]:
    """Sellers and chips exist, a product has one price and users who pay, and what divides is above nought."""
    partners = list(partners)
    for product in contents.products.values():
        yield from unknown(product, "seller", [product.seller], partners, "partner")
        yield from _product(product)
    if contents.rival_efficiency is not None and _may_be_nought(contents.rival_efficiency):
        yield _above_nought(contents, "rival_efficiency", "1.5 to 4 [assumed]")
    if contents.make_or_buy is not None:
        yield from _make_or_buy(contents.make_or_buy, chips_of(contents))


def _product(product: Product) -> Iterator[Problem]:
    if (product.monthly_price is None) == (product.token_price is None):
        wrong = "a product has one price: by the month, or by what is used"
        field = "monthly_price" if product.token_price is None else "token_price"
        yield mistake(product, field, wrong, "monthly_price: 20 USD/month [source-key], or token_price:")
    if product.users.has_value and product.users.p10 <= 0:
        yield mistake(
            product, "users", "a product that nobody uses sells nothing", "users: 1_000_000 users [source-key]"
        )
    if _above(product.users, product.most_users):
        yield mistake(product, "most_users", "it has more users already", "more users than it has, or leave it out")
    if product.free is not None and product.free.has_value and product.free.quantile(1 - _LEAST) >= 1:
        yield mistake(product, "free", "if nobody pays this is no product", "free: 90 to 96% [source-key]")
    if product.free is not None and product.free_usage is None:
        yield mistake(
            product, "free_usage", "what users who pay nothing use is missing", "0.1 m tokens/month [assumed]"
        )
    if product.compute is None and not product.model:
        wrong = "nobody knows what its tokens take: it names neither a model nor their compute"
        yield mistake(
            product, "compute", wrong, "model: frontier, or compute: 0.1 to 0.5 H100e h/m tokens [source-key]"
        )
    for field, example in (("usage", "0.5 m tokens/month"), ("compute", "0.1 H100e h/m tokens")):
        figure = getattr(product, field)
        if figure is not None and _may_be_nought(figure):
            yield _above_nought(product, field, f"{example} [assumed]")
    if _above(product.usage, product.heavy_usage):
        wrong = "nine of ten users cannot use less than half of them do"
        yield mistake(product, "heavy_usage", wrong, f"more than {product.usage.p50:g} m tokens/month [source-key]")


def _make_or_buy(choice: MakeOrBuy, shelf: Mapping[str, Chip]) -> Iterator[Problem]:
    usable = [name for name, chip in shelf.items() if all(f and f.has_value for f in (chip.power, chip.peak_8_bit))]
    for noun, field, names in [
        (choice, "chips", choice.chips),
        *((offer, "chip", [offer.chip]) for offer in choice.offers.values()),
    ]:
        for name in names:
            yield from unknown(noun, field, [name], usable, "chip of known power and 8-bit peak")
    divided = {"chip_life": "4 to 6 years", "shell_life": "20 years", "utilisation": "70 to 90%"}
    for field, example in divided.items():
        if _may_be_nought(getattr(choice, field)):
            yield _above_nought(choice, field, f"{example} [assumed]")
    for offer in choice.offers.values():
        if _may_be_nought(offer.price):
            yield _above_nought(offer, "price", "2 to 3 USD/hour [assumed]")
    if choice.overhead.has_value and choice.overhead.p10 < 1:
        yield mistake(choice, "overhead", "a facility takes no less than its IT", "overhead: 1.1 to 1.3 [source-key]")


def _above(figure: Figure, other: Figure | None) -> bool:
    return other is not None and figure.has_value and other.has_value and figure.p50 > other.p50


def _may_be_nought(figure: Figure) -> bool:
    return figure.has_value and figure.quantile(_LEAST) <= 0


def _above_nought(noun: Noun, field: str, example: str) -> Problem:
    return mistake(noun, field, "this may be nought, and is divided by", f"{field}: {example}")
