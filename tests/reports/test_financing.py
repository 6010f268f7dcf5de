"""What the page of financing shows adds up to the ledger it was made from, and says it as it is."""

import json
from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stargate.capital.company import Use
from stargate.financing.irr import Status
from stargate.financing.lines import ENTRIES, Line, Side
from stargate.financing.raised import raised
from stargate.financing.sponsors import sponsors
from stargate.futures.gradient import Gradient, Slope
from stargate.futures.quantiles import quantile
from stargate.reports.by_year import ByYear, Column, Trace, cropped
from stargate.reports.cash import campus_money, paid
from stargate.reports.coverage import broken, coverages, least, lowest
from stargate.reports.earners import earners
from stargate.reports.effects import effects
from stargate.reports.financing import financing_page
from stargate.reports.page import page_of_financing
from stargate.reports.report import report
from stargate.reports.sponsoring import deployed


@pytest.fixture(scope="module")
def told(small_financing):
    return financing_page(small_financing, "stargate finance programmes/small")


def mean(financing, values):
    """Weighted mean over futures, the last axis [USD bn]."""
    return values @ financing.weight / financing.weight.sum() / 1000


def test_all_campuses_stand_first_and_then_each(told, small_financing):
    sites = small_financing.futures.programme.contents.sites
    names = ["All campuses", *(sites[site].name for site in dict.fromkeys(b.site for b in small_financing.books))]
    assert [campus.name for campus in told.campuses] == names
    assert [each.name for each in told.payments] == names
    assert [campus.id for campus in told.campuses] == [each.id for each in told.payments]


def test_what_one_pays_another_is_the_ledger(told, small_financing):
    every, *campuses = told.payments
    ledger = small_financing.ledger
    gross = {line: float(mean(small_financing, values.sum(axis=(0, 1)))) for line, values in ledger.items()}
    left = abs(gross.pop(Line.TERM_DRAW) - gross.pop(Line.REPAID))
    internal = sum(  # rent of a company that holds both is paid by nobody
        float(mean(small_financing, ledger[Line.RENT][row].sum(axis=0)))
        for row, book in enumerate(small_financing.books)
        if set(small_financing.futures.programme.contents.companies[book.company].holds) == set(Use)
    )
    drawn = sum(sum(each.by_year) for each in every.paid)
    assert drawn == pytest.approx(sum(gross.values()) - internal + left, rel=0.02)
    assert drawn == pytest.approx(sum(sum(p.by_year) for each in campuses for p in each.paid), rel=1e-3)


def test_every_line_stands_between_its_two_parties(told, small_financing):
    contents = small_financing.futures.programme.contents
    north = next(each for each in told.payments if each.id == "north")
    by_words = {
        (north.parties[p.payer].name, north.parties[p.payee].name): p.words
        for p in north.paid
        if p.words in ("computing bought", "rent of campuses", "interest on term loans")
    }
    cloud, landlord = (contents.companies[name].name for name in ("north_cloud", "north_campus"))
    assert by_words["Dogwood Models", cloud] == "computing bought"
    assert by_words[cloud, landlord] == "rent of campuses"
    assert by_words[cloud, "Birch Capital"] == "interest on term loans"
    places = {party.name: party.place for party in north.parties if party.name in (cloud, landlord)}
    assert places == {cloud: 1, landlord: 2}


def test_owners_stand_for_their_shares(told):
    """Alder owns 60% of the landlord of North Ridge, Birch 40%."""
    north = next(each for each in told.payments if each.id == "north")
    called = {
        (north.parties[p.payer].name, north.parties[p.payee].name): sum(p.by_year)
        for p in north.paid
        if p.words == "capital calls"
    }
    alder, birch = (called[name, "North Ridge Campus"] for name in ("Alder Compute", "Birch Capital"))
    assert alder / (alder + birch) == pytest.approx(0.6, abs=1e-3)


