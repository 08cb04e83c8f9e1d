"""Promises of use cases against the levels and alarms that keep them (SM521 to SM525)."""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs_storymap.checks.levels import alarm_may_be_lost, out_of_range
from mkdocs_storymap.checks.rule import Context, Family
from mkdocs_storymap.diagnostics import Finding, Mention, Path
from mkdocs_storymap.grammar import Promise
from mkdocs_storymap.model import Story, UseCase
from mkdocs_storymap.site.binding import Bounds, Gauge

rules = Family()


@rules("SM521")
def promise_can_be_kept(c: Context) -> Iterator[Finding]:
    """A promise that the baseline breaks is kept by a target, or by a job that lands before users see it.

    Otherwise the product ships with a promise that nobody plans to keep. A job counts if it improves the promised
    metric for everyone (or for the metric's segment), its `to` keeps the promise, and it lands at or before the first
    visible release of a story of that use case.

    Fails:
        use_cases:
          instant-answer: {expects: {recall: at least 0.83}}
    Passes:
        use_cases:
          instant-answer: {expects: {recall: at least 0.83}}
        science:
          jobs:
            beat-scorecard: {to: 0.83}
    """
    for use_case, promise, gauge, bounds, path in _promises(c):
        if _broken_at_baseline(gauge, bounds) and not _kept_by_job(c, use_case, gauge, bounds):
            if c.job_may_be_lost(gauge) or "target" in gauge.metric.broken or (gauge.target and bounds.holds(gauge.target.value)):
                continue
            assert gauge.baseline is not None
            yield Finding(
                "SM521", f"{use_case.id} promises {gauge.title} {promise}, and its baseline is {gauge.baseline.text}",
                f"lower the promise, give {gauge.title} a `target` that keeps it, or plan a data-science job that "
                "reaches it before users see it", path, mentions=(Mention("the baseline", (*gauge.metric.path, "baseline"), gauge.key.map),),
            )  # fmt: skip


@rules("SM525")
def target_has_a_job(c: Context) -> Iterator[Finding]:
    """A broken promise that only a `target` keeps has no job that reaches it: a wish is no plan.

    Fails:
        use_cases:
          instant-answer: {expects: {recall: at least 0.83}}
        metrics:
          recall: {target: 0.83}
    Passes:
        use_cases:
          instant-answer: {expects: {recall: at least 0.83}}
        metrics:
          recall: {target: 0.83}
        science:
          jobs:
            beat-scorecard: {to: 0.83}
    """
    for use_case, promise, gauge, bounds, path in _promises(c):
        if not _broken_at_baseline(gauge, bounds) or c.job_may_be_lost(gauge):
            continue
        if gauge.target and bounds.holds(gauge.target.value) and not _kept_by_job(c, use_case, gauge, bounds):
            yield Finding(
                "SM525", f"{use_case.id} promises {gauge.title} {promise}; the target {gauge.target.text} keeps it, and no job reaches it in time",
                "plan a data-science job that improves it and lands before users see it", path,
                mentions=(Mention("the target", (*gauge.metric.path, "target"), gauge.key.map),),
            )  # fmt: skip


@rules("SM522")
def promise_is_watched(c: Context) -> Iterator[Finding]:
    """A promised metric has an alarm on the promise's side: what nobody watches is broken unseen.

    Fails:
        use_cases:
          instant-answer: {expects: {completion_rate: at least 55%}}
    Passes:
        use_cases:
          instant-answer: {expects: {completion_rate: at least 55%}}
        metrics:
          completion_rate: {investigate: below 57%}
    """
    for use_case, promise, gauge, bounds, path in _promises(c):
        metric = gauge.metric
        if "alarms" in metric.none or alarm_may_be_lost(gauge):
            continue
        watched = {side for alarm in gauge.tiers.values() for side, _ in alarm.edges.sides()}
        for side, level in bounds.sides():
            if side not in watched and side in (gauge.bad_sides or ("low", "high")):
                word = "below" if side == "low" else "above"
                yield Finding(
                    "SM522", f"{use_case.id} promises {gauge.title} {promise}, and no alarm fires {word} it",
                    f"give {gauge.title} one, as in `investigate: {word} {level.text}`, or say why not: `alarms: {{none: reason}}`",
                    path, item=f"{gauge.title}: an alarm", mentions=(Mention("the metric", metric.path, gauge.key.map, key=True),),
                )  # fmt: skip


