"""Products in futures: by hand, by keyed draws, as of a date, and against what is published of their seller."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

import stargate as sg
from stargate.financing.products import coverage, economics, in_words, rows, told


def drawn(programme, n=400, seed=1):
    return economics(sg.simulate(sg.announced(programme), n=n, seed=seed))


@pytest.fixture(scope="module")
def small_economics(small):
    return drawn(small)


@pytest.fixture(scope="module")
def reference_economics(reference):
    return drawn(reference)


def test_a_year_by_hand(small, small_economics):
    """Medians: users from 3 February 2025 at 17.3% a year, a fifth of whom pay 20 USD; tokens at 3 USD for a million."""
    at = {
        name: small[f"products.{name}"].p50
        for name in ("plan.growth", "tokens.growth", "plan.heavy_usage", "plan.usage")
    }
    middles = [(12 * (2026 - 2025) + month + 0.5 - (1 + 2 / 28)) / 12 for month in range(12)]
    paying = 200_000 * np.mean([(1 + at["plan.growth"]) ** t for t in middles])
    customers = 10_000 * np.mean([(1 + at["tokens.growth"]) ** t for t in middles])
    each = 10 * np.exp((np.log(40) / 1.2815515655446004) ** 2 / 2)
    plan, tokens = small_economics.products
    assert small_economics.years[0] == 2026
    assert plan.now.by_year.revenue[0, 0] == pytest.approx(paying * 240 / 1e6, rel=1e-6)
    assert tokens.now.by_year.revenue[0, 0] == pytest.approx(customers * each * 36 / 1e6, rel=1e-6)
    use = 2 * np.exp((np.log(5) / 1.2815515655446004) ** 2 / 2)
    per_user = (use + 4 * 0.2) * 0.8 / 730.5  # [H100e], four free users for each who pays
    assert plan.now.by_year.compute[0, 0] == pytest.approx(paying * per_user, rel=1e-3)
    assert plan.now.by_year.other_costs[0, 0] == pytest.approx(0.05 * plan.now.by_year.revenue[0, 0])
    assert small_economics.total("margin")[0, 0] == pytest.approx(
        sum(each.now.by_year.margin[0, 0] for each in small_economics.products)
    )


def test_users_stop_at_what_there_can_be(small_economics):
    plan = small_economics.products[0].now.by_year
    most = 5_000_000 * 0.2 * 240 / 1e6
    assert (plan.revenue <= most * (1 + 1e-9)).all()
    assert plan.revenue[1:, -1].max() == pytest.approx(most)


def test_a_future_is_the_same_in_any_number_of_them(small, small_economics):
    fewer = drawn(small, n=100)
    assert np.array_equal(fewer.revenue_by_year(), small_economics.revenue_by_year()[:100])
    assert np.array_equal(fewer.total("compute")[0], small_economics.total("compute")[0])
    assert not np.array_equal(drawn(small, n=100, seed=2).revenue_by_year(), fewer.revenue_by_year())


def test_products_move_no_date(small_folder, tmp_path, small_futures):
    bare = tmp_path / "bare"
    shutil.copytree(small_folder, bare)
    for name in ("products", "make_or_buy"):
        (bare / f"{name}.yaml").unlink()
    head = bare / "programme.yaml"
    head.write_text("".join(line for line in head.open() if "rival_efficiency" not in line))
    futures = sg.simulate(sg.announced(sg.read(bare)), n=4000, seed=1)
    assert np.array_equal(futures.dates, small_futures.dates)
    found = economics(futures)
    assert found.products == ()
    assert not found.revenue_by_year().any()
    assert list(rows(found)) == []
    assert told(found)["products"] == []


def test_what_a_cheaper_algorithm_does(small_economics):
    """At medians: three times less compute a token, so that tokens fall to 3 x 3^-0.9 USD and sell 3^1.26 times."""
    _, tokens = small_economics.products
    assert tokens.cheaper is not None
    assert tokens.cheaper.sold.per_token[0] == pytest.approx(3 * 3**-0.9)
    assert tokens.compute_ratio[0] == pytest.approx(3 ** (0.9 * 1.4 - 1))
    assert tokens.compute_ratio.min() > 1  # for 0.9 x 1.4 > 1 in every future
    plan = small_economics.products[0]
    assert plan.compute_ratio.max() < 1
    ratio = tokens.cheaper.by_year.revenue / tokens.now.by_year.revenue
    assert ratio[0, 0] == pytest.approx(3 ** (0.9 * 1.4 - 0.9))


def test_without_a_rival_nothing_gets_cheaper(small):
    contents = small.contents.model_copy(update={"rival_efficiency": None})
    found = drawn(replace(small, contents=contents), n=50)
    assert found.products[0].cheaper is None
    assert found.products[0].compute_ratio.tolist() == [1] * 51
    assert np.array_equal(found.revenue_by_year(cheaper=True), found.revenue_by_year())
    assert told(found)["efficiency"] is None
    assert "cheaper" not in told(found)["totals"]


def test_who_earns_it(small_economics):
    assert np.array_equal(small_economics.revenue_by_year("alder"), small_economics.revenue_by_year())
    assert not small_economics.compute_by_year("birch").any()


def test_coverage():
    found = coverage(np.array([[10.0, 5.0, 0.0]]), np.array([[5.0, 0.0, 4.0]]))
    assert found.tolist() == [[2, np.inf, 0]]


def test_what_is_told_is_plain_and_has_no_infinity(small_economics):
    page = json.loads(json.dumps(told(small_economics), allow_nan=False))
    plan, tokens = page["products"]
    assert (plan["kind"], tokens["kind"]) == ("subscription", "tokens")
    assert tokens["measures"]["now"]["break_even_usage"]["p50"] == "never"
    assert plan["chance_of_loss"] == 0
    assert tokens["chance_of_more_compute"] == 1
    assert len(page["totals"]["cheaper"]["revenue"]["by_year"]) == len(page["years"])
    assert "products.plan.usage" in plan["assumed"]
    words = {(title, said): unit for title, said, unit, _ in rows(small_economics)}
    assert words["Tokens by number", "Break-even price"] == "USD/m tokens"
    assert words["Plan by the month", "Break-even price"] == "USD/month"
    assert "earns" in in_words(small_economics.products[0])


def test_the_plan_of_200_dollars_loses_money(reference_economics):
    """As its seller said: use exceeds what was expected, while the median user pays for himself."""
    pro = next(each for each in reference_economics.products if each.name == "pro")
    assert pro.product.monthly_price.sources == ("traders-union-2025-01-23",)
    assert pro.range("margin").at_medians < 0 < pro.range("median_margin").at_medians
    assert 0.2 < pro.range("losing").p50 < 0.4


def test_against_published_revenue_tokens_and_margin(reference_economics):
    """20 USD bn annualised at the end of 2025 and 25 early in 2026; 260 trillion tokens by the API; 70% left by compute."""
    at = {name: reference_economics.total(name)[0, 0] for name in ("revenue", "compute_cost")}
    assert 20e3 < at["revenue"] < 30e3
    assert 0.2 < at["compute_cost"] / at["revenue"] < 0.4
    api = next(each for each in reference_economics.products if each.name == "api")
    assert 4e6 * api.range("usage").at_medians == pytest.approx(260e6, rel=0.1)


def test_before_the_count_of_users_was_published(reference_folder, reference):
    early = sg.read(reference_folder, as_of="2025-01-31")
    assert early["products.plus.users"].p50 == 3e8
    assert reference["products.plus.users"].p50 == 8e8
    found = drawn(early, n=50)
    assert found.years[0] == 2025
    assert [each.name for each in found.products] == ["plus", "pro", "business", "api"]


def test_a_product_exists_once_all_of_it_is_known(written):
    folder = written("products.yaml", "3 USD/m tokens [invented-release]", "3 USD/m tokens [invented-visit]")
    programme = sg.read(folder, as_of="2025-06-30")
    assert "products.tokens" in programme.not_yet_known
    assert list(programme.contents.products) == ["plan"]
