"""The report on paper: printed by a browser that is installed."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from stargate.errors import StargateError

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
TIMEOUT = 120  # [s]
_A4 = "<style>@page { size: A4 }</style></head>"


def printed(html: str, to: Path) -> Path:
    """Prints a page to `to` as a PDF on A4; what stood there stays until it is whole.

    Raises StargateError where no Chromium, Chrome or Edge is installed, or it does not print.
    """
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        raise StargateError(
            f"{to}: a PDF is printed by Chromium, Chrome or Edge, and none of them is on the PATH\n"
            f"  write: --to {to.with_suffix('.html')}, and print it from any browser"
        )
    to.parent.mkdir(parents=True, exist_ok=True)
    # Beside the target and not hidden: a packaged browser may be barred from other places.
    with tempfile.TemporaryDirectory(dir=to.parent, prefix="report-") as folder:
        page, pdf = Path(folder) / "report.html", Path(folder) / "report.pdf"
        page.write_text(html.replace("</head>", _A4, 1), encoding="utf-8")
        said = _print(program, page.resolve(), pdf.resolve())
        if not pdf.is_file():
            last = (said.strip().splitlines() or ["it said nothing"])[-1]
            raise StargateError(f"{to}: {program} did not print it: {last}\n  write: --to {to.with_suffix('.html')}")
        return pdf.replace(to)


def _print(program: str, page: Path, pdf: Path) -> str:
    """Runs the browser in a profile of its own; gives what it said."""
    words = ["--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-extensions"]
    words += [f"--user-data-dir={page.parent / 'profile'}", "--no-pdf-header-footer", f"--print-to-pdf={pdf}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        words.append("--no-sandbox")  # Chromium refuses its sandbox to root
    try:
        done = subprocess.run(
            [program, *words, page.as_uri()], capture_output=True, text=True, timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        return f"it took more than {TIMEOUT} s"
    return done.stderr
