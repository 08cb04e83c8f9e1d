"""How wide a text is, near enough to place it without a browser."""

from __future__ import annotations

import unicodedata

_NARROW = frozenset("ijlft.,:;|'!I()[]-·/ ")
_WIDE = frozenset("mwMW%@—…")


class _Widths(dict[str, float]):
    """The width of each character in em, found when it is first asked for."""

    def __missing__(self, character: str) -> float:
        if character in _NARROW:
            em = 0.34
        elif character in _WIDE:
            em = 0.88
        elif unicodedata.combining(character):
            em = 0.0
        elif unicodedata.east_asian_width(character) in "WF":
            em = 1.04
        else:
            em = 0.67 if character.isupper() else 0.57
        self[character] = em
        return em


_WIDTHS = _Widths()


def width(text: str, size: float) -> float:
    """The width of a text in px, on the generous side."""
    return sum(map(_WIDTHS.__getitem__, text)) * size


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
