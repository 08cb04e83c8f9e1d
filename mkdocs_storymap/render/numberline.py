"""The number line of a metric: promised above the axis, where we are on it, what we do below it.

Positions are percent of the width, so that the line fits any column; labels are set in rows for the narrowest that a
line gets, so that none covers another; a label may step a little aside before it gets a new row. Marks above the axis
that would cover each other are lifted; those on it are drawn from large and open to small and full. A value far from
all others would push them together in one spot: the way to it is cut short, and marked as not to scale.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise

from mkdocs_storymap.metrics import Level, Scale
from mkdocs_storymap.model import TIERS
from mkdocs_storymap.record import record
from mkdocs_storymap.render import words
from mkdocs_storymap.render.lettering import width
from mkdocs_storymap.site.binding import BoundAlarm, Bounds

_WIDTH = 280.0
"""The narrowest that a line gets, in px (the style sheet sees to it)."""
_SIZE = 13.2
"""Size of the letters that labels are measured with: their own, and a tenth more for fonts that run wide."""
_LIFT = 9.0
_MARK = 100 * 10 / _WIDTH
"""Percent of the width that a mark above the axis takes."""
_ORDER = ("everyone", "today", "target", "job", "now", "promise", "limit", "floor")
_ABOVE = ("promise", "limit", "floor")
_PAD = 14.0
"""Percent of the width left free at each end."""
_ROW = 15.0
"""Height of a row of labels."""
_BEFORE = 100 * 9 / _WIDTH
"""Percent of the width that a label at an end begins before its mark."""
_ASIDE = 6.0
"""Percent of the width that a label may step aside."""
_CROWDED = Decimal("0.15")
"""Where all other values would share less than this part of the line, the one long way between two of them is cut."""
_CUT = 0.22
"""Part of the line that a way takes which is cut."""


@record
class Point:
    """Something that stands on the line: `kind` is now, today, target, promise, limit, floor, job or everyone."""

    kind: str
    word: str
    level: Level


@record
class Zone:
    """The ground from an edge to the end of the line; `tier` 1 to 3."""

    x: float
    width: float
    tier: int


@record
class Tick:
    """An edge below the axis; `tier` 1 to 3."""

    x: float
    tier: int


@record
class Label:
    """Words at a place: `dx` px aside of `x`; `anchor` start, middle or end; `y` from the top; `strong` is the figure."""

    x: float
    dx: float
    y: float
    anchor: str
    word: str
    strong: str
    kind: str


@record
class Sign:
    """A mark on or above the axis; `y` from the top."""

    x: float
    y: float
    kind: str
    word: str


@record
class NumberLine:
    """A line ready to be drawn; `axis` and `height` in px."""

    height: float
    axis: float
    zones: tuple[Zone, ...]
    ticks: tuple[Tick, ...]
    signs: tuple[Sign, ...]
    labels: tuple[Label, ...]
    words: str


def number_line(points: Sequence[Point], tiers: Iterable[BoundAlarm], scale: Scale | None = None) -> NumberLine | None:
    """Draw a metric's line, its levels in the unit of its scale; None where nothing on it has a level."""

    def told(level: Level) -> str:
        return words.shown(level, scale) if scale else level.text

    edges = [
        (TIERS.index(alarm.tier) + 1, side, level) for alarm in tiers for side, level in alarm.edges.sides()
    ]  # fmt: skip
    values = [point.level.value for point in points] + [level.value for _, _, level in edges]
    if not values:
        return None
    places, cuts = _places(values)

    def place(value: Decimal) -> float:
        return places[value]

    zones = [
        Zone(0.0, place(level.value), tier) if side == "low" else Zone(place(level.value), round(100 - place(level.value), 2), tier)
        for tier, side, level in sorted(edges, key=lambda edge: edge[0])
    ]
    ticks = [Tick(place(level.value), tier) for tier, _, level in edges]
    above = _set([(place(point.level.value), point.word, told(point.level), point.kind) for point in points])
    once = {told(level): place(level.value) for _, _, level in edges}
    below = _set([(x, "", text, "edge") for text, x in once.items()])
    rows_above = max((row for row, *_ in above), default=-1) + 1
    rows_below = max((row for row, *_ in below), default=-1) + 1
    lifts = _lifts([(place(point.level.value), point.kind) for point in points])
    lifted = max(lifts.values(), default=0) * _LIFT
    axis = rows_above * _ROW + 12.0 + lifted
    signs = [
        Sign(x := place(point.level.value), axis - lifts.get((x, point.kind), 0) * _LIFT, point.kind, point.word)
        for point in sorted(points, key=lambda point: _ORDER.index(point.kind))
    ] + [Sign(x, axis, "cut", "") for x in cuts]
    labels = [
        Label(x, dx, axis - 14.0 - lifted - row * _ROW, anchor, word, strong, kind) for row, x, dx, anchor, word, strong, kind in above
    ] + [
        Label(x, dx, axis + 23.0 + row * _ROW, anchor, word, strong, kind) for row, x, dx, anchor, word, strong, kind in below
    ]  # fmt: skip
    said = [f"{point.word} {told(point.level)}" for point in points] + ["not to scale"] * bool(cuts)
    return NumberLine(
        axis + 10.0 + max(rows_below * _ROW + 4.0, 0.0), axis, tuple(zones), tuple(ticks), tuple(signs), tuple(labels), ", ".join(said)
    )


