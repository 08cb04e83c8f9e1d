"""Bottlenecks: the work that a story waits for, ranked by what it holds up.

slack(x, story) = lead(story) minus the longest path through x. x is a bottleneck where its slack is 0 for a story that
waits longer than its own effort (docs/format.md, section 5).
"""

from __future__ import annotations

from collections.abc import Iterable

from mkdocs_storymap.derive.work import Lead, WorkGraph, lead_of
from mkdocs_storymap.record import record
from mkdocs_storymap.site.registry import Key

_STEPS, _STEPS_A_CARD = 10_000, 50
"""Bound on the work of computing gains, so that a chain of ten thousand items stays linear; real maps need a few steps a card."""


@record
class Bottleneck:
    """One piece of work that stories wait for.

    Attributes:
        key: What it is.
        holds: The stories (or jobs, in a data-science map) for which it lies on a longest path.
        gain: Minutes that all of them together would save if it were ready today; None where that was not computed.
        left: Minutes that are left of it.
        at_least: True where what is left is unknown.
        tied: True where it alone gains nothing, because another way is as long.
    """

    key: Key
    holds: tuple[Key, ...]
    gain: int | None
    left: int
    at_least: bool

    @property
    def tied(self) -> bool:
        """True where making it ready alone would move nothing."""
        return self.gain == 0


def bottlenecks(graph: WorkGraph, cards: Iterable[Key]) -> list[Bottleneck]:
    """Rank what holds up these stories or jobs: by stories held, then gain, then what is left, then order."""
    cards = list(cards)
    held: dict[Key, list[Key]] = {}
    for card in cards:
        work, lead = graph.work.get(card), graph.leads.get(card)
        if work is None or lead is None or lead.minutes <= work.left:
            continue
        for key in graph.critical(card):
            held.setdefault(key, []).append(card)
    order = graph.order
    wanted = set(cards)
    steps, most = 0, _STEPS + _STEPS_A_CARD * len(cards)
    found = []
    for key in sorted(held, key=lambda key: (-len(held[key]), order[key])):
        gain = None
        if steps < most:
            gain, used = _gain(graph, key, wanted)
            steps += used
        work = graph.work[key]
        found.append(Bottleneck(key, tuple(held[key]), gain, work.left, work.unknown))
    return sorted(found, key=lambda b: (-len(b.holds), -(b.gain or 0), -b.left, order[b.key]))


def _gain(graph: WorkGraph, ready: Key, cards: set[Key]) -> tuple[int, int]:
    """Minutes that the other cards would save together if one piece of work were ready today, and the steps it took."""
    changed: dict[Key, Lead] = {ready: Lead(0, False, (), (), True)}
    downstream = _downstream(graph, ready)
    view = _Changed(graph.leads, changed)
    for key in downstream:
        lead = lead_of(graph.work[key], view)  # type: ignore[arg-type]
        if lead.minutes != graph.leads[key].minutes:
            changed[key] = Lead(lead.minutes, lead.at_least, (), (), lead.own)
    saved = sum(graph.leads[key].minutes - lead.minutes for key, lead in changed.items() if key in cards and key != ready)
    return saved, 1 + len(downstream)


def _downstream(graph: WorkGraph, start: Key) -> list[Key]:
    """Everything that waits for a piece of work, each after what it waits for."""
    seen = {start}
    order: list[Key] = []
    stack: list[tuple[Key, int]] = [(start, 0)]
    while stack:
        key, position = stack.pop()
        followers = graph.after.get(key, ())
        while position < len(followers) and (followers[position] in seen or graph.work[followers[position]].finished):
            position += 1
        if position < len(followers):
            stack.append((key, position + 1))
            seen.add(followers[position])
            stack.append((followers[position], 0))
        else:
            order.append(key)
    return order[-2::-1]


class _Changed:
    """Leads with some of them changed."""

    def __init__(self, leads: dict[Key, Lead], changed: dict[Key, Lead]) -> None:
        self._leads = leads
        self._changed = changed

    def get(self, key: Key) -> Lead | None:
        return self._changed.get(key) or self._leads.get(key)

    def __getitem__(self, key: Key) -> Lead:
        return self._changed.get(key) or self._leads[key]

    def __contains__(self, key: Key) -> bool:
        return key in self._leads
