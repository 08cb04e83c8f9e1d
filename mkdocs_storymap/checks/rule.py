"""What a rule is: a code, a generator of findings, and a docstring that is its reference page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from mkdocs_storymap.derive import Derived
from mkdocs_storymap.diagnostics import Finding, Path, closest
from mkdocs_storymap.model import Release, StoryMap
from mkdocs_storymap.record import record
from mkdocs_storymap.site.binding import Bound, BoundJob, Gauge
from mkdocs_storymap.site.registry import BUILT_IN_SEGMENT, Key, SiteMap
from mkdocs_storymap.site.site import Site


class Index:
    """What every map's checks look up on the whole site; made once a run."""

    def __init__(self, site: Site, derived: Derived) -> None:
        self.jobs_on: dict[Key, list[tuple[Key, BoundJob]]] = {}
        self.needed: set[Key] = set()
        self.held: dict[Key, list[Key]] = {}
        for entry in site.entries():
            for job_id, bound in site.bound[entry.key].jobs.items():
                if bound.gauge is not None:
                    self.jobs_on.setdefault(bound.gauge.key, []).append((Key(entry.key, "job", job_id), bound))
            for card in entry.map.cards.values():
                self.needed.update(site.targets(entry.key, (*card.path, "needs"), len(card.needs)))
            for item in entry.map.data.values():
                self.needed.update(site.targets(entry.key, (*item.path, "from"), len(item.from_)))
        for key in derived.graph.work:
            if key.kind == "story":
                for before in derived.graph.critical(key):
                    self.held.setdefault(before, []).append(key)


@dataclass(eq=False)
class Context:
    """One map as its rules see it."""

    site: Site
    derived: Derived
    key: str
    index: Index

    @cached_property
    def entry(self) -> SiteMap:
        """Its place in the registry."""
        return self.site.registry.maps[self.key]

    @cached_property
    def map(self) -> StoryMap:
        """What it says."""
        return self.entry.map

    @cached_property
    def bound(self) -> Bound:
        """Its levels."""
        return self.site.bound[self.key]

    @cached_property
    def gauges(self) -> Mapping[str, Gauge]:
        """Its metrics and fairness entries."""
        return self.bound.gauges

    @cached_property
    def first_visible(self) -> Release | None:
        """The first release that users see."""
        return self.site.first_visible(self.map)

    @cached_property
    def science_unknown(self) -> bool:
        """True where the jobs of this map cannot all be known, because a map that may serve it is broken, or its `jobs` are."""
        maps = [self.site.map(science) for science in self.entry.served_by]
        return any(not found.jobs for found in maps) or self.entry.hidden_link or self.site.registry.may_be_served(self.entry)

    def job_may_be_lost(self, gauge: Gauge) -> bool:
        """True where a job may be on this metric that does not say so rightly: its `improves` or `for` is faulty or misspelt."""
        if self.science_unknown:
            return True
        for science in self.entry.served_by:
            for job in self.site.map(science).jobs.values():
                if {"", "improves", "for"} & job.broken:
                    return True
                for field, name, meant in (("improves", job.improves, gauge.title), ("for", job.for_, None)):
                    found = self.site.registry.resolution(science, (*job.path, field))
                    if name is None or found is None or found.key is not None:
                        continue
                    if meant is None or closest(name.rpartition("/")[2], [meant]):
                        return True
        return False

    def job_may_serve(self, story: str) -> bool:
        """True where a job may serve this story that does not say so rightly: its `serves` is missing, faulty or misspelt."""
        return self.science_unknown or self._lost_stories is None or closest(story, self._lost_stories) is not None

    @cached_property
    def _lost_stories(self) -> list[str] | None:
        """Names of stories in `serves` of jobs that lead nowhere; None where a job's `serves` is missing or faulty."""
        names = []
        for science in self.entry.served_by:
            asked = self.site.map(science).checklist
            for job in self.site.map(science).jobs.values():
                if {"", "serves"} & job.broken or (asked and job.lacks("serves")):
                    return None
                names += self.lost(science, (*job.path, "serves"), job.serves)
        return names

    def lost(self, key: str, path: Path, names: Sequence[str]) -> list[str]:
        """Those names of a list that lead nowhere, without the maps before them."""
        found = self.site.registry.resolutions(key, path, len(names))
        return [name.rpartition("/")[2] for name, one in zip(names, found, strict=True) if one is not None and one.key is None]

    def led(self, path: Path, names: Sequence[str]) -> Iterator[tuple[Path, Key]]:
        """What the names of a list of this map lead to, each with its place; names that lead nowhere are left out."""
        for number, found in enumerate(self.site.registry.resolutions(self.key, path, len(names))):
            if found is not None and found.key is not None:
                yield (*path, number), found.key

    def jobs_on(self, gauge: Gauge, segment: str | None) -> Iterator[tuple[Key, BoundJob]]:
        """The jobs that improve a metric for a segment (None or `all`: for everyone)."""
        wanted = segment or BUILT_IN_SEGMENT
        for key, job in self.index.jobs_on.get(gauge.key, ()):
            if (job.segment.id if job.segment else BUILT_IN_SEGMENT) == wanted:
                yield key, job

    def lands_by(self, job: Key, release: Release | None) -> bool | None:
        """Whether a job lands at or before a release of this map; None where that cannot be known."""
        landed = self.site.release_of(job.map, self.site.job(job))
        if landed is None or landed.map != self.key:
            return None
        return release is None or self.map.releases[landed.id].index <= release.index


Check = Callable[[Context], Iterator[Finding]]


@record
class Rule:
    """A rule: its code and what finds its problems. The docstring of `check` is its reference page."""

    code: str
    check: Check


class Family(list[Rule]):
    """The rules of one module, in the order of the file."""

    def __call__(self, code: str) -> Callable[[Check], Check]:
        """Register a generator as the rule with this code."""

        def register(check: Check) -> Check:
            self.append(Rule(code, check))
            return check

        return register
