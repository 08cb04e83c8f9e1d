"""Style and script of a map's page, as they are shipped."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

ASSETS = ("storymap.css", "storymap.js")


def asset_bytes(name: str) -> bytes:
    """Return one asset."""
    return files(__name__).joinpath(name).read_bytes()


@lru_cache(maxsize=1)
def style_element() -> str:
    """Return the style as an element of the page (setting `assets: inline`)."""
    return f"<style>\n{asset_bytes('storymap.css').decode('utf-8')}</style>\n"
