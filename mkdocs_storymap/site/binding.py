"""Levels bound to scales: every number of the site in the measure of its metric, ready to be compared.

A metric's direction, range, unit and need for labels come from what the map says, else from the site's own metrics,
else from the registry. A value whose unit does not fit is an SM205 at its place, and stays unbound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from mkdocs_storymap.build.reader import grammar_finding
from mkdocs_storymap.diagnostics import Finding, Path
from mkdocs_storymap.grammar import Difference, GrammarError, Promise, Quantity, Tolerance
from mkdocs_storymap.metrics import Better, Known, Level, Scale, registry, scale_for
from mkdocs_storymap.model import Alarm, Experiment, Job, Metric, StoryMap
from mkdocs_storymap.record import record
from mkdocs_storymap.site.registry import BUILT_IN_SEGMENT, Key, Registry, SiteMap

T = TypeVar("T")


@record
class Bounds:
    """A stretch of a scale: from `low` up, up to `high`, or between; as an alarm: what is outside of it fires."""

    low: Level | None
    high: Level | None

    def holds(self, value: Decimal) -> bool:
        """True where a value keeps a promise of these bounds."""
        return not ((self.low and value < self.low.value) or (self.high and value > self.high.value))

    def sides(self) -> Iterator[tuple[str, Level]]:
        """The edges, as (`low` or `high`, level)."""
        if self.low:
            yield "low", self.low
        if self.high:
            yield "high", self.high


@record
class BoundAlarm:
    """One tier with its edges on the scale: `below low` and `above high` fire, strictly.

    Attributes:
        tier: investigate, retrain or rollback.
        edges: The edges; empty where a `worse by` has no baseline to start from.
        hold: `for`, in minutes, 0 where it is not written.
        over: Window in minutes: the alarm's own, else the metric's; None where neither is written.
        source: As it was written.
    """

    tier: str
    edges: Bounds
    hold: int
    over: int | None
    source: Alarm

    def fires(self, value: Decimal) -> bool:
        """True where this level is past an edge; a value equal to the edge does not fire."""
        return not self.edges.holds(value)


@record
class Gauge:
    """A metric (or fairness entry) ready to be compared.

    Attributes:
        key: Its name on the site.
        metric: What the map says.
        name: The known metric that it is; its own id where it is a local one.
        known: Its entry in the registry or the site's metrics, or None.
        kind: quality, latency, throughput, drift, fairness, cost, reliability or safety.
        better: Direction, or None where nobody says (SM501).
        scale: What its levels are measured in.
        low: Lowest possible level.
        high: Highest possible level.
        labels: True where it is computed against true outcomes.
        labels_after: When those arrive, in minutes: its own, else that of the map's only feedback; None unknown.
        labels_hidden: True where `labels_after` may stand in a part of the map that is faulty.
        baseline: The healthy level that the alarms guard.
        today: What users get now.
        target: Where it shall go.
        tiers: Its alarms, from mild to strong.
        limit: A fairness entry's limit.
    """

    key: Key
    metric: Metric
    name: str
    known: Known | None
    kind: str
    better: Better | None
    scale: Scale
    low: Decimal | None
    high: Decimal | None
    labels: bool
    labels_after: int | None
    labels_hidden: bool
    baseline: Level | None
    today: Level | None
    target: Level | None
    tiers: Mapping[str, BoundAlarm]
    limit: Bounds | None

    @property
    def title(self) -> str:
        """Its id, as the map's author knows it."""
        return self.key.id

    @property
    def bad_sides(self) -> tuple[str, ...]:
        """The sides on which it gets worse."""
        return {"higher": ("low",), "lower": ("high",), "in range": ("low", "high"), None: ()}[self.better]

    def worse(self, value: Decimal, than: Decimal) -> bool:
        """True where a level is worse than another; never for `in range`."""
        if self.better == "higher":
            return value < than
        return value > than if self.better == "lower" else False


