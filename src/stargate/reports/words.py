"""How numbers are said, in tables, titles and the terminal alike."""

from math import isinf

from stargate.quantity.notation import date_of

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def power(megawatts: float) -> str:
    """IT power in the unit it is read in; the kind of power is said beside it.

    >>> power(5060.0), power(421.0)
    ('5.1 GW', '421 MW')
    """
    return f"{megawatts / 1000:.1f} GW" if megawatts >= 999.5 else f"{megawatts:.0f} MW"


def power_pair(low: float, high: float) -> str:
    """A range of IT power with its unit once."""
    if high >= 999.5:
        return f"{low / 1000:.1f} to {high / 1000:.1f} GW"
    return f"{low:.0f} to {high:.0f} MW"


def money(millions: float) -> str:
    """US dollars.

    >>> money(263_400.0), money(470.0)
    ('USD 263 bn', 'USD 0.5 bn')
    """
    billions = millions / 1000
    return f"USD {billions:.0f} bn" if billions >= 9.95 else f"USD {billions:.1f} bn"


def money_pair(low: float, high: float) -> str:
    """A range of US dollars."""
    return f"USD {low / 1000:.0f} to {high / 1000:.0f} bn"


def chance(share: float) -> str:
    """A chance: never nought, never certain.

    >>> chance(0.0), chance(0.256), chance(1.0)
    ('<1%', '26%', '>99%')
    """
    if share < 0.005:
        return "<1%"
    return ">99%" if share > 0.995 else f"{share:.0%}"


def month(at: float, zero: float) -> str:
    """The month in which `at` [months after `zero`] lies; 'never' beyond all.

    >>> month(11.5, 2025 * 12)
    'Dec 2025'
    """
    if isinf(at):
        return "never"
    year, index = divmod(int(at + zero + 1e-9), 12)
    return f"{MONTHS[index]} {year}"


def day(iso: str) -> str:
    """A day in words.

    >>> day("2026-11-22")
    '22 Nov 2026'
    """
    year, index, number = iso.split("-")
    return f"{int(number)} {MONTHS[int(index) - 1]} {year}"


def iso(at: float, zero: float) -> str | None:
    """A month count as a day; None for never."""
    return None if isinf(at) else date_of(zero + at).isoformat()


def count(number: int) -> str:
    """A small number in words.

    >>> count(6), count(20)
    ('six', '20')
    """
    return _COUNTS[number] if 0 <= number < len(_COUNTS) else str(number)


def listed(names: list[str]) -> str:
    """Names as a sentence has them.

    >>> listed(["Abilene", "Milam", "Saline"])
    'Abilene, Milam and Saline'
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "none"


def plural(number: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> plural(1, "campus", "campuses"), plural(7, "campus", "campuses")
    ('1 campus', '7 campuses')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"


def slip(months: float) -> str:
    """How late a date is.

    >>> slip(14.2), slip(0.3), slip(-3.0)
    ('14 months late', 'on time', '3 months early')
    """
    rounded = round(months)
    if rounded == 0:
        return "on time"
    return f"{plural(abs(rounded), 'month')} {'late' if rounded > 0 else 'early'}"
