"""The report of the small programme, opened in a browser."""

import json
import shutil
from dataclasses import asdict, dataclass, field

import pytest

import stargate as sg
from stargate.reports.outlook import outlook
from stargate.reports.page import page as page_of

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"desk": (1440, 900), "phone": (390, 844)}


@pytest.fixture(scope="session")
def told(small):
    """The outlook of two scenarios."""
    runs = [sg.simulate(sg.announced(small.under(name)), n=2000, seed=1) for name in ("base", "faster_grid")]
    return outlook(runs, "stargate run programmes/small")


@pytest.fixture(scope="session")
def data(told):
    """The outlook as the page has it."""
    return json.loads(json.dumps(asdict(told)))


@pytest.fixture(scope="session")
def report(told, tmp_path_factory):
    """The report as a file."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page_of(told), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def chromium():
    """The system's Chromium."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("Chromium is not installed")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Heard:
    """What a page asked of the network and what it complained about."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture
def opened(chromium, report):
    """Opens the report, or another file, in a window of a size and a light; `page.heard` is what went on."""
    contexts = []

    def show(path=report, size="desk", light="light", view="", until="footer"):
        width, height = SIZES[size]
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme=light, accept_downloads=True
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        new = context.new_page()
        new.heard = Heard()
        new.on("request", lambda request: new.heard.requests.append(request.url))
        new.on("console", lambda message: new.heard.complaints.append(f"{message.type}: {message.text}"))
        new.on("pageerror", lambda error: new.heard.complaints.append(f"error: {error}"))
        new.goto(f"file://{path}{f'#{view}' if view else ''}")
        new.wait_for_selector(until)
        return new

    yield show
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def text_of():
    """The text of an element, without the spaces that only keep numbers and units together."""

    def plain(page, selector):
        return " ".join((page.locator(selector).first.text_content() or "").replace("\u00a0", " ").split())

    return plain
