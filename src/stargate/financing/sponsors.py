"""What each sponsor is asked for and could pay, what it has promised, and how far it is exposed (F7).

Of the capital calls and the support of each company, a sponsor is called for its share, which it owns at last; it
receives the same share of all that owners are paid. Of a year y,

    beyond(y) = max(0, called(y) - capacity)
    exposure(y) = sum_{x <= y} (called(x) - received(x))

What its capital has been promised to elsewhere is shown beside its capacity and not taken off it, which is for campuses
alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from jaxtyping import Float

from stargate.capital.commitment import Commitment
from stargate.capital.partner import Partner, Role
from stargate.financing.concentration import CALLED, of_owner
from stargate.financing.lines import ENTRIES, Side
from stargate.financing.raised import billions, spread
from stargate.financing.result import Financing
from stargate.futures.quantiles import mean, quantiles
from stargate.programme.model import Contents
from stargate.quantity.draws import columns, draw
from stargate.quantity.figure import Figure

RECEIVED = tuple(line for line, entry in ENTRIES.items() if entry.payee is Side.OWNERS)
_LITTLE = 1e-6  # USD m: what a year's call may exceed a capacity by, as rounding


@dataclass(frozen=True)
class Promise:
    """What one partner brings of a commitment, or is promised by it; several payers are taken to share it alike."""

    name: str
    address: str
    payer: str
    to: str
    instrument: str
    standing: str
    amount: float  #: median [USD m]
    chance: float  #: that it comes true, by its standing
    assumed: bool  #: whether the amount, its division or the chance is an assumption


@dataclass(frozen=True)
class Sponsor:
    """A partner that owns campuses or has promised money [USD m]."""

    name: str  #: in words
    called: Float[np.ndarray, "year future"] = field(repr=False)
    received: Float[np.ndarray, "year future"] = field(repr=False)
    capacity: Float[np.ndarray, " future"] | None = field(repr=False)  #: a year; None where nobody says
    promised: tuple[Promise, ...]  #: to the programme, campuses and partners
    promised_to_it: tuple[Promise, ...]  #: by partners
    competing: Figure | None  #: what else its capital was promised to
    weight: Float[np.ndarray, " future"] = field(repr=False)

    @cached_property
    def beyond(self) -> Float[np.ndarray, "year future"] | None:
        """What is called beyond its capacity [USD m]; None where that is not known."""
        return None if self.capacity is None else np.maximum(0.0, self.called - self.capacity)

    @cached_property
    def chance_beyond(self) -> Float[np.ndarray, " year"] | None:
        """The chance that more is called in a year than it can pay."""
        return None if self.beyond is None else mean((self.beyond > _LITTLE).T, self.weight)

    @cached_property
    def exposure(self) -> Float[np.ndarray, "year future"]:
        """What it has paid in up to the end of each year, less what it has received [USD m]."""
        return (self.called - self.received).cumsum(axis=0)

    @cached_property
    def peak(self) -> Float[np.ndarray, " future"]:
        """The largest exposure at the end of a year [USD m]."""
        return np.maximum(0.0, self.exposure.max(axis=0))

    def told(self, years: int) -> dict:
        """Calls, what is beyond its capacity and exposure of the first so many years [USD bn]."""
        beyond, chance = self.beyond, self.chance_beyond
        return {
            "name": self.name,
            "called": self._bands(self.called[:years]),
            "exposure": self._bands(self.exposure[:years]),
            "peak": spread(self.peak, self.weight, 1000),
            "capacity": None if self.capacity is None else spread(self.capacity, self.weight, 1000),
            "beyond": None if beyond is None else self._bands(beyond[:years]),
            "chance_beyond": None if chance is None else np.round(chance[:years], 4).tolist(),
            "assumed": True,  # what a named firm can pay, and with what chance it cannot, nobody has published
            "promised": [_told(promise) for promise in self.promised],
            "promised_to_it": [_told(promise) for promise in self.promised_to_it],
            "competing": None if self.competing is None else round(self.competing.p50 / 1000, 3),
        }

    def _bands(self, values: Float[np.ndarray, "year future"]) -> dict[str, list[float]]:
        bands = quantiles(values.T, self.weight, [0.1, 0.5, 0.9])
        return {name: billions(band) for name, band in zip(("p10", "p50", "p90"), bands, strict=True)}


@dataclass(frozen=True)
class Sponsors:
    """All sponsors, and who has paid in what: the cap table over time."""

    years: tuple[int, ...]
    sponsors: dict[str, Sponsor]  #: by their names in addresses
    companies: tuple[str, ...]
    owners: dict[str, Float[np.ndarray, " company"]] = field(repr=False)  #: last owners' shares
    paid_in: Float[np.ndarray, "company year future"] = field(repr=False)  #: cumulative [USD m]
    between: tuple[Promise, ...]  #: investments of partners in partners
    weight: Float[np.ndarray, " future"] = field(repr=False)
    horizon: int  #: calendar year to which it is told

    def cap_table(self, company: str) -> dict[str, Float[np.ndarray, "year future"]]:
        """What each last owner has paid into a company up to the end of each year [USD m]."""
        row = self.companies.index(company)
        return {owner: share[row] * self.paid_in[row] for owner, share in self.owners.items() if share[row] > 0}

    def told(self) -> dict:
        """Everything up to the horizon, for pages and terminals [USD bn]; the cap table in means, which add up."""
        count = sum(year <= self.horizon for year in self.years)
        paid_in = mean(np.moveaxis(self.paid_in, 2, 0), self.weight)[:, :count]
        return {
            "unit": "USD bn",
            "assumed": True,
            "years": list(self.years[:count]),
            "sponsors": {name: sponsor.told(count) for name, sponsor in self.sponsors.items()},
            "between": [_told(promise) for promise in self.between],
            "cap_table": {
                company: {
                    owner: {"share": round(float(share[row]), 4), "paid_in": billions(share[row] * paid_in[row])}
                    for owner, share in self.owners.items()
                    if share[row] > 0
                }
                for row, company in enumerate(self.companies)
            },
        }

    def rows(self) -> list[tuple[str, ...]]:
        """A line a sponsor that is called upon up to the horizon, for the terminal, the largest first.

        Name, calls in all [USD bn], capacity a year [USD bn], the chance that some year asks for more, peak [USD bn].
        """
        count = sum(year <= self.horizon for year in self.years)
        called = {
            name: quantiles(one.called[:count].sum(axis=0), one.weight, [0.1, 0.5, 0.9]) / 1000
            for name, one in self.sponsors.items()
        }
        asked = sorted((name for name in called if called[name][2] > 0), key=lambda name: -called[name][1])
        return [_row(self.sponsors[name], called[name], count) for name in asked]


def _row(one: Sponsor, called: Float[np.ndarray, " percentile"], count: int) -> tuple[str, ...]:
    low, mid, high = called
    peak = f"{spread(one.peak, one.weight, 1000)['p50']:.1f}"
    if one.capacity is None or one.beyond is None:
        return one.name, f"{mid:.1f} ({low:.1f} to {high:.1f})", "not known", "not known", peak
    ever = float(mean(one.beyond[:count].max(axis=0) > _LITTLE, one.weight))
    capacity = f"{spread(one.capacity, one.weight, 1000)['p50']:.1f}"
    return one.name, f"{mid:.1f} ({low:.1f} to {high:.1f})", capacity, f"{ever:.0%} [assumed]", peak


def sponsors(financing: Financing) -> Sponsors:
    """What sponsors are asked for in each future, against what they can pay and have promised."""
    contents = financing.futures.programme.contents
    promises = list(_promises(contents))
    named = [name for name in contents.partners if _takes_part(name, financing, contents)]
    others = [owner for owner in financing.owners if owner not in contents.partners]
    capacity = _capacity(financing, named)
    nothing = np.zeros(len(financing.companies))
    found = {}
    for name in (*named, *others):
        partner, share = contents.partners.get(name), financing.owners.get(name, nothing)
        uses = partner.competing_uses if partner else None
        found[name] = Sponsor(
            name=partner.name if partner else name.replace("_", " "),
            called=of_owner(financing, share, CALLED),
            received=of_owner(financing, share, RECEIVED),
            capacity=capacity.get(name),
            promised=tuple(p for p in promises if p.payer == name),
            promised_to_it=tuple(p for p in promises if p.to == name),
            competing=uses if uses is not None and uses.has_value else None,
            weight=financing.weight,
        )
    at = np.equal([[book.company] for book in financing.books], financing.companies).T.astype(float)
    paid_in = np.sum([np.tensordot(at, financing.ledger[line], axes=(1, 0)) for line in CALLED], axis=0)
    return Sponsors(
        years=financing.years,
        sponsors=found,
        companies=financing.companies,
        owners=financing.owners,
        paid_in=paid_in.cumsum(axis=1),
        between=tuple(p for p in promises if p.to in contents.partners and p.instrument != "purchase"),
        weight=financing.weight,
        horizon=int(contents.horizon[:4]),
    )


def _takes_part(name: str, financing: Financing, contents: Contents) -> bool:
    partner: Partner = contents.partners[name]
    pays = any(name in commitment.payers for commitment in contents.commitments.values())
    return name in financing.owners or Role.SPONSOR in partner.roles or pays


def _promises(contents: Contents) -> Iterator[Promise]:
    """Commitments by payer: amounts that are known, divided alike where no source divides them."""
    for commitment in contents.commitments.values():
        if commitment.amount.has_value:
            yield from (_promise(commitment, payer, contents) for payer in commitment.payers)


def _promise(commitment: Commitment, payer: str, contents: Contents) -> Promise:
    standing, several = str(commitment.status.value), len(commitment.payers)
    chance = getattr(contents.chances, standing)
    return Promise(
        name=commitment.name,
        address=commitment.address,
        payer=payer,
        to=commitment.to,
        instrument=commitment.instrument.value,
        standing=standing,
        amount=commitment.amount.p50 / several,
        chance=chance.p50,
        assumed=several > 1 or chance.assumed or commitment.amount.assumed,
    )


def _capacity(financing: Financing, names: list[str]) -> dict[str, Float[np.ndarray, " future"]]:
    """What partners can put into campuses in a year, drawn as every figure is [USD m]."""
    futures, partners = financing.futures, financing.futures.programme.contents.partners
    known = {name: figure for name in names if (figure := partners[name].capacity) is not None and figure.has_value}
    values = np.empty((financing.n, len(known)))
    draw(
        columns(tuple(known.values()), futures.seed, futures.programme.month_zero),
        futures.numbers[: financing.n],
        values,
    )
    return dict(zip(known, values.T, strict=True))


def _told(promise: Promise) -> dict:
    return {
        "name": promise.name,
        "address": promise.address,
        "payer": promise.payer,
        "to": promise.to,
        "instrument": promise.instrument,
        "standing": promise.standing,
        "amount": round(promise.amount / 1000, 3),
        "chance": promise.chance,
        "assumed": promise.assumed,
    }
