"""How a plan's numbers are said."""

from stargate.planning.problem import QUARTERS, PlanningProblem


def money(millions: float) -> str:
    """US dollars to three digits.

    >>> money(263_400.0), money(-1_234.0), money(310.4), money(0.0123)
    ('USD 263 bn', 'USD -1.23 bn', 'USD 310 m', 'USD 0.0123 m')
    """
    return f"USD {number(millions / 1000)} bn" if abs(millions) >= 999.5 else f"USD {number(millions)} m"


def number(value: float) -> str:
    """A number to three digits, whole from a hundred on.

    >>> number(12345.6), number(0.01234), number(12.0), number(-0.0)
    ('12,346', '0.0123', '12', '0')
    """
    return f"{value + 0.0:,.0f}" if abs(value) >= 100 or not value else f"{value:.3g}"


def share(part: float) -> str:
    """A part in percent.

    >>> share(0.123), share(0.0012)
    ('12%', '0.12%')
    """
    return f"{number(float(f'{100 * part:.2g}'))}%"


def ordinal(count: int) -> str:
    """Which in a row.

    >>> ordinal(1), ordinal(3), ordinal(12), ordinal(22)
    ('first', 'third', '12th', '22nd')
    """
    names = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    if count < len(names):
        return names[count]
    ending = "th" if count % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{ending}"


def listed(names: list[str], last: str = "and") -> str:
    """Names as a sentence has them.

    >>> listed(["a", "b", "c"], "or"), listed(["a"])
    ('a, b or c', 'a')
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}" if names else "none"


def quarter(problem: PlanningProblem, at: int) -> str:
    """Name of a quarter of the plan, beyond its end too.

    >>> from stargate.planning.invented import invented
    >>> quarter(invented(1, 4), 5)
    '2028-Q2'
    """
    return f"{problem.first_year + at // QUARTERS}-Q{at % QUARTERS + 1}"
