"""The whole page as data: one frozen tree, from which the templates only read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mkdocs_storymap.model import Story
from mkdocs_storymap.record import record
from mkdocs_storymap.render import words
from mkdocs_storymap.render.context import PageContext
from mkdocs_storymap.render.facts import Fact, facts
from mkdocs_storymap.render.fair import FairView, fairness
from mkdocs_storymap.render.finish import ChecklistView, DoneSection, EvidenceView, checklist, done, evidence
from mkdocs_storymap.render.gauges import RunbookView, TierHead, heads, runbook
from mkdocs_storymap.render.grid import GridView, grid
from mkdocs_storymap.render.head import HeadView, head
from mkdocs_storymap.render.leads import LeadsView, leads
from mkdocs_storymap.render.page import Page
from mkdocs_storymap.render.people import PeopleView, people
from mkdocs_storymap.render.pipelines import PipelinesView, pipelines
from mkdocs_storymap.render.releases import ReleasesView, releases
from mkdocs_storymap.render.trials import TrialsView, trials
from mkdocs_storymap.text import slug


@record
class Choice:
    """A filter: its name in the URL and in `data-*`, what it says when it is open, and (value, words) to pick from."""

    name: str
    any: str
    options: tuple[tuple[str, str], ...]


@record
class Chip:
    """A filter that is on or off."""

    flag: str
    icon: str
    text: str
    number: int


@record
class Entry:
    """A line of the page's own contents."""

    href: str
    title: str
    remark: str


@record
class MapView:
    """A page. `h` is the level of its title's heading."""

    key: str
    id: str
    kind: str
    noun: str
    nouns: str
    science: bool
    h: int
    head: HeadView
    default_label: str
    contents: tuple[Entry, ...]
    choices: tuple[Choice, ...]
    chips: tuple[Chip, ...]
    number: int
    grid: GridView
    people: PeopleView | None
    releases: ReleasesView | None
    leads: LeadsView | None
    data: PipelinesView | None
    runbook: RunbookView | None
    tiers: tuple[TierHead, ...]
    fairness: FairView | None
    trials: TrialsView | None
    done: DoneSection | None
    checklist: ChecklistView | None
    evidence: EvidenceView | None
    facts: tuple[Fact, ...]


def map_view(context: PageContext) -> MapView:
    """Gather a whole page."""
    page = Page(context)
    science = page.map.science
    the_grid = grid(page)
    sections = {
        "people": None if science else people(page),
        "releases": None if science else releases(page),
        "leads": leads(page),
        "data": pipelines(page),
        "runbook": None if science else runbook(page),
        "fairness": None if science else fairness(page),
        "trials": trials(page),
        "done": done(page),
        "checklist": checklist(page),
        "evidence": evidence(page),
    }
    return MapView(
        key=page.key,
        id=page.ids[next(iter(page.ids))],
        kind=page.map.kind,
        noun="job" if science else "story",
        nouns="jobs" if science else "stories",
        science=science,
        h=context.title_heading,
        head=head(page),
        default_label=page.context.defaulted_label,
        contents=tuple(_contents(page, sections)),
        choices=tuple(_choices(page, the_grid)),
        chips=tuple(_chips(page, the_grid)),
        number=len(page.map.cards),
        grid=the_grid,
        tiers=heads(page),
        facts=facts(page),
        **sections,  # type: ignore[arg-type]
    )


def _contents(page: Page, sections: Mapping[str, object]) -> Iterable[Entry]:
    found = page.map
    blocked = sum(1 for item in found.data.values() if item.status == "blocked")
    longest = max((way.real for way in page.ways.values()), default=0)
    harms = sum(len(story.harms) for story in found.stories.values())
    words_of = {
        "people": ("people", "People", str(len(found.personas) or "")),
        "releases": ("releases", "Releases", str(len(found.releases))),
        "leads": ("leads", "Lead time", f"up to {words.span(longest)}" if longest else ""),
        "data": ("data", "Data", f"{len(found.data) or ''}{f', {blocked} blocked' if blocked else ''}".strip(", ")),
        "runbook": ("runbook", "Runbook", words.count(len(found.metrics), "metric")),
        "fairness": ("fairness", "Fairness", words.count(harms, "harm") if harms else ""),
        "trials": ("experiments", "Experiments", str(len(found.experiments) or "")),
        "done": ("done", "Done", words.count(len(found.done), "line") if found.done else ""),
        "evidence": ("evidence", "Evidence", ""),
        "checklist": ("checklist", "Checklist" if any(item.state != "off" for item in page.context.checklist) else "Notes", ""),
    }
    for name, (place, title, remark) in words_of.items():
        if sections[name] is not None:
            yield Entry(f"#{page.section(place)}", title, remark)


def _choices(page: Page, view: GridView) -> Iterable[Choice]:
    """Filters with something to choose from."""
    found = page.map
    personas: dict[str, str] = {}
    owners: dict[str, str] = {}
    statuses: dict[str, str] = {}
    tags: dict[str, str] = {}
    for owner in found.owners.values():
        if owner.name:
            owners[slug(owner.name)] = owner.name
    own_owners = False
    for one in found.cards.values():
        if isinstance(one, Story) and (persona := page.persona_of(one)):
            personas[slug(persona)] = page.persona_name(persona)
        own_owners = own_owners or bool(one.owners)
        for owner in one.owners.values():
            if owner.name:
                owners[slug(owner.name)] = owner.name
        statuses[slug(one.status)] = one.status
        for tag in one.tags:
            tags[slug(tag)] = tag
    release = {slug(band.release.name): band.release.name for band in view.bands if band.release.name_on_site}
    for name, any_word, options in (
        ("persona", "Anyone", personas), ("release", "Any release", release), ("status", "Any status", statuses),
        ("owner", "Any owner", owners if own_owners else {}), ("tags", "Any tag", tags),
    ):  # fmt: skip
        if len(options) > 1 or (name == "tags" and options):
            yield Choice(name, any_word, tuple(options.items()))


def _chips(page: Page, view: GridView) -> Iterable[Chip]:
    counts: dict[str, int] = {}
    for band in view.bands:
        for cell in band.cells:
            for card in cell.cards:
                for flag in dict(card.data)["flags"].split():
                    counts[flag] = counts.get(flag, 0) + 1
    waits = "waits for data" if page.map.science else "data or model decides"
    for flag, icon, text in (("waits", "clock", waits), ("blocked", "blocked", "blocked"), ("harms", "harm-high", "has harms"), ("test", "exp", "has a test")):
        if counts.get(flag):
            yield Chip(flag, icon, text, counts[flag])
