"""From positioned data to the model: reads what is well-formed, marks what is not, never gives up on a map."""

from mkdocs_storymap.build.map import build_map

__all__ = ["build_map"]
