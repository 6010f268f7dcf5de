"""A programme begins as the template, as a shipped programme, or as a copy of a folder."""

import pytest

import stargate as sg
from stargate.errors import StargateError
from stargate.programme.new import begin, shipped


def figures(folder):
    return {address: figure.text() for address, figure in sg.read(folder).figures.items()}


def test_the_template(tmp_path):
    begin(tmp_path / "mine")
    assert sg.read(tmp_path / "mine").name == "My programme"


@pytest.mark.parametrize("name", ["small", "stargate"])
def test_a_shipped_programme(tmp_path, name):
    begin(tmp_path / "mine", name)
    assert figures(tmp_path / "mine") == figures(shipped()[name])


def test_a_folder_and_its_copy(tmp_path, small_folder):
    begin(tmp_path / "one", str(small_folder))
    begin(tmp_path / "two", str(tmp_path / "one"))
    for path in (path for path in (tmp_path / "one").rglob("*") if path.is_file()):
        assert (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_text() == path.read_text()


def test_the_schema_is_renewed_when_the_programme_is_written(tmp_path):
    begin(tmp_path / "mine", "small")
    path = tmp_path / "mine" / ".schema" / "site.json"
    text = path.read_text()
    path.write_text("{}")
    assert sg.read(tmp_path / "mine").write().files == (".schema/site.json",)
    assert path.read_text() == text


def test_a_name_that_is_none(tmp_path):
    with pytest.raises(StargateError, match=r"no programme 'stargat'.*\n.*--from stargate"):
        begin(tmp_path / "mine", "stargat")
    assert not (tmp_path / "mine").exists()
    (tmp_path / "mine").mkdir()
    with pytest.raises(StargateError, match="exists already"):
        begin(tmp_path / "mine", "stargate")
