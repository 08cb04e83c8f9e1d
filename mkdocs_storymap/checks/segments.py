"""Segments: floors that are reached, shares that add up (SM531 to SM535)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from mkdocs_storymap.checks.rule import Context, Family
from mkdocs_storymap.diagnostics import Finding, Mention, Path
from mkdocs_storymap.grammar import percent
from mkdocs_storymap.metrics import Level
from mkdocs_storymap.site.binding import BoundJob, Gauge
from mkdocs_storymap.site.registry import BUILT_IN_SEGMENT, Key
from mkdocs_storymap.text import slug

rules = Family()

_MOST = Decimal("1.005")


@rules("SM531")
def floor_has_a_job(c: Context) -> Iterator[Finding]:
    """A segment below its floor is lifted by a job of a data-science map.

    A floor says what a group must get at least. Where it gets less today, somebody has to be at work on it: a job with
    this metric and this segment whose `to` reaches the floor.

    Fails:
        segments:
          thin-file: {baseline: {recall: 0.68}, floor: {recall: 0.79}}
        science:
          jobs:
            thin-file-lift: {improves: recall, for: thin-file, from: 0.68, to: 0.78}
    Passes:
        segments:
          thin-file: {baseline: {recall: 0.68}, floor: {recall: 0.78}}
        science:
          jobs:
            thin-file-lift: {improves: recall, for: thin-file, from: 0.68, to: 0.78}
    """
    if "linked" not in c.map.none:
        yield from _below_floor(c, "SM531")


@rules("SM532")
def floor_without_science(c: Context) -> Iterator[Finding]:
    """A segment below its floor, in a map that says that it has no data-science map.

    Nobody can be at work on it then; whoever wrote the floor should know.

    Fails:
        linked: {none: The model is bought}
        segments:
          thin-file: {baseline: {recall: 0.68}, floor: {recall: 0.79}}
    Passes:
        linked: {none: The model is bought}
        segments:
          thin-file: {baseline: {recall: 0.68}, floor: {recall: 0.68}}
    """
    if "linked" in c.map.none:
        yield from _below_floor(c, "SM532")


def _below_floor(c: Context, code: str) -> Iterator[Finding]:
    for segment, name, gauge, baseline, floor in _floors(c):
        if not gauge.worse(baseline.value, floor.value):
            continue
        if _reaching(c, segment, gauge, floor) is None and not c.job_may_be_lost(gauge):
            yield Finding(
                code, f"{segment}: {gauge.title} is {baseline.text}, worse than its floor of {floor.text}, and {_nobody(c, segment, gauge)}",
                f"plan a job that improves {gauge.title} `for: {segment}` `to: {floor.text}`, or mend the floor",
                ("segments", segment, "floor", name), mentions=(Mention("what it gets", ("segments", segment, "baseline", name)),),
            )  # fmt: skip


@rules("SM535")
def floor_is_late(c: Context) -> Iterator[Finding]:
    """The job that closes a floor lands after users see the product.

    Until then the group gets less than its floor. That may be right (nobody gets worse than today), and should be a decision
    rather than a surprise.

    Fails:
        segments:
          women: {baseline: {recall: 0.80}, floor: {recall: 0.81}}
        science:
          jobs:
            stay-fresh: {improves: recall, for: women, from: 0.80, to: 0.81, release: open-banking, serves: [thin-file-answer]}
    Passes:
        segments:
          women: {baseline: {recall: 0.80}, floor: {recall: 0.81}}
        science:
          jobs:
            stay-fresh: {improves: recall, for: women, from: 0.80, to: 0.81, release: canary}
    """
    first = c.first_visible
    if first is None:
        return
    for segment, name, gauge, baseline, floor in _floors(c):
        if not gauge.worse(baseline.value, floor.value):
            continue
        jobs = _reaching(c, segment, gauge, floor)
        if jobs and all(c.lands_by(key, first) is False for key, _ in jobs):
            key = jobs[0][0]
            lands = c.site.release_of(key.map, c.site.job(key))
            yield Finding(
                "SM535",
                f"{segment} gets its floor of {gauge.title} with `{lands.id if lands else ''}` ({key.id}), "
                f"and users see the product from `{first.id}`",
                "ship the job earlier, or say in the first release why that is acceptable", ("segments", segment, "floor", name),
                mentions=(Mention("the job", c.site.job(key).path, key.map, key=True),),
            )  # fmt: skip


def _nobody(c: Context, segment: str, gauge: Gauge) -> str:
    near = [f"`{key.id}` only reaches {job.to.text}" for key, job in c.jobs_on(gauge, segment) if job.to is not None]
    return " and ".join(near) or "no job lifts it"


def _floors(c: Context) -> Iterator[tuple[str, str, Gauge, Level, Level]]:
    """Segments with a floor and a baseline on the same metric."""
    for (segment, side, name), (gauge, floor) in c.bound.segments.items():
        if side != "floor":
            continue
        for (other, at, _), (measured, baseline) in c.bound.segments.items():
            if other == segment and at == "baseline" and measured.key == gauge.key:
                yield segment, name, gauge, baseline, floor


def _reaching(c: Context, segment: str, gauge: Gauge, floor: Level) -> list[tuple[Key, BoundJob]] | None:
    """Jobs that lift this segment to its floor; an empty list where a faulty job may do so; None where none does."""
    jobs = list(c.jobs_on(gauge, segment))
    reaching = [(key, job) for key, job in jobs if job.to is not None and not gauge.worse(job.to.value, floor.value)]
    if reaching:
        return reaching
    return [] if any(job.to is None for _, job in jobs) else None


@rules("SM533")
def shares_add_up(c: Context) -> Iterator[Finding]:
    """The shares of one attribute add up to 100% at most, unless a segment says that they overlap.

    Shares that do not add up make every number that rests on them wrong: how fast a sample fills, how many people a floor
    protects. Half a percent is left for rounding.

    Fails:
        segments:
          women: {by: sex, share: 47%}
          men: {by: sex, share: 57%}
    Passes:
        segments:
          women: {by: sex, share: 47%}
          men: {by: sex, share: 53%}
    """
    by_attribute: dict[str, list[str]] = {}
    for segment in c.map.segments.values():
        if segment.by and segment.share is not None and segment.id != BUILT_IN_SEGMENT:
            by_attribute.setdefault(slug(segment.by), []).append(segment.id)
    for names in by_attribute.values():
        segments = [c.map.segments[name] for name in names]
        total = sum((segment.share for segment in segments if segment.share is not None), Decimal(0))
        if total > _MOST and not any(segment.overlaps or "overlaps" in segment.broken for segment in segments):
            path: Path = (*segments[-1].path, "share")
            yield Finding(
                "SM533", f"the shares of {', '.join(names)} ({segments[0].by}) add up to {percent(total)}",
                "mend the shares, or say `overlaps: yes` in one of them", path,
                mentions=tuple(Mention(f"{segment.id}", (*segment.path, "share")) for segment in segments[:-1]),
            )  # fmt: skip
