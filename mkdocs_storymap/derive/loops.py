"""Feedback loops: production signal → data-science job → story (docs/format.md, section 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mkdocs_storymap.model import Feedback
from mkdocs_storymap.record import record
from mkdocs_storymap.site.registry import Key
from mkdocs_storymap.site.site import Site


@record
class Loop:
    """One signal and where it leads.

    Attributes:
        feedback: The signal.
        key: Its name on the site.
        jobs: The jobs that it feeds, whichever side wrote the link.
        stories: The stories of the signal's map that those jobs serve.
        target: `to` in the author's words, where it is a review or a role.
    """

    feedback: Feedback
    key: Key
    jobs: tuple[Key, ...]
    stories: tuple[Key, ...]
    target: str | None

    @property
    def closed(self) -> bool:
        """True where the signal comes back to a story of its own map."""
        return bool(self.stories)


def loops(site: Site, key: str, fed: Mapping[Key, Sequence[Key]]) -> list[Loop]:
    """The loops of a user map; `fed` are the jobs that say that they are fed by a signal (`fed_jobs`)."""
    found = []
    for feedback in site.map(key).feedback.values():
        name = Key(key, "feedback", feedback.id)
        target = site.target(key, (*feedback.path, "to"))
        jobs = [target] if target and target.kind == "job" else []
        jobs += [job for job in fed.get(name, ()) if job not in jobs]
        stories = dict.fromkeys(
            story
            for job in jobs
            for story in site.targets(job.map, (*site.job(job).path, "serves"), len(site.job(job).serves))
            if story.map == key
        )
        words = feedback.to if not (target and target.kind == "job") else None
        found.append(Loop(feedback, name, tuple(jobs), tuple(stories), words))
    return found


def fed_jobs(site: Site) -> dict[Key, list[Key]]:
    """The jobs that say that they are fed by a signal, by signal."""
    found: dict[Key, list[Key]] = {}
    for entry in site.entries():
        for job in entry.map.jobs.values():
            for signal in site.targets(entry.key, (*job.path, "fed_by"), len(job.fed_by)):
                found.setdefault(signal, []).append(Key(entry.key, "job", job.id))
    return found
