"""Words for places in a map, and values as a person would write them: the parts that messages about shape are made of."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from mkdocs_storymap.diagnostics import Path, Span
from mkdocs_storymap.record import record
from mkdocs_storymap.schema.load import Property, homes, lookup, part_of
from mkdocs_storymap.source.yaml_doc import Node, resolve

_SPECIAL_START = re.compile(r"[-?:](?:\s|$)|[,\[\]{}#&*!|>'\"%@`]")
_SPECIAL_INSIDE = re.compile(r"[,\[\]{}\n]|: | #|:$")


def flow(value: Any) -> str:
    """Write a value in YAML's flow style, quoted where it has to be."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(below)}" for key, below in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(below) for below in value) + "]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return str(value)
    text = str(value)
    if not text or text != text.strip() or _SPECIAL_START.match(text) or _SPECIAL_INSIDE.search(text):
        return quoted(text)
    return text if isinstance(resolve(text), str) else quoted(text)


def quoted(text: str) -> str:
    """Write text in double quotes, as YAML and JSON both read it."""
    return json.dumps(text, ensure_ascii=False)


def slug(text: str) -> str:
    """Return the id that a text suggests: `My Story` gives `my-story`."""
    return re.sub(r"[^a-z0-9_]+", "-", text.lower()).strip("-_").replace("--", "-")


def subject(kind: str, path: Path) -> str:
    """Name what stands at `path`: "the story `decision`", "harm 1 of the story `decision`", "`page` of `alerts`"."""
    if not path:
        return "the map"
    part = path[-1]
    how, noun = part_of(kind, path)
    if how == "item":
        assert isinstance(part, int)
        if not noun:
            return f"entry {part + 1} of {subject(kind, path[:-1])}"
        return f"{noun} {part + 1}" + (f" of {subject(kind, path[:-2])}" if len(path) > 2 else "")
    if how == "id" and noun:
        return f"the {noun} `{part}`" + (f" of {subject(kind, path[:-2])}" if len(path) > 2 else "")
    if how == "id" and len(path) == 2:
        return f"`{part}` in `{path[0]}`"
    return f"`{part}`" + (f" of {subject(kind, path[:-1])}" if len(path) > 1 else "")


def dotted(path: Path) -> str:
    """Name a place in short, for the list of what is left: `stories.decision.needs`."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)


def homes_in_words(kind: str, key: str) -> list[str]:
    """Name the objects that know a key: "a segment", "the top level", "`respond`"."""
    words = []
    for path in homes(kind).get(key, ()):
        if not path:
            words.append("the top level of the map")
            continue
        _, noun = part_of(kind, tuple(part if part != "*" else "x" for part in path))
        article = "an" if noun[:1] in tuple("aeio") else "a"
        words.append(f"{article} {noun}" if path[-1] in ("*", 0) and noun else f"`{path[-1]}`")
    return list(dict.fromkeys(words))


def any_of(words: Iterable[str], last: str = "or") -> str:
    """Join words: "a, b or c"."""
    listed = list(words)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} {last} {listed[-1]}"


def example(root: Node, kind: str, path: Path) -> str:
    """Write an example of the value at `path`, with names of this map where it takes names."""
    found = lookup(kind, path)
    if found is not None and found.examples:
        return flow(_fitted(kind, path, found.examples[0], root.data))
    above = lookup(kind, path[:-1]) if path else None
    if above is None or not above.examples:
        return "…"
    held = above.examples[0]
    first = (
        next(iter(held.values() if isinstance(held, dict) else held), "…") if isinstance(held, (dict, list)) else "…"
    )
    return flow(_fitted(kind, path, first, root.data))


def _fitted(kind: str, path: Path, value: Any, data: Any) -> Any:
    """Put names of the map in place of the schema's own, in an example and in what it holds."""
    found = lookup(kind, path)
    names = _names(data, found.refers) if found is not None and isinstance(data, dict) else []
    if isinstance(value, dict):
        if names:
            return {key: below for key, below in value.items() if key in names} or {
                names[0]: next(iter(value.values()))
            }
        return {key: _fitted(kind, (*path, key), below, data) for key, below in value.items()}
    if isinstance(value, list):
        if names:
            return [name for name in value if name in names] or names[:2]
        return [_fitted(kind, (*path, index), below, data) for index, below in enumerate(value)]
    return names[0] if names and isinstance(value, str) and value not in names else value


def _names(data: dict[str, Any], section: str) -> list[str]:
    """Return the names that a section of this map gives, as far as it can be read."""
    if section == "steps":
        backbone = data.get("backbone")
        lists = backbone.values() if isinstance(backbone, dict) else ()
        return [str(step) for steps in lists if isinstance(steps, list) for step in steps if isinstance(step, str)]
    held = data.get(section) if section else None
    if isinstance(held, dict) and list(held) != ["none"]:
        return [name for name in held if name]
    return [str(name) for name in held] if section == "stages" and isinstance(held, list) else []


def key_text(path: Path) -> str:
    """Write the last key of a path as it stands before a value; a dash for a list's entry."""
    return f"{flow(path[-1])}:" if path and isinstance(path[-1], str) else "-"


def key_span(root: Node, path: Path) -> Span | None:
    """Where the last key of `path` stands, or None."""
    if not path or not isinstance(path[-1], str):
        return None
    return root.find(path[:-1])[0].keys.get(path[-1])


@record
class Context:
    """The map that is spoken of.

    Attributes:
        root: The map, defaults included.
        kind: Its kind.
        lines: Lines of the text that it was read from; empty where that is not at hand.
    """

    root: Node
    kind: str
    lines: list[str]

    def node(self, path: Path) -> Node:
        """Return the value at `path`, or the nearest above it."""
        return self.root.find(path)[0]

    def subject(self, path: Path) -> str:
        """Name what stands at `path`."""
        return subject(self.kind, path)

    def example(self, path: Path) -> str:
        """Write an example of what may stand at `path`."""
        return example(self.root, self.kind, path)

    def lookup(self, path: Path) -> Property | None:
        """Return what the schema says about `path`."""
        return lookup(self.kind, path)

    def line(self, path: Path) -> str:
        """Write the value at `path` with its key, as an example to copy."""
        return f"{key_text(path)} {self.example(path)}"

    def none_way(self, path: Path) -> str:
        """Say how to write that it does not apply, where that is allowed."""
        found = self.lookup(path)
        if found is None or not found.none_allowed:
            return ""
        return f"; where it does not apply, `{key_text(path)} {{none: the reason}}`"
