"""Companies and contracts: what is wrong with them is said once, with its place and what to write."""

from math import isfinite

import pytest

import stargate as sg
from stargate.capital.company import Use
from stargate.capital.contracts.book import KINDS
from stargate.capital.contracts.lease import Lease
from stargate.capital.contracts.loan import Loan
from stargate.errors import ProgrammeError
from stargate.programme.financed import lease_term, not_financed
from stargate.programme.write import write

COMPANIES, CONTRACTS, PARTNERS = "companies.yaml", "contracts.yaml", "partners.yaml"
SHELLS = "    use: construction\n    lender: birch\n"
CHIPS = "    use: compute\n    supplier: cedar\n    life: 5 years [assumed]\n"
LENT = "    tenor: 5 years [assumed]\n    repayment: level\n"
SECOND = """  north_too:
    sites: [{sites}]
    rent: 100 USD/kW/month [assumed]
    escalation: 0 %/year [assumed]
    term: 15 years [assumed]
compute_purchases:
"""


def problems(folder, **how):
    with pytest.raises(ProgrammeError) as error:
        sg.read(folder, **how)
    return error.value.problems


def only(folder, **how):
    (problem,) = problems(folder, **how)
    return problem


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "address", "wrong", "instead"),
    [
        (COMPANIES, "site: north", "site: nort", "site: nort", "companies.north_campus.site", "no site 'nort'", "north"),
        (COMPANIES, "birch: 40%", "birhc: 40%", "owners", "companies.north_campus.owners", "no partner or company 'birhc'", "birch"),
        (COMPANIES, "birch: 40%", "birch: 39%", "owners", "companies.north_campus.owners", "add up to 99.0000%", "100%"),
        (COMPANIES, "birch: 40%", "birch: 30 to 50%", "birch: 30", "companies.north_campus.owners.birch", "one number", "40%"),
        (COMPANIES, "birch: 40%", "birch: 140%", "birch: 140", "companies.north_campus.owners.birch", "at most 100%", "100%"),
        (COMPANIES, "holds: [compute]", "holds: [construction]", "holds: [construction]", "companies.north_cloud.holds", "companies.north_campus holds the shells of north already", "one for its chips"),
        (COMPANIES, "holds: [compute]", "holds: [compute, compute]", "holds: [compute, compute]", "companies.north_cloud.holds", "each once", "holds: [construction]"),
        (COMPANIES, "holds: [compute]", "holds: [chips]", "holds: [chips]", "companies.north_cloud.holds", "not one of", "construction or compute"),
        (COMPANIES, "north_cloud:", "alder:", "name: North Ridge Cloud", "companies.alder.name", "a partner is called 'alder'", "alder_company"),
        (PARTNERS, "tax_office:", "fir:\n  name: Fir\n  owners:\n    alder: 70% [assumed]\n    birch: 31% [assumed]\ntax_office:", "owners:", "partners.fir.owners", "101.0000%", "at most 100%"),
        (CONTRACTS, SHELLS, SHELLS.replace("birch", "brich"), "lender: brich", "contracts.loans.shells.lender", "no partner or company 'brich'", "birch"),
        (CONTRACTS, "payer: dogwood", "payer: dogwod", "payer: dogwod", "contracts.compute_purchases.capacity.payer", "'dogwod'", "dogwood"),
        (CONTRACTS, "authority: tax_office", "authority: taxes", "authority: taxes", "contracts.taxes.shells.authority", "'taxes'", "tax_office"),
        (CONTRACTS, '    sites: ["*"]', "    sites: [nroth]", "sites: [nroth]", "contracts.procurements.shells.sites", "no site 'nroth'", "north"),
        (CONTRACTS, '    sites: ["*"]', "    sites: []", "sites: []", "contracts.procurements.shells.sites", "of no campus", "names of campuses"),
        (CONTRACTS, "compute_purchases:\n", SECOND.format(sites='"*"'), 'sites: ["*"]', "contracts.leases.north_too.sites", "contracts.leases.campuses is of the campuses that no other names already", "one of them"),
        (CONTRACTS, "gearing: 70%", "gearing: 110%", "gearing: 110%", "contracts.loans.shells.gearing", "at most 100%", "100%"),
        (CONTRACTS, "coverage: 1.2 to 1.4", "coverage: 0.9 to 1.4", "coverage: 0.9", "contracts.loans.shells.coverage", "a DSCR of 0.9", "1.2 to 1.4"),
        (CONTRACTS, "coverage: 1.2 to 1.4", "coverage: 0", "coverage: 0", "contracts.loans.shells.coverage", "a DSCR of 0", "1.2 to 1.4"),
        (CONTRACTS, "covenant: 1.1 ", "covenant: 1.3 ", "covenant: 1.3", "contracts.loans.shells.covenant", "in default from the first day", "at most 1.2"),
        (CONTRACTS, "lock_up: 1.15", "lock_up: 1.5", "lock_up: 1.5", "contracts.loans.shells.lock_up", "locked up from the first day", "at most 1.2"),
        (CONTRACTS, "tenor: 15 years", "tenor: 20 years", "tenor: 20 years", "contracts.loans.shells.tenor", "contracts.leases.campuses.term, 15 years (at north, south)", "at most that"),
        (CONTRACTS, "tenor: 15 years", "tenor: 0 years", "tenor: 0 years", "contracts.loans.shells.tenor", "shorter than a year", "5 years"),
        ("sites/north.yaml", "state: TX\n", "state: TX\nrent_term: 1 month [assumed]\n", "rent_term: 1", "sites.north.rent_term", "shorter than a year", "rent_term: 5 years"),
        (CONTRACTS, LENT, LENT.replace("5 years", "7 years"), "tenor: 7 years", "contracts.loans.chips.tenor", "contracts.procurements.chips.life, 5 years (at north, south)", "at most that"),
        (CONTRACTS, "sweep: 25%", "sweep: 125%", "sweep: 125%", "contracts.loans.chips.sweep", "at most 100%", "100%"),
        (CONTRACTS, "fee: 1 to 1.5%", "fee: 1 to 150%", "fee: 1 to 150%", "contracts.loans.shells.fee", "at most 100%", ""),
        (CONTRACTS, "building_margin: 250 bp", "building_margin: 250%", "building_margin: 250%", "contracts.loans.shells.building_margin", "not plausible", "5_000 bp"),
        (CONTRACTS, "fee: 1 to 1.5%", "fee: 1 to 100%", "fee: 1 to 100%", "contracts.loans.shells.fee", "goes back to the lender at once", "1 to 1.5%"),
        ("programme.yaml", "base_rate: 3.5 to 4.5 %/year", "base_rate: -2.2 to 4 %/year", "base_rate:", "base_rate", "nobody pays for lending", "at least -2"),
        (CONTRACTS, "interest: 8 %/year", "interest: -8 %/year", "interest: -8", "contracts.owners_loans.shells.interest", "nobody pays for lending", "8 %/year"),
        (CONTRACTS, "repayment: sculpted", "repayment: sculptured", "repayment", "contracts.loans.shells.repayment", "not one of", "sculpted"),
        (CONTRACTS, "fifteen_years: 0%", "fifteen_years: 5%", "fifteen_years: 5%", "contracts.taxes.chips.fifteen_years", "1.05 times its cost", "at most 100%"),
        (CONTRACTS, "    price: 11 to 14 USD bn/GW/year [assumed]\n", "", "capacity:", "contracts.compute_purchases.capacity.price", "what is paid is missing", "price: 11"),
        (CONTRACTS, "    price: 11 to 14", "    hourly: 3 USD/hour [assumed]\n    price: 11 to 14", "hourly: 3", "contracts.compute_purchases.capacity.hourly", "by IT power or by the hour", "either"),
        (CONTRACTS, "price: 11 to 14 USD bn/GW/year", "hourly: 3 USD/hour", "hourly: 3", "contracts.compute_purchases.capacity.hourly", "has a mix of chips", "`chip:`"),
        (CONTRACTS, "price: 11 to 14 USD bn/GW/year", "price: 11 to 14 USD bn/GW", "price: 11", "contracts.compute_purchases.capacity.price", "not a unit of money per IT power and year", "USD bn/GW/year"),
        (CONTRACTS, "    life: 5 years [assumed]\n", "", "chips:", "contracts.procurements.chips.life", "life of chips is missing", "life: 5 years"),
        (CONTRACTS, CHIPS, CHIPS.replace("5 years", "0 months"), "life: 0", "contracts.procurements.chips.life", "shorter than a year", "life: 5 years"),
        (CONTRACTS, "    supplier: cedar\n    residual", "    supplier: cedar\n    life: 9 years [assumed]\n    residual", "life: 9", "contracts.procurements.shells.life", "only chips are replaced", "use: compute"),
        (CONTRACTS, "    term: 15 years [assumed]\n", "", "campuses:", "contracts.leases.campuses.term", "neither it nor sites.north.rent_term", "term: 15 years"),
        (CONTRACTS, "facility: 1.1 to 1.3", "facility: 0.1 to 1.3", "facility: 0.1", "contracts.power_purchases.power.facility", "at least what its chips draw", "1.1 to 1.3"),
        (CONTRACTS, "rent: 120 to 160", "rents: 120 to 160", "rents", "contracts.leases.campuses.rents", "no field 'rents'", "rent"),
        (CONTRACTS, "leases:\n", "lease:\n", "lease:", "contracts.lease", "no field 'lease'", "leases"),
        ("programme.yaml", "base_rate: 3.5 to 4.5 %/year [assumed]\n", "", "", "base_rate", "loans have margins over it", "base_rate: 3.5"),
    ],
)  # fmt: skip
def test_bad_input(written, file, old, new, line, address, wrong, instead):
    folder = written(file, old, new)
    problem = only(folder)
    assert problem.address == address
    assert wrong in problem.wrong
    assert instead in problem.instead
    found, _, number = problem.where.partition(":")
    assert found == file
    assert line in (folder / file).read_text().splitlines()[int(number) - 1]


