"""The grid: steps across, releases down, and the three ML rows before the first release."""

from __future__ import annotations

from collections.abc import Iterable

from mkdocs_storymap.model import Card, Job, Story
from mkdocs_storymap.record import record
from mkdocs_storymap.render import card as cards
from mkdocs_storymap.render import words
from mkdocs_storymap.render.cardview import CardView, HarmView, NeedView, PromiseView, ServedView
from mkdocs_storymap.render.page import Link, Page
from mkdocs_storymap.render.releases import ReleaseView, release_views
from mkdocs_storymap.site.registry import Key

SHOWN = 5
"""Lines that a cell shows before it folds."""
_MANY = 60
"""From here on cards out of sight are not laid out until they are scrolled to."""
_STATE_ORDER = {"blocked": 0, "planned": 1, "in progress": 1, "ready": 2}


@record
class Column:
    """A step. `id` is "" for cards whose step is not known."""

    id: str
    anchor: str
    name: str
    number: int


@record
class Span:
    """An activity over its steps."""

    anchor: str
    name: str
    width: int


@record
class Line:
    """One line of an ML cell; exactly one of the parts is set.

    `risk` is an at-risk segment with its share, `rule` a fairness metric with its limit, `word` a plain remark.
    """

    promise: PromiseView | None = None
    need: NeedView | None = None
    harm: HarmView | None = None
    risk: tuple[Link, str] | None = None
    rule: PromiseView | None = None
    word: str = ""


@record
class MlCell:
    """A cell of an ML row over `width` columns; `label` names them for small screens."""

    width: int
    label: str
    lines: tuple[Line, ...]
    more: tuple[Line, ...] = ()


@record
class MlRow:
    """One of the rows before the first release."""

    family: str
    icon: str
    title: str
    about: str
    cells: tuple[MlCell, ...]


@record
class Cell:
    """A cell of a release: its cards, and what serves them (or is served by them)."""

    step: str
    label: str
    cards: tuple[CardView, ...]
    served: tuple[ServedView, ...]


@record
class Band:
    """A release across all columns."""

    release: ReleaseView
    cells: tuple[Cell, ...]
    serves: bool


@record
class GridView:
    """The grid, ready for its template. `size` is s, m or l by the number of its columns, `many` tells many cards."""

    size: str
    many: bool
    caption: str
    activities: tuple[Span, ...]
    columns: tuple[Column, ...]
    rows: tuple[MlRow, ...]
    bands: tuple[Band, ...]
    scale: str
    serves_title: str


def grid(page: Page) -> GridView:
    """Gather the grid."""
    found = page.map
    leads = page.derived.lead_times
    longest = max((leads[Key(page.key, page.noun, name)].real for name in found.cards), default=0)
    place: dict[str, tuple[str, str]] = {}
    for one in found.cards.values():
        step = page.site.target(page.key, (*one.path, "stage" if found.science else "step"))
        release = page.site.release_of(page.key, one)  # type: ignore[arg-type]
        place[one.id] = (step.id if step and step.id in found.steps else "", _release_name(release))
    in_column: dict[str, list[Card]] = {}
    for one in found.cards.values():
        in_column.setdefault(place[one.id][0], []).append(one)
    columns = [
        Column(step.id, page.id("stage" if found.science else "step", step.id), step.name, len(in_column.get(step.id, ())))
        for step in found.steps.values()
    ]
    if "" in in_column:
        columns.append(Column("", "", "Step unknown", len(in_column[""])))
    releases = release_views(page, stray=[name for name, (_, release) in place.items() if not release])
    bands = []
    for view in releases:
        cells = []
        for column in columns:
            views = tuple(
                cards.card(page, one, longest)
                for one in in_column.get(column.id, ())
                if place[one.id][1] == view.name_on_site
            )
            served = {other.link.item: other for one in views for other in one.served}
            cells.append(Cell(column.id, column.name, views, tuple(served.values())))
        bands.append(Band(view, tuple(cells), any(cell.served for cell in cells)))
    rows = _science_rows(page, columns, in_column) if found.science else _user_rows(page, columns, in_column)
    width = len(columns)
    noun = "Jobs" if found.science else "Stories"
    return GridView(
        "s" if width <= 4 else "m" if width <= 8 else "l", len(found.cards) > _MANY,
        f"{noun} of {found.title}: {'stages' if found.science else 'steps'} across, releases down",
        tuple(_activities(page, columns)), tuple(columns), tuple(rows), tuple(bands),
        words.span(longest) if longest else "", "Stories served" if found.science else "Data science",
    )  # fmt: skip


