"""The inventory of a site (`storymaps.json`, version 1), for other sites, dashboards and scripts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mkdocs_storymap.derive.checklist import states
from mkdocs_storymap.pipeline import Judged, JudgedMap
from mkdocs_storymap.render.ids import anchors
from mkdocs_storymap.report.json_text import json_text
from mkdocs_storymap.site.registry import Key

FILE_NAME = "storymaps.json"


def inventory(maps: Iterable[Mapping[str, Any]], *, site: str, base: str = "") -> dict[str, Any]:
    """Return the inventory.

    Args:
        maps: What `inventory_entry` returns of each map that a page shows.
        site: The site's name, as other sites write it before `:map`.
        base: The site's address, where it is known.
    """
    return {"version": 1, "site": site, **({"base": base} if base else {}), "maps": list(maps)}


def inventory_text(data: dict[str, Any]) -> str:
    """The file."""
    return json_text(data, indent=None)


def inventory_entry(judged: Judged, entry: JudgedMap, url: str) -> dict[str, Any]:
    """Return what the inventory says of a map.

    Args:
        judged: The site.
        entry: The map, which could be read.
        url: Of the page that shows it, relative to the site's root.
    """
    found = entry.shaped.map
    assert found is not None
    registry = judged.site.registry
    own = registry.maps[entry.key]
    links = own.serves if found.science else registry.linked_maps(own)
    abroad = [f"{other.site}:{other.id}" for other in own.abroad]
    start = f"{found.id}--"
    items = {}
    for key, anchor in anchors(judged.site, entry.key).items():
        if key.kind != "map" and anchor.startswith(start):
            items[anchor[len(start) :]] = {"kind": key.kind, "title": _title(judged, key), "url": f"{url}#{anchor}"}
    return {
        "id": found.id,
        "kind": found.kind,
        "title": found.title,
        "url": f"{url}#{found.id}",
        "status": found.status,
        "checklist": dict(states(entry.checklist)),
        "links": [registry.maps[key].map.id for key in links] + abroad,
        "items": items,
    }


def _title(judged: Judged, key: Key) -> str:
    """What a thing is called."""
    found = judged.site.map(key.map)
    if key.kind == "story" and key.id in found.stories:
        return found.stories[key.id].name
    if key.kind == "job" and key.id in found.jobs:
        return found.jobs[key.id].want or key.id
    if key.kind == "persona" and key.id in found.personas:
        return found.personas[key.id].title
    if key.kind in ("step", "stage") and key.id in found.steps:
        return found.steps[key.id].name
    if key.kind == "activity":
        return next((activity.name for activity in found.backbone if activity.id == key.id), key.id)
    return key.id