def test_owners_in_a_circle(written):
    written(COMPANIES, "    alder: 100% [assumed]", "    south_campus: 100% [assumed]")
    text = (written.folder / COMPANIES).read_text()
    head, south = text.split("south_campus:\n", 1)
    (written.folder / COMPANIES).write_text(f"{head}south_campus:\n{south.replace('birch: 40%', 'north_cloud: 40%')}")
    problem = only(written.folder)
    assert problem.where.startswith("companies.yaml:")
    assert "in a circle" in problem.wrong
    assert "north_cloud owns part of south_campus" in problem.wrong


def test_two_contracts_of_one_campus(written):
    written(CONTRACTS, "compute_purchases:\n", SECOND.format(sites="north"))
    assert only(written(CONTRACTS, "leases:\n  campuses:\n    title: Lease of campuses to their cloud companies\n    sites: [\"*\"]", "leases:\n  campuses:\n    sites: [south, north]")).wrong == "contracts.leases.campuses is of north already"  # fmt: skip


def test_the_contract_that_names_a_campus_comes_first(written):
    programme = sg.read(written(CONTRACTS, "compute_purchases:\n", SECOND.format(sites="north")))
    book = programme.contents.contracts
    assert book.at(Lease, "north").address == "contracts.leases.north_too"
    assert book.at(Lease, "south").address == "contracts.leases.campuses"
    assert book.at(Loan, "south", Use.COMPUTE).address == "contracts.loans.chips"


