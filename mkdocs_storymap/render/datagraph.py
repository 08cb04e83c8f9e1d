"""The graph from data to stories, drawn on the server: boxes in layers, lines between them, critical ones strong."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import pairwise

from mkdocs_storymap.record import record
from mkdocs_storymap.render import words
from mkdocs_storymap.render.layers import Layout, lay_out, reduced
from mkdocs_storymap.render.leads import upstream
from mkdocs_storymap.render.lettering import fit
from mkdocs_storymap.render.page import Link, Page
from mkdocs_storymap.site.registry import Key

WIDE, TALL, GAP, BETWEEN = 176.0, 46.0, 16.0, 60.0
_TOP = 26.0
_MOST_CARDS = 12
"""Cards that the graph ends in; with more of them it ends in releases."""
_MOST_NODES = 48
"""With more of them only what decides, or is blocked, is drawn; the table below says it all."""
_MOST_DECIDING = 120
"""More than this no drawing makes clear."""


@record
class Box:
    """A node. `family` is data, model, story or release."""

    link: Link
    x: float
    y: float
    family: str
    status: str
    name: str
    full: str
    about: str
    figure: str


@record
class Line:
    """An edge as an SVG path, with the items at its ends."""

    path: str
    start: str
    end: str
    critical: bool


@record
class Graph:
    """The drawing, in px."""

    width: float
    height: float
    heads: tuple[tuple[float, str], ...]
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    words: str
    part: bool
    """True where only critical paths are drawn."""


def draw(page: Page) -> Graph | None:
    """Draw what a map's cards wait for; None where there is nothing to connect, or too much for a picture."""
    graph = page.derived.graph
    keys = upstream(page)
    cards = [key for key in keys if key.map == page.key and key.kind == page.noun]
    by_release = len(cards) > _MOST_CARDS and not page.map.science
    stands: dict[Key, Key] = {}
    for card in cards:
        release = page.site.release_of(page.key, page.map.cards[card.id]) if by_release else None  # type: ignore[arg-type]
        stands[card] = release or card
    if by_release:
        cards = list(dict.fromkeys(stands.values()))
        keys = [key for key in keys if key not in stands] + [
            Key(page.key, "release", name) for name in page.map.releases if Key(page.key, "release", name) in cards
        ] + [card for card in cards if card.kind != "release"]  # fmt: skip
    critical: set[Key] = set()
    for card in stands:
        if not graph.work[card].finished:
            critical.update([card, *graph.critical(card)])
    part = len(keys) > _MOST_NODES
    if part:
        keys = [key for key in keys if key in critical or key.kind == "release" or graph.work[key].blocked]
    if len(keys) > _MOST_DECIDING:
        return None
    present = set(keys)
    cards = [card for card in cards if card in present]
    edges: dict[Hashable, list[Hashable]] = {key: [] for key in keys}
    strong: set[tuple[Hashable, Hashable]] = set()
    for key in sorted((present | stands.keys()) & graph.work.keys(), key=graph.order.__getitem__):
        end = stands.get(key, key)
        if end not in present:
            continue
        for before in graph.work[key].before:
            start = stands.get(before, before)
            if start not in present or start == end:
                continue
            if end not in edges[start]:
                edges[start].append(end)
            if key in critical and before in graph.leads[key].critical and not graph.work[before].finished:
                strong.add((start, end))
    if by_release:
        edges = _without_circles(edges, {key for key in keys if key.kind == "release"})
    if not any(edges.values()) or graph.cycles:
        return None
    slim = reduced(edges)
    layout = lay_out(keys, slim, set() if page.map.science else {key for key in cards if not edges[key]}, tall=TALL, gap=GAP)
    return _picture(page, layout, slim, strong, part=part)


def _without_circles(edges: dict[Hashable, list[Hashable]], releases: set[Key]) -> dict[Hashable, list[Hashable]]:
    """Stories of two releases may wait for each other; the releases as boxes may not."""
    return {start: [end for end in ends if not (start in releases and end in releases)] for start, ends in edges.items()}


