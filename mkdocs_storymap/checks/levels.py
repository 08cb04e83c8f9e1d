"""The levels of one metric: direction, range, and alarms that fire in the right order (SM501 to SM512)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from mkdocs_storymap.build.reader import ID
from mkdocs_storymap.checks.rule import Context, Family
from mkdocs_storymap.derive.runbook import detection, in_release
from mkdocs_storymap.derive.samples import hold_total
from mkdocs_storymap.diagnostics import Finding, Mention, Path, closest
from mkdocs_storymap.grammar import DAY, duration
from mkdocs_storymap.metrics import P_VALUES, Level
from mkdocs_storymap.metrics import registry as known_metrics
from mkdocs_storymap.model import TIERS
from mkdocs_storymap.site.binding import BoundAlarm, Bounds, Gauge
from mkdocs_storymap.site.site import is_all

rules = Family()


@rules("SM501")
def direction_known(c: Context) -> Iterator[Finding]:
    """Which way is better is known: from the registry, or because the metric says `better`.

    Without it nothing can be said about its alarms, promises and targets.

    Fails:
        metrics:
          completion_rate: {better: null}
    Passes:
        metrics:
          completion_rate: {better: higher}
    """
    for gauge in c.gauges.values():
        metric = gauge.metric
        if gauge.better is not None or {"better", "is", "metric"} & metric.broken or "better" in metric.none:
            continue
        if metric.fairness and metric.is_ is None:
            continue  # SM403 asks for its metric, or there is none.
        name = metric.is_ or metric.id
        if not ID.match(name):
            continue  # What it is called is no id (SM206).
        meant = closest(name, known_metrics())
        if metric.fairness:
            path: Path = (*metric.path, "metric")
            hint = (f"did you mean `{meant}`? · " if meant else "") + (
                "name a known fairness metric, define it under `metrics` with `better`, or in the site's setting `metrics`"
            )
        else:
            path = (*metric.path, "is") if metric.is_ else metric.path
            hint = (f"did you mean `{meant}`? · " if meant else "") + (
                "say `better: higher`, `lower` or `in range`; or `is:` with the name of a known metric; "
                "or add it to the site's setting `metrics`"
            )
        yield Finding("SM501", f"{metric.id}: nobody knows whether more or less of `{name}` is better", hint, path, key=path == metric.path)


@rules("SM502")
def levels_in_range(c: Context) -> Iterator[Finding]:
    """Every level lies in the range of its metric.

    A recall of 82 is a slip for 82% or 0.82. What lies outside can never be reached, or never be left.

    Fails:
        metrics:
          recall: {target: 93}
    Passes:
        metrics:
          recall: {target: 93%}
    """
    for gauge, level, path, what in all_levels(c):
        if out_of_range(gauge, level) and not is_fairness_ratio(gauge):
            yield Finding(
                "SM502", f"{gauge.title}: {what} is {level.text}, and it goes from {_end(gauge, gauge.low)} to {_end(gauge, gauge.high)}",
                f"write `{level.text}%`" if _percent_meant(gauge, level) else "mend the level, or say `range` if the metric has another one",
                path,
            )  # fmt: skip


def out_of_range(gauge: Gauge, level: Level) -> bool:
    """True for a level that a metric cannot have (SM502, SM603)."""
    return is_impossible(gauge, level.value)


def is_impossible(gauge: Gauge, value: Decimal) -> bool:
    """The same for a bare value."""
    if is_fairness_ratio(gauge):
        return not 0 <= value <= 1
    return (gauge.low is not None and value < gauge.low) or (gauge.high is not None and value > gauge.high)


def _end(gauge: Gauge, value: Decimal | None) -> str:
    return "any level" if value is None else gauge.scale.show(value)


def _percent_meant(gauge: Gauge, level: Level) -> bool:
    return gauge.scale.family == "ratio" and gauge.high == 1 and 1 < level.value <= 100 and "%" not in level.text


def is_fairness_ratio(gauge: Gauge) -> bool:
    """True for a ratio of groups, unless the map or site gave it a range of its own."""
    return gauge.kind == "fairness" and gauge.name.endswith("_ratio") and (gauge.low, gauge.high) in ((0, 1), (None, None))


def wrong_way(gauge: Gauge) -> bool:
    """True where a fairness limit has no edge on a bad side; no other rule speaks of that limit then (SM602)."""
    if gauge.limit is None or gauge.better is None:
        return False
    return not {side for side, _ in gauge.limit.sides()} & set(gauge.bad_sides)


def sound_limit(gauge: Gauge) -> Bounds | None:
    """The limit of a fairness entry, if it is one that can be held: the right way round and in the metric's range."""
    limit = gauge.limit
    if limit is None or wrong_way(gauge) or any(out_of_range(gauge, level) for _, level in limit.sides()):
        return None
    return limit


