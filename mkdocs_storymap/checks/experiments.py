"""Experiments that can decide what they are asked: sample, reach, guardrails, timing (SM821 to SM834)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from math import ceil, floor

from mkdocs_storymap.checks.levels import is_impossible, is_sound, out_of_range, sound_limit
from mkdocs_storymap.checks.rule import Context, Family
from mkdocs_storymap.derive.samples import (
    EXPOSURE_ROLLOUTS,
    Plan,
    is_proportion,
    measured_on,
    starting_level,
    visible_effect,
)  # fmt: skip
from mkdocs_storymap.diagnostics import Finding, Mention, Path
from mkdocs_storymap.grammar import duration
from mkdocs_storymap.model import Experiment
from mkdocs_storymap.site.binding import BoundExperiment, BoundTolerance, Gauge
from mkdocs_storymap.site.registry import BUILT_IN_SEGMENT, Key

rules = Family()

ON_USERS = ("ab-test", "interleaving", "bandit", "holdout")
"""Types that show users different answers."""
ENOUGH = Fraction(9, 10)
"""Under this part of what it needs a sample is too small (SM826)."""
SLACK = Fraction(99, 100)
"""Reach is reckoned, not measured: one percent is let through (SM827)."""


@rules("SM821")
def nobody_sees_a_shadow(c: Context) -> Iterator[Finding]:
    """An experiment on users runs where users see it: not in a shadow release.

    Nobody acts on an answer that nobody sees, so there is nothing to compare. What can be compared in the shadow are the
    answers themselves: `shadow-compare`, or `offline` on data that is already there.

    Fails:
        experiments:
          model-vs-scorecard: {type: ab-test, during: shadow}
    Passes:
        experiments:
          model-vs-scorecard: {type: shadow-compare, during: shadow}
    """
    for experiment, _, _ in _experiments(c):
        release = c.site.release(c.site.experiment_release(c.key, experiment))
        if release is not None and release.rollout == "shadow" and experiment.type in ON_USERS:
            yield Finding(
                "SM821", f"{experiment.id}: {_a(experiment.type)} in `{release.id}`, a shadow release in which nobody sees an answer",
                "run it in a later release, or say `type: shadow-compare` or `offline`", (*experiment.path, "during"),
            )  # fmt: skip


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aio' else 'a'} {kind}"


@rules("SM822")
def effect_is_possible(c: Context) -> Iterator[Finding]:
    """Baseline and effect together stay within 0 and 1 where the metric does.

    An effect that leads past the end of the scale cannot be found by any sample. Often points and percent were mixed up.

    Fails:
        experiments:
          model-vs-scorecard: {primary: completion_rate, mde: 40 points}
    Passes:
        experiments:
          model-vs-scorecard: {primary: completion_rate, mde: 4 points}
    """
    for experiment, bound, _ in _experiments(c):
        gauge = bound.primary
        if gauge is None or bound.mde is None or gauge.better is None:
            continue
        bounded = is_proportion(gauge, experiment.mde) or (gauge.low == 0 and gauge.high == 1)
        start = starting_level(c.site, gauge, bound.segment)
        if not bounded or start is None or is_impossible(gauge, start):
            continue
        up, down = start + bound.mde, start - bound.mde
        ends = {"higher": [up], "lower": [down], "in range": [up, down]}[gauge.better]
        if not 0 <= start <= 1 or not any(0 <= end <= 1 for end in ends):
            shown = gauge.scale.show
            leads = f"an effect of {experiment.mde} leads to {shown(ends[0])}, outside of 0 to 1"
            yield Finding(
                "SM822", f"{experiment.id}: from {shown(start)} {leads if 0 <= start <= 1 else 'no share of cases can start'}",
                "mend `mde`, or the level that it starts from", (*experiment.path, "mde"),
            )  # fmt: skip


@rules("SM823")
def fairness_is_guarded(c: Context) -> Iterator[Finding]:
    """An experiment watches fairness while it runs.

    By a guardrail or primary metric that is a fairness entry, a metric of a segment at risk, or, where the experiment
    is made for a segment at risk, any metric. A test that wins on average can lose for a group.

    Fails:
        guardrails:
          equal-chance: null
    Passes:
        guardrails:
          equal-chance: at most 0.05
    """
    if _fairness_is_none(c):
        return
    for experiment, bound, _ in _experiments(c):
        none = experiment.none if not experiment.lacks("guardrails") else c.map.none
        if {"guardrails", "primary", "for"} & experiment.broken or "guardrails" in c.map.broken or "guardrails" in none:
            continue
        if _unresolved(c, experiment):
            continue
        gauges = [guardrail.gauge for guardrail in bound.guardrails.values()]
        gauges += [bound.primary] if bound.primary is not None else []
        if any(gauge.metric.fairness or _at_risk(c, gauge.key.map, gauge.metric.segment) for gauge in gauges):
            continue
        if gauges and bound.segment is not None and _at_risk(c, bound.segment.map, bound.segment.id):
            continue
        yield Finding(
            "SM823", f"{experiment.id}: neither its guardrails nor its primary metric watch fairness",
            f"add a fairness entry to `guardrails`, as in `{_fairness_guardrail(c)}`, or a metric with a `segment` at risk",
            (*experiment.path, "guardrails"), item=f"experiments.{experiment.id}: a fairness guardrail",
        )  # fmt: skip


def _fairness_guardrail(c: Context) -> str:
    """A guardrail that could be added: on a fairness entry of the map or of one that it serves."""
    for key in c.entry.serves if c.map.science else [c.key]:
        for gauge in c.site.bound[key].gauges.values():
            if gauge.metric.fairness and gauge.better is not None:
                return f"{gauge.key.id}: may {'drop' if gauge.better == 'higher' else 'rise'} 0.01"
    return "equal-chance: may rise 0.01"


def _fairness_is_none(c: Context) -> bool:
    maps = [c.site.map(key) for key in c.entry.serves] if c.map.science else [c.map]
    if c.map.science and c.entry.hidden_link:
        return True
    return any("fairness" in found.broken for found in maps) or all("fairness" in found.none for found in maps)


def _unresolved(c: Context, experiment: Experiment) -> bool:
    """True where a name that could be the fairness guardrail leads nowhere (SM301), or to what is faulty itself."""
    paths: list[Path] = [(*experiment.path, "primary")]
    paths += [(*experiment.path, "guardrails", name) for name in experiment.guardrails]
    paths += [("guardrails", name) for name in c.map.guardrails]
    found = [c.site.registry.resolution(c.key, path) for path in paths]
    return any(one is not None and c.site.gauge(one.key) is None for one in found)


def _at_risk(c: Context, map_key: str, segment: str | None) -> bool:
    found = c.site.map(map_key).segments.get(segment or "")
    return found is not None and found.at_risk is not None


def tolerated(c: Context, guardrail: BoundTolerance, segment: Key | None) -> list[tuple[str, Decimal]]:
    """The worst levels that a guardrail lets through, as (side, level), from the baseline (the segment's where one is named)."""
    gauge = guardrail.gauge
    if guardrail.bounds is not None:
        if any(out_of_range(gauge, level) for _, level in guardrail.bounds.sides()):
            return []
        return [(side, level.value) for side, level in guardrail.bounds.sides() if side in gauge.bad_sides]
    start = baseline_of(c, gauge, segment)
    change = guardrail.change
    if guardrail.source.difference is not None and guardrail.source.difference.kind == "of baseline":
        change = gauge.scale.difference(guardrail.source.difference, start)
    if start is None or change is None:
        return []
    side = "low" if guardrail.source.direction == "drop" else "high"
    if side not in gauge.bad_sides:
        return []
    return [(side, start - change if side == "low" else start + change)]


def baseline_of(c: Context, gauge: Gauge, segment: Key | None) -> Decimal | None:
    """The baseline of a metric, or that of a segment in it where one other than `all` is named and it is measured on others too.

    None as well where the metric cannot have that level, which is told at its place.
    """
    level = gauge.baseline
    if segment is not None and segment.id != BUILT_IN_SEGMENT:
        found = c.site.bound[segment.map].segments.get((segment.id, "baseline", gauge.key.id))
        if found or not measured_on(c.site, gauge, segment):
            level = found[1] if found else None
    return level.value if level and not out_of_range(gauge, level) else None


@rules("SM825")
def guardrail_inside_the_rollback(c: Context) -> Iterator[Finding]:
    """What a guardrail tolerates neither triggers a rollback nor breaks a fairness limit.

    Otherwise the experiment passes with a result that is rolled back in production. Skipped where a segment's baseline
    is past the edge already: that alarm guards the average of all.

    Fails:
        metrics:
          latency_p95: {baseline: 450 ms, rollback: above 800 ms for 10m}
        guardrails:
          latency_p95: may rise 400 ms
    Passes:
        metrics:
          latency_p95: {baseline: 450 ms, rollback: above 800 ms for 10m}
        guardrails:
          latency_p95: may rise 350 ms
    """
    for owner, guardrail, segment in _guardrails(c):
        gauge = guardrail.gauge
        rollback = gauge.tiers.get("rollback")
        start = baseline_of(c, gauge, segment)
        if rollback and not is_sound(gauge, rollback):
            rollback = None
        if segment is not None and segment.id != BUILT_IN_SEGMENT and rollback and start is not None and rollback.fires(start):
            rollback = None
        for side, value in tolerated(c, guardrail, segment):
            shown = gauge.scale.show(value)
            edge = dict(rollback.edges.sides()).get(side) if rollback else None
            if rollback and edge and (value < edge.value if side == "low" else value > edge.value):
                yield Finding(
                    "SM825",
                    f"{owner}: the guardrail {gauge.title} ({guardrail.source}) lets it go to {shown}, "
                    f"where it would be rolled back ({rollback.source.condition.edges})",
                    f"tolerate nothing {'below' if side == 'low' else 'above'} {edge.text}", guardrail.path,
                    mentions=(Mention("the rollback", rollback.source.path, gauge.key.map),),
                )  # fmt: skip
            elif (limit := sound_limit(gauge)) and not limit.holds(value):
                yield Finding(
                    "SM825", f"{owner}: the guardrail {gauge.title} ({guardrail.source}) lets it go to {shown}, past its limit ({gauge.metric.limit})",
                    "tolerate nothing past the limit", guardrail.path,
                    mentions=(Mention("the limit", (*gauge.metric.path, "limit"), gauge.key.map),),
                )  # fmt: skip


@rules("SM831")
def guardrail_keeps_promises(c: Context) -> Iterator[Finding]:
    """What a guardrail tolerates keeps the promises to users.

    Otherwise a variant wins the experiment, ships, and breaks on the first day what was promised. Reckoned from the baseline;
    skipped where the baseline breaks the promise already.

    Fails:
        use_cases:
          instant-answer: {expects: {recall: at least 0.78}}
        guardrails:
          recall: at least 0.77
    Passes:
        use_cases:
          instant-answer: {expects: {recall: at least 0.78}}
        guardrails:
          recall: at least 0.78
    """
    for owner, guardrail, segment in _guardrails(c):
        gauge = guardrail.gauge
        start = baseline_of(c, gauge, segment)
        for (use_case, name), (promised, bounds) in c.site.bound[gauge.key.map].promises.items():
            if promised.key != gauge.key or (start is not None and not bounds.holds(start)):
                continue
            for side, value in tolerated(c, guardrail, segment):
                level = dict(bounds.sides()).get(side)
                if level is not None and (value < level.value if side == "low" else value > level.value):
                    promise = c.site.map(gauge.key.map).use_cases[use_case].expects[name]
                    yield Finding(
                        "SM831",
                        f"{owner}: the guardrail {gauge.title} ({guardrail.source}) lets it go to {gauge.scale.show(value)}, "
                        f"and {use_case} promises {promise}",
                        f"tolerate nothing {'below' if side == 'low' else 'above'} {level.text}", guardrail.path,
                        mentions=(Mention("the promise", ("use_cases", use_case, "expects", name), gauge.key.map),),
                    )  # fmt: skip


def _guardrails(c: Context) -> Iterator[tuple[str, BoundTolerance, Key | None]]:
    """Every guardrail of experiments and jobs; one that a map gives to all of them is told once for each segment."""
    seen: set[tuple[Path, Key | None]] = set()
    for name, guardrails, segment in [
        *((name, bound.guardrails, bound.segment) for name, bound in c.bound.experiments.items()),
        *((name, bound.guardrails, bound.segment) for name, bound in c.bound.jobs.items()),
    ]:
        for guardrail in guardrails.values():
            mark = (guardrail.path, segment if segment and segment.id != BUILT_IN_SEGMENT else None)
            if mark not in seen:
                seen.add(mark)
                yield name, guardrail, segment


@rules("SM826")
def sample_is_enough(c: Context) -> Iterator[Finding]:
    """The planned sample can see the planned effect.

    The two-proportion z-test, pooled under H0, without continuity correction, or the z-test of two means (Fleiss, Levin &
    Paik, *Statistical Methods for Rates and Proportions*, 2003). Under 0.90 of what it needs, a test of this size mostly
    finds nothing even where the effect is there, and a good change is dropped. Another method is named in `analysis`, and
    then nothing is computed.

    Fails:
        experiments:
          model-vs-scorecard: {primary: completion_rate, mde: 3 points, sample: 2000 per variant}
    Passes:
        experiments:
          model-vs-scorecard: {primary: completion_rate, mde: 3 points, sample: 4087 per variant}
    """
    yield from _sample(c, "SM826")


@rules("SM832")
def sample_is_nearly_enough(c: Context) -> Iterator[Finding]:
    """A sample between 0.90 and 1.00 of what it needs has a little less power than the plan says.

    It is no reason to stop, and one to know: an effect that is there is missed a little more often.

    Fails:
        experiments:
          model-vs-scorecard: {sample: 4000 per variant}
    Passes:
        experiments:
          model-vs-scorecard: {sample: 4087 per variant}
    """
    yield from _sample(c, "SM832")


@rules("SM833")
def sample_for_many_variants(c: Context) -> Iterator[Finding]:
    """With several treatments each comparison has to be surer.

    Who looks three times finds something by chance more easily. The Bonferroni correction divides alpha by the number of
    treatments; here the sample is enough for alpha, and not for that.

    Fails:
        releases:
          canary: {rollout: ab-test, steps: [100% for 4w]}
        experiments:
          model-vs-scorecard:
            runs: 4w
            variants: {control: scorecard-7, model: gbm-7, tuned: gbm-8}
            split: null
            sample: 4200 per variant
    Passes:
        releases:
          canary: {rollout: ab-test, steps: [100% for 4w]}
        experiments:
          model-vs-scorecard:
            runs: 4w
            variants: {control: scorecard-7, model: gbm-7, tuned: gbm-8}
            split: null
            sample: 5000 per variant
    """
    for experiment, _, plan in _experiments(c):
        if plan.ratio is None or plan.ratio < 1 or plan.ratio_many is None or plan.ratio_many >= 1:
            continue
        yield Finding(
            "SM833", f"{experiment.id}: the sample is enough for one comparison, not for {len(experiment.variants) - 1} at once",
            f"write `sample: {_enough(experiment, plan.ratio_many)}`, or compare fewer variants", (*experiment.path, "sample"),
        )  # fmt: skip


def _sample(c: Context, code: str) -> Iterator[Finding]:
    for experiment, bound, plan in _experiments(c):
        if plan.ratio is None or plan.ratio >= 1 or (plan.ratio < ENOUGH) != (code == "SM826") or bound.primary is None:
            continue
        needed, planned = plan.smaller_needed, plan.smaller_planned
        assert needed is not None and planned is not None
        show = bound.primary.scale.show
        move = f"{show(plan.start)} → {show(plan.end)}" if plan.start is not None and plan.end is not None else str(experiment.mde)
        yield Finding(
            code, f"{experiment.id}: {bound.primary.title} {move} needs {needed} cases in the smaller arm, and {floor(planned)} are planned",
            f"write `sample: {_enough(experiment, plan.ratio)}`, or look for a larger effect", (*experiment.path, "sample"),
        )  # fmt: skip


def _enough(experiment: Experiment, ratio: Fraction) -> str:
    """A sample that would do where the planned one is this part of it, in the form that the author uses."""
    assert experiment.sample is not None
    number = ceil(Fraction(experiment.sample.number) / ratio)
    return f"{number} per variant" if experiment.sample.per_variant else f"{number} total"


@rules("SM827")
def sample_is_reached(c: Context) -> Iterator[Finding]:
    """Traffic, time and exposure together reach the sample.

    Decisions a day, times the share that enters, times what each arm gets on the steps of the release, over the best
    window of the experiment's length; where the primary metric waits for labels, only what has matured counts. A sample
    that cannot be reached ends in a decision by feeling.

    Fails:
        experiments:
          model-vs-scorecard: {runs: 2w, sample: 9000 per variant}
    Passes:
        experiments:
          model-vs-scorecard: {runs: 2w, sample: 6300 per variant}
    """
    for experiment, bound, plan in _experiments(c):
        if plan.reach_ratio is None or plan.reach_ratio >= SLACK or plan.reachable is None or plan.planned is None:
            continue
        if _too_early(experiment, bound) is not None:
            continue  # Nothing is reached before the labels arrive, as SM829 tells.
        arm = min(plan.reachable, key=lambda name: plan.reachable[name] / plan.planned[name])  # type: ignore[index]
        days = duration(plan.window or 0)
        later = ""
        if plan.window is not None and experiment.runs is not None and plan.window < experiment.runs:
            labels = bound.primary.labels_after if bound.primary is not None else None
            later = f"write `decide_after: {duration(experiment.runs + (labels or 0))}`, "
        yield Finding(
            "SM827",
            f"{experiment.id}: in {days} the variant `{arm}` reaches {floor(plan.reachable[arm])} "
            f"cases of the {ceil(plan.planned[arm])} that are planned",
            f"{later}run longer, on more traffic or a larger step, or plan for a larger effect", (*experiment.path, "sample"),
            mentions=(Mention("how long it runs", (*experiment.path, "runs")),),
        )  # fmt: skip


@rules("SM828")
def runs_within_the_holds(c: Context) -> Iterator[Finding]:
    """An experiment runs no longer than the steps that it can use hold together.

    When the last step begins, everyone gets the new version, and there is nobody left to compare with.

    Fails:
        releases:
          canary: {rollout: canary, steps: [5% for 3d, 25% for 1w, 50% for 2w, 100%]}
        experiments:
          model-vs-scorecard: {runs: 4w}
    Passes:
        releases:
          canary: {rollout: canary, steps: [5% for 3d, 25% for 1w, 50% for 4w, 100%]}
        experiments:
          model-vs-scorecard: {runs: 4w}
    """
    for experiment, _, plan in _experiments(c):
        release = c.site.experiment_release(c.key, experiment)
        if plan.holds is not None and experiment.runs is not None and experiment.runs > plan.holds and release is not None:
            yield Finding(
                "SM828",
                f"{experiment.id} runs {duration(experiment.runs)}, and the steps of `{release.id}` "
                f"in which every variant gets something hold {duration(plan.holds)}",
                "hold a step longer, or run shorter", (*experiment.path, "runs"),
            )  # fmt: skip


@rules("SM834")
def one_exposure_at_a_time(c: Context) -> Iterator[Finding]:
    """An experiment that is longer than any one step mixes exposures.

    When the split changes while it runs, pooled results can point the wrong way (Simpson's paradox; Kohavi, Tang & Xu,
    *Trustworthy Online Controlled Experiments*, 2020, chapter 3).

    Fails:
        releases:
          canary: {rollout: canary, steps: [5% for 3d, 25% for 1w, 50% for 2w, 100%]}
        experiments:
          model-vs-scorecard: {runs: 3w}
    Passes:
        releases:
          canary: {rollout: canary, steps: [5% for 3d, 25% for 1w, 50% for 3w, 100%]}
        experiments:
          model-vs-scorecard: {runs: 3w}
    """
    for experiment, _, plan in _experiments(c):
        release = c.site.release(c.site.experiment_release(c.key, experiment))
        if release is None or release.rollout not in EXPOSURE_ROLLOUTS or experiment.type in ("holdout", "shadow-compare", "interleaving"):
            continue
        if plan.longest_hold and experiment.runs is not None and plan.holds is not None and plan.longest_hold < experiment.runs <= plan.holds:
            yield Finding(
                "SM834",
                f"{experiment.id} runs {duration(experiment.runs)}, and no step of `{release.id}` "
                f"holds longer than {duration(plan.longest_hold)}: the exposure changes under it",
                "hold one step as long as the experiment runs", (*experiment.path, "runs"),
            )  # fmt: skip


@rules("SM829")
def labels_before_the_decision(c: Context) -> Iterator[Finding]:
    """The decision comes after the labels that it needs.

    Before the true outcomes are known, recall of this week's decisions is a guess. `decide_after` says when the result is
    read; without it that is when the experiment ends.

    Fails:
        volume: {none: Not known yet}
        experiments:
          model-vs-scorecard: {primary: recall, mde: 6 points, decide_after: 3d}
    Passes:
        volume: {none: Not known yet}
        experiments:
          model-vs-scorecard: {primary: recall, mde: 6 points, decide_after: 19d}
    """
    for experiment, bound, _ in _experiments(c):
        gauge, decide = bound.primary, _too_early(experiment, bound)
        if gauge is not None and gauge.labels_after is not None and decide is not None:
            field = "decide_after" if experiment.decide_after is not None else "runs"
            yield Finding(
                "SM829",
                f"{experiment.id} is decided after {duration(decide)}, "
                f"and the outcomes behind {gauge.title} arrive after {duration(gauge.labels_after)}",
                f"write `decide_after: {duration(gauge.labels_after + (experiment.runs or 0))}`, or choose a metric that needs no labels",
                (*experiment.path, field),
            )  # fmt: skip


def _too_early(experiment: Experiment, bound: BoundExperiment) -> int | None:
    """After how many minutes an experiment is decided, where that is before the labels of its primary metric arrive."""
    gauge = bound.primary
    if gauge is None or gauge.labels_after is None or experiment.type == "offline":
        return None
    decide = experiment.decide_after if experiment.decide_after is not None else experiment.runs
    return decide if decide is not None and decide < gauge.labels_after and "decide_after" not in experiment.broken else None


@rules("SM830")
def guardrail_can_be_seen(c: Context) -> Iterator[Finding]:
    """A guardrail's tolerance is no finer than what the smaller arm can see.

    (z(1 − α/sides) + z(power)) · √(2p(1−p) / n): a change smaller than that is lost in the noise, so the guardrail holds
    whatever happens. It may still serve as a warning sign; it proves nothing.

    Fails:
        guardrails:
          recall: may drop 0.01
    Passes:
        guardrails:
          recall: may drop 0.04
    """
    for experiment, bound, plan in _experiments(c):
        arm = plan.smaller_planned
        if arm is None:
            continue
        for guardrail in bound.guardrails.values():
            gauge = guardrail.gauge
            start, baseline = starting_level(c.site, gauge, bound.segment), baseline_of(c, gauge, bound.segment)
            levels = tolerated(c, guardrail, bound.segment)
            if start is None or baseline is None or not levels or not is_proportion(gauge, guardrail.source.difference):
                continue
            tolerance = min(abs(baseline - value) for _, value in levels)
            seen = visible_effect(start, arm, experiment.alpha, experiment.power, experiment.sides)
            if float(tolerance) < seen:
                yield Finding(
                    "SM830", f"{experiment.id}: the guardrail {gauge.title} tolerates a change of {_apart(gauge, tolerance)}, "
                    f"and {floor(arm)} cases see none under {_apart(gauge, _two_digits_up(seen))}",
                    "plan more cases, or read it as a warning sign rather than a proof", _guardrail_path(c, experiment, guardrail),
                    mentions=() if guardrail.path[:1] == ("experiments",) else (Mention("the guardrail", guardrail.path),),
                )  # fmt: skip


def _apart(gauge: Gauge, value: Decimal) -> str:
    """A difference between two levels: in points where the metric's levels are in percent."""
    if gauge.scale.family == "ratio" and gauge.scale.unit == "%":
        return f"{(value * 100).normalize():f} points"
    return gauge.scale.show(value)


def _two_digits_up(value: float) -> Decimal:
    """Two digits that count, rounded up, so that it never looks as small as what it exceeds."""
    number = Decimal(value)
    return number.quantize(Decimal(1).scaleb(number.adjusted() - 1), ROUND_CEILING)


def _guardrail_path(c: Context, experiment: Experiment, guardrail: BoundTolerance) -> Path:
    return guardrail.path if guardrail.path[: len(experiment.path)] == experiment.path else (*experiment.path, "sample")


def _experiments(c: Context) -> Iterator[tuple[Experiment, BoundExperiment, Plan]]:
    for name, experiment in c.map.experiments.items():
        if experiment.not_applicable is None and "" not in experiment.broken:
            yield experiment, c.bound.experiments[name], c.derived.plans[Key(c.key, "experiment", name)]
