"""What a search index reads of a map: its headings with their ids, and its words, without drawings and markup.

An index is made by a parser written in Python; fed with a whole page it takes longer than drawing the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_HEAD = 200
"""Characters of a map's HTML that hardly any other text begins with."""
_UNREAD = re.compile(r"<(/?)(svg|template|select|button)\b")
_MARKUP = re.compile(r"(?:\s|<(?!/?h[1-6][\s>])[^>]*>)+")


def searchable(html: str) -> str:
    """Return a map's HTML as a search index needs it: without the tools, which would make every map a hit for "filter"."""
    before, tools, behind = html.partition('<div class="sm-tools"')
    grid = behind.find('<div class="sm-grid') if tools else -1
    if grid != -1:
        html = before + behind[grid:]
    kept: list[str] = []
    at = depth = 0
    for match in _UNREAD.finditer(html):
        if not match[1]:
            if depth == 0:
                kept.append(html[at : match.start()])
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                at = html.index(">", match.end()) + 1
    if depth == 0:
        kept.append(html[at:])
    return f"<div>{_MARKUP.sub(' ', ' '.join(kept))}</div>"


def swapped(text: str, pairs: Iterable[tuple[str, str]]) -> tuple[str, bool]:
    """Replace each first text of some pairs, one behind the other, by the second.

    `str.replace` first studies what it looks for, which for half a million characters takes longer than to find them;
    and it copies the whole text each time.

    Returns:
        The text, and whether all were found.
    """
    parts: list[str] = []
    at, complete = 0, True
    for old, new in pairs:
        found = _find(text, old, at)
        if found == -1:
            complete = False
            continue
        parts += [text[at:found], new]
        at = found + len(old)
    return "".join([*parts, text[at:]]), complete


def _find(text: str, wanted: str, at: int) -> int:
    head = wanted[:_HEAD]
    found = text.find(head, at)
    while found != -1 and not text.startswith(wanted, found):
        found = text.find(head, found + 1)
    return found
