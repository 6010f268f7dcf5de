"""Structures of SAM's Single Owner as flows and terms: what both are held equal on.

Single Owner (https://github.com/NREL/ssc, cmod_singleowner.cpp) has no construction: year 0 is the period in which all
is paid and converted. It lends on reserves and fees but depreciates neither, nor the closing cost of debt; its salvage
value is revenue of the last year, its owners pay whatever is short, and taxes of state and federation are one rate on
one income: with s and f the rates, tax = (s + f - s f) (income - d), d the mean of both depreciations weighted by
s (1 - f) and f.
Not mapped, and refused: tax credits, incentives, reserves for equipment and receivables, taxes that change by year.
"""

from typing import Any, NamedTuple

import numpy as np

from stargate.financing.depreciation import FIFTEEN, FIVE, STRAIGHT, YEARS
from stargate.financing.engine import jnp
from stargate.financing.terms import Closing, Flows, Ledger, Terms

MILLION = 1e6
ABSENT = (
    *("months_receivables_reserve", "equip1_reserve_cost", "equip2_reserve_cost", "equip3_reserve_cost"),
    *("itc_fed_percent", "itc_fed_amount", "itc_sta_percent", "itc_sta_amount", "ptc_fed_amount", "ptc_sta_amount"),
    *("system_use_recapitalization", "cp_capacity_payment_amount", "system_use_lifetime_output", "om_land_lease"),
    *("grid_curtailment_price", "annual_fuel_usage", "annual_thermal_value"),
    *(f"{kind}_{whose}_amount" for kind in ("ibi", "cbi", "pbi") for whose in ("fed", "sta", "uti", "oth")),
)
CLASSES = {  # of SAM, rounded as there
    "macrs_5": FIVE,
    "macrs_15": FIFTEEN,
    "sl_5": (0.1, *(0.2,) * 4, 0.1),
    "sl_15": (0.0333, *(0.0667,) * 6, *(0.0666, 0.0667) * 4, 0.0333),
    "sl_20": (0.025, *(0.05,) * 19, 0.025),
    "sl_39": STRAIGHT,
}


class Returns(NamedTuple):
    """What is compared."""

    debt: float  # [USD m]
    coverage: np.ndarray  # DSCR by year; nought where nothing is due
    owners: np.ndarray  # after-tax cash by year [USD m]
    npv: float  # [USD m]
    irr: float  # nan where there is none


def module(**said: Any) -> Any:
    """A module of PySAM that has not run: its defaults for a generic plant, 30 MW all year, and what is said."""
    from PySAM import Singleowner

    made = Singleowner.default("CustomGenerationProfileSingleOwner")
    for name, value in (PLANT | said).items():
        made.value(name, value)
    return made


