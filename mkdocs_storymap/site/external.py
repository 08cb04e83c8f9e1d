"""Maps of other sites, known by the inventory (`storymaps.json`) that those sites publish."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from mkdocs_storymap.record import record

_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_PREFIXES = {
    "data item": ("data",), "use case": ("use-case",), "fairness entry": ("fairness",), "metric": ("metric", "fairness"),
}  # fmt: skip
"""What stands before an item's id in an inventory, where that is not its kind; stories and jobs have nothing there."""


@record
class ExternalItem:
    """One thing of a map on another site: what it is called, and where it is shown ("" where nobody says)."""

    kind: str
    title: str
    url: str


@record
class ExternalMap:
    """A map on another site. `items` are keyed by what follows `MAP--` in their address."""

    site: str
    id: str
    kind: str
    title: str
    url: str
    items: Mapping[str, ExternalItem]

    def find(self, kind: str, name: str) -> ExternalItem | None:
        """One thing of the map, by its kind on the site and its id."""
        if kind in ("story", "job"):
            found = self.items.get(name)
            return found if found is not None and found.kind == kind else None
        for prefix in _PREFIXES.get(kind, (kind,)):
            found = self.items.get(f"{prefix}--{name}")
            if found is not None:
                return found
        return None

    def names(self, kind: str) -> list[str]:
        """The ids of all things of one kind, for "did you mean"."""
        if kind in ("story", "job"):
            return [name for name, item in self.items.items() if item.kind == kind]
        starts = [f"{prefix}--" for prefix in _PREFIXES.get(kind, (kind,))]
        return [name[len(start) :] for name in self.items for start in starts if name.startswith(start)]


@record
class ExternalSite:
    """Another site.

    Attributes:
        name: What it is called in names (`other-site:map/story`).
        maps: Its maps by id; None where its inventory could not be had, so that nothing in it can be judged.
    """

    name: str
    maps: Mapping[str, ExternalMap] | None = field(default_factory=dict)


def external_site(name: str, data: Mapping[str, Any], base: str) -> ExternalSite:
    """Read an inventory.

    Args:
        name: What the site is called here.
        data: The inventory.
        base: Address of the folder that its URLs are relative to; "" where nobody says, and things stay text.

    Raises:
        ValueError: It is no inventory of version 1.
    """
    if data.get("version") != 1 or not isinstance(data.get("maps"), list):
        raise ValueError("it is no inventory of version 1 (`storymaps.json`)")
    maps = {}
    for entry in data["maps"]:
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str) or not isinstance(entry.get("items"), dict):
            raise ValueError("one of its maps has no id or no items")
        items = {
            key: ExternalItem(str(item.get("kind", "")), _text(item.get("title", key)), _join(base, item.get("url")))
            for key, item in entry["items"].items()
            if isinstance(item, dict)
        }
        maps[entry["id"]] = ExternalMap(
            name, entry["id"], str(entry.get("kind", "user")), _text(entry.get("title", entry["id"])), _join(base, entry.get("url")), items
        )
    return ExternalSite(name, maps)


def _join(base: str, url: Any) -> str:
    from urllib.parse import urljoin

    try:
        return urljoin(base, url) if base and isinstance(url, str) else ""
    except ValueError:  # `http://[`
        return ""


def _text(value: Any) -> str:
    """A text of another site without what no page can hold."""
    return _UNSHOWABLE.sub("�", str(value))
