"""Financing.

One yearly case of 25 years (sculpted debt, reserves for debt service and running cost, taxes of state and federation,
depreciation) through SAM's Single Owner by PySAM and through the kernel in many futures side by side, in one process:
structures that differ in price, cost, rates and cover. Debt, cover by year, owners' cash and NPV of every run of PySAM
are held equal to 1e-6 first; its own inputs are set before, and only its run is timed. Months are 34 years of them,
with a construction loan drawn over 18; with the checks that hold of every ledger, and with the slopes of all flows and
terms. CPU time of all threads, the least of several runs, compiled before.
"""

from typing import Any

import numpy as np
from _measured import Table, cpu_seconds
from _singleowner import CASES, mapped, module, ours, side_by_side, theirs

from stargate.financing.checks import TOLERANCE, breaches
from stargate.financing.engine import jax, jnp
from stargate.financing.terms import Flows, Terms
from stargate.financing.unit import financed

EQUAL = 1e-6  # relative
RUNS = 20  # of PySAM
LANES = (256, 1024, 4096)
MONTHS, BUILDING = 408, 18


def tables() -> list[Table]:
    rng = np.random.default_rng(1)
    made = [module(**_varied(rng)) for _ in range(RUNS)]
    lanes = side_by_side([mapped(one) for one in made])
    peer = cpu_seconds(lambda: [one.execute() for one in made]) / RUNS
    _held(made, lanes)
    return [_years(peer, lanes), _months(lanes[1])]


def _varied(rng: np.random.Generator) -> dict[str, Any]:
    return CASES["prices rise, output falls, costs rise"] | {
        "ppa_price_input": [rng.uniform(0.05, 0.06)],
        "dscr": rng.uniform(1.3, 1.8),
        "term_int_rate": rng.uniform(4, 9),
        "om_capacity": [rng.uniform(10, 25)],
    }


def _held(made: list[Any], lanes: tuple[Flows, Terms]) -> None:
    """Ends the measurement where any run differs."""
    ledger, closing = financed(*lanes, 1)
    for lane, one in enumerate(made):
        wanted, found = theirs(one), ours(ledger, closing, one, lane)
        pairs = zip((found.debt, found.coverage, found.owners, found.npv), wanted, strict=False)
        worst = max(np.max(np.abs(a - b)) / np.max(np.abs(b)) for a, b in pairs)
        if not worst < EQUAL:
            raise SystemExit(f"run {lane} differs by {worst:.1e}")


def _years(peer: float, lanes: tuple[Flows, Terms]) -> Table:
    rows: list[tuple[object, ...]] = [("PySAM Single Owner", 1, 1e6 * peer, 1 / peer, "")]
    for wide in LANES:
        flows, terms = (_repeated(part, wide) for part in lanes)
        each = cpu_seconds(lambda flows=flows, terms=terms: jax.block_until_ready(financed(flows, terms, 1))) / wide
        rows.append(("stargate", wide, 1e6 * each, 1 / each, peer / each))
    return Table(("25 years", "side by side", "CPU [us a run]", "runs a core-second", "times PySAM's"), rows)


def _months(of: Terms) -> Table:
    rows: list[tuple[object, ...]] = []
    checked = jax.jit(lambda flows, terms: breaches(*financed(flows, terms, 12), terms, 12))
    owners = jax.jit(jax.grad(lambda *units: financed(*units, 12)[0].dividend.sum(), argnums=(0, 1)))
    for wide in LANES[:2]:
        flows, terms = _monthly(wide), _repeated(of, wide)
        terms = terms._replace(conversion=jnp.linspace(BUILDING - 1, BUILDING, wide), gearing=jnp.full(wide, 0.8))
        worst = max(float(breach.max()) for breach in checked(flows, terms).values())
        if not worst < TOLERANCE:
            raise SystemExit(f"a check is broken by {worst:.1e}")
        ways = {
            "ledger": lambda flows=flows, terms=terms: financed(flows, terms, 12),
            "checks alone kept": lambda flows=flows, terms=terms: checked(flows, terms),
            "all slopes of dividends": lambda flows=flows, terms=terms: owners(flows, terms),
        }
        for name, way in ways.items():
            each = cpu_seconds(lambda way=way: jax.block_until_ready(way()), repeats=3) / wide
            rows.append((name, wide, 1e6 * each, 1 / each))
    return Table((f"{MONTHS} months", "side by side", "CPU [us a unit]", "units a core-second"), rows)


def _monthly(wide: int) -> Flows:
    month = np.arange(MONTHS)[:, None] + np.zeros(wide)
    runs = (month >= BUILDING) * 1.0
    capital = (month < BUILDING) * 100.0 / BUILDING
    parts = (capital, 1.4 * runs, 0.3 * runs, 1.1 * runs, 0 * runs)
    return Flows(*map(jnp.asarray, parts))


def _repeated(units: Any, wide: int) -> Any:
    """The same lanes again and again."""
    return type(units)(*(jnp.tile(part, -(-wide // part.shape[-1]))[..., :wide] for part in units))