PLANT = {"gen": [30000.0] * 8760, "ppa_price_input": [0.06]}  # 30 MW all year, of which it sells well
STRAIGHT_39 = {"depr_alloc_sl_20_percent": 0, "depr_alloc_sl_39_percent": 100}
MACRS = {"depr_alloc_sl_20_percent": 0, "depr_alloc_macrs_5_percent": 70, "depr_alloc_macrs_15_percent": 20}
BY_SHARE = {"debt_option": 0, "debt_percent": 60}
BARE = {"months_working_reserve": 0, "dscr_reserve_months": 0, "cost_debt_fee": 0, "construction_financing_cost": 0}
CASES: dict[str, dict[str, Any]] = {
    "sculpted, as SAM has it": {},
    "sculpted, no reserves, no fees": BARE,
    "sculpted, DSCR 1.8, 10 years": {"dscr": 1.8, "term_tenor": 10},
    "sculpted, a limit on gearing binds": {"dscr_limit_debt_fraction": 1, "dscr_maximum_debt_fraction": 45},
    "sculpted, a limit that does not bind": {"dscr": 1.9, "dscr_limit_debt_fraction": 1},
    "sculpted over all its life, with salvage": {"term_tenor": 25, "salvage_percentage": 20, "dscr": 1.6},
    "level": BY_SHARE,
    "level, no reserves": BY_SHARE | BARE,
    "level, 7 years, a year of reserve": BY_SHARE | {"term_tenor": 7, "dscr_reserve_months": 12},
    "level, owners pay what is short": BY_SHARE | {"debt_percent": 85, "term_tenor": 8},
    "level, after 3 years of interest": BY_SHARE | {"loan_moratorium": 3},
    "level, no interest": BY_SHARE | {"term_int_rate": 0},
    "even principal": BY_SHARE | {"payment_option": 1, "cost_debt_closing": 500_000},
    "no debt": BY_SHARE | {"debt_percent": 0},
    "MACRS": MACRS,
    "MACRS, bonus of one tax": MACRS
    | {"depr_bonus_fed": 60, "depr_bonus_fed_macrs_5": 1, "depr_bonus_fed_macrs_15": 1},
    "39 years straight": STRAIGHT_39,
    "not depreciated, no tax of state": {"depr_alloc_sl_20_percent": 0, "state_tax_rate": [0]},
    "prices rise, output falls, costs rise": {"ppa_escalation": 2.5, "degradation": [0.7], "om_capacity_escal": 1.5},
    "property tax, insurance, dear reserves": {
        "property_tax_rate": 1.2,
        "prop_tax_assessed_decline": 4,
        "reserves_interest": 6,
    },
}


def random_structure(rng: np.random.Generator) -> dict[str, Any]:
    """Anything that is mapped, at once."""
    between = rng.uniform

    def one_of(*values: float) -> float:
        return values[rng.integers(len(values))]

    parts = dict(zip((*CLASSES, "custom"), rng.dirichlet(np.ones(7)) * between(90, 100), strict=True))
    said = {f"depr_alloc_{name}_percent": part for name, part in parts.items()}
    said |= {f"depr_bonus_{tax}_{name}": one_of(0, 1) for name in parts for tax in ("fed", "sta")}
    said |= {
        "depr_custom_schedule": [50, 30, 20],
        "depr_bonus_fed": between(0, 100),
        "depr_bonus_sta": between(0, 100),
        "debt_option": one_of(0, 1),
        "debt_percent": between(10, 85),
        "dscr": between(1.3, 2.5),
        "payment_option": one_of(0, 1),
        "loan_moratorium": one_of(0, 0, 2),
        "dscr_limit_debt_fraction": 1,
        "dscr_maximum_debt_fraction": between(40, 90),
        "term_tenor": int(rng.integers(5, 20)),
        "term_int_rate": between(2, 10),
        "dscr_reserve_months": one_of(0, 3, 6, 12),
        "months_working_reserve": one_of(0, 3, 6),
        "reserves_interest": between(0, 4),
        "cost_debt_fee": one_of(0, between(0, 3)),
        "cost_debt_closing": one_of(0, between(0, 1e6)),
        "construction_financing_cost": one_of(0, between(0, 5e6)),
        "cost_other_financing": one_of(0, between(0, 2e6)),
        "inflation_rate": between(0, 4),
        "real_discount_rate": between(3, 9),
        "federal_tax_rate": [one_of(0, 21, 30)],
        "state_tax_rate": [one_of(0, 7, 9)],
        "insurance_rate": between(0, 1),
        "property_tax_rate": between(0, 2),
        "prop_tax_assessed_decline": one_of(0, 5),
        "salvage_percentage": one_of(0, between(0, 20)),
        "ppa_price_input": [between(0.05, 0.09)],
        "ppa_escalation": between(-1, 3),
        "degradation": [between(0, 1)],
        "om_fixed": [between(0, 1e6)],
        "om_fixed_escal": between(0, 2),
        "om_production": [between(0, 5)],
        "om_capacity": [between(0, 20)],
    }
    return said


