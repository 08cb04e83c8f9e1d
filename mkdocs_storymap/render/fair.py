"""Fairness and responsible AI: who is at risk, what is measured, what could harm them, what is tested and reviewed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from mkdocs_storymap.model import PlainCheck, Segment
from mkdocs_storymap.record import record
from mkdocs_storymap.render import words
from mkdocs_storymap.render.card import harm, severity
from mkdocs_storymap.render.cardview import HarmView
from mkdocs_storymap.render.gauges import GaugeView, gauge, marks
from mkdocs_storymap.render.numberline import NumberLine, Point, number_line
from mkdocs_storymap.render.page import Link, Page, Pair, extras
from mkdocs_storymap.render.releases import GateView, gate
from mkdocs_storymap.site.registry import Key

_SHOWN = 12


@record
class SegmentLine:
    """Where a segment stands on one metric."""

    metric: Link
    line: NumberLine | None


@record
class SegmentView:
    """A segment, as a row. `width` is its share in percent, as a figure."""

    anchor: str
    item: str
    name: str
    by: str
    share: str
    width: str
    why: str
    at_risk: bool
    lines: tuple[SegmentLine, ...]
    unmeasured: str
    facts: tuple[Pair, ...]


@record
class CheckView:
    """A bias test or a practice."""

    text: str
    when: str
    evidence: Link | None


@record
class ReviewView:
    """A review gate."""

    anchor: str
    gate: GateView
    before: Link | None
    facts: tuple[Pair, ...]


@record
class FairView:
    """The section, ready for its template."""

    result: str
    segments: tuple[SegmentView, ...]
    entries: tuple[GaugeView, ...]
    harms: tuple[HarmView, ...]
    more_harms: tuple[HarmView, ...]
    no_harm: tuple[tuple[Link, str], ...]
    tests: tuple[CheckView, ...]
    practices: tuple[CheckView, ...]
    reviews: tuple[ReviewView, ...]
    none: tuple[str, ...]
    marks: tuple[str, ...]


def fairness(page: Page) -> FairView | None:
    """Gather the section; None where a plain map says nothing about it."""
    found = page.map
    sections = ("segments", "fairness", "bias_tests", "practices", "reviews")
    none = tuple(f"{words.said(name)}: {found.none[name]}" for name in sections if name in found.none)
    harms = sorted(
        ((severity(one), harm(page, one, page.link(Key(page.key, "story", story.id), story.id))) for story in found.stories.values()
         for one in story.harms), key=lambda pair: -pair[0],
    )  # fmt: skip
    views = tuple(view for _, view in harms)
    quiet = tuple(
        (page.link(Key(page.key, "story", story.id), story.id), story.none["harms"])
        for story in found.stories.values() if "harms" in story.none
    )  # fmt: skip
    if not (found.checklist or none or views or any(getattr(found, name) for name in sections)):
        return None
    segments = tuple(_segment(page, segment) for segment in found.segments.values())
    entries = tuple(gauge(page, entry) for entry in found.fairness.values())
    return FairView(
        _result(page), segments, entries, views[:_SHOWN], views[_SHOWN:], quiet,
        tuple(_check(check) for check in found.bias_tests), tuple(_check(check) for check in found.practices),
        tuple(_reviews(page)), none, marks(entries),
    )  # fmt: skip


def _result(page: Page) -> str:
    found = page.map
    risk = [segment for segment in found.segments.values() if segment.at_risk]
    text = f"{len(risk)} of {words.count(len(found.segments), 'segment')} at risk." if found.segments else "No segments yet."
    low = [segment.id for segment in risk if _under(page, segment)]
    tail = "is worse than its floor" if len(low) == 1 else "are worse than their floors"
    return f"{text} {words.sentence(words.joined(low))} {tail}." if low else text


def _under(page: Page, segment: Segment) -> bool:
    bound = page.site.bound[page.key].segments
    for name in segment.floor:
        floor, level = bound.get((segment.id, "floor", name)), bound.get((segment.id, "baseline", name))
        if floor and level and floor[0].worse(level[1].value, floor[1].value):
            return True
    return False


def _segment(page: Page, segment: Segment) -> SegmentView:
    key = Key(page.key, "segment", segment.id)
    share = segment.share
    return SegmentView(
        page.ids[key], page.item(key), segment.id, f"by {segment.by}" if segment.by else "",
        words.percent(share) if share is not None else "", f"{min(share, Decimal(1)) * 100:.4g}" if share is not None else "",
        segment.at_risk or ("everyone" if segment.id == "all" else ""), bool(segment.at_risk), tuple(_lines(page, segment)),
        segment.unmeasured or "", tuple(extras(segment)),
    )  # fmt: skip


def _lines(page: Page, segment: Segment) -> Iterable[SegmentLine]:
    bound = page.site.bound[page.key]
    jobs = [
        (key, page.site.bound[key].jobs[name])
        for key in page.site.registry.linked_maps(page.entry) for name in page.site.map(key).jobs
    ]  # fmt: skip
    for name in dict.fromkeys([*segment.baseline, *segment.floor]):
        points, metric = [], None
        for side, kind, word in (("baseline", "now", "baseline"), ("floor", "floor", "floor")):
            found = bound.segments.get((segment.id, side, name))
            if found:
                metric = found[0]
                points.append(Point(kind, word, found[1]))
        if metric is None:
            yield SegmentLine(Link(words.said(name)), None)
            continue
        for _, job in jobs:
            if job.segment == Key(page.key, "segment", segment.id) and job.gauge is metric and job.to:
                points.append(Point("job", "job", job.to))
        if metric.baseline and segment.id != "all":
            points.append(Point("everyone", "everyone", metric.baseline))
        yield SegmentLine(page.link(metric.key, words.said(name)), number_line(points, (), metric.scale))


def _check(check: PlainCheck) -> CheckView:
    evidence = Link(check.evidence, words.safe_url(check.evidence)) if check.evidence else None
    return CheckView(check.test or "", check.when or "", evidence)


def _reviews(page: Page) -> Iterable[ReviewView]:
    for review in page.map.reviews.values():
        key = Key(page.key, "review", review.id)
        before = page.named((*review.path, "before"), review.before) if review.before else None
        view = gate(page, page.key, review)
        facts = ([Pair("not applicable", review.not_applicable)] if review.not_applicable else []) + extras(review)
        yield ReviewView(page.ids[key], view, before, tuple(facts))
