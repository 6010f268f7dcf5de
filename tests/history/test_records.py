"""Records are read whole or refused whole, every mistake with its line."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stargate as sg
from stargate.history.records import COLUMNS, latest, of_kind, read_records
from stargate.quantity.notation import months_of_date

HEAD = ",".join(COLUMNS)
GOOD = "a,gas,2019-01-15,2020-06-01,,,2019-12-31,100"


@pytest.fixture
def file(tmp_path):
    def write(*rows, head=HEAD):
        path = tmp_path / "records.csv"
        path.write_text("\n".join([head, *rows]) + "\n")
        return path

    return write


def test_one_row(file):
    found = read_records(file(GOOD))
    assert found.id.tolist() == ["a"]
    assert found.kinds == ["gas"]
    assert found.started[0] == months_of_date("2019-01-15")
    assert np.isnan(found.finished[0])
    assert found.open.tolist() == [True]
    assert found.seen[0] == -np.inf, "nobody watched it: one row each"


def test_what_happened_after_a_day_is_not_known(file):
    rows = (
        "a,gas,2019-01-15,2020-06-01,,,2019-12-31,100",
        "b,gas,2019-02-01,2020-08-01,,,2019-12-31,50",
        "a,gas,2019-01-15,2020-09-01,,,2020-06-30,100",
        "a,gas,2019-01-15,2020-09-01,2020-10-05,,2020-12-31,120",
        "c,sun,2020-09-01,,,,2020-12-31,",
    )
    records = read_records(file(*rows))
    known = latest(records, months_of_date("2020-11-30"))
    assert known.id.tolist() == ["a", "b"]
    assert np.isnan(known.finished).all()
    assert known.promised[0] == months_of_date("2020-09-01")
    now = latest(records, np.inf)
    assert now.line.tolist() == [5, 3, 6]
    assert now.seen.tolist() == [months_of_date("2019-12-31")] * 2 + [months_of_date("2020-12-31")]
    assert of_kind(now, "sun").id.tolist() == ["c"]
    assert len(latest(records, 0.0)) == 0


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,gas,2020-01-15,,2019-06-01,,2020-12-31,1", "before it started"),
        ("a,gas,2020-01-15,,,2019-06-01,2020-12-31,1", "before it started"),
        ("a,gas,2020-01-15,,2021-06-01,,2020-12-31,1", "nobody knew"),
        ("a,gas,2020-01-15,2021-01-01,,,2019-12-31,1", "nobody knew"),
        ("a,gas,2020-01-15,,2020-06-01,2020-07-01,2020-12-31,1", "both finished and cancelled"),
        ("a,gas,,,2020-06-01,,2020-12-31,1", "never started"),
        ("a,gas,2020-01-15,,,,,1", "a.as_of\n  it is empty"),
        ("a,gas,2020-02-30,,,,2020-12-31,1", "'2020-02-30' is not a date"),
        ("a,gas,15/01/2020,,,,2020-12-31,1", "is not a date"),
        (",gas,2020-01-15,,,,2020-12-31,1", "id\n  it is empty"),
        ("a,,2020-01-15,,,,2020-12-31,1", "a.class\n  it is empty"),
        ("a,gas,2020-01-15,,,,2020-12-31,-5", "'-5' is no size"),
        ("a,gas,2020-01-15,,,,2020-12-31,nan", "'nan' is no size"),
        ("a,gas,2020-01-15,,,,2020-12-31,big", "'big' is no size"),
        ("a,gas,2020-01-15,,,,2020-12-31", "7 cells"),
        ('a,"gas,2020-01-15', "not CSV"),
    ],
)
def test_bad_rows(file, row, said):
    with pytest.raises(sg.ProgrammeError, match=r"records\.csv:3") as caught:
        read_records(file(GOOD, row))
    assert said in str(caught.value)
    assert "write: " in str(caught.value)


def test_all_mistakes_at_once(file):
    doubled = GOOD
    with pytest.raises(sg.ProgrammeError) as caught:
        read_records(file(GOOD, doubled, "b,gas,x,,,,2020-12-31,1", "c,gas,2020-01-15,,2019-06-01,,2018-12-31,1"))
    said = str(caught.value)
    assert "records.csv:3: a.as_of\n  it has a row as of 2019-12-31 already, in line 2" in said
    assert "records.csv:4" in said
    assert said.count("records.csv:5") == 3, "before it started, and twice after as_of"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        (HEAD.encode(), "holds no records"),
        (b"id,class,started\n1,2,3\n", "no column promised, finished, cancelled, as_of, size_mw"),
        (HEAD.replace(",", ";").encode(), "semicolons stand between its cells\n  write: commas"),
        (HEAD.replace(",", "\t").encode(), "tabs stand between"),
        (b"number\n1\n", "no column id"),
        ((HEAD + ",id\n").encode(), "the column id is there twice"),
        (HEAD.encode() + b"\na\0,gas,,,,,2020-01-01,1\n", "records.csv:2\n  this is not text"),
        ((HEAD + "\n" + GOOD).encode("utf-16"), "this is not text"),
        (HEAD.encode() + b"\n\xff\xfe,gas,,,,,2020-01-01,1\n", "this is not text"),
    ],
)
def test_bad_files(tmp_path, data, said):
    path = tmp_path / "records.csv"
    path.write_bytes(data)
    with pytest.raises(sg.ProgrammeError) as caught:
        read_records(path)
    assert said in str(caught.value)
    with pytest.raises(sg.ProgrammeError, match="cannot be read"):
        read_records(tmp_path / "absent.csv")


def test_order_of_columns_further_columns_and_marks_do_not_matter(tmp_path):
    path = tmp_path / "records.csv"
    text = "\ufeffnote,as_of,size_mw,cancelled,finished,promised,started,class,id\r\nx,2019-12-31,100,,,,2019-01-15,gas,a\r\n\r\n"
    path.write_bytes(text.encode())
    assert read_records(path).size_mw.tolist() == [100.0]


def test_a_class_that_is_absent_is_refused_with_its_neighbours(file):
    with pytest.raises(sg.StargateError, match="write: gas"):
        of_kind(read_records(file(GOOD)), "gass")


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 30)), unique=True, min_size=1), st.integers(-1, 31))
def test_latest_is_the_last_row_until_a_day(tmp_path_factory, rows, day):
    path = tmp_path_factory.mktemp("records") / "records.csv"
    dates = [f"20{as_of + 10}-12-31" for _, as_of in rows]
    path.write_text("\n".join([HEAD, *(f"p{i},x,,,,,{d},1" for (i, _), d in zip(rows, dates, strict=True))]))
    known = latest(read_records(path), months_of_date(f"20{day + 10:02}-12-31"))
    expected = {f"p{i}": max(a for j, a in rows if j == i and a <= day) for i, a in rows if a <= day}
    assert (
        dict(zip(known.id.tolist(), [f"20{a + 10}" for a in expected.values()], strict=True)).keys() == expected.keys()
    )
    assert {k: known.as_of[n] for n, k in enumerate(known.id)} == {
        k: months_of_date(f"20{a + 10}-12-31") for k, a in expected.items()
    }
