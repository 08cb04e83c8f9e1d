"""Fairness: limits that can hold, segments that are covered, harms that are claimed (SM601 to SM609)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from mkdocs_storymap.checks.levels import alarm_may_be_lost, all_levels, is_fairness_ratio, is_sound, out_of_range, sound_limit, wrong_way
from mkdocs_storymap.checks.rule import Context, Family
from mkdocs_storymap.diagnostics import Finding, Mention
from mkdocs_storymap.metrics import DISPARATE_IMPACT, Level
from mkdocs_storymap.model import Story
from mkdocs_storymap.site.binding import Bounds, Gauge
from mkdocs_storymap.site.registry import BUILT_IN_SEGMENT
from mkdocs_storymap.text import slug

rules = Family()

FOUR_FIFTHS = Decimal("0.80")
"""The four-fifths rule of the Uniform Guidelines on Employee Selection Procedures (29 CFR 1607.4 D)."""
LEAST_PERCENT = 10
"""No group gets ten times what another one gets: a ratio above is meant in percent."""


@rules("SM601")
def limit_holds(c: Context) -> Iterator[Finding]:
    """A fairness limit holds at the baseline, or a job meets it before users see the product.

    A limit that is broken on the first day is no limit. Either somebody is at work on it and lands in time, or the limit
    says something that nobody means to keep.

    Fails:
        fairness:
          equal-chance: {baseline: 0.07, limit: at most 0.06}
    Passes:
        fairness:
          equal-chance: {baseline: 0.06, limit: at most 0.06}
    """
    for gauge, limit in _limits(c):
        baseline = gauge.baseline
        if baseline is None or out_of_range(gauge, baseline) or limit.holds(baseline.value) or c.job_may_be_lost(gauge):
            continue
        first = c.first_visible
        if first is None and any(release.rollout is None for release in c.map.releases.values()):
            continue
        if not any(
            job.to is None or c.lands_by(key, first) is None or (limit.holds(job.to.value) and c.lands_by(key, first))
            for key, job in c.index.jobs_on.get(gauge.key, ())
        ):
            yield Finding(
                "SM601", f"{gauge.title}: the limit ({gauge.metric.limit}) is already broken at the baseline of {baseline.text}",
                f"plan a job that improves {gauge.title} to the limit and lands before users see the product, or mend the limit",
                (*gauge.metric.path, "limit"), mentions=(Mention("the baseline", (*gauge.metric.path, "baseline")),),
            )  # fmt: skip


@rules("SM602")
def limit_the_right_way_round(c: Context) -> Iterator[Finding]:
    """A limit binds on the side that hurts: `at least` for a ratio, `at most` for a difference.

    The other way round it forbids the fair case and lets the unfair one through. Nothing else is said about such a limit.

    Fails:
        fairness:
          approval-parity: {limit: at most 0.80}
    Passes:
        fairness:
          approval-parity: {limit: at least 0.80}
    """
    for gauge in c.gauges.values():
        if wrong_way(gauge):
            word = "at least" if gauge.better == "higher" else "at most"
            yield Finding(
                "SM602", f"{gauge.title}: the limit ({gauge.metric.limit}) is the wrong way round: {gauge.better} is better for `{gauge.name}`",
                f"write `{word} …`", (*gauge.metric.path, "limit"),
            )  # fmt: skip


def _limits(c: Context) -> Iterator[tuple[Gauge, Bounds]]:
    for gauge in c.gauges.values():
        limit = sound_limit(gauge)
        if limit is not None and gauge.better is not None:
            yield gauge, limit


@rules("SM603")
def ratio_of_min_and_max(c: Context) -> Iterator[Finding]:
    """A fairness ratio lies between 0 and 1.

    Ours is the least group over the greatest, as in Fairlearn, so 1 is equal. 1.25 is the other convention (one group over a
    reference group), where a value on either side of 1 can be bad; written the one way and read the other, a limit says
    nothing.

    Fails:
        fairness:
          approval-parity: {baseline: 1.25}
    Passes:
        fairness:
          approval-parity: {baseline: 0.88}
    """
    for gauge, level, path, what in all_levels(c):
        if is_fairness_ratio(gauge) and out_of_range(gauge, level):
            yield Finding(
                "SM603", f"{gauge.title}: {what} is {level.text}, and a fairness ratio goes from 0 to 1",
                f"write it as the least group over the greatest{_inverse(level)}", path,
            )  # fmt: skip


def _inverse(level: Level) -> str:
    if level.value > LEAST_PERCENT:
        return f", and percent with their sign: `{level.text}%`" if "%" not in level.text else ""
    return f": `{1 / level.value:.2f}`" if level.value > 1 else ""


@rules("SM604")
def four_fifths(c: Context) -> Iterator[Finding]:
    """A disparate-impact limit under four fifths is lower than the usual yardstick.

    The rule of thumb of the Uniform Guidelines on Employee Selection Procedures (1978): a selection rate under 80% of
    that of the most selected group is regarded as evidence of adverse impact.

    Fails:
        fairness:
          approval-parity: {limit: at least 0.75, rollback: below 0.75 for 7d}
    Passes:
        fairness:
          approval-parity: {limit: at least 0.80, rollback: below 0.80 for 7d}
    """
    for gauge, limit in _limits(c):
        if gauge.name in DISPARATE_IMPACT and limit.low is not None and limit.low.value < FOUR_FIFTHS:
            yield Finding(
                "SM604", f"{gauge.title}: the limit of {limit.low.text} is under four fifths",
                "raise it to 0.80, or say in `practices` why less is right here", (*gauge.metric.path, "limit"),
            )  # fmt: skip


@rules("SM605")
def limit_inside_the_rollback(c: Context) -> Iterator[Finding]:
    """What would be rolled back is not within the limit.

    Limit and rollback both say how bad is too bad. A limit that is looser than the rollback is never reached; the two agree,
    or the limit is the stricter one.

    Fails:
        fairness:
          approval-parity: {limit: at least 0.80, rollback: below 0.82 for 7d}
    Passes:
        fairness:
          approval-parity: {limit: at least 0.82, rollback: below 0.82 for 7d}
    """
    for gauge, limit in _limits(c):
        rollback = gauge.tiers.get("rollback")
        if rollback is None or not is_sound(gauge, rollback):
            continue
        edges = dict(rollback.edges.sides())
        for side, level in limit.sides():
            edge = edges.get(side)
            if edge is None or side not in gauge.bad_sides:
                continue
            if level.value < edge.value if side == "low" else level.value > edge.value:
                yield Finding(
                    "SM605", f"{gauge.title}: the limit ({gauge.metric.limit}) lets through what is rolled back ({rollback.source.condition.edges})",
                    f"tighten the limit to {edge.text}, or let the rollback fire later", (*gauge.metric.path, "limit"),
                    mentions=(Mention("the rollback", rollback.source.path),),
                )  # fmt: skip


@rules("SM606")
def at_risk_is_covered(c: Context) -> Iterator[Finding]:
    """Whom the model may serve worse is watched.

    By a fairness entry across the segment's attribute, a floor, a metric with this `segment`, or at least a reason why
    it cannot be measured (`unmeasured`).

    Fails:
        segments:
          new-here: {by: residence, share: 5%, at_risk: Few records in this country}
    Passes:
        segments:
          new-here: {by: residence, share: 5%, at_risk: Few records in this country, unmeasured: We may not store it}
    """
    found = c.map
    if "fairness" in found.broken or "metrics" in found.broken or "fairness" in found.none or found.lacks("fairness"):
        return
    if any({"across", ""} & entry.broken for entry in found.fairness.values()):
        return
    across = {slug(attribute) for entry in found.fairness.values() for attribute in entry.across}
    measured = {metric.segment for metric in found.metrics.values()}
    for segment in found.segments.values():
        if not segment.at_risk or segment.id == BUILT_IN_SEGMENT or not segment.by or {"floor", "unmeasured", "by"} & segment.broken:
            continue
        if slug(segment.by) in across or segment.floor or segment.id in measured or segment.unmeasured:
            continue
        yield Finding(
            "SM606", f"{segment.id} is at risk ({segment.at_risk}), and nothing watches it",
            f"add a fairness entry `across: {segment.by}`, a `floor`, a metric with `segment: {segment.id}`, or say `unmeasured: reason`",
            segment.path, key=True, item=f"{segment.id}: a fairness entry or floor",
        )  # fmt: skip


@rules("SM607")
def harmless_in_sight(c: Context) -> Iterator[Finding]:
    """A visible story that claims no harms is worth a second look.

    Most answers can be wrong for somebody. The claim may be right; it should be the end of a conversation with those whom
    the answer is about, not its beginning.

    Fails:
        use_cases:
          instant-answer: {risk: limited}
        stories:
          decision: {harms: {none: It only words the answer}}
    Passes:
        use_cases:
          instant-answer: {risk: limited}
    """
    for story in _claims_no_harm(c):
        if not _high_risk(c, story):
            yield _no_harm("SM607", story, "")


@rules("SM609")
def harmless_at_high_risk(c: Context) -> Iterator[Finding]:
    """A visible story claims no harms, though its use case is high risk under the EU AI Act.

    Regulation (EU) 2024/1689 asks the provider of a high-risk system for a risk management that names foreseeable harms
    (Article 9). A claim of none will be read by somebody who does not believe it.

    Fails:
        stories:
          decision: {harms: {none: It only words the answer}}
    Passes:
        stories:
          decision:
            harms:
              - {harm: Good borrowers turned away, type: allocation, affects: [all], severity: high, mitigation: A person decides}
    """
    for story in _claims_no_harm(c):
        if _high_risk(c, story):
            yield _no_harm("SM609", story, ", though the risk of its use case is high")


def _claims_no_harm(c: Context) -> Iterator[Story]:
    for story in c.map.stories.values():
        if "harms" in story.none and c.site.visible(c.map, story):
            yield story


def _high_risk(c: Context, story: Story) -> bool:
    use_case = c.map.use_cases.get(c.site.use_case_of(c.map, story) or "")
    return use_case is not None and use_case.risk in ("high", "prohibited")


def _no_harm(code: str, story: Story, more: str) -> Finding:
    return Finding(
        code, f"`{story.id}` is seen by users and claims no harm ({story.none['harms']}){more}",
        "ask who could be turned away, shown wrong or exposed, and write it under `harms`", (*story.path, "harms"),
    )  # fmt: skip


@rules("SM608")
def limit_is_watched(c: Context) -> Iterator[Finding]:
    """An alarm of a fairness entry rings at its limit or before it.

    A limit that nobody watches is broken unseen. Skipped where the baseline breaks the limit, or where the entry says why it
    has no alarms.

    Fails:
        fairness:
          equal-chance: {limit: at most 0.06, investigate: null, retrain: above 0.07 for 7d}
    Passes:
        fairness:
          equal-chance: {limit: at most 0.06, investigate: null, retrain: above 0.06 for 7d}
    """
    for gauge, limit in _limits(c):
        metric = gauge.metric
        if "alarms" in metric.none or alarm_may_be_lost(gauge) or (gauge.baseline and not limit.holds(gauge.baseline.value)):
            continue
        for side, level in limit.sides():
            if side not in gauge.bad_sides:
                continue
            edges = [edge.value for alarm in gauge.tiers.values() for at, edge in alarm.edges.sides() if at == side]
            if edges and (max(edges) >= level.value if side == "low" else min(edges) <= level.value):
                continue
            word = "below" if side == "low" else "above"
            yield Finding(
                "SM608", f"{gauge.title}: no alarm rings at the limit ({metric.limit}) or before it",
                f"add `investigate: {word} {level.text}`, or say why not: `alarms: {{none: reason}}`", (*metric.path, "limit"),
            )  # fmt: skip