@rules("SM523")
def alarm_before_the_breach(c: Context) -> Iterator[Finding]:
    """The first alarm comes before the promise is broken, or just then.

    An alarm that rings only after the promise is broken tells the team what its users already know. Skipped where the
    baseline breaks the promise: the alarm is tightened when the job lands.

    Fails:
        use_cases:
          instant-answer: {expects: {latency_p95: at most 500 ms}}
        metrics:
          latency_p95: {investigate: above 600 ms for 10m}
    Passes:
        use_cases:
          instant-answer: {expects: {latency_p95: at most 500 ms}}
        metrics:
          latency_p95: {investigate: above 500 ms for 10m}
    """
    for use_case, promise, gauge, bounds, path in _promises(c):
        if _broken_at_baseline(gauge, bounds) or alarm_may_be_lost(gauge):
            continue
        for side, level in bounds.sides():
            edges = [(edge, alarm) for alarm in gauge.tiers.values() for at, edge in alarm.edges.sides() if at == side]
            if not edges:
                continue
            first, alarm = (max if side == "low" else min)(edges, key=lambda pair: pair[0].value)
            if first.value < level.value if side == "low" else first.value > level.value:
                yield Finding(
                    "SM523", f"{use_case.id} promises {gauge.title} {promise}, and the first alarm ({alarm.tier}) comes only at {first.text}",
                    f"move {alarm.tier} to {level.text} or before it", path,
                    mentions=(Mention(f"{alarm.tier} stands here", alarm.source.path, gauge.key.map),),
                )  # fmt: skip


@rules("SM524")
def segments_get_the_promise(c: Context) -> Iterator[Finding]:
    """A segment that gets less than promised is named: in `degrades_for` of the use case, or by a floor.

    An average keeps a promise that a group does not get; whoever knows it says so.

    Fails:
        use_cases:
          instant-answer: {expects: {recall: at least 0.78}}
        segments:
          women: {baseline: {recall: 0.77}}
    Passes:
        use_cases:
          instant-answer: {expects: {recall: at least 0.78}, degrades_for: [thin-file, age-18-25, women]}
        segments:
          women: {baseline: {recall: 0.77}}
    """
    for use_case, promise, gauge, bounds, path in _promises(c):
        if "degrades_for" in use_case.broken or (c.map.checklist and use_case.lacks("degrades_for")):
            continue
        for (segment, side, name), (measured, level) in c.bound.segments.items():
            if side != "baseline" or measured.key != gauge.key or bounds.holds(level.value):
                continue
            if segment in use_case.degrades_for or name in c.map.segments[segment].floor or "floor" in c.map.segments[segment].broken:
                continue
            yield Finding(
                "SM524", f"{use_case.id} promises {gauge.title} {promise}, and {segment} gets {level.text}",
                f"add `{segment}` to `degrades_for` of {use_case.id}, or give it `floor: {{{name}: …}}`", ("segments", segment, "baseline", name),
                mentions=(Mention("the promise", path),),
            )  # fmt: skip


def _promises(c: Context) -> Iterator[tuple[UseCase, Promise, Gauge, Bounds, Path]]:
    """Every promise with its metric; one that binds on the harmless side is SM507's alone, one that cannot be SM502's."""
    for (name, metric), (gauge, bounds) in c.bound.promises.items():
        if gauge.better is not None and not {side for side, _ in bounds.sides()} & set(gauge.bad_sides):
            continue
        if any(out_of_range(gauge, level) for _, level in bounds.sides()):
            continue
        use_case = c.map.use_cases[name]
        yield use_case, use_case.expects[metric], gauge, bounds, (*use_case.path, "expects", metric)


def _broken_at_baseline(gauge: Gauge, bounds: Bounds) -> bool:
    baseline = gauge.baseline
    return baseline is not None and not out_of_range(gauge, baseline) and not bounds.holds(baseline.value)


def _stories_of(c: Context, use_case: str) -> list[Story]:
    return [story for story in c.map.stories.values() if c.site.use_case_of(c.map, story) == use_case]


def _kept_by_job(c: Context, use_case: UseCase, gauge: Gauge, bounds: Bounds) -> bool:
    """True where a job keeps the promise in time, or where that cannot be known."""
    first, certain = c.site.first_visible_of(c.map, _stories_of(c, use_case.id))
    if not certain:
        return True
    wanted = {None, gauge.metric.segment}
    for segment in wanted:
        for key, job in c.jobs_on(gauge, segment):
            if job.to is None or c.lands_by(key, first) is None:
                return True
            if bounds.holds(job.to.value) and c.lands_by(key, first):
                return True
    return False
