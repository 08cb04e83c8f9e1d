"""Jobs of a data-science map: from a level that is known, to one that is better (SM841, SM842)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from mkdocs_storymap.checks.experiments import baseline_of
from mkdocs_storymap.checks.levels import alarm_may_be_lost, out_of_range
from mkdocs_storymap.checks.rule import Context, Family
from mkdocs_storymap.diagnostics import Finding, Mention
from mkdocs_storymap.site.binding import Gauge
from mkdocs_storymap.site.registry import BUILT_IN_SEGMENT

rules = Family()


@rules("SM841")
def from_to_is_better(c: Context) -> Iterator[Finding]:
    """A job improves its metric: `to` is better than `from`.

    A job that leaves its metric where it is, or makes it worse, serves something else, and should name that.

    Fails:
        science:
          jobs:
            beat-scorecard: {improves: recall, from: 0.82, to: 0.60}
    Passes:
        science:
          jobs:
            beat-scorecard: {improves: recall, from: 0.60, to: 0.82}
    """
    for name, job in c.bound.jobs.items():
        gauge = job.gauge
        if gauge is None or gauge.better in (None, "in range") or job.from_ is None or job.to is None:
            continue
        if out_of_range(gauge, job.from_) or out_of_range(gauge, job.to):
            continue
        if not gauge.worse(job.from_.value, job.to.value):
            yield Finding(
                "SM841", f"{name}: from {job.from_.text} to {job.to.text} is no improvement of {gauge.title}: {gauge.better} is better",
                "swap the two, or name another metric", ("jobs", name, "to"),
                mentions=(Mention("where it starts", ("jobs", name, "from")),),
            )  # fmt: skip


@rules("SM842")
def from_is_a_known_level(c: Context) -> Iterator[Finding]:
    """A job starts from a level that its map knows.

    The baseline (the segment's, where it is for one), what users get today, or the edge of an alarm that it answers.

    Fails:
        science:
          jobs:
            thin-file-lift: {for: thin-file, from: 0.70, to: 0.78}
    Passes:
        science:
          jobs:
            thin-file-lift: {for: thin-file, from: 0.68, to: 0.78}
    """
    for name, job in c.bound.jobs.items():
        gauge = job.gauge
        if gauge is None or job.from_ is None or out_of_range(gauge, job.from_) or _is_vague(gauge):
            continue
        if "for" in c.map.jobs[name].broken:
            continue  # Whose baseline it starts from cannot be known.
        baseline = baseline_of(c, gauge, job.segment)
        if baseline is None:
            continue
        known: set[Decimal] = {baseline}
        known |= {level.value for level in (gauge.today,) if level is not None}
        known |= {edge.value for alarm in gauge.tiers.values() for _, edge in alarm.edges.sides()}
        if job.from_.value not in known:
            today = f" (today {gauge.today.text})" if gauge.today is not None else ""
            who = f" of {job.segment.id}" if job.segment and job.segment.id != BUILT_IN_SEGMENT else ""
            yield Finding(
                "SM842", f"{name} starts from {job.from_.text}, and the baseline of {gauge.title}{who} is {gauge.scale.show(baseline)}{today}",
                "write the level from which it really starts, or mend the baseline", ("jobs", name, "from"),
            )  # fmt: skip


def _is_vague(gauge: Gauge) -> bool:
    """True where a level that a job may start from cannot be read or compared, which is told at its place."""
    levels = [level for level in (gauge.baseline, gauge.today) if level is not None]
    return "today" in gauge.metric.broken or alarm_may_be_lost(gauge) or any(out_of_range(gauge, level) for level in levels)
