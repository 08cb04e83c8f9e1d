"""YAML text to data with the place of every key and value.

Reads the event stream of libyaml with a resolver of our own for the YAML 1.2 core schema: half the time of
PyYAML's `compose`, and it does not crash the process on deep nesting. Nothing is constructed: `no`, `2026-01-02`
and `1:30` stay text, numbers become `int` or `Decimal`, duplicate keys are findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

import yaml

from mkdocs_storymap.diagnostics import Finding, Path, Span
from mkdocs_storymap.source.yaml_errors import explain_syntax_error

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
HAS_LIBYAML = hasattr(yaml, "CSafeLoader")
"""False where PyYAML was built without libyaml: 16 times slower, and its rules for tabs differ."""

MAX_CHARACTERS = 2_000_000
"""Size of one map; 300 full stories are about 200,000 characters."""
MAX_DEPTH = 50
"""Levels of nesting; the format itself needs 7, `x-` keys may hold more."""
MAX_NODES = 300_000
"""Nodes of one map after its aliases are expanded; a long text counts for each 64 characters."""
_LONG = 64

Kind = Literal["scalar", "mapping", "sequence"]

_PLANES = "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 17))
_ILLEGAL = re.compile(f"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd{_PLANES}]")
"""What YAML does not print, and what is no character for Unicode: no page may hold either."""
_NUMBER_SIGN = re.compile(r"[ \t]+#\d")
_INT = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL = re.compile(r"0o[0-7]+\Z")
_HEX = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?\Z")
_CONSTANTS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_MAX_DIGITS = 300
"""Longer numbers stay text: no field of the format can mean them, and arithmetic on them has no bound."""


@dataclass(slots=True, eq=False)
class Node:
    """One value of a YAML document and where it stands.

    Attributes:
        kind: Scalar, mapping or sequence.
        data: The value as plain `dict`, `list`, `str`, `int`, `Decimal`, `bool` or None, children included.
        text: A scalar's text as YAML reads it (quotes and escapes resolved); "" for collections.
        span: Where it stands, in the text that was read.
        style: `"` or `'` (quoted), `|` or `>` (block), "" (plain) for scalars; "{" or "[" for flow collections.
        keys: Mappings: where each key stands.
        children: Mappings: value by key.
        items: Sequences: the items.
        size: Number of nodes in it, aliases expanded; a long text counts as several.
        origin: Which document it comes from: "" for the map itself, "defaults" for the site's defaults.
        alias: Where the `*alias` stands that this node was reached by, or None.
        tag: An unknown tag, where those are tolerated.
    """

    kind: Kind
    data: Any
    text: str
    span: Span
    style: str = ""
    keys: dict[str, Span] = field(default_factory=dict)
    children: dict[str, Node] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)
    size: int = 1
    origin: str = ""
    alias: Span | None = None
    tag: str = ""

    def child(self, part: str | int) -> Node | None:
        """Return the child at a key or list position, or None."""
        if isinstance(part, str):
            return self.children.get(part)
        return self.items[part] if 0 <= part < len(self.items) else None

    def find(self, path: Path) -> tuple[Node, Path]:
        """Return the deepest node that exists along `path`, and the path to it."""
        node = self
        for depth, part in enumerate(path):
            below = node.child(part)
            if below is None:
                return node, path[:depth]
            node = below
        return node, path


@dataclass(slots=True)
class YamlDoc:
    """One YAML document.

    Attributes:
        text: What was read, without a byte order mark.
        root: Its content, or None where it is empty or its syntax is broken.
        findings: SM101, SM102, SM105: what is wrong with the YAML as such.
    """

    text: str
    root: Node | None
    findings: list[Finding]


class _Stop(Exception):
    """Ends reading early: the finding says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def read_yaml(text: str, *, tolerate_tags: bool = False, origin: str = "", prose: bool = False) -> YamlDoc:
    """Read one YAML document.

    Args:
        text: The document, as it stands in the file or fence.
        tolerate_tags: Take values with unknown tags as they are (a host's configuration) instead of refusing them.
        origin: Written into every node.
        prose: Tell where a number sign cuts a text short (SM108): the document holds sentences.

    Returns:
        The document; never raises for any text.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_CHARACTERS:
        finding = Finding(
            "SM105",
            f"this map has {len(text):,} characters; the most that is read is {MAX_CHARACTERS:,}",
            "split it into several maps and link them",
            span=Span(0, 0, 0, 1),
        )
        return YamlDoc(text, None, [finding])
    illegal = _ILLEGAL.search(text)
    if illegal:
        return YamlDoc(text, None, [_illegal_character(text, illegal)])
    shield = _Shield(text)
    reader = _Reader(shield, tolerate_tags, origin, prose)
    try:
        root = reader.read()
    except _Stop as stop:
        return YamlDoc(text, None, [*reader.findings, stop.finding])
    except (yaml.MarkedYAMLError, yaml.reader.ReaderError) as error:
        finding = explain_syntax_error(text, error)
        # libyaml has a bound of its own since 0.2.6, far above ours, and sees it first: it reads ahead.
        if finding.span is not None and "nesting depth" in str(getattr(error, "problem", "")):
            finding = _too_deep(finding.span)
        told = [one for one in reader.findings if one.code != "SM108" or "remark" not in finding.message]
        return YamlDoc(text, None, [*told, finding])
    return YamlDoc(text, root, reader.findings)


def _too_deep(span: Span) -> Finding:
    told = f"values are nested deeper than {MAX_DEPTH} levels here"
    return Finding("SM105", told, "a map needs seven; look for brackets that are never closed", span=span)


def _illegal_character(text: str, match: re.Match[str]) -> Finding:
    before = text[: match.start()].replace("\r\n", "\n").replace("\r", "\n")
    line = before.count("\n")
    column = len(before) - (before.rfind("\n") + 1)
    return Finding(
        "SM101",
        f"the invisible character U+{ord(match.group()):04X} is not allowed in YAML",
        "delete it (it often comes with text that was pasted from another program)",
        span=Span(line, column, line, column + 1),
    )


def _events(text: str) -> Iterator[Any]:
    """The events of libyaml, without the look-ahead of `yaml.parse`."""
    loader = _Loader(text)
    try:
        get = loader.get_event
        while True:
            event = get()
            yield event
            if type(event) is yaml.StreamEndEvent:
                return
    finally:
        loader.dispose()


class _Shield:
    """Hides the line separators that YAML 1.1 counts as line breaks and YAML 1.2 does not.

    libyaml breaks lines at U+0085, U+2028 and U+2029, no editor does; each is read as a private-use character of the
    same length, and given back in every value, so that lines and columns stay those of the editor. (U+0085 comes back
    as a blank: to a page it is a control character.)
    """

    def __init__(self, text: str) -> None:
        hidden = [character for character in "\x85\u2028\u2029" if character in text]
        free = (chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in text)
        self._hide = dict(zip(hidden, free, strict=False))
        self._show = str.maketrans({mask: " " if character == "\x85" else character for character, mask in self._hide.items()})
        self.hides = bool(hidden)
        self.text = text.translate({ord(c): mask for c, mask in self._hide.items()}) if self._hide else text

    def restore(self, value: str) -> str:
        return value.translate(self._show)


_new = tuple.__new__  # what `Span(…)` comes down to, at half the time; a map has thousands
_NO_KEYS: dict[str, Span] = {}
_NO_CHILDREN: dict[str, Node] = {}
_NO_ITEMS: list[Node] = []
# What every scalar shares: nobody writes into the keys of a scalar.


def _not_repeated(name: str, node: Node) -> Finding:
    """A text that lost its first word to an anchor that no alias names."""
    return Finding(
        "SM101",
        f"YAML takes `&{name}` for the name of a value that is repeated elsewhere, and only `{node.text}` is left of this text",
        f'put the text in quotes if the ampersand belongs to it: "&{name} {node.text}"; else take `&{name}` out',
        span=node.span,
    )


class _Reader:
    """Builds nodes from the events of one document."""

    def __init__(self, shield: _Shield, tolerate_tags: bool, origin: str, prose: bool) -> None:
        self._shield = shield
        self._restore = shield.restore if shield.hides else str
        self._tolerate_tags = tolerate_tags
        self._origin = origin
        self._anchors: dict[str, Node] = {}
        self._prose = prose
        self._unrepeated: dict[str, Node] = {}
        self._open: set[str] = set()
        self._total = 0
        self._lines: list[str] | None = None
        self._numbered = prose and _NUMBER_SIGN.search(shield.text) is not None
        self.findings: list[Finding] = []

    def read(self) -> Node | None:
        events = _events(self._shield.text)
        root: Node | None = None
        documents = 0
        for event in events:
            kind = type(event)
            if kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise _Stop(
                        Finding(
                            "SM101",
                            "a second document starts here; one block holds one map",
                            "remove the line `---`, or put the second map into a fence of its own",
                            span=_span(event),
                        )
                    )
            elif kind in (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentEndEvent):
                continue
            else:
                root = self._value(event, events, 1)
        if root is not None and root.kind == "scalar" and root.data is None:
            return None
        self.findings += (_not_repeated(name, node) for name, node in self._unrepeated.items())
        return root

    def _value(self, event: Any, events: Any, depth: int) -> Node:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            node = self._scalar(event)
        elif kind is yaml.AliasEvent:
            return self._alias(event)
        else:
            if depth > MAX_DEPTH:
                raise _Stop(_too_deep(_span(event)))
            anchor = event.anchor
            if anchor:
                self._open.add(anchor)
            if kind is yaml.MappingStartEvent:
                node = self._mapping(event, events, depth)
            else:
                node = self._sequence(event, events, depth)
            if anchor:
                self._open.discard(anchor)
            self._check_tag(event, node)
        if event.anchor:
            self._anchors[event.anchor] = node
            if self._prose and kind is yaml.ScalarEvent and not node.style and isinstance(node.data, str):
                self._unrepeated[event.anchor] = node
        return node

    def _scalar(self, event: Any) -> Node:
        value = self._restore(event.value)
        span = _span(event)
        style = event.style
        data: Any = value
        if not style:
            style = ""
            if not value:
                span = self._inside(span)
            if event.implicit[0]:
                data = resolve(value)
        elif style == '"':
            data = value = self._visible(value, span)
        elif style in "|>":
            span = self._block_scalar_span(span)
        if self._numbered and not style and value:
            self._cut_short(value, span)
        size = 1 + len(value) // _LONG
        node = Node("scalar", data, value, span, style, _NO_KEYS, _NO_CHILDREN, _NO_ITEMS, size, self._origin)
        self._count(size, span)
        if event.tag:
            self._check_tag(event, node)
        return node

    def _inside(self, span: Span) -> Span:
        """A value that is not there may be placed behind the last line: take it to the end of that."""
        if self._lines is None:
            self._lines = re.split("\r\n|\n|\r", self._shield.text)
        last = len(self._lines) - 1
        return span if span.line <= last else Span(last, len(self._lines[last]), last, len(self._lines[last]))

    def _visible(self, value: str, span: Span) -> str:
        """Refuse what an escape writes that the text itself may not hold: no page, XML or terminal takes it."""
        value = value.replace("\x85", " ")
        illegal = _ILLEGAL.search(value)
        if illegal is None:
            return value
        self.findings.append(
            Finding(
                "SM101",
                f"this text holds the invisible character U+{ord(illegal.group()):04X}, written as an escape",
                "delete the escape; a backslash that belongs to the text is written twice",
                span=span,
            )
        )
        return _ILLEGAL.sub("\ufffd", value)

    def _cut_short(self, value: str, span: Span) -> None:
        """Tell where a number sign ends a plain text: YAML takes the rest of the line for a remark."""
        line = self._in_lines()[span.end_line]
        if _NUMBER_SIGN.match(line, span.end_column):
            rest = line[span.end_column :].strip()
            self.findings.append(
                Finding(
                    "SM108",
                    f"YAML takes `{rest}` for a remark, so this text ends before it",
                    f'put the whole text in quotes: "{value} {rest}"',
                    span=Span(span.end_line, span.end_column, span.end_line, len(line)),
                )
            )

    def _in_lines(self) -> list[str]:
        if self._lines is None:
            self._lines = re.split("\r\n|\n|\r", self._shield.text)
        return self._lines

    def _block_scalar_span(self, span: Span) -> Span:
        """A block scalar's end mark is the start of the next token: go back to its last line with text."""
        lines = self._in_lines()
        end = min(span.end_line, len(lines) - 1)
        if span.end_column == 0 or not lines[end][: span.end_column].strip():
            end -= 1
        while end > span.line and not lines[end].strip():
            end -= 1
        end = max(end, span.line)
        return Span(span.line, span.column, end, max(len(lines[end]), span.column + 1))

    def _alias(self, event: Any) -> Node:
        name, span = event.anchor, _span(event)
        if name in self._open:
            raise _Stop(
                Finding("SM105", f"`*{name}` stands inside what it repeats, without end", "write the value out", span=span)
            )
        target = self._anchors.get(name)
        if target is None:
            raise _Stop(
                Finding(
                    "SM101",
                    f"`*{name}` asks YAML to repeat a value named `&{name}`, and there is none",
                    f'put the text in quotes if the star belongs to it: "*{name}…"',
                    span=span,
                )
            )
        self._count(target.size, span)
        self._unrepeated.pop(name, None)
        return Node(
            target.kind, target.data, target.text, target.span, target.style,
            target.keys, target.children, target.items, target.size, target.origin, span,
        )  # fmt: skip

    def _mapping(self, start: Any, events: Any, depth: int) -> Node:
        span = _span(start)
        node = Node("mapping", {}, "", span, "{" if start.flow_style else "", origin=self._origin)
        self._count(1, span)
        data: dict[str, Any] = node.data
        for event in events:
            if type(event) is yaml.MappingEndEvent:
                node.span = self._collection_span(span, event, start, list(node.children.values()))
                break
            key_span = _span(event)
            if type(event) is not yaml.ScalarEvent:
                raise _Stop(_key_is_no_text(self._shield.text, key_span))
            key = self._restore(event.value)
            if event.style == '"':
                key = self._visible(key, key_span)
            if event.anchor:
                self._anchors[event.anchor] = Node("scalar", key, key, key_span, origin=self._origin)
            value = self._value(next(events), events, depth + 1)
            if key in node.keys:
                self.findings.append(
                    Finding(
                        "SM102",
                        f"the key `{key}` stands twice in one mapping",
                        "keep one of them, or give one another name; the second would silently replace the first",
                        span=key_span,
                    )
                )
                continue
            node.keys[key] = key_span
            node.children[key] = value
            data[key] = value.data
            node.size += 1 + value.size
        return node

    def _sequence(self, start: Any, events: Any, depth: int) -> Node:
        span = _span(start)
        node = Node("sequence", [], "", span, "[" if start.flow_style else "", origin=self._origin)
        self._count(1, span)
        for event in events:
            if type(event) is yaml.SequenceEndEvent:
                node.span = self._collection_span(span, event, start, node.items)
                break
            item = self._value(event, events, depth + 1)
            node.items.append(item)
            node.data.append(item.data)
            node.size += item.size
        return node

    @staticmethod
    def _collection_span(span: Span, end: Any, start: Any, members: list[Node]) -> Span:
        """A block collection's end mark is the start of the next token: end it with its last member instead."""
        if start.flow_style:
            return Span(span.line, span.column, end.end_mark.line, end.end_mark.column)
        last = members[-1] if members else None
        if last is None:
            return Span(span.line, span.column, span.line, span.column + 1)
        until = last.alias or last.span
        return Span(span.line, span.column, until.end_line, until.end_column)

    def _count(self, nodes: int, span: Span) -> None:
        self._total += nodes
        if self._total > MAX_NODES:
            raise _Stop(
                Finding(
                    "SM105",
                    f"this map grows past {MAX_NODES:,} values here, aliases written out",
                    "split it into several maps; repeat less by `*alias`",
                    span=span,
                )
            )

    def _check_tag(self, event: Any, node: Node) -> None:
        tag = event.tag
        if not tag or tag == "!":
            return
        if self._tolerate_tags:
            node.tag = tag
            return
        if tag.startswith("tag:yaml.org,2002:"):
            short = tag.rpartition(":")[2]
            if node.kind == "scalar" and short == "str":
                node.data = node.text
                return
            if node.kind == "scalar" and short in ("int", "float", "bool", "null"):
                node.data = resolve(node.text)
                return
            if short in ("map", "seq"):
                return
            tag = "!!" + short
        raise _Stop(
            Finding(
                "SM101",
                f"`{tag}` is read as a YAML tag, and story maps have none",
                "put the text in quotes if the exclamation mark belongs to it",
                span=node.span,
            )
        )


