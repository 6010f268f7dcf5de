"""The version of stargate that runs."""

from importlib.metadata import PackageNotFoundError, version


def this_version() -> str:
    """As the package is installed; 0 where it is not."""
    try:
        return version("stargate")
    except PackageNotFoundError:
        return "0"
