"""Rollout stairs: exposure up, time across, all releases of a map to one scale. Positions are percent of the width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mkdocs_storymap.grammar import Step, percent
from mkdocs_storymap.record import record
from mkdocs_storymap.render import words
from mkdocs_storymap.render.lettering import width

_OPEN = 14.0
"""Percent of the width that a last step without an end gets at least."""
_GATE = 7.0
"""Percent of the width of a step that waits for a review: it has no length of its own."""
RISE = 68.0
"""Height of a step that everyone gets, in px."""
_NARROW, _LETTERS = 280.0, 13.0
"""The narrowest stair and the size of its letters, in px."""


@record
class Tread:
    """One step of a stair.

    Attributes:
        x: Where it begins, percent of the width.
        width: Percent of the width.
        height: Share of the height, 0 to 1.
        share: Exposure in words.
        time: How long it lasts, in words.
        open: True where it has no end: it stays.
        gate: The review that ends it, or "".
        lift: How far its share is set above it, so that it covers no other one, in px.
        row: The line below the axis in which its time stands, from 0.
    """

    x: float
    width: float
    height: float
    share: str
    time: str
    open: bool
    gate: str
    lift: int = 0
    row: int = 0


@record
class Stair:
    """One release's stair; `rows` are the lines of times below its axis."""

    treads: tuple[Tread, ...]
    shadow: bool
    end: float
    """Where its holds end, percent of the width."""
    rows: int = 1


def longest(stairs: Sequence[Sequence[Step]]) -> int:
    """The longest sum of holds, in minutes: what the scale has to hold."""
    return max((sum(step.hold or 0 for step in steps) for steps in stairs), default=0)


def per_minute(stairs: Sequence[Sequence[Step]]) -> float:
    """Percent of the width that a minute takes, so that the widest stair with its gates and open end fits."""
    best = float("inf")
    for steps in stairs:
        held = sum(step.hold or 0 for step in steps)
        fixed = sum(_GATE for step in steps if step.hold is None and step.until)
        fixed += _OPEN if steps and steps[-1].hold is None and not steps[-1].until else 2.0
        if held:
            best = min(best, max(20.0, 100.0 - fixed) / held)
    return 0.0 if best == float("inf") else best


def stair(steps: Sequence[Step], scale: float, *, shadow: bool) -> Stair:
    """Draw one rollout; `scale` is percent a minute."""
    treads, x = [], 0.0
    for number, step in enumerate(steps):
        last = number == len(steps) - 1
        wide = step.hold * scale if step.hold is not None else _GATE if step.until else max(0.0, 100.0 - x) if last else _GATE
        wide = min(wide, max(0.0, 100.0 - x))
        if step.hold is not None:
            time = words.span(step.hold)
        else:
            time = f"until {step.until}" if step.until else "stays"
        treads.append(
            Tread(round(x, 3), round(wide, 3), float(step.exposure), percent(step.exposure), time,
                  step.hold is None and not step.until, step.until or "")
        )  # fmt: skip
        x += wide
    end = max((tread.x + tread.width for tread in treads if not tread.open), default=0.0)
    treads = _lettered(treads)
    return Stair(tuple(treads), shadow, round(end, 3), max((tread.row for tread in treads), default=0) + 1)


def _lettered(treads: list[Tread]) -> list[Tread]:
    """Set the words of every step where they cover no other ones, on the narrowest stair."""
    free: list[float] = []
    shares: list[tuple[float, float]] = []
    found = []
    for tread in treads:
        x = tread.x * _NARROW / 100
        row = next((number for number, end in enumerate(free) if x >= end), len(free))
        free[row : row + 1] = [x + width(tread.time, _LETTERS) + 8]
        y = tread.height * RISE
        for right, other in shares:
            if x < right and abs(y - other) < _LETTERS:
                y = other + _LETTERS
        shares.append((x + width(tread.share, _LETTERS) + 4, y))
        found.append(replace(tread, row=row, lift=round(y - tread.height * RISE)))
    return found
