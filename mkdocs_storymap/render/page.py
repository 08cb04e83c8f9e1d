"""What all parts of one page share: names turned into links, ids, item names for tracing, and lead times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mkdocs_storymap.derive import Derived
from mkdocs_storymap.diagnostics import Path
from mkdocs_storymap.metrics import Scale
from mkdocs_storymap.model import Element, Story, StoryMap, Variant
from mkdocs_storymap.record import record
from mkdocs_storymap.render import words
from mkdocs_storymap.render.context import PageContext
from mkdocs_storymap.render.ids import anchors, part, section
from mkdocs_storymap.site.registry import Key, SiteMap
from mkdocs_storymap.site.site import Site

if TYPE_CHECKING:
    from mkdocs_storymap.render.cardview import NeedView, PromiseView
    from mkdocs_storymap.render.releases import ReleaseView
    from mkdocs_storymap.render.ways import Ways

_ITEM_KIND = {"data item": "data", "use case": "use-case"}


@record
class Link:
    """A name that leads somewhere, or stays text.

    Attributes:
        text: What is read.
        href: Where it leads; None keeps it text.
        item: Its name for tracing (`data-item`), or "".
        hint: More words, for the tool tip.
    """

    text: str
    href: str | None = None
    item: str = ""
    hint: str = ""


@record
class Pair:
    """One line of a list of facts."""

    term: str
    text: str
    link: Link | None = None
    links: tuple[Link, ...] = ()


class Page:
    """One page in the making."""

    def __init__(self, context: PageContext) -> None:
        self.context = context
        self.site: Site = context.site
        self.derived: Derived = context.derived
        self.key = context.key
        self.entry: SiteMap = context.site.registry.maps[context.key]
        self.map: StoryMap = self.entry.map
        self.ids = anchors(context.site, context.key)
        self.ways: dict[Key, Ways] = {}
        self.blocked: dict[Key, list[Key]] = {}
        self.upstream: list[Key] | None = None
        self.releases: list[ReleaseView] | None = None
        self._hrefs: dict[Key, str | None] = {}
        self._links: dict[tuple[Key, str, str], Link] = {}
        self.needs: dict[Key, NeedView] = {}
        self.promises: dict[str, tuple[PromiseView, ...]] = {}
        self.noun = "job" if self.map.science else "story"
        """What a card is called."""

    # ------------------------------------------------------------------ names

    def id(self, kind: str, name: str) -> str:
        """The id of one of the map's own things."""
        return self.ids[Key(self.key, kind, name)]

    def section(self, name: str) -> str:
        """The id of a section."""
        return section(self.key, name)

    def inner(self, *parts: str) -> str:
        """An id of a place inside the page that is no thing of the map."""
        return "--".join([part(self.key), *parts])

    def item(self, key: Key) -> str:
        """The name that tracing knows a thing by: `data:bureau`, `job:loan-ds/stay-fresh`."""
        kind = _ITEM_KIND.get(key.kind, key.kind)
        return f"{kind}:{key.id}" if key.map == self.key else f"{kind}:{key.map}/{key.id}"

    def href(self, key: Key | None) -> str | None:
        """Where a thing is shown."""
        if key is None:
            return None
        if key in self.ids:
            return f"#{self.ids[key]}"
        if key.map == self.key:
            return None
        if key not in self._hrefs:
            self._hrefs[key] = self.context.url_for(key)
        return self._hrefs[key]

    def link(self, key: Key | None, text: str = "", hint: str = "") -> Link:
        """A link to a thing, by its name."""
        if key is None:
            return Link(text)
        found = self._links.get((key, text, hint))
        if found is None:
            found = self._links[key, text, hint] = Link(text or words.said(key.id), self.href(key), self.item(key), hint)
        return found

    def named(self, path: Path, text: str) -> Link:
        """A link from a name as it is written at a place of the map."""
        key = self.site.target(self.key, path)
        return self.link(key, words.said(text)) if key else self.abroad(path, text)

    def abroad(self, path: Path, text: str) -> Link:
        """A link to what a name leads to on another site; text where it leads nowhere."""
        found = self.site.registry.resolution(self.key, path)
        if found is None or found.external is None:
            return Link(text)
        return Link(found.external.title, words.safe_url(found.external.url), hint=text)

    def named_all(self, path: Path, names: Iterable[str]) -> list[Link]:
        """Links from a list of names (or a single name) at a place of the map."""
        names = list(names)
        found = []
        for number, name in enumerate(names):
            place: Path = (*path, number)
            if len(names) == 1 and self.site.registry.resolution(self.key, place) is None:
                place = path  # written as a single name
            found.append(self.named(place, name))
        return found

    # ------------------------------------------------------------------ what a story stands for

    @cached_property
    def card_keys(self) -> tuple[Key, ...]:
        """All cards of the map, in its order."""
        return tuple(Key(self.key, self.noun, name) for name in self.map.cards)

    def cards(self, number: int) -> str:
        """A number of cards."""
        return words.count(number, "job") if self.map.science else words.count(number, "story", "stories")

    @cached_property
    def serving(self) -> Mapping[str, list[Key]]:
        """Jobs that serve each story."""
        return {} if self.map.science else self.site.jobs_serving(self.key)

    def use_case_of(self, story: Story) -> str | None:
        """A story's use case: its own word, else the map's only one."""
        if story.use_case or "use_case" in story.none or "use_case" in story.broken:
            return story.use_case
        return next(iter(self.map.use_cases)) if len(self.map.use_cases) == 1 else None

    def persona_of(self, story: Story) -> str | None:
        """A story's persona: its own word, else that of its use case, else the map's only one."""
        if story.as_ or "as" in story.none or "as" in story.broken:
            return story.as_
        use_case = self.map.use_cases.get(self.use_case_of(story) or "")
        if use_case and len(use_case.who) == 1:
            return use_case.who[0]
        return next(iter(self.map.personas)) if len(self.map.personas) == 1 else None

    def nobody(self, story: Story) -> str:
        """Why a story is for no persona: its own word, else that of its use case, else the map's."""
        if "as" in story.none:
            return story.none["as"]
        use_case = self.map.use_cases.get(self.use_case_of(story) or "")
        return (use_case.none.get("who") if use_case else None) or self.map.none.get("personas", "")

    def persona_name(self, name: str) -> str:
        """How a persona is called."""
        found = self.map.personas.get(name)
        return found.title if found else name

    def level_words(self, key: Key | None) -> str:
        """Where a metric stands, in words: `today 0.60, baseline 0.82`."""
        gauge = self.site.gauge(key)
        if gauge is None:
            return ""
        levels = (("today", gauge.today), ("baseline", gauge.baseline))
        return ", ".join(f"{word} {words.shown(level, gauge.scale)}" for word, level in levels if level)

    def levels_of(self, variant: Variant) -> str:
        """The levels of a variant in words: `recall 0.88, latency 300 ms`."""
        bound = self.site.bound[self.key].variant_levels
        found = []
        for name, level in variant.levels.items():
            at = bound.get((*variant.path, "levels", name))
            found.append(f"{words.said(name)} {words.shown(at[1], at[0].scale) if at else words.figure(level, None)}")
        return ", ".join(found)

    def scale(self, key: Key | None) -> Scale | None:
        """What a metric's levels are measured in."""
        gauge = self.site.gauge(key)
        return gauge.scale if gauge else None

    def from_defaults(self, *path: str) -> bool:
        """True where a value, or all that it stands in, comes from the site's defaults."""
        return any(path[:number] in self.map.defaulted for number in range(1, len(path) + 1))


def extras(element: Element) -> list[Pair]:
    """The author's own `x-` keys as facts."""
    return [Pair(key, _spoken(value)) for key, value in element.extra.items()]


def _spoken(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_spoken(inner)}" for key, inner in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(_spoken(inner) for inner in value)
    if value is True or value is False:
        return "yes" if value else "no"
    return "" if value is None else str(value)