def _own_levels(gauge: Gauge) -> Iterator[tuple[Level, Path, str]]:
    """The levels that a metric itself writes, with their places."""
    metric = gauge.metric
    for name in ("baseline", "today", "target"):
        level: Level | None = getattr(gauge, name)
        if level is not None:
            yield level, (*metric.path, name), name
    for tier, alarm in gauge.tiers.items():
        for _, level in alarm.edges.sides():
            yield level, alarm.source.path, tier
    if gauge.limit is not None and not wrong_way(gauge):
        for _, level in gauge.limit.sides():
            yield level, (*metric.path, "limit"), "the limit"


def all_levels(c: Context) -> Iterator[tuple[Gauge, Level, Path, str]]:
    """Every level that this map writes, of its own metrics and of those of other maps."""
    for gauge in c.gauges.values():
        for level, path, what in _own_levels(gauge):
            yield gauge, level, path, what
    for (use_case, name), (gauge, bounds) in c.bound.promises.items():
        for _, level in bounds.sides():
            yield gauge, level, ("use_cases", use_case, "expects", name), f"the promise of {use_case}"
    for (segment, side, name), (gauge, level) in c.bound.segments.items():
        yield gauge, level, ("segments", segment, side, name), f"the {side} of {segment}"
    for path, (gauge, level) in c.bound.variant_levels.items():
        yield gauge, level, path, f"the level of {path[-3]}"
    for name, job in c.bound.jobs.items():
        for field, end in (("from", job.from_), ("to", job.to)):
            if job.gauge is not None and end is not None:
                yield job.gauge, end, ("jobs", name, field), f"`{field}` of {name}"
    for guardrail in c.bound.guardrails(c.key):
        if guardrail.bounds is not None:
            for _, level in guardrail.bounds.sides():
                yield guardrail.gauge, level, guardrail.path, "the guardrail"


@rules("SM503")
def alarm_on_a_bad_side(c: Context) -> Iterator[Finding]:
    """An alarm fires where the metric gets worse.

    `above` on a metric that is better when higher rings when all is well. For throughput either side is fine: too
    little starves the users, too much the servers.

    Fails:
        metrics:
          completion_rate: {investigate: above 70%}
    Passes:
        metrics:
          completion_rate: {investigate: below 55%}
    """
    for gauge, alarm in _alarms(c):
        if not _is_harmless(gauge, alarm):
            continue
        wrong, right = ("above", "below") if gauge.better == "higher" else ("below", "above")
        if gauge.name in P_VALUES:
            message = f"{gauge.title}: `{gauge.name}` is a p-value, low when the data has drifted, and {alarm.tier} fires {wrong}"
            hint = f"write `below 0.05`; for the distance write `is: {P_VALUES[gauge.name]}`"
        else:
            message = f"{gauge.title}: {alarm.tier} ({alarm.source.condition.edges}) fires when it gets better: {gauge.better} is better"
            hint = f"write `{right} …`, or say `better: {'lower' if gauge.better == 'higher' else 'higher'}` if the direction is the other one"
        yield Finding("SM503", message, hint, alarm.source.path)


def _is_harmless(gauge: Gauge, alarm: BoundAlarm) -> bool:
    """True for an alarm without an edge on a bad side (SM503)."""
    sides = {side for side, _ in alarm.edges.sides()}
    return gauge.better is not None and bool(sides) and gauge.kind != "throughput" and not sides & set(gauge.bad_sides)


def is_sound(gauge: Gauge, alarm: BoundAlarm) -> bool:
    """True where the edges of an alarm can be compared; else SM502, SM503 or SM603 has told what is wrong with it."""
    return not _is_harmless(gauge, alarm) and not any(out_of_range(gauge, edge) for _, edge in alarm.edges.sides())


def alarm_may_be_lost(gauge: Gauge) -> bool:
    """True where an alarm cannot be read or compared, or has no level because what it is measured from has none."""
    if {"alarms", *TIERS} & gauge.metric.broken or len(gauge.tiers) != len(gauge.metric.tiers):
        return True
    return any(not is_sound(gauge, alarm) or not list(alarm.edges.sides()) for alarm in gauge.tiers.values())


