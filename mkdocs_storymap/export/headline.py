"""The head of the picture: what the map is, who answers for it, where it is linked, and its checklist."""

from __future__ import annotations

from collections.abc import Iterable

from mkdocs_storymap.export.cells import BASE, SMALL, Colours, flow
from mkdocs_storymap.export.svg import Drawn, Run, at, number, paragraph, rect, stack
from mkdocs_storymap.render.head import HeadView, Mark

_LEFT = 3
"""Lines of what a draft lacks before the rest is counted."""
_CHECK = {"met": ("check", "good"), "missing": ("cross", "bad")}


def headline(top: HeadView, room: float, colours: Colours) -> Drawn:
    """Everything above the grid."""
    kicker = list(_kicker(top, room, colours))
    parts = [flow(kicker, room, 12.0), paragraph([Run(top.title, bold=True)], room, 27.0, colours, leading=1.2, most=3)]
    if top.summary:
        parts.append(paragraph([Run(top.summary)], min(room, 900.0), 13.5, colours, most=3))
    parts.append(Drawn(4))
    people = list(_people(top, room, colours))
    if people:
        parts.append(flow(people, room, 18.0))
    parts += [paragraph([Run("Draft. ", bold=True), Run(_left(top))], room, BASE, colours, most=4)] if top.status == "draft" else []
    if top.strip:
        parts += [Drawn(8), _strip(top.strip, room, colours)]
    return stack([part for part in parts if part.height])


def _kicker(top: HeadView, room: float, colours: Colours) -> Iterable[Drawn]:
    yield paragraph([Run(top.kind, "mute")], room, SMALL, colours)
    ready = top.status == "ready"
    yield paragraph([Run(top.status, "good" if ready else "mute")], room, SMALL, colours, lead_icon="ready good" if ready else "planned mute")
    told = [top.facts, *([f"reviewed {top.reviewed}"] if top.reviewed else [])]
    yield paragraph([Run(" · ".join(part for part in told if part), "mute")], room, SMALL, colours)


def _people(top: HeadView, room: float, colours: Colours) -> Iterable[Drawn]:
    """Who answers for what, then the maps at the other end of a link."""
    for owner in top.owners:
        name = Run(f"none: {owner.none}", "mute") if owner.none else Run(owner.name or "nobody yet")
        yield paragraph([Run(f"{owner.role} ", "mute"), name], room, BASE, colours)
    if top.owners_none:
        yield paragraph([Run(f"owners none: {top.owners_none}", "mute")], room, BASE, colours)
    for other in top.linked:
        runs = [Run(f"{other.words} ", "mute"), Run(other.link.text, "rel" if other.words.startswith("serves") else "model")]
        yield paragraph([*runs, Run(f" {other.count}" if other.count else "", "mute")], room, BASE, colours, lead_icon="link mute")


def _left(top: HeadView) -> str:
    if not top.left:
        return "Nothing of the checklist is missing."
    every = [f"{title} {link.text}" if title else link.text for title, links in top.left for link in links]
    told = "; ".join(every[:_LEFT])
    more = len(every) - _LEFT
    return f"What is left before it can be ready: {told}{f'; and {more} more' if more > 0 else ''}."


def _strip(marks: tuple[Mark, ...], room: float, colours: Colours) -> Drawn:
    """The checklist in one line of equal fields."""
    wide = room / len(marks)
    found, tall = [], 0.0
    for place, mark in enumerate(marks):
        name, colour = _CHECK.get(mark.state, ("dash", "mute"))
        pad = 12.0 if place else 0.0
        left = paragraph([Run(f"{mark.code} ", "mute"), Run(mark.title)], wide - pad, BASE, colours)
        right = paragraph([Run(mark.word, colour, bold=mark.state == "missing")], wide, SMALL, colours, lead_icon=f"{name} {colour}")
        drawn = flow([left, right], wide - pad, 8.0)
        found.append(at(place * wide + pad, 8, drawn.svg))
        tall = max(tall, drawn.height)
    tall += 16
    rules = rect(0, 0, room, 1, colours["hair"]) + rect(0, tall - 1, room, 1, colours["hair"])
    between = "".join(f'<path d="M{number(place * wide)} 8V{number(tall - 8)}" stroke="{colours["hair"]}"/>' for place in range(1, len(marks)))
    return Drawn(tall, rules + between + "".join(found), room)
