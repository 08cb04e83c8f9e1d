"""A card: what a story or job shows closed, and all that it says when open."""

from __future__ import annotations

from collections.abc import Iterable

from mkdocs_storymap.derive.work import Work
from mkdocs_storymap.model import Card, DataItem, DoneEntry, Harm, Job, Story
from mkdocs_storymap.render import words
from mkdocs_storymap.render.cardview import CardView, DoneView, Hairline, HarmView, Mark, NeedView, Outcome, PromiseView, ServedView
from mkdocs_storymap.render.page import Link, Page, Pair, extras
from mkdocs_storymap.render.ways import Ways, ways
from mkdocs_storymap.site.registry import Key
from mkdocs_storymap.text import slug

_FAR = 300
"""Pieces of work before one card that are looked at; a chain of stories would grow with its square."""


def outcome(page: Page, map_key: str, job: Job) -> Outcome:
    """A job's outcome line: *Increase recall for thin-file from 0.68 to 0.78*."""
    key = page.site.target(map_key, (*job.path, "improves"))
    gauge = page.site.gauge(key)
    verb, metric, segment, start, end = words.outcome(job, gauge.scale if gauge else None)
    target = page.site.target(map_key, (*job.path, "for")) if segment else None
    return Outcome(
        verb, page.link(key, metric) if key else Link(metric), page.link(target, words.said(segment)) if segment else None,
        start, end, (gauge.better if gauge else None) or "",
    )  # fmt: skip


def title_of(page: Page, key: Key) -> str:
    """What the card behind a key is called."""
    card = page.site.map(key.map).cards[key.id]
    return words.sentence(card.name if isinstance(card, Story) else card.want or card.id)


def card(page: Page, found: Card, longest: int) -> CardView:
    """Gather one card. `longest` is the longest lead time of the map, in minutes."""
    key = Key(page.key, page.noun, found.id)
    work, lead_time = page.derived.graph.work[key], page.derived.lead_times[key]
    way = ways(page, key)
    story = found if isinstance(found, Story) else None
    job = found if isinstance(found, Job) else None
    served = tuple(_serving(page, key) if story else _served(page, found))
    use_case = page.map.use_cases.get(page.use_case_of(story) or "") if story else None
    persona = page.persona_of(story) if story else None
    release = page.site.release_of(page.key, found)  # type: ignore[arg-type]
    step = page.site.target(page.key, (*found.path, "stage" if job else "step"))
    experiments = tuple(_experiments(page, found))
    harms = tuple(harm(page, one) for one in sorted(story.harms, key=lambda one: -severity(one))) if story else ()
    return CardView(
        id=page.id(key.kind, found.id),
        name=found.id,
        item=page.item(key),
        title=words.sentence(story.name if story else found.want or found.id),
        outcome=outcome(page, page.key, job) if job and job.improves else None,
        who=page.persona_name(persona) if persona else "",
        nobody=page.nobody(story) if story and not persona else "",
        who_link=page.link(Key(page.key, "persona", persona), page.persona_name(persona)) if persona and persona in page.map.personas else None,
        want=found.want or "",
        so=found.so or "",
        when=job.when or "" if job else "",
        status=found.status,
        lead=words.lead(lead_time.real, lead_time.at_least) if longest and not work.finished else "",
        decides=way.decides,
        lines=tuple(_hairlines(way, longest)),
        marks=tuple(_marks(page, found, work, experiments)),
        issue=Link("issue", words.safe_url(found.issue), hint=found.issue) if found.issue else None,
        data=_data(page, found, persona, release, step),
        ways=way,
        needs=tuple(_needs(page, found)),
        needs_none=found.none.get("needs", ""),
        served=served,
        served_none=found.none.get("serves", ""),
        harms=harms,
        harms_none=found.none.get("harms", ""),
        use_case=page.link(Key(page.key, "use case", use_case.id)) if use_case else None,
        use_case_goal=use_case.goal or "" if use_case else "",
        promises=promises(page, use_case.id) if use_case else (),
        guardrails=tuple(view for _, view in guardrails(page, job)) if job else (),
        experiments=experiments,
        acceptance=story.acceptance if story else (),
        done=tuple(done_line(page, entry) for entry in found.done),
        map_done=len(page.map.done) if story else 0,
        facts=tuple(_facts(page, found, release, step)),
    )


def severity(one: Harm) -> int:
    """How bad a harm is, 0 where it does not say."""
    return words.SEVERITIES.index(one.severity) + 1 if one.severity in words.SEVERITIES else 0


