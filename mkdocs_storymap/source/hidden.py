"""Comments, `<pre>`, `<script>` and the like: from which line to which line a page hides what stands in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mkdocs_storymap.source.fence_lines import FENCE, marks_of
from mkdocs_storymap.source.raw_html import hiding_start

_START = re.compile(r"<(?:!--|!\[CDATA\[|\?|(?:pre|script|style|textarea)(?=[\s>]))", re.IGNORECASE)
_FRONT = re.compile(r"[> ]*(?:(?:[*+-]|\d+\.)[ ]+)*")


class Hiding:
    """Finds the end of what a line begins to hide, in time linear in the page."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self._absent: set[str] = set()  # ends that are nowhere below
        self._careful = True  # fences inside comments are respected
        self._open_until = 0  # no comment that begins before this line ends in its paragraph

    def at_edge(self, number: int, anywhere: bool) -> int | None:
        """Return the line in which that ends which begins at the left edge of a line (`anywhere`: wherever in it)."""
        line = self.lines[number]
        if "<" not in line:
            return None
        if anywhere:
            start = next((match.start() for match in _START.finditer(line)), None)
            return None if start is None else self._end(number, start, "", anywhere=True)
        text = line.lstrip(" ")
        if len(line) - len(text) > 3 or not hiding_start(text):
            return None
        return self._end(number, len(line) - len(text), "", anywhere=False)

    def in_text(self, number: int) -> int | None:
        """Return the line in which that ends which begins in a line of text, if it is a later one.

        Behind other words only a comment counts, and only if its paragraph holds all of it.
        """
        line = self.lines[number]
        front = _FRONT.match(line)
        edge = front.end() if front else 0
        if hiding_start(line[edge:]):
            return self._end(number, edge, "", anywhere=False)
        start = line.rfind("<!--")
        if start == -1 or number < self._open_until or "-->" in line[start:] or line.count("`", 0, start) % 2:
            return None
        return self._end(number, start, "paragraph", anywhere=False)

    def whole_line(self, number: int) -> bool:
        """True where nothing follows a comment that ends in its own line."""
        return self.lines[number].rstrip().endswith(("-->", "?>", "]]>", ">"))

    def _end(self, number: int, start: int, within: str, anywhere: bool) -> int | None:
        marks = hiding_start(self.lines[number][start:])
        if marks is None:
            return None
        opens, closes = marks
        while True:
            found = self._find(number, start + len(opens), closes, within)
            if found is None:
                return None
            # Another comment may begin behind the end of this one.
            number, start = found[0], found[1]
            rest = self.lines[number][start:]
            text = rest.lstrip()
            again = _START.search(rest) if anywhere or not within else None
            if again is None or (not anywhere and text[: len(again.group())] != again.group()):
                return number
            next_marks = hiding_start(rest[again.start() :])
            if next_marks is None:
                return number
            following = self._find(number, start + again.end(), next_marks[1], within)
            if following is None:
                return number
            start += again.start()
            opens, closes = next_marks

    def _find(self, number: int, start: int, closes: str, within: str) -> tuple[int, int] | None:
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
        for line_number in range(number, len(self.lines)):
            line = self.lines[line_number]
            at = line.lower().find(closes, start if line_number == number else 0)
            if at != -1:
                return line_number, at + len(closes)
            if within and line_number > number and not line.strip():
                return None
        if not within:
            self._absent.add(closes)
        return None

    def _find_comment_end(self, number: int, start: int, within: str) -> tuple[int, int] | None:
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
