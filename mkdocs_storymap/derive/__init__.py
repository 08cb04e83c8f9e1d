"""Values that are derived from the maps, one module a value: pure functions of the site."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from mkdocs_storymap.derive.bottlenecks import Bottleneck, bottlenecks
from mkdocs_storymap.derive.loops import Loop, fed_jobs, loops
from mkdocs_storymap.derive.releases import RollUp, roll_up
from mkdocs_storymap.derive.runbook import RunbookRow, runbook
from mkdocs_storymap.derive.samples import Plan, plan
from mkdocs_storymap.derive.work import LeadTime, WorkGraph, build_work
from mkdocs_storymap.model import Quality
from mkdocs_storymap.record import record
from mkdocs_storymap.site.registry import Key
from mkdocs_storymap.site.site import Site

__all__ = ["Derived", "derive"]
K = TypeVar("K")
V = TypeVar("V")


class _OnDemand(Mapping[K, V]):
    """A mapping whose values are computed when they are asked for: a check needs few of what a page shows."""

    def __init__(self, keys: Iterable[K], compute: Callable[[K], V]) -> None:
        self._keys = dict.fromkeys(keys)
        self._compute = compute
        self._found: dict[K, V] = {}

    def __getitem__(self, key: K) -> V:
        if key not in self._found:
            if key not in self._keys:
                raise KeyError(key)
            self._found[key] = self._compute(key)
        return self._found[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


@record
class Derived:
    """Everything that is derived from a site.

    Attributes:
        graph: All work with its leads.
        lead_times: Of every story and job.
        bottlenecks: Of every map, by map key.
        runbooks: Of every map, by map key.
        plans: Of every experiment.
        fed: The jobs that say that they are fed by a signal, by signal.
        loops: Of every map, by map key.
        releases: Of every map, by map key.
        quality: The checks of each data item on the whole site, each with the key of the map that it stands in.
    """

    graph: WorkGraph
    lead_times: Mapping[Key, LeadTime]
    bottlenecks: Mapping[str, list[Bottleneck]]
    runbooks: Mapping[str, list[RunbookRow]]
    plans: Mapping[Key, Plan]
    fed: Mapping[Key, list[Key]]
    loops: Mapping[str, list[Loop]]
    releases: Mapping[str, list[RollUp]]
    quality: Mapping[Key, list[tuple[str, Quality]]]


def derive(site: Site) -> Derived:
    """Derive all values of a site."""
    graph = build_work(site)
    keys = list(site.registry.maps)
    fed = fed_jobs(site)

    def cards(key: str) -> list[Key]:
        return [work for work in graph.by_map.get(key, ()) if work.kind != "data item"]

    return Derived(
        graph,
        _OnDemand((work for key in keys for work in cards(key)), graph.lead_time),
        _OnDemand(keys, lambda key: bottlenecks(graph, cards(key))),
        _OnDemand(keys, lambda key: runbook(site, key)),
        _OnDemand(
            (Key(key, "experiment", name) for key in keys for name in site.map(key).experiments),
            lambda key: plan(site, key.map, site.map(key.map).experiments[key.id]),
        ),
        fed,
        _OnDemand(keys, lambda key: loops(site, key, fed)),
        _OnDemand(keys, lambda key: roll_up(site, graph, key)),
        _quality(site),
    )


def _quality(site: Site) -> dict[Key, list[tuple[str, Quality]]]:
    found: dict[Key, list[tuple[str, Quality]]] = {}
    for entry in site.entries():
        for check in entry.map.quality:
            target = site.target(entry.key, (*check.path, "of"))
            if target is not None:
                found.setdefault(target, []).append((entry.key, check))
    return found
