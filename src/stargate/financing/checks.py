"""What must hold of every ledger, checked on every one (F9).

Each check is a function of arrays that says by how much it is broken in each lane, relative to what the unit costs and
earns: rounding is below `TOLERANCE`. What is broken is said in `WORDS`.
"""

from jaxtyping import Array, Bool, Float

from stargate.financing.engine import jnp
from stargate.financing.terms import Closing, Ledger, Terms

Lane = Float[Array, " lane"]
Rows = Float[Array, "period lane"]

TOLERANCE = 1e-9
WORDS = {
    "cash": "a period's cash in is not its cash out and what is held more",
    "uses": "what construction costs is not what it draws and what is settled at conversion",
    "repaid": "debt is left after its tenor that is not in arrears",
    "sheet": "the balance sheet does not balance",
    "held": "cash, a reserve, a balance or a distribution is below nought",
    "lent": "more is lent than is spent",
    "finite": "a number is infinite or none",
}


def breaches(ledger: Ledger, closing: Closing, terms: Terms, per_year: int) -> dict[str, Lane]:
    """The largest breach of each check by lane, relative; nought or rounding where it holds."""
    after = jnp.arange(1, len(ledger.capital) + 1)[:, None] - terms.conversion - terms.tenor * per_year
    scale = 1e-12 + jnp.abs(closing.cost) + jnp.abs(ledger.revenue).max(0) + jnp.abs(ledger.cost).max(0)
    found = {
        "cash": cash(ledger),
        "uses": uses(ledger, closing),
        "repaid": repaid(ledger, after >= 0),
        "sheet": sheet(ledger, terms, per_year),
        "held": held(ledger),
        "lent": lent(ledger, closing, terms),
    }
    found = {name: breach / scale for name, breach in found.items()}
    nothing = sum((entry * 0.0 for entry in ledger[1:]), ledger.capital * 0.0).sum(0)  # unless one is infinite or none
    broken = jnp.where(jnp.isfinite(sum((entry * 0.0 for entry in closing), nothing)), 0.0, 1.0)
    return {name: jnp.where(broken > 0, 1.0, breach) for name, breach in found.items()} | {"finite": broken}


def cash(ledger: Ledger) -> Lane:
    """Each period: what comes in is what goes out and what reserve and cash rise by."""
    paid_in = ledger.draw + ledger.term_draw + ledger.equity + ledger.support
    earned = ledger.revenue + ledger.residual + ledger.reserve_earned
    built = ledger.capital + ledger.fee + ledger.building_interest + ledger.repaid
    paid = ledger.cost + ledger.interest + ledger.principal + ledger.swept + jnp.maximum(ledger.tax, 0)
    owners = ledger.owners_interest + ledger.owners_principal + ledger.dividend
    return _most(paid_in + earned - built - paid - owners - _rise(ledger.reserve_held) - _rise(ledger.cash_held))


def uses(ledger: Ledger, closing: Closing) -> Lane:
    """Sources and uses: the ledger's cost of building and its loans are those of the closing, once it is complete."""
    lent, taken = ledger.term_draw.sum(0), (ledger.draw - ledger.repaid).sum(0) - ledger.building_debt[-1]
    spent = (ledger.capital + ledger.building_interest + ledger.fee).sum(0)
    complete = (lent > 0) & (ledger.building_debt[-1] <= 0)
    owed = _rise(ledger.building_debt) - ledger.draw + ledger.repaid
    gaps = [jnp.where(complete, spent - closing.cost, 0), jnp.where(complete, lent - closing.debt, 0), taken]
    return jnp.maximum(jnp.abs(jnp.stack(gaps)).max(0), _most(owed))


def repaid(ledger: Ledger, ended: Bool[Array, "period lane"]) -> Lane:
    """The term loan's balance follows its payments; after its tenor it is what was due and is not paid yet, or lost."""
    follows = _rise(ledger.debt) - ledger.term_draw + ledger.principal + ledger.swept + ledger.written_off
    arrears = ledger.due - ledger.interest - ledger.principal
    return jnp.maximum(_most(follows), _most(jnp.where(ended, ledger.debt + ledger.written_off - arrears, 0)))


def sheet(ledger: Ledger, terms: Terms, per_year: int) -> Lane:
    """Built less written off, reserve and cash rise in each period as what is owed, paid in and retained.

    Retained is taxable income less tax less dividends; owners' loan is their share of equity and its interest.
    """
    before = jnp.concatenate([jnp.zeros_like(ledger.owners_debt[:1]), ledger.owners_debt[:-1]])
    accrued = before * jnp.expm1(jnp.log1p(terms.owners_interest) / per_year)
    loan = terms.owners_loan * ledger.equity
    owners = _rise(ledger.owners_debt) - loan - accrued + ledger.owners_interest + ledger.owners_principal
    built = ledger.capital + ledger.fee + ledger.building_interest - ledger.depreciation
    assets = built + _rise(ledger.reserve_held) + _rise(ledger.cash_held)
    owed = _rise(ledger.building_debt) + _rise(ledger.debt) + _rise(ledger.owners_debt)
    own = (
        ledger.equity
        + ledger.support
        - loan
        + ledger.taxable
        + ledger.written_off
        - jnp.maximum(ledger.tax, 0)
        - ledger.dividend
    )
    return jnp.maximum(_most(assets - owed - own), _most(owners))


def held(ledger: Ledger) -> Lane:
    """Nothing held, owed or distributed is below nought; what owners pay in has its own lines, equity and support."""
    names = ("cash_held", "reserve_held", "debt", "building_debt", "owners_debt", "losses", "equity", "support")
    names = (*names, "dividend", "owners_interest", "owners_principal", "swept", "written_off", "draw", "repaid")
    return jnp.maximum(-jnp.stack([getattr(ledger, name).min(0) for name in names]).min(0), 0)


def lent(ledger: Ledger, closing: Closing, terms: Terms) -> Lane:
    """At any time no more is lent than is spent on building and, as far as it counts, the reserve."""
    spent = ledger.capital + ledger.fee + ledger.building_interest
    reserve = terms.reserve_in_cost * closing.reserve
    unpaid = jnp.cumsum(ledger.draw + ledger.term_draw - ledger.repaid - spent, axis=0)
    above = jnp.maximum(unpaid.max(0), closing.debt - closing.cost) - reserve
    return jnp.maximum(above, 0)


def year(
    periods: Float[Array, "period *lane"], years: Float[Array, "year *lane"], per_year: int, balance: bool = False
) -> Float[Array, ""]:
    """Largest difference between a year's entry and the sum of its periods, or its last balance; relative."""
    rows = periods.reshape(len(years), per_year, *periods.shape[1:])
    wanted = rows[:, -1] if balance else rows.sum(1)
    return jnp.abs(wanted - years).max() / (1e-12 + jnp.abs(wanted).max())


def _rise(balance: Rows) -> Rows:
    return jnp.diff(balance, axis=0, prepend=0)


def _most(gap: Rows) -> Lane:
    return jnp.abs(gap).max(0)
