"""The number line of a metric: promised above the axis, where we are on it, what we do below it.

Positions are percent of the width, so that the line fits any column; labels are set in rows for a width of 340 px,
the narrowest that a line gets, so that none covers another; a label may step a little aside before it gets a new row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mkdocs_storymap.metrics import Level
from mkdocs_storymap.model import TIERS
from mkdocs_storymap.site.binding import BoundAlarm, Bounds

_WIDTH = 340.0
_LETTER = 6.0
"""Width of a letter of a label, on the generous side."""
_PAD = 14.0
"""Percent of the width left free at each end."""
_ROW = 15.0
"""Height of a row of labels."""
_ASIDE = 6.0
"""Percent of the width that a label may step aside."""


@dataclass(frozen=True, slots=True)
class Point:
    """Something that stands on the line: `kind` is now, today, target, promise, limit, floor, job or everyone."""

    kind: str
    word: str
    level: Level


@dataclass(frozen=True, slots=True)
class Zone:
    """The ground from an edge to the end of the line; `tier` 1 to 3."""

    x: float
    width: float
    tier: int


@dataclass(frozen=True, slots=True)
class Tick:
    """An edge below the axis; `tier` 1 to 3."""

    x: float
    tier: int


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place: `anchor` start, middle or end; `y` from the top; `strong` is the figure."""

    x: float
    y: float
    anchor: str
    word: str
    strong: str
    kind: str


@dataclass(frozen=True, slots=True)
class Sign:
    """A mark on or above the axis."""

    x: float
    kind: str
    word: str


@dataclass(frozen=True, slots=True)
class NumberLine:
    """A line ready to be drawn; `axis` and `height` in px."""

    height: float
    axis: float
    zones: tuple[Zone, ...]
    ticks: tuple[Tick, ...]
    signs: tuple[Sign, ...]
    labels: tuple[Label, ...]
    words: str


def number_line(points: Sequence[Point], tiers: Iterable[BoundAlarm]) -> NumberLine | None:
    """Draw a metric's line; None where nothing on it has a level."""
    edges = [
        (TIERS.index(alarm.tier) + 1, side, level) for alarm in tiers for side, level in alarm.edges.sides()
    ]  # fmt: skip
    values = [point.level.value for point in points] + [level.value for _, _, level in edges]
    if not values:
        return None
    low, high = min(values), max(values)

    def place(value: Decimal) -> float:
        if low == high:
            return 50.0
        return round(_PAD + float((value - low) / (high - low)) * (100 - 2 * _PAD), 2)

    zones = [
        Zone(0.0, place(level.value), tier) if side == "low" else Zone(place(level.value), round(100 - place(level.value), 2), tier)
        for tier, side, level in sorted(edges, key=lambda edge: edge[0])
    ]
    ticks = [Tick(place(level.value), tier) for tier, _, level in edges]
    signs = [Sign(place(point.level.value), point.kind, point.word) for point in points]
    above = _set([(place(point.level.value), point.word, point.level.text, point.kind) for point in points])
    once = {level.text: place(level.value) for _, _, level in edges}
    below = _set([(x, "", text, "edge") for text, x in once.items()])
    rows_above = max((row for row, *_ in above), default=-1) + 1
    rows_below = max((row for row, *_ in below), default=-1) + 1
    axis = rows_above * _ROW + 12.0
    labels = [
        Label(x, axis - 14.0 - row * _ROW, anchor, word, strong, kind) for row, x, anchor, word, strong, kind in above
    ] + [
        Label(x, axis + 23.0 + row * _ROW, anchor, word, strong, kind) for row, x, anchor, word, strong, kind in below
    ]  # fmt: skip
    said = [f"{point.word} {point.level.text}" for point in points]
    return NumberLine(
        axis + 10.0 + max(rows_below * _ROW + 4.0, 0.0), axis, tuple(zones), tuple(ticks), tuple(signs), tuple(labels), ", ".join(said)
    )


def _set(wanted: list[tuple[float, str, str, str]]) -> list[tuple[int, float, str, str, str, str]]:
    """Give every label a row in which it covers no other one: (row, x, anchor, word, figure, kind)."""
    rows: list[float] = []
    found = []
    for x, word, figure, kind in sorted(wanted):
        wide = (len(word) + len(figure) + (1 if word else 0)) * _LETTER / _WIDTH * 100
        begin, anchor = x - wide / 2, "middle"
        if begin < 0:
            begin, anchor = x - 3, "start"
        elif x + wide / 2 > 100:
            begin, anchor = x + 3 - wide, "end"
        row, aside = 0, 0.0
        while row < len(rows):
            aside = max(0.0, rows[row] - begin)
            if aside <= (_ASIDE if anchor == "middle" else 0.0) and begin + aside + wide <= 101:
                break
            row, aside = row + 1, 0.0
        if row == len(rows):
            rows.append(0.0)
        rows[row] = begin + aside + wide + 2.0
        found.append((row, round(x + aside, 2), anchor, word, figure, kind))
    return found


def bounds_points(kind: str, word: str, bounds: Bounds | None) -> list[Point]:
    """The ends of a promise or limit."""
    return [Point(kind, word, level) for _, level in bounds.sides()] if bounds else []