def harm(page: Page, one: Harm, story: Link | None = None) -> HarmView:
    """A harm as it is shown."""
    affects = tuple(page.named_all((*one.path, "affects"), one.affects))
    return HarmView(one.harm or "", one.severity or "", one.type or "", affects, one.mitigation or "", one.owner or "", story)


def promises(page: Page, use_case: str) -> tuple[PromiseView, ...]:
    """The promises of a use case (worked out once a page)."""
    if use_case not in page.promises:
        page.promises[use_case] = tuple(_promises(page, use_case))
    return page.promises[use_case]


def _promises(page: Page, use_case: str) -> Iterable[PromiseView]:
    found = page.map.use_cases[use_case]
    for name, promise in found.expects.items():
        path = (*found.path, "expects", name)
        key = page.site.target(page.key, path)
        yield PromiseView(page.named(path, name), words.promise(promise, page.scale(key)), page.level_words(key))


def guardrails(page: Page, job: Job) -> Iterable[tuple[Key | None, PromiseView]]:
    """What must not get worse while a job is done: its own guardrails, then those that its map has for all jobs."""
    for path, rails in (((*job.path, "guardrails"), job.guardrails), (("guardrails",), page.map.guardrails)):
        for name, tolerance in rails.items():
            if rails is job.guardrails or name not in job.guardrails:
                key = page.site.target(page.key, (*path, name))
                yield key, PromiseView(page.link(key, words.said(name)), words.tolerance(tolerance, page.scale(key)), page.level_words(key))


def done_line(page: Page, entry: DoneEntry) -> DoneView:
    """One line of a definition of done."""
    if entry.metrics:
        return DoneView("Metrics hold:", tuple(page.named_all((*entry.path, "metrics"), entry.metrics)))
    if entry.fairness:
        return DoneView("Fairness holds:", tuple(page.named_all((*entry.path, "fairness"), entry.fairness)))
    if entry.review:
        return DoneView("Review passed:", (page.named((*entry.path, "review"), entry.review),))
    return DoneView(entry.text or "", ())


def _hairlines(way: Ways, longest: int) -> Iterable[Hairline]:
    for family, minutes, key in way.totals:
        if minutes:
            yield Hairline(family, f"{100 * minutes / longest:.4g}%" if longest else "0", key)


def blocked_before(page: Page, work: Work) -> list[Key]:
    """Blocked work that a card waits for, itself left out; what lies very far before it is not looked at."""
    if work.key in page.blocked:
        return page.blocked[work.key]
    graph, seen, stack = page.derived.graph, {work.key}, [work.key]
    found = page.blocked[work.key] = []
    while stack and len(seen) < _FAR:
        at = graph.work[stack.pop()]
        for key in at.before:
            before = graph.work[key]
            if key not in seen and not before.finished:
                seen.add(key)
                stack.append(key)
                if before.blocked:
                    found.append(key)
    return found


def _marks(page: Page, found: Card, work: Work, experiments: tuple[Link, ...]) -> Iterable[Mark]:
    yield Mark(found.status, "bad" if found.status == "blocked" else "state", found.status)
    blocked = [] if work.finished else blocked_before(page, work)
    if blocked:
        yield Mark("blocked", "bad", f"{blocked[0].id} blocked" if len(blocked) == 1 else f"{len(blocked)} blocked")
    if isinstance(found, Story):
        if found.harms:
            worst = max(found.harms, key=severity).severity or ""
            number = "harm" if len(found.harms) == 1 else f"of {len(found.harms)} harms"
            yield Mark(f"harm-{worst or 'low'}", "fair", f"{worst} {number}".strip())
    elif isinstance(found, Job) and found.fed_by:
        yield Mark("loop", "model", f"fed by {words.joined([name.rpartition('/')[2] for name in found.fed_by])}")
    if experiments:
        kind = experiments[0].hint if len(experiments) == 1 else f"{len(experiments)} experiments"
        yield Mark("exp", "exp", kind)
    if isinstance(found, Story):
        release = page.map.releases.get(found.release or "")
        waited = {step.until for step in release.steps if step.until} if release else set()
        for review in page.map.reviews.values():
            if (review.before == found.release or review.id in waited) and "ethics" in review.by:
                yield Mark("gate-booked" if review.status == "booked" else "gate", "fair", "ethics gate")
                break


def _experiments(page: Page, found: Card) -> Iterable[Link]:
    field = "story" if isinstance(found, Story) else "job"
    for experiment in page.map.experiments.values():
        if getattr(experiment, field) == found.id:
            key = Key(page.key, "experiment", experiment.id)
            yield page.link(key, experiment.id, words.EXPERIMENTS.get(experiment.type or "", "experiment"))


def _needs(page: Page, found: Card) -> Iterable[NeedView]:
    for key in page.site.targets(page.key, (*found.path, "needs"), len(found.needs)):
        yield need(page, key)