def _release_name(key: Key | None) -> str:
    return f"{key.map}/{key.id}" if key else ""


def _activities(page: Page, columns: list[Column]) -> Iterable[Span]:
    known = 0
    for activity in page.map.backbone:
        if activity.steps:
            known += len(activity.steps)
            yield Span(page.id("activity", activity.id), activity.name, len(activity.steps))
    if page.map.backbone and known < len(columns):
        yield Span("", "", len(columns) - known)


# ---------------------------------------------------------------------- user maps


def _user_rows(page: Page, columns: list[Column], in_column: dict[str, list[Card]]) -> Iterable[MlRow]:
    found = page.map
    stories: dict[str, list[Story]] = {name: [one for one in some if isinstance(one, Story)] for name, some in in_column.items()}
    rows = [MlRow("who", "who", "Who", "", _merged(columns, lambda name: _who(page, stories.get(name, []))))]
    perf = _merged(columns, lambda name: _performance(page, stories.get(name, [])))
    data = tuple(_folded(column, _needs(page, stories.get(column.id, [])), unsaid=found.checklist) for column in columns)
    fair = tuple(_folded(column, _fairness(page, stories.get(column.id, [])), unsaid=found.checklist) for column in columns)
    rows.append(MlRow("perf", "perf", "Performance", "promised to users", perf))
    rows.append(MlRow("data", "data", "Data", "what the stories wait for", data))
    rows.append(MlRow("fair", "fair", "Fairness", "who could be harmed", fair))
    return [row for row in rows if found.checklist or any(cell.lines for cell in row.cells)]


def _merged(columns: list[Column], lines_of: object) -> tuple[MlCell, ...]:
    """Neighbours that say the same are one cell."""
    cells: list[MlCell] = []
    for column in columns:
        lines = tuple(lines_of(column.id))  # type: ignore[operator]
        if cells and cells[-1].lines == lines:
            last = cells[-1]
            label = f"{last.label} / {column.name}" if lines else ""
            cells[-1] = MlCell(last.width + 1, label, lines)
        else:
            cells.append(MlCell(1, column.name if lines else "", lines))
    return tuple(cells)


def _folded(column: Column, lines: Iterable[Line], *, unsaid: bool = False) -> MlCell:
    """A cell that folds when it is long. `unsaid`: an empty one under stories says that something is missing."""
    lines = tuple(lines) or ((Line(word="not said yet"),) if unsaid and column.number else ())
    if len(lines) <= SHOWN + 1:
        return MlCell(1, column.name if lines else "", lines)
    return MlCell(1, column.name, lines[:SHOWN], lines[SHOWN:])


def _who(page: Page, stories: list[Story]) -> Iterable[Line]:
    names = list(dict.fromkeys(name for story in stories if (name := page.persona_of(story))))
    if names:
        yield Line(word=", ".join(page.persona_name(name) for name in names))
    for reason in dict.fromkeys(reason for story in stories if not page.persona_of(story) and (reason := page.nobody(story))):
        yield Line(word=f"nobody: {reason}")


def _performance(page: Page, stories: list[Story]) -> Iterable[Line]:
    cases = dict.fromkeys(case for story in stories if (case := page.use_case_of(story)) in page.map.use_cases)
    seen: set[tuple[str, str]] = set()
    for case in cases:
        for promise in cards.promises(page, case or ""):
            if (promise.metric.text, promise.level) not in seen:
                seen.add((promise.metric.text, promise.level))
                yield Line(promise=promise)


