"""Keeps what has been drawn between the builds of a server: after one edit, one page is drawn, not all."""

from __future__ import annotations

import zlib
from typing import Any

from mkdocs_storymap.pipeline.draw import UrlFor, render
from mkdocs_storymap.pipeline.judged import Judged, JudgedMap
from mkdocs_storymap.record import record
from mkdocs_storymap.render.search import searchable
from mkdocs_storymap.site.registry import Key, neighbours, outline

_QUICKLY = 1
"""zlib's level: a page of a map shrinks to a tenth in three milliseconds."""


@record
class Drawing:
    """A map for its page.

    Attributes:
        html: All of it.
        words: What a search index reads of it.
    """

    html: str
    words: str


class Drawings:
    """Draws maps, and draws none again of which nothing has changed.

    A drawing is kept under all that it shows: the maps that this one has to do with (each as the object that the
    `Shaper` keeps as long as its text stays), its problems, the addresses that it links to, and what is known of other sites.

    Args:
        keeps: True for a server; a single build draws each map once.
    """

    def __init__(self, *, keeps: bool) -> None:
        self._keeps = keeps
        self._kept: dict[tuple[Any, ...], tuple[bytes, bytes]] = {}
        self._before: dict[tuple[Any, ...], tuple[bytes, bytes]] = {}
        self._groups: dict[str, list[JudgedMap]] = {}
        self._abroad = ""
        self._judged: Judged | None = None

    def turn(self) -> None:
        """Begin a build: what the last one did not show is forgotten."""
        self._before, self._kept = self._kept, {}

    def draw(self, judged: Judged, entry: JudgedMap, url_for: UrlFor, *, title_heading: int) -> Drawing:
        """Draw one map of a judged site for a page."""
        if not self._keeps:
            html = render(judged, entry, url_for, title_heading=title_heading)
            return Drawing(html, searchable(html))
        name = self._name(judged, entry, url_for, title_heading)
        kept = self._kept.get(name) or self._before.get(name)
        if kept is None:
            html = render(judged, entry, url_for, title_heading=title_heading)
            drawing = Drawing(html, searchable(html))
            kept = _packed(drawing.html), _packed(drawing.words)
        else:
            drawing = Drawing(_unpacked(kept[0]), _unpacked(kept[1]))
        self._kept[name] = kept
        return drawing

    def _name(self, judged: Judged, entry: JudgedMap, url_for: UrlFor, title_heading: int) -> tuple[Any, ...]:
        if judged is not self._judged:
            self._judged, self._groups, self._abroad = judged, _groups(judged), repr(judged.site.registry.sites)
        members = self._groups.get(entry.key, [entry])
        urls = tuple(url_for(Key(one.key, "map", one.key)) for one in members)
        maps = tuple((one.key, one.shaped) for one in members)
        return (entry.key, entry.shaped, tuple(entry.diagnostics), maps, urls, self._abroad, judged.site.today, title_heading)


def _groups(judged: Judged) -> dict[str, list[JudgedMap]]:
    readable = [entry for entry in judged.maps if entry.key]
    parts = neighbours([outline(entry.shaped.map, "") for entry in readable])
    return {readable[number].key: [readable[other] for other in part] for part in parts for number in part}


def _packed(text: str) -> bytes:
    return zlib.compress(text.encode("utf-8", "surrogatepass"), _QUICKLY)


def _unpacked(data: bytes) -> str:
    return zlib.decompress(data).decode("utf-8", "surrogatepass")
