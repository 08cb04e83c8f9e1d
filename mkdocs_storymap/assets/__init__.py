"""Style and script of a map's page, as they are shipped."""

from __future__ import annotations

from importlib.resources import files

ASSETS = ("storymap.css", "storymap.js")


def asset_bytes(name: str) -> bytes:
    """Return one asset."""
    return files(__name__).joinpath(name).read_bytes()
