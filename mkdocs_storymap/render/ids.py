"""The ids on a map's page: `MAP--ITEM` for stories and jobs, `MAP--KIND--ITEM` for anything else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mkdocs_storymap.model import StoryMap
from mkdocs_storymap.site.registry import Key
from mkdocs_storymap.site.site import Site
from mkdocs_storymap.text import slug

_PLAIN = re.compile(r"[\w@.-]+\Z")
_KIND = {"use case": "use-case", "data item": "data"}
"""Kinds whose part of an id differs from their name on the site."""
_UNPREFIXED = ("story", "job")


def part(text: str) -> str:
    """One part of an id: as it is, or its slug where a broken name holds blanks or signs."""
    return text if _PLAIN.match(text) else slug(text) or "x"


def anchors(site: Site, key: str) -> dict[Key, str]:
    """Every id that stands on a map's page, by the name of the thing."""
    found = site.map(key)
    root = part(key)
    ids: dict[Key, str] = {Key(key, "map", key): root}
    taken = {root}
    used: dict[str, int] = {}
    for kind, word, name in _things(found):
        base = f"{root}--{part(name)}" if kind in _UNPREFIXED else f"{root}--{word}--{part(name)}"
        anchor, number = base, used.get(base, 1)
        while anchor in taken:
            number += 1
            anchor = f"{base}-{number}"
        used[base] = number
        taken.add(anchor)
        ids[Key(key, kind, name)] = anchor
    return ids


def section(key: str, name: str) -> str:
    """The id of a section of the page."""
    return f"{part(key)}--section--{name}"


def _things(found: StoryMap) -> Iterator[tuple[str, str, str]]:
    """Kind, its word in ids, and id of everything that has a place on the page."""
    card = "job" if found.science else "story"
    for name in found.cards:
        yield card, card, name
    if found.science:
        for stage in found.stages:
            yield "stage", "stage", stage.id
    for activity in found.backbone:
        yield "activity", "activity", activity.id
        for step in activity.steps:
            yield "step", "step", step.id
    for metric in found.metrics:
        yield "metric", "metric", metric
    for entry in found.fairness:
        if entry not in found.metrics:
            yield "metric", "fairness", entry
    for kind, names in (
        ("release", found.releases), ("persona", found.personas), ("use case", found.use_cases),
        ("segment", found.segments), ("data item", found.data), ("review", found.reviews),
        ("experiment", found.experiments), ("feedback", found.feedback), ("variant", found.variants),
    ):  # fmt: skip
        for name in names:
            yield kind, _KIND.get(kind, kind), name
