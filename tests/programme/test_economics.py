"""Mistakes in products and in own capacity beside a cloud's: one clear message each."""

import pytest

import stargate as sg
from stargate.errors import ProgrammeError

P, M = "products.yaml", "make_or_buy.yaml"
WRONG = [
    (P, "monthly_price: 20 USD/month", "monthly_price: -20 USD/month", "products.plan.monthly_price", "cannot be negative"),
    (P, "monthly_price: 20 USD/month", "monthly_price: 20 USD", "products.plan.monthly_price", "is not a unit of price of a subscription"),
    (P, "free: 80%", "free: 180%", "products.plan.free", "a share is at most 100%"),
    (P, "free: 80%", "free: 100%", "products.plan.free", "if nobody pays this is no product"),
    (P, "  free_usage: 0.2 m tokens/month [assumed]\n", "", "products.plan.free_usage", "what users who pay nothing use is missing"),
    (P, "heavy_usage: 10 m tokens/month", "heavy_usage: 1 m tokens/month", "products.plan.heavy_usage", "nine of ten users cannot use less than half of them do"),
    (P, "users: 1_000_000 users", "users: 0 users", "products.plan.users", "a product that nobody uses sells nothing"),
    (P, "most_users: 5_000_000", "most_users: 500_000", "products.plan.most_users", "it has more users already"),
    (P, "  usage: 10 m tokens/month", "  usage: 0 m tokens/month", "products.tokens.usage", "this may be nought"),
    (P, "token_price: 3 USD/m tokens [invented-release]\n", "note: no price\n", "products.tokens.monthly_price", "a product has one price"),
    (P, "  growth: 10", "  token_price: 1 USD/m tokens [assumed]\n  growth: 10", "products.plan.token_price", "a product has one price"),
    (P, "seller: alder", "seller: elder", "products.plan.seller", "there is no partner 'elder'"),
    (P, "pass_through: 30%", "pass_through: 130%", "products.plan.pass_through", "a share is at most 100%"),
    (P, "users: 10_000 customers", "users: 10_000 tokens", "products.tokens.users", "'tokens' is not a unit of count"),
    (M, "chips: [gb200]", "chips: [gb2000]", "make_or_buy.chips", "'gb2000'"),
    (M, "chip: h100", "chip: h1000", "make_or_buy.offers.by_the_hour.chip", "there is no chip of known power and 8-bit peak"),
    (M, "overhead: 1.2", "overhead: 0.9", "make_or_buy.overhead", "a facility takes no less than its IT"),
    (M, "utilisation: 60 to 90%", "utilisation: 0%", "make_or_buy.utilisation", "this may be nought"),
    (M, "chip_life: 4 to 6 years", "chip_life: 0 years", "make_or_buy.chip_life", "this may be nought"),
    (M, "price: 2.5 to 3.5 USD", "price: 0 USD", "make_or_buy.offers.by_the_hour.price", "this may be nought"),
    ("programme.yaml", "rival_efficiency: 2 to 4, median 3", "rival_efficiency: 0 to 4", "rival_efficiency", "this may be nought"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "address", "wrong"), WRONG, ids=lambda value: str(value)[:40])
def test_one_clear_message(written, file, old, new, address, wrong):
    folder = written(file, old, new)
    with pytest.raises(ProgrammeError) as caught:
        sg.read(folder)
    (problem,) = caught.value.problems
    assert problem.address == address
    assert problem.where.startswith(f"{file}:")
    assert wrong in problem.wrong
    assert problem.instead


def test_a_change_is_held_to_the_same(small_folder):
    with pytest.raises(ProgrammeError) as caught:
        sg.read(small_folder, changes={"products.plan.heavy_usage": "x 0.1"})
    (problem,) = caught.value.problems
    assert problem.where == "--set"
    assert problem.address == "products.plan.heavy_usage"
