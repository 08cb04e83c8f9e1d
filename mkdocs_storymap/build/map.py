"""Builds one whole map."""

from __future__ import annotations

from collections.abc import Mapping, Set
from types import MappingProxyType
from typing import Any

from mkdocs_storymap import grammar
from mkdocs_storymap.build import science, shared, user
from mkdocs_storymap.build.reader import Notes, Reader
from mkdocs_storymap.diagnostics import Finding, Path
from mkdocs_storymap.model import Link, StoryMap
from mkdocs_storymap.source.yaml_doc import Node


def build_map(
    root: Node, kind: str, *, checklist: bool, defaulted: frozenset[Path], misspelt: Mapping[Path, Set[str]] = MappingProxyType({})
) -> tuple[StoryMap, list[Finding]]:
    """Read a map.

    Args:
        root: The mapping, with the site's defaults laid under it.
        kind: `user` or `data-science`.
        checklist: True where the ML checklist applies.
        defaulted: Paths of what comes from the site's defaults.
        misspelt: Keys that were meant where others are written, by the path of their mapping: what they hold is unknown.

    Returns:
        The map, with whatever is broken in it marked as such, and the findings that the schema cannot make.
    """
    notes = Notes(misspelt)
    top = Reader(root, (), notes)
    top.check_id("map")
    fields: dict[str, Any] = {
        "status": top.choice("status", ("draft", "ready")) or "ready",
        "summary": top.text("summary"),
        "links": _links(top),
        "tags": top.texts("tags"),
        "reviewed": top.value("reviewed", "date", grammar.parse_date),
        "waive": _waive(top),
        "owners": shared.owners(top),
        "data": shared.data_items(top),
        "quality": shared.quality(top),
        "guardrails": shared.guardrails(top),
        "experiments": shared.experiments(top, science=kind == "data-science"),
        "retraining": shared.retraining(top),
    }
    if kind == "data-science":
        evidence = top.fields.get("evidence")
        fields |= {
            "serves": top.refs("serves", "user map"),
            "model": science.model(top),
            "variants": shared.variants(top, science.VARIANT_ROLES),
            "stages": science.stages(top),
            "jobs": science.jobs(top),
            "evidence": evidence.data if evidence else None,
        }
    else:
        metrics = user.metrics(top, "metrics")
        fairness = user.metrics(top, "fairness")
        user.shared_names(top, metrics, fairness)
        fields |= {
            "linked": top.refs("linked", "data-science map"),
            "volume": top.value("volume", "volume", grammar.parse_volume),
            "segments": user.segments(top),
            "personas": user.personas(top),
            "use_cases": user.use_cases(top),
            "metrics": metrics,
            "tradeoff": user.tradeoff(top),
            "fairness": fairness,
            "bias_tests": user.plain_checks(top, "bias_tests"),
            "practices": user.plain_checks(top, "practices"),
            "reviews": user.reviews(top),
            "backbone": user.backbone(top),
            "releases": user.releases(top),
            "respond": user.respond(top.sub("respond")),
            "stories": user.stories(top),
            "feedback": user.feedback(top),
            "alerts": user.alerts(top),
            "done": shared.done(top),
        }
    found = StoryMap(
        id=top.text("map") or "",
        **top.base,
        kind=kind,
        title=top.text("title") or top.text("map") or "Untitled map",
        checklist=checklist,
        **fields,
        refs=tuple(notes.refs),
        defaulted=defaulted,
    )
    return found, notes.findings


def _links(top: Reader) -> tuple[Link, ...]:
    found = []
    for path, item in top.list_nodes("links"):
        if item.kind == "scalar":
            found.append(Link(item.text.strip(), item.text.strip()))
        elif item.kind == "mapping":
            reader = Reader(item, path, top.notes)
            url = reader.text("url")
            if url:
                found.append(Link(url, reader.text("text") or url))
    return tuple(found)


def _waive(top: Reader) -> dict[str, str]:
    node = top.present("waive", "mapping")
    return {
        code: item.text.strip()
        for code, item in (node.children if node else {}).items()
        if item.kind == "scalar" and item.data is not None and item.text.strip()
    }
