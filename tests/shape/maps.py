"""The two example maps, and edits of them."""

from __future__ import annotations

import copy
from decimal import Decimal
from pathlib import Path
from typing import Any

from mkdocs_storymap.diagnostics import Finding
from mkdocs_storymap.schema import kind_of, validate
from mkdocs_storymap.schema.places import flow
from mkdocs_storymap.source.yaml_doc import Node, read_yaml

FOLDER = Path(__file__).parent.parent / "maps"
TEXTS = {
    name: (FOLDER / f"{name}.storymap.yaml").read_text(encoding="utf-8") for name in ("loan-preapproval", "loan-ds")
}
Place = tuple[str | int, ...]


def read(text: str) -> Node:
    """Read a map that has to be readable."""
    root = read_yaml(text).root
    assert root is not None
    return root


DATA: dict[str, Any] = {name: read(text).data for name, text in TEXTS.items()}


def write(data: dict[str, Any]) -> str:
    """Write a map, one line a section."""
    return "".join(f"{flow(key)}: {flow(value)}\n" for key, value in data.items())


def check(text: str, checklist: bool = True) -> list[Finding]:
    """Return the findings of a map."""
    root = read(text)
    return validate(root, kind_of(root), checklist, text)


def edited(name: str, place: Place, *value: Any) -> dict[str, Any]:
    """Return an example with another value at `place`, or without it where no value is given."""
    data: dict[str, Any] = copy.deepcopy(DATA[name])
    below: Any = data
    for part in place[:-1]:
        below = below[part]
    if value:
        below[place[-1]] = value[0]
    else:
        del below[place[-1]]
    return data


def place_of(text: str) -> Place:
    """Read a place as the data files write it: `stories/decision/harms/0`."""
    return tuple(int(part) if part.isdigit() else part for part in text.split("/"))


def as_json(value: Any) -> Any:
    """Decimals as floats."""
    if isinstance(value, dict):
        return {key: as_json(below) for key, below in value.items()}
    if isinstance(value, list):
        return [as_json(below) for below in value]
    return float(value) if isinstance(value, Decimal) else value