@record
class BoundJob:
    """A job with its levels on the scale of what it improves."""

    gauge: Gauge | None
    from_: Level | None
    to: Level | None
    segment: Key | None
    guardrails: Mapping[str, BoundTolerance] = field(default_factory=dict)


@record
class BoundTolerance:
    """A guardrail: a change in the metric's measure, or bounds that have to hold.

    `path` is where it is written, `map_key` in which map (a map's own guardrails hold for its experiments).
    """

    gauge: Gauge
    map_key: str
    path: Path
    source: Tolerance
    change: Decimal | None
    bounds: Bounds | None


@record
class BoundExperiment:
    """An experiment with its effect on the scale of its primary metric."""

    primary: Gauge | None
    segment: Key | None
    mde: Decimal | None
    sd: Decimal | None
    guardrails: Mapping[str, BoundTolerance]


@dataclass(slots=True)
class Bound:
    """What is bound in one map.

    Attributes:
        gauges: Metrics and fairness entries by id.
        promises: (use case, key as written) → gauge and bounds.
        segments: (segment, `baseline` or `floor`, key as written) → gauge and level.
        jobs: By id.
        experiments: By id.
        shared: The map's own guardrails, which hold for all of its experiments (and jobs).
        findings: SM205 for what does not fit its scale.
    """

    gauges: dict[str, Gauge] = field(default_factory=dict)
    promises: dict[tuple[str, str], tuple[Gauge, Bounds]] = field(default_factory=dict)
    segments: dict[tuple[str, str, str], tuple[Gauge, Level]] = field(default_factory=dict)
    variant_levels: dict[Path, tuple[Gauge, Level]] = field(default_factory=dict)
    jobs: dict[str, BoundJob] = field(default_factory=dict)
    experiments: dict[str, BoundExperiment] = field(default_factory=dict)
    shared: list[BoundTolerance] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def guardrails(self, map_key: str) -> list[BoundTolerance]:
        """The guardrails that a map itself writes, each once: its own, and those of its experiments and jobs."""
        found: dict[Path, BoundTolerance] = {guardrail.path: guardrail for guardrail in self.shared}
        owners: list[BoundJob | BoundExperiment] = [*self.jobs.values(), *self.experiments.values()]
        for owner in owners:
            for guardrail in owner.guardrails.values():
                if guardrail.map_key == map_key:
                    found.setdefault(guardrail.path, guardrail)
        return list(found.values())

    def attempt(self, bind: Callable[[], T], form: str, subject: str, path: Path) -> T | None:
        """Bind one value; a unit that does not fit is a finding."""
        try:
            return bind()
        except GrammarError as error:
            self.findings.append(grammar_finding(error, form, subject, path))
            return None


def bind_site(sites: Registry, own_metrics: Mapping[str, Known]) -> dict[str, Bound]:
    """Bind every map of a site: first all gauges, then what is measured on them."""
    bound = {key: Bound() for key in sites.maps}
    for key, entry in sites.maps.items():
        for metric in entry.map.all_metrics.values():
            if metric.not_applicable is None and "" not in metric.broken:
                bound[key].gauges[metric.id] = _gauge(entry, metric, own_metrics, bound[key])
    binder = _Binder(sites, bound)
    for entry in sites.maps.values():
        binder.bind(entry)
    return bound


def _known(entry: StoryMap, metric: Metric, own: Mapping[str, Known]) -> Known | None:
    """The registry's entry of a metric: what it says that it is, else its own name."""
    table = registry()
    name = metric.is_ or ("" if metric.fairness else metric.id)
    found = own.get(name) or table.get(name)
    if found is None and metric.fairness and name in entry.metrics and name != metric.id:
        local = entry.metrics[name]
        base = _known(entry, local, own)
        better = local.better or (base.better if base else None)
        return Known(
            name, "fairness", better, base.low if base else None, base.high if base else None,
            local.unit or (base.unit if base else "ratio"), base.labels if base else local.labels_after is not None,
        )  # fmt: skip
    return found


