"""The command `mkdocs-storymap`."""

from mkdocs_storymap.cli.main import main

__all__ = ["main"]
