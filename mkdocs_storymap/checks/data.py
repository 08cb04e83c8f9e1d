"""Data work: circles, unknown lengths, blocked and forgotten items (SM701 to SM705)."""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs_storymap.checks.rule import Context, Family
from mkdocs_storymap.derive.work import circle_in_words
from mkdocs_storymap.diagnostics import Finding, Mention, Path, closest
from mkdocs_storymap.site.registry import Key

rules = Family()

_SECTION = {"data item": "data", "job": "jobs", "story": "stories"}
_UNUSED_KINDS = ("monitoring", "infrastructure")


@rules("SM701")
def no_circles(c: Context) -> Iterator[Finding]:
    """Nothing waits for itself, by any way round.

    Work in a circle can never begin. (Feedback from production to a job is no such circle: it is the point of the map.)

    Fails:
        data:
          open-banking: {from: [cashflow]}
          cashflow: {from: [open-banking]}
    Passes:
        data:
          cashflow: {from: [open-banking]}
    """
    told: set[frozenset[Key]] = set()
    for cycle in c.derived.graph.cycles.get(c.key, ()):
        if frozenset(cycle) in told:
            continue
        told.add(frozenset(cycle))
        way = circle_in_words(cycle)
        yield Finding(
            "SM701", f"these wait for each other in a circle: {way}" if len(cycle) > 1 else f"`{cycle[0].id}` waits for itself: {way}",
            "take one of them out of `from` or `after`" if len(cycle) > 1 else f"take `{cycle[0].id}` out of its own list",
            _edge(c, cycle[0], cycle[1 % len(cycle)]),
            mentions=tuple(Mention(key.id, (_SECTION[key.kind], key.id), key.map, key=True) for key in cycle[1:10]),
        )  # fmt: skip


def _edge(c: Context, start: Key, to: Key) -> Path:
    """Where the first thing names the second."""
    field = "from" if start.kind == "data item" else "after"
    base: Path = (_SECTION[start.kind], start.id, field)
    found = c.site.map(start.map)
    item = found.data[start.id] if start.kind == "data item" else found.cards[start.id]
    names = item.from_ if start.kind == "data item" else item.after  # type: ignore[union-attr]
    for number in range(len(names)):
        if c.site.target(start.map, (*base, number)) == to:
            return (*base, number)
    return base


@rules("SM702")
def lead_time_known(c: Context) -> Iterator[Finding]:
    """Data that is not ready says how long it takes, or that nobody knows and what blocks it.

    A pipeline of six weeks under a feature of two is the surprise that this format exists to prevent (C2, F2).

    Fails:
        data:
          feature-store: {lead_time: unknown}
    Passes:
        data:
          feature-store: {lead_time: unknown, blocker: The budget is not approved}
    """
    for item in c.map.data.values():
        if item.ready:
            continue
        if item.unknown:
            if item.lacks("blocker"):
                yield Finding(
                    "SM702", f"`{item.id}`: nobody knows how long it takes, and nothing says what blocks it",
                    "add `blocker: what has to happen first`, or a `lead_time`", (*item.path, "lead_time"), item=f"data.{item.id}.blocker",
                )  # fmt: skip
        elif item.lacks("lead_time"):
            yield Finding(
                "SM702", f"`{item.id}` is {item.status}, and nothing says how long it takes",
                "add `lead_time: 3w` (what is left), `status: ready`, or `lead_time: unknown` with a `blocker`",
                item.path, key=True, item=f"data.{item.id}.lead_time",
            )  # fmt: skip