def need(page: Page, key: Key) -> NeedView:
    """A data item as something that is waited for (worked out once a page)."""
    found = page.needs.get(key)
    if found is None:
        found = page.needs[key] = _need(page, key)
    return found


def _need(page: Page, key: Key) -> NeedView:
    item: DataItem | None = page.site.map(key.map).data.get(key.id)
    if item is None:
        return NeedView(Link(key.id), "planned", "", (), "")
    lead = page.derived.graph.leads[key]
    after = () if item.ready else tuple(page.link(one) for one in page.derived.graph.work[key].chain)
    text = "" if item.ready else words.lead(lead.minutes, lead.at_least) if lead.minutes or not lead.at_least else "unknown"
    return NeedView(page.link(key, key.id), item.status, text, after, item.blocker or "")


def _serving(page: Page, story: Key) -> Iterable[ServedView]:
    blocking = set(page.derived.graph.work[story].model)
    for key in page.serving.get(story.id, ()):
        yield serving(page, key, later=key not in blocking)


def serving(page: Page, key: Key, *, later: bool) -> ServedView:
    """A job that serves a story."""
    job = page.site.job(key)
    lead = page.derived.graph.leads[key]
    release = page.site.release_of(key.map, job) if later else None
    text = "done" if job.finished else words.lead(lead.minutes, lead.at_least)
    follow = f"follow-up, lands in {release.id}" if release else ""
    return ServedView(page.link(key, key.id), "", text, outcome(page, key.map, job) if job.improves else None, follow)


def _served(page: Page, job: Card) -> Iterable[ServedView]:
    assert isinstance(job, Job)
    for key in page.site.targets(page.key, (*job.path, "serves"), len(job.serves)):
        yield served(page, key)
    for link in page.named_all((*job.path, "serves"), job.serves):
        if link.href and not link.item:
            yield ServedView(link, link.hint, "", None)


def served(page: Page, key: Key) -> ServedView:
    """A story that a job serves."""
    lead = page.derived.graph.leads[key]
    text = "done" if page.site.story(key).finished else words.lead(lead.minutes, lead.at_least)
    return ServedView(page.link(key, key.id), title_of(page, key), text, None)


def _data(page: Page, found: Card, persona: str | None, release: Key | None, step: Key | None) -> tuple[tuple[str, str], ...]:
    owners = {**page.map.owners, **found.owners}
    key = Key(page.key, page.noun, found.id)
    work = page.derived.graph.work[key]
    flags = []
    if ways(page, key).decides:
        flags.append("waits")
    if found.status == "blocked" or blocked_before(page, work):
        flags.append("blocked")
    if isinstance(found, Story) and found.harms:
        flags.append("harms")
    if any(True for _ in _experiments(page, found)):
        flags.append("test")
    return (
        ("release", slug(release.id) if release else ""),
        ("step", slug(step.id) if step else ""),
        ("persona", slug(persona or "")),
        ("status", slug(found.status)),
        ("owner", " ".join(dict.fromkeys(slug(owner.name) for owner in owners.values() if owner.name))),
        ("tags", " ".join(slug(tag) for tag in found.tags)),
        ("flags", " ".join(flags)),
    )


def _facts(page: Page, found: Card, release: Key | None, step: Key | None) -> Iterable[Pair]:
    if release:
        goal = page.site.map(release.map).releases[release.id].goal
        yield Pair("release", goal or "", page.link(release, release.id))
    elif found.release:
        yield Pair("release", found.release)
    if step:
        yield Pair("stage" if page.map.science else "step", page.map.steps[step.id].name)
    if isinstance(found, Story):
        if found.rollout:
            yield Pair("its own rollout", ", ".join([words.ROLLOUTS[found.rollout], *map(str, found.steps)]))
        if found.estimate:
            yield Pair("estimate", found.estimate)
        if found.none.get("use_case"):
            yield Pair("use case", f"none: {found.none['use_case']}")
    elif isinstance(found, Job) and found.fed_by:
        yield Pair("fed by", "", links=tuple(page.named_all((*found.path, "fed_by"), found.fed_by)))
    if found.after:
        yield Pair("comes after", "", links=tuple(page.named_all((*found.path, "after"), found.after)))
    owners = {**page.map.owners, **found.owners}
    if owners:
        yield Pair("owners", ", ".join(f"{role} {owner.name}" for role, owner in owners.items() if owner.name))
    if found.tags:
        yield Pair("tags", ", ".join(found.tags))
    if found.issue:
        yield Pair("issue", "", Link(found.issue, words.safe_url(found.issue)))
    yield from extras(found)
