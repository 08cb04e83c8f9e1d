"""What the checklist asks for and one look at the schema does not show: kinds of metrics, alarms, checks on data."""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs_storymap.checks.rule import Context, Family
from mkdocs_storymap.diagnostics import Finding, closest
from mkdocs_storymap.metrics import registry
from mkdocs_storymap.model import DataItem
from mkdocs_storymap.site.registry import Key

rules = Family()

_EXAMPLES = {
    "quality": "recall: {baseline: 0.82}", "latency": "latency_p95: {baseline: 450 ms}", "throughput": "throughput: {baseline: 25 rps}",
    "drift": "psi: {baseline: 0.05}",
}  # fmt: skip


@rules("SM402")
def sources_are_checked(c: Context) -> Iterator[Finding]:
    """Every source and collection that a story needs has a check on its quality.

    Bad data under a good model is the usual way in which an ML feature breaks in production; a check and what happens
    when it breaks belong to the plan (Breck et al., *The ML Test Score*, 2017; C2). What a job needs that serves a
    story counts too, and what they are made from.

    Fails:
        quality:
          - {of: open-banking, expect: missing at most 2%, if_broken: Score without cash flow}
    Passes:
        quality:
          - {of: open-banking, expect: missing at most 2%, if_broken: Score without cash flow}
          - {of: bureau, expect: freshness at most 24h, if_broken: Send the applicant to manual review}
    """
    if c.map.lacks("quality") and c.map.data:
        return  # The schema asks for the section.
    bare: dict[Key, str] = {}
    serving = c.site.jobs_serving(c.key)
    for story in c.map.stories.values():
        wanted = c.site.targets(c.key, (*story.path, "needs"), len(story.needs))
        for job in serving.get(story.id, ()):
            wanted += c.site.targets(job.map, (*c.site.job(job).path, "needs"), len(c.site.job(job).needs))
        for key in _upstream(c, wanted):
            if key not in c.derived.quality and _is_collected(_item(c, key)):
                bare.setdefault(key, story.id)
    bare = {key: story for key, story in bare.items() if not _meant(c, key)}
    if not bare:
        return
    if c.map.lacks("quality"):
        names = ", ".join(f"`{key.id}`" for key in bare)
        yield Finding(
            "SM402", f"checklist C2 (data): nothing checks the quality of {names}",
            f"add `quality:` with an entry for each, as in `{{of: {next(iter(bare)).id}, expect: freshness at most 24h, "
            "if_broken: what happens then}`, or say why not: `quality: {none: reason}`", (), key=True, item="quality",
        )  # fmt: skip
        return
    for key, name in bare.items():
        yield Finding(
            "SM402", f"checklist C2 (data): `{name}` needs `{key.id}`, and nothing checks its quality",
            f"add to `quality`: {{of: {key.id}, expect: freshness at most 24h, if_broken: what happens then}}",
            ("quality",), key=True, item=f"quality of {key.id}",
        )  # fmt: skip


def _upstream(c: Context, start: list[Key]) -> Iterator[Key]:
    seen: set[Key] = set()
    stack = list(reversed(start))
    while stack:
        key = stack.pop()
        if key in seen:
            continue
        seen.add(key)
        yield key
        item = _item(c, key)
        stack.extend(c.site.targets(key.map, (*item.path, "from"), len(item.from_)))


def _item(c: Context, key: Key) -> DataItem:
    return c.site.map(key.map).data[key.id]


def _is_collected(item: DataItem) -> bool:
    return item.kind in ("source", "collection")


def _meant(c: Context, key: Key) -> bool:
    """True where a misspelt `of` (told as SM301) was meant for this item, or a check is faulty."""
    owners = {c.key, key.map, *c.entry.served_by}
    for owner in owners:
        found = c.site.map(owner)
        if "quality" in found.broken or "quality" in found.none:
            return True
        for check in found.quality:
            lost = c.site.target(owner, (*check.path, "of")) is None
            if lost and (check.of is None or closest(check.of, [key.id])):
                return True
    return False


@rules("SM403")
def somebody_is_at_risk(c: Context) -> Iterator[Finding]:
    """At least one segment is named whom the model may serve worse, or the map says why there is none.

    A model that is good on average can be bad for a group; who that could be is known best before it is built (C3).

    Fails:
        segments:
          thin-file: {at_risk: null}
          age-18-25: {at_risk: null}
          women: {at_risk: null}
    Passes:
        segments:
          thin-file: {at_risk: null}
          age-18-25: {at_risk: null}
          women: {at_risk: Joint accounts carry a partner's history}
    """
    segments = c.map.segments
    if not segments:
        return
    if any(not segment.lacks("at_risk") for segment in segments.values()):
        return
    yield Finding(
        "SM403", "checklist C3 (fairness): no segment is at risk",
        "say for a group whom the model may serve worse why that is, as in `at_risk: few examples in training data`, "
        "or `segments: {none: reason}`", ("segments",), key=True, item="segments at risk",
    )  # fmt: skip