def test_everything_wrong_is_shown_at_once(written):
    written(CONTRACTS, "gearing: 70%", "gearing: 110%")
    written(CONTRACTS, "payer: dogwood", "payer: nobody")
    written(COMPANIES, "birch: 40%", "birch: 39%")
    written("sites/south.yaml", "buildings: 3", "buildings: three")
    assert {problem.where.partition(":")[0] for problem in problems(written.folder)} == {
        COMPANIES,
        CONTRACTS,
        "sites/south.yaml",
    }


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        ("procurements", "nobody delivers its shells"),
        ("leases", "nobody leases its shells"),
        ("compute_purchases", "nobody buys its computing"),
        ("power_purchases", "nobody sells it power"),
    ],
)
def test_what_a_campus_cannot_be_financed_without_is_said_and_no_error(written, kind, missing):
    text = (written.folder / CONTRACTS).read_text()
    kinds = text.split("\n" + kind + ":\n") if not text.startswith(kind) else ["# ", text]
    head, tail = kinds if len(kinds) == 2 else ("", text.split(f"{kind}:\n", 1)[1])
    rest = tail.split("\n")
    next_kind = next(i for i, line in enumerate(rest) if line and not line.startswith((" ", "#")) and i)
    (written.folder / CONTRACTS).write_text(head + "\n" + "\n".join(rest[next_kind:]))
    programme = sg.read(written.folder)
    for site in programme.contents.sites.values():
        assert missing in not_financed(site, programme.contents)
        assert any(line.startswith(f"{site.address}: is not financed: ") for line in programme.warnings)


def test_a_programme_without_companies_or_contracts_is_whole(written):
    (written.folder / COMPANIES).unlink()
    programme = sg.read(written.folder)
    assert not programme.warnings
    assert not_financed(programme.contents.sites["north"], programme.contents).startswith("no company holds its shells")
    (written.folder / CONTRACTS).unlink()
    programme = sg.read(written("programme.yaml", "base_rate: 3.5 to 4.5 %/year [assumed]\n", ""))
    assert "has no contracts" in not_financed(programme.contents.sites["north"], programme.contents)


def test_commitments_less_than_uses_and_no_revenue_are_no_errors(small_folder):
    changes = {
        "commitments.joint_equity.amount": "0 USD bn [assumed]",
        "contracts.leases.campuses.rent": "0 USD/kW/month [assumed]",
        "contracts.compute_purchases.capacity.price": "0 USD bn/GW/year [assumed]",
    }
    assert not sg.read(small_folder, changes=changes).warnings