def _places(values: Iterable[Decimal]) -> tuple[dict[Decimal, float], list[float]]:
    """Where each value stands, and where the line is cut, in percent of the width."""
    known = sorted(set(values))
    if len(known) == 1:
        return {known[0]: 50.0}, []
    ways = [high - low for low, high in pairwise(known)]
    open_ = set(range(len(ways)))
    while len(open_) > 1 and len(ways) - len(open_) < 3:
        longest = max(open_, key=ways.__getitem__)
        whole = sum(ways[number] for number in open_)
        if whole - ways[longest] > _CROWDED * whole:
            break
        open_.remove(longest)
    room = 1 - _CUT * (len(ways) - len(open_))
    whole = sum(ways[number] for number in open_)
    places, cuts, at = {known[0]: _PAD}, [], 0.0
    for number, (way, value) in enumerate(zip(ways, known[1:], strict=True)):
        part = float(way / whole) * room if number in open_ else _CUT
        if number not in open_:
            cuts.append(round(_PAD + (at + part / 2) * (100 - 2 * _PAD), 2))
        at += part
        places[value] = round(_PAD + at * (100 - 2 * _PAD), 2)
    return places, cuts


def _lifts(marks: list[tuple[float, str]]) -> dict[tuple[float, str], int]:
    """How many steps a mark above the axis is lifted, so that none covers another."""
    found: dict[tuple[float, str], int] = {}
    free: list[float] = []
    for x, kind in sorted({(x, kind) for x, kind in marks if kind in _ABOVE}):
        step = next((number for number, end in enumerate(free) if x >= end), len(free))
        free[step : step + 1] = [x + _MARK]
        found[x, kind] = step
    return found


def _set(wanted: list[tuple[float, str, str, str]]) -> list[tuple[int, float, float, str, str, str, str]]:
    """Give every label a row in which it covers no other one: (row, x, px aside, anchor, word, figure, kind)."""
    rows: list[float] = []
    found = []
    for x, word, figure, kind in sorted(wanted):
        wide = width(f"{word} {figure}" if word else figure, _SIZE) / _WIDTH * 100
        begin, anchor = x - wide / 2, "middle"
        if begin < 0:
            begin, anchor = x - _BEFORE, "start"
        elif x + wide / 2 > 100:
            begin, anchor = x + _BEFORE - wide, "end"
        row, aside = 0, 0.0
        while row < len(rows):
            aside = max(0.0, rows[row] - begin)
            if aside <= (_ASIDE if anchor == "middle" else 0.0) and begin + aside + wide <= 101:
                break
            row, aside = row + 1, 0.0
        if row == len(rows):
            rows.append(0.0)
        rows[row] = begin + aside + wide + 2.0
        dx = {"start": -_BEFORE, "end": _BEFORE, "middle": aside}[anchor] * _WIDTH / 100
        found.append((row, x, round(dx, 1), anchor, word, figure, kind))
    return found


def bounds_points(kind: str, word: str, bounds: Bounds | None) -> list[Point]:
    """The ends of a promise or limit."""
    return [Point(kind, word, level) for _, level in bounds.sides()] if bounds else []