@rules("SM504")
def silent_at_the_baseline(c: Context) -> Iterator[Finding]:
    """No alarm fires at the baseline, which is the healthy level that it guards.

    Firing is strict: a level equal to the edge does not fire.

    Fails:
        metrics:
          recall: {baseline: 0.82, investigate: below 0.83}
    Passes:
        metrics:
          recall: {baseline: 0.82, investigate: below 0.82}
    """
    for gauge, alarm in _alarms(c):
        baseline = gauge.baseline
        if baseline is None or out_of_range(gauge, baseline) or not is_sound(gauge, alarm):
            continue
        if alarm.fires(baseline.value):
            yield Finding(
                "SM504", f"{gauge.title}: {alarm.tier} ({alarm.source.condition.edges}) already fires at the baseline of {baseline.text}",
                "move the edge past the baseline; `baseline` is the healthy level, what users get now is `today`", alarm.source.path,
                mentions=(Mention("the baseline", (*gauge.metric.path, "baseline")),),
            )  # fmt: skip


@rules("SM505")
def tiers_in_order(c: Context) -> Iterator[Finding]:
    """A stronger tier fires later than a milder one: its edge is worse, or it holds for longer.

    If the rollback fires before the retraining does, the milder tier is never used. Compared are edges on the same
    side with the same `over`; the same edge with the same `for` means to do both, and is fine.

    Fails:
        metrics:
          recall: {retrain: below 0.78 for 3d, rollback: below 0.78 for 1d}
    Passes:
        metrics:
          recall: {retrain: below 0.78 for 3d, rollback: below 0.74 for 1d}
    """
    for gauge, milder, stronger, not_worse in _pairs(c):
        if stronger.hold > milder.hold:
            continue
        wrong = [(mild, strong) for mild, strong in not_worse if strong.value != mild.value or stronger.hold < milder.hold]
        for mild, strong in wrong[:1]:
            yield Finding(
                "SM505", f"{gauge.title}: {stronger.tier} ({_told(stronger)}) must be worse than {milder.tier} ({_told(milder)})",
                _order_hint(milder, stronger, mild, strong), stronger.source.path,
                mentions=(Mention(f"{milder.tier} stands here", milder.source.path),),
            )  # fmt: skip


@rules("SM511")
def milder_edge_longer_hold(c: Context) -> Iterator[Finding]:
    """A stronger tier whose edge is milder, and only its `for` longer, is worth a second look.

    `retrain: below 0.77 for 3d, rollback: below 0.78 for 4d` rolls back a level that never asked for a retraining. That can
    be meant (a small loss that stays for long), and usually is a slip.

    Fails:
        metrics:
          recall: {retrain: below 0.77 for 3d, rollback: below 0.78 for 4d}
    Passes:
        metrics:
          recall: {retrain: below 0.78 for 3d, rollback: below 0.77 for 4d}
    """
    for gauge, milder, stronger, not_worse in _pairs(c):
        if stronger.hold > milder.hold and any(mild.value != strong.value for mild, strong in not_worse):
            yield Finding(
                "SM511", f"{gauge.title}: {stronger.tier} ({_told(stronger)}) has a milder edge than {milder.tier} ({_told(milder)}), only a longer `for`",
                "is that meant? Usually the stronger tier has the worse edge", stronger.source.path,
                mentions=(Mention(f"{milder.tier} stands here", milder.source.path),),
            )  # fmt: skip


Pair = tuple[Gauge, BoundAlarm, BoundAlarm, list[tuple[Level, Level]]]


def _pairs(c: Context) -> Iterator[Pair]:
    """Pairs of tiers (milder, stronger) with the same `over`, and their edges on a side where the stronger's is not worse.

    `outside` has two edges, and each is compared with its like.
    """
    for gauge in c.gauges.values():
        tiers = [gauge.tiers[tier] for tier in TIERS if tier in gauge.tiers and is_sound(gauge, gauge.tiers[tier])]
        for number, stronger in enumerate(tiers):
            for milder in tiers[:number]:
                if milder.over != stronger.over:
                    continue
                mild = dict(milder.edges.sides())
                yield gauge, milder, stronger, [
                    (mild[side], strong)
                    for side, strong in stronger.edges.sides()
                    if side in mild and (strong.value >= mild[side].value if side == "low" else strong.value <= mild[side].value)
                ]


def _told(alarm: BoundAlarm) -> str:
    condition = alarm.source.condition
    return f"{condition.edges} for {duration(condition.hold)}" if condition.hold is not None else condition.edges


