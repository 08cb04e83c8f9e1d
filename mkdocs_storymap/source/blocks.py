"""What the scanner finds: a block, and where each line of its body stands in the page."""

from __future__ import annotations

from typing import Literal

from mkdocs_storymap.diagnostics import Finding, Span
from mkdocs_storymap.record import record
from mkdocs_storymap.source.page_lines import TAB, expand


def cut(line: str, width: int) -> tuple[int, int, str]:
    """Take `width` columns of blanks and quote marks off a line of a page.

    Returns:
        How many characters of the line come before the text, how many blanks at the start of the text stand for the
        rest of a tab (the last of these characters) of which only a part was to be taken, and the text.
    """
    at = column = 0
    for character in line if width else "":
        if column >= width or character not in "> \t":
            break
        column += TAB - column % TAB if character == "\t" else 1
        at += 1
    fill = max(column - width, 0)
    text = " " * fill + line[at:]
    return (at, fill, text) if text.strip(" \t") else (at, 0, "")


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
        lines: The lines of the page that `body` is made of.
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
    lines: tuple[str, ...]
    prefix: str
    indent: int = 0
    tight: bool = False
    quote_at: int | None = None

    def locate(self, line: int, column: int) -> tuple[int, int]:
        """Return the page's (line, column) of a place in the body; all count from 0, in characters.

        A place behind the end of a line is the end of that line; one behind the last line is the closing fence.
        """
        if line >= len(self.lines):
            return (self.end_line, self.column) if self.lines else (self.line, self.column)
        line = max(line, 0)
        offset, fill, text = cut(self.lines[line], self.indent)
        column = min(max(column, 0), len(text))
        return self.line + 1 + line, max(offset - 1, 0) if column < fill else offset + column - fill

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
