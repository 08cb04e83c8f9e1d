"""How wide a text is, near enough to place it without a browser."""

from __future__ import annotations

import unicodedata

_NARROW = frozenset("ijlft.,:;|'!I()[]-·/ ")
_WIDE = frozenset("mwMW%@—…")


def width(text: str, size: float) -> float:
    """The width of a text in px, on the generous side."""
    em = 0.0
    for character in text:
        if character in _NARROW:
            em += 0.34
        elif character in _WIDE:
            em += 0.88
        elif unicodedata.combining(character):
            continue
        elif unicodedata.east_asian_width(character) in "WF":
            em += 1.04
        else:
            em += 0.67 if character.isupper() else 0.57
    return em * size


def fit(text: str, room: float, size: float) -> str:
    """The text, or as much of it as fits, with an ellipsis."""
    if width(text, size) <= room:
        return text
    kept = ""
    for character in text:
        if width(f"{kept}{character}…", size) > room:
            break
        kept += character
    return f"{kept.rstrip()}…"
