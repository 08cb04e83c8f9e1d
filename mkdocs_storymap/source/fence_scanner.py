"""The walk over a page's lines that finds blocks and near misses; `fences.scan` is the way in."""

from __future__ import annotations

import re
from functools import lru_cache

from mkdocs_storymap.diagnostics import Finding, Span
from mkdocs_storymap.source import near_misses
from mkdocs_storymap.source.blocks import Block, Scan, cut
from mkdocs_storymap.source.containers import Containers, Place
from mkdocs_storymap.source.fence_info import LONGEST_INFO, Attributes, Reading, read_attributes, read_info
from mkdocs_storymap.source.fence_lines import Ending, Endings, Opening, inner_fence, next_bare, opening
from mkdocs_storymap.source.hidden import Hiding
from mkdocs_storymap.source.page_lines import body_start, expand, split_lines
from mkdocs_storymap.source.raw_html import HtmlTracker

_LATE = re.compile(
    r"[> ]*(?P<marker>(?:(?:[*+-]|\d+[.)]|:|\[\^[^\]]+\]:)[ ]+)+)?(?P<text>.*?)"
    r"(?P<fence>`{3,}(?=[^`]*\Z)|~{3,})(?P<info>.*)\Z"
)
_HTML_LINE = re.compile(r"[ ]{0,3}</?[a-zA-Z]")


@lru_cache(maxsize=4096)
def scan_lines(text: str, fence: str, front_matter: bool) -> Scan:
    """Scan a page that may hold a map; a server's pages are the same again and again."""
    return _Scanner(text, fence, front_matter).scan()


