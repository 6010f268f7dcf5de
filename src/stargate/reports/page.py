"""The report as one HTML file that needs no network: the built shell (sources in `web/`) with an outlook in it."""

import json
from dataclasses import asdict
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from stargate.reports.backtest import Scoreboard
from stargate.reports.compare import Comparison
from stargate.reports.hindsight import Hindsight
from stargate.reports.outlook import Outlook
from stargate.reports.words import day

if TYPE_CHECKING:
    from stargate.reports.financing import FinancingPage
    from stargate.reports.operation import OperationPage
    from stargate.reports.panels import PanelPage

TITLE, OUTLOOK = "__STARGATE_TITLE__", '"__STARGATE_OUTLOOK__"'


def page(outlook: Outlook) -> str:
    """The report of an outlook."""
    return _page(f"{outlook.programme}: outlook as of {day(outlook.as_of)}", outlook)


def page_of_changes(comparison: Comparison) -> str:
    """The page of a comparison."""
    return _page(f"{comparison.programme}: what changed", comparison)


def page_of_backtest(found: Scoreboard) -> str:
    """The page of a back-test."""
    return _page(f"{found.file}: back-test", found)


def page_of_vintages(hindsight: Hindsight) -> str:
    """The page of what was forecast on earlier days."""
    return _page(f"{hindsight.programme}: hindsight since {day(hindsight.since)}", hindsight)


def page_of_operation(operation: "OperationPage") -> str:
    """The page of a year of operation."""
    return _page(f"{operation.programme}: operation in {operation.year}", operation)


def page_of_financing(financing: "FinancingPage") -> str:
    """The page of a financing."""
    return _page(f"{financing.programme}: financing as of {day(financing.as_of)}", financing)


def page_of_panels(found: "PanelPage") -> str:
    """A page of panels: of compute, or of what campuses take."""
    return _page(f"{found.programme}: {found.kind} as of {day(found.as_of)}", found)


def _page(
    title: str, data: "Outlook | Comparison | FinancingPage | Hindsight | OperationPage | PanelPage | Scoreboard"
) -> str:
    before, between, after = _shell()
    return f"{before}{escape(title)}{between}{script_json(asdict(data))}{after}"


def script_json(value: object) -> str:
    r"""JSON that may stand inside a script element.

    A name cannot close the element or open a comment, line separators of JavaScript are escaped, and NaN is refused.

    >>> script_json({"name": "</script><!--"})
    '{"name":"\\u003c/script>\\u003c!--"}'
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _shell() -> tuple[str, str, str]:
    """The shell before, between and after its two places for data, each of which it holds exactly once."""
    shell = files("stargate.reports").joinpath("shell.html").read_text(encoding="utf-8")
    before, title, rest = shell.partition(TITLE)
    between, data, after = rest.partition(OUTLOOK)
    if not (title and data) or TITLE in rest or OUTLOOK in after:
        raise ValueError("shell.html must hold its places for title and outlook once each, in this order")
    return before, between, after
