"""Applies the corrections that are certain, and leaves every other byte alone."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

from mkdocs_storymap.diagnostics import Diagnostic

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")


def fixed_texts(diagnostics: Iterable[Diagnostic], texts: Mapping[str, str]) -> dict[str, str]:
    """Return the new text of every file that has a certain correction.

    Args:
        diagnostics: Problems with their fixes.
        texts: The files as they are, byte order mark and line ends included.
    """
    edits: dict[str, dict[tuple[int, int], tuple[int, int, str]]] = {}
    for diagnostic in diagnostics:
        where = diagnostic.fix_at or diagnostic.location
        if diagnostic.fix is not None and where.line is not None and where.file in texts:
            edit = (where.end_line, where.end_column, diagnostic.fix.replacement)
            edits.setdefault(where.file, {})[where.line, where.column] = edit
    return {file: _apply(texts[file], found) for file, found in edits.items()}


def _apply(text: str, edits: dict[tuple[int, int], tuple[int, int, str]]) -> str:
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    lines = _LINE.findall(text[len(mark) :])
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    body = text[len(mark) :]
    last = len(body) + 1
    for (line, column), (end_line, end_column, replacement) in sorted(edits.items(), reverse=True):
        start, end = starts[line - 1] + column - 1, starts[end_line - 1] + end_column - 1
        if end > last:
            continue
        body = body[:start] + replacement + body[end:]
        last = start
    return mark + body


def diff(old: Mapping[str, str], new: Mapping[str, str]) -> str:
    """Return a unified diff of the files that change."""
    out: list[str] = []
    for file, text in new.items():
        before, after = _LINE.findall(old[file]), _LINE.findall(text)
        out += difflib.unified_diff(before, after, f"a/{file}", f"b/{file}")
    return "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in out)


