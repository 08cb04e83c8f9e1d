"""The registry: every map of the site by id, and the resolution of every name.

In a user map a name is looked up in the map itself; in a data-science map first there, then in the maps that it
serves. `map/name` always says it all. What cannot be known because a map is broken is *hidden*: no rule speaks of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from mkdocs_storymap.build.reader import ID
from mkdocs_storymap.diagnostics import Path, closest
from mkdocs_storymap.model import Ref, StoryMap
from mkdocs_storymap.record import record
from mkdocs_storymap.site.external import ExternalItem, ExternalMap, ExternalSite
from mkdocs_storymap.site.outlines import Beyond, Question, free, is_nameless, is_vague, outline
from mkdocs_storymap.text import slug

BUILT_IN_SEGMENT = "all"
"""The segment that every map has, with a share of 100%."""


class Key(NamedTuple):
    """The name of one thing on the whole site: key of its map in the registry, kind, id."""

    map: str
    kind: str
    id: str


@record
class Resolution:
    """What became of one name.

    Attributes:
        status: `found`; `external` (found on another site); `unknown` (no such thing); `unknown map`; `unknown site`;
            `ambiguous`; `hidden` (cannot be known, because what it would be looked up in is broken or out of reach);
            `text` (no reference after all).
        key: What it leads to, where it was found on this site.
        where: Keys of the maps that were looked in, or that share the name; `site:map` for one of another site.
        external: What it leads to on another site.
    """

    status: Literal["found", "external", "unknown", "unknown map", "unknown site", "ambiguous", "hidden", "text"]
    key: Key | None = None
    where: tuple[str, ...] = ()
    external: ExternalItem | ExternalMap | None = None


@dataclass(slots=True)
class SiteMap:
    """One map in the registry.

    Attributes:
        key: Unique on the site: its id, made unique where two maps claim one id.
        map: What it says.
        serves: Keys of the user maps that it serves.
        served_by: Keys of the data-science maps that serve it.
        abroad: The maps of other sites that it serves, or names as its data-science maps.
        hidden_link: True where a map that it is linked with is broken, so that links cannot be judged.
    """

    key: str
    map: StoryMap
    serves: list[str] = field(default_factory=list)
    served_by: list[str] = field(default_factory=list)
    abroad: list[ExternalMap] = field(default_factory=list)
    hidden_link: bool = False


_SECTION = {
    "story": ("stories",), "job": ("jobs",), "step": ("backbone",), "stage": ("stages",), "release": ("releases",),
    "persona": ("personas",), "use case": ("use_cases",), "metric": ("metrics", "fairness"),
    "fairness entry": ("fairness",), "segment": ("segments",), "data item": ("data",), "review": ("reviews",),
    "experiment": ("experiments",), "feedback": ("feedback",), "variant": ("variants",),
}  # fmt: skip
_BY_SLUG = frozenset({"step", "stage"})
_ALWAYS_REQUIRED = frozenset({"backbone", "releases", "stories", "jobs"})


def names(found: StoryMap, kind: str) -> Collection[str]:
    """Return the ids of all things of one kind in a map."""
    if kind == "metric":
        return found.all_metrics
    if kind == "fairness entry":
        return found.fairness
    if kind in _BY_SLUG:
        return found.steps
    if kind == "segment":
        return {BUILT_IN_SEGMENT: None, **found.segments}
    return getattr(found, _SECTION[kind][0])  # type: ignore[no-any-return]


_REQUIRED_OF_USER = frozenset(
    "segments personas use_cases metrics data fairness reviews backbone releases stories feedback experiments".split()
)
_REQUIRED_OF_SCIENCE = frozenset({"variants", "jobs"})


def hides(found: StoryMap, kind: str) -> bool:
    """True where a name of this kind may stand in a part of the map that is faulty, or missing and told as such."""
    required = _REQUIRED_OF_SCIENCE if found.science else _REQUIRED_OF_USER
    return "" in found.broken or any(
        section in found.broken
        or (section in found.none and section in _ALWAYS_REQUIRED)
        or (section in required and found.lacks(section) and (found.checklist or section in _ALWAYS_REQUIRED))
        for section in _SECTION[kind]
    )


class Registry:
    """All maps of a site.

    Args:
        maps: The maps in the order of the site; the first of two with one id is the one that names lead to.
        opaque: Id and text of maps that exist but cannot be read at all, where these are all maps.
        sites: Other sites, by the name that `site:map` begins with.
        beyond: The whole site, where `maps` are only those that have to do with each other.
    """

    def __init__(
        self,
        maps: Iterable[StoryMap],
        opaque: Iterable[tuple[str, str]] = (),
        sites: Mapping[str, ExternalSite] | None = None,
        beyond: Beyond | None = None,
    ) -> None:
        self.sites = sites or {}
        self._names: dict[tuple[str, str], Collection[str]] = {}
        self.maps: dict[str, SiteMap] = {}
        self._resolved: dict[tuple[str, Path], Resolution] = {}
        for found in maps:
            key = free(found.id, self.maps)
            self.maps[key] = SiteMap(key, found)
        self._beyond = beyond or Beyond([outline(entry.map, "") for entry in self.maps.values()], opaque)
        self.asked: dict[Question, Any] = {}
        self._link()
        for entry in self.maps.values():
            for ref in entry.map.refs:
                self._resolved[entry.key, ref.path] = self._resolve(entry, ref)

    def _ask(self, about: Literal["nameless", "served", "maps"], name: str = "") -> Any:
        """Ask the rest of the site; what was asked is remembered, for as long as it is answered so this verdict holds."""
        answer = self.asked[about, name] = self._beyond.answer((about, name))
        return answer

    def _link(self) -> None:
        """Derive both ways of every link from the data-science side."""
        for entry in self.maps.values():
            for name in entry.map.serves if entry.map.science else entry.map.linked:
                if ":" in name:
                    found = self._abroad(name)
                    entry.hidden_link = entry.hidden_link or found.status != "external"
                    if isinstance(found.external, ExternalMap):
                        entry.abroad.append(found.external)
            if entry.key != entry.map.id:  # Links to its id lead to the other map of that id (SM302), or nowhere.
                entry.hidden_link = True
            if not entry.map.science:
                if "linked" in entry.map.broken or is_nameless(entry.map) or any(self._hidden(name) for name in entry.map.linked):
                    entry.hidden_link = True
                continue
            if is_vague(entry.map):
                entry.hidden_link = True
            for name in entry.map.serves:
                if ":" in name:
                    continue
                target = self.maps.get(name)
                if target is None or target.map.science:
                    entry.hidden_link = True
                    continue
                if name not in entry.serves:
                    entry.serves.append(name)
                    target.served_by.append(entry.key)

    def may_be_served(self, entry: SiteMap) -> bool:
        """True where a map that is broken, or misspells its `serves`, may be the data-science map that serves this one."""
        return bool(self._ask("served", entry.map.id))

    def map_keys(self, kind: str = "") -> list[str]:
        """Keys of all maps of the site, or of those of one kind."""
        return list(self._ask("maps", kind))

    def linked_maps(self, entry: SiteMap) -> list[str]:
        """Keys of the data-science maps of a user map: those that serve it, and those that it names."""
        named = [name for name in entry.map.linked if name in self.maps and self.maps[name].map.science]
        return list(dict.fromkeys([*entry.served_by, *named]))

    def target(self, key: str, path: Path) -> Key | None:
        """Return what the name at this place of a map leads to, or None where it leads nowhere."""
        found = self._resolved.get((key, path))
        return found.key if found else None

    def resolution(self, key: str, path: Path) -> Resolution | None:
        """Return what became of the name at this place of a map."""
        return self._resolved.get((key, path))

    def resolutions(self, key: str, path: Path, count: int) -> list[Resolution | None]:
        """Return what became of the names of a list at this place of a map, for which one name may stand."""
        found = [self._resolved.get((key, (*path, number))) for number in range(count)]
        return [self._resolved.get((key, path))] if found == [None] else found

    def _resolve(self, entry: SiteMap, ref: Ref) -> Resolution:
        if ref.kind in ("user map", "data-science map"):
            return self._resolve_map(ref)
        if ref.kind == "check":
            return self._resolve_check(entry, ref)
        if ref.kind == "rollback target":
            return self._resolve_rollback(entry, ref)
        if ref.kind == "feedback target":
            return self._resolve_feedback(entry, ref)
        if ":" in ref.name and ref.kind not in _BY_SLUG:
            return self._abroad(ref.name, ref.kind)
        if ref.kind in _BY_SLUG:
            return self._look([entry.key], ref.kind, slug(ref.name))
        own = self._look([entry.key], ref.kind, ref.name)
        if own.status == "found":
            return own
        if "/" in ref.name:
            name, _, item = ref.name.partition("/")
            return self._look_in(name, ref.kind, item)
        if not entry.map.science or ref.kind in ("job", "experiment"):
            return own
        served = self._look(entry.serves, ref.kind, ref.name)
        if served.status == "unknown":
            for other in entry.abroad:
                thing = other.find(ref.kind, ref.name)
                if thing is not None:
                    return Resolution("external", external=thing)
        if served.status == "unknown" and (entry.hidden_link or own.status == "hidden" or "serves" in entry.map.none):
            return Resolution("hidden")
        return served

    def _look(self, keys: list[str], kind: str, name: str) -> Resolution:
        """Look a name up in several maps."""
        if kind == "segment" and name == BUILT_IN_SEGMENT:
            owner = next((key for key in keys if name in self.maps[key].map.segments), keys[0] if keys else "")
            return Resolution("found", Key(owner, kind, name))
        found = [key for key in keys if name in self._names_of(key, kind)]
        if len(found) == 1:
            return Resolution("found", Key(found[0], "metric" if kind == "fairness entry" else kind, name))
        if found:
            return Resolution("ambiguous", where=tuple(found))
        if any(hides(self.maps[key].map, kind) for key in keys) or any(self._miswritten(key, kind, name) for key in keys):
            return Resolution("hidden")
        return Resolution("unknown", where=tuple(keys))

    def _miswritten(self, key: str, kind: str, name: str) -> bool:
        """True where a thing has an id that is none (told as SM206), and would have this one."""
        return any(slug(other) == slug(name) for other in self._names_of(key, kind) if not ID.match(other))

    def _names_of(self, key: str, kind: str) -> Collection[str]:
        if (key, kind) not in self._names:
            self._names[key, kind] = frozenset(names(self.maps[key].map, kind))
        return self._names[key, kind]

    def _abroad(self, written: str, kind: str = "map") -> Resolution:
        """Look a `site:map` or `site:map/name` up in the inventory of that site."""
        name, _, rest = written.partition(":")
        site = self.sites.get(name)
        if site is None:
            return Resolution("unknown site", where=(name,))
        if site.maps is None:
            return Resolution("hidden", where=(name,))
        map_id, _, item = rest.partition("/")
        found = site.maps.get(map_id)
        if found is None:
            return Resolution("unknown map", where=(f"{name}:{map_id}",))
        if not item:
            return Resolution("external", external=found)
        thing = found.find(kind, item)
        if thing is None:
            return Resolution("unknown", where=(f"{name}:{map_id}",))
        return Resolution("external", external=thing)

    def _look_in(self, name: str, kind: str, item: str) -> Resolution:
        """Look a `map/name` up."""
        if name in self.maps:
            return self._look([name], kind, item)
        return Resolution("hidden" if self._hidden(name) else "unknown map", where=(name,))

    def _hidden(self, name: str) -> bool:
        """True where a map of this name may exist: one that cannot be read, or that lacks its id."""
        return name not in self.maps and (name in self._beyond.opaque or self._ask("nameless"))

    def _resolve_map(self, ref: Ref) -> Resolution:
        if ":" in ref.name:
            return self._abroad(ref.name)
        target = self.maps.get(ref.name)
        if target is None:
            return Resolution("hidden" if self._hidden(ref.name) else "unknown map", where=(ref.name,))
        if target.map.science == (ref.kind == "user map"):
            return Resolution("unknown", where=(ref.name,))
        return Resolution("found", Key(ref.name, "map", ref.name))

    def _resolve_check(self, entry: SiteMap, ref: Ref) -> Resolution:
        """A review's check is a metric, a fairness entry, or plain words."""
        found = self._look([entry.key], "metric", ref.name)
        if found.status != "unknown":
            return found
        meant = None if " " in ref.name else closest(ref.name, entry.map.all_metrics)
        return found if meant else Resolution("text")

    def _resolve_rollback(self, entry: SiteMap, ref: Ref) -> Resolution:
        """`rollback.to` is a variant where a linked data-science map has variants, else text."""
        if ":" in ref.name and ref.name.partition(":")[0] in self.sites:
            return self._abroad(ref.name, "variant")
        if "/" in ref.name and ref.name.partition("/")[0] in self.maps:
            return self._look_in(ref.name.partition("/")[0], "variant", ref.name.partition("/")[2])
        linked = [key for key in self.linked_maps(entry) if self.maps[key].map.variants or hides(self.maps[key].map, "variant")]
        if not linked:
            return Resolution("text")
        found = self._look(linked, "variant", ref.name)
        return Resolution("found", Key(found.where[0], "variant", ref.name)) if found.status == "ambiguous" else found

    def _resolve_feedback(self, entry: SiteMap, ref: Ref) -> Resolution:
        """`feedback.to` is a job of a data-science map, a review or an owner role."""
        if ":" in ref.name:
            return self._abroad(ref.name, "job")
        if "/" in ref.name:
            name, _, item = ref.name.partition("/")
            return self._look_in(name, "job", item)
        review = self._look([entry.key], "review", ref.name)
        if review.status == "found":
            return review
        roles = {slug(role) for role in entry.map.owners}
        if slug(ref.name) in roles or "owners" in entry.map.broken or "owners" in entry.map.none:
            return Resolution("text")
        return review
