"""The report inside a notebook: a frame that may run the page's own script and nothing else."""

from html import escape

from stargate.futures.result import Futures
from stargate.reports.outlook import Outlook, outlook
from stargate.reports.page import page
from stargate.reports.report import command_of

HEIGHT = 900  # pixels


def frame(html: str, title: str) -> str:
    """A page in a frame of its own origin: it reaches neither the notebook nor its cookies."""
    return (
        f'<iframe sandbox="allow-scripts allow-downloads allow-popups" title="{escape(title)}" srcdoc="{escape(html)}" '
        f'style="width: 100%; height: {HEIGHT}px; border: 0" loading="lazy"></iframe>'
    )


def framed(told: Outlook) -> str:
    """The report of an outlook in a frame."""
    return frame(page(told), f"{told.programme}: outlook as of {told.as_of}")


def of_futures(futures: Futures) -> str:
    """The report of some futures in a frame."""
    return framed(outlook([futures], command_of([futures])))
