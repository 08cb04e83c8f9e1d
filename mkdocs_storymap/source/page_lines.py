"""A page as lines, and where its body begins: line ends, tabs, front matter as MkDocs reads them."""

from __future__ import annotations

import re

TAB = 4
"""Columns of a tab: Python-Markdown's `tab_length`, which MkDocs leaves at 4."""

_RULE = re.compile(r"-{3}[ \t]*\Z")
_END = re.compile(r"(?:-{3}|\.{3})[ \t]*\Z")
_YAML_KEY = re.compile(r"""(?:"[^"]*"|'[^']*'|[^\s#:\-\[\]{},&*!|>'"%@`][^:]*(?::[^\s:][^:]*)*)[ \t]*:(?:[ \t]|\Z)""")
_COLUMN_FENCE = re.compile(r"`{3,}|~{3,}")
_META = re.compile(r"[ ]{0,3}[A-Za-z0-9_-]+:\s*.*")
_META_MORE = re.compile(r"(?:[ ]{4}|\t)\s*.*")


def split_lines(text: str) -> list[str]:
    """Return the lines of `text`: LF, CRLF and CR end one; U+2028, form feed and the like do not in Markdown."""
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.split("\n")


def expand(line: str) -> str:
    """Return `line` with its tabs as the blanks that Python-Markdown reads them as."""
    return line.expandtabs(TAB) if "\t" in line else line


def body_start(lines: list[str]) -> tuple[int, int]:
    """Return the first line after the front matter, and after `key: value` lines that MkDocs reads as metadata.

    The two differ only for a page without YAML front matter: then lines from the first to the second are metadata.
    MkDocs takes YAML front matter away only where it is a mapping; a page that merely begins with a rule keeps it.
    """
    if lines and _RULE.match(lines[0]):
        for i in range(2, len(lines) - 1):
            if _END.match(lines[i]):
                return (i + 1, i + 1) if _is_mapping(lines[1:i]) else (0, 0)
        # No end: MkDocs then tries `key: value` lines, and a rule is none.
        return 0, 0
    end = 0
    for line in lines:
        if not (_META.fullmatch(line) or (end and _META_MORE.fullmatch(line) and line.strip())):
            break
        end += 1
    return 0, end


def _is_mapping(lines: list[str]) -> bool:
    """Tell YAML front matter from text between two rules, without reading YAML."""
    first = next((line.strip() for line in lines if line.strip() and not line.startswith("#")), "")
    if first.startswith("{"):
        return not any(_COLUMN_FENCE.match(line) for line in lines)
    if not _YAML_KEY.match(first):
        return False
    key = ""
    for line in lines:
        if not line.strip() or line[0] in " \t#]}":
            continue
        # At the left edge stand keys, and the items of a key that has no value beside it.
        if _YAML_KEY.match(line):
            key = line.rstrip()
        elif not (line.startswith(("- ", "-\t")) and key.endswith(":")):
            return False
    return True
