"""The ways to a card: its own work, its data, its jobs, each from today to the day it can be there.

What decides is a longest way; the rest has slack. Ways that are as long as the deciding one are told, not hidden.
"""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs_storymap.record import record
from mkdocs_storymap.render import words
from mkdocs_storymap.render.page import Link, Page
from mkdocs_storymap.site.registry import Key

_MOST_TIES = 2
"""Tied ways that are drawn; further ones are counted."""
_MOST_STEPS = 60
"""Bound on the search for ties, which may be as many as there are ways."""
_MOST_SEGMENTS = 40
"""Pieces of work of a way that are drawn: the last ones; thinner ones nobody could see."""


@record
class Segment:
    """One piece of work on a way. Minutes."""

    link: Link
    family: str
    start: int
    minutes: int
    blocked: bool
    text: str


@record
class Way:
    """One way to a card.

    Attributes:
        family: feature, data or model.
        tie: True for a further way that is as long as the one that was drawn.
        key: True where it decides.
        segments: What is done on it, in order.
        minutes: How long it takes.
        slack: How much longer it could take; 0 where the length of a piece is unknown.
    """

    family: str
    tie: bool
    key: bool
    segments: tuple[Segment, ...]
    minutes: int
    slack: int


@record
class Ways:
    """All that is told of a card's lead time.

    Attributes:
        real: The lead time in minutes; the known part where `at_least`.
        decides: What decides other than its own work: data, model, or both.
        totals: (family, minutes, whether it decides) for the three lines of the card.
        ways: What is drawn.
        more: How many further ties are not drawn.
        unknown: What it waits for and nobody knows the length of; it may lie on a way that looks short.
    """

    real: int
    at_least: bool
    finished: bool
    decides: tuple[str, ...]
    totals: tuple[tuple[str, int, bool], ...]
    ways: tuple[Way, ...]
    more: int
    unknown: tuple[Link, ...] = ()


def ways(page: Page, key: Key) -> Ways:
    """The ways to a story or job (worked out once a page)."""
    found = page.ways.get(key)
    if found is None:
        found = page.ways[key] = _ways(page, key)
    return found


def _ways(page: Page, key: Key) -> Ways:
    graph = page.derived.graph
    work, lead = graph.work[key], graph.leads[key]
    if work.finished:
        return Ways(0, False, True, (), (), (), 0)
    families = {"data": work.data, "model": work.model}
    drawn: list[Way] = []
    totals: list[tuple[str, int, bool]] = []
    job = not work.gates and key.kind == "job"
    own = work.left + (0 if job else _longest(page, work.chain))
    if key.kind == "story" or not (work.data or work.model):
        decides_itself = own == lead.minutes
        path = [] if key.kind == "story" and not work.chain else _path(page, _last(page, work.chain))
        drawn.append(_way(page, "feature", False, [*path, key], lead.minutes, own == lead.minutes, key))
        totals.append(("feature", own, decides_itself))
    for family, keys in families.items():
        if not keys:
            continue
        minutes = _longest(page, keys) + (work.left if job else 0)
        path = _path(page, _last(page, keys))
        deciding = minutes == lead.minutes
        if path:
            drawn.append(_way(page, family, False, [*path, key] if job else path, lead.minutes, deciding, key))
        totals.append((family, minutes, deciding))
    if job and (work.data or work.model):
        totals.insert(0, ("feature", work.left, False))
    awaited = lead.critical if lead.minutes > (work.left if job else own) else ()
    held = {one for one in awaited if graph.leads[one].minutes or not job}
    waiting = tuple(family for family, keys in families.items() if not held.isdisjoint(keys))
    if not drawn:
        drawn.append(_way(page, "feature", False, [key], lead.minutes, True, key))
    shown = {tuple(segment.link.item for segment in way.segments) for way in drawn}
    ties: list[Way] = []
    more = 0
    for longest in _longest_paths(page, key):
        names = tuple(page.item(one) for one in longest)
        if names in shown or not longest:
            continue
        if len(ties) < _MOST_TIES:
            family = "model" if any(one.kind == "job" and one != key for one in longest) else "data"
            ties.append(_way(page, family, True, list(longest), lead.minutes, True, key))
        else:
            more += 1
    return Ways(lead.minutes, lead.at_least, False, waiting, tuple(totals), (*drawn, *ties), more, _unknown(page, key))


def _unknown(page: Page, key: Key) -> tuple[Link, ...]:
    """What is of unknown length before a card; stops after a few."""
    graph, found = page.derived.graph, []
    seen, queue = {key}, [key]
    for at in queue:
        if len(seen) > _MOST_STEPS:
            break
        for one in graph.work[at].before:
            if one not in seen and not graph.work[one].finished and graph.leads[one].at_least:
                seen.add(one)
                queue.append(one)
                if graph.work[one].unknown:
                    found.append(page.link(one, one.id))
    return tuple(found)


def _longest(page: Page, keys: tuple[Key, ...]) -> int:
    return max((page.derived.graph.leads[key].minutes for key in keys), default=0)


def _last(page: Page, keys: tuple[Key, ...]) -> Key | None:
    return max(keys, key=lambda key: page.derived.graph.leads[key].minutes, default=None)


def _path(page: Page, key: Key | None) -> list[Key]:
    return [one for one, _ in page.derived.graph.path(key)] if key else []


def _way(page: Page, family: str, tie: bool, path: list[Key], real: int, decides: bool, card: Key) -> Way:
    graph, segments, at = page.derived.graph, [], 0
    if len(path) > _MOST_SEGMENTS:
        path = path[-_MOST_SEGMENTS:]
        at = graph.leads[path[0]].minutes - graph.work[path[0]].left
    for key in path:
        work = graph.work[key]
        kind = "feature" if key == card or key.kind == "story" else "data" if key.kind == "data item" else "model"
        link = page.link(key, "own effort" if key == card else key.id)
        text = "unknown" if work.unknown else words.span(work.left)
        segments.append(Segment(link, kind, at, work.left, work.blocked, text))
        at += work.left
    known = not any(graph.leads[key].at_least for key in path)  # nobody knows how much longer the rest could take
    return Way(family, tie, decides, tuple(segments), at, max(0, real - at) if known else 0)


def _longest_paths(page: Page, key: Key) -> Iterator[tuple[Key, ...]]:
    """Every longest way, from its beginning; stops after a few."""
    graph = page.derived.graph
    stack: list[tuple[Key, tuple[Key, ...]]] = [(key, ())]
    steps = 0
    while stack and steps < _MOST_STEPS:
        steps += 1
        at, behind = stack.pop()
        work, lead = graph.work[at], graph.leads[at]
        if work.finished:
            yield behind
            continue
        chain = [one for one in lead.chain if not graph.work[one].finished]
        for gate in reversed(lead.gates):
            stack.append((gate, behind))
        if lead.own or not work.gates:
            if chain:
                for one in reversed(chain):
                    stack.append((one, (at, *behind)))
            else:
                yield (at, *behind)
