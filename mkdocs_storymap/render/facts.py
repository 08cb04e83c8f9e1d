"""The facts that scripts work with: what waits for what, how much is left, and what speaks of what."""

from __future__ import annotations

from collections.abc import Iterable

from mkdocs_storymap.record import record
from mkdocs_storymap.render.leads import upstream
from mkdocs_storymap.render.page import Page
from mkdocs_storymap.site.registry import Key


@record
class Fact:
    """One thing.

    Attributes:
        item: Its name for tracing.
        left: Minutes that are left of it; None where it is no work.
        done: True where nothing before it counts.
        chain: What has to be finished before it begins.
        gates: What has to be finished before it ships.
        near: What it speaks of, where it is no work.
    """

    item: str
    left: int | None
    done: bool
    chain: str
    gates: str
    near: str


def facts(page: Page) -> tuple[Fact, ...]:
    """All facts of a page."""
    graph, found = page.derived.graph, []
    for key in upstream(page):
        work = graph.work[key]
        found.append(
            Fact(page.item(key), work.left, work.finished, _names(page, work.chain), _names(page, work.gates), "")
        )  # fmt: skip
    near: dict[str, dict[str, None]] = {}
    for one, other in _near(page):
        near.setdefault(page.item(one), {})[page.item(other)] = None
    found.extend(Fact(item, None, False, "", "", " ".join(others)) for item, others in near.items())
    return tuple(found)


def _names(page: Page, keys: Iterable[Key]) -> str:
    return " ".join(page.item(key) for key in keys)


def _near(page: Page) -> Iterable[tuple[Key, Key]]:
    """Pairs of a thing that is no work, and what it speaks of."""
    site, key, found = page.site, page.key, page.map
    for story in found.stories.values():
        name = Key(key, "story", story.id)
        case = found.use_cases.get(page.use_case_of(story) or "")
        if case:
            yield Key(key, "use case", case.id), name
            for metric in case.expects:
                target = site.target(key, (*case.path, "expects", metric))
                if target:
                    yield target, name
        for harm in story.harms:
            for segment in site.targets(key, (*harm.path, "affects"), len(harm.affects)):
                if segment.id != "all":
                    yield segment, name
    maps = [key] if found.science else [key, *site.registry.linked_maps(page.entry)]
    for one in maps:
        for job in site.map(one).jobs.values():
            name = Key(one, "job", job.id)
            for part in ("improves", "for"):
                target = site.target(one, (*job.path, part))
                if target and target.id != "all":
                    yield target, name
            for feedback in site.targets(one, (*job.path, "fed_by"), len(job.fed_by)):
                yield feedback, name
    for job in found.jobs.values():
        for served in site.targets(key, (*job.path, "serves"), len(job.serves)):
            yield served, Key(key, "job", job.id)
    for loop in page.derived.loops[key]:
        for name in loop.jobs:
            yield loop.key, name
    for experiment in found.experiments.values():
        name = Key(key, "experiment", experiment.id)
        for part in ("story", "job", "primary"):
            target = site.target(key, (*experiment.path, part))
            if target:
                yield name, target
