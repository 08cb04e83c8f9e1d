"""What a search index reads of a map: its headings with their ids, and its words, without drawings and markup.

An index is made by a parser written in Python; fed with a whole page it takes longer than drawing the page.
"""

from __future__ import annotations

import re

_HEAD = 200
"""Characters of a map's HTML that hardly any other text begins with."""
_UNREAD = re.compile(r"<(/?)(svg|template|select)\b")
_MARKUP = re.compile(r"(?:\s|<(?!/?h[1-6][\s>])[^>]*>)+")


def searchable(html: str) -> str:
    """Return a map's HTML as a search index needs it."""
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


def swapped(text: str, old: str, new: str) -> str | None:
    """Return a text with the first `old` in it replaced; None where there is none.

    `str.replace` first studies what it looks for, which for half a million characters takes longer than to find them.
    """
    head = old[:_HEAD]
    at = text.find(head)
    while at != -1 and not text.startswith(old, at):
        at = text.find(head, at + 1)
    return None if at == -1 else text[:at] + new + text[at + len(old) :]