@rules("SM703")
def blocked_and_critical(c: Context) -> Iterator[Finding]:
    """A blocked item on a critical path holds up a story until somebody unblocks it.

    Of all that is blocked, this decides when something ships. It is the one to talk about first.

    Fails:
        science:
          jobs:
            thin-file-lift: {status: blocked}
    Passes:
        science:
          jobs:
            thin-file-lift: {status: in progress}
    """
    for key in c.derived.graph.by_map.get(c.key, ()):
        work = c.derived.graph.work[key]
        if not work.blocked:
            continue
        held = _waiting(c, key) if work.unknown else c.index.held.get(key)  # what takes an unknown time can always be the longest way
        if held:
            item = c.map.data.get(key.id) if key.kind == "data item" else None
            why = f" ({item.blocker})" if item and item.blocker else ""
            names = ", ".join(f"`{story.id}`" for story in held[:5])
            yield Finding(
                "SM703", f"`{key.id}` is blocked{why} and decides when {names} can ship",
                "unblock it first: nothing else makes these stories earlier", (_SECTION[key.kind], key.id), key=True,
            )  # fmt: skip


def _waiting(c: Context, start: Key) -> list[Key]:
    """The unfinished stories that wait for a piece of work, by any way."""
    graph = c.derived.graph
    seen, stack, found = {start}, [start], []
    while stack:
        for after in graph.after.get(stack.pop(), ()):
            if after not in seen and not graph.work[after].finished:
                seen.add(after)
                stack.append(after)
                if after.kind == "story":
                    found.append(after)
    return sorted(found, key=graph.order.__getitem__)


@rules("SM704")
def nothing_needs_it(c: Context) -> Iterator[Finding]:
    """A data item that no story, job or other item needs is forgotten work, or forgotten `needs`.

    In the first case it costs weeks for nothing; in the second a story looks ready earlier than it is. Monitoring and
    infrastructure are needed by all, and need not be named.

    Fails:
        data:
          web-clicks: {kind: feature, lead_time: 1w}
    Passes:
        data:
          web-clicks: {kind: feature, lead_time: 1w}
        science:
          jobs:
            stay-fresh: {needs: [bureau, feature-store, web-clicks]}
    """
    lost = _lost_needs(c)
    if c.science_unknown or lost is None:
        return
    for item in c.map.data.values():
        if item.kind in _UNUSED_KINDS or "kind" in item.broken or Key(c.key, "data item", item.id) in c.index.needed:
            continue
        if closest(item.id, lost):
            continue
        yield Finding(
            "SM704", f"nothing needs `{item.id}`", "add it to `needs` of a story or job, or to `from` of an item that is made from it",
            item.path, key=True,
        )  # fmt: skip


def _lost_needs(c: Context) -> list[str] | None:
    """Names in `needs` and `from` that lead nowhere, here and in the maps that serve this one; None where such a list is faulty."""
    lost = []
    for key in (c.key, *c.entry.served_by):
        found = c.site.map(key)
        lists = [(card, "needs", card.needs) for card in found.cards.values()]
        for owner, field, names in [*lists, *((item, "from", item.from_) for item in found.data.values())]:
            if {"", field} & owner.broken:
                return None
            lost += c.lost(key, (*owner.path, field), names)
    return lost


@rules("SM705")
def ready_from_ready(c: Context) -> Iterator[Finding]:
    """What is ready is made from what is ready.

    A feature whose source does not exist yet is at most a test with made-up data. One of the two statuses is out of date, and
    the lead time that rests on it is too short.

    Fails:
        data:
          open-banking: {status: planned}
          cashflow: {from: [open-banking], status: ready}
    Passes:
        data:
          open-banking: {status: ready}
          cashflow: {from: [open-banking], status: ready}
    """
    for item in c.map.data.values():
        if not item.ready:
            continue
        for place, source in c.led((*item.path, "from"), item.from_):
            other = c.site.map(source.map).data[source.id]
            if not other.ready and "status" not in other.broken:
                yield Finding(
                    "SM705", f"`{item.id}` is ready, but made from `{source.id}`, which is {other.status}",
                    f"mend the status of one of them, or take `{source.id}` out of `from`", place,
                    mentions=(Mention(f"`{source.id}`", other.path, source.map, key=True),),
                )  # fmt: skip
