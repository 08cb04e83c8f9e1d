"""Draws maps for the pages of a host."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from mkdocs_storymap.pipeline.collect import MapSource
from mkdocs_storymap.pipeline.judged import Judged, JudgedMap
from mkdocs_storymap.pipeline.quiet import quiet
from mkdocs_storymap.source.fences import Block

if TYPE_CHECKING:
    from mkdocs_storymap.render.portfolio import Broken, Gathered, OfMap, Ranked

UrlFor = Callable[[Any], "str | None"]
"""Maps a `Key` to the URL of its thing, relative to the page that is rendered; None where it is shown nowhere."""


@quiet()
def render(judged: Judged, entry: JudgedMap, url_for: UrlFor, *, title_heading: int = 2) -> str:
    """Draw one map; where it has errors, they stand above it, and where it cannot be read, alone.

    Args:
        judged: The site.
        entry: The map.
        url_for: Links to other things.
        title_heading: 1 where the page has no title of its own.
    """
    from mkdocs_storymap.render.context import PageContext
    from mkdocs_storymap.render.html import render_map, render_problems

    home = entry.home or judged
    errors = [diagnostic for diagnostic in entry.diagnostics if diagnostic.severity == "error"]
    name = entry.shaped.map.title if entry.shaped.map is not None else entry.shaped.claimed or "This story map"
    panel = render_problems(errors, title=name) if errors else ""
    if not entry.key:
        return panel
    context = PageContext(
        home.site, home.derived, entry.key, entry.checklist, entry.diagnostics, url_for, title_heading,
        tuple(sorted(judged.settings.off)),
    )  # fmt: skip
    drawn = render_map(context)
    return f'<div class="storymap-page">{panel}{drawn}</div>' if panel else drawn


def shown_above(anchor: str, title: str) -> str:
    """What stands for a map that a page shows a second time: ids are unique in a page; nothing for one that has no id."""
    from html import escape

    return f'<p class="storymap-again"><a href="#{escape(anchor, quote=True)}">{escape(title)}</a> is shown above.</p>' if anchor else ""


INDEX_ABOVE = shown_above("storymap-index", "The list of story maps")
"""What stands for the portfolio that a page shows a second time."""


def gather_index(judged: Judged, url_for: UrlFor) -> Gathered:
    """Gather what the portfolio shows of the maps of a site, an entry for each of them."""
    from mkdocs_storymap.render.portfolio import PortfolioContext, gather

    own = [entry for entry in judged.maps if entry.home is None]
    entries = [(entry.key, entry.checklist if entry.key else entry.source.file, entry.diagnostics) for entry in own]
    return gather(PortfolioContext(judged.site, judged.derived, entries, url_for))


def index_of(entries: Sequence[OfMap | Broken], holds: Iterable[Ranked]) -> str:
    """Draw the portfolio of what was gathered, the maps in the order of the site."""
    from mkdocs_storymap.render.html import render_portfolio
    from mkdocs_storymap.render.portfolio import portfolio

    return render_portfolio(portfolio(entries, holds))


def render_index(judged: Judged, url_for: UrlFor) -> str:
    """Draw the portfolio: every map of the site on one page."""
    found = gather_index(judged, url_for)
    return index_of(found.entries, found.holds)


_FIRST_HEADING = re.compile(r"^(?:# +\S|[^\n]+\n=+ *$|<h1[ >])", re.MULTILINE)
_MARKS = re.compile("```|~~~")
_FENCED = re.compile(r"^(?P<indent> {0,3})(?=(?P<mark>`{3,}|~{3,}))(?P=mark).*?^(?P=indent)(?P=mark)", re.MULTILINE | re.DOTALL)
# The look-ahead takes all marks at once: a line of a hundred thousand backticks is not tried at every length.


def has_title(markdown: str) -> bool:
    """True where a page has a first heading of its own, so that a map's title is the second."""
    first = _FIRST_HEADING.search(markdown)
    if first is None or not _MARKS.search(markdown, 0, first.start()):
        return first is not None
    return bool(_FIRST_HEADING.search(_FENCED.sub("", markdown)))


def same_text(body: str) -> str:
    """A body without its white space: Markdown expands tabs and takes indentation away before we see a block again."""
    return "".join(body.split())


class Sourced(Protocol):
    """What was made of a source."""

    @property
    def source(self) -> MapSource:
        """The source."""


T = TypeVar("T", bound=Sourced)


class Placed(Generic[T]):
    """Finds the map behind a block of a page, when the page is converted.

    Args:
        maps: All maps of the site.
    """

    def __init__(self, maps: Iterable[T]) -> None:
        self._waiting: dict[tuple[str, str], list[T]] = {}
        for entry in maps:
            for page, block in entry.source.shown:
                self._waiting.setdefault((page, block_name(block)), []).append(entry)
        self._taken: dict[tuple[str, str], int] = {}

    def find(self, page: str, block: Block) -> T | None:
        """The next map of this page with the text of a block; None for a block that no source holds."""
        name = (page, block_name(block))
        waiting = self._waiting.get(name, [])
        if not waiting:
            return None
        number = self._taken.get(name, 0)
        self._taken[name] = number + 1
        return waiting[number % len(waiting)]


def block_name(block: Block) -> str:
    """What a block is known by: the file that it names, or its text."""
    return f"file:{block.file}" if block.file is not None else same_text(block.body)
