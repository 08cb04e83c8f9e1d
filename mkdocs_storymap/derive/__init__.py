"""Values that are derived from the maps, one module a value: pure functions of the site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mkdocs_storymap.derive.bottlenecks import Bottleneck, bottlenecks
from mkdocs_storymap.derive.loops import Loop, loops
from mkdocs_storymap.derive.releases import RollUp, roll_up
from mkdocs_storymap.derive.runbook import RunbookRow, runbook
from mkdocs_storymap.derive.samples import Plan, plan
from mkdocs_storymap.derive.work import LeadTime, WorkGraph, build_work
from mkdocs_storymap.site.registry import Key
from mkdocs_storymap.site.site import Site

__all__ = ["Derived", "derive"]


@dataclass(frozen=True, slots=True)
class Derived:
    """Everything that is derived from a site.

    Attributes:
        graph: All work with its leads.
        lead_times: Of every story and job.
        bottlenecks: Of every map, by map key.
        runbooks: Of every map, by map key.
        plans: Of every experiment.
        loops: Of every map, by map key.
        releases: Of every map, by map key.
    """

    graph: WorkGraph
    lead_times: Mapping[Key, LeadTime]
    bottlenecks: Mapping[str, list[Bottleneck]]
    runbooks: Mapping[str, list[RunbookRow]]
    plans: Mapping[Key, Plan]
    loops: Mapping[str, list[Loop]]
    releases: Mapping[str, list[RollUp]]


def derive(site: Site) -> Derived:
    """Derive all values of a site."""
    graph = build_work(site)
    cards: dict[str, list[Key]] = {}
    for key in graph.work:
        if key.kind != "data item":
            cards.setdefault(key.map, []).append(key)
    keys = list(site.registry.maps)
    return Derived(
        graph,
        {key: graph.lead_time(key) for own in cards.values() for key in own},
        {key: bottlenecks(graph, cards.get(key, [])) for key in keys},
        {key: runbook(site, key) for key in keys},
        {Key(key, "experiment", name): plan(site, key, one) for key in keys for name, one in site.map(key).experiments.items()},
        {key: loops(site, key) for key in keys},
        {key: roll_up(site, graph, key) for key in keys},
    )
