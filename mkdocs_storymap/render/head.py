"""The head of a page: what the map is, who answers for it, where it is linked, and its checklist in one line."""

from __future__ import annotations

from collections.abc import Iterable

from mkdocs_storymap.derive.checklist import Item
from mkdocs_storymap.diagnostics import CATALOGUE, Diagnostic
from mkdocs_storymap.model import ModelCard, Variant
from mkdocs_storymap.record import record
from mkdocs_storymap.render import words
from mkdocs_storymap.render.page import Link, Page, Pair, extras
from mkdocs_storymap.site.registry import Key

PLACES = {
    "C1": "fairness", "C2": "data", "C3": "fairness", "C4": "runbook", "C5": "experiments", "C6": "releases", "C7": "owners",
}  # fmt: skip
"""The section that each checklist item speaks of."""


@record
class Mark:
    """One item of the checklist strip. `state` is met, missing, not-applicable, waived or off."""

    code: str
    title: str
    state: str
    word: str
    href: str
    hint: str


@record
class OwnerLine:
    """Who answers for a role; `none` is the reason where nobody does."""

    role: str
    name: str
    none: str = ""
    default: bool = False


@record
class LinkedMap:
    """A map at the other end of a link."""

    words: str
    link: Link
    count: str


@record
class ModelView:
    """The model of a data-science map."""

    card: ModelCard
    registry: Link | None
    variants: tuple[tuple[Variant, str, str], ...]
    extra: tuple[Pair, ...]


@record
class HeadView:
    """The head, ready for its template."""

    kind: str
    title: str
    status: str
    reviewed: str
    facts: str
    summary: str
    owners: tuple[OwnerLine, ...]
    owners_none: str
    links: tuple[Link, ...]
    tags: tuple[str, ...]
    linked: tuple[LinkedMap, ...]
    unlinked: str
    strip: tuple[Mark, ...]
    left: tuple[tuple[str, tuple[Link, ...]], ...]
    model: ModelView | None
    extra: tuple[Pair, ...]


def head(page: Page) -> HeadView:
    """Gather the head."""
    found = page.map
    unlinked = found.none.get("serves" if found.science else "linked", "")
    owners = tuple(
        OwnerLine(role, owner.name or "", owner.not_applicable or "", page.from_defaults("owners", role) or page.from_defaults("owners"))
        for role, owner in found.owners.items()
    )
    return HeadView(
        kind="Data-science map" if found.science else "User story map",
        title=found.title,
        status=found.status,
        reviewed=found.reviewed.isoformat() if found.reviewed else "",
        facts=" · ".join(_facts(page)),
        summary=found.summary or "",
        owners=owners,
        owners_none=found.none.get("owners", ""),
        links=tuple(Link(link.text, words.safe_url(link.url)) for link in found.links),
        tags=found.tags,
        linked=tuple(_linked(page)),
        unlinked=unlinked,
        strip=tuple(_mark(page, item) for item in page.context.checklist if item.state != "off"),
        left=tuple(_left(page)) if found.draft else (),
        model=_model(page),
        extra=tuple(extras(found)),
    )


def _facts(page: Page) -> Iterable[str]:
    found = page.map
    yield page.cards(len(found.cards))
    if found.science:
        yield words.count(len(found.stages), "stage")
        if found.variants:
            yield words.count(len(found.variants), "model variant")
        return
    yield words.count(len(found.releases), "release")
    if found.use_cases:
        yield words.count(len(found.use_cases), "use case")
    if found.volume:
        yield words.volume(found.volume)
    risks = [case.risk for case in found.use_cases.values() if case.risk]
    if risks:
        yield f"{max(risks, key=('minimal', 'limited', 'high', 'prohibited').index)} risk"


def _linked(page: Page) -> Iterable[LinkedMap]:
    registry, found = page.site.registry, page.map
    keys = page.entry.serves if found.science else registry.linked_maps(page.entry)
    for key in keys:
        other = page.site.map(key)
        number = words.count(len(other.stories), "story", "stories") if found.science else words.count(len(other.jobs), "job")
        text = "serves the user map" if found.science else "its data-science map"
        yield LinkedMap(text, Link(other.title, page.href(Key(key, "map", key))), number)
    names = found.serves if found.science else found.linked
    for name, link in zip(names, page.named_all(("serves" if found.science else "linked",), names), strict=True):
        if name not in registry.maps:
            yield LinkedMap("serves" if found.science else "its data-science map", link, "")


_STATE_WORDS = {"met": "met", "not-applicable": "n/a", "waived": "waived", "off": "off"}


def _mark(page: Page, item: Item) -> Mark:
    word = f"missing {len(item.missing)}" if item.state == "missing" else _STATE_WORDS[item.state]
    place = page.section(f"checklist-{item.code.lower()}")
    if item.state == "met":
        place = page.section(place_of(page, item.code))
    return Mark(item.code, item.title, item.state, word, f"#{place}", item.reason or "")


def place_of(page: Page, code: str) -> str:
    """The section that a checklist item speaks of, in this kind of map."""
    if page.map.science and code in ("C1", "C3"):
        return "model" if code == "C1" and (page.map.model or page.map.variants) else "plan"
    if page.map.science and code == "C4":
        return "experiments"
    if page.map.science and code == "C6":
        return "plan"
    return PLACES[code]


def _left(page: Page) -> Iterable[tuple[str, tuple[Link, ...]]]:
    """What a draft still lacks: for each item of the checklist, then for the rest (""), links to the checklist."""
    found: dict[str, list[Link]] = {code: [] for code in (*PLACES, "")}
    for problem in page.context.diagnostics:
        if CATALOGUE[problem.code].softened and problem.waived is None:
            code = CATALOGUE[problem.code].item or ""
            place = page.section(f"checklist-{code.lower()}" if code else "checklist")
            found.setdefault(code, []).append(Link(left_words(problem), f"#{place}", hint=problem.hint))
    titles = {item.code: f"{item.code} {item.title}" for item in page.context.checklist}
    return ((titles.get(code, code), tuple(links)) for code, links in found.items() if links)


def left_words(problem: Diagnostic) -> str:
    """What is missing, as short as it is known: `eta: edge cases` of `use_cases.eta.edge_cases`."""
    parts = words.said(problem.item or "").split(".")
    return f"{parts[1]}: {parts[2]}" if len(parts) == 3 else ".".join(parts) or problem.message


def _model(page: Page) -> ModelView | None:
    found = page.map
    if found.model is None and not found.variants:
        return None
    card = found.model or ModelCard(id="", path=("model",))
    registry = Link(card.registry, words.safe_url(card.registry)) if card.registry else None
    order = {"champion": 0, "challenger": 1, "fallback": 2}
    variants = sorted(found.variants.values(), key=lambda variant: order.get(variant.role or "", 3))
    lines = tuple(
        (variant, page.id("variant", variant.id), page.levels_of(variant))
        for variant in variants
    )
    return ModelView(card, registry, lines, tuple(extras(card)))