def mapped(made: Any) -> tuple[Flows, Terms]:
    """One lane of yearly flows and terms, from a module's inputs alone."""
    known = _Inputs(made)
    years = int(known("analysis_period"))
    refused = [name for name in ABSENT if np.any(known(name))]
    if refused:
        raise ValueError(f"not mapped: {', '.join(refused)}")
    flows = _flows(known, years)
    return flows, _terms(known, np.asarray(flows.cost)[1:, 0], np.asarray(flows.expected)[1:, 0], flows.capital[0, 0])


def theirs(made: Any) -> Returns:
    """What Single Owner says, once it has run."""
    out = made.Outputs
    owners = np.array(out.cf_project_return_aftertax) / MILLION
    return Returns(
        out.size_of_debt / MILLION,
        np.array(out.cf_pretax_dscr),
        owners,
        out.project_return_aftertax_npv / MILLION,
        out.project_return_aftertax_irr / 100,
    )


def ours(ledger: Ledger, closing: Closing, made: Any, lane: int = 0) -> Returns:
    """What the kernel says of a lane; a loss is used by owners at once, so that their tax falls."""
    line = {name: np.asarray(values)[:, lane] for name, values in ledger._asdict().items()}
    paid_out = line["owners_interest"] + line["owners_principal"] + line["dividend"] + np.maximum(-line["tax"], 0)
    owners = paid_out - line["equity"] - line["support"]
    known = _Inputs(made)
    rate = (1 + known("inflation_rate") / 100) * (1 + known("real_discount_rate") / 100) - 1
    due = line["due"]
    coverage = np.divide(line["available"], due, out=np.zeros_like(due), where=due > 1e-12)
    npv = float(owners @ (1 + rate) ** -np.arange(len(owners)))
    return Returns(float(closing.debt[lane]), coverage, owners, npv, irr(owners))


def side_by_side(lanes: list[tuple[Flows, Terms]]) -> tuple[Flows, Terms]:
    """Lanes of one length beside each other."""
    flows, terms = zip(*lanes, strict=True)
    return (
        Flows(*(jnp.concatenate(part, axis=-1) for part in zip(*flows, strict=True))),
        Terms(*(jnp.concatenate(part, axis=-1) for part in zip(*terms, strict=True))),
    )


class _Inputs:
    """A module's inputs by name: single numbers as numbers, what is not there as nought."""

    def __init__(self, made: Any) -> None:
        self.made = made

    def __call__(self, name: str) -> Any:
        try:
            value = self.made.value(name)
        except Exception:
            return 0.0
        return value[0] if isinstance(value, tuple) and len(value) == 1 else value


def _flows(known: _Inputs, years: int) -> Flows:
    year = np.arange(years)
    inflation, cost = known("inflation_rate") / 100, known("total_installed_cost") / MILLION
    lasting = known("degradation")
    lasting = (1 - lasting / 100) ** year if np.isscalar(lasting) else 1 - np.array(lasting)[:years] / 100
    energy = sum(known("gen")) * lasting  # [kWh]
    price = known("ppa_price_input")
    price = price * (1 + known("ppa_escalation") / 100) ** year if np.isscalar(price) else np.array(price)[:years]
    revenue = energy * price / MILLION
    revenue[-1] += known("salvage_percentage") / 100 * cost

    def yearly(name: str) -> np.ndarray:
        value = known(name)
        rise = (1 + inflation + known(f"{name}_escal") / 100) ** year
        return value * rise if np.isscalar(value) else np.array(value)[:years]

    assessed = cost * known("prop_tax_cost_assessed_percent") / 100
    property_tax = assessed * np.maximum(1 - year * known("prop_tax_assessed_decline") / 100, 0)
    running = (
        yearly("om_fixed") / MILLION
        + yearly("om_capacity") * known("system_capacity") / MILLION
        + yearly("om_production") * energy / 1000 / MILLION
        + property_tax * known("property_tax_rate") / 100
        + cost * known("insurance_rate") / 100 * (1 + inflation) ** year
    )
    beside = sum(known(name) for name in ("construction_financing_cost", "cost_debt_closing", "cost_other_financing"))
    columns = [np.zeros((years + 1, 1)) for _ in Flows._fields]
    columns[0][0, 0] = cost + beside / MILLION
    for column, values in zip(columns[1:], (revenue, running, revenue - running), strict=False):
        column[1:, 0] = values
    return Flows(*map(jnp.asarray, columns))


