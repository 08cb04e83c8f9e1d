"""Where a fence ends, after the rules of SuperFences, and where its writer may have meant it to end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from mkdocs_storymap.record import record

FENCE = re.compile(r"([> ]*)(`{3,}(?=[^`]*\Z)|~{3,})(.*)\Z", re.DOTALL)
"""A line that opens a fence: what stands before, the marks, the info string. Tabs are expanded before."""

_BARE = re.compile(r"[> ]*(`{3,}|~{3,})[ ]*\Z")
_BLOCK_SCALAR = re.compile(r"[|>][-+0-9]{0,2}[ ]*(?:#.*)?\Z")


@record
class Opening:
    """An opening fence.

    Attributes:
        line: Its line, from 0.
        prefix: Blanks and quote marks before its marks, tabs expanded.
        marks: The marks themselves.
        info: The info string, as it is read; tabs expanded.
    """

    line: int
    prefix: str
    marks: str
    info: str

    @property
    def bare(self) -> bool:
        """True where it might as well be a closing fence."""
        return not self.info.strip()


@record
class Ending:
    """How a fence ends.

    Attributes:
        kind: `closed`; `broken` where a line of the content stands outside; `open` at the end of the page.
        line: The closing line, the line that breaks it, or the number of lines.
    """

    kind: Literal["closed", "broken", "open"]
    line: int


def opening(lines: Sequence[str], number: int) -> Opening | None:
    """Return the fence that line `number` opens, if it does."""
    fence = FENCE.match(lines[number])
    return Opening(number, fence[1], fence[2], fence[3]) if fence else None


class Endings:
    """Finds endings, in time linear in the page: what was searched down to its end is not searched again."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self._never: set[tuple[str, str]] = set()

    def find(self, fence: Opening) -> Ending:
        """Return where `fence` ends."""
        key = (fence.prefix, fence.marks)
        if key in self._never:
            return Ending("open", len(self.lines))
        ending = self._quoted(fence) if ">" in fence.prefix else self._plain(fence)
        if ending.kind == "open":
            self._never.add(key)
        return ending

    def _plain(self, fence: Opening) -> Ending:
        width, marks, lines = len(fence.prefix), fence.marks, self.lines
        for number in range(fence.line + 1, len(lines)):
            line = lines[number]
            if line.startswith(fence.prefix):
                if line.startswith(marks, width) and line[width:].rstrip(" ") == marks:
                    return Ending("closed", number)
                continue
            front = line[:width]
            quote = front.find(">")
            if quote != -1 and not front[:quote].strip(" "):
                return Ending("broken", number)
            if line.strip():
                return Ending("broken", number)
        return Ending("open", len(lines))

    def _quoted(self, fence: Opening) -> Ending:
        width, level = len(fence.prefix), fence.prefix.count(">")
        paused = False
        for number in range(fence.line + 1, len(self.lines)):
            line = self.lines[number]
            front = line[: width - len(line[:width].lstrip("> "))] if line[:width].lstrip("> ") else line[:width]
            content = line[len(front) :]
            depth = front.count(">")
            if depth > level:
                return Ending("broken", number)
            if not content:
                paused = True
            elif len(front) < width or (paused and depth < level):
                return Ending("broken", number)
            elif content.rstrip(" ") == fence.marks:
                return Ending("closed", number)
            else:
                paused = False
        return Ending("open", len(self.lines))


def next_bare(lines: Sequence[str], fence: Opening, stop: int) -> int | None:
    """Return the first line below `fence` that holds nothing but marks, or None if other marks come before.

    Args:
        lines: The page.
        fence: The opening fence.
        stop: The line before which to stop looking.
    """
    for number in range(fence.line + 1, stop):
        line = lines[number]
        if "```" not in line and "~~~" not in line:
            continue
        return number if _BARE.match(line) else None
    return None


def marks_of(line: str) -> str:
    """Return the marks of a line that holds nothing else."""
    return line.strip("> ")


def inner_fence(lines: Sequence[str], fence: Opening, end: int) -> int | None:
    """Return the line of a closed story map that can be no YAML: a fence with the same marks, or a slanted close.

    A line of a YAML mapping cannot begin with a backtick, except in the text of a block scalar.
    """
    width = len(fence.prefix)
    scalar = False
    for number in range(fence.line + 1, end):
        line = lines[number]
        scalar = scalar or ((">" in line or "|" in line) and _BLOCK_SCALAR.search(line.rstrip()) is not None)
        if fence.marks not in line:
            continue
        text = line[width:]
        if text.startswith(fence.marks) and FENCE.match(text) and text.strip(" " + fence.marks[0]):
            return number
        if not scalar and marks_of(line) == fence.marks:
            return number
    return None