def test_cash_of_campuses_is_the_ledger(told, small_financing):
    every = told.campuses[0].cash
    by_name = {column.name: sum(column.values) for column in every.columns}
    ledger = small_financing.ledger
    assert by_name["Computing sold"] == pytest.approx(
        mean(small_financing, ledger[Line.COMPUTE].sum(axis=(0, 1))), rel=0.01
    )
    service = sum(ledger[line] for line in (Line.INTEREST, Line.PRINCIPAL, Line.SWEPT)).sum(axis=(0, 1))
    paid_in_cash = by_name["Interest paid"] + by_name["Principal, sweep included"]
    assert paid_in_cash == pytest.approx(-mean(small_financing, service), rel=0.01)
    assert all(
        value <= 0 for each in every.columns if each.name == "Principal, sweep included" for value in each.values
    )
    for campus in told.campuses:
        for figure in (campus.cash, campus.debt):
            assert all(len(each.values) == len(figure.years) for each in [*figure.columns, *figure.traces])
            for trace in figure.traces:
                assert (np.array(trace.low) <= np.array(trace.values)).all()
                assert (np.array(trace.values) <= np.array(trace.high)).all()


def test_campuses_add_up_to_all(small_financing):
    every, *each = campus_money(small_financing)
    columns = {column.name: sum(column.values) for column in every.cash.columns}
    for name, total in columns.items():
        parts = [sum(c.values) for campus in each for c in campus.cash.columns if c.name == name]
        assert sum(parts) == pytest.approx(total, abs=0.02 * max(1.0, abs(total)))


