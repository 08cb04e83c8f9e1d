"""The end of the page: definition of done, the checklist with every part, what else was noted, and evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mkdocs_storymap.derive.checklist import QUESTIONS, TITLES, Item
from mkdocs_storymap.diagnostics import CATALOGUE, Diagnostic
from mkdocs_storymap.model import Element, StoryMap
from mkdocs_storymap.record import record
from mkdocs_storymap.render import words
from mkdocs_storymap.render.card import done_line
from mkdocs_storymap.render.cardview import DoneView
from mkdocs_storymap.render.head import place_of
from mkdocs_storymap.render.page import Page, Pair

_ITEM_SAID = re.compile(r"checklist C\d \([^)]*\): ")
"""How the checklist's problems begin; under their item it is said already."""


@record
class Part:
    """One part of a checklist item: what, how much of it, and whether that is all."""

    text: str
    met: bool
    href: str


@record
class Note:
    """A problem that the page speaks of."""

    code: str
    severity: str
    text: str
    hint: str
    place: str
    waived: str


@record
class ItemView:
    """A checklist item in full."""

    anchor: str
    code: str
    title: str
    question: str
    state: str
    word: str
    reason: str
    parts: tuple[Part, ...]
    notes: tuple[Note, ...]


@record
class DoneSection:
    """The definition of done."""

    result: str
    lines: tuple[DoneView, ...]
    none: str


@record
class ChecklistView:
    """The checklist in full."""

    result: str
    items: tuple[ItemView, ...]
    notes: tuple[Note, ...]
    off: tuple[str, ...]
    defaults: tuple[str, ...]
    default_label: str
    left_out: tuple[tuple[str, str], ...]


@record
class EvidenceView:
    """What a data-science map names as evidence."""

    result: str
    lines: tuple[Pair, ...]


def done(page: Page) -> DoneSection | None:
    """The definition of done of a user map."""
    found = page.map
    if not (found.done or "done" in found.none or (found.checklist and not found.science)):
        return None
    lines = tuple(done_line(page, entry) for entry in found.done)
    result = f"{words.count(len(lines), 'line')} that every story has to meet." if lines else "Nothing is said yet."
    return DoneSection(result, lines, found.none.get("done", ""))


def checklist(page: Page) -> ChecklistView | None:
    """The checklist with every part; None for a plain map of which nothing was noted."""
    found, context = page.map, page.context
    items = tuple(_item(page, item) for item in context.checklist if item.state != "off")
    notes = tuple(_note(one) for one in context.diagnostics if not (items and CATALOGUE[one.code].item))
    notes += tuple(_idle_waivers(page))
    defaults = tuple(" ".join(map(str, path)) for path in sorted(found.defaulted, key=str))
    left_out = tuple(_left_out(found))
    if not (items or notes or context.rules_off or defaults or left_out):
        return None
    met = sum(1 for item in items if item.state != "missing")
    result = f"{met} of {len(items)} settled." if items else "This map is held to no checklist."
    return ChecklistView(result, items, notes, tuple(_titled(code) for code in context.rules_off), defaults, context.defaulted_label, left_out)


_ABOVE = {"stories": ("needs", "harms", "use_case", "as"), "jobs": ("needs", "serves")}
_ALL_ABOVE = ("metrics", "use_cases", "alerts")
"""Fields and sections whose reasons stand where the thing itself is drawn."""


def _left_out(found: StoryMap) -> Iterator[tuple[str, str]]:
    """Every field of a thing that is declared not applicable and drawn nowhere, and why; equal ones of several things once."""
    told: dict[tuple[str, str, str], list[str]] = {}
    for element in _elements(found):
        section, *names = element.path
        for name, reason in element.none.items() if section not in _ALL_ABOVE else ():
            if name not in _ABOVE.get(str(section), ()) and (name or len(names) > 1):
                # Things in lists have a number; the second level, as in `respond.retrain`, is a name of its own.
                who = " ".join(str(part + 1) if isinstance(part, int) else words.said(part) for part in names)
                told.setdefault((words.said(str(section)), words.said(name), reason), []).append(who)
    for (section, name, reason), whose in told.items():
        yield ": ".join(part for part in (section, name) if part) + (f" of {words.joined(whose)}" if any(whose) else ""), reason


