"""The section on lead times: what holds the plan up, and every story's ways on one scale."""

from __future__ import annotations

from collections.abc import Iterable

from mkdocs_storymap.derive.bottlenecks import Bottleneck
from mkdocs_storymap.derive.work import circle_in_words
from mkdocs_storymap.record import record
from mkdocs_storymap.render import words
from mkdocs_storymap.render.card import title_of
from mkdocs_storymap.render.page import Link, Page
from mkdocs_storymap.render.ways import Ways, ways
from mkdocs_storymap.site.registry import Key

_SHOWN = 12
"""Bars and bottlenecks that are shown before the rest folds."""
_DAY = 24 * 60
_END, _NEAR = 97, 11
"""Percent of the axis: a figure behind the first stands before its place, and would cover one that is nearer to it than the second."""


@record
class HoldView:
    """One bottleneck."""

    link: Link
    family: str
    status: str
    left: str
    gain: str
    holds: tuple[Link, ...]
    more: int
    blocker: str


@record
class LeadView:
    """One card's ways; `real` in minutes."""

    link: Link
    title: str
    release: str
    real: str
    minutes: int
    decided: str
    ways: Ways


@record
class LeadsView:
    """The section, ready for its template. `scale` is what the full width stands for, in minutes."""

    result: str
    holds: tuple[HoldView, ...]
    more_holds: tuple[HoldView, ...]
    rows: tuple[LeadView, ...]
    more_rows: tuple[LeadView, ...]
    done: int
    scale: int
    ticks: tuple[tuple[float, str], ...]
    choices: tuple[tuple[str, str, str], ...]
    cycles: tuple[str, ...]


def leads(page: Page) -> LeadsView | None:
    """Gather the section; None where nothing has a length."""
    found = page.map
    rows = sorted((_row(page, name) for name in found.cards), key=lambda row: -row.minutes)
    open_rows = [row for row in rows if not row.ways.finished]
    if not any(row.minutes for row in rows) and not found.checklist:
        return None
    scale = max((row.minutes for row in rows), default=0) or 1
    holds = [_hold(page, one) for one in page.derived.bottlenecks[page.key]]
    return LeadsView(
        _result(page, open_rows), tuple(holds[:8]), tuple(holds[8:]), tuple(open_rows[:_SHOWN]), tuple(open_rows[_SHOWN:]),
        len(rows) - len(open_rows), scale, tuple(ticks(scale)), tuple(_choices(page)), tuple(_cycles(page)),
    )  # fmt: skip


def _result(page: Page, rows: list[LeadView]) -> str:
    if not rows:
        return "Everything is done."
    longest = rows[0]
    own = max((minutes for family, minutes, _ in longest.ways.totals if family == "feature"), default=0)
    text = f"The longest wait is {longest.real}, for {longest.link.text}"
    if longest.ways.decides:
        text += f"; its own work alone is {words.span(own)}"
    waiting = sum(1 for row in rows if row.ways.decides)
    tail = f" {waiting} of {page.cards(len(rows))} wait for data or a model." if waiting and len(rows) > 1 else ""
    return f"{text}.{tail} Strong decides; pale has slack."


def _row(page: Page, name: str) -> LeadView:
    key = Key(page.key, page.noun, name)
    way = ways(page, key)
    release = page.site.release_of(page.key, page.map.cards[name])  # type: ignore[arg-type]
    decided = f"decided by {words.joined(['the ' + one if one == 'model' else one for one in way.decides])}"
    if not way.decides:
        inherited = page.derived.graph.work[key].left < way.real
        decided = "decided by what it comes after" if inherited else "decided by its own work"
    if way.unknown:
        decided += f", or by {words.joined([one.text for one in way.unknown])}, of unknown length"
    return LeadView(
        page.link(key, name), title_of(page, key), release.id if release else "", words.lead(way.real, way.at_least),
        way.real, decided, way,
    )  # fmt: skip


def _hold(page: Page, one: Bottleneck) -> HoldView:
    family, status, blocker = "model", "planned", ""
    if one.key.kind == "data item":
        item = page.site.map(one.key.map).data[one.key.id]
        family, status, blocker = "data", item.status, item.blocker or ""
    else:
        status = page.site.map(one.key.map).cards[one.key.id].status
        family = "model" if one.key.kind == "job" else "story"
    in_all = " in all" if len(one.holds) > 1 else ""
    gain = "tied: each alone gains nothing" if one.tied else f"ready today saves {words.span(one.gain)}{in_all}" if one.gain else ""
    holds = tuple(page.link(key, key.id) for key in one.holds[:3])
    left = "unknown" if one.at_least else words.span(one.left)
    return HoldView(page.link(one.key, one.key.id), family, status, left, gain, holds, len(one.holds) - len(holds), blocker)


def ticks(scale: int) -> Iterable[tuple[float, str]]:
    """The axis: percent of the width, and what stands there."""
    week = 7 * _DAY
    unit, sign = (week, "w") if scale >= 2 * week else (_DAY, "d") if scale >= 2 * _DAY else (60, "h")
    every = next((step for step in (1, 2, 4, 8, 13, 26, 52) if scale / unit / step <= 13), 104)
    found = [(round(100 * number * unit / scale, 3), f"{number}{sign}") for number in range(0, scale // unit + 1, every)]
    if found[-1][0] > _END and found[-1][0] - found[-2][0] < _NEAR:
        del found[-2]
    return found


def _choices(page: Page) -> Iterable[tuple[str, str, str]]:
    """What can be asked to slip: (item, name, what is left), bottlenecks first."""
    graph = page.derived.graph
    first = [one.key for one in page.derived.bottlenecks[page.key]]
    for key in dict.fromkeys([*first, *upstream(page)]):
        work = graph.work[key]
        if not work.finished and key.kind != "story":
            kind = "data" if key.kind == "data item" else "job"
            yield page.item(key), key.id, f"{kind}, {'unknown' if work.unknown else words.span(work.left)}"


def upstream(page: Page) -> list[Key]:
    """All work that the map's cards wait for, in the order of the site; the cards themselves last."""
    if page.upstream is None:
        graph = page.derived.graph
        cards = [Key(page.key, page.noun, name) for name in page.map.cards]
        seen, stack = set(cards), list(cards)
        while stack:
            for key in graph.work[stack.pop()].before:
                if key not in seen:
                    seen.add(key)
                    stack.append(key)
        seen.update(Key(page.key, "data item", name) for name in page.map.data)
        mine = set(cards)
        page.upstream = sorted(seen - mine, key=graph.order.__getitem__) + cards
    return page.upstream


def _cycles(page: Page) -> Iterable[str]:
    for cycles in page.derived.graph.cycles.values():
        for cycle in cycles:
            if any(key.map == page.key for key in cycle):
                yield circle_in_words(cycle)
