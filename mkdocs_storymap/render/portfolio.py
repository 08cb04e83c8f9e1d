"""The portfolio: every map of a site on one page, how they hang together, and what holds them up.

Fence `storymap-index`. The links between maps are drawn as a graph: data-science maps to the left of what they serve.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from mkdocs_storymap.derive import Derived
from mkdocs_storymap.derive.bottlenecks import bottlenecks
from mkdocs_storymap.derive.checklist import Item
from mkdocs_storymap.diagnostics import Diagnostic
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
    """Everything that `gather` needs; the fields are those of `PageContext`, for all maps at once.

    `entries` are (map key, checklist, diagnostics) in the order of the site; those of maps that cannot be read have no
    key, and the name of their file instead of a checklist.
    """

    site: Site
    derived: Derived
    entries: Sequence[tuple[str, Sequence[Item] | str, Sequence[Diagnostic]]]
    url_for: Callable[[Key], str | None]


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
    family: str
    name: str
    full: str
    about: str
    x: float = 0
    y: float = 0


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
class OfMap:
    """What the portfolio shows of one map.

    Attributes:
        key: Its key in the registry.
        row: Of the table.
        node: In the graph, without its place.
        serves: Keys of the maps that it serves.
        experiments: That are to come.
        reviews: That are to come, with their day.
    """

    key: str
    row: MapRow
    node: Node
    serves: tuple[str, ...]
    experiments: tuple[Coming, ...]
    reviews: tuple[tuple[date, Coming], ...]


@record
class Broken:
    """A map that cannot be read: its file, and why."""

    file: str
    problem: str


@record
class Ranked:
    """A bottleneck with its rank among others, and the key of its map, whose place in the site decides where ranks are equal."""

    rank: tuple[int, int, int]
    key: str
    hold: Hold


@record
class Gathered:
    """What the portfolio shows of maps that have to do with each other.

    Attributes:
        entries: Of each map, in order.
        holds: The bottlenecks.
    """

    entries: tuple[OfMap | Broken, ...]
    holds: tuple[Ranked, ...]


@record
class Portfolio:
    """The page."""

    h: int
    result: str
    rows: tuple[MapRow, ...]
    broken: tuple[Broken, ...]
    choices: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
    nodes: tuple[Node, ...]
    lines: tuple[str, ...]
    width: float
    height: float
    holds: tuple[Hold, ...]
    holds_result: str
    experiments: tuple[Coming, ...]
    reviews: tuple[Coming, ...]


def gather(context: PortfolioContext) -> Gathered:
    """Gather what the portfolio shows of some maps."""
    entries: list[OfMap | Broken] = []
    for key, items, problems in context.entries:
        if isinstance(items, str):
            entries.append(Broken(items, problems[0].message if problems else ""))
        else:
            row, node = _row(context, key, items, problems), _node(context, key)
            serves = tuple(context.site.registry.maps[key].serves)
            entries.append(OfMap(key, row, node, serves, tuple(_experiments(context, key)), tuple(_reviews(context, key))))
    return Gathered(tuple(entries), tuple(_holds(context)))


def portfolio(entries: Sequence[OfMap | Broken], holds: Iterable[Ranked], *, heading: int = 2) -> Portfolio:
    """Make the page of what was gathered, the maps in the order of the site."""
    maps = [entry for entry in entries if isinstance(entry, OfMap)]
    rows = tuple(entry.row for entry in maps)
    nodes, lines, width, height = _graph(maps)
    places = {entry.key: number for number, entry in enumerate(maps)}
    first = tuple(one.hold for one in sorted(holds, key=lambda one: (one.rank, places[one.key]))[:_MOST_HOLDS])
    drafts = sum(row.status == "draft" for row in rows)
    science = sum(row.kind == "data-science" for row in rows)
    result = f"{words.count(len(rows) - science, 'user map')}, {words.count(science, 'data-science map')}"
    if drafts:
        result += f", {words.count(drafts, 'draft')}"
    reviews = sorted((pair for entry in maps for pair in entry.reviews), key=lambda pair: pair[0])
    return Portfolio(
        heading, result, rows, tuple(entry for entry in entries if isinstance(entry, Broken)), _choices(rows), nodes, lines, width, height,
        first, "Ranked by the stories that they hold, over all maps." if first else "",
        tuple(coming for entry in maps for coming in entry.experiments), tuple(coming for _, coming in reviews),
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


def _graph(maps: Sequence[OfMap]) -> tuple[tuple[Node, ...], tuple[str, ...], float, float]:
    """The links between maps as a drawing; nothing where there is none, or too much for a picture."""
    edges: dict[Hashable, list[Hashable]] = {entry.key: [*entry.serves] for entry in maps if entry.serves}
    served = {end for ends in edges.values() for end in ends}
    used = {entry.key: entry.node for entry in maps if entry.key in edges or entry.key in served}
    if not edges or len(used) > _MOST_DRAWN:
        return (), (), 0, 0
    layout = lay_out([*used], {key: edges.get(key, []) for key in used}, {key for key in used if key not in edges}, tall=TALL, gap=GAP)
    x = {node: number * (WIDE + BETWEEN) for number, layer in enumerate(layout.layers) for node in layer}
    nodes = tuple(replace(node, x=x[key] + 1, y=layout.y[key] + 1) for key, node in used.items())
    lines = []
    for start, ends in edges.items():
        for end in ends:
            x1, y1, x2, y2 = x[start] + WIDE, layout.y[start] + TALL / 2, x[end], layout.y[end] + TALL / 2
            lines.append(f"M{x1:g} {y1:g}C{x1 + BETWEEN / 2:g} {y1:g} {x2 - BETWEEN / 2:g} {y2:g} {x2:g} {y2:g}")
    height = max(node.y for node in nodes) + TALL + 2
    return nodes, tuple(lines), len(layout.layers) * (WIDE + BETWEEN) - BETWEEN + 2, height


def _node(context: PortfolioContext, key: str) -> Node:
    found = context.site.map(key)
    number = words.count(len(found.cards), "job") if found.science else words.count(len(found.cards), "story", "stories")
    return Node(
        context.url_for(Key(key, "map", key)), "model" if found.science else "story", fit(found.title, WIDE - 44, 13), found.title,
        f"{found.kind} · {number}",
    )  # fmt: skip


def _holds(context: PortfolioContext) -> Iterator[Ranked]:
    graph = context.derived.graph
    stories = [key for key in graph.work if key.kind == "story"]
    for one in bottlenecks(graph, stories)[:_MOST_HOLDS]:
        family = "data" if one.key.kind == "data item" else "model" if one.key.kind == "job" else "story"
        gain = f"ready today saves {words.span(one.gain)}" if one.gain else "tied: alone it gains nothing"
        maps = len({key.map for key in one.holds})
        number = words.count(len(one.holds), "story", "stories") + (f" in {words.count(maps, 'map')}" if maps > 1 else "")
        hold = Hold(
            Link(words.said(one.key.id), context.url_for(one.key)), family, _map_link(context, one.key.map),
            words.lead(one.left, one.at_least), number, gain, graph.work[one.key].blocked,
        )  # fmt: skip
        yield Ranked((-len(one.holds), -(one.gain or 0), -one.left), one.key.map, hold)


def _experiments(context: PortfolioContext, key: str) -> Iterator[Coming]:
    for experiment in context.site.map(key).experiments.values():
        target = context.site.target(key, (*experiment.path, "story")) or context.site.target(key, (*experiment.path, "job"))
        if target is not None and context.derived.graph.work[target].finished:
            continue
        release = context.site.experiment_release(key, experiment)
        what = words.EXPERIMENTS.get(experiment.type or "", experiment.type or "experiment")
        when = " ".join(part for part in (f"in {release.id}" if release else "", f"for {words.span(experiment.runs)}" if experiment.runs else "") if part)
        link = Link(experiment.hypothesis or words.said(experiment.id), context.url_for(Key(key, "experiment", experiment.id)))
        yield Coming(link, _map_link(context, key), what, when)


def _reviews(context: PortfolioContext, key: str) -> Iterator[tuple[date, Coming]]:
    for review in context.site.map(key).reviews.values():
        if review.status == "approved":
            continue
        when = str(review.date) if review.date else f"before {review.before}" if review.before else "no date"
        link = Link(words.said(review.id), context.url_for(Key(key, "review", review.id)))
        coming = Coming(link, _map_link(context, key), f"{review.status}, by {words.joined(list(review.by)) or 'nobody yet'}", when)
        yield (review.date or date.max, coming)
