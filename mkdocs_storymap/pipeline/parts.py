"""A site in parts, as a server keeps it: after an edit only the maps that have to do with the edited one are judged and drawn.

A part is a group of maps that name each other. What pages show of it is kept under all that it rests on; the judged maps
themselves are let go after a build, since a site of 10,000 stories is two million objects.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from mkdocs_storymap.diagnostics import Diagnostic, Location, Span
from mkdocs_storymap.digest import digest
from mkdocs_storymap.pipeline.collect import MapSource
from mkdocs_storymap.pipeline.draw import UrlFor, gather_index, index_of, render
from mkdocs_storymap.pipeline.groups import grouped, setting_name
from mkdocs_storymap.pipeline.join import join
from mkdocs_storymap.pipeline.judged import Judged, JudgedMap
from mkdocs_storymap.pipeline.shape import Shaper
from mkdocs_storymap.pipeline.verdict import under_rules
from mkdocs_storymap.record import record
from mkdocs_storymap.render.search import searchable
from mkdocs_storymap.settings import Settings
from mkdocs_storymap.site.external import ExternalSite
from mkdocs_storymap.site.outlines import Beyond, Outline, outline
from mkdocs_storymap.source.inventories import Loaded

T = TypeVar("T")

_QUICKLY = 1
"""zlib's level: a page of a map shrinks to a tenth in three milliseconds."""
_KEPT_BUILDS = 6
"""Builds after which what none of them used is forgotten: a slip is mended after some, and each language is a build."""


@record
class Drawing:
    """A map for its page.

    Attributes:
        html: All of it.
        words: What a search index reads of it.
    """

    html: str
    words: str


@record
class Told:
    """What is kept of a judged map.

    Attributes:
        key: Its key in the registry; "" where it could not be read.
        id: Its id; "" where it could not be read.
        title: Its title.
        diagnostics: Its problems.
    """

    key: str
    id: str
    title: str
    diagnostics: tuple[Diagnostic, ...]


class Part:
    """Maps that have to do with each other.

    Args:
        name: The name of their texts and the setting.
        judge: Judges them.
        turn: The build.
    """

    def __init__(self, name: str, judge: Callable[[], Judged], turn: int) -> None:
        self.name = name
        self.used = turn
        self._judge = judge
        self._judged: Judged | None = judge()
        self._made: dict[Hashable, Any] = {}
        self._asked = self._judged.site.registry.asked
        self.told = tuple(_told(entry) for entry in self._judged.maps)

    def holds(self, beyond: Beyond) -> bool:
        """True where the rest of the site is still what the verdict took it for."""
        return beyond.still(self._asked)

    @property
    def judged(self) -> Judged:
        """The judged maps, judged again where they were let go."""
        if self._judged is None:
            self._judged = self._judge()
        return self._judged

    def recall(self, name: Hashable, make: Callable[[Judged], T]) -> T:
        """What was made of these maps under a name, made now where nobody did before."""
        if name not in self._made:
            self._made[name] = make(self.judged)
        return self._made[name]  # type: ignore[no-any-return]

    def let_go(self) -> None:
        """Keep what was made of the maps, and not the maps."""
        self._judged = None


@dataclass(slots=True, eq=False)
class PartedMap:
    """One map of a site in parts.

    Attributes:
        source: Its text.
        part: The part that it is in.
        number: Its place in the part.
    """

    source: MapSource
    part: Part
    number: int

    @property
    def told(self) -> Told:
        """What is known of it without judging it again."""
        return self.part.told[self.number]


@dataclass(slots=True, eq=False)
class PartedSite:
    """A whole site with its verdict.

    Attributes:
        maps: One a source, in the order of the site.
        diagnostics: Every problem, sorted by file, line, column, code.
    """

    maps: list[PartedMap]
    diagnostics: list[Diagnostic]

    def by_key(self) -> dict[str, PartedMap]:
        """The maps that could be read, by registry key."""
        return {one.told.key: one for one in self.maps if one.told.key}


