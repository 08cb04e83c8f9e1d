"""Runs every rule on every map of a site."""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs_storymap.checks import (
    completeness,
    data,
    experiments,
    fairness,
    jobs,
    levels,
    links,
    people,
    promises,
    references,
    releases,
    segments,
)  # fmt: skip
from mkdocs_storymap.checks.rule import Context, Index, Rule
from mkdocs_storymap.derive import Derived
from mkdocs_storymap.diagnostics import Finding
from mkdocs_storymap.site.site import Site

RULES: tuple[Rule, ...] = tuple(
    rule
    for family in (
        references, links, completeness, levels, promises, segments, fairness, data, releases, experiments, jobs, people,
    )
    for rule in family.rules
)  # fmt: skip
"""Every rule that is more than shape."""


def run_checks(site: Site, derived: Derived) -> Iterator[tuple[str, Finding]]:
    """Yield (map key, finding) for every problem."""
    index = Index(site, derived)
    for key in site.registry.maps:
        context = Context(site, derived, key, index)
        for rule in RULES:
            for finding in rule.check(context):
                yield key, finding
