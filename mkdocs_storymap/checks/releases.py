"""Rollouts, gates and dates (SM801 to SM809)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from mkdocs_storymap.checks.rule import Context, Family
from mkdocs_storymap.derive.releases import in_one_step
from mkdocs_storymap.diagnostics import Finding, Mention, Path, closest
from mkdocs_storymap.grammar import duration, percent
from mkdocs_storymap.model import Release, Story
from mkdocs_storymap.site.registry import Key
from mkdocs_storymap.text import slug

rules = Family()

_REACH_EVERYONE = ("canary", "gradual", "blue-green", "feature-flag")


@rules("SM801")
def steps_increase(c: Context) -> Iterator[Finding]:
    """A rollout grows, and ends with everyone.

    Each step exposes more than the one before. A canary, gradual, blue-green or feature-flag rollout that stops below
    100% says what happens to the rest: a later release, a `holdout`, or `because`.

    Fails:
        releases:
          open-banking: {rollout: gradual, steps: [10% for 1w, 50% for 1w]}
    Passes:
        releases:
          open-banking: {rollout: gradual, steps: [10% for 1w, 50% for 1w, 100%]}
    """
    for item, last in _rollouts(c):
        if item.rollout == "shadow":
            continue
        for number, (before, step) in enumerate(zip(item.steps, item.steps[1:], strict=False), 1):
            if step.exposure <= before.exposure:
                yield Finding(
                    "SM801", f"{item.id}: step {number + 1} ({percent(step.exposure)}) is no more than the one before it ({percent(before.exposure)})",
                    "put the steps into rising order", _step(item, number),
                )  # fmt: skip
        reached = item.steps[-1].exposure
        reasons = isinstance(item, Release) and (item.holdout is not None or not item.lacks("because") or "holdout" in item.broken)
        if item.rollout in _REACH_EVERYONE and reached < 1 and last and not reasons:
            yield Finding(
                "SM801", f"{item.id}: the rollout ends at {percent(reached)}, and no later release goes on",
                "add the step `100%`, a `holdout`, or say `because`", _step(item, len(item.steps) - 1),
            )  # fmt: skip


@rules("SM802")
def steps_end(c: Context) -> Iterator[Finding]:
    """Every step before the last says how long it holds, or which review ends it.

    A step without an end is left when somebody feels like it, and nobody can say whether the alarms had time to ring.

    Fails:
        releases:
          open-banking: {steps: [10%, 50% for 1w, 100%]}
    Passes:
        releases:
          open-banking: {steps: [10% until ethics-launch, 50% for 1w, 100%]}
    """
    for item, _ in _rollouts(c):
        for number, step in enumerate(item.steps[:-1]):
            if step.hold is None and step.until is None:
                share = percent(step.exposure)
                yield Finding(
                    "SM802", f"{item.id}: nothing says when the step {share} ends",
                    f"write `{share} for 3d`, or `{share} until` with the id of a review", _step(item, number),
                )  # fmt: skip


@rules("SM803")
def parts_before_all(c: Context) -> Iterator[Finding]:
    """A canary or gradual rollout has a step before everyone.

    Otherwise it is an all-at-once with another name: a fault reaches all users before anybody sees it.

    Fails:
        releases:
          open-banking: {rollout: gradual, steps: [100%]}
    Passes:
        releases:
          open-banking: {rollout: gradual, steps: [10% for 1w, 100%]}
    """
    for item, _ in _rollouts(c):
        if in_one_step(item):
            yield Finding(
                "SM803", f"{item.id}: a {item.rollout} rollout whose only step is 100%",
                "begin smaller, as in `[5% for 3d, 25% for 1w, 100%]`, or say `rollout: all-at-once`", (*item.path, "steps"),
            )  # fmt: skip


def _rollouts(c: Context) -> Iterator[tuple[Release | Story, bool]]:
    """Everything with steps of its own, and whether no release comes after it."""
    releases = list(c.map.releases.values())
    for one in releases:
        if one.steps and one.rollout is not None:
            yield one, one.index == len(releases) - 1
    for story in c.map.stories.values():
        release = c.map.releases.get(story.release or "")
        if story.steps and story.rollout is not None and release is not None:
            yield story, release.index == len(releases) - 1


def _step(item: Release | Story, number: int) -> Path:
    return (*item.path, "steps", number)


@rules("SM804")
def ethics_before_users(c: Context) -> Iterator[Finding]:
    """The role `ethics` reviews the product before users see it.

    A review after the launch finds harm that has happened (S4).

    Fails:
        reviews:
          ethics-launch: {by: ethics, before: open-banking}
    Passes:
        reviews:
          ethics-launch: {by: ethics, before: canary}
    """
    found, first = c.map, c.first_visible
    if found.lacks("reviews") or "reviews" in found.none or "reviews" in found.broken or first is None:
        return
    board = found.owners.get("ethics")
    names = {"ethics", slug(board.name) if board and board.name else "ethics"}
    for review in found.reviews.values():
        if {"", "by", "before"} & review.broken or review.lacks("by") or "by" in review.none:
            return
        if not any(slug(role) in names for role in review.by):
            continue
        before = found.releases.get(review.before or "")
        if before is None or before.index <= first.index:
            return
    slip = next((role for review in found.reviews.values() for role in review.by if slug(role) not in names and closest(role, ["ethics"])), None)
    hint = f"add a review with `by: ethics` and `before: {first.id}`"
    yield Finding(
        "SM804", f"no review by ethics stands at or before `{first.id}`, the first release that users see",
        f"write `by: ethics` for `by: {slip}`" if slip else hint, ("reviews",), key=True, item=f"ethics review before {first.id}",
        mentions=(Mention("the first visible release", first.path, key=True),),
    )  # fmt: skip


@rules("SM805")
def review_before_start(c: Context) -> Iterator[Finding]:
    """A review is held before the release that it guards starts.

    A gate that closes behind the release is none. On the day of the start is in time.

    Fails:
        reviews:
          ethics-launch: {before: canary, date: 2027-03-02}
        releases:
          canary: {starts: 2027-03-01}
    Passes:
        reviews:
          ethics-launch: {before: canary, date: 2027-03-01}
        releases:
          canary: {starts: 2027-03-01}
    """
    for review in c.map.reviews.values():
        release = c.map.releases.get(review.before or "")
        if release is not None and review.date and release.starts and review.date > release.starts:
            yield Finding(
                "SM805", f"{review.id} is held on {review.date}, after `{release.id}` starts on {release.starts}",
                "bring the review forward, or start later", (*review.path, "date"),
                mentions=(Mention("the start", (*release.path, "starts")),),
            )  # fmt: skip


@rules("SM806")
def all_at_once_has_a_reason(c: Context) -> Iterator[Finding]:
    """Who gives a new model to everyone at once says why.

    There is no smaller group in which to see a fault first. For a dozen users, or a batch that can be run again, that can be
    right.

    Fails:
        releases:
          open-banking: {rollout: all-at-once, steps: null}
    Passes:
        releases:
          open-banking: {rollout: all-at-once, steps: null, because: Twelve users in one office}
    """
    for release in c.map.releases.values():
        if release.rollout == "all-at-once" and release.lacks("because"):
            yield Finding(
                "SM806", f"{release.id} goes to everyone at once and does not say why",
                "add `because: …`, or roll out in steps", (*release.path, "rollout"), item=f"releases.{release.id}.because",
            )  # fmt: skip


@rules("SM807")
def high_risk_is_reviewed(c: Context) -> Iterator[Finding]:
    """A use case of high risk is reviewed, whatever the reason for `reviews: {none: …}`.

    The tiers are those of the EU AI Act, Regulation (EU) 2024/1689; for a high-risk system it asks for human oversight
    (Article 14). A team may have its reason, and should know what it waives.

    Fails:
        reviews: {none: A tool for ourselves}
        done:
          - metrics: [recall]
          - fairness: [equal-chance]
    Passes:
        use_cases:
          instant-answer: {risk: limited}
        reviews: {none: A tool for ourselves}
        done:
          - metrics: [recall]
          - fairness: [equal-chance]
    """
    risky = [use_case.id for use_case in c.map.use_cases.values() if use_case.risk in ("high", "prohibited")]
    if "reviews" in c.map.none and risky:
        yield Finding(
            "SM807", f"there are no reviews ({c.map.none['reviews']}), though the risk of {', '.join(risky)} is high",
            "add a review by ethics before the first visible release", ("reviews",),
        )  # fmt: skip


@rules("SM808")
def learning_goes_on(c: Context) -> Iterator[Finding]:
    """A product that is never retrained at least learns from an experiment in its last release.

    The world moves away from the data that a model has seen. Where nothing is planned that would notice (no retraining, no
    experiment at the end), the map ends with a model that only gets worse.

    Fails:
        retraining: {none: A bought model}
    Passes:
        retraining: {none: A bought model}
        science:
          experiments:
            cashflow-offline: {during: open-banking}
    """
    found = c.map
    if not found.releases or "experiments" in found.broken:
        return
    if not ("retraining" in found.none or (found.draft and found.lacks("retraining"))):
        return
    last = list(found.releases)[-1]
    own = any(experiment.during == last for experiment in found.experiments.values())
    if not own and not any(_runs_in(c, science, Key(c.key, "release", last)) for science in c.entry.served_by):
        yield Finding(
            "SM808", f"the model is not retrained, and the last release `{last}` has no experiment", "plan one, or a retraining",
            ("retraining",), item="retraining, or an experiment in the last release",
        )  # fmt: skip


def _runs_in(c: Context, science: str, release: Key) -> bool:
    """True where an experiment of a data-science map says that it runs in a release of this one."""
    experiments = c.site.map(science).experiments.values()
    return any(c.site.target(science, (*experiment.path, "during")) == release for experiment in experiments)


@rules("SM809")
def starts_when_ready(c: Context) -> Iterator[Finding]:
    """A release starts when its stories can be ready: `reviewed` plus their real lead time.

    A date that is earlier than the longest path to it is missed already; it is cheaper to say so now.

    Fails:
        reviewed: 2027-01-04
        releases:
          canary: {starts: 2027-01-18}
    Passes:
        reviewed: 2027-01-04
        releases:
          canary: {starts: 2027-02-01}
    """
    if c.map.reviewed is None:
        return
    begin = datetime.combine(c.map.reviewed, time())
    for roll_up in c.derived.releases[c.key]:
        starts = roll_up.release.starts
        if starts is None or roll_up.ready is None or roll_up.key.map != c.key:
            continue
        ready = begin + timedelta(minutes=roll_up.ready)
        if datetime.combine(starts, time()) < ready:
            late = max(roll_up.cards, key=lambda card: c.derived.graph.leads[card].minutes)
            yield Finding(
                "SM809", f"{roll_up.release.id} starts on {starts}, and `{late.id}` takes {duration(roll_up.ready)} from {c.map.reviewed}",
                "start later, move the story, or shorten what it waits for", (*roll_up.release.path, "starts"),
                mentions=(Mention(f"`{late.id}`", ("stories", late.id), key=True),),
            )  # fmt: skip
