"""Layered drawing of a directed graph: layers, order within them, heights (after Sugiyama, Tagawa & Toda, 1981).

Layers by the longest way to the end; long edges are cut by dummies; order by barycentre sweeps, of which the one with
the fewest crossings is kept; heights by the mean of the neighbours, kept apart by isotonic regression, so that a layer
never drifts.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

_SWEEPS = 10


@dataclass(slots=True)
class Layout:
    """Where everything lies.

    Attributes:
        layers: What stands in each layer, from left to right, from top to bottom; dummies are (from, to, number).
        y: The middle of everything, in px.
        routes: For each edge, the dummies that it passes.
    """

    layers: list[list[Hashable]]
    y: dict[Hashable, float]
    routes: dict[tuple[Hashable, Hashable], list[Hashable]]


def reduced(edges: Mapping[Hashable, Sequence[Hashable]]) -> dict[Hashable, list[Hashable]]:
    """Leave out every arrow that a longer way implies."""
    reach: dict[Hashable, set[Hashable]] = {}
    for node in _from_the_end(edges):
        reach[node] = set(edges.get(node, ())).union(*(reach.get(after, set()) for after in edges.get(node, ())))
    return {
        node: [after for after in afters if not any(after in reach.get(other, set()) for other in afters if other != after)]
        for node, afters in edges.items()
    }


def lay_out(
    nodes: Sequence[Hashable], edges: Mapping[Hashable, Sequence[Hashable]], last: set[Hashable], *, tall: float, gap: float
) -> Layout:
    """Lay a graph without circles out; `last` are pinned to the last layer."""
    rank: dict[Hashable, int] = {}
    for node in _from_the_end({node: edges.get(node, ()) for node in nodes}):
        after = [rank[one] for one in edges.get(node, ()) if one in rank]
        rank[node] = 0 if node in last else max(after, default=0) + 1
    most = max(rank.values(), default=0)
    layers: list[list[Hashable]] = [[] for _ in range(most + 1)]
    for one in nodes:
        layers[most - rank[one]].append(one)
    layers = [layer for layer in layers if layer]
    at: dict[Hashable, int] = {node: number for number, layer in enumerate(layers) for node in layer}
    routes: dict[tuple[Hashable, Hashable], list[Hashable]] = {}
    right: dict[Hashable, list[Hashable]] = {}
    left: dict[Hashable, list[Hashable]] = {}
    for begin_node in nodes:
        for end_node in edges.get(begin_node, ()):
            if end_node not in at:
                continue
            way: list[Hashable] = [(begin_node, end_node, number) for number in range(at[begin_node] + 1, at[end_node])]
            routes[begin_node, end_node] = way
            for number, dummy in enumerate(way, start=at[begin_node] + 1):
                layers[number].append(dummy)
            for begin, end in pairwise([begin_node, *way, end_node]):
                right.setdefault(begin, []).append(end)
                left.setdefault(end, []).append(begin)
    dummies = {dummy for way in routes.values() for dummy in way}
    layers = _order(layers, left, right)
    return Layout(layers, _heights(layers, left, right, dummies, tall, gap), routes)


def _from_the_end(edges: Mapping[Hashable, Sequence[Hashable]]) -> list[Hashable]:
    order: list[Hashable] = []
    seen: set[Hashable] = set()
    for root in edges:
        stack = [(root, iter(edges.get(root, ())))] if root not in seen else []
        seen.add(root)
        while stack:
            node, rest = stack[-1]
            for after in rest:
                if after not in seen:
                    seen.add(after)
                    stack.append((after, iter(edges.get(after, ()))))
                    break
            else:
                order.append(node)
                stack.pop()
    return order


def _order(
    layers: list[list[Hashable]], left: Mapping[Hashable, list[Hashable]], right: Mapping[Hashable, list[Hashable]]
) -> list[list[Hashable]]:
    best = [list(layer) for layer in layers]
    fewest = _crossings(best, right)
    current = [list(layer) for layer in layers]
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        numbers = range(1, len(current)) if forward else range(len(current) - 2, -1, -1)
        beside = left if forward else right
        for number in numbers:
            place = {node: index for index, node in enumerate(current[number - 1 if forward else number + 1])}
            own = {node: index for index, node in enumerate(current[number])}

            keys: dict[Hashable, tuple[float, int]] = {}
            for node in current[number]:
                near = [place[one] for one in beside.get(node, ()) if one in place]
                keys[node] = (sum(near) / len(near) if near else float(own[node]), own[node])
            current[number].sort(key=keys.__getitem__)
        found = _crossings(current, right)
        if found < fewest:
            fewest, best = found, [list(layer) for layer in current]
        if not fewest:
            break
    return best


def _crossings(layers: list[list[Hashable]], right: Mapping[Hashable, list[Hashable]]) -> int:
    total = 0
    for here, there in pairwise(layers):
        place = {node: index for index, node in enumerate(there)}
        ends: list[int] = []
        for node in here:
            for end in sorted(place[one] for one in right.get(node, ()) if one in place):
                total += len(ends) - bisect_right(ends, end)
                insort(ends, end)
    return total


def _heights(
    layers: list[list[Hashable]], left: Mapping[Hashable, list[Hashable]], right: Mapping[Hashable, list[Hashable]],
    dummies: set[Hashable], tall: float, gap: float,
) -> dict[Hashable, float]:  # fmt: skip
    def apart(upper: Hashable, lower: Hashable) -> float:
        thin = (upper in dummies) + (lower in dummies)
        return (tall + gap, tall / 2 + gap, gap)[thin]

    offsets: list[list[float]] = []
    y: dict[Hashable, float] = {}
    for layer in layers:
        steps = [0.0]
        for upper, lower in pairwise(layer):
            steps.append(steps[-1] + apart(upper, lower))
        offsets.append(steps)
        y.update(zip(layer, steps, strict=True))
    for sweep in range(8):
        numbers = range(len(layers)) if sweep % 2 == 0 else range(len(layers) - 1, -1, -1)
        for number in numbers:
            layer, steps = layers[number], offsets[number]
            wanted = []
            for node, step in zip(layer, steps, strict=True):
                near = [y[one] for one in (*left.get(node, ()), *right.get(node, ()))]
                wanted.append((sum(near) / len(near) if near else y[node]) - step)
            for node, step, level in zip(layer, steps, _isotonic(wanted), strict=True):
                y[node] = step + level
    top = min(y.values(), default=0.0)
    return {node: round(value - top, 1) for node, value in y.items()}


def _isotonic(values: list[float]) -> list[float]:
    """The rising sequence that is nearest to the values (pool adjacent violators)."""
    pools: list[tuple[float, int]] = []
    for value in values:
        mean, number = value, 1
        while pools and pools[-1][0] > mean:
            other, count = pools.pop()
            mean = (mean * number + other * count) / (number + count)
            number += count
        pools.append((mean, number))
    return [mean for mean, number in pools for _ in range(number)]
