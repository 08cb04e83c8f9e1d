"""Problems as text: where, what, the line with a caret under it, and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from unicodedata import combining, east_asian_width

from mkdocs_storymap.diagnostics import Diagnostic, Location

ReadLines = Callable[[str], list[str]]
"""Returns the lines of a file that a location names; an empty list where it cannot be read."""

_COLOURS = {"error": "31;1", "warning": "33;1", "advice": "36", "dim": "2", "bold": "1"}
_MOST_COLUMNS = 160
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def explain_command(code: str) -> str:
    """What to type to read more about a rule."""
    return f"mkdocs-storymap explain {code}"


def place(where: Location) -> str:
    """`file:line:column`, or the file alone where the text has no line of its own."""
    file = clean(where.file)
    return f"{file}:{where.line}:{where.column}" if where.line is not None else file


def clean(text: str) -> str:
    """One line without control characters: a map cannot move a terminal's cursor."""
    return _CONTROL.sub("�", text.replace("\n", " ").replace("\t", " "))


class Painter:
    """Colours text, or leaves it alone."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: str, style: str) -> str:
        """Return the text in a style."""
        return f"\x1b[{_COLOURS[style]}m{text}\x1b[0m" if self.colour else text


def render_text(diagnostics: Iterable[Diagnostic], lines_of: ReadLines, *, colour: bool = False) -> Iterator[str]:
    """Yield one block of text for each problem."""
    paint = Painter(colour)
    lines = lru_cache(maxsize=1)(lines_of)  # problems come file by file
    for diagnostic in diagnostics:
        yield "\n".join(_one(diagnostic, lines, paint))


def headline(diagnostic: Diagnostic, paint: Painter | None = None) -> str:
    """`file:line:column: error SM505: message`."""
    paint = paint or Painter(False)
    waived = f" (waived: {clean(diagnostic.waived)})" if diagnostic.waived else ""
    severity = paint(f"{diagnostic.severity} {diagnostic.code}", diagnostic.severity)
    return f"{paint(place(diagnostic.location), 'bold')}: {severity}: {clean(diagnostic.message)}{waived}"


def render_concise(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """Yield one line for each problem."""
    for diagnostic in diagnostics:
        yield headline(diagnostic)


def _one(diagnostic: Diagnostic, lines_of: ReadLines, paint: Painter) -> list[str]:
    out = [headline(diagnostic, paint)]
    excerpt = _excerpt(diagnostic.location, lines_of, paint, diagnostic.severity)
    gutter = " " * (len(str(diagnostic.location.line or 1)))
    out += excerpt
    hint = clean(diagnostic.hint)
    more = explain_command(diagnostic.code)
    out.append(paint(f"{gutter} = {'help: ' + hint + ' · ' if hint else 'help: '}{more}", "dim"))
    for related in diagnostic.related:
        out.append(paint(f"{gutter} = see {place(related.location)}: {clean(related.message)}", "dim"))
    return out


def _excerpt(where: Location, lines_of: ReadLines, paint: Painter, style: str) -> list[str]:
    if where.line is None:
        return []
    lines = lines_of(where.file)
    if not 1 <= where.line <= len(lines):
        return []
    line = lines[where.line - 1].rstrip()
    end = where.end_column if where.end_line == where.line else len(line) + 1
    start = where.column - 1
    length = max(1, min(end - where.column, max(1, len(line) - start)))
    cut = 0
    if len(line) > _MOST_COLUMNS:
        cut = max(0, min(start - 40, len(line) - _MOST_COLUMNS))
        line = ("…" if cut else "") + line[cut : cut + _MOST_COLUMNS] + ("…" if cut + _MOST_COLUMNS < len(line) else "")
        start += 1 - cut if cut else 0
        length = min(length, max(1, len(line) - start))
    line = clean(line)
    number = str(where.line)
    pad = " " * len(number)
    before = " " * _width(line[:start])
    mark = "^" * max(1, _width(line[start : start + length]))
    return [f"{pad} |", f"{number} | {line}", f"{pad} | {before}{paint(mark, style)}"]


def _width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    return sum(0 if combining(character) else 2 if east_asian_width(character) in "WF" else 1 for character in text)


def summary_line(errors: int, warnings: int, advice: int, maps: int, *, known: int = 0) -> str:
    """The last line of a report."""
    parts = [_count(errors, "error"), _count(warnings, "warning")]
    if advice:
        parts.append(f"{advice} advice")
    if known:
        parts.append(f"{_count(known, 'known problem')} in the baseline")
    return f"{', '.join(parts)} in {_count(maps, 'story map')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
