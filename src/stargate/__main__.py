"""Where the command begins: it can be interrupted while the command line is still being imported."""

import os
import signal


def main() -> None:
    """Runs the command line."""
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda caught, _: os._exit(128 + caught))  # nothing is begun yet
    from stargate.cli import main as run

    run()


if __name__ == "__main__":
    main()