def _order_hint(milder: BoundAlarm, stronger: BoundAlarm, mild: Level, strong: Level) -> str:
    if mild.value == strong.value:
        return f"the edge is the same: let {stronger.tier} hold for longer than {duration(milder.hold)}, or give it a worse edge"
    direction = "lower" if strong.value > mild.value else "raise"
    other = "raise" if direction == "lower" else "lower"
    return f"{direction} it {'under' if direction == 'lower' else 'over'} {mild.text}, or {other} {milder.tier}"


@rules("SM506")
def target_is_better(c: Context) -> Iterator[Finding]:
    """A target is no step back from the baseline.

    Whoever writes a target that is worse than what is already there has usually mixed up the two, or means what users get
    now, which is `today`. Skipped for what the trade-off gives up, for latency, throughput and cost, where a worse level can
    be the price, and for metrics that are best in a range.

    Fails:
        metrics:
          precision: {baseline: 0.93, target: 0.90}
    Passes:
        metrics:
          precision: {baseline: 0.90, target: 0.93}
    """
    given_up = c.map.tradeoff.over if c.map.tradeoff else None
    for gauge in c.gauges.values():
        if gauge.title == given_up or gauge.kind in ("latency", "throughput", "cost"):
            continue
        if any(level is not None and out_of_range(gauge, level) for level in (gauge.target, gauge.baseline)):
            continue
        if gauge.target and gauge.baseline and gauge.worse(gauge.target.value, gauge.baseline.value):
            yield Finding(
                "SM506", f"{gauge.title}: the target {gauge.target.text} is worse than the baseline {gauge.baseline.text}",
                "swap them if they were mixed up; what users get now is `today`", (*gauge.metric.path, "target"),
                mentions=(Mention("the baseline", (*gauge.metric.path, "baseline")),),
            )  # fmt: skip


@rules("SM507")
def not_on_the_harmless_side(c: Context) -> Iterator[Finding]:
    """Promises and guardrails bind on the side that hurts.

    `recall: may rise` and `recall: at most 0.9` let the bad case through and forbid the good one.

    Fails:
        guardrails:
          recall: may rise 0.04
    Passes:
        guardrails:
          recall: may drop 0.04
    """
    for (use_case, name), (gauge, bounds) in c.bound.promises.items():
        sides = {side for side, _ in bounds.sides()}
        if gauge.better is not None and not sides & set(gauge.bad_sides):
            word = "at least" if gauge.better == "higher" else "at most"
            yield _harmless(gauge, f"the promise of {use_case}", word, ("use_cases", use_case, "expects", name))
    for guardrail in c.bound.guardrails(c.key):
        if guardrail.gauge.better is None:
            continue
        if guardrail.source.direction:
            sides = {"low" if guardrail.source.direction == "drop" else "high"}
        elif guardrail.bounds is not None:
            sides = {side for side, _ in guardrail.bounds.sides()}
        else:
            continue
        if not sides & set(guardrail.gauge.bad_sides):
            word = "may drop" if guardrail.gauge.better == "higher" else "may rise"
            if not guardrail.source.direction:
                word = "at least" if guardrail.gauge.better == "higher" else "at most"
            yield _harmless(guardrail.gauge, "the guardrail", word, guardrail.path)


def _harmless(gauge: Gauge, what: str, word: str, path: Path) -> Finding:
    return Finding(
        "SM507", f"{gauge.title}: {what} binds on the harmless side: {gauge.better} is better", f"write `{word} …`", path
    )


@rules("SM508")
def labels_arrive(c: Context) -> Iterator[Finding]:
    """A metric that needs true outcomes says when they arrive, if it has an alarm.

    Recall of today's decisions is known when their outcomes are. Until then the alarm is blind, and that delay is part
    of the plan. `0d` is an answer; the map's only `feedback` gives it by itself.

    Fails:
        feedback: {none: The outcomes are bought}
    Passes:
        feedback: {none: The outcomes are bought}
        metrics:
          precision: {labels_after: 30d}
          recall: {labels_after: 30d}
        fairness:
          equal-chance: {labels_after: 0d}
    """
    hint = "add `labels_after: 5d` to it (`0d` is an answer)"
    hint += "; which of several `feedback` brings them cannot be known" if len(c.map.feedback) > 1 else ", or one `feedback` with `after`"
    for gauge in c.gauges.values():
        if gauge.metric.tiers and gauge.labels and gauge.labels_after is None and not gauge.labels_hidden:
            yield Finding(
                "SM508", f"{gauge.title} is measured against true outcomes and has an alarm, and nothing says when the outcomes arrive",
                hint, gauge.metric.path, key=True,
                item=f"{gauge.title}: labels_after",
            )  # fmt: skip


