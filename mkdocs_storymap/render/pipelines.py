"""The section on data: the graph from source to story, and every item in words."""

from __future__ import annotations

from mkdocs_storymap.model import Quality
from mkdocs_storymap.record import record
from mkdocs_storymap.render import words
from mkdocs_storymap.render.datagraph import Graph, draw
from mkdocs_storymap.render.leads import upstream
from mkdocs_storymap.render.page import Link, Page, Pair, extras
from mkdocs_storymap.site.registry import Key


@record
class QualityView:
    """A quality check and what happens when it breaks."""

    expect: str
    if_broken: str
    severity: str
    evidence: Link | None
    where: Link | None = None


@record
class ItemView:
    """A data item, as a row of the table."""

    anchor: str
    item: str
    name: str
    link: Link
    kind: str
    status: str
    blocker: str
    own: str
    usable: str
    holds: tuple[Link, ...]
    more: int
    quality: tuple[QualityView, ...]
    facts: tuple[Pair, ...]
    none: str


@record
class PipelinesView:
    """The section, ready for its template."""

    result: str
    graph: Graph | None
    items: tuple[ItemView, ...]
    loose: tuple[tuple[str, QualityView], ...]
    none: tuple[str, ...]


def pipelines(page: Page) -> PipelinesView | None:
    """Gather the section; None where the map knows no data."""
    found = page.map
    keys = [key for key in upstream(page) if key.kind == "data item"]
    none = tuple(f"{name}: {found.none[name]}" for name in ("data", "quality") if name in found.none)
    if not keys and not none and not found.checklist:
        return None
    loose = [
        (quality.of or "", _check(page, page.key, quality))
        for quality in found.quality if page.site.target(page.key, (*quality.path, "of")) is None
    ]  # fmt: skip
    graph = draw(page) if keys else None
    return PipelinesView(
        _result(page, keys, graph), graph, tuple(_item(page, key) for key in keys), tuple(loose), none
    )


def _check(page: Page, at: str, quality: Quality) -> QualityView:
    """A check, and the map that it stands in where that is another one."""
    return QualityView(
        words.grouped_all(str(quality.expectation)) if quality.expectation else quality.expect or "", quality.if_broken or "", quality.severity or "",
        Link(quality.evidence, words.safe_url(quality.evidence)) if quality.evidence else None,
        None if at == page.key else Link(page.site.map(at).title, page.href(Key(at, "map", at))),
    )  # fmt: skip


def _result(page: Page, keys: list[Key], graph: Graph | None) -> str:
    statuses = [page.site.map(key.map).data[key.id].status for key in keys]
    counts = [f"{statuses.count(status)} {status}" for status in ("ready", "in progress", "planned", "blocked") if status in statuses]
    if not counts:
        return "No data yet."
    text = f"{words.count(len(keys), 'item')}: {', '.join(counts)}."
    if graph is None:
        return text
    return f"{text} Only critical paths are drawn." if graph.part else f"{text} Strong lines are critical paths."


def _item(page: Page, key: Key) -> ItemView:
    item = page.site.map(key.map).data[key.id]
    graph = page.derived.graph
    lead = graph.leads[key]
    after = _cards_after(page, key)
    facts = []
    if item.owner:
        facts.append(Pair("owner", item.owner))
    if item.provider:
        facts.append(Pair("provider", item.provider))
    if item.amount:
        facts.append(Pair("amount", item.amount))
    made_from = page.named_all((*item.path, "from"), item.from_) if key.map == page.key else [page.link(one) for one in graph.work[key].chain]
    if made_from:
        facts.append(Pair("made from", "", links=tuple(made_from)))
    own = "–" if item.ready else "unknown" if graph.work[key].unknown else words.span(graph.work[key].left)
    usable = "now" if item.ready else words.lead(lead.minutes, lead.at_least) if lead.minutes or not lead.at_least else "unknown"
    return ItemView(
        page.ids.get(key, ""), page.item(key), key.id, page.link(key, key.id), item.kind or "", item.status, item.blocker or "", own,
        usable, tuple(page.link(one, one.id) for one in after[:4]), max(0, len(after) - 4),
        tuple(_check(page, *one) for one in page.derived.quality.get(key, ())), (*facts, *extras(item)),
        item.not_applicable or "",
    )  # fmt: skip


def _cards_after(page: Page, key: Key) -> list[Key]:
    """The map's cards that wait for a piece of work."""
    graph, seen, stack = page.derived.graph, {key}, [key]
    while stack:
        for one in graph.after.get(stack.pop(), ()):
            if one not in seen:
                seen.add(one)
                stack.append(one)
    return [one for one in page.card_keys if one in seen]
