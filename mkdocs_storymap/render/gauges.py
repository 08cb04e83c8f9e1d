"""The runbook: every metric on its number line, with what is done when it leaves its healthy level."""

from __future__ import annotations

from collections.abc import Iterable

from mkdocs_storymap.derive.runbook import action, detection
from mkdocs_storymap.grammar import plain
from mkdocs_storymap.model import TIERS, Metric
from mkdocs_storymap.record import record
from mkdocs_storymap.render import words
from mkdocs_storymap.render.numberline import NumberLine, Point, bounds_points, number_line
from mkdocs_storymap.render.page import Link, Page, Pair, extras
from mkdocs_storymap.render.releases import rollback_words
from mkdocs_storymap.site.binding import Gauge
from mkdocs_storymap.site.registry import Key


@record
class TierView:
    """One alarm of a metric: its edges, when it is heard, and more in small."""

    edge: str
    hears: str
    detail: str


@record
class TierHead:
    """A tier's column: who does what within which time, and where it rings."""

    tier: int
    title: str
    plan: str
    default: bool


@record
class GaugeView:
    """A metric or fairness entry, as a row."""

    anchor: str
    item: str
    name: str
    about: str
    line: NumberLine | None
    tiers: tuple[TierView | None, ...]
    no_alarms: str
    none: str
    facts: tuple[Pair, ...]


@record
class RunbookView:
    """The section, ready for its template."""

    result: str
    tradeoff: str
    tradeoff_more: str
    heads: tuple[TierHead, ...]
    rows: tuple[GaugeView, ...]
    none: tuple[str, ...]
    marks: tuple[str, ...]


def runbook(page: Page) -> RunbookView | None:
    """Gather the section; None where a plain map has no metrics."""
    found = page.map
    rows = tuple(gauge(page, metric) for metric in found.metrics.values())
    none = tuple(f"{name}: {found.none[name]}" for name in ("metrics", "tradeoff", "respond") if name in found.none)
    if not rows and not none and not found.checklist:
        return None
    trade, more = "", ""
    if found.tradeoff and found.tradeoff.favour:
        trade = f"Favours {words.said(found.tradeoff.favour)} over {words.said(found.tradeoff.over or '…')}"
        if found.tradeoff.because:
            trade += f": {found.tradeoff.because}"
        extra = (("Decision threshold", found.tradeoff.decision_threshold), ("Cost", found.tradeoff.cost))
        more = ". ".join(f"{term} {value}" for term, value in extra if value)
    automatic = sum(1 for row in rows if row.tiers[2])
    promised = sum(1 for row in rows if row.line and any(sign.kind == "promise" for sign in row.line.signs))
    result = f"{words.count(len(rows), 'metric')}, {promised} promised to users, {automatic} with a way back. Decided before it happens."
    return RunbookView(result, trade, more, heads(page), rows, none, marks(rows))


def marks(rows: Iterable[GaugeView]) -> tuple[str, ...]:
    """The marks that a table's key has to explain."""
    kinds = {sign.kind for row in rows if row.line for sign in row.line.signs}
    return tuple(kind for kind in ("now", "today", "promise", "limit", "target", "cut") if kind in kinds)


def heads(page: Page) -> tuple[TierHead, ...]:
    """Who does what at each tier."""
    found = []
    for number, tier in enumerate(TIERS, start=1):
        doing = action(page.map.respond, tier)
        plan = ""
        if doing is not None:
            if tier == "rollback":
                plan = rollback_words(doing)
            else:
                who = page.map.owners.get(doing.who or "")
                name = f"{doing.who} ({who.name})" if who and who.name else doing.who or ""
                plan = ", ".join(part for part in (name, f"within {words.span(doing.within)}" if doing.within is not None else "") if part)
        found.append(TierHead(number, words.TIER_WORDS[tier], plan, bool(plan) and page.from_defaults("respond", tier)))
    return tuple(found)


def gauge(page: Page, metric: Metric, *, points: Iterable[Point] = ()) -> GaugeView:
    """One metric with its number line."""
    key = Key(page.key, "metric", metric.id)
    bound = page.site.bound[page.key].gauges.get(metric.id)
    line = None
    tiers: tuple[TierView | None, ...] = (None, None, None)
    if bound:
        line = number_line([*_points(page, bound), *points], bound.tiers.values(), bound.scale)
        tiers = tuple(_tier(page, bound, tier) for tier in TIERS)
    return GaugeView(
        page.ids.get(key, ""), page.item(key), words.said(metric.id), _about(metric, bound), line, tiers,
        metric.none.get("alarms", ""), metric.not_applicable or "", tuple(_facts(page, metric)),
    )  # fmt: skip