def test_coverage_is_cash_over_what_is_due(small_financing):
    books = [i for i, book in enumerate(small_financing.books) if book.use is Use.CONSTRUCTION]
    shells = next(each for each in coverages(small_financing, books) if each.id == "construction")
    at = small_financing.quarters.index(shells.quarters[len(shells.quarters) // 2])
    due, available = (values[books, at].sum(axis=0) for values in (small_financing.due, small_financing.available))
    owed = due > 1e-6
    low, high = np.quantile(available[owed] / due[owed], [0.0, 1.0])
    i = len(shells.quarters) // 2
    assert low <= shells.p10[i] <= shells.p50[i] <= shells.p90[i] <= min(high, 20.0) + 1e-3
    breached = broken(small_financing, books)
    assert shells.ever == pytest.approx(
        small_financing.weight @ breached.any(axis=0) / small_financing.weight.sum(), abs=1e-4
    )
    assert max(shells.breach) <= shells.ever
    assert [level.name for level in shells.levels] == ["target", "lock-up", "covenant"]
    assert [level.value for level in shells.levels] == pytest.approx([1.3, 1.15, 1.1], abs=0.02)


def test_a_covenant_is_broken_below_it_and_not_at_it(small_financing):
    shape = small_financing.due.shape
    at = np.full(shape, 1.1) * np.ones(shape)
    covenant = np.full_like(small_financing.covenant, 1.1)
    given = replace(small_financing, due=np.ones(shape), available=at, covenant=covenant)
    assert not broken(given, [0]).any()
    assert lowest(given, 4) == pytest.approx(1.1)
    assert broken(replace(given, available=at - 0.01), [0]).all()
    nothing = replace(given, due=np.zeros(shape))
    assert not broken(nothing, [0]).any()
    assert least(nothing) is None
    assert coverages(nothing, range(shape[0])) == []


def test_a_return_that_does_not_exist_is_said_in_words(small_financing):
    n = small_financing.n
    every = small_financing.returns["all owners"]
    none = replace(every, irr=np.full(n, np.nan), status=np.full(n, tuple(Status).index(Status.NOTHING_BACK)))
    some = replace(none, irr=np.where(np.arange(n) < n // 4, np.nan, 0.1))
    given = replace(small_financing, returns={"all owners": none, "project": some})
    told = {each.name: each for each in earners(given)}
    owners, project = told["All owners together"], told["The project, before debt and tax"]
    assert owners.irr is None
    assert owners.said == "No IRR: nothing ever comes back"
    assert project.irr is not None
    assert project.irr.p50 == 0.1
    assert 0 < project.without < 0.5
    assert "nothing ever comes back" in project.said
    page = financing_page(given)
    assert page.title.endswith("owners have no IRR in most futures")
    number = next(each for each in page.numbers if each.label == "IRR of all owners")
    assert (number.value, number.detail) == ("none", owners.said)


def test_payback_that_never_comes_is_no_number(small_financing):
    never = replace(small_financing.returns["all owners"], payback=np.full(small_financing.n, np.inf))
    (told,) = earners(replace(small_financing, returns={"all owners": never}))
    assert (told.payback.p10, told.payback.p50, told.payback.p90) == (None, None, None)


def test_all_stand_first_and_everybody_who_earns_is_there(told, small_financing):
    assert [each.name for each in told.earners[:2]] == ["All owners together", "The project, before debt and tax"]
    assert {each.kind for each in told.earners} == {"all", "partner", "company", "lender"}
    assert len(told.earners) == len(small_financing.returns)
    birch = [each for each in told.earners if each.name == "Birch Capital"]
    assert {each.kind for each in birch} == {"partner", "lender"}
    assert next(each for each in birch if each.kind == "lender").assumed  # its margins are


def test_titles_and_numbers_are_the_data_s(told, small_financing):
    need = paid(
        small_financing, list(range(len(small_financing.books))), Line.CAPITAL, Line.FEE, Line.BUILDING_INTEREST
    )
    middle = float(np.sort(need.sum(axis=0))[len(small_financing.weight) // 2])
    number = next(each for each in told.numbers if each.label == "Capital needed")
    assert float(number.value.split()[1]) * 1000 == pytest.approx(middle, rel=0.25)
    assert number.value in told.title
    labels = [each.label for each in told.numbers]
    assert {"Raised, closed or committed", "Lowest DSCR", "Chance of a covenant broken"} <= set(labels)
    assert "assumed" in told.lede
    assert any(
        "[assumed]" in str(row) for listing in told.listings for row in listing.table["columns"] + [listing.note]
    )


def test_the_stack_is_what_is_wanted(told, small_financing):
    stack = told.funding.stack
    total = sum(sum(column.values) for column in stack.columns)
    wanted = raised(small_financing).wanted
    years = [year <= int(stack.years[-1]) for year in small_financing.years]
    assert total == pytest.approx(float(mean(small_financing, wanted[years].sum(axis=0))), rel=1e-3)
    hole = told.funding.hole.traces[0]
    assert (np.diff(hole.values) >= -1e-9).all()


def test_owners_money_is_what_they_paid_in(told, small_financing):
    owners = next(figure for figure in told.figures if figure.id == "owners")
    calls = [line for line, entry in ENTRIES.items() if entry.payer is Side.OWNERS]
    called = sum(mean(small_financing, small_financing.ledger[line].sum(axis=(0, 1))) for line in calls)
    assert sum(column.values[-1] for column in owners.columns) == pytest.approx(float(called), rel=1e-3)


def test_terms_are_counted(told, small_financing):
    resting = told.resting
    assert resting.assumed == sum(term.assumed for term in resting.terms)
    addresses = {term.address for term in resting.terms}
    assert {"contracts.loans.shells.gearing", "companies.north_cloud.owners.alder", "base_rate"} <= addresses
    cited = {key for term in resting.terms for key in term.sources}
    assert cited == {source.key for source in resting.sources}
    assert all(term.sources or term.assumed for term in resting.terms)


def test_what_checks_find_is_said(small_financing):
    n = small_financing.n
    said = " ".join(financing_page(small_financing).notes)
    assert "add up (7 checks" in said
    broken = replace(small_financing, breaches={**small_financing.breaches, "sheet": np.full(n, 1e-3)})
    assert "not to be relied on: the balance sheet does not balance" in " ".join(financing_page(broken).notes)


def test_sponsors_products_and_own_capacity_are_told(told):
    """The small programme sells products and asks whether to own."""
    assert [listing.id for listing in told.listings] == ["sponsors", "concentration", "products", "make-or-buy"]
    assert [figure.id for figure in told.figures] == ["deployed", "owners", "margins"]
    for listing in told.listings:
        assert all(len(row) == len(listing.table["columns"]) for row in listing.table["rows"])
        assert listing.shown <= len(listing.table["columns"])
    assert {each.name for each in told.calls} == {"Alder Compute", "Birch Capital"}
    for each in told.calls:
        assert each.figure.title.startswith(f"{each.name} is asked for")


def test_what_sponsors_are_called_for_is_their_share_of_the_ledger(told, small_financing):
    (listing,) = (each for each in told.listings if each.id == "sponsors")
    one = sponsors(small_financing).sponsors["alder"]
    until = [year <= int(small_financing.futures.programme.contents.horizon[:4]) for year in small_financing.years]
    middle = float(quantile(one.called[until].sum(axis=0), small_financing.weight, 0.5)) / 1000
    row = next(row for row in listing.table["rows"] if row[0] == "Alder Compute")
    assert row[1].startswith(f"{middle:.1f} (")
    assert row[2:4] == ["not known", "not known"]


def test_what_is_announced_stands_beside_what_is_deployed():
    told = {
        "years": [2027, 2028, 2029],
        "p10": [1.0, 2.0, 3.0],
        "p50": [2.0, 4.0, 6.0],
        "p90": [3.0, 6.0, 9.0],
        "announced": [{"name": "investment in all", "amount": 8.0, "by": "2029-01-21", "chance": 0.03}],
    }
    figure = deployed(told)
    assert figure.title == (
        "By the end of 2028 USD 4.0 bn is deployed (80%: 2.0 to 6.0 bn); USD 8.0 bn announced by 21 Jan 2029, chance 3%"
    )
    assert figure.traces[1].values == [8.0, 8.0, 8.0]
    alone = deployed(told | {"announced": []})
    assert alone.title == "By the end of 2029 USD 6.0 bn is deployed (80%: 3.0 to 9.0 bn)"


def slope(address, value, error, step=1.0):
    return Slope(address, value, error, "percentage points", step, "one percentage point", True)


def test_effects_are_those_beyond_error(small):
    address = "contracts.loans.shells.gearing"
    found = Gradient(
        "irr",
        "all owners",
        "",
        12.0,
        "percentage points",
        (slope(address, 20.0, 1.0, 0.01), slope("base_rate", 1, 1)),
        (),
    )
    told = effects(found, small, "IRR")
    (row,) = told.rows
    assert (row.address, row.effect, row.assumed) == (address, 0.2, True)
    assert (
        told.title
        == "Loans on shells, gearing: one percentage point more raises the expected IRR by 0.2 percentage points"
    )
    nothing = effects(replace(found, slopes=()), small, "IRR")
    assert nothing.rows == []
    assert nothing.title == "No single figure moves the expected IRR beyond Monte Carlo error"


def test_a_report_of_a_financing_alone_is_its_page(small_financing, tmp_path):
    path = report(small_financing, tmp_path / "financing.html", "stargate finance programmes/small")
    assert '"earners":' in path.read_text(encoding="utf-8")


def test_it_is_small_and_whole(told):
    text = json.dumps(asdict(told), allow_nan=False)
    assert len(text) < 300_000
    page = page_of_financing(told)
    assert "financing as of" in page
    assert "NaN" not in text


@given(st.lists(st.floats(0, 100), min_size=1, max_size=12), st.data())
def test_cropping_loses_next_to_nothing(values, data):
    low = [data.draw(st.floats(0, value)) for value in values]
    years = [str(2025 + i) for i in range(len(values))]
    figure = ByYear(
        "a", "", "", "", "", years, [Column("c", "closed", values)], [Trace("t", "model", low, low, values)]
    )
    found = cropped(figure)
    assert len(found.years) == len(found.columns[0].values) == len(found.traces[0].high)
    assert sum(values) - sum(found.columns[0].values) <= 0.003 * max(values) * len(values)
    assert list(figure.years)[figure.years.index(found.years[0]) :][: len(found.years)] == found.years