class _Scanner:
    """One walk over one page.

    `raw` holds the lines as they are edited, `lines` the same with tabs expanded; both have the same line numbers.
    """

    def __init__(self, text: str, fence: str, front_matter: bool) -> None:
        self.raw = split_lines(text)
        self.lines = self.raw
        if "\x02" in text or "\x03" in text:  # Python-Markdown marks its placeholders with them, and drops others
            self.lines = [line.replace("\x02", "").replace("\x03", "") for line in self.lines]
        if "\t" in text:
            self.lines = [expand(line) for line in self.lines]
        self.lines = [line if line.strip(" ") else "" for line in self.lines]  # as Python-Markdown does
        self.fence = fence
        self.start, self.meta_end = body_start(self.raw) if front_matter else (0, 0)
        self.blocks: list[Block] = []
        self.findings: list[Finding] = []
        self.containers = Containers()
        self.html = HtmlTracker()
        self.hiding = Hiding(self.lines)
        self.endings = Endings(self.lines)
        self.blind = 0  # no line before this one opens a fence: SuperFences has passed it
        self.breaking = -1  # the line that broke a fence: SuperFences has passed it, too, but it may open a map
        self.broken: Opening | None = None  # a fence whose closing line will open a new one
        self.unclosed: Opening | None = None  # a fence that never ends

    def scan(self) -> Scan:
        number = self.start
        if self.meta_end > self.start:
            self._metadata()
            number = self.meta_end
        while number < len(self.lines):
            number = self._line(number)
        self.findings.sort(key=lambda finding: (finding.span.line, finding.span.column) if finding.span else (0, 0))
        return Scan(tuple(self.blocks), tuple(self.findings))

    def _metadata(self) -> None:
        for number in range(self.start, self.meta_end):
            fence = opening(self.lines, number)
            if fence and self._read(fence.info).kind != "other":
                self.findings.append(near_misses.in_metadata(near_misses.line_span(self.raw, number)))

    def _read(self, info: str) -> Reading:
        return read_info(info[:LONGEST_INFO], self.fence)

    def _line(self, number: int) -> int:
        """Take in what begins in this line, and return the next line to look at."""
        line = self.lines[number]
        marks = "```" in line or "~~~" in line
        if marks and number >= self.blind:
            fence = opening(self.lines, number)
            if fence is not None and (number != self.breaking or self._read(fence.info).kind != "other"):
                self.html.forget_pending()
                return self._fence(fence)
        if "<" in line or self.html.busy:
            following = self._html(number)
            if following is not None:
                return following
        if self.html.mode == "raw":
            return number + 1
        kind = self.containers.feed(line)
        if kind in ("blank", "code"):
            return number + 1
        if "<" in line and (hidden := self.hiding.in_text(number)) is not None:
            return hidden.end_line + 1
        if marks and number >= self.blind:
            return self._late_fence(number)
        return number + 1

    def _html(self, number: int) -> int | None:
        """Follow raw HTML; return the next line where this one is nothing but HTML."""
        line = self.lines[number]
        raw = self.html.mode == "raw"
        if (hidden := self.hiding.at_edge(number, anywhere=raw)) is not None:
            if raw:
                self._feed_html(line[: hidden.start], number)
            else:
                self.containers.after_block()
            rest = self.lines[hidden.end_line][hidden.end :].lstrip()
            if rest and not self._feed_html(rest, hidden.end_line) and not raw:
                self.containers.para, self.containers.fresh = True, False
            return hidden.end_line + 1
        if self.html.busy or _HTML_LINE.match(line):
            if self._feed_html(line, number):
                hidden = self.hiding.at_edge(number, anywhere=True) if self.html.mode == "raw" else None
                return (hidden.end_line if hidden else number) + 1
            if self.html.mode == "raw":
                return number + 1
        return None

    def _feed_html(self, line: str, number: int) -> bool:
        """Take tags in; True where a block of HTML begins or ends: what follows begins anew."""
        changed = self.html.feed(line, number)
        if changed:
            self.containers.reset()
        return changed

    def _fence(self, fence: Opening) -> int:
        reading = self._read(fence.info)
        ending = self.endings.find(fence)
        place = self._place(fence)
        if reading.kind == "other":
            return self._other(fence, ending, place)
        return self._map(fence, ending, place, reading)

    def _place(self, fence: Opening) -> Place:
        if self.html.mode == "raw":
            return Place("block", fence.prefix)
        return self.containers.place(fence.prefix)

    def _other(self, fence: Opening, ending: Ending, place: Place) -> int:
        """Another language's fence: its content is not looked at."""
        broken, self.broken = self.broken, None
        stray = broken is not None and fence.bare and fence.marks == broken.marks
        if ending.kind == "closed":
            if stray and broken is not None:
                self._swallowed(broken, fence, ending)
            if place.kind != "code":
                self.containers.after_fence()
            return ending.line + 1
        if ending.kind == "broken":
            self.blind = self.breaking = ending.line
            self.broken = fence
        elif self.unclosed is None and not stray:
            self.unclosed = fence
        if self.html.mode != "raw":
            self.containers.feed(self.lines[fence.line])
        return fence.line + 1

    def _swallowed(self, broken: Opening, fence: Opening, ending: Ending) -> None:
        for number in range(fence.line + 1, ending.line):
            inner = opening(self.lines, number)
            if inner and self._read(inner.info).kind != "other":
                span = near_misses.line_span(self.raw, number)
                self.findings.append(near_misses.swallowed(span, broken.line, fence.line))

    def _map(self, fence: Opening, ending: Ending, place: Place, reading: Reading) -> int:
        """A map, or nearly one."""
        stop = ending.line if ending.kind != "open" else len(self.lines)
        if place.kind == "code":
            if ending.kind == "broken":
                self.blind = self.breaking = ending.line
            return stop + 1 if ending.kind == "closed" else fence.line + 1
        self.broken = None
        bare: int | None = None
        closed = ending.kind == "closed"
        if closed:
            inner = inner_fence(self.lines, fence, ending.line)
            if inner is not None:
                closed, stop = False, inner + 1
        if not closed:
            bare = next_bare(self.lines, fence, len(self.lines))
        tight = closed and place.tight
        self.containers.after_block(tight)
        attributes = read_attributes(self._info(fence), reading)
        findings = self._faults(fence, place, reading, attributes)
        if not closed and not findings:
            findings.append(near_misses.unclosed(self.raw, self.lines, fence, ending, bare, reading))
        if not findings:
            block = self._block(fence, ending, place, reading, attributes)
            self.blocks.append(block)
            if block.file is not None and block.file_span and (own := self._own_line(fence, ending)) is not None:
                findings.append(near_misses.body_beside_file(near_misses.line_span(self.raw, own), block.file))
        self.findings += findings
        if closed:
            return ending.line + 1
        if bare is not None:
            return bare + 1
        self.blind = fence.line + 1
        return fence.line + 1

    def _info(self, fence: Opening) -> str:
        raw = self.raw[fence.line]
        return raw[self._info_column(fence) :][:LONGEST_INFO]

    def _info_column(self, fence: Opening) -> int:
        raw = self.raw[fence.line]
        return len(raw) - len(raw.lstrip("> \t")) + len(fence.marks)

    def _faults(self, fence: Opening, place: Place, reading: Reading, attributes: Attributes) -> list[Finding]:
        """Why a map's fence is not shown, or nothing; the first reason only, attributes excepted."""
        number, column = fence.line, self._info_column(fence)
        whole = near_misses.line_span(self.raw, number, column - len(fence.marks))
        if self.unclosed is not None:
            return [near_misses.below_unclosed(whole, self.unclosed)]
        info = self._info(fence)
        reading = self._read(info)
        if reading.kind == "near":
            span = Span(number, column + reading.start, number, column + reading.end)
            return [near_misses.misspelt(span, info[reading.start : reading.end], reading.meant)]
        if self.html.mode == "span":
            return [near_misses.inside_span(whole, self.html.stack[-1].tag)]
        if place.kind != "block":
            return [near_misses.wrong_place(whole, place)]
        return [near_misses.bad_attribute(Span(number, column + fault.start, number, column + fault.end), fault) for fault in attributes.faults]

    def _block(self, fence: Opening, ending: Ending, place: Place, reading: Reading, attributes: Attributes) -> Block:
        column = self._info_column(fence)
        width, lines = len(fence.prefix), tuple(self.raw[fence.line + 1 : ending.line])
        texts = [cut(line, width)[2] for line in lines] if width else [line if line.strip(" \t") else "" for line in lines]
        span = None
        if attributes.file is not None:
            span = Span(fence.line, column + attributes.start, fence.line, column + attributes.end)
        return Block(
            kind="index" if reading.kind == "index" else "map",
            body="\n".join([*texts, ""]),
            file=attributes.file,
            file_span=span,
            line=fence.line,
            column=column - len(fence.marks),
            end_line=ending.line,
            lines=lines,
            prefix=place.prefix,
            indent=width,
            tight=place.tight,
            quote_at=place.quote_at,
        )

    def _own_line(self, fence: Opening, ending: Ending) -> int | None:
        """The first line of a fence's content that says something."""
        for number in range(fence.line + 1, ending.line):
            text = cut(self.raw[number], len(fence.prefix))[2].strip()
            if text and not text.startswith("#"):
                return number
        return None

    def _late_fence(self, number: int) -> int:
        """Marks that stand behind something else in their line."""
        late = _LATE.match(self.lines[number])
        if late is None:
            return number + 1
        marker, text = (late["marker"] or "").strip(), late["text"]
        fence = Opening(number, "", late["fence"], late["info"])
        reading = self._read(late["info"])
        if not text and reading.kind == "other" and marker:
            self.broken = fence
        if reading.kind == "other" or (text and (reading.kind == "near" or late["info"].strip() != self._word(late["info"], reading))):
            return number + 1
        bare = next_bare(self.lines, fence, len(self.lines))
        if text and bare is None:
            return number + 1
        raw = self.raw[number]
        start = raw.rindex(late["fence"])
        span = near_misses.line_span(self.raw, number, start)
        word = late["fence"] + self._word(late["info"], reading)
        self.findings.append(near_misses.behind_marker(span, "" if text else marker, word))
        self.containers.after_block()
        return bare + 1 if bare is not None else number + 1

    @staticmethod
    def _word(info: str, reading: Reading) -> str:
        return info[reading.start : reading.end]

