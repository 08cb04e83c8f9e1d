"""Reads `zensical.toml`: the configuration of a host that runs the extension alone, as the tree that a `mkdocs.yml` is."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from mkdocs_storymap.diagnostics import Span
from mkdocs_storymap.errors import SettingsError
from mkdocs_storymap.source.yaml_doc import Node, resolve


def read_toml(path: Path) -> Node:
    """Return what stands in `[project]`, extensions named as in a `mkdocs.yml` (`pymdownx.snippets`).

    TOML is read without places, so every value stands where the extension is named first.

    Raises:
        SettingsError: The file cannot be read.
    """
    try:
        # Zensical itself brings tomli where Python has no reader of its own.
        text = path.read_text(encoding="utf-8-sig")
        data = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli").loads(text)
        return _project(data, text.split("\n"))
    except (OSError, ValueError, ImportError, RecursionError) as error:
        raise SettingsError(f"{path.name} cannot be read: {error}") from error


def _project(data: dict[str, Any], lines: list[str]) -> Node:
    project = data.get("project", data)
    extensions = project.get("markdown_extensions") if isinstance(project, dict) else None
    if isinstance(extensions, dict):
        project["markdown_extensions"] = _flat(_flat(extensions, "pymdownx"), "zensical", "extensions")
    number = next((number for number, line in enumerate(lines) if "mkdocs_storymap" in line), 0)
    return _node(project, Span(number, 0, number, max(1, len(lines[number].rstrip()))))


def _flat(extensions: dict[str, Any], *names: str) -> dict[str, Any]:
    """A dot in the name of a table makes a table in a table."""
    inner: Any = extensions
    for name in names:
        inner = inner.get(name) if isinstance(inner, dict) else None
    if not isinstance(inner, dict):
        return extensions
    found = {name: options for name, options in extensions.items() if name != names[0]}
    return found | {".".join((*names, name)): options for name, options in inner.items()}


def _node(value: Any, span: Span) -> Node:
    """A value of TOML as one of YAML: numbers as written there, dates and times as text."""
    if isinstance(value, dict):
        children = {key: _node(child, span) for key, child in value.items()}
        data = {key: child.data for key, child in children.items()}
        return Node("mapping", data, "", span, "{", dict.fromkeys(children, span), children)
    if isinstance(value, list):
        items = [_node(item, span) for item in value]
        return Node("sequence", [item.data for item in items], "", span, "[", items=items)
    if isinstance(value, bool | int | float):
        text = str(value).lower()
        return Node("scalar", resolve(text), text, span)
    return Node("scalar", str(value), str(value), span, '"')
