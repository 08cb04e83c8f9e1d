"""Style and script of a map's page, as they are shipped: what stands here, without comments and needless blanks."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

ASSETS = ("storymap.css", "storymap.js")

_TEXT = re.compile(r"(\"[^\"\n]*\"|'[^'\n]*')")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANKS = re.compile(r"\s*([{};,>])\s*|(?<=:)\s+")
_COMMENT_LINES = re.compile(r"^[ \t]*(?:/\*.*?\*/[ \t]*|//[^\n]*)\n", re.DOTALL | re.MULTILINE)
_INDENTATION = re.compile(r"^[ \t]+|\n(?=\n)", re.MULTILINE)


@lru_cache(maxsize=len(ASSETS))
def asset_bytes(name: str) -> bytes:
    """Return one asset."""
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return (_style(text) if name.endswith(".css") else _script(text)).encode("utf-8")


def _style(text: str) -> str:
    parts = _TEXT.split(_COMMENT.sub("", text))
    for number in range(0, len(parts), 2):
        parts[number] = _BLANKS.sub(lambda found: found[1] or "", re.sub(r"\s+", " ", parts[number]))
    return "".join(parts).strip().replace(";}", "}") + "\n"


def _script(text: str) -> str:
    return _INDENTATION.sub("", _COMMENT_LINES.sub("", text))


@lru_cache(maxsize=1)
def style_element() -> str:
    """Return the style as an element of the page (setting `assets: inline`)."""
    return f"<style>\n{asset_bytes('storymap.css').decode('utf-8')}</style>\n"