@rules("SM509")
def samples_can_be_met(c: Context) -> Iterator[Finding]:
    """`min_samples` is no more than the decisions that the window holds: volume × the segment's share × `over`.

    An alarm that waits for more cases than there ever are never rings, and looks as if all were well.

    Fails:
        metrics:
          score_drift: {over: 7d, investigate: {when: above 0.10, min_samples: 9000}}
    Passes:
        metrics:
          score_drift: {over: 14d, investigate: {when: above 0.10, min_samples: 9000}}
    """
    if c.map.volume is None:
        return
    for gauge, alarm in _alarms(c):
        wanted, over = alarm.source.min_samples, alarm.over
        if wanted is None or over is None:
            continue
        share = Fraction(1)
        if gauge.metric.segment:
            key = c.site.target(c.key, (*gauge.metric.path, "segment"))
            if key is None:
                continue
            if not is_all(key):
                segment = c.site.segment(key)
                if segment is None or segment.share is None:
                    continue
                share = Fraction(segment.share)
        held = Fraction(c.map.volume.per_day) * share * over / DAY
        if wanted > held:
            yield Finding(
                "SM509", f"{gauge.title}: {alarm.tier} wants {wanted} samples, and {duration(over)} hold about {int(held)}",
                "lower `min_samples`, or widen `over`", (*alarm.source.path, "min_samples"),
            )  # fmt: skip


@rules("SM510")
def rollback_sees_in_time(c: Context) -> Iterator[Finding]:
    """An automatic rollback detects a fault while the rollout still holds.

    If every rollback alarm waits for labels, and the quickest of them rings after all holds of the first visible
    release together, everyone has the fault before the machine sees it.

    Fails:
        metrics:
          latency_p95: {rollback: null}
          approval_rate: {rollback: null}
          precision: {labels_after: 4w}
          recall: {labels_after: 4w}
        fairness:
          approval-parity: {rollback: null}
    Passes:
        metrics:
          latency_p95: {rollback: null}
          approval_rate: {rollback: outside 30% to 60% for 1h}
          precision: {labels_after: 4w}
          recall: {labels_after: 4w}
        fairness:
          approval-parity: {rollback: null}
    """
    release = c.first_visible
    if release is None:
        return
    action = in_release(c.map.respond, release.respond, "rollback")
    if action is None or not action.automatic:
        return
    holds = hold_total(release.steps)
    alarms = [(gauge, alarm) for gauge, alarm in _alarms(c) if alarm.tier == "rollback"]
    if holds is None or not alarms or not all(gauge.labels for gauge, _ in alarms):
        return
    times = [time for gauge, alarm in alarms if (time := detection(gauge, alarm)) is not None]
    if len(times) < len(alarms):
        return
    quickest = min(times)
    if quickest > holds:
        yield Finding(
            "SM510",
            f"rollback is automatic, but its quickest alarm needs {duration(quickest)} "
            f"to see a fault, and `{release.id}` holds {duration(holds)} in all",
            "add a rollback alarm on a metric that needs no labels, or hold longer", (*action.path, "automatic"),
            mentions=(Mention("its steps", (*release.path, "steps")),),
        )  # fmt: skip


@rules("SM512")
def drift_has_samples(c: Context) -> Iterator[Finding]:
    """A drift alarm says how many samples it needs.

    Measures of drift grow when there are few cases, though nothing has moved: on a quiet night such an alarm rings for
    nothing, and soon nobody listens.

    Fails:
        metrics:
          score_drift: {investigate: above 0.10}
    Passes:
        metrics:
          score_drift: {investigate: {when: above 0.10, min_samples: 500}}
    """
    for gauge, alarm in _alarms(c):
        if gauge.kind == "drift" and alarm.source.min_samples is None and "min_samples" not in alarm.source.broken | set(alarm.source.none):
            yield Finding(
                "SM512", f"{gauge.title}: {alarm.tier} watches drift without `min_samples`",
                f"write `{alarm.tier}: {{when: {alarm.source.condition}, min_samples: 500}}`", alarm.source.path,
            )  # fmt: skip


def _alarms(c: Context) -> Iterator[tuple[Gauge, BoundAlarm]]:
    for gauge in c.gauges.values():
        for alarm in gauge.tiers.values():
            yield gauge, alarm
