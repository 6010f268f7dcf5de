"""Writes docs/schema/*.json from the records: `python docs/make_schema.py`. A test holds the files against them."""

from pathlib import Path

from stargate.programme.schema import schemas

HERE = Path(__file__).parent / "schema"


def main() -> None:
    """Writes one schema a kind of file."""
    HERE.mkdir(exist_ok=True)
    for name, text in schemas().items():
        (HERE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
