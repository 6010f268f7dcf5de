"""The command line: one verb, one command, one public function."""

import gc
import sys

from stargate.cli import (  # noqa: F401  their verbs, in the order of the help
    account,
    anchors,
    bridge,
    compute,
    cost,
    exchange,
    finance,
    folder,
    futures,
    operation,
    plan,
    products,
    records,
    sensitivity,
    train,
)
from stargate.cli.common import app
from stargate.console import run_command


def main() -> None:
    """Runs a command; what goes wrong is said in words, with exit status 2 and without a traceback."""
    gc.disable()  # a command ends before circles of references weigh anything, and looking for them takes a tenth of it
    run_command(lambda: app(args=sys.argv[1:] or ["--help"], standalone_mode=False))
