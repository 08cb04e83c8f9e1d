"""Real lead times: what waits for what, on one site-wide graph of data items, jobs and stories.

    left(x)     = 0 if ready or done, else the lead time or effort that is left
    path(data)  = 0 if ready, else left + max(0, path of what it is made from)
    lead(job)   = 0 if done, else left + max(0, path of its needs, lead of the jobs it comes after)
    lead(story) = 0 if done, else max(effort + max(0, lead of the stories it comes after),
                                      path of its needs, lead of the jobs that block it)

(docs/format.md, section 5.) All lengths are minutes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mkdocs_storymap.record import record
from mkdocs_storymap.site.registry import Key
from mkdocs_storymap.site.site import Site

_LONGEST_WAY = 100
"""Pieces of work of a way that are told; each card has one, so without a bound a chain of stories would grow with its square."""
_FAR = 100
"""Pieces of work before one card that are looked at, for the same reason."""
_LONGEST_CIRCLE = 30
"""Pieces of work of a circle that are told."""


@dataclass(slots=True)
class Work:
    """One data item, job or story as a piece of work.

    Attributes:
        key: Its name on the site.
        left: What is left of it in minutes, 0 where that is unknown.
        unknown: True where nobody knows what is left.
        finished: True where it is ready or done: nothing before it counts.
        blocked: True where it is blocked.
        chain: What has to be finished before it can begin.
        gates: Stories only: what has to be finished before it can ship, while its own work goes on.
        data: The part of `chain` or `gates` that is data.
        model: The part that is jobs.
    """

    key: Key
    left: int
    unknown: bool
    finished: bool
    blocked: bool = False
    chain: tuple[Key, ...] = ()
    gates: tuple[Key, ...] = ()
    data: tuple[Key, ...] = ()
    model: tuple[Key, ...] = ()

    @property
    def before(self) -> tuple[Key, ...]:
        """Everything that it waits for."""
        return (*self.chain, *self.gates)


@record
class Lead:
    """When a piece of work can be finished, from today.

    Attributes:
        minutes: The known part.
        at_least: True where something on the way is unknown.
        gates: What decides it: the part of the work's `gates` that is on a longest way.
        chain: The part of the work's `chain` that is on a longest way.
        own: True where its own work stands at the end of a longest way.
    """

    minutes: int
    at_least: bool
    gates: tuple[Key, ...]
    chain: tuple[Key, ...]
    own: bool

    @property
    def critical(self) -> tuple[Key, ...]:
        """All predecessors on a longest way."""
        return self.gates + self.chain


@record
class LeadTime:
    """The parts of one story's (or job's) lead time, in minutes; `data` and `model` are None where it has none."""

    effort: int | None
    data: int | None
    model: int | None
    real: int
    at_least: bool
    path: tuple[tuple[Key, int], ...]


@dataclass(slots=True)
class WorkGraph:
    """The graph with the lead of every piece of work.

    Attributes:
        work: By key.
        after: What waits for each piece of work.
        leads: By key.
        cycles: Circles of work that waits for itself, by the map of their first piece; the first pieces of long ones.
        order: Position of each piece of work in the order of the files.
        by_map: The work of each map.
    """

    work: dict[Key, Work]
    after: dict[Key, list[Key]] = field(default_factory=dict)
    leads: dict[Key, Lead] = field(default_factory=dict)
    cycles: dict[str, list[tuple[Key, ...]]] = field(default_factory=dict)
    order: dict[Key, int] = field(default_factory=dict)
    by_map: dict[str, list[Key]] = field(default_factory=dict)

    def lead_time(self, key: Key) -> LeadTime:
        """The lead time of a story or job, with one longest path through it."""
        work, lead = self.work[key], self.leads[key]

        def longest(keys: tuple[Key, ...]) -> int | None:
            return max((self.leads[key].minutes for key in keys), default=None)

        return LeadTime(
            None if work.unknown else work.left, longest(work.data), longest(work.model), lead.minutes, lead.at_least,
            tuple(self.path(key)),
        )  # fmt: skip

    def path(self, key: Key) -> list[tuple[Key, int]]:
        """One longest way to a piece of work, from its beginning (or its last hundred): what lies on it, and what is left of each."""
        way: list[tuple[Key, int]] = []
        seen: set[Key] = set()
        at: Key | None = key
        while at is not None and at not in seen and len(way) < _LONGEST_WAY:
            seen.add(at)
            work, lead = self.work[at], self.leads[at]
            if work.finished:
                break
            if lead.own or not work.gates:
                way.append((at, work.left))
                at = next(iter(lead.chain), None)
            else:
                at = next(iter(lead.gates), None)
        return way[::-1]

    def critical(self, key: Key) -> Iterator[Key]:
        """Everything on any longest way to a piece of work, itself left out (slack 0); in very long chains, the nearest."""
        seen = {key}
        stack = [key]
        while stack and len(seen) < _FAR:
            at = stack.pop()
            for before in self.leads[at].critical:
                if before not in seen and not self.work[before].finished:
                    seen.add(before)
                    stack.append(before)
                    yield before


def build_work(site: Site) -> WorkGraph:
    """Gather all work of the site and compute every lead."""
    work: dict[Key, Work] = {}
    for entry in site.entries():
        key, found = entry.key, entry.map
        for item in found.data.values():
            unknown = item.lead_time is None and not item.ready
            chain = tuple(site.targets(key, (*item.path, "from"), len(item.from_)))
            name = Key(key, "data item", item.id)
            work[name] = Work(name, 0 if item.ready else item.lead_time or 0, unknown, item.ready, item.status == "blocked", chain)
        if found.science:
            for job in found.jobs.values():
                needs = tuple(site.targets(key, (*job.path, "needs"), len(job.needs)))
                after = tuple(site.targets(key, (*job.path, "after"), len(job.after)))
                name = Key(key, "job", job.id)
                work[name] = Work(
                    name, 0 if job.finished else job.effort or 0, job.effort is None and not job.finished, job.finished,
                    job.status == "blocked", (*needs, *after), (), needs, after,
                )  # fmt: skip
            continue
        serving = site.jobs_serving(key)
        for story in found.stories.values():
            needs = tuple(site.targets(key, (*story.path, "needs"), len(story.needs)))
            after = tuple(site.targets(key, (*story.path, "after"), len(story.after)))
            jobs = tuple(job for job in serving.get(story.id, ()) if blocks(site, job, Key(key, "story", story.id)))
            name = Key(key, "story", story.id)
            work[name] = Work(
                name, 0 if story.finished else story.effort or 0, story.effort is None and not story.finished,
                story.finished, story.status == "blocked", after, (*needs, *jobs), needs, jobs,
            )  # fmt: skip
    for piece in work.values():
        piece.chain = tuple(dict.fromkeys(before for before in piece.chain if before in work))
        piece.gates = tuple(dict.fromkeys(before for before in piece.gates if before in work))
    graph = WorkGraph(work, order={key: number for number, key in enumerate(work)})
    for one in work:
        graph.by_map.setdefault(one.map, []).append(one)
    for piece in work.values():
        for before in piece.before:
            graph.after.setdefault(before, []).append(piece.key)
    for one in _in_order(graph):
        graph.leads[one] = lead_of(work[one], graph.leads)
    return graph


def blocks(site: Site, job: Key, story: Key) -> bool:
    """A job blocks a story that it serves if its release is not later; one that serves two maps blocks each of them."""
    served = site.targets(job.map, (*site.job(job).path, "serves"), len(site.job(job).serves))
    if len({target.map for target in served}) > 1:
        return True
    lands = site.release_of(job.map, site.job(job))
    wanted = site.release_of(story.map, site.story(story))
    job_release, story_release = site.release(lands), site.release(wanted)
    if lands is None or wanted is None or job_release is None or story_release is None or lands.map != wanted.map:
        return True
    return job_release.index <= story_release.index


def lead_of(work: Work, leads: Mapping[Key, Lead]) -> Lead:
    """The lead of one piece of work from those before it (a circle's missing end counts nothing, and is unknown)."""
    if work.finished:
        return Lead(0, False, (), (), True)
    at_least = work.unknown
    begin = 0
    for key in work.chain:
        lead = leads.get(key)
        at_least = at_least or lead is None or lead.at_least
        begin = max(begin, lead.minutes if lead else 0)
    own = work.left + begin
    longest = own
    for key in work.gates:
        lead = leads.get(key)
        at_least = at_least or lead is None or lead.at_least
        longest = max(longest, lead.minutes if lead else 0)
    gates = tuple([key for key in work.gates if key in leads and leads[key].minutes == longest])
    chain = tuple([key for key in work.chain if key in leads and leads[key].minutes == begin]) if own == longest else ()
    return Lead(longest, at_least, gates, chain, own == longest)


def _in_order(graph: WorkGraph) -> list[Key]:
    """All work, each piece after what it waits for; circles are noted and cut at the way back."""
    order: list[Key] = []
    state: dict[Key, int] = {}
    depth: dict[Key, int] = {}
    for root in graph.work:
        if root in state:
            continue
        stack: list[tuple[Key, Iterator[Key]]] = [(root, _waits(graph, root))]
        state[root] = 1
        depth[root] = 0
        while stack:
            key, rest = stack[-1]
            for before in rest:
                if before not in state:
                    state[before] = 1
                    depth[before] = len(stack)
                    stack.append((before, _waits(graph, before)))
                    break
                if state[before] == 1:
                    first = depth[before]
                    circle = tuple(entry[0] for entry in stack[first : first + _LONGEST_CIRCLE + 1])
                    graph.cycles.setdefault(before.map, []).append(circle)
            else:
                state[key] = 2
                order.append(key)
                stack.pop()
    return order


def circle_in_words(circle: tuple[Key, ...]) -> str:
    """`a → b → a`; of a long one its beginning."""
    names = [key.id for key in circle[:_LONGEST_CIRCLE]]
    return " → ".join([*names, *(["…"] if len(circle) > _LONGEST_CIRCLE else []), names[0]])


def _waits(graph: WorkGraph, key: Key) -> Iterator[Key]:
    work = graph.work[key]
    return iter(()) if work.finished else iter(work.before)
