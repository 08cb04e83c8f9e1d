"""Experiments: the sample that is needed, the sample that can be reached, and the smallest effect that it can see.

Needed: the two-proportion z-test, pooled under H0 and unpooled under H1, without continuity correction, and the
two-sample z-test of means (Fleiss, Levin & Paik, *Statistical Methods for Rates and Proportions*, 2003, section 4.3).
Reach: decisions a day, times the share of each arm on the steps of a rollout, over the best window. (docs/format.md, section 8.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import ceil, sqrt
from statistics import NormalDist

from mkdocs_storymap.derive.releases import in_one_step
from mkdocs_storymap.grammar import DAY, Difference, Step
from mkdocs_storymap.model import Experiment, Release, StoryMap
from mkdocs_storymap.record import record
from mkdocs_storymap.site.binding import Gauge
from mkdocs_storymap.site.registry import BUILT_IN_SEGMENT, Key
from mkdocs_storymap.site.site import Site, is_all

EXPOSURE_ROLLOUTS = ("canary", "gradual", "blue-green")
"""Rollouts in which treatment gets the exposed share and control the rest."""
_OPEN_ENDED = ("ab-test", "feature-flag", "holdout")
"""Where the last step has no end; what it counts is its hold, or without one as long as the experiment runs."""
_OWN_ROW = ("holdout", "shadow-compare", "interleaving")
"""Types whose traffic does not depend on the rollout that they run in."""
_LEAST = 2.0**-53
"""The smallest step from 1 that a float can make."""


@record
class Arms:
    """What an experiment needs in its two arms: rounded up, each."""

    control: int
    treatment: int

    @property
    def smaller(self) -> int:
        """The smaller arm."""
        return min(self.control, self.treatment)


@record
class Plan:
    """What can be computed about one experiment. A None was skipped, and `notes` says why.

    Attributes:
        key: The experiment.
        start: p1: the segment's baseline, else `today`, else `baseline`.
        end: p2: start plus or minus the effect; None where it leads out of 0 to 1.
        planned: Planned size of each arm, by variant.
        needed: For each treatment, what it and control need.
        smaller_needed: What the smallest arm of all needs, so that every treatment and control get what they need.
        ratio: Planned over needed, the worst treatment.
        ratio_many: The same at alpha / (variants - 1); None with two variants.
        reachable: Size of each arm in the best window, by variant.
        reach_ratio: The worst arm's reachable over planned.
        window: Length of that window in minutes.
        window_start: Where it begins, in minutes from the release's first step.
        holds: Minutes in which every arm gets something; None where that is unbounded or unknown.
        longest_hold: The longest single hold among those.
        visible_effect: Smallest change of the primary proportion that the smaller arm can see.
        notes: Why something was not computed, in words for the page.
    """

    key: Key
    start: Decimal | None = None
    end: Decimal | None = None
    planned: Mapping[str, Fraction] | None = None
    needed: Mapping[str, Arms] | None = None
    smaller_needed: int | None = None
    ratio: Fraction | None = None
    ratio_many: Fraction | None = None
    reachable: Mapping[str, Fraction] | None = None
    reach_ratio: Fraction | None = None
    window: int | None = None
    window_start: int | None = None
    holds: int | None = None
    longest_hold: int | None = None
    visible_effect: float | None = None
    notes: tuple[str, ...] = ()

    @property
    def smaller_planned(self) -> Fraction | None:
        """The smallest planned arm."""
        return min(self.planned.values(), default=None) if self.planned else None


@lru_cache(maxsize=256)
def z(probability: float) -> float:
    """Quantile of the standard normal distribution; what a float cannot tell from 0 or 1 is taken as the nearest that it can."""
    return NormalDist().inv_cdf(min(max(probability, _LEAST), 1 - _LEAST))


def _z(alpha: Decimal, sides: int, power: Decimal) -> tuple[float, float]:
    return z(float(1 - alpha / sides)), z(float(power))


def needed_for_proportions(p1: Decimal, p2: Decimal, alpha: Decimal, power: Decimal, sides: int, k: Fraction) -> Arms:
    """Sample for a change of a proportion from p1 to p2; k is treatment over control."""
    a, b, ratio = float(p1), float(p2), float(k)
    z_alpha, z_power = _z(alpha, sides, power)
    pooled = (a + ratio * b) / (1 + ratio)
    spread = z_alpha * sqrt(pooled * (1 - pooled) * (1 + 1 / ratio)) + z_power * sqrt(a * (1 - a) + b * (1 - b) / ratio)
    control = spread**2 / (b - a) ** 2
    return Arms(ceil(control), ceil(ratio * control))


def needed_for_means(sd: Decimal, mde: Decimal, alpha: Decimal, power: Decimal, sides: int, k: Fraction) -> Arms:
    """Sample for a change of a mean by `mde` where values spread by `sd`."""
    z_alpha, z_power = _z(alpha, sides, power)
    # As fractions: the square of two figures of a hundred digits each is more than a float can hold.
    control = (1 + 1 / k) * (Fraction(z_alpha + z_power) * Fraction(sd) / Fraction(mde)) ** 2
    return Arms(ceil(control), ceil(k * control))


def visible_effect(p: Decimal, arm: Fraction, alpha: Decimal, power: Decimal, sides: int) -> float:
    """Smallest change of a proportion around p that an arm of this size can see (SM830)."""
    z_alpha, z_power = _z(alpha, sides, power)
    share = float(p)
    return (z_alpha + z_power) * sqrt(max(0.0, 2 * share * (1 - share)) / float(arm))


def weights(experiment: Experiment) -> dict[str, Fraction]:
    """The share of each variant: `split`, else equal."""
    names = list(experiment.variants)
    if experiment.split and len(experiment.split) == len(names):
        return {name: Fraction(share) for name, share in zip(names, experiment.split, strict=True)}
    return {name: Fraction(1, len(names)) for name in names}


def _split_is_faulty(experiment: Experiment) -> bool:
    return "split" in experiment.broken or bool(experiment.split and len(experiment.split) != len(experiment.variants))


def planned_arms(experiment: Experiment) -> dict[str, Fraction] | None:
    """The planned size of each arm; `per variant` speaks of the smaller one."""
    if experiment.sample is None or len(experiment.variants) < 2 or _split_is_faulty(experiment):
        return None
    shares = weights(experiment)
    least = min(shares.values())
    total = Fraction(experiment.sample.number) / least if experiment.sample.per_variant else Fraction(experiment.sample.number)
    return {name: total * share for name, share in shares.items()}


def starting_level(site: Site, gauge: Gauge, segment: Key | None) -> Decimal | None:
    """p1: the segment's baseline where one other than `all` is named, else today's level, else the baseline.

    A metric that is measured on this very segment holds its levels itself.
    """
    if segment is not None and segment.id != BUILT_IN_SEGMENT:
        found = site.bound[segment.map].segments.get((segment.id, "baseline", gauge.key.id))
        if found or not measured_on(site, gauge, segment):
            return found[1].value if found else None
    level = gauge.today or gauge.baseline
    return level.value if level else None


def measured_on(site: Site, gauge: Gauge, segment: Key | None) -> bool:
    """True for a metric whose `segment` is this one."""
    return gauge.metric.segment is not None and segment == site.target(gauge.key.map, (*gauge.metric.path, "segment"))


def is_proportion(gauge: Gauge, difference: Difference | None) -> bool:
    """True for a true proportion; a local metric counts if its baseline is in percent or the difference on it in points.

    So does a metric of the site that does not say whether it is one.
    """
    if gauge.known is not None and gauge.known.proportion is not None:
        return gauge.known.proportion
    in_percent = gauge.metric.baseline is not None and gauge.metric.baseline.unit == "%"
    in_points = difference is not None and difference.kind == "points"
    return gauge.scale.family == "ratio" and (in_percent or in_points)


def plan(site: Site, map_key: str, experiment: Experiment) -> Plan:
    """Compute what can be computed about an experiment."""
    key = Key(map_key, "experiment", experiment.id)
    notes: list[str] = []
    fields: dict[str, object] = {"planned": planned_arms(experiment)}
    fields |= _power(site, map_key, experiment, notes)
    fields |= _visible(site, map_key, experiment)
    fields |= _reach(site, map_key, experiment, notes)
    return Plan(key, notes=tuple(notes), **fields)  # type: ignore[arg-type]


def _power(site: Site, map_key: str, experiment: Experiment, notes: list[str]) -> dict[str, object]:
    bound = site.bound[map_key].experiments[experiment.id]
    gauge, mde = bound.primary, bound.mde
    if gauge is None or mde is None:
        return {}
    start = starting_level(site, gauge, bound.segment)
    proportion = is_proportion(gauge, experiment.mde)
    if experiment.type != "ab-test":
        notes.append(f"no sample is computed for {experiment.type or 'this type'}")
        return {"start": start}
    if experiment.analysis:
        notes.append(f"the sample follows another method: {experiment.analysis}")
        return {"start": start}
    if not proportion and bound.sd is None:
        notes.append(f"no sample is computed: {gauge.title} is not a proportion, and there is no `sd`")
        return {"start": start}
    if start is None and proportion:
        whom = f" for {bound.segment.id}" if bound.segment is not None else ""
        notes.append(f"no sample is computed: {gauge.title} has no baseline{whom}")
        return {}
    shares = weights(experiment)
    control = experiment.control
    if len(shares) < 2 or control is None:
        return {"start": start}
    fields: dict[str, object] = {"start": start}
    ends: list[Decimal] = []
    if proportion and start is not None:
        ends = [end for end in _ends(start, mde, gauge) if 0 <= start <= 1 and 0 <= end <= 1]
        if not ends:
            return fields
        if any(float(end) == float(start) for end in ends):
            notes.append(f"no sample is computed: {experiment.mde} is too small an effect to reckon with")
            return fields
    found: dict[str, Arms] = {}
    many: dict[str, Arms] = {}
    alpha_many = experiment.alpha / max(1, len(shares) - 1)
    for name, share in shares.items():
        if name == control:
            continue
        k = share / shares[control]
        for alpha, into in ((experiment.alpha, found), (alpha_many, many)):
            if proportion and start is not None:
                options = [(needed_for_proportions(start, end, alpha, experiment.power, experiment.sides, k), end) for end in ends]
                arms, end = min(options, key=lambda option: option[0].smaller)
                if into is found:
                    fields["end"] = end
            else:
                assert bound.sd is not None
                arms = needed_for_means(bound.sd, mde, alpha, experiment.power, experiment.sides, k)
            into[name] = arms
    fields["needed"] = found
    least = min(shares.values())
    fields["smaller_needed"] = max(ceil(arms.smaller * least / min(shares[name], shares[control])) for name, arms in found.items())
    planned = planned_arms(experiment)
    if planned:
        fields["ratio"] = min(_ratio(planned, control, name, arms) for name, arms in found.items())
        if len(shares) > 2:
            fields["ratio_many"] = min(_ratio(planned, control, name, arms) for name, arms in many.items())
    return fields


def _visible(site: Site, map_key: str, experiment: Experiment) -> dict[str, object]:
    """The smallest effect on its primary metric that the planned sample can see, for proportions."""
    bound = site.bound[map_key].experiments[experiment.id]
    planned = planned_arms(experiment)
    if bound.primary is None or not planned or not is_proportion(bound.primary, experiment.mde):
        return {}
    start = starting_level(site, bound.primary, bound.segment)
    if start is None or not 0 <= start <= 1:
        return {}
    return {"visible_effect": visible_effect(start, min(planned.values()), experiment.alpha, experiment.power, experiment.sides)}


def _ends(start: Decimal, mde: Decimal, gauge: Gauge) -> list[Decimal]:
    """Where the effect leads: in the improving direction; both ways where the metric is best in a range."""
    if gauge.better == "lower":
        return [start - mde]
    if gauge.better == "in range":
        return [start + mde, start - mde]
    return [start + mde]


def _ratio(planned: Mapping[str, Fraction], control: str, treatment: str, arms: Arms) -> Fraction:
    smaller = min(planned[control], planned[treatment])
    return smaller / max(1, arms.smaller)


@record
class _Stage:
    """One step of the release on the time line; `rates` are decisions a minute for each arm."""

    minutes: Fraction
    rates: Mapping[str, Fraction]
    open_ended: bool


def _reach(site: Site, map_key: str, experiment: Experiment, notes: list[str]) -> dict[str, object]:
    if experiment.type in ("offline", "bandit") or experiment.type is None:
        return {}
    release_key = site.experiment_release(map_key, experiment)
    release = site.release(release_key)
    bound = site.bound[map_key].experiments[experiment.id]
    if release is None or release_key is None or experiment.runs is None or len(experiment.variants) < 2 or _split_is_faulty(experiment):
        return {}
    if release.rollout is None or not release.steps or {"steps", "rollout"} & release.broken:
        return {}
    if any(step.until for step in release.steps):
        notes.append(f"no reach is computed: a step of {release.id} waits for a review, so its length is unknown")
        return {}
    if experiment.type not in _OWN_ROW and in_one_step(release):
        notes.append(f"no reach is computed: the only step of {release.id} is everyone")
        return {}
    stages = _stages(experiment, release, Fraction(1))
    if stages is None:
        return {}
    fields = _holds(stages)
    users = site.map(release_key.map)
    volume = users.volume
    if volume is None:
        notes.append("no reach is computed: the map names no `volume`")
        return fields
    share = _segment_share(site, bound.segment)
    traffic = experiment.traffic if experiment.traffic is not None else Decimal(1)
    primary = bound.primary
    if share is None:
        notes.append(f"no reach is computed: the segment {bound.segment.id if bound.segment else ''} has no share")
        return fields
    if "decide_after" in experiment.broken or "traffic" in experiment.broken or "split" in experiment.broken:
        return fields
    delay = 0
    if primary is not None and primary.labels:
        if primary.labels_after is None:
            return fields
        delay = primary.labels_after
    decide = experiment.decide_after if experiment.decide_after is not None else experiment.runs
    window = min(experiment.runs, max(0, decide - delay))
    planned = planned_arms(experiment)
    per_minute = Fraction(_exact(volume.per_day, users) * share * Fraction(traffic)) / DAY
    stages = _stages(experiment, release, per_minute)
    if stages is None or planned is None:
        return fields
    reached, begin = _best_window(stages, Fraction(window), Fraction(experiment.runs), planned)
    fields |= {
        "reachable": reached,
        "reach_ratio": min(reached[name] / planned[name] for name in planned),
        "window": window,
        "window_start": int(begin),
    }
    return fields


def _exact(_: Decimal, found: StoryMap) -> Fraction:
    """Decisions a day without the rounding of a seventh."""
    assert found.volume is not None
    return Fraction(found.volume.number) * {"hour": Fraction(24), "day": Fraction(1), "week": Fraction(1, 7)}[found.volume.period]


def _segment_share(site: Site, segment: Key | None) -> Fraction | None:
    if is_all(segment):
        return Fraction(1)
    found = site.segment(segment)
    return Fraction(found.share) if found and found.share is not None else None


def _stages(experiment: Experiment, release: Release, volume: Fraction) -> list[_Stage] | None:
    """The steps of a release with what each arm gets; None where arms get nothing by design (a shadow release)."""
    shares = weights(experiment)
    control = experiment.control or ""
    kind = experiment.type if experiment.type in _OWN_ROW else release.rollout
    if kind == "shadow":
        return None
    stages = []
    for number, step in enumerate(release.steps):
        last = number == len(release.steps) - 1
        rates = _rates(kind or "", shares, control, Fraction(step.exposure), volume)
        open_ended = last and kind in _OPEN_ENDED
        stages.append(_Stage(Fraction(step.hold or 0), rates, open_ended))
    return stages


def _rates(kind: str, shares: Mapping[str, Fraction], control: str, e: Fraction, volume: Fraction) -> dict[str, Fraction]:
    """The rows of the table of docs/format.md, section 8."""
    treatments = sum(share for name, share in shares.items() if name != control)

    def exposed() -> dict[str, Fraction]:
        return {
            name: volume * (1 - e) if name == control else volume * e * share / treatments for name, share in shares.items()
        }

    def split() -> dict[str, Fraction]:
        return {name: volume * e * share for name, share in shares.items()}

    if kind in EXPOSURE_ROLLOUTS:
        return exposed()
    if kind == "ab-test":
        return split()
    if kind == "feature-flag":
        # The better is the one that fills the worst arm's plan sooner; plans are in proportion to the shares.
        return max(exposed(), split(), key=lambda rates: min(rates[name] / share for name, share in shares.items()))
    if kind == "holdout":
        return {name: volume * share for name, share in shares.items()}
    if kind in ("shadow-compare", "interleaving"):
        return dict.fromkeys(shares, volume * e)
    return {name: Fraction(0) if name == control else volume for name in shares}


def _holds(stages: Sequence[_Stage]) -> dict[str, object]:
    """How long every arm gets something (SM828), and the longest single stretch (SM834)."""
    usable = [stage for stage in stages if all(rate > 0 for rate in stage.rates.values())]
    if any(stage.open_ended for stage in usable):
        return {}
    return {
        "holds": int(sum(stage.minutes for stage in usable)),
        "longest_hold": int(max((stage.minutes for stage in usable), default=Fraction(0))),
    }


def _best_window(
    stages: Sequence[_Stage], window: Fraction, runs: Fraction, planned: Mapping[str, Fraction]
) -> tuple[dict[str, Fraction], Fraction]:
    """Slide a window along the steps; return the best minimum over arms of reached / planned, and where it begins."""
    edges = [Fraction(0)]
    for stage in stages:
        edges.append(edges[-1] + (stage.minutes or (runs if stage.open_ended else 0)))
    best, at = {name: Fraction(0) for name in planned}, Fraction(0)
    for begin in sorted({*edges[:-1], *(max(Fraction(0), edge - window) for edge in edges[1:])}):
        reached = dict.fromkeys(planned, Fraction(0))
        for stage, start, end in zip(stages, edges, edges[1:], strict=False):
            overlap = min(end, begin + window) - max(start, begin)
            if overlap > 0:
                for name in reached:
                    reached[name] += stage.rates[name] * overlap
        if min(reached[name] / planned[name] for name in planned) > min(best[name] / planned[name] for name in planned):
            best, at = reached, begin
    return best, at


def hold_total(steps: Sequence[Step]) -> int | None:
    """All holds of a rollout together, in minutes; None where a step waits for a review or none has a hold."""
    if any(step.until for step in steps) or all(step.hold is None for step in steps):
        return None
    return sum(step.hold or 0 for step in steps)
