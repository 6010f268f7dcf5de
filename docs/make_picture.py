"""Writes docs/report.png, the top of the real report: `python docs/make_picture.py`. Needs Chromium and playwright."""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import stargate as sg

HOME = Path(__file__).resolve().parent.parent


def main() -> None:
    """Simulates the reference programme, opens its report and keeps a picture."""
    programme = sg.read(HOME / "programmes" / "stargate")
    runs = [sg.simulate(sg.announced(p)) for p in (programme, programme.under("as_announced_2026_11"))]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as browsers:
        page = sg.report(runs, to=Path(folder) / "report.html", command="stargate run programmes/stargate")
        chromium = browsers.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        tab = chromium.new_page(viewport={"width": 1280, "height": 1010}, color_scheme="light")
        tab.goto(page.as_uri())
        tab.wait_for_timeout(800)
        tab.screenshot(path=HOME / "docs" / "report.png")
        chromium.close()


if __name__ == "__main__":
    main()
