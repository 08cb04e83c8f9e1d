"""Reads the fields of one mapping, remembering which were faulty and which were declared not applicable.

The schema has already told every fault of type and presence; only what it cannot see is told here: a value that does
not follow its grammar (SM205) and a number that is no id (SM206).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Set
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeVar

from mkdocs_storymap import grammar
from mkdocs_storymap.diagnostics import Finding, Path
from mkdocs_storymap.grammar import FORMS, GrammarError
from mkdocs_storymap.model import Ref
from mkdocs_storymap.source.yaml_doc import Node, split_figures
from mkdocs_storymap.text import slug

T = TypeVar("T")
ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*\Z")
_YES = {"yes": True, "true": True, "no": False, "false": False}


class Notes:
    """What building a map gathers on its way: findings and references, in the order of the file.

    Args:
        misspelt: Keys that were meant where others are written, by the path that they would stand at.
    """

    def __init__(self, misspelt: Mapping[Path, Set[str]] = MappingProxyType({})) -> None:
        self.findings: list[Finding] = []
        self.refs: list[Ref] = []
        self.misspelt = misspelt


def reason_of_none(node: Node | None) -> str | None:
    """Return the reason where a value is `{none: reason}`, else None."""
    if node is not None and node.kind == "mapping" and len(node.children) == 1:
        reason = node.children.get("none")
        if reason is not None and reason.kind == "scalar" and reason.data is not None:
            return reason.text
    return None


def grammar_finding(error: GrammarError, form: str, subject: str, path: Path, *, whole: bool = False) -> Finding:
    """Word a `GrammarError` as an SM205 that shows the form and an example."""
    kind = FORMS[form]
    example = f"write {kind.form}, as in {' or '.join(f'`{example}`' for example in kind.examples[:2])}"
    return Finding(
        "SM205",
        f"{subject}: {error.message}",
        f"{error.hint}; the form is {kind.form}" if error.hint and error.hint.startswith("write") else error.hint or example,
        path,
        offset=None if whole else error.at,
    )


class Reader:
    """The fields of one mapping.

    Args:
        node: The mapping; anything else reads as wholly broken.
        path: Where it stands.
        notes: Where findings and references go.
    """

    def __init__(self, node: Node | None, path: Path, notes: Notes) -> None:
        self.node = node
        self.path = path
        self.notes = notes
        self.broken: set[str] = set(notes.misspelt.get(path, ()))
        self.none: dict[str, str] = {}
        self.split: dict[str, str] = {}
        self.fields: dict[str, Node] = {}
        reason = reason_of_none(node)
        if reason is not None:
            self.none[""] = reason
        elif node is None or node.kind != "mapping":
            self.broken.add("")
        else:
            self.fields = node.children
            self.split = split_figures(node)

    @property
    def base(self) -> dict[str, Any]:
        """The arguments that every `Element` takes, but its id."""
        extra = {key: child.data for key, child in self.fields.items() if key.startswith("x-")}
        return {"path": self.path, "broken": frozenset(self.broken), "none": self.none, "extra": extra}

    @property
    def label(self) -> str:
        """How messages call what is read here."""
        words = [str(part) for part in self.path[-2:] if isinstance(part, str)]
        return " ".join(words) or "the map"

    def present(self, name: str, kind: str) -> Node | None:
        """Return a field's node if it has this kind; note `{none: …}` and faults on the way."""
        node = self.fields.get(name)
        if node is None or node.data is None or node.data in ("", [], {}):
            return None  # Empty is absent; where something is needed the schema has told it (SM207).
        reason = reason_of_none(node)
        if reason is not None:
            self.none[name] = reason
            return None
        if node.kind != kind or name in self.split:
            self.broken.add(name)
            return None
        return node

    def text(self, name: str) -> str | None:
        """A text; numbers and booleans are given as they were written."""
        node = self.present(name, "scalar")
        return node.text.strip() or None if node else None

    def choice(self, name: str, allowed: tuple[str, ...]) -> str | None:
        """One of the allowed words."""
        value = self.text(name)
        if value is not None and value not in allowed:
            self.broken.add(name)
            return None
        return value

    def yes(self, name: str) -> bool | None:
        """Yes or no."""
        value = self.text(name)
        found = _YES.get(value) if value is not None else None
        if value is not None and found is None:
            self.broken.add(name)
        return found

    def whole(self, name: str) -> int | None:
        """A whole number from 1."""
        node = self.present(name, "scalar")
        if node is None:
            return None
        if isinstance(node.data, int) and not isinstance(node.data, bool) and node.data > 0:
            return node.data
        self.broken.add(name)
        return None

    def value(self, name: str, form: str, parse: Callable[[str], T] | None = None) -> T | None:
        """A value with a grammar."""
        node = self.present(name, "scalar")
        return self.parsed(node, name, form, parse) if node else None

    def parsed(self, node: Node, name: str, form: str, parse: Callable[[str], T] | None = None, at: Path = ()) -> T | None:
        """Parse a scalar of the field `name`; a fault is an SM205 and breaks the field."""
        parser = parse or grammar.PARSERS[form]
        if node.kind != "scalar" or isinstance(node.data, bool) or node.data is None:
            self.broken.add(name)
            return None
        try:
            return parser(node.text)
        except GrammarError as error:
            self.broken.add(name)
            place = (*self.path, *at) if at else (*self.path, name)
            subject = f"{self.label}: {name}" if name else self.label
            self.notes.findings.append(grammar_finding(error, form, subject, place))
            return None

    def ratio(self, name: str) -> Decimal | None:
        """A number between 0 and 1 (both excluded), as a fraction or in percent."""

        def parse(text: str) -> Decimal:
            quantity = grammar.parse_number(text)
            number = quantity.number / 100 if quantity.unit == "%" else quantity.number
            if quantity.unit not in ("", "%") or not 0 < number < 1:
                raise GrammarError(f"`{text}` is not between 0 and 1", (0, len(text)), "write it as in `0.05` or `5%`")
            return number

        return self.value(name, "number", parse)

    def list_nodes(self, name: str) -> list[tuple[Path, Node]]:
        """The items of a list; a single scalar counts as a list of one."""
        node = self.fields.get(name)
        if node is not None and node.kind == "scalar":
            found = self.present(name, "scalar")
            return [((*self.path, name), found)] if found else []
        node = self.present(name, "sequence")
        if node is None:
            return []
        if any(item.data is None for item in node.items):
            self.broken.add(name)  # What was meant there is unknown.
        return [((*self.path, name, number), item) for number, item in enumerate(node.items) if item.data is not None]

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; items of another kind break the field."""
        found = []
        for _, item in self.list_nodes(name):
            if item.kind == "scalar":
                found.append(item.text.strip())
            else:
                self.broken.add(name)
        return tuple(text for text in found if text)

    def steps(self, name: str) -> tuple[grammar.Step, ...]:
        """A list of rollout steps; one faulty step breaks the field, and so does one step that is no list."""
        found = []
        if (node := self.fields.get(name)) is not None and node.kind == "scalar":
            self.broken.add(name)
            return ()
        for path, item in self.list_nodes(name):
            step = self.parsed(item, name, "step", grammar.parse_step, path[len(self.path) :])
            if step is not None:
                found.append(step)
                if step.until:
                    self.notes.refs.append(Ref("review", step.until, path, offset=step.until_at))
        return () if name in self.broken else tuple(found)

    def ref(self, name: str, kind: str) -> str | None:
        """A name of another thing, noted as a reference."""
        value = self.text(name)
        if value is not None:
            self.notes.refs.append(Ref(kind, value, (*self.path, name)))
        return value

    def refs(self, name: str, kind: str) -> tuple[str, ...]:
        """A list of names, noted as references; steps and stages are matched by slug."""
        found = []
        if (node := self.fields.get(name)) is not None and node.kind == "scalar" and "," in node.text:  # A list without its brackets.
            self.broken.add(name)
            return ()
        for path, item in self.list_nodes(name):
            if item.kind != "scalar":
                self.broken.add(name)
                continue
            found.append(item.text.strip())
            self.notes.refs.append(Ref(kind, found[-1], path))
        return tuple(found)

    def keyed(self, name: str, kind: str, form: str, parse: Callable[[str], T]) -> dict[str, T]:
        """A mapping from names of other things (noted as references) to values with a grammar."""
        node = self.present(name, "mapping")
        found: dict[str, T] = {}
        split = split_figures(node) if node else {}
        for key, item in (node.children if node else {}).items():
            if key in split.values():
                continue
            self.notes.refs.append(Ref(kind, key, (*self.path, name, key), key=True))
            if key in split:
                self.broken.add(name)
                continue
            reader = Reader(None, (*self.path, name), self.notes)
            if item.data is None:
                self.broken.add(name)
                continue
            if reason_of_none(item) is not None:
                continue
            value = reader.parsed(item, key, form, parse)
            if value is not None:
                found[key] = value
            else:
                self.broken.add(name)
        return found

    def members(self, name: str) -> Iterator[tuple[str, Reader]]:
        """The entries of a section that is keyed by id, each with a reader of its own."""
        node = self.present(name, "mapping")
        for key, item in (node.children if node else {}).items():
            yield key, Reader(item, (*self.path, name, key), self.notes)

    def items(self, name: str) -> Iterator[tuple[int, Reader, Node]]:
        """The entries of a list of mappings, each with a reader of its own."""
        for path, item in self.list_nodes(name):
            number = path[-1] if isinstance(path[-1], int) else 0
            yield number, Reader(item, path, self.notes), item

    def sub(self, name: str) -> Reader | None:
        """A mapping below this one, or None where it is absent or not applicable."""
        node = self.present(name, "mapping")
        return Reader(node, (*self.path, name), self.notes) if node else None

    def check_id(self, name: str) -> None:
        """What is no id breaks its field; the schema tells of texts, here are numbers: `1.5` and `01` are some for YAML."""
        node = self.fields.get(name)
        if node is None or node.kind != "scalar" or node.data is None or ID.match(node.text):
            return
        self.broken.add(name)
        if not node.style and not isinstance(node.data, (str, bool)):
            self.notes.findings.append(
                Finding("SM206", f"`{node.text}` is not an id", f"write small letters, digits and hyphens, as in `{slug(node.text)}`",
                        (*self.path, name))  # fmt: skip
            )
