"""A card as data: what it shows closed, and all that it says when open."""

from __future__ import annotations

from mkdocs_storymap.record import record
from mkdocs_storymap.render.page import Link, Pair
from mkdocs_storymap.render.ways import Ways


@record
class Mark:
    """A mark on a card: icon, family (its colour) and words."""

    icon: str
    family: str
    text: str


@record
class Hairline:
    """One of the three lines of a card: `width` in percent of the map's longest lead time."""

    family: str
    width: str
    key: bool


@record
class Outcome:
    """A job's outcome line in parts."""

    verb: str
    metric: Link
    segment: Link | None
    start: str
    end: str
    better: str


@record
class NeedView:
    """One data item that a card needs."""

    link: Link
    status: str
    lead: str
    after: tuple[Link, ...]
    blocker: str


@record
class ServedView:
    """A job that serves a story, or a story that a job serves."""

    link: Link
    title: str
    lead: str
    outcome: Outcome | None
    later: str = ""


@record
class HarmView:
    """A harm with what is done about it."""

    text: str
    severity: str
    type: str
    affects: tuple[Link, ...]
    mitigation: str
    owner: str
    story: Link | None = None


@record
class PromiseView:
    """A promise: metric, level in signs, where it stands now."""

    metric: Link
    level: str
    now: str


@record
class DoneView:
    """One line of a definition of done."""

    text: str
    links: tuple[Link, ...]


@record
class CardView:
    """A card, ready for its template."""

    id: str
    name: str
    item: str
    title: str
    outcome: Outcome | None
    who: str
    nobody: str
    who_link: Link | None
    want: str
    so: str
    when: str
    status: str
    lead: str
    decides: tuple[str, ...]
    lines: tuple[Hairline, ...]
    marks: tuple[Mark, ...]
    issue: Link | None
    data: tuple[tuple[str, str], ...]
    ways: Ways
    needs: tuple[NeedView, ...]
    needs_none: str
    served: tuple[ServedView, ...]
    served_none: str
    harms: tuple[HarmView, ...]
    harms_none: str
    use_case: Link | None
    use_case_goal: str
    promises: tuple[PromiseView, ...]
    guardrails: tuple[PromiseView, ...]
    experiments: tuple[Link, ...]
    acceptance: tuple[str, ...]
    done: tuple[DoneView, ...]
    map_done: int
    facts: tuple[Pair, ...]