def _terms(known: _Inputs, running: np.ndarray, expected: np.ndarray, capital: float) -> Terms:
    state, federal = known("state_tax_rate") / 100, known("federal_tax_rate") / 100
    by_coverage = known("debt_option") == 1
    said = {
        "conversion": 1.0,
        "early": 1.0,
        "end": np.inf,
        "gearing": _gearing(known, running, expected, capital),
        "coverage": known("dscr") if by_coverage else 0.0,
        "building_interest": 0.0,
        "interest": known("term_int_rate") / 100,
        "tenor": known("term_tenor"),
        "interest_only": 0.0 if by_coverage else known("loan_moratorium"),
        "sculpted": float(by_coverage),
        "even": known("payment_option"),
        "fee": 0.0,
        "term_fee": known("cost_debt_fee") / 100,
        "reserve": known("dscr_reserve_months") / 12,
        "working": known("months_working_reserve") / 12,
        "reserve_in_cost": 1.0,
        "reserve_interest": known("reserves_interest") / 100,
        "lock_up": 0.0,
        "recourse": 1.0,
        "sweep": 0.0,
        "owners_loan": 0.0,
        "owners_interest": 0.0,
        "tax": state + federal - state * federal,
        "losses_used": 1.0,
        "losses_limit": 1.0,
    }
    depreciated = 1 - known("cost_debt_closing") / MILLION / float(capital)
    table = _depreciation(known, state * (1 - federal), federal) * depreciated
    return Terms(**{name: jnp.full(1, float(value)) for name, value in said.items()}, depreciation=table[:, None])


def _gearing(known: _Inputs, running: np.ndarray, expected: np.ndarray, capital: float) -> float:
    """Share of all cost that is lent at most.

    By share: SAM lends a = d (1 + d f) of cost before the fee f, which is g = a / (1 + a f) of cost with it.
    By coverage with a limit: the limit is on an estimate of cost without the reserve; here it is a share of cost as it
    comes out, with service of the first year that follows cash.
    """
    fee = known("cost_debt_fee") / 100
    if known("debt_option") != 1:
        share = known("debt_percent") / 100
        lent = share * (1 + share * fee)
        return lent / (1 + lent * fee)
    if not known("dscr_limit_debt_fraction"):
        return 1.0
    working = known("months_working_reserve") / 12 * running[0]
    estimate = capital + fee * known("total_installed_cost") / MILLION + working
    limit = known("dscr_maximum_debt_fraction") / 100 * estimate
    tenor = int(known("term_tenor"))
    worth = expected[:tenor] @ (1 + known("term_int_rate") / 100) ** -np.arange(1, tenor + 1)
    held = known("dscr_reserve_months") / 12 * expected[0] / worth
    return limit / (capital + working + (fee + held) * limit)


def _depreciation(known: _Inputs, state: float, federal: float) -> np.ndarray:
    """Shares of cost by year: of each class what is not written off at once, weighted over both taxes."""
    table = np.zeros(YEARS)
    custom = np.atleast_1d(known("depr_custom_schedule")) / 100
    for name, shares in (CLASSES | {"custom": tuple(custom)}).items():
        for tax, weight in (("sta", state), ("fed", federal)):
            part = known(f"depr_alloc_{name}_percent") / 100 * weight / (state + federal or 1.0)
            once = known(f"depr_bonus_{tax}") / 100 if known(f"depr_bonus_{tax}_{name}") else 0.0
            table[: len(shares)] += (1 - once) * part * np.array(shares)[:YEARS]
            table[0] += once * part
    return table


def irr(flows: np.ndarray) -> float:
    """The rate of return by another's solver; nan where there is none."""
    import pyxirr

    found = pyxirr.irr(flows, silent=True)
    return np.nan if found is None else found