def _gauge(entry: SiteMap, metric: Metric, own: Mapping[str, Known], bound: Bound) -> Gauge:
    known = _known(entry.map, metric, own)
    written = [level for level in (metric.baseline, metric.today, metric.target) if level]
    for alarm in metric.tiers.values():
        condition = alarm.condition
        written += [edge for edge in (condition.low, condition.high) if edge]
        if condition.worse_by and condition.worse_by.kind == "absolute":
            written.append(condition.worse_by.quantity)
    written += [edge for edge in ((metric.limit.low, metric.limit.high) if metric.limit else ()) if edge]
    unit = metric.unit or (known.unit if known else None)
    scale = scale_for(metric.id, unit, written)
    better = metric.better or (known.better if known else None)
    fields: dict[str, Level | None] = {}
    for name in ("baseline", "today", "target"):
        level: Quantity | None = getattr(metric, name)
        path = (*metric.path, name)
        fields[name] = bound.attempt(lambda q=level: scale.level(q), "number", f"{metric.id}: {name}", path) if level else None  # type: ignore[misc]
    baseline = fields["baseline"]
    tiers = {
        tier: _alarm(metric, alarm, scale, better, baseline, bound) for tier, alarm in metric.tiers.items()
    }  # fmt: skip
    limit = None
    if metric.limit:
        limit = bound.attempt(lambda: _bounds(metric.limit, scale), "promise", f"{metric.id}: limit", (*metric.path, "limit"))  # type: ignore[arg-type]
    low, high = (known.low, known.high) if known else (None, None)
    if metric.range_:
        ends = bound.attempt(lambda: _range(metric.range_, scale), "range", f"{metric.id}: range", (*metric.path, "range"))  # type: ignore[arg-type]
        low, high = (end.value if end else None for end in ends or (None, None))
    labels, labels_after, hidden = _labels(entry.map, metric, known)
    return Gauge(
        Key(entry.key, "metric", metric.id), metric, known.name if known else metric.is_ or metric.id, known,
        _kind(metric, known, scale, written), better, scale, low, high, labels, labels_after, hidden, baseline,
        fields["today"], fields["target"], {tier: alarm for tier, alarm in tiers.items() if alarm}, limit,
    )  # fmt: skip


def _kind(metric: Metric, known: Known | None, scale: Scale, written: list[Quantity]) -> str:
    """A local metric's kind: what it says, else latency for ms and s, throughput for rps, else quality."""
    if metric.kind:
        return metric.kind
    if known:
        return known.kind
    if scale.family == "time" and (metric.unit or next((q.unit for q in written if q.unit), "")) in ("ms", "s"):
        return "latency"
    return "throughput" if scale.family == "rate" else "quality"


def _labels(entry: StoryMap, metric: Metric, known: Known | None) -> tuple[bool, int | None, bool]:
    """Whether it needs true outcomes, when those arrive, and whether that cannot be known."""
    needs = known.labels if known else metric.labels_after is not None
    if not needs:
        return metric.labels_after is not None, metric.labels_after, False
    if metric.labels_after is not None or "labels_after" in metric.broken or "labels_after" in metric.none:
        return True, metric.labels_after, metric.labels_after is None
    if "feedback" in entry.broken:
        return True, None, True
    if len(entry.feedback) == 1:
        only = next(iter(entry.feedback.values()))
        return True, only.after, only.after is None
    return True, None, False


def _range(ends: tuple[Quantity | None, Quantity | None], scale: Scale) -> tuple[Level | None, Level | None]:
    low, high = (scale.level(end) if end else None for end in ends)
    if low and high and ends[1] and low.value > high.value:
        raise GrammarError(f"`{ends[0]}` is more than `{ends[1]}`", ends[1].at, f"write `{ends[1]} to {ends[0]}`")
    return low, high


