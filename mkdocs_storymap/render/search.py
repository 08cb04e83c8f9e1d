"""What a search index reads of a map: its headings with their ids, and its words, without drawings and markup.

An index is made by a parser written in Python; fed with a whole page it takes longer than drawing the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_HEAD = 200
"""Characters of a map's HTML that hardly any other text begins with."""
_UNREAD = (b"svg", b"template", b"select", b"button")
_MARKUP = re.compile(rb"<(?!h[1-6] |/h[1-6])[^>]*>")
_ROW_HEADING = re.compile(rb'<div role="heading" aria-level="([1-6])"([^>]*)>(.*?)</div>', re.DOTALL)
_ROW_OF_ANOTHER_MAP = re.compile(rb'<tr data-item="[a-z-]+:[^"/]+/[^"]*">.*?</tr>', re.DOTALL)
_HEADING = re.compile(rb"<(h[1-6])( [^>]*)>")
_READ = re.compile(rb' (?:id="[^"]*"|data-search-exclude)')
_PROMISED = re.compile(rb"<(h[1-6])>Promised</\1>.*?(?=<h[1-6]>|<dl |</details>)", re.DOTALL)
_FACTS, _CARD_END = b'<dl class="sm-facts">', b"</div></details>"
_PLAIN_HEADING = re.compile(rb"<(h[1-6])>(.*?)</\1>", re.DOTALL)


def searchable(html: str) -> str:
    """Return a map's HTML as a search index needs it: without the tools, which would make every map a hit for "filter"."""
    # As bytes: half a million characters, some of them beyond Latin-1, take twice the memory, and each step copies them.
    return f"<div> {_read(html.encode('utf-8', 'surrogatepass')).decode('utf-8', 'surrogatepass')} </div>"


def _read(html: bytes) -> bytes:
    for tag in _UNREAD:
        html = _without(html, tag)
    before, tools, behind = html.partition(b'<div class="sm-tools"')
    grid = behind.find(b'<div class="sm-grid') if tools else -1
    if grid != -1:
        html = before + behind[grid:]
    # It has no id here, so it would be found as a part of the row above; its own map has it.
    html = _ROW_OF_ANOTHER_MAP.sub(b" ", html)
    html = _without_said_elsewhere(html)
    html = _ROW_HEADING.sub(rb"<h\1\2>\3</h\1>", html)
    html = _HEADING.sub(lambda found: b"<%s%s>" % (found[1], b"".join(_READ.findall(found[2]))), html)
    # A heading without an id is no place to go to, but every tag costs the index more than the words in it.
    html = _PLAIN_HEADING.sub(rb" \2 ", html)
    return b" ".join(_MARKUP.sub(b" ", html).split())


def _without_said_elsewhere(html: bytes) -> bytes:
    """Return some HTML without what each card says again of its use case, and of the map: every story would be a hit for an owner."""
    *cards, rest = _PROMISED.sub(b" ", html).split(_CARD_END)
    for number, card in enumerate(cards):
        at = card.rfind(_FACTS)
        if at != -1 and card.rstrip().endswith(b"</dl>"):
            cards[number] = card[:at]
    return _CARD_END.join([*cards, rest])


def _without(html: bytes, tag: bytes) -> bytes:
    """Return some HTML without the elements of a name, which may stand inside one another."""
    end = b"</" + tag + b">"
    first, *rest = html.split(b"<" + tag)
    kept, depth = [first], 0
    for piece in rest:
        depth += 1 - piece.count(end)
        if depth == 0:
            kept.append(piece[piece.rfind(end) + len(end) :])
    return b" ".join(kept)


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