class Parts:
    """Judges sites, build after build.

    Args:
        shaper: Validates each map.
        keeps: True for a server; a single build judges and draws each map once.
    """

    def __init__(self, shaper: Shaper, *, keeps: bool) -> None:
        self._shaper = shaper
        self._keeps = keeps
        self._turn = 0
        self._parts: dict[str, Part] = {}
        self._outlines: dict[str, tuple[Outline, int]] = {}

    def holds(self, settings: Settings, extra_schema: Mapping[str, Any] | None) -> bool:
        """True where these are the settings that the sites were judged under, to the place of each of the site's defaults."""
        return repr((settings, extra_schema)) == repr((self._shaper.settings, self._shaper.extra_schema))

    def turn(self) -> None:
        """Begin a build."""
        self._turn += 1
        self._shaper.turn()
        oldest = self._turn - (_KEPT_BUILDS if self._keeps else 2)  # the next language shares pages with the one before
        self._parts = {name: part for name, part in self._parts.items() if part.used > oldest}
        self._outlines = {name: pair for name, pair in self._outlines.items() if pair[1] > oldest}

    def rest(self) -> None:
        """End a build: the maps are let go, what pages show of them is kept."""
        self._shaper.turn()
        for part in self._parts.values():
            part.let_go()

    def site(
        self,
        sources: Sequence[MapSource],
        *,
        today: date,
        texts: Mapping[str, str],
        diagnostics: Iterable[Diagnostic] = (),
        abroad: Sequence[Loaded] = (),
        sites: Mapping[str, ExternalSite] | None = None,
        defaults_at: Callable[[Span], Location] | None = None,
    ) -> PartedSite:
        """Judge what no build before has judged.

        Args:
            sources: The maps.
            today: The day that dates are held against.
            texts: The text of every page by its name.
            diagnostics: What is already known to be wrong (fences, files).
            abroad: What was loaded of other sites.
            sites: The same by name, from `other_sites`.
            defaults_at: Places in the site's defaults, where problems of a defaulted value are shown.
        """
        setting = setting_name(self._shaper, today, abroad, self._shaper.settings.source)
        beyond, groups = grouped(sources, [self._outline(source.text) for source in sources], texts, setting)
        maps: dict[int, PartedMap] = {}
        for group in groups:
            members = [sources[number] for number in group.numbers]

            def judge(members: list[MapSource] = members) -> Judged:
                return join(members, self._shaper, today=today, sites=sites, defaults_at=defaults_at, beyond=beyond)

            part = self._parts.get(group.name)
            if part is None or not part.holds(beyond):
                part = self._parts[group.name] = Part(group.name, judge, self._turn)
            part.used = self._turn
            maps |= {number: PartedMap(sources[number], part, place) for place, number in enumerate(group.numbers)}
        inorder = [maps[number] for number in range(len(sources))]
        found = under_rules(diagnostics, self._shaper.settings)
        found += [diagnostic for one in inorder for diagnostic in one.told.diagnostics]
        return PartedSite(inorder, sorted(found, key=lambda d: d.sort_key))

    def _outline(self, text: str) -> Outline:
        name = digest(text)
        if name in self._outlines:
            found = self._outlines[name][0]
        else:
            shaped = self._shaper(text)
            found = outline(shaped.map, shaped.claimed)
        self._outlines[name] = found, self._turn
        return found

    def draw(self, one: PartedMap, url_for: UrlFor, addresses: Hashable, *, title_heading: int) -> Drawing:
        """Draw one map for a page.

        Args:
            one: The map.
            url_for: Links to other things.
            addresses: All that `url_for` hangs on.
            title_heading: 1 where the page has no title of its own.
        """

        def make(judged: Judged) -> Drawing:
            html = render(judged, judged.maps[one.number], url_for, title_heading=title_heading)
            return Drawing(html, searchable(html))

        if not self._keeps:
            return make(one.part.judged)
        html, words = one.part.recall(("page", one.number, addresses, title_heading), lambda judged: _packed(make(judged)))
        return Drawing(_unpacked(html), _unpacked(words))


def portfolio(site: PartedSite, url_for: UrlFor, addresses: Callable[[PartedMap], Hashable]) -> str:
    """Draw the portfolio: every map of the site on one page.

    Args:
        site: The site.
        url_for: Links to all that is in it.
        addresses: All that the links into the part of a map hang on.
    """
    gathered = {}
    for one in site.maps:
        if one.part.name not in gathered:
            gathered[one.part.name] = one.part.recall(("portfolio", addresses(one)), lambda judged: gather_index(judged, url_for))
    entries = [gathered[one.part.name].entries[one.number] for one in site.maps]
    return index_of(entries, [hold for found in gathered.values() for hold in found.holds])


def _told(entry: JudgedMap) -> Told:
    found = entry.shaped.map
    return Told(entry.key, found.id if found else "", found.title if found else "", tuple(entry.diagnostics))


def _packed(drawing: Drawing) -> tuple[bytes, bytes]:
    html, words = (zlib.compress(text.encode("utf-8", "surrogatepass"), _QUICKLY) for text in (drawing.html, drawing.words))
    return html, words


def _unpacked(data: bytes) -> str:
    return zlib.decompress(data).decode("utf-8", "surrogatepass")
