"""Who the map is for: personas and use cases with what is promised to them."""

from __future__ import annotations

from mkdocs_storymap.record import record
from mkdocs_storymap.render import words
from mkdocs_storymap.render.card import promises
from mkdocs_storymap.render.cardview import PromiseView
from mkdocs_storymap.render.page import Link, Page, Pair, extras
from mkdocs_storymap.site.registry import Key


@record
class PersonaView:
    """A persona."""

    anchor: str
    name: str
    goal: str
    number: str
    segments: tuple[Link, ...]
    facts: tuple[Pair, ...]


@record
class UseCaseView:
    """A use case with its promises and limits."""

    anchor: str
    item: str
    name: str
    goal: str
    who: tuple[Link, ...]
    risk: str
    promises: tuple[PromiseView, ...]
    lists: tuple[tuple[str, tuple[Link, ...]], ...]
    facts: tuple[Pair, ...]


@record
class PeopleView:
    """The section, ready for its template."""

    result: str
    personas: tuple[PersonaView, ...]
    use_cases: tuple[UseCaseView, ...]
    none: tuple[str, ...]


def people(page: Page) -> PeopleView | None:
    """Gather the section; None where a plain map knows nobody."""
    found = page.map
    none = tuple(f"{words.said(name)}: {found.none[name]}" for name in ("personas", "use_cases") if name in found.none)
    if not (found.personas or found.use_cases or none or found.checklist):
        return None
    numbers: dict[str, int] = {}
    for story in found.stories.values():
        name = page.persona_of(story) or ""
        numbers[name] = numbers.get(name, 0) + 1
    personas = tuple(
        PersonaView(
            page.id("persona", one.id), one.title, one.goal or one.not_applicable or "", page.cards(numbers.get(one.id, 0)),
            tuple(page.named_all((*one.path, "segments"), one.segments)), tuple(extras(one)),
        )
        for one in found.personas.values()
    )  # fmt: skip
    use_cases = tuple(
        UseCaseView(
            page.id("use case", one.id), page.item(Key(page.key, "use case", one.id)), one.id, one.goal or one.not_applicable or "",
            tuple(page.link(link_key, page.persona_name(name)) if (link_key := Key(page.key, "persona", name)) in page.ids else Link(name)
                  for name in one.who),
            one.risk or "", promises(page, one.id),
            tuple((title, links) for title, links in (
                ("harder for", tuple(page.named_all((*one.path, "degrades_for"), one.degrades_for))),
                ("edge cases", tuple(Link(text) for text in one.edge_cases)),
                ("constraints", tuple(Link(text) for text in one.constraints)),
                ("not applicable", tuple(Link(f"{words.said(name)}: {reason}") for name, reason in one.none.items() if name)),
            ) if links),
            tuple(extras(one)),
        )
        for one in found.use_cases.values()
    )  # fmt: skip
    promised = sum(len(case.promises) for case in use_cases)
    result = f"{words.count(len(personas), 'persona')}, {words.count(len(use_cases), 'use case')}, {words.count(promised, 'promise')}."
    return PeopleView(result, personas, use_cases, none)
