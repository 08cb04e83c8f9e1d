"""What a release amounts to: its rollout, gates, stories by status, and when the last of them can be ready."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from mkdocs_storymap.derive.work import WorkGraph
from mkdocs_storymap.model import Release, Review, Story
from mkdocs_storymap.record import record
from mkdocs_storymap.site.registry import Key
from mkdocs_storymap.site.site import Site

_IN_PARTS = ("canary", "gradual")


def in_one_step(item: Release | Story) -> bool:
    """True for a rollout in parts whose only part is everyone (SM803)."""
    return item.rollout in _IN_PARTS and len(item.steps) == 1 and item.steps[0].exposure == 1


@record
class RollUp:
    """One release of a user map, summed up; for a data-science map, the same release with its jobs.

    Attributes:
        release: The release.
        key: Its name on the site.
        cards: Its stories (or jobs), in the order of the map.
        by_status: How many of them are planned, in progress, done, blocked.
        gates: Reviews before it, and those that one of its steps waits for.
        held: All holds of its steps together, in minutes.
        open_ended: True where a step waits for a review or has no hold.
        ready: The latest lead time of its cards, in minutes; None without cards.
        at_least: True where that is only the known part.
    """

    release: Release
    key: Key
    cards: tuple[Key, ...]
    by_status: Mapping[str, int]
    gates: tuple[Review, ...]
    held: int
    open_ended: bool
    ready: int | None
    at_least: bool


def roll_up(site: Site, graph: WorkGraph, key: str) -> list[RollUp]:
    """All releases of a map: a user map's own, or those of the served maps in which a job lands."""
    found = site.map(key)
    kind = "job" if found.science else "story"
    cards: dict[Key, list[Key]] = {}
    for card in found.cards.values():
        release = site.target(key, (*card.path, "release"))
        if release:
            cards.setdefault(release, []).append(Key(key, kind, card.id))
    if found.science:
        order = [Key(served, "release", name) for served in site.registry.maps[key].serves for name in site.map(served).releases]
        order = [name for name in order if name in cards]
        order += [name for name in cards if name not in order]
    else:
        order = [Key(key, "release", name) for name in found.releases]
    return [_one(site, graph, name, cards.get(name, [])) for name in order]


def _one(site: Site, graph: WorkGraph, key: Key, cards: list[Key]) -> RollUp:
    owner = site.map(key.map)
    release = owner.releases[key.id]
    waited = {step.until for step in release.steps if step.until}
    gates = tuple(review for review in owner.reviews.values() if review.before == release.id or review.id in waited)
    statuses = Counter(site.map(card.map).cards[card.id].status for card in cards)
    leads = [graph.leads[card] for card in cards if card in graph.leads]
    latest = max((lead.minutes for lead in leads), default=None)
    open_ended = any(step.until or step.hold is None for step in release.steps)
    held = sum(step.hold or 0 for step in release.steps)
    return RollUp(
        release, key, tuple(cards), statuses, gates, held, open_ended, latest, any(lead.at_least for lead in leads)
    )  # fmt: skip
