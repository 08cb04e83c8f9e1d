"""Releases: what each amounts to, its stair, gates and plan for a regression; alerts and feedback loops."""

from __future__ import annotations

from collections.abc import Iterable

from mkdocs_storymap.derive.releases import RollUp
from mkdocs_storymap.derive.runbook import in_release
from mkdocs_storymap.model import Action, Respond, Review
from mkdocs_storymap.record import record
from mkdocs_storymap.render import words
from mkdocs_storymap.render.page import Link, Page, Pair, extras
from mkdocs_storymap.render.stairs import Stair, longest, per_minute, stair
from mkdocs_storymap.site.registry import Key

_WEEK = 7 * 24 * 60
_DAY = 24 * 60


@record
class GateView:
    """A review before a release."""

    link: Link
    who: str
    status: str
    date: str
    checks: tuple[Link, ...]


@record
class Trial:
    """An experiment on its release's stair; positions are percent of the width."""

    link: Link
    text: str
    x: float
    width: float


@record
class ReleaseView:
    """A release. `anchor` is "" where it stands in another map, `name_on_site` is "" for cards without a release."""

    name_on_site: str
    anchor: str
    detail: str
    name: str
    link: Link
    goal: str
    rollout: str
    because: str
    starts: str
    owner: str
    holdout: str
    sentence: str
    stair: Stair
    gates: tuple[GateView, ...]
    number: str
    statuses: tuple[tuple[str, int], ...]
    ready: str
    last: Link | None
    trials: tuple[Trial, ...]
    plan: tuple[tuple[str, str], ...]
    facts: tuple[Pair, ...]


@record
class LoopView:
    """One feedback loop: what is live, the signal, the jobs that it feeds, and back."""

    anchor: str
    item: str
    signal: Link
    words: str
    after: str
    stories: tuple[Link, ...]
    jobs: tuple[tuple[Link, str, str], ...]
    target: Link | None
    closed: bool
    again: str
    facts: tuple[Pair, ...]


@record
class ReleasesView:
    """The section, ready for its template."""

    result: str
    releases: tuple[ReleaseView, ...]
    ticks: tuple[tuple[float, str], ...]
    none: tuple[str, ...]
    rollback: str
    tested: str
    alerts: tuple[Pair, ...]
    loops: tuple[LoopView, ...]


def release_views(page: Page, stray: Iterable[str] = ()) -> list[ReleaseView]:
    """All releases of a map, and one more for cards whose release is not known."""
    if page.releases is None:
        ups = page.derived.releases[page.key]
        scale = per_minute([up.release.steps for up in ups])
        page.releases = [_release(page, up, scale) for up in ups]
    stray = list(stray)
    if not stray:
        return page.releases
    none = ReleaseView(
        "", "", "", "No release", Link("No release"), "Their release is not known", "", "", "", "", "", "", Stair((), False, 0.0),
        (), page.cards(len(stray)), (), "", None, (), (), (),
    )  # fmt: skip
    return [*page.releases, none]


def _release(page: Page, up: RollUp, scale: float) -> ReleaseView:
    release, own = up.release, up.key.map == page.key
    last = max(up.cards, key=lambda key: page.derived.graph.leads[key].minutes, default=None)
    order = ("blocked", "in progress", "planned", "done")
    respond = page.site.map(up.key.map).respond
    return ReleaseView(
        name_on_site=f"{up.key.map}/{up.key.id}",
        anchor=page.ids.get(up.key, ""),
        detail=page.inner("rollout", release.id) if own else "",
        name=release.id,
        link=page.link(up.key, release.id),
        goal=release.goal or release.not_applicable or "",
        rollout=words.ROLLOUTS.get(release.rollout or "", ""),
        because=release.because or "",
        starts=release.starts.isoformat() if release.starts else "",
        owner=release.owner or "",
        holdout=words.percent(release.holdout) if release.holdout is not None else "",
        sentence=_sentence(up),
        stair=stair(release.steps, scale, shadow=not release.visible),
        gates=tuple(gate(page, up.key.map, review) for review in up.gates),
        number=page.cards(len(up.cards)),
        statuses=tuple((status, up.by_status[status]) for status in order if up.by_status.get(status)),
        ready=words.lead(up.ready, up.at_least) if up.ready or (up.ready == 0 and not up.at_least) else "",
        last=page.link(last, last.id) if last else None,
        trials=tuple(_trials(page, up, scale)),
        plan=tuple(_own_plan(respond, release.respond)),
        facts=tuple(extras(release)),
    )


