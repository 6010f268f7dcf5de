"""The lines of a programme's ledger (F1): what is paid, by whom and to whom. Each month's entries have a payer and a
payee, so money is conserved by construction; what a party has is the sum over the lines in which it stands."""

from enum import StrEnum
from typing import NamedTuple


class Line(StrEnum):
    """What is paid for."""

    CAPITAL = "capital"
    FEE = "fee"
    BUILDING_INTEREST = "building_interest"
    DRAW = "draw"
    REPAID = "repaid"
    TERM_DRAW = "term_draw"
    EQUITY = "equity"
    SUPPORT = "support"
    RENT = "rent"
    COMPUTE = "compute"
    POWER = "power"
    OPERATION = "operation"
    RESIDUAL = "residual"
    GUARANTEE = "guarantee"
    INTEREST = "interest"
    PRINCIPAL = "principal"
    SWEPT = "swept"
    RESERVE_EARNED = "reserve_earned"
    TAX = "tax"
    RELIEF = "relief"
    OWNERS_INTEREST = "owners_interest"
    OWNERS_PRINCIPAL = "owners_principal"
    DIVIDEND = "dividend"


class Side(StrEnum):
    """Who stands on one side of a line."""

    COMPANY = "company"  # that holds what the line is of
    LANDLORD = "landlord"
    OWNERS = "owners"
    LENDER = "lender"
    SUPPLIER = "supplier"
    OFFTAKER = "offtaker"
    POWER_SUPPLIER = "power_supplier"
    OPERATOR = "operator"
    GUARANTOR = "guarantor"
    AUTHORITY = "authority"
    MARKET = "market"  # whoever buys what is left


class Entry(NamedTuple):
    """A line's two sides, and its words."""

    payer: Side
    payee: Side
    words: str


ENTRIES: dict[Line, Entry] = {
    Line.CAPITAL: Entry(Side.COMPANY, Side.SUPPLIER, "building and chips"),
    Line.FEE: Entry(Side.COMPANY, Side.LENDER, "fees of loans"),
    Line.BUILDING_INTEREST: Entry(Side.COMPANY, Side.LENDER, "interest during construction"),
    Line.DRAW: Entry(Side.LENDER, Side.COMPANY, "construction loans drawn"),
    Line.REPAID: Entry(Side.COMPANY, Side.LENDER, "construction loans repaid"),
    Line.TERM_DRAW: Entry(Side.LENDER, Side.COMPANY, "term loans drawn"),
    Line.EQUITY: Entry(Side.OWNERS, Side.COMPANY, "capital calls"),
    Line.SUPPORT: Entry(Side.OWNERS, Side.COMPANY, "owners' support where cost exceeds revenue"),
    Line.RENT: Entry(Side.COMPANY, Side.LANDLORD, "rent of campuses"),
    Line.COMPUTE: Entry(Side.OFFTAKER, Side.COMPANY, "computing bought"),
    Line.POWER: Entry(Side.COMPANY, Side.POWER_SUPPLIER, "power"),
    Line.OPERATION: Entry(Side.COMPANY, Side.OPERATOR, "running campuses"),
    Line.RESIDUAL: Entry(Side.MARKET, Side.COMPANY, "sale of what is left"),
    Line.GUARANTEE: Entry(Side.GUARANTOR, Side.COMPANY, "guarantee of what is left"),
    Line.INTEREST: Entry(Side.COMPANY, Side.LENDER, "interest on term loans"),
    Line.PRINCIPAL: Entry(Side.COMPANY, Side.LENDER, "principal of term loans"),
    Line.SWEPT: Entry(Side.COMPANY, Side.LENDER, "cash sweep"),
    Line.RESERVE_EARNED: Entry(Side.LENDER, Side.COMPANY, "interest on reserves"),
    Line.TAX: Entry(Side.COMPANY, Side.AUTHORITY, "income tax"),
    Line.RELIEF: Entry(Side.AUTHORITY, Side.OWNERS, "what losses take off owners' other taxes"),
    Line.OWNERS_INTEREST: Entry(Side.COMPANY, Side.OWNERS, "interest on owners' loans"),
    Line.OWNERS_PRINCIPAL: Entry(Side.COMPANY, Side.OWNERS, "principal of owners' loans"),
    Line.DIVIDEND: Entry(Side.COMPANY, Side.OWNERS, "dividends"),
}