def _picture(page: Page, layout: Layout, edges: dict[Hashable, list[Hashable]], strong: set[tuple[Hashable, Hashable]], *, part: bool) -> Graph:
    x = {node: number * (WIDE + BETWEEN) for number, layer in enumerate(layout.layers) for node in layer}
    y = {node: value + _TOP for node, value in layout.y.items()}
    boxes, lines = [], []
    for node in x:
        if isinstance(node, Key):
            boxes.append(_box(page, node, x[node], y[node]))
    for start, ends in edges.items():
        for end in ends:
            way = [start, *layout.routes[start, end], end]
            assert isinstance(start, Key) and isinstance(end, Key)
            lines.append(Line(_path(way, x, y), page.item(start), page.item(end), (start, end) in strong))
    lines.sort(key=lambda line: line.critical)
    height = max((box.y for box in boxes), default=0.0) + TALL + 4
    low = max((y[node] for node in y if not isinstance(node, Key)), default=0.0) + TALL / 2 + 8
    heads = tuple((number * (WIDE + BETWEEN), _head(layer)) for number, layer in enumerate(layout.layers))
    ready = sum(1 for box in boxes if box.family == "data")
    text = f"From data to {'jobs' if page.map.science else 'stories'}: {words.count(ready, 'data item')}; the table below says the same in words"
    return Graph(len(layout.layers) * (WIDE + BETWEEN) - BETWEEN + 2, round(max(height, low), 1), heads, tuple(boxes), tuple(lines), text, part)


def _head(layer: list[Hashable]) -> str:
    names = {"data item": "data", "job": "jobs", "story": "stories", "release": "releases"}
    kinds = dict.fromkeys(names.get(node.kind, "") for node in layer if isinstance(node, Key))
    return words.joined(sorted(kind for kind in kinds if kind))


def _box(page: Page, key: Key, x: float, y: float) -> Box:
    figure, status, about, family = "", "", "", "release"
    if key.kind == "release":
        ups = [up for up in page.derived.releases[page.key] if up.key == key]
        figure = words.lead(ups[0].ready, ups[0].at_least) if ups and ups[0].ready is not None else ""
        about = page.cards(len(ups[0].cards)) if ups else ""
        link = page.link(key, key.id)
    else:
        work, lead = page.derived.graph.work[key], page.derived.graph.leads[key]
        link = page.link(key, key.id)
        own = work.left if key.kind != "story" else lead.minutes
        if not work.finished:
            figure = words.lead(own, work.unknown or (key.kind == "story" and lead.at_least))
        if key.kind == "data item":
            item = page.site.map(key.map).data[key.id]
            family, status, about = "data", item.status, " · ".join(part for part in (item.kind, item.status) if part)
        else:
            card = page.site.map(key.map).cards[key.id]
            family, status = ("model", card.status) if key.kind == "job" else ("story", card.status)
            stage = page.site.target(key.map, (*card.path, "stage")) if key.kind == "job" else None
            tail = stage.id if stage else card.release or ""
            about = " · ".join(part for part in (key.kind, tail.rpartition("/")[2]) if part)
    room = WIDE - 38 - (len(figure) * 7.5 + 10 if figure else 0)
    return Box(link, round(x + 1), round(y), family, status, fit(key.id, room, 13), key.id, fit(about, WIDE - 36, 11.5), figure)


def _path(way: list[Hashable], x: dict[Hashable, float], y: dict[Hashable, float]) -> str:
    """A line through its dummies: level through a layer, curved between layers."""
    parts = []
    middle = TALL / 2
    for number, (start, end) in enumerate(pairwise(way)):
        x1, y1 = round(x[start] + WIDE + 1), round(y[start] + middle)
        x2, y2 = round(x[end] + 1), round(y[end] + middle)
        if number == 0:
            parts.append(f"M{x1:g} {y1:g}")
        bend = (x2 - x1) // 2
        parts.append(f"C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2:g} {y2:g}" if y1 != y2 else f"H{x2:g}")
        if number < len(way) - 2:
            parts.append(f"H{x2 + WIDE:g}")
    return "".join(parts)
