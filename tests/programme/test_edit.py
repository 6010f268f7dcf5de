"""One value or name of a YAML text changes, and every other character stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from stargate.programme.edit import rename, set_item, set_value

TEXT = """\
# heading
a: 1 [x]  # beside a
b:  # why
  - p [x]
  # between
  - q [y]  # beside q
# below b
c: {k: v, l: [m]}
d:
  e: 'old [z]'  # beside e

  f: >-
    long
    text

# end
"""


def changed(before, after):
    """Lines that went and lines that came."""
    old, new = before.splitlines(), after.splitlines()
    while old and new and old[0] == new[0]:
        old.pop(0), new.pop(0)
    while old and new and old[-1] == new[-1]:
        old.pop(), new.pop()
    return old, new


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        (["a"], "2 MW [x] x 1.3 [assumed]", ["a: 1 [x]  # beside a"], ["a: 2 MW [x] x 1.3 [assumed]  # beside a"]),
        (["b"], "2 MW [x]", ["b:  # why", "  - p [x]", "  # between", "  - q [y]  # beside q"], ["b: 2 MW [x]  # why"]),
        (["c", "k"], "w [x]", ["c: {k: v, l: [m]}"], ["c: {k: 'w [x]', l: [m]}"]),
        (["c", "n"], "w [x]", ["c: {k: v, l: [m]}"], ["c: {k: v, l: [m], n: 'w [x]'}"]),
        (["c", "l"], "w", ["c: {k: v, l: [m]}"], ["c: {k: v, l: w}"]),
        (["d", "e"], "it's [a]", ["  e: 'old [z]'  # beside e"], ["  e: 'it''s [a]'  # beside e"]),
        (["d", "e"], "a: b", ["  e: 'old [z]'  # beside e"], ["  e: 'a: b'  # beside e"]),
        (["d", "f"], "short", ["  f: >-", "    long", "    text"], ["  f: short"]),
        (["d", "g"], "# no comment", [], ["  g: '# no comment'"]),
        (["d", "h", "i"], ["p [a]", "q [b]"], [], ["  h:", "    i:", "      - p [a]", "      - q [b]"]),
        (["g"], "new", [], ["g: new"]),
    ],
)
def test_a_value_is_set(path, value, old, new):
    assert changed(TEXT, set_value(TEXT, path, value)) == (old, new)


def test_an_item_and_a_name():
    assert changed(TEXT, set_item(TEXT, ["b"], 1, "r [y]")) == (["  - q [y]  # beside q"], ["  - r [y]  # beside q"])
    assert changed(TEXT, rename(TEXT, ["d", "f"], "g")) == (["  f: >-"], ["  g: >-"])
    assert rename("'x.*.y': {to: z}\n", ["x.*.y"], "x.*.w") == "'x.*.w': {to: z}\n"


def test_an_empty_text_and_foreign_line_ends():
    assert set_value("", ["a", "b"], "1") == "a:\n  b: 1\n"
    assert set_value("# only a comment", ["a"], "1") == "# only a comment\na: 1\n"
    assert set_value("a: ü\r\nb:\r\n  c: 2", ["b", "d"], "1") == "a: ü\r\nb:\r\n  c: 2\r\n  d: 1"
    assert set_value("a: ü\r\nb:\r\n  - 2\r\nc: 3\r\n", ["b"], "1") == "a: ü\r\nb: 1\r\nc: 3\r\n"


@given(
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=20),
    st.sampled_from([("a",), ("b",), ("c", "k"), ("c", "n"), ("d", "e"), ("d", "f"), ("d", "n")]),
)
def test_any_words_read_back(words, path):
    """Against the YAML reader of ruamel, which this module does not use."""
    reader = YAML(typ="safe", pure=True)
    expected = reader.load(TEXT)
    expected[path[0]] = words if len(path) == 1 else {**expected[path[0]], path[1]: words}
    found = reader.load(set_value(TEXT, path, words))
    at = found[path[0]] if len(path) == 1 else found[path[0]][path[1]]
    if not isinstance(at, str):  # what YAML takes for a number or a truth, we read as text
        found, expected = reader.load(set_value(TEXT, path, "-")), reader.load(set_value(TEXT, path, "-"))
    assert found == expected
