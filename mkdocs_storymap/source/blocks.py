"""What the scanner finds: a block, and where each line of its body stands in the page."""

from __future__ import annotations

from typing import Literal

from mkdocs_storymap.diagnostics import Finding, Span
from mkdocs_storymap.record import record
from mkdocs_storymap.source.page_lines import TAB, expand


@record
class LineOrigin:
    """Where one line of a block's body stands in the page.

    Attributes:
        line: Line of the page, from 0.
        offset: Characters of that line that come before the body line's text.
        fill: Blanks at the start of the body line that stand for the rest of a tab, the last character before
            `offset`, of which only a part belongs to the prefix.
        length: Characters of the body line.
    """

    line: int
    offset: int
    fill: int
    length: int


@record
class Block:
    """One story map in a page, or the place of the portfolio.

    Attributes:
        kind: `map` or `index`.
        body: The YAML, without container prefixes and the fence's indentation; lines end with LF.
        file: Value of `file="…"`, or None.
        file_span: Where that value stands, in lines and characters of the page from 0.
        line: Line of the opening fence, from 0.
        column: Column of its first mark, from 0.
        end_line: Line of the closing fence, from 0.
        origins: One for each line of `body`.
        prefix: What a line needs in front to stand in the same container, with tabs as blanks.
        indent: Columns before the opening marks, tabs counted as Python-Markdown expands them.
        tight: True where it stands in a list item, a definition or a footnote with no blank line since its first
            line: a blank line around it would tear the list apart.
        quote_at: Column of `prefix` at which the fence's own line opens a quote, or None.
    """

    kind: Literal["map", "index"]
    body: str
    file: str | None
    file_span: Span | None
    line: int
    column: int
    end_line: int
    origins: tuple[LineOrigin, ...]
    prefix: str
    indent: int = 0
    tight: bool = False
    quote_at: int | None = None

    def locate(self, line: int, column: int) -> tuple[int, int]:
        """Return the page's (line, column) of a place in the body; all count from 0, in characters.

        A place behind the end of a line is the end of that line; one behind the last line is the closing fence.
        """
        if not self.origins or line >= len(self.origins):
            return (self.end_line, self.column) if self.origins else (self.line, self.column)
        origin = self.origins[max(line, 0)]
        column = min(max(column, 0), origin.length)
        if column < origin.fill:
            return origin.line, max(origin.offset - 1, 0)
        return origin.line, origin.offset + column - origin.fill

    @property
    def normalised(self) -> str:
        """The body as Python-Markdown's preprocessors hand it on: tabs as blanks, lines of blanks empty."""
        body = self.body.replace("\x02", "").replace("\x03", "")
        if "\t" not in body and " \n" not in body:
            return body
        shift = self.indent % TAB
        lines = [expand(" " * shift + line)[shift:] for line in body.split("\n")]
        return "\n".join(line if line.strip(" ") else "" for line in lines)


@record
class Scan:
    """What a page holds.

    Attributes:
        blocks: The story maps that will be rendered, in the order of the page.
        near_misses: SM103, each with the place in the page as its span (lines and columns from 0).
    """

    blocks: tuple[Block, ...]
    near_misses: tuple[Finding, ...]
