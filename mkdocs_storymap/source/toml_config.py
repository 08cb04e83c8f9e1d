"""Reads `zensical.toml`: the configuration of a host that runs the extension alone, as the tree that a `mkdocs.yml` is."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from mkdocs_storymap.diagnostics import Span
from mkdocs_storymap.errors import SettingsError
from mkdocs_storymap.source.yaml_doc import Node, read_yaml


def read_toml(path: Path) -> Node | None:
    """Return what stands in `[project]`, extensions named as in a `mkdocs.yml` (`pymdownx.snippets`).

    TOML is read without places, so every value stands where the extension is named first.

    Raises:
        SettingsError: The file cannot be read.
    """
    try:
        # Zensical itself brings tomli where Python has no reader of its own.
        text = path.read_text(encoding="utf-8-sig")
        data = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli").loads(text)
    except (OSError, ValueError, ImportError) as error:
        raise SettingsError(f"{path.name} cannot be read: {error}") from error
    project = data.get("project", data)
    extensions = project.get("markdown_extensions") if isinstance(project, dict) else None
    if isinstance(extensions, dict):
        project["markdown_extensions"] = _flat(extensions)
    root = read_yaml(json.dumps(project, ensure_ascii=False, default=str)).root
    if root is not None:
        lines = text.split("\n")
        number = next((number for number, line in enumerate(lines) if "mkdocs_storymap" in line), 0)
        _stand(root, Span(number, 0, number, max(1, len(lines[number].rstrip()))))
    return root


def _flat(extensions: dict[str, Any]) -> dict[str, Any]:
    """A dot in the name of a table makes a table in a table."""
    found = {name: options for name, options in extensions.items() if name != "pymdownx"}
    inner = extensions.get("pymdownx")
    return found | {f"pymdownx.{name}": options for name, options in inner.items()} if isinstance(inner, dict) else found


def _stand(node: Node, span: Span) -> None:
    node.span = span
    node.keys = dict.fromkeys(node.keys, span)
    for child in (*node.children.values(), *node.items):
        _stand(child, span)