def test_a_campus_is_let_as_it_says_itself(written):
    folder = written("sites/north.yaml", "activities:\n", "rent_term: 20 years [assumed]\nactivities:\n")
    contents = sg.read(folder).contents
    lease = contents.contracts.at(Lease, "north")
    assert lease_term(lease, contents.sites["north"]).address == "sites.north.rent_term"
    assert lease_term(lease, contents.sites["south"]).address == "contracts.leases.campuses.term"


def test_changes_are_laid_on_contracts_and_written(written):
    pattern = "contracts.loans.*.gearing"
    programme = sg.read(written.folder, changes={pattern: "90% [assumed]"})
    assert {programme[f"contracts.loans.{name}.gearing"].p50 for name in ("shells", "chips")} == {0.9}
    assert write(programme).files == (CONTRACTS,)
    again = sg.read(written.folder)
    assert again["contracts.loans.chips.gearing"].p50 == 0.9
    problem = only(written.folder, changes={"contracts.loans.shells.coverage": "x 0.5 [assumed]"})
    assert (problem.where, problem.address) == ("--set", "contracts.loans.shells.coverage")


def test_a_new_contract_of_a_scenario(written):
    (written.folder / "scenarios" / "dear.yaml").write_text(
        "title: Dear\nquestion: What if north pays more?\nnew:\n  contracts:\n    leases:\n"
        + SECOND.format(sites="north").replace("\n  ", "\n      ").replace("  north_too", "      north_too", 1)
        .replace("compute_purchases:\n", "").replace("\n        ", "\n          ")
    )  # fmt: skip
    assert "north_too" in sg.read(written.folder, scenario="dear").contents.contracts.leases
    assert "north_too" not in sg.read(written.folder).contents.contracts.leases


def test_contracts_and_companies_exist_once_all_is_published(reference_folder):
    then = sg.read(reference_folder, as_of="2025-01-31").contents
    assert set(then.companies) == {"abilene_landlord", "abilene_cloud"}
    assert then.contracts.at(Loan, "abilene", Use.CONSTRUCTION).gearing.p50 == 0.68
    assert {"vantage", "dona_ana"}.isdisjoint(then.contracts.loans)
    assert not not_financed(then.sites["abilene"], then)
    now = sg.read(reference_folder).contents
    assert now.contracts.at(Loan, "abilene", Use.CONSTRUCTION).gearing.p50 == 0.63
    assert len(now.companies) == 16
    for contents in (then, now):
        figures = [f for kind in KINDS for c in getattr(contents.contracts, kind).values() for f in vars(c).values()]
        assert all(isfinite(f.p50) for f in figures if getattr(f, "has_value", False))


def test_the_share_of_98_percent_is_not_taken_at_its_word(reference):
    gearing = reference["contracts.loans.vantage.gearing"]
    assert gearing.uncertain
    assert gearing.p90 < 14.75 / 15


def test_every_campus_of_the_reference_programme_can_be_financed(reference):
    for site in reference.contents.sites.values():
        assert not_financed(site, reference.contents) == ""
        assert 180 <= lease_term(reference.contents.contracts.at(Lease, site.id), site).p50 <= 240


@pytest.mark.parametrize(("site", "cost"), [("shackelford", 17.9), ("port_washington", 16.6), ("saline", 16.5)])
def test_rents_carry_the_debt_of_a_shell(reference, site, cost):
    """By hand: level payments over 15 years of what is lent, 1.3 times, in cash of the mean year of a rising rent."""
    book = reference.contents.contracts
    loan, lease = book.at(Loan, site, Use.CONSTRUCTION), book.at(Lease, site)
    interest = reference["base_rate"].p50 + loan.margin.p50 / 100
    due = loan.gearing.p50 * cost * interest / (1 - (1 + interest) ** -15)
    runs = reference["contracts.operations.campuses.fixed"].p50 + 0.01 * cost
    rising = sum(1.025**year for year in range(15)) / 15
    assert 1.2 < (lease.rent.p50 - runs) * rising / due < 1.7


def test_computing_pays_for_chips_within_five_years(reference):
    """13.3 USD bn a year of each GW of IT load, against 26 to 47 USD bn for its chips."""
    price = reference["contracts.compute_purchases.capacity.price"]
    assert price.p10 == pytest.approx(300 / 5 / 4.5, abs=0.05)
    assert price.p90 == pytest.approx(300 / 5 / 4.5 * 1.4, abs=0.05)
    assert 26 < 5 * price.p10 < 3 * 47