def _bounds(promise: Promise, scale: Scale) -> Bounds:
    low = scale.level(promise.low) if promise.low else None
    high = scale.level(promise.high) if promise.high else None
    if low and high and promise.high and low.value > high.value:
        raise GrammarError(
            f"`{promise.low}` is more than `{promise.high}`", promise.high.at, f"write `between {promise.high} and {promise.low}`"
        )
    return Bounds(low, high)


def _alarm(
    metric: Metric, alarm: Alarm, scale: Scale, better: Better | None, baseline: Level | None, bound: Bound
) -> BoundAlarm | None:
    condition = alarm.condition

    def edges() -> Bounds:
        if condition.worse_by is None:
            low = scale.level(condition.low) if condition.low else None
            high = scale.level(condition.high) if condition.high else None
            if low and high and condition.high and low.value >= high.value:
                raise GrammarError(
                    f"`{condition.low}` is not less than `{condition.high}`", condition.high.at,
                    f"write `outside {condition.high} to {condition.low}`",
                )  # fmt: skip
            return Bounds(low, high)
        if better == "in range":
            raise GrammarError(
                f"{metric.id} gets worse on both sides, so `worse by` has no direction", (0, 8),
                "write `outside N to N`",
            )  # fmt: skip
        change = scale.difference(condition.worse_by, baseline.value if baseline else None)
        if change is None or baseline is None or better is None:
            return Bounds(None, None)
        value = baseline.value - change if better == "higher" else baseline.value + change
        level = Level(value, scale.show(value))
        return Bounds(level, None) if better == "higher" else Bounds(None, level)

    path = (*alarm.path, "when") if alarm.long else alarm.path
    found = bound.attempt(edges, "alarm", f"{metric.id}: {alarm.id}", path)
    if found is None:
        return None
    over = condition.over if condition.over is not None else metric.over
    return BoundAlarm(alarm.id, found, condition.hold or 0, over, alarm)


