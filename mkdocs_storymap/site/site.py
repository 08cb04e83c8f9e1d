"""The whole site, as checks, derivations and pages see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from mkdocs_storymap.diagnostics import Path
from mkdocs_storymap.model import Experiment, Job, Metric, Release, Segment, Story, StoryMap
from mkdocs_storymap.record import record
from mkdocs_storymap.site.binding import Bound, Gauge
from mkdocs_storymap.site.registry import BUILT_IN_SEGMENT, Key, Registry, SiteMap


@record
class Site:
    """Every map of a site with its names resolved and its levels bound.

    Attributes:
        registry: The maps and their links.
        bound: Levels on their scales, by map key.
        today: The day that dates are held against.
        review_after: Days after which a review is stale, in minutes; None where the site does not say.
    """

    registry: Registry
    bound: Mapping[str, Bound]
    today: date
    review_after: int | None = None

    def map(self, key: str) -> StoryMap:
        """The map with this key."""
        return self.registry.maps[key].map

    def entries(self) -> list[SiteMap]:
        """All maps in the order of the site."""
        return list(self.registry.maps.values())

    def target(self, key: str, path: Path) -> Key | None:
        """What the name at this place leads to."""
        return self.registry.target(key, path)

    def targets(self, key: str, path: Path, count: int) -> list[Key]:
        """What the names of a list at this place lead to; names that lead nowhere are left out."""
        return [found.key for found in self.registry.resolutions(key, path, count) if found and found.key]

    def gauge(self, key: Key | None) -> Gauge | None:
        """The metric or fairness entry behind a key."""
        return self.bound[key.map].gauges.get(key.id) if key and key.kind == "metric" else None

    def release(self, key: Key | None) -> Release | None:
        """The release behind a key."""
        return self.map(key.map).releases.get(key.id) if key and key.kind == "release" else None

    def story(self, key: Key) -> Story:
        """The story behind a key."""
        return self.map(key.map).stories[key.id]

    def job(self, key: Key) -> Job:
        """The job behind a key."""
        return self.map(key.map).jobs[key.id]

    def segment(self, key: Key | None) -> Segment | None:
        """The segment behind a key; None for the built-in `all` where no map writes it."""
        return self.map(key.map).segments.get(key.id) if key and key.kind == "segment" and key.map else None

    def release_of(self, key: str, card: Story | Job) -> Key | None:
        """The release that a story or job lands in."""
        return self.target(key, (*card.path, "release"))


    def visible(self, entry: StoryMap, story: Story) -> bool | None:
        """Whether users see a story's answers: a rollout of its own, else its release's; None where nobody says."""
        if story.rollout or "rollout" in story.broken:
            return story.rollout != "shadow" if story.rollout else None
        release = entry.releases.get(story.release or "")
        return release.visible if release is not None and release.rollout is not None else None

    def experiment_release(self, key: str, experiment: Experiment) -> Key | None:
        """The release that an experiment runs in: in a data-science map by default that of its job."""
        if experiment.during is None and experiment.job is not None and "during" not in experiment.broken | set(experiment.none):
            job = self.target(key, (*experiment.path, "job"))
            return self.release_of(job.map, self.job(job)) if job is not None and job.kind == "job" else None
        return self.target(key, (*experiment.path, "during"))

    def jobs_serving(self, key: str) -> dict[str, list[Key]]:
        """The jobs that serve each story of a user map, by story id, in the order of the maps."""
        found: dict[str, list[Key]] = {}
        for science in self.registry.maps[key].served_by:
            for job in self.map(science).jobs.values():
                for target in self.targets(science, (*job.path, "serves"), len(job.serves)):
                    if target.map == key:
                        found.setdefault(target.id, []).append(Key(science, "job", job.id))
        return found

    def first_visible(self, entry: StoryMap) -> Release | None:
        """The first release that users see; None where there is none, or where an earlier one does not say."""
        own = {story.release for story in entry.stories.values() if self.visible(entry, story)}
        for release in entry.releases.values():
            if release.rollout is None:
                return None
            if release.visible or release.id in own:
                return release
        return None

    def first_visible_of(self, entry: StoryMap, stories: Iterable[Story]) -> tuple[Release | None, bool]:
        """The earliest release in which one of these stories is seen, and whether that is certain."""
        found: Release | None = None
        certain = True
        for story in stories:
            seen = self.visible(entry, story)
            release = entry.releases.get(story.release or "")
            certain = certain and seen is not None and release is not None
            if seen and release is not None and (found is None or release.index < found.index):
                found = release
        return found, certain

    def use_case_of(self, entry: StoryMap, story: Story) -> str | None:
        """A story's use case: the map's only one where it names none."""
        if story.use_case is None and "use_case" not in story.broken and len(entry.use_cases) == 1:
            return next(iter(entry.use_cases))
        return story.use_case

    def persona_of(self, entry: StoryMap, story: Story) -> str | None:
        """A story's persona: the map's only one where it names none."""
        if story.as_ is None and "as" not in story.broken and len(entry.personas) == 1:
            return next(iter(entry.personas))
        return story.as_

    def metric(self, key: Key) -> Metric:
        """The metric or fairness entry behind a key, as written."""
        return self.map(key.map).all_metrics[key.id]


def is_all(segment: Key | None) -> bool:
    """True where a job or experiment speaks of everyone."""
    return segment is None or segment.id == BUILT_IN_SEGMENT
