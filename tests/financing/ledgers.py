"""Financings whose ledger a test writes: what is not written is nought."""

from dataclasses import fields

import numpy as np

from stargate.financing.lines import Line
from stargate.financing.model import model
from stargate.financing.parties import owned
from stargate.financing.result import Financing


def booked(futures, years, n=None, **lines):
    """A financing of `years` with lines by name, each by book, year and future as far as it says."""
    made, n = model(futures, {}), n or futures.n
    shape = len(made.books), len(years), n
    ledger = {line: np.broadcast_to(np.asarray(lines.get(line.value, 0.0), float), shape) for line in Line}
    companies = dict.fromkeys(book.company for book in made.books)
    known = {
        "futures": futures,
        "n": n,
        "weight": futures.weight[:n],
        "model": made,
        "years": tuple(years),
        "ledger": ledger,
        "owners": owned(futures.programme.contents, {name: i for i, name in enumerate(companies)}),
    }
    return Financing(**dict.fromkeys(field.name for field in fields(Financing)) | known)


def book(financing, site, use):
    """The row of a book, as an array of noughts and a one by book, year and future."""
    found = [[(each.site, each.use) == (site, use)] for each in financing.books]
    return np.array(found, dtype=float)[:, :, None]
