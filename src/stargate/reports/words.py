"""How numbers are said, in tables, titles and the terminal alike."""

from math import isinf

from stargate.quantity.notation import date_of

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def power(megawatts: float) -> str:
    """IT power in the unit it is read in; the kind of power is said beside it.

    >>> power(5060.0), power(421.0), power(-0.3), power(-1500.0)
    ('5.1 GW', '421 MW', '0 MW', '-1.5 GW')
    """
    text = f"{megawatts / 1000:.1f} GW" if abs(megawatts) >= 999.5 else f"{megawatts:.0f} MW"
    return text.removeprefix("-") if text == "-0 MW" else text


def power_pair(low: float, high: float) -> str:
    """A range of IT power with its unit once.

    >>> power_pair(820.0, 4400.0), power_pair(300.0, 300.2)
    ('0.8 to 4.4 GW', '300 MW')
    """
    if high >= 999.5:
        return _pair(f"{low / 1000:.1f}", f"{high / 1000:.1f}") + " GW"
    return _pair(f"{low:.0f}", f"{high:.0f}") + " MW"


def _pair(low: str, high: str) -> str:
    return low if low == high else f"{low} to {high}"


def money(millions: float) -> str:
    """US dollars.

    >>> money(263_400.0), money(470.0), money(31.0)
    ('USD 263 bn', 'USD 0.5 bn', 'USD 31 m')
    """
    billions = millions / 1000
    if billions < 0.05:
        return f"USD {millions:.0f} m" if millions >= 0.5 else "USD 0"
    return f"USD {billions:.0f} bn" if billions >= 9.95 else f"USD {billions:.1f} bn"


def money_pair(low: float, high: float) -> str:
    """A range of US dollars.

    >>> money_pair(141_000.0, 225_000.0), money_pair(0.0, 5100.0)
    ('USD 141 to 225 bn', 'USD 0.0 to 5.1 bn')
    """
    places = 0 if high >= 9950 else 1
    return f"USD {_pair(f'{low / 1000:.{places}f}', f'{high / 1000:.{places}f}')} bn"


def chance(share: float) -> str:
    """A chance: never nought, never certain.

    >>> chance(0.0), chance(0.256), chance(0.995)
    ('<1%', '26%', '>99%')
    """
    if share < 0.005:
        return "<1%"
    return ">99%" if share >= 0.995 else f"{int(100 * share + 0.5)}%"


def chance_pair(low: float, high: float) -> str:
    """A range of chances.

    >>> chance_pair(0.3, 0.7), chance_pair(0.4, 0.4)
    ('30% to 70%', '40%')
    """
    return _pair(chance(low), chance(high))


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


def moment(iso: str) -> str:
    """The end of a day as a sentence has it.

    >>> moment("2028-12-31"), moment("2030-06-30")
    ('the end of 2028', '30 Jun 2030')
    """
    return f"the end of {iso[:4]}" if iso.endswith("-12-31") else day(iso)


def iso(at: float, zero: float) -> str | None:
    """A month count as a day; None for never."""
    return None if isinf(at) else date_of(zero + at).isoformat()


def count(number: int) -> str:
    """A small number in words.

    >>> count(6), count(20)
    ('six', '20')
    """
    return _COUNTS[number] if 0 <= number < len(_COUNTS) else str(number)


def inside(name: str) -> str:
    """A name as it stands inside a sentence: its first letter small, unless it belongs to an abbreviation.

    >>> inside("Building DC01"), inside("DC01 and DC02")
    ('building DC01', 'DC01 and DC02')
    """
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def listed(names: list[str]) -> str:
    """Names as a sentence has them.

    >>> listed(["Abilene", "Milam", "Saline"])
    'Abilene, Milam and Saline'
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "none"


def plural(number: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> plural(1, "campus", "campuses"), plural(2000, "future")
    ('1 campus', '2,000 futures')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def slip(months: float) -> str:
    """How late a date is.

    >>> slip(14.2), slip(0.3), slip(-3.0)
    ('14 months late', 'on time', '3 months early')
    """
    rounded = round(months)
    if rounded == 0:
        return "on time"
    return f"{plural(abs(rounded), 'month')} {'late' if rounded > 0 else 'early'}"
