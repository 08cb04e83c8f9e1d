"""The one thing that faces call: texts in, a judged site out.

`collect` finds the maps of pages, `Shaper` reads and validates one, `join` makes a site of them and judges it, `render`
draws a map. Pure but for `ReadMap`, the function that reads an external map file.
"""

from mkdocs_storymap.pipeline.collect import Collected, MapFileError, MapSource, Page, ReadMap, collect, file_reader, standalone
from mkdocs_storymap.pipeline.draw import (
    INDEX_ABOVE,
    Placed,
    UrlFor,
    has_title,
    render,
    render_index,
    shown_above,
)
from mkdocs_storymap.pipeline.join import join, other_sites
from mkdocs_storymap.pipeline.judged import Judged, JudgedMap
from mkdocs_storymap.pipeline.shape import Shaped, Shaper
from mkdocs_storymap.pipeline.verdict import severity, under_rules

__all__ = [
    "INDEX_ABOVE",
    "Collected",
    "Judged",
    "JudgedMap",
    "MapFileError",
    "MapSource",
    "Page",
    "Placed",
    "ReadMap",
    "Shaped",
    "Shaper",
    "UrlFor",
    "collect",
    "file_reader",
    "has_title",
    "join",
    "other_sites",
    "render",
    "render_index",
    "severity",
    "shown_above",
    "standalone",
    "under_rules",
]
