"""Slugs: how texts become ids."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4096)
def slug(text: str) -> str:
    """Return the id of a text: letters, digits and marks of every script in small, all else one hyphen."""
    out: list[str] = []
    for character in unicodedata.normalize("NFC", text).casefold():
        if character.isalnum() or unicodedata.category(character)[0] == "M":
            out.append(character)
        elif out and out[-1] != "-":
            out.append("-")
    return "".join(out).strip("-")