def _elements(value: Any) -> Iterator[Element]:
    """Every element below a part of a map."""
    if isinstance(value, Element):
        if value.path:
            yield value
        for name in value.__dataclass_fields__:
            if name not in ("none", "extra", "broken", "path", "id"):
                yield from _elements(getattr(value, name, None))
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _elements(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from _elements(one)


def _titled(code: str) -> str:
    """A code with what it is about: `SM703 (a job without an effort)`."""
    return f"{code} ({CATALOGUE[code].title})" if code in CATALOGUE else code


def _idle_waivers(page: Page) -> Iterable[Note]:
    """Waivers that took nothing off the verdict: shown all the same, with their reason."""
    used = {name for one in page.context.diagnostics if one.waived is not None for name in (one.code, CATALOGUE[one.code].item)}
    for name, reason in page.map.waive.items():
        if name not in used:
            what = _titled(name) if name in CATALOGUE else f"{name} {TITLES[name]}" if name in TITLES else name
            yield Note(name, "advice", f"{what}: nothing was found that it would waive", "", "", reason)


def _item(page: Page, item: Item) -> ItemView:
    word = {"met": "met", "missing": f"missing {len(item.missing)}", "not-applicable": "not applicable", "waived": "waived"}[item.state]
    parts = tuple(_PARTS[item.code](page)) if item.state != "not-applicable" else ()
    return ItemView(
        page.section(f"checklist-{item.code.lower()}"), item.code, item.title, QUESTIONS[item.code], item.state, word, item.reason or "",
        parts, tuple(_note(one) for one in item.missing),
    )  # fmt: skip


def _note(one: Diagnostic) -> Note:
    where = one.location
    place = f"{where.file}:{where.line}" if where.line is not None else where.file
    return Note(one.code, one.severity, _ITEM_SAID.sub("", one.message, count=1), one.hint, place, one.waived or "")


def _part(page: Page, section: str, number: int, one: str, place: str) -> Part:
    """How many there are of something, or why there are none."""
    reason = page.map.none.get(section)
    text = f"no {one}: {reason}" if reason else words.count(number, one)
    return Part(text, number > 0 or reason is not None, f"#{page.section(place)}")


def _present(page: Page, section: str, name: str, place: str) -> Part:
    """Whether something is there, or why not."""
    reason = page.map.none.get(section)
    return Part(f"no {name}: {reason}" if reason else name, reason is not None or bool(getattr(page.map, section)), f"#{page.section(place)}")


def _c1(page: Page) -> Iterable[Part]:
    found = page.map
    if found.science:
        model = page.map.model
        yield Part("model described", model is not None, f"#{page.section(place_of(page, 'C1'))}")
        jobs = list(found.jobs.values())
        levels = sum(1 for job in jobs if job.from_ is not None and job.to is not None)
        yield Part(f"{levels} of {words.count(len(jobs), 'job')} with a level to start from and one to reach", levels >= len(jobs) > 0,
                   f"#{page.section('plan')}")  # fmt: skip
        return
    yield _part(page, "segments", len(found.segments), "segment", "fairness")
    if found.segments:
        risk = sum(1 for one in found.segments.values() if one.at_risk)
        yield Part(f"{risk} at risk", risk > 0, f"#{page.section('fairness')}")
    promised = sum(1 for one in found.use_cases.values() if one.expects)
    yield Part(f"{promised} of {words.count(len(found.use_cases), 'use case')} with promises", promised >= len(found.use_cases) > 0,
               f"#{page.section('people')}")  # fmt: skip
    metrics = [metric for metric in found.metrics.values() if metric.not_applicable is None]
    based = sum(1 for metric in metrics if metric.baseline is not None or "baseline" in metric.none)
    yield Part(f"{based} of {words.count(len(metrics), 'metric')} with a baseline", based >= len(metrics) > 0, f"#{page.section('runbook')}")


def _c2(page: Page) -> Iterable[Part]:
    found = page.map
    if found.data or not found.science:
        yield _part(page, "data", len(found.data), "data item", "data")
    cards = list(found.cards.values())
    needy = sum(1 for one in cards if one.needs or "needs" in one.none)
    yield Part(f"{needy} of {page.cards(len(cards))} say what they need", needy >= len(cards) > 0, f"#{page.section('plan')}")
    sized = sum(1 for one in cards if one.effort is not None or "effort" in one.none or one.finished)
    yield Part(f"{sized} of {page.cards(len(cards))} with an effort", sized >= len(cards) > 0, f"#{page.section('leads')}")
    if found.quality or "quality" in found.none:
        yield _part(page, "quality", len(found.quality), "quality check", "data")


def _c3(page: Page) -> Iterable[Part]:
    found = page.map
    if found.science:
        return
    yield _part(page, "fairness", len(found.fairness), "fairness metric", "fairness")
    stories = list(found.stories.values())
    spoken = sum(1 for story in stories if story.harms or "harms" in story.none)
    yield Part(f"{spoken} of {page.cards(len(stories))} with harms, or none and why", spoken >= len(stories) > 0, f"#{page.section('fairness')}")


def _c4(page: Page) -> Iterable[Part]:
    found, place = page.map, f"#{page.section('runbook')}"
    alarmed = list(found.all_metrics.values())
    if not found.science:
        retrain = sum(1 for metric in alarmed if metric.retrain)
        back = sum(1 for metric in alarmed if metric.rollback)
        yield Part(f"{words.count(retrain, 'metric triggers', 'metrics trigger')} retraining", retrain > 0, place)
        yield Part(f"{words.count(back, 'metric triggers', 'metrics trigger')} rollback", back > 0, place)
        yield _present(page, "respond", "plan for a regression", "runbook")
    yield _present(page, "retraining", "retraining", "experiments")


def _c5(page: Page) -> Iterable[Part]:
    yield _part(page, "experiments", len(page.map.experiments), "experiment", "experiments")


def _c6(page: Page) -> Iterable[Part]:
    found = page.map
    if found.science:
        return
    rolled = sum(1 for one in found.releases.values() if one.rollout)
    place = f"#{page.section('releases')}"
    yield Part(f"{rolled} of {words.count(len(found.releases), 'release')} with a rollout", rolled >= len(found.releases) > 0, place)
    yield _part(page, "feedback", len(found.feedback), "feedback loop", "releases")
    yield _present(page, "alerts", "alerts", "releases")


def _c7(page: Page) -> Iterable[Part]:
    roles = ("data", "engineering", "ethics") if page.map.science else ("product", "design", "engineering", "data", "ethics")
    for role in roles:
        owner = page.map.owners.get(role)
        yield Part(role, owner is not None and bool(owner.name or owner.not_applicable), f"#{page.section('owners')}")


_PARTS = {"C1": _c1, "C2": _c2, "C3": _c3, "C4": _c4, "C5": _c5, "C6": _c6, "C7": _c7}


def evidence(page: Page) -> EvidenceView | None:
    """What a data-science map names as evidence."""
    found = page.map.evidence
    if not page.map.science or not found:
        return None
    if isinstance(found, dict):
        lines = tuple(Pair(str(name), _spoken(value)) for name, value in found.items())
    else:
        lines = (Pair("evidence", _spoken(found)),)
    return EvidenceView("Named, not read: a person or a pipeline compares it.", lines)


def _spoken(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_spoken(inner)}" for key, inner in value.items())
    return ", ".join(map(_spoken, value)) if isinstance(value, list) else str(value)
