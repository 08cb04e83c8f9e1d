"""Applies the schema to a map, each fault told once."""

from __future__ import annotations

from mkdocs_storymap.diagnostics import Finding
from mkdocs_storymap.schema.keywords import descend
from mkdocs_storymap.schema.load import compiled
from mkdocs_storymap.schema.words import findings, kind_findings
from mkdocs_storymap.source.yaml_doc import Node


def kind_of(root: Node) -> str:
    """Return the kind that a map is judged by.

    Where `kind` is misspelt, or forgotten in a map that can only be a data-science map, its `jobs` decide, so that
    one slip is one message.
    """
    data = root.data if isinstance(root.data, dict) else {}
    kind = data.get("kind")
    if kind in ("user", "data-science"):
        return str(kind)
    if not kind and ("stories" in data or "backbone" in data):
        return "user"
    return "data-science" if "jobs" in data else "user"


def validate(root: Node, kind: str, checklist: bool, text: str = "") -> list[Finding]:
    """Check a map against the schema.

    Args:
        root: The map, with the site's defaults laid under it.
        kind: `user` or `data-science`, as `kind_of` tells.
        checklist: True where the map is held to the ML checklist.
        text: The text that the map was read from, where it is at hand: hints then know what YAML took for a comment.

    Returns:
        One finding a fault, in the order of the map.
    """
    if root.kind != "mapping":
        return [Finding("SM107", "a story map is a mapping: `key: value` lines, beginning with `map:`")]
    shape, asked = compiled(kind)
    faults = descend(root.data, shape) or []
    if checklist:
        faults += descend(root.data, asked) or []
    return [*kind_findings(root, kind), *findings(root, kind, faults, text)] if faults else kind_findings(root, kind)
