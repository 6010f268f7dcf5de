"""The JSON Schema that editors use accepts every programme, refuses what is misspelt, and follows the grammar."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from stargate.programme.folder import texts_of
from stargate.programme.new import begin
from stargate.programme.schema import HIDDEN, schema_of, schemas
from stargate.quantity import units
from stargate.quantity.notation import NotationError, figure_pattern, parse, split_changes

HOME = Path(__file__).resolve().parents[2]
FOLDERS = [
    *sorted(path.parent for path in (HOME / "programmes").glob("*/programme.yaml")),
    HOME / "src" / "stargate" / "programme" / "template",
]
FILES = [(folder, name) for folder in FOLDERS for name in texts_of(folder, [])]
CHECKS = {name: Draft7Validator(json.loads(text)) for name, text in schemas().items()}


def loaded(text):
    """YAML 1.2 as editors read it: dates are text, and names are."""
    reader = YAML(typ="safe", pure=True)
    reader.constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)
    return named(reader.load(text))


def named(node):
    """Names as text, a year among them: JSON has no others."""
    if isinstance(node, dict):
        return {str(name): named(child) for name, child in node.items()}
    return [named(child) for child in node] if isinstance(node, list) else node


def errors(name, text):
    return [error.message for error in CHECKS[schema_of(name)].iter_errors(loaded(text))]


@pytest.mark.parametrize("name", CHECKS)
def test_it_is_a_schema(name):
    Draft7Validator.check_schema(CHECKS[name].schema)


@pytest.mark.parametrize(("folder", "name"), FILES, ids=lambda value: getattr(value, "name", value))
def test_every_file_fits(folder, name):
    assert errors(name, (folder / name).read_text()) == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("sites/north.yaml", "latitude:", "latitud:"),
        ("sites/north.yaml", "    kind: land", "    knd: land"),
        ("sites/north.yaml", "kind: land", "kind: lnd"),
        ("sites/north.yaml", "status: committed", "status: comitted"),
        ("sites/north.yaml", "32.5 deg [assumed]", "32.5 deg"),
        ("sites/north.yaml", "32.5 deg [assumed]", "32.5 [assumed]"),
        ("sites/north.yaml", "18 to 30 months", "18 - 30 months"),
        ("sites/north.yaml", "2024-06-01 [", "June 2024 ["),
        ("sites/north.yaml", "developer:", "developper:"),
        ("sites/north.yaml", "state: TX", "state: Texas"),
        ("programme.yaml", "format: 2", "format: 1"),
        ("programme.yaml", "start: 2024-01-01", "start: 2024-01-15"),
        ("programme.yaml", "price_index:", "price_indx:"),
        ("sources.yaml", "  publisher:", "  published_by:"),
        ("sources.yaml", "invented-loan:", "Invented_loan:"),
        ("scenarios/faster_grid.yaml", "because:", "why:"),
        ("drivers.yaml", "stretch:", "strech:"),
    ],
)
def test_what_is_misspelt_is_refused(name, old, new):
    text = (HOME / "programmes" / "small" / name).read_text()
    assert old in text
    assert errors(name, text.replace(old, new, 1))


def test_every_field_is_explained():
    for check in CHECKS.values():
        records = [check.schema, *check.schema["definitions"].values()]
        for record in records:
            assert record["description"]
            assert all(field["description"] for field in record.get("properties", {}).values())
            assert "properties" not in record or record["additionalProperties"] is False


def test_a_new_programme_leads_editors_to_it(tmp_path):
    begin(tmp_path / "mine", "small")
    for name, text in texts_of(tmp_path / "mine", []).items():
        path = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)[1]
        assert ((tmp_path / "mine" / name).parent / path).resolve() == tmp_path / "mine" / HIDDEN / schema_of(name)
        assert json.loads((tmp_path / "mine" / HIDDEN / schema_of(name)).read_text()) == CHECKS[schema_of(name)].schema


NUMBERS = st.one_of(st.integers(0, 99_999).map(str), st.sampled_from(["0.25", "1_200", "36.5", "-2"]))
DAYS = st.dates().map(str).filter(lambda day: len(day) == 10)


@st.composite
def figures(draw, dimension):
    values = DAYS if dimension is units.DATE else NUMBERS
    text = draw(st.sampled_from(["", "", "floor ", "ceiling "])) + draw(values)
    text += draw(st.one_of(st.just(""), values.map(" to {}".format)))
    unit = draw(st.sampled_from([*dimension.factors, ""]))
    text += unit if unit.startswith("%") else f" {unit}".rstrip()
    text += draw(st.one_of(st.just(""), values.map(", median {}".format)))
    text += draw(st.sampled_from(["", "", ", zero 20%"]))
    text = draw(st.sampled_from([text, text, text, "like gas_engines"]))
    return text + draw(
        st.sampled_from([" [a]", "[a-1, b.2]", " [ assumed ]", " [a] x 1.3 [b]", " [a] + 1 to 2 [b] x 2 [c]"])
    )


@given(st.data())
def test_what_the_grammar_reads_the_pattern_fits(data):
    dimension = data.draw(st.sampled_from(units.DIMENSIONS))
    text = data.draw(figures(dimension))
    try:
        parse(split_changes(text)[0], dimension)
    except NotationError:
        return
    assert re.search(figure_pattern(dimension), text)
