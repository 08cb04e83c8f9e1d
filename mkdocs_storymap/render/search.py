"""What a search index reads of a map: its headings with their ids, and its words, without drawings and markup.

An index is made by a parser written in Python; fed with a whole page it takes longer than drawing the page.
"""

from __future__ import annotations

import re

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