@rules("SM404")
def alarms_have_consequences(c: Context) -> Iterator[Finding]:
    """Some metric retrains and some metric rolls back, and drift is watched.

    Models decay: the world moves away from the training data. What triggers a retraining and what a rollback is
    decided before the pressure is on (C4; Sculley et al., *Hidden Technical Debt in ML Systems*, 2015).

    Fails:
        metrics:
          score_drift: null
          missing_rate: {baseline: 1%}
        science:
          jobs:
            stay-fresh: {improves: missing_rate, from: 1%, to: 0.5%}
    Passes:
        metrics:
          score_drift: {is: psi, baseline: 0.05, retrain: {when: above 0.25, min_samples: 500}}
    """
    if not c.map.metrics or "fairness" in c.map.broken:
        return
    metrics = c.map.all_metrics.values()
    for tier, verb in (("retrain", "retraining"), ("rollback", "a rollback")):
        if not _never(c, tier) and all(metric.lacks(tier) for metric in metrics if metric.not_applicable is None):
            yield Finding(
                "SM404", f"checklist C4 (thresholds): no metric triggers {verb}",
                f"give a metric `{tier}`, as in `{tier}: below 0.78 for 3d`, or say why not: `{tier}: {{none: reason}}`",
                ("metrics",), key=True, item=f"a {tier} alarm",
            )  # fmt: skip
    if "drift" not in _kinds(c):
        yield _no_kind("SM404", "checklist C4 (thresholds)", "drift")


def _never(c: Context, tier: str) -> bool:
    """True where the map says that it never retrains, or never rolls back: no alarm can call for it."""
    respond = c.map.respond
    if "respond" in c.map.none or (respond is not None and tier in respond.none):
        return True
    return tier == "retrain" and "retraining" in c.map.none


@rules("SM411")
def kinds_of_metrics(c: Context) -> Iterator[Finding]:
    """A map says how good, how fast and how much: a quality, a latency and a throughput metric.

    The right answer too late, or for one request a minute, is no product (S2).

    Fails:
        metrics:
          throughput: null
    Passes:
        metrics:
          throughput: {none: One run a night}
    """
    if not c.map.metrics:
        return
    kinds = _kinds(c)
    for kind in ("quality", "latency", "throughput"):
        if kind not in kinds:
            yield _no_kind("SM411", "model performance (S2)", kind)


@rules("SM411")
def precision_or_recall(c: Context) -> Iterator[Finding]:
    """Where precision or recall is measured, the map says which of two metrics wins when both cannot.

    One is bought with the other by moving the decision threshold; whoever moves it has to know which mistake hurts more.
    """
    if not c.map.lacks("tradeoff"):
        return
    named = [gauge.title for gauge in c.gauges.values() if gauge.name in ("precision", "recall") and not gauge.metric.fairness]
    if named:
        yield Finding(
            "SM411", f"model performance (S2): {' and '.join(named)} can be traded for another metric, and nothing says which one wins",
            "add `tradeoff: {favour: precision, over: recall, because: …}`, or `tradeoff: {none: reason}`", (), key=True, item="tradeoff",
        )  # fmt: skip


@rules("SM405")
def tests_have_volume(c: Context) -> Iterator[Finding]:
    """A map with an A/B test says how many decisions there are in a period (C5): without that no sample can be judged.

    Fails:
        volume: null
        experiments:
          model-vs-scorecard: {type: ab-test}
    Passes:
        volume: 900 per day
        experiments:
          model-vs-scorecard: {type: ab-test}
    """
    if c.map.science or not c.map.lacks("volume"):
        return
    tests = [experiment.id for experiment in c.map.experiments.values() if experiment.type == "ab-test"]
    if tests:
        yield Finding(
            "SM405", f"checklist C5 (experiments): `{tests[0]}` is an A/B test, and the map does not say how many decisions there are",
            "add `volume: 900 per day`, or `volume: {none: reason}`", (), key=True, item="volume",
        )  # fmt: skip


@rules("SM413")
def done_means_measured_and_fair(c: Context) -> Iterator[Finding]:
    """The definition of done holds a metric and a fairness check (F1).

    A story is not done when it works; it is done when the model behind it is good enough, for everyone.

    Fails:
        done:
          - metrics: [recall, precision]
          - Reasons tested with five applicants
    Passes:
        done:
          - metrics: [recall, precision]
          - fairness: [equal-chance]
    """
    found = c.map
    if not found.done or "done" in found.broken:
        return
    if not any(entry.metrics or "metrics" in entry.broken for entry in found.done):
        yield Finding(
            "SM413", "definition of done (F1): no metric is checked", "add `- metrics: [recall]`", ("done",), key=True, item="done: metrics"
        )
    unfair = not any(entry.fairness or "fairness" in entry.broken for entry in found.done)
    if unfair and "fairness" not in found.none:
        yield Finding(
            "SM413", "definition of done (F1): no fairness entry is checked",
            f"add `- fairness: [{next(iter(found.fairness), 'approval-parity')}]`", ("done",), key=True, item="done: fairness",
        )  # fmt: skip


def _kinds(c: Context) -> set[str]:
    """The kinds of the map's metrics; one that is declared `none` stands for its kind."""
    table = registry()
    found = {gauge.kind for gauge in c.gauges.values() if not gauge.metric.fairness}
    found |= {table[name].kind for name, metric in c.map.metrics.items() if name not in c.gauges and name in table}
    return found


def _no_kind(code: str, where: str, kind: str) -> Finding:
    return Finding(
        code, f"{where}: no {kind} metric", f"add one under `metrics`, as in `{_EXAMPLES[kind]}`, or say why not: "
        f"`{_EXAMPLES[kind].partition(':')[0]}: {{none: reason}}`", ("metrics",), key=True, item=f"a {kind} metric",
    )  # fmt: skip
