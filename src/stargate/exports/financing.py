"""Writes a financing: the workbook of its case, labelled arrays of all futures, or percentiles by company and year."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float

from stargate.exports.netcdf import netcdf
from stargate.financing.irr import Status
from stargate.financing.lines import ENTRIES
from stargate.financing.result import Financing
from stargate.futures.quantiles import mean
from stargate.futures.series import PERCENTILES
from stargate.quantity.variable import Variable

_BALANCES = {
    "building_debt": "construction loans owed",
    "debt": "term loans owed",
    "owners_debt": "owners' loans owed",
    "reserve_held": "reserves held",
    "cash_held": "cash kept back by lock-ups",
    "losses": "losses carried forward",
}
_RETURNS = {
    "irr": ("1/year", "internal rate of return, annual effective; missing where there is none: `irr_status` says why"),
    "npv": ("USD m", "present value at the programme's start, at its cost of capital"),
    "multiple": ("1", "multiple on invested capital; missing where nothing is paid in"),
    "payback": ("months", "from the first payment until all has come back; infinity is never"),
    "peak": ("USD m", "peak exposure"),
}


def writer(name: str, site: str) -> Callable[[Financing, Path], Path]:
    """What writes a file of this name; a workbook of one campus, or of all."""
    if name.endswith(".xlsx"):
        from stargate.exports.financing_workbook import financing_workbook

        return partial(financing_workbook, site=site)
    return arrays if name.endswith(".nc") else years


def arrays(found: Financing, path: Path) -> Path:
    """Percentiles of every line by company and year, and every future's returns, as netCDF-4."""
    path.write_bytes(netcdf(variables(found), about(found), packed=True))
    return path


def variables(found: Financing) -> dict[str, Variable]:
    """Everything a file of a financing holds; coordinates bear the names of their dimensions."""
    investors = list(found.returns)
    made = {
        "future": Variable(("future",), np.arange(found.n), "", "number of the future"),
        "company": Variable(("company",), list(found.companies), "", "project company, its name in `companies`"),
        "year": Variable(("year",), np.array(found.years), "", "calendar year"),
        "percentile": Variable(("percentile",), np.array(PERCENTILES), "percent", "share of futures at or below"),
        "investor": Variable(
            ("investor",), investors, "", "who invests: owners of all, of a company, a party, lenders"
        ),
        "weight": Variable(("future",), found.weight, "1", "weight of the future"),
        "irr_status": Variable(
            ("investor", "future"),
            np.stack([found.returns[name].status for name in investors]),
            "",
            "; ".join(f"{status.code}: {status}" for status in Status),
        ),
    }
    for name, (words, amounts) in _amounts(found).items():
        spread = found.quantile(amounts, list(PERCENTILES))
        made[name] = Variable(("percentile", "company", "year"), spread, "USD m", words)
    for name, (unit, words) in _RETURNS.items():
        values = np.stack([getattr(found.returns[investor], name) for investor in investors])
        made[f"return_{name}"] = Variable(("investor", "future"), values, unit, words)
    return made


def _amounts(found: Financing) -> dict[str, tuple[str, Float[np.ndarray, "company year future"]]]:
    """Lines and balances by company, with their words."""
    of = np.equal([[book.company] for book in found.books], [list(found.companies)]).astype(float)
    amounts = {line.value: (ENTRIES[line].words, values) for line, values in found.ledger.items()}
    amounts |= {name: (f"{_BALANCES[name]} at the year's end", values) for name, values in found.balances.items()}
    return {name: (words, np.einsum("bc,byf->cyf", of, values)) for name, (words, values) in amounts.items()}


def years(found: Financing, path: Path) -> Path:
    """A row for each line, company and year as Parquet: its mean over futures and percentiles [USD m]."""
    import pyarrow
    import pyarrow.parquet

    columns: dict[str, list[Any]] = {"line": [], "company": [], "year": [], "mean": []}
    columns |= {f"p{percent:02d}": [] for percent in PERCENTILES}
    for name, (_, amounts) in _amounts(found).items():
        spread = found.quantile(amounts, list(PERCENTILES))
        columns["line"] += [name] * (len(found.companies) * len(found.years))
        columns["company"] += [company for company in found.companies for _ in found.years]
        columns["year"] += [*found.years] * len(found.companies)
        columns["mean"] += mean(np.moveaxis(amounts, -1, 0), found.weight).ravel().tolist()
        for percent, values in zip(PERCENTILES, spread, strict=True):
            columns[f"p{percent:02d}"] += values.ravel().tolist()
    told = {name: str(text) for name, text in about(found).items()} | {"units": "USD m"}
    pyarrow.parquet.write_table(pyarrow.table(columns).replace_schema_metadata(told), path)
    return path


def about(found: Financing) -> dict[str, Any]:
    """What a file of a financing says of itself."""
    programme = found.futures.programme
    title = f"{programme.name}, financing of {found.n} futures, {programme.scenario.title.lower()}"
    return {"Conventions": "CF-1.11", "title": title, "seed": found.futures.seed}
