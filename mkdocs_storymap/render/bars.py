"""The bars of lead times as SVG, written in Python as `pieces` are: each card has three of them.

Geometry stands in attributes, colour in classes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from mkdocs_storymap.render.fast import quick_escape as safe
from mkdocs_storymap.render.icons import icon
from mkdocs_storymap.render.lettering import fit
from mkdocs_storymap.render.pieces import link, links
from mkdocs_storymap.render.words import span

if TYPE_CHECKING:
    from mkdocs_storymap.render.cardview import Hairline
    from mkdocs_storymap.render.leads import LeadView
    from mkdocs_storymap.render.ways import Ways

_LEFT, _RIGHT, _ROW = 62, 384, 22
"""Where the bars on a card begin and end, and the height of a row, in px."""


def hairlines(lines: Sequence[Hairline]) -> Markup:
    """The lines on a closed card: its own work, its data, its jobs; the one that decides is thicker."""
    drawn = [
        f'<rect class="sm-b-{one.family}{" is-key" if one.key else ""}" y="{number * 4}" width="{safe(one.width)}" height="{3 if one.key else 2}"/>'
        for number, one in enumerate(lines)
    ]
    return Markup(f'<svg class="sm-lb" width="100%" height="{len(lines) * 4 + 1}" aria-hidden="true">{"".join(drawn)}</svg>')  # noqa: S704


def ways(found: Ways) -> Markup:
    """The ways to a card, to scale, and the one that decides in words."""
    scale = found.real or 1
    room = _RIGHT - _LEFT
    drawn: list[str] = []
    for number, way in enumerate(found.ways):
        top, key = number * _ROW, " is-key" if way.key else ""
        drawn.append(f'<text class="sm-w-f{key}" x="0" y="{top + 14}">{"as long" if way.tie else way.family}</text>')
        for one in way.segments:
            left, width = _LEFT + room * one.start / scale, room * one.minutes / scale
            drawn.append(
                f'<rect class="sm-b-{"bad" if one.blocked else one.family}{key}" x="{round(left)}" y="{top + 2}" '
                f'width="{round(max(width - 1.5, 1.5))}" height="17"/>'
            )
            if width > 30:
                text = safe(fit(f"{one.text} {one.link.text}", width - 8, 12))
                drawn.append(f'<text class="sm-w-t{key}" x="{round(left + 5)}" y="{top + 14}">{text}</text>')
        if way.slack:
            drawn.append(f'<text class="sm-w-f" x="{_RIGHT}" y="{top + 14}" text-anchor="end">{span(way.slack)} slack</text>')
    height = len(found.ways) * _ROW
    words = "".join(
        f'<p class="sm-path">{" → ".join(f"{link(one.link)} {safe(one.text)}" for one in way.segments)}</p> ' for way in found.ways if way.key
    )
    more = (f'<p class="sm-mute">and {found.more} more as long</p>' if found.more else "") + _unknown(found)
    return Markup(  # noqa: S704 - every part is escaped
        f'<svg class="sm-ways" viewBox="0 0 {_RIGHT} {height}" width="{_RIGHT}" height="{height}">{"".join(drawn)}</svg>\n{words}{more}'
    )


def bars(row: LeadView, scale: int) -> Markup:
    """The ways of one card beside those of all others, on their common scale."""
    drawn: list[str] = []
    for way in row.ways.ways:
        family = way.family if way.family in ("data", "model", "feature") else "feature"
        drawn.append(
            f'<div class="sm-way{" is-key" if way.key else ""}{" is-tie" if way.tie else ""}"><span class="sm-way-f">{icon(family)}'
            f'{"as long" if way.tie else way.family}</span> <svg class="sm-track" width="100%" height="20">'
        )
        for one in way.segments:
            text, name = safe(one.text), safe(one.link.text)
            title = f"<title>{name} {text}</title>" if one.minutes / scale < 0.2 else ""
            drawn.append(
                f'<svg class="sm-seg" x="{_share(one.start, scale)}%" width="{_share(one.minutes, scale)}%" height="20" '
                f'data-item="{safe(one.link.item)}" data-len="{one.minutes}">{title}'
                f'<rect class="sm-b-{"bad" if one.blocked else one.family}" width="100%" height="18" y="1"/>'
                f'<text x="5" y="14.5">{text} {name}</text></svg>'
            )
        if way.slack:
            end = _share(row.minutes, scale)
            drawn.append(f'<line class="sm-slack" x1="{_share(way.minutes, scale)}%" x2="{end}%" y1="10" y2="10"/>')
            if way.slack / scale > 0.08:
                tight = " is-tight" if way.slack / scale < 0.4 else ""
                drawn.append(
                    f'<text class="sm-slack-t{tight}" x="{end}%" y="14" dx="-6" text-anchor="end">{span(way.slack)} slack</text>'
                )
        drawn.append("</svg></div> ")
    more = f'<p class="sm-mute sm-small">and {row.ways.more} more as long</p>' if row.ways.more else ""
    return Markup("".join(drawn) + more + _unknown(row.ways))  # noqa: S704 - every part is escaped


def _unknown(found: Ways) -> str:
    """What a way cannot show, since nobody knows its length."""
    return f'<p class="sm-mute sm-small">nobody knows how long it takes: {links(found.unknown)}</p>' if found.unknown else ""


def _share(minutes: int, scale: int) -> float:
    return round(100 * minutes / scale, 2)


BARS = {"html_hairlines": hairlines, "html_ways": ways, "html_bars": bars}
"""The drawings by their names in templates."""
