"""How wide the columns are, and which of them stand beside each other: a wide map goes on below, with its heads again."""

from __future__ import annotations

from collections.abc import Sequence

from mkdocs_storymap.record import record
from mkdocs_storymap.render.grid import GridView

HEAD = 188.0
"""Width of the row heads."""
NARROW, WIDE = 104.0, 212.0
"""Least width of a column without and with cards."""
_LEAST, _MOST = 1360.0, 1900.0
"""The whole grid is between these; a map that needs more is cut into parts."""
GAP = 16.0
"""Room at the right of what stands in a column."""


@record
class Part:
    """Neighbouring columns: the first, how many, and how wide each is."""

    start: int
    widths: tuple[float, ...]

    @property
    def end(self) -> int:
        """The column after its last."""
        return self.start + len(self.widths)

    @property
    def width(self) -> float:
        """The width of all its columns."""
        return sum(self.widths)

    def x(self, column: int) -> float:
        """Where a column begins, from the part's left edge."""
        return HEAD + sum(self.widths[: column - self.start])

    def overlap(self, start: int, wide: int) -> tuple[int, int] | None:
        """The columns of a span that stand in this part."""
        first, last = max(start, self.start), min(start + wide, self.end)
        return (first, last) if first < last else None


def cut(view: GridView) -> list[Part]:
    """Cut a grid into parts that can be read, between activities where that is possible."""
    least = [WIDE if column.number else NARROW for column in view.columns]
    if not least:
        return [Part(0, ())]
    rows = [(0, len(least))] if sum(least) <= _MOST - HEAD else _rows(view, least, _MOST - HEAD)
    widest = max(sum(least[start:end]) for start, end in rows)
    room = min(max(_LEAST - HEAD, widest), _MOST - HEAD)
    return [Part(start, _filled(least[start:end], room)) for start, end in rows]


def _rows(view: GridView, least: Sequence[float], room: float) -> list[tuple[int, int]]:
    spans = [activity.width for activity in view.activities] or [1] * len(least)
    rows, start, used, at = [], 0, 0.0, 0
    for span in spans:
        wide = sum(least[at : at + span])
        if used and used + wide > room:
            rows.append((start, at))
            start, used = at, 0.0
        if wide <= room:
            used += wide
            at += span
            continue
        for _ in range(span):
            if used and used + least[at] > room:
                rows.append((start, at))
                start, used = at, 0.0
            used += least[at]
            at += 1
    rows.append((start, len(least)))
    return rows


def _filled(least: Sequence[float], room: float) -> tuple[float, ...]:
    """Spread what is left over the columns with cards; columns without grow little."""
    spare = max(0.0, room - sum(least))
    full = [wide for wide in least if wide > NARROW]
    if not full:
        return tuple(wide + spare / len(least) for wide in least)
    return tuple(wide + (spare / len(full) if wide > NARROW else 0.0) for wide in least)
