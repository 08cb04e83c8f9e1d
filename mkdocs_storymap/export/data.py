"""The maps as plain JSON: what `check --format json` says of each, and all that its author wrote."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from mkdocs_storymap.pipeline import Judged, JudgedMap
from mkdocs_storymap.report.json_output import map_entry
from mkdocs_storymap.report.json_text import json_text


def as_json(judged: Judged, entries: Iterable[JudgedMap]) -> str:
    """The maps; the same input gives the same text."""
    maps = [{**map_entry(entry.home or judged, entry), "data": data(entry)} for entry in entries]
    return json_text({"version": 1, "maps": maps})


def data(entry: JudgedMap) -> Any:
    """A map's data with the site's defaults laid under it; null where it cannot be read."""
    return plain(entry.shaped.root.data) if entry.shaped.root is not None and entry.shaped.map is not None else None


def plain(value: Any) -> Any:
    """A value as JSON holds it: decimals as numbers, those that no JSON number can hold as text."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, Decimal):
        number = float(value)
        return number if math.isfinite(number) else str(value)
    return value