def _key_is_no_text(text: str, span: Span) -> Finding:
    lines = re.split("\r\n|\n|\r", text)
    line = lines[span.line] if span.line < len(lines) else ""
    if line[max(0, span.column - 1) : span.column + 1] == "{{" or line[span.column : span.column + 2] == "{{":
        return Finding(
            "SM101",
            "YAML reads `{{` as two opening brackets",
            'put the whole value in quotes: "{{ … }}"',
            span=span,
        )
    return Finding("SM101", "a key has to be plain text", "write `name: value`; quote a name that starts with a bracket", span=span)


def resolve(text: str) -> Any:
    """Return the value of a plain scalar under the YAML 1.2 core schema.

    `.inf` and `.nan` stay text: no field of the format can mean them, and they would poison every comparison.
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    first = text[0]
    if first not in "0123456789+-." or len(text) > _MAX_DIGITS:
        return text
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text):
        return Decimal(text)
    if _OCTAL.match(text):
        return int(text[2:], 8)
    if _HEX.match(text):
        return int(text[2:], 16)
    return text


def _span(event: Any) -> Span:
    start, end = event.start_mark, event.end_mark
    return _new(Span, (start.line, start.column, end.line, end.column))


def split_figures(mapping: Node) -> dict[str, str]:
    """Find the numbers that a decimal comma took apart: `{baseline: 0,90}` is a key `baseline` and a key `90` without a value.

    Returns:
        For the key of each such number what stands behind the comma.
    """
    found: dict[str, str] = {}
    if mapping.style != "{":
        return found
    for before, after in pairwise(mapping.keys):
        value, rest, key = mapping.children[before], mapping.children[after], mapping.keys[after]
        adjacent = (value.span.end_line, value.span.end_column + 1) == (key.line, key.column)
        plain = value.kind == rest.kind == "scalar" and not value.style and not rest.style
        if adjacent and plain and value.text[-1:].isdigit() and after[:1].isdigit() and not rest.text:
            found[before] = after
    return found