def _own_plan(base: Respond | None, own: Respond | None) -> Iterable[tuple[str, str]]:
    """What a release answers otherwise than the map, tier by tier: (icon, words)."""
    if own is None:
        return
    if own.not_applicable is not None:
        yield "dash", f"no plan of its own: {own.not_applicable}"
    verbs = {"investigate": ("search", "investigated"), "retrain": ("loop", "retrained"), "rollback": ("undo", "rolled back")}
    for tier, (icon, verb) in verbs.items():
        written: Action | None = getattr(own, tier)
        if tier in own.none:
            yield icon, f"not {verb}: {own.none[tier]}"
        elif written is not None and written.not_applicable is not None:
            yield icon, f"not {verb}: {written.not_applicable}"
        elif written is not None and (doing := in_release(base, own, tier)) is not None:
            yield icon, f"{verb} {action_words(doing)}"
    if own.tested:
        yield "check", f"tested: {own.tested}"


def _sentence(up: RollUp) -> str:
    release = up.release
    kind = words.ROLLOUTS.get(release.rollout or "", "")
    if not release.visible:
        return f"shadow, {words.span(up.held)}, shown to nobody" if up.held else "shadow, shown to nobody"
    gates = [step.until for step in release.steps if step.until]
    if up.held and release.steps[-1].hold is None and release.steps[-1].exposure == 1:
        plus = " and a review" if gates else ""
        return f"{kind}, {words.span(up.held)}{plus} before everyone"
    parts = [kind, words.span(up.held) if up.held else ""]
    return ", ".join(part for part in parts if part)


def gate(page: Page, key: str, review: Review) -> GateView:
    """A review as it is shown."""
    checks = []
    for number, name in enumerate(review.checks):
        target = page.site.target(key, (*review.path, "checks", number)) or page.site.target(key, (*review.path, "checks"))
        checks.append(page.link(target, words.said(name)) if target else Link(name))
    return GateView(
        page.link(Key(key, "review", review.id), review.id), words.joined(list(review.by)), review.status,
        review.date.isoformat() if review.date else "", tuple(checks),
    )  # fmt: skip


def _trials(page: Page, up: RollUp, scale: float) -> Iterable[Trial]:
    """Where each experiment lies on the stair: over the window that its sample is reckoned from."""
    for key in (up.key.map, *([page.key] if page.key != up.key.map else [])):
        for experiment in page.site.map(key).experiments.values():
            name = Key(key, "experiment", experiment.id)
            if page.site.target(key, (*experiment.path, "during")) != up.key or experiment.runs is None:
                continue
            start = page.derived.plans[name].window_start or 0
            x = min(96.0, start * scale)
            width = min(100.0 - x, max(2.0, experiment.runs * scale)) if scale else 100.0 - x
            yield Trial(page.link(name, experiment.id), f"{experiment.id} {words.span(experiment.runs)}", round(x, 3), round(width, 3))


def action_words(action: Action) -> str:
    """*by data science within 4h, automatic*, with what it goes back to: *to scorecard-7 by engineering within 15m*."""
    parts = [
        f"to {action.to}" if action.to else "", f"by {action.who}" if action.who else "",
        f"within {words.span(action.within)}" if action.within is not None else "",
    ]  # fmt: skip
    tail = "automatically" if action.automatic else "by hand" if action.automatic is False else ""
    return ", ".join(part for part in (" ".join(part for part in parts if part), tail) if part)


def rollback_words(action: Action | None) -> str:
    """*to scorecard-7 within 15m, automatic, engineering*."""
    if action is None:
        return ""
    parts = [f"to {action.to}" if action.to else "", f"within {words.span(action.within)}" if action.within is not None else ""]
    tail = ["automatic" if action.automatic else "by hand" if action.automatic is False else "", action.who or ""]
    return ", ".join(part for part in [" ".join(part for part in parts if part), *tail] if part)


