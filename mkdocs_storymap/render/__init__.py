"""The page: a map of the site as HTML that reads, links, searches and prints without scripts."""

from mkdocs_storymap.render.context import PageContext
from mkdocs_storymap.render.html import asset_names, render_map, render_problems
from mkdocs_storymap.render.ids import anchors

__all__ = ["PageContext", "anchors", "asset_names", "render_map", "render_problems"]
