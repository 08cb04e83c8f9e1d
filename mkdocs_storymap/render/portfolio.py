"""The portfolio: every map of a site on one page, how they hang together, and what holds them up.

Fence `storymap-index`. The links between maps are drawn as a graph: data-science maps to the left of what they serve.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date

from mkdocs_storymap.derive import Derived
from mkdocs_storymap.derive.bottlenecks import bottlenecks
from mkdocs_storymap.derive.checklist import Item
from mkdocs_storymap.diagnostics import Diagnostic
from mkdocs_storymap.model import StoryMap
from mkdocs_storymap.record import record
from mkdocs_storymap.render import words
from mkdocs_storymap.render.layers import lay_out
from mkdocs_storymap.render.lettering import fit
from mkdocs_storymap.render.page import Link
from mkdocs_storymap.site.registry import Key
from mkdocs_storymap.site.site import Site
from mkdocs_storymap.text import slug

WIDE, TALL, GAP, BETWEEN = 260, 46, 16, 80
_MOST_HOLDS = 10
_MOST_DRAWN = 60
"""More linked maps than this no drawing makes clear; the table says it all."""


@dataclass(frozen=True)
class PortfolioContext:
    """Everything that `render_portfolio` needs; the fields are those of `PageContext`, for all maps at once.

    `entries` are (map key, checklist, diagnostics) in the order of the site; `broken` are (file, diagnostics) of maps
    that cannot be read.
    """

    site: Site
    derived: Derived
    entries: Sequence[tuple[str, Sequence[Item], Sequence[Diagnostic]]]
    url_for: Callable[[Key], str | None]
    broken: Sequence[tuple[str, Sequence[Diagnostic]]] = ()
    heading: int = 2


@record
class MapRow:
    """One map of the table; `facts` are the slugs that the filters look at."""

    link: Link
    kind: str
    status: str
    owners: tuple[tuple[str, str], ...]
    checklist: tuple[tuple[str, str, str], ...]
    checked: str
    releases: str
    cards: str
    ready: str
    links: tuple[Link, ...]
    problems: str
    owner_slugs: str


@record
class Node:
    """A map in the graph."""

    href: str | None
    x: float
    y: float
    family: str
    name: str
    full: str
    about: str


@record
class Hold:
    """A bottleneck across maps."""

    link: Link
    family: str
    where: Link
    left: str
    number: str
    gain: str
    blocked: bool


@record
class Coming:
    """An experiment or a review that is to come."""

    link: Link
    where: Link
    what: str
    when: str


@record
class Portfolio:
    """The page."""

    h: int
    result: str
    rows: tuple[MapRow, ...]
    broken: tuple[tuple[str, str], ...]
    choices: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
    nodes: tuple[Node, ...]
    lines: tuple[str, ...]
    width: float
    height: float
    holds: tuple[Hold, ...]
    holds_result: str
    experiments: tuple[Coming, ...]
    reviews: tuple[Coming, ...]


def portfolio(context: PortfolioContext) -> Portfolio:
    """Gather the page."""
    rows = tuple(_row(context, key, items, problems) for key, items, problems in context.entries)
    nodes, lines, width, height = _graph(context)
    holds = _holds(context)
    drafts = sum(row.status == "draft" for row in rows)
    science = sum(row.kind == "data-science" for row in rows)
    result = f"{words.count(len(rows) - science, 'user map')}, {words.count(science, 'data-science map')}"
    if drafts:
        result += f", {words.count(drafts, 'draft')}"
    broken = tuple((file, problems[0].message if problems else "") for file, problems in context.broken)
    return Portfolio(
        context.heading, result, rows, broken, _choices(rows), nodes, lines, width, height, holds,
        "Ranked by the stories that they hold, over all maps." if holds else "", tuple(_experiments(context)), tuple(_reviews(context)),
    )  # fmt: skip


def _map_link(context: PortfolioContext, key: str) -> Link:
    return Link(context.site.map(key).title, context.url_for(Key(key, "map", key)))


def _row(context: PortfolioContext, key: str, items: Sequence[Item], problems: Sequence[Diagnostic]) -> MapRow:
    found, registry = context.site.map(key), context.site.registry
    entry = registry.maps[key]
    owners = tuple((role, owner.name) for role, owner in found.owners.items() if owner.name)
    ready = [lead for lead in context.derived.releases[key] if lead.ready is not None]
    latest = max(ready, key=lambda one: one.ready or 0, default=None)
    asked = [item for item in items if item.state != "off"]
    settled = sum(item.state in ("met", "not-applicable", "waived") for item in asked)
    linked = entry.serves if found.science else registry.linked_maps(entry)
    errors = sum(problem.severity == "error" for problem in problems)
    cards = len(found.cards)
    return MapRow(
        _map_link(context, key), found.kind, found.status, owners,
        tuple((item.code, item.title, item.state) for item in items), f"{settled} of {len(asked)}" if asked else "not asked",
        f"{len(context.derived.releases[key]):,}",
        words.count(cards, "job") if found.science else words.count(cards, "story", "stories"),
        words.lead(latest.ready or 0, latest.at_least) if latest else "–",
        tuple(_map_link(context, other) for other in linked), words.count(errors, "problem") if errors else "",
        " ".join(dict.fromkeys(slug(name) for _, name in owners)),
    )  # fmt: skip


def _choices(rows: Sequence[MapRow]) -> tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]:
    """The filters: what they look at, what stands for all, and what there is to choose."""
    owners = sorted({(slug(name), name) for row in rows for _, name in row.owners}, key=lambda pair: pair[1].casefold())
    kinds = tuple((kind, kind) for kind in dict.fromkeys(row.kind for row in rows))
    states = tuple((state, state) for state in dict.fromkeys(row.status for row in rows))
    found = (("owner", "Any owner", tuple(owners)), ("kind", "Any kind", kinds), ("status", "Any status", states))
    return tuple(choice for choice in found if len(choice[2]) > 1)


def _graph(context: PortfolioContext) -> tuple[tuple[Node, ...], tuple[str, ...], float, float]:
    """The links between maps as a drawing; nothing where there is none, or too much for a picture."""
    registry = context.site.registry
    edges: dict[Hashable, list[Hashable]] = {}
    for key, entry in registry.maps.items():
        if entry.serves:
            edges[key] = [*entry.serves]
    used = [key for key in registry.maps if key in edges or any(key in ends for ends in edges.values())]
    if not edges or len(used) > _MOST_DRAWN:
        return (), (), 0, 0
    layout = lay_out(used, {key: edges.get(key, []) for key in used}, {key for key in used if key not in edges}, tall=TALL, gap=GAP)
    x = {node: number * (WIDE + BETWEEN) for number, layer in enumerate(layout.layers) for node in layer}
    nodes = [_node(context, str(key), x[key], layout.y[key]) for key in used]
    lines = []
    for start, ends in edges.items():
        for end in ends:
            x1, y1, x2, y2 = x[start] + WIDE, layout.y[start] + TALL / 2, x[end], layout.y[end] + TALL / 2
            lines.append(f"M{x1:g} {y1:g}C{x1 + BETWEEN / 2:g} {y1:g} {x2 - BETWEEN / 2:g} {y2:g} {x2:g} {y2:g}")
    height = max(node.y for node in nodes) + TALL + 2
    return tuple(nodes), tuple(lines), len(layout.layers) * (WIDE + BETWEEN) - BETWEEN + 2, height


def _node(context: PortfolioContext, key: str, x: float, y: float) -> Node:
    found = context.site.map(key)
    number = words.count(len(found.cards), "job") if found.science else words.count(len(found.cards), "story", "stories")
    return Node(
        context.url_for(Key(key, "map", key)), x + 1, y + 1, "model" if found.science else "story",
        fit(found.title, WIDE - 44, 13), found.title, f"{found.kind} · {number}",
    )  # fmt: skip


def _holds(context: PortfolioContext) -> tuple[Hold, ...]:
    graph = context.derived.graph
    stories = [key for key in graph.work if key.kind == "story"]
    found = []
    for one in bottlenecks(graph, stories)[:_MOST_HOLDS]:
        family = "data" if one.key.kind == "data item" else "model" if one.key.kind == "job" else "story"
        gain = f"ready today saves {words.span(one.gain)}" if one.gain else "tied: alone it gains nothing"
        maps = len({key.map for key in one.holds})
        number = words.count(len(one.holds), "story", "stories") + (f" in {words.count(maps, 'map')}" if maps > 1 else "")
        found.append(
            Hold(
                Link(words.said(one.key.id), context.url_for(one.key)), family, _map_link(context, one.key.map),
                words.lead(one.left, one.at_least), number, gain, graph.work[one.key].blocked,
            )  # fmt: skip
        )
    return tuple(found)


def _experiments(context: PortfolioContext) -> list[Coming]:
    found = []
    for key, _, _ in context.entries:
        entry = context.site.map(key)
        for experiment in entry.experiments.values():
            target = context.site.target(key, (*experiment.path, "story")) or context.site.target(key, (*experiment.path, "job"))
            if target is not None and context.derived.graph.work[target].finished:
                continue
            release = context.site.experiment_release(key, experiment)
            what = words.EXPERIMENTS.get(experiment.type or "", experiment.type or "experiment")
            when = " ".join(part for part in (f"in {release.id}" if release else "", f"for {words.span(experiment.runs)}" if experiment.runs else "") if part)
            link = Link(experiment.hypothesis or words.said(experiment.id), context.url_for(Key(key, "experiment", experiment.id)))
            found.append(Coming(link, _map_link(context, key), what, when))
    return found


def _reviews(context: PortfolioContext) -> list[Coming]:
    found: list[tuple[date, Coming]] = []
    for key, _, _ in context.entries:
        entry: StoryMap = context.site.map(key)
        for review in entry.reviews.values():
            if review.status == "approved":
                continue
            when = str(review.date) if review.date else f"before {review.before}" if review.before else "no date"
            link = Link(words.said(review.id), context.url_for(Key(key, "review", review.id)))
            coming = Coming(link, _map_link(context, key), f"{review.status}, by {words.joined(list(review.by)) or 'nobody yet'}", when)
            found.append((review.date or date.max, coming))
    return [coming for _, coming in sorted(found, key=lambda pair: pair[0])]