def releases(page: Page) -> ReleasesView | None:
    """The section on releases and monitoring of a user map."""
    found = page.map
    views = tuple(release_views(page))
    ups = page.derived.releases[page.key]
    none = [f"{section}: {found.none[section]}" for section in ("respond", "feedback", "alerts") if section in found.none]
    loops = tuple(_loop(page, number) for number in range(len(page.derived.loops[page.key])))
    alerts = tuple(_alerts(page))
    drawn = any(up.release.steps or up.release.rollout for up in ups)
    if not found.checklist and not (drawn or alerts or loops or none):
        return None
    rollback = _respond_line(found.respond)
    if rollback and page.from_defaults("respond", "rollback"):
        rollback += f" ({page.context.defaulted_label})"
    scale = per_minute([up.release.steps for up in ups])
    return ReleasesView(
        _result(ups), views if drawn or found.checklist else (), tuple(_ticks(longest([up.release.steps for up in ups]), scale)),
        tuple(none), rollback, found.respond.tested or "" if found.respond else "", alerts, loops,
    )  # fmt: skip


def _result(ups: list[RollUp]) -> str:
    first = next((up.release for up in ups if up.release.visible and up.cards), None)
    text = f"{words.count(len(ups), 'release')}. Exposure up, weeks across, all to one scale."
    return f"{text} The first that users see is {first.id}." if first else text


def _respond_line(respond: Respond | None) -> str:
    return rollback_words(respond.rollback) if respond else ""


def _ticks(minutes: int, scale: float) -> Iterable[tuple[float, str]]:
    if not minutes or not scale:
        return
    unit, sign = (_WEEK, "w") if minutes >= 2 * _WEEK else (_DAY, "d") if minutes >= 2 * _DAY else (60, "h")
    every = max(1, -(-minutes // unit // 8))
    for number in range(0, minutes // unit + 1, every):
        yield round(number * unit * scale, 3), f"{number}{sign}"


def _alerts(page: Page) -> Iterable[Pair]:
    alerts = page.map.alerts
    if alerts is None:
        return
    for name in ("page", "ticket", "dashboard"):
        value = getattr(alerts, name)
        default = page.from_defaults("alerts", name)
        if value:
            url = words.safe_url(value) if name == "dashboard" else None
            label = "dashboard" if url else ""
            yield Pair(name, f"({page.context.defaulted_label})" if default else "", Link(label or value, url, hint=value if url else ""))
        elif name in alerts.none:
            yield Pair(name, f"none: {alerts.none[name]}")
    yield from extras(alerts)


def _loop(page: Page, number: int) -> LoopView:
    loop = page.derived.loops[page.key][number]
    feedback = loop.feedback
    coverage = words.percent(feedback.coverage) if feedback.coverage is not None else ""
    jobs = []
    for key in loop.jobs:
        job = page.site.job(key)
        _, metric, _, start, end = words.outcome(job, page.scale(page.site.target(key.map, (*job.path, "improves"))))
        change = f"{metric} {start} → {end}" if start and end else metric
        jobs.append((page.link(key, key.id), f"{words.span(job.effort)} of work" if job.effort else "", change))
    target = page.site.target(page.key, (*feedback.path, "to"))
    again = [page.map.retraining.every] if page.map.retraining and page.map.retraining.every else []
    return LoopView(
        page.id("feedback", feedback.id), page.item(loop.key), Link(feedback.id), ", ".join(part for part in (feedback.signal, coverage) if part),
        f"after {words.span(feedback.after)}" if feedback.after is not None else "",
        tuple(page.link(story, story.id) for story in loop.stories), tuple(jobs),
        (page.link(target, loop.target) if target and target.kind != "job" else Link(loop.target)) if loop.target else None,
        loop.closed, f"retrained every {words.span(again[0])}" if again and loop.closed else "", tuple(extras(feedback)),
    )  # fmt: skip