def _points(page: Page, bound: Gauge) -> Iterable[Point]:
    seen = set()
    for gauge_, bounds in page.site.bound[page.key].promises.values():
        if gauge_ is bound:
            for point in bounds_points("promise", "promised", bounds):
                if point.level.value not in seen:
                    seen.add(point.level.value)
                    yield point
    yield from bounds_points("limit", "limit", bound.limit)
    if bound.today:
        yield Point("today", "today", bound.today)
    if bound.baseline:
        yield Point("now", "baseline", bound.baseline)
    if bound.target:
        yield Point("target", "target", bound.target)


def _tier(page: Page, bound: Gauge, tier: str) -> TierView | None:
    alarm = bound.tiers.get(tier)
    if alarm is None:
        return None
    source = alarm.source
    edge = words.condition(source.condition, bound.scale)
    wait = detection(bound, alarm)
    hears = f"noticed after {words.span(wait)}" if wait and bound.labels else ""
    detail = []
    if source.condition.worse_by and (alarm.edges.low or alarm.edges.high):
        detail.append(", ".join(f"{'below' if side == 'low' else 'above'} {words.shown(level, bound.scale)}" for side, level in alarm.edges.sides()))
    if source.min_samples is not None:
        detail.append(f"from {source.min_samples:,} decisions")
    if source.severity != ("page" if tier == "rollback" else "ticket"):
        detail.append({"page": "pages", "ticket": "files a ticket"}.get(source.severity, source.severity))
    if source.notify:
        detail.append(f"tells {source.notify}")
    return TierView(edge, hears, ", ".join(detail))


def _about(metric: Metric, bound: Gauge | None) -> str:
    parts = []
    if metric.is_:
        parts.append(words.said(metric.is_))
    if metric.across:
        parts.append(f"across {words.joined(list(metric.across))}")
    if metric.outcome:
        parts.append(f"of {metric.outcome}")
    if metric.of:
        parts.append(f"of {metric.of}")
    if metric.against:
        parts.append(f"against {metric.against}")
    if metric.segment:
        parts.append(f"for {metric.segment}")
    if metric.better or (bound and not bound.known):
        parts.append(words.BETTER[metric.better or (bound.better if bound else None)])
    if metric.range_:
        parts.append(_range(metric, bound))
    if metric.over is not None:
        parts.append(f"over {words.span(metric.over)}")
    if bound and bound.labels:
        parts.append(f"labels after {words.span(bound.labels_after)}" if bound.labels_after is not None else "needs labels")
    elif bound and bound.tiers and not metric.fairness:
        parts.append("no labels needed")
    if bound and not bound.tiers and metric.not_applicable is None and "alarms" not in metric.none:
        parts.append("watched, no alarm")
    if metric.measured:
        parts.append(metric.measured[:1].lower() + metric.measured[1:])
    return ", ".join(part for part in parts if part)


def _range(metric: Metric, bound: Gauge | None) -> str:
    """The range of a local metric: *from 1 to 5 points*."""
    low, high = (words.figure(end, bound.scale if bound else None) if end else "" for end in metric.range_ or (None, None))
    if low and high:
        unit = bound.scale.unit if bound else ""
        return f"from {low.removesuffix(unit).rstrip()} to {high}"
    return f"at least {low}" if low else f"at most {high}" if high else ""


def _facts(page: Page, metric: Metric) -> Iterable[Pair]:
    for term, value in (("evidence", metric.evidence), ("query", metric.query), ("reference", metric.reference)):
        if value:
            url = words.safe_url(value) if term == "evidence" and "/" in value and " " not in value and "#" not in value else None
            yield Pair(term, "" if url else value, Link(value, url) if url else None)
    if metric.min_group:
        yield Pair("smallest group", words.grouped(str(metric.min_group)))
    for name, reason in metric.none.items():
        if name and name != "alarms":
            yield Pair(name, f"none: {reason}")
    yield from extras(metric)


__all__ = ["GaugeView", "RunbookView", "gauge", "heads", "marks", "plain", "runbook"]
