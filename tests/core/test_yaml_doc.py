"""Reading YAML: no text raises, places are right, YAML 1.2 core, and bounds."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_storymap.source.yaml_doc import MAX_CHARACTERS, MAX_DEPTH, Node, YamlDoc, read_yaml, resolve

fast = settings(max_examples=200, deadline=None)
PIECES = (
    "a: b\n", "- x\n", "  ", "\t", "{", "}", "[", "]", ",", ":", ": ", "\n", "\r\n", "\r", "&a ", "*a", "!x ", "!!str ", "|\n", ">-\n",
    "'", '"', "\\", "# c\n",
    "---\n", "...\n", "%YAML 1.1\n", "? ", "<<: ", "null", "~", "\u2028", "\x85", "\ufeff", "🙂", "漢字", "\x00", "\x1b", "\ud800",
    "@", "`", "1:30", "0x1F", "no",
)  # fmt: skip
texts = st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


def lines_of(text: str) -> list[str]:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def spans(doc: YamlDoc) -> list[tuple[int, int, int, int]]:
    found = [finding.span for finding in doc.findings if finding.span]
    stack: list[Node] = [doc.root] if doc.root else []
    while stack:
        node = stack.pop()
        found += [node.span, *node.keys.values()]
        stack += [*node.children.values(), *node.items]
    return [(span.line, span.column, span.end_line, span.end_column) for span in found]


@fast
@given(texts)
def test_no_text_raises_and_every_place_is_inside(text: str) -> None:
    doc = read_yaml(text)
    lines = lines_of(text)
    assert doc.root is not None or doc.findings or not text.strip() or doc.root is None
    for finding in doc.findings:
        assert finding.code in ("SM101", "SM102", "SM105")
        assert finding.span is not None and finding.message
    for line, column, end_line, end_column in spans(doc):
        assert 0 <= line <= len(lines) and line <= end_line <= len(lines)
        assert column >= 0 and (line, column) <= (end_line, end_column)
        if line < len(lines):
            assert column <= len(lines[line]) + 1


keys = st.text(st.sampled_from("abc漢字🙂é_ -"), min_size=1, max_size=6).map(str.strip).filter(bool)
letters = st.characters(codec="utf-8", exclude_characters="\x85")  # a line end to YAML, in quotes too: it is read as a blank
scalars: st.SearchStrategy[Any] = st.text(letters, max_size=8) | st.integers(-99, 99) | st.booleans() | st.none()
trees = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=8)


@fast
@given(st.dictionaries(keys, trees, min_size=1, max_size=4), st.booleans())
def test_json_is_read_as_it_is_and_every_key_stands_where_its_span_says(data: dict[str, Any], crlf: bool) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=2)
    if any(character in text for character in "\x7f\x85\u2028\u2029"):
        return  # libyaml ends lines at the last three, and folds them
    doc = read_yaml(text.replace("\n", "\r\n") if crlf else text)
    if doc.findings:
        assert all("invisible character" in finding.message for finding in doc.findings)
        return
    assert doc.root is not None and doc.root.data == data
    lines = text.split("\n")
    stack = [doc.root]
    while stack:
        node = stack.pop()
        for key, span in node.keys.items():
            assert span.line == span.end_line
            assert json.loads(lines[span.line][span.column : span.end_column]) == key
        if node.kind == "scalar":
            written = lines[node.span.line][node.span.column : node.span.end_column]
            assert json.loads(written) == node.data
        stack += [*node.children.values(), *node.items]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("filler", ["x", "漢字", "🙂🙂", "e\u0301", "a\u2028b", "a\x85b", "tab\there"])
def test_places_behind_any_character(end: str, bom: str, filler: str) -> None:
    text = bom + end.join([f"first: '{filler}'  # {filler}", f"'{filler}': {{a: '{filler}', second: here}}", "last: [1, 'two']", ""])
    doc = read_yaml(text)
    assert doc.root is not None and not doc.findings
    shown = filler.replace("\x85", " ")
    inner = doc.root.children[shown]
    assert doc.root.children["first"].text == shown
    key, value = inner.keys["second"], inner.children["second"].span
    column = len(f"'{filler}': {{a: '{filler}', ")
    assert (key.line, key.column) == (1, column)
    assert (value.line, value.column, value.end_column) == (1, column + len("second: "), column + len("second: here"))
    assert (doc.root.keys["last"].line, doc.root.keys["last"].column) == (2, 0)
    two = doc.root.children["last"].items[1].span
    assert (two.line, two.column, two.end_column) == (2, 10, 15)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"), ("on", "on"), ("yes", "yes"), ("off", "off"), ("y", "y"), ("2026-01-02", "2026-01-02"), ("1:30", "1:30"),
        ("<<", "<<"), ("=", "="),
        ("true", True), ("False", False), ("null", None), ("~", None), ("", None), ("tRUE", "tRUE"), ("0x1F", 31), ("0o17", 15), ("017", 17),
        ("1_000", "1_000"),
        ("-3", -3), ("+3", 3), (".5", Decimal("0.5")), ("0.80", Decimal("0.80")), ("1e3", Decimal(1000)), (".inf", ".inf"), (".nan", ".nan"),
        ("1.2.3", "1.2.3"),
        ("0.88 ", "0.88 "), ("12e", "12e"), ("1e9999", "1e9999"), ("-", "-"), (".", "."), ("+", "+"),
    ],
)  # fmt: skip
def test_plain_scalars_of_the_core_schema(text: str, value: Any) -> None:
    found = resolve(text)
    assert found == value and type(found) is type(value)


def test_numbers_keep_their_zeros() -> None:
    doc = read_yaml("a: 0.80")
    assert doc.root is not None
    assert str(doc.root.data["a"]) == "0.80" and doc.root.children["a"].text == "0.80"


def test_quoted_is_text() -> None:
    doc = read_yaml("a: '1'\nb: \"true\"\nc: 'null'")
    assert doc.root is not None and doc.root.data == {"a": "1", "b": "true", "c": "null"}


def test_a_duplicate_key_is_told_at_its_second_place_and_the_first_is_kept() -> None:
    doc = read_yaml("a: 1\nb: 2\na: 3\n")
    assert [finding.code for finding in doc.findings] == ["SM102"]
    span = doc.findings[0].span
    assert span is not None and (span.line, span.column) == (2, 0)
    assert doc.root is not None and doc.root.data == {"a": 1, "b": 2}


def test_merge_keys_are_keys() -> None:
    doc = read_yaml("a: &a {x: 1}\nb: {<<: *a}\n")
    assert doc.root is not None and doc.root.data["b"] == {"<<": {"x": 1}}


def test_aliases_share_their_value_and_know_where_they_stand() -> None:
    doc = read_yaml("a: &x [1, 2]\nb: *x\n")
    assert doc.root is not None and doc.root.data == {"a": [1, 2], "b": [1, 2]}
    alias = doc.root.children["b"].alias
    assert alias is not None and (alias.line, alias.column) == (1, 3)


def test_a_text_behind_an_anchor_that_nothing_repeats_is_told() -> None:
    doc = read_yaml("want: &more water\nby: &a Ann\nto: *a\nleft: &n 0.9\nall: &l [1]\n", prose=True)
    assert [(found.code, found.span.line, found.span.column) for found in doc.findings if found.span] == [("SM101", 0, 6)]
    assert "only `water` is left" in doc.findings[0].message and '"&more water"' in doc.findings[0].hint


def only_code(text: str) -> str:
    doc = read_yaml(text)
    assert doc.root is None and len(doc.findings) == 1
    return doc.findings[0].code


def test_an_alias_bomb_is_bounded() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert only_code("\n".join(lines)) == "SM105"


@pytest.mark.parametrize("text", ["a: &a [*a]", "&a {b: *a}", "a: &a {b: {c: [*a]}}"])
def test_a_cycle_is_told(text: str) -> None:
    assert only_code(text) == "SM105"


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "a:\n" + "".join(" " * n + "a:\n" for n in range(1, 1000))])
def test_depth_is_bounded(text: str) -> None:
    assert only_code(text) in ("SM105", "SM101")


def test_depth_at_its_bound() -> None:
    def nested(levels: int) -> str:
        return "[" * levels + "x" + "]" * levels

    assert read_yaml(nested(MAX_DEPTH)).root is not None
    assert only_code(nested(MAX_DEPTH + 1)) == "SM105"


def test_size_at_its_bound() -> None:
    assert read_yaml("#" * MAX_CHARACTERS).findings == []
    assert only_code("#" * (MAX_CHARACTERS + 1)) == "SM105"


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: 1\nb: 'x\u0007y'\n", 1, 5),
        ("a: 1\r\nb: 🙂\u0000\r\n", 1, 4),
        ("a: 1\n\ud800", 1, 0),
    ],
)
def test_an_invisible_character_is_shown_where_it_stands(text: str, line: int, column: int) -> None:
    doc = read_yaml(text)
    span = doc.findings[0].span
    assert span is not None and (span.line, span.column) == (line, column)


def test_tags_are_refused_or_tolerated() -> None:
    assert only_code("a: !!python/name:os.system x") == "SM101"
    assert read_yaml("a: !ENV x", tolerate_tags=True).root is not None


def test_two_documents_are_one_too_many() -> None:
    assert only_code("a: 1\n---\nb: 2\n") == "SM101"


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment", "---\n", "~", "\ufeff"])
def test_nothing_is_nothing(text: str) -> None:
    doc = read_yaml(text)
    assert doc.root is None and doc.findings == []


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("want: the words #1 of a week", "#1 of a week"),
        ("want: the words\t#1", "#1"),
        ("a: [one,\n two #2 of\n ]", "#2 of"),
        ("want:\n  the words\n  of #12 weeks", "#12 weeks"),
        ("- one #3", "#3"),
    ],
)
def test_a_number_sign_that_cuts_a_text_short_is_told(text: str, cut: str) -> None:
    (finding,) = read_yaml(text, prose=True).findings
    assert finding.code == "SM108" and finding.span is not None
    assert text.split("\n")[finding.span.line][finding.span.column : finding.span.end_column].strip() == cut


@pytest.mark.parametrize(
    "text",
    [
        "want: the words # 1 of them", "want: the words #one", "want: words#1", 'want: "the words #1"', "want: the words # see #1",
        "# 1\nwant: x", "want: >\n  words #1\n",
    ],
)
def test_a_remark_is_a_remark(text: str) -> None:
    assert read_yaml(text, prose=True).findings == []


@pytest.mark.parametrize("swallowed", ["#1 of a week}", "#1 of a week,"])
def test_a_number_sign_that_swallows_a_bracket_or_comma(swallowed: str) -> None:
    (finding,) = read_yaml(f"stories:\n  a: {{want: the words {swallowed}\n    so: x}}\n  b: {{want: x}}\n", prose=True).findings
    assert finding.code == "SM101" and f"`{swallowed}` for a remark" in finding.message
    assert finding.span is not None and finding.span.line == 1


def test_number_signs_of_a_configuration_are_its_own() -> None:
    assert read_yaml("site_name: Maps #1").findings == []