def _needs(page: Page, some: Iterable[Card]) -> Iterable[Line]:
    some = list(some)
    keys = dict.fromkeys(
        key for one in some for key in page.site.targets(page.key, (*one.path, "needs"), len(one.needs))
    )  # fmt: skip
    leads = page.derived.graph.leads
    statuses = {key: page.site.map(key.map).data[key.id].status for key in keys}
    for key in sorted(keys, key=lambda key: (_STATE_ORDER.get(statuses[key], 1), -leads[key].minutes)):
        yield Line(need=cards.need(page, key))
    if not keys:
        yield from _reasons("No data", [one.none["needs"] for one in some if "needs" in one.none], len(some))


def _reasons(what: str, reasons: list[str], number: int) -> Iterable[Line]:
    """Why a cell is empty, where its stories say so."""
    if len(set(reasons)) == 1:
        yield Line(word=f"{what}: {reasons[0]}")
    elif reasons:
        yield Line(word=f"{what} in {words.count(number, 'story', 'stories')}")


def _fairness(page: Page, stories: list[Story]) -> Iterable[Line]:
    found = page.map
    harms = sorted(
        ((cards.severity(harm), harm, story) for story in stories for harm in story.harms), key=lambda found: -found[0]
    )
    for _, harm, story in harms:
        yield Line(harm=cards.harm(page, harm, page.link(Key(page.key, "story", story.id))))
    affected = {segment for story in stories for harm in story.harms for segment in harm.affects}
    for story in stories:
        case = found.use_cases.get(page.use_case_of(story) or "")
        if case and page.site.visible(found, story):
            affected.update(case.degrades_for)
    for segment in found.segments.values():
        if segment.id in affected and segment.at_risk:
            share = words.percent(segment.share) if segment.share is not None else ""
            yield Line(risk=(page.link(Key(page.key, "segment", segment.id), segment.id), share))
    if any(page.site.visible(found, story) for story in stories):
        for entry in found.fairness.values():
            key = Key(page.key, "metric", entry.id)
            if entry.not_applicable is None:
                level = words.promise(entry.limit, page.scale(key)) if entry.limit else ""
                yield Line(rule=PromiseView(page.link(key, entry.id), level, page.level_words(key)))
    if not harms:
        reasons = [story.none["harms"] for story in stories if "harms" in story.none]
        yield from _reasons("No harm", reasons, len(stories))


# ---------------------------------------------------------------------- data-science maps


def _science_rows(page: Page, columns: list[Column], in_column: dict[str, list[Card]]) -> Iterable[MlRow]:
    jobs: dict[str, list[Job]] = {name: [one for one in some if isinstance(one, Job)] for name, some in in_column.items()}
    perf = tuple(_folded(column, _rails(page, jobs.get(column.id, []), fairness=False)) for column in columns)
    data = tuple(_folded(column, _needs(page, jobs.get(column.id, []))) for column in columns)
    fair = tuple(_folded(column, _for_whom(page, jobs.get(column.id, []))) for column in columns)
    rows = [
        MlRow("perf", "perf", "Performance", "must not get worse", perf),
        MlRow("data", "data", "Data", "what the jobs wait for", data),
        MlRow("fair", "fair", "Fairness", "who it is for, what must hold", fair),
    ]
    return [row for row in rows if page.map.checklist or any(cell.lines for cell in row.cells)]


def _rails(page: Page, jobs: list[Job], *, fairness: bool) -> Iterable[Line]:
    seen: set[tuple[str, str]] = set()
    for job in jobs:
        for key, view in cards.guardrails(page, job):
            gauge = page.site.gauge(key)
            about_fairness = bool(gauge and (gauge.metric.fairness or gauge.kind == "fairness"))
            if about_fairness == fairness and (view.metric.text, view.level) not in seen:
                seen.add((view.metric.text, view.level))
                yield Line(rule=view) if fairness else Line(promise=view)


def _for_whom(page: Page, jobs: list[Job]) -> Iterable[Line]:
    seen: set[Key] = set()
    for job in jobs:
        key = page.site.target(page.key, (*job.path, "for")) if job.for_ else None
        segment = page.site.segment(key)
        if key and segment and key not in seen and key.id != "all":
            seen.add(key)
            share = words.percent(segment.share) if segment.share is not None else ""
            yield Line(risk=(page.link(key, key.id), f"{share} · at risk" if segment.at_risk else share))
    yield from _rails(page, jobs, fairness=True)