class _Binder:
    """Binds what is measured on the gauges of all maps."""

    def __init__(self, sites: Registry, bound: dict[str, Bound]) -> None:
        self.sites = sites
        self.all = bound

    def gauge(self, key: str, path: Path) -> Gauge | None:
        """The gauge that the metric's name at this place leads to."""
        target = self.sites.target(key, path)
        return self.all[target.map].gauges.get(target.id) if target and target.kind == "metric" else None

    def bind(self, entry: SiteMap) -> None:
        found, bound = entry.map, self.all[entry.key]
        for use_case in found.use_cases.values():
            for name, promise in use_case.expects.items():
                path = (*use_case.path, "expects", name)
                gauge = self.gauge(entry.key, path)
                if gauge:
                    bounds = bound.attempt(lambda p=promise, g=gauge: _bounds(p, g.scale), "promise", f"{use_case.id}: {name}", path)  # type: ignore[misc]
                    if bounds:
                        bound.promises[use_case.id, name] = (gauge, bounds)
        for segment in found.segments.values():
            for side in ("baseline", "floor"):
                for name, quantity in getattr(segment, side).items():
                    level = self._level(entry.key, quantity, (*segment.path, side, name), f"{segment.id}: {side} {name}")
                    if level:
                        bound.segments[segment.id, side, name] = level
        for variants in (found.variants, *(experiment.variants for experiment in found.experiments.values())):
            for variant in variants.values():
                for name, quantity in variant.levels.items():
                    path = (*variant.path, "levels", name)
                    level = self._level(entry.key, quantity, path, f"{variant.id}: {name}")
                    if level:
                        bound.variant_levels[path] = level
        shared = self._guardrails(entry.key, found.guardrails, ("guardrails",))
        bound.shared = list(shared.values())
        for job in found.jobs.values():
            bound.jobs[job.id] = self._job(entry.key, job, shared)
        for experiment in found.experiments.values():
            bound.experiments[experiment.id] = self._experiment(entry.key, experiment, shared)

    def _level(self, key: str, quantity: Quantity, path: Path, subject: str) -> tuple[Gauge, Level] | None:
        gauge = self.gauge(key, path)
        if gauge is None:
            return None
        level = self.all[key].attempt(lambda: gauge.scale.level(quantity), "number", subject, path)
        return (gauge, level) if level else None

    def _job(self, key: str, job: Job, shared: dict[str, BoundTolerance]) -> BoundJob:
        gauge = self.gauge(key, (*job.path, "improves"))
        own = self._guardrails(key, job.guardrails, (*job.path, "guardrails"))
        segment = self._segment(key, (*job.path, "for"), job.for_)
        ends: list[Level | None] = []
        for name, quantity in (("from", job.from_), ("to", job.to)):
            bind = (lambda q=quantity: gauge.scale.level(q)) if gauge and quantity else None
            ends.append(self.all[key].attempt(bind, "number", f"{job.id}: {name}", (*job.path, name)) if bind else None)
        return BoundJob(gauge, ends[0], ends[1], segment, {**shared, **own})

    def _experiment(self, key: str, experiment: Experiment, shared: dict[str, BoundTolerance]) -> BoundExperiment:
        bound = self.all[key]
        gauge = self.gauge(key, (*experiment.path, "primary"))
        own = self._guardrails(key, experiment.guardrails, (*experiment.path, "guardrails"))
        segment = self._segment(key, (*experiment.path, "for"), experiment.for_)
        mde = sd = None
        if gauge and experiment.mde:
            difference: Difference = experiment.mde
            baseline = self.start(gauge, segment)
            path = (*experiment.path, "mde")
            mde = bound.attempt(lambda: gauge.scale.difference(difference, baseline), "difference", f"{experiment.id}: mde", path)
        if gauge and experiment.sd:
            spread: Quantity = experiment.sd
            level = bound.attempt(lambda: gauge.scale.level(spread), "number", f"{experiment.id}: sd", (*experiment.path, "sd"))
            sd = level.value if level else None
        return BoundExperiment(gauge, segment, mde, sd, {**shared, **own})

    def _segment(self, key: str, path: Path, name: str | None) -> Key | None:
        """The segment that is named; one that leads nowhere stays a segment without levels, never everyone."""
        if name is None:
            return None
        return self.sites.target(key, path) or Key(key, "segment", name)

    def start(self, gauge: Gauge, segment: Key | None) -> Decimal | None:
        """The baseline that a difference is reckoned from: the segment's where one is named, else the metric's."""
        if segment and segment.id != BUILT_IN_SEGMENT:
            found = self.all[segment.map].segments.get((segment.id, "baseline", gauge.key.id))
            return found[1].value if found else None
        return gauge.baseline.value if gauge.baseline else None

    def _guardrails(self, key: str, written: Mapping[str, Tolerance], path: Path) -> dict[str, BoundTolerance]:
        found = {}
        for name, tolerance in written.items():
            place = (*path, name)
            gauge = self.gauge(key, place)
            if gauge is None:
                continue
            bounds = change = None
            if tolerance.promise:
                promise: Promise = tolerance.promise
                bounds = self.all[key].attempt(lambda p=promise, g=gauge: _bounds(p, g.scale), "tolerance", f"guardrail {name}", place)  # type: ignore[misc]
            elif tolerance.difference:
                difference: Difference = tolerance.difference
                baseline = gauge.baseline.value if gauge.baseline else None
                change = self.all[key].attempt(
                    lambda d=difference, g=gauge, b=baseline: g.scale.difference(d, b), "tolerance", f"guardrail {name}", place  # type: ignore[misc]
                )
            # One whose change is not known (a share of no baseline) still guards its metric.
            found[f"{gauge.key.map}/{gauge.key.id}"] = BoundTolerance(gauge, key, place, tolerance, change, bounds)
        return found
