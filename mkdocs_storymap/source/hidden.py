"""Comments, `<pre>`, `<script>` and the like: from which line to which line a page hides what stands in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mkdocs_storymap.record import record
from mkdocs_storymap.source.fence_lines import FENCE, marks_of
from mkdocs_storymap.source.raw_html import hiding_start

_START = re.compile(r"<(?:!--|!\[CDATA\[|\?|(?:pre|script|style|textarea)(?=[\s>]))", re.IGNORECASE)
_FRONT = re.compile(r"[> ]*(?:(?:[*+-]|\d+\.)[ ]+)*")


@record
class Hidden:
    """A stretch that a page hides.

    Attributes:
        start: The column in its first line where it begins.
        end_line: The line where it ends, from 0.
        end: The column behind its end.
    """

    start: int
    end_line: int
    end: int


class Hiding:
    """Finds the end of what a line begins to hide, in time linear in the page."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self._absent: set[str] = set()  # ends that are nowhere below
        self._careful = True  # fences inside comments are respected
        self._open_until = 0  # no comment that begins before this line ends in its paragraph

    def at_edge(self, number: int, anywhere: bool) -> Hidden | None:
        """Return what is hidden from the left edge of a line on (`anywhere`: from wherever in it)."""
        line = self.lines[number]
        if "<" not in line:
            return None
        if anywhere:
            found = _START.search(line)
            return None if found is None else self._hidden(number, found.start(), anywhere=True)
        text = line.lstrip(" ")
        if len(line) - len(text) > 3 or not hiding_start(text):
            return None
        return self._hidden(number, len(line) - len(text))

    def in_text(self, number: int) -> Hidden | None:
        """Return what is hidden from somewhere in a line of text on.

        Behind other words only a comment counts, and only if its paragraph holds all of it.
        """
        line = self.lines[number]
        front = _FRONT.match(line)
        edge = front.end() if front else 0
        if hiding_start(line[edge:]):
            return self._hidden(number, edge)
        start = line.rfind("<!--")
        if start == -1 or number < self._open_until or "-->" in line[start:] or line.count("`", 0, start) % 2:
            return None
        return self._hidden(number, start, within_paragraph=True)

    def _hidden(self, number: int, start: int, within_paragraph: bool = False, anywhere: bool = False) -> Hidden | None:
        """Follow one hidden stretch after the other, as long as the next begins in the line where the last ends."""
        first, found = start, None
        while marks := hiding_start(self.lines[number][start:]):
            opens, closes = marks
            end = self._find(number, start + len(opens), closes, within_paragraph)
            if end is None:
                break
            number, start = end
            found = Hidden(first, number, start)
            following = _START.search(self.lines[number], start)
            if following is None or (not anywhere and self.lines[number][start : following.start()].strip()):
                break
            start = following.start()
        return found

    def _find(self, number: int, start: int, closes: str, within: bool) -> tuple[int, int] | None:
        """Return the line and the column behind the first `closes`."""
        if closes in self._absent:
            return None
        if closes == "-->" and self._careful:
            found = self._find_comment_end(number, start, within)
            if found is not None:
                return found
            if within:
                return None
            self._careful = False
        tail = r"[^>]*>?" if closes.startswith("</") else ""
        pattern = re.compile(re.escape(closes) + tail, re.IGNORECASE)
        for line_number in range(number, len(self.lines)):
            line = self.lines[line_number]
            found_end = pattern.search(line, start if line_number == number else 0)
            if found_end:
                return line_number, found_end.end()
            if within and line_number > number and not line.strip():
                return None
        if not within:
            self._absent.add(closes)
        return None

    def _find_comment_end(self, number: int, start: int, within: bool) -> tuple[int, int] | None:
        """As `_find`, but inside a fence (a Mermaid graph has arrows) only an end at the end of a line counts."""
        fence: str | None = None
        for line_number in range(number, len(self.lines)):
            line = self.lines[line_number]
            if line_number > number:
                opened = FENCE.match(line) if "```" in line or "~~~" in line else None
                if opened and fence is None:
                    fence = opened[2]
                    continue
                if fence is not None and marks_of(line) == fence:
                    fence = None
                    continue
                if within and fence is None and not line.strip():
                    self._open_until = line_number
                    return None
            if fence is not None:
                if line.rstrip().endswith("-->"):
                    return line_number, len(line.rstrip())
                continue
            at = line.find("-->", start if line_number == number else 0)
            if at != -1:
                return line_number, at + 3
        return None
