"""The runbook: what is done when a metric leaves its healthy level (docs/format.md, section 5)."""

from __future__ import annotations

from mkdocs_storymap.model import TIERS, Action, Respond
from mkdocs_storymap.record import record
from mkdocs_storymap.site.binding import BoundAlarm, Gauge
from mkdocs_storymap.site.site import Site


@record
class RunbookRow:
    """One metric and tier.

    Attributes:
        gauge: The metric.
        alarm: Its edges, hold and window.
        action: Who does what within which time; None where the map has no plan for this tier.
        detection: Minutes from the fault to the alarm: until labels arrive (where it needs them), plus `for`;
            None where nobody says when labels arrive.
    """

    gauge: Gauge
    alarm: BoundAlarm
    action: Action | None
    detection: int | None


def runbook(site: Site, key: str) -> list[RunbookRow]:
    """All rows of a map, metric by metric, from mild to strong."""
    found = site.map(key)
    rows = []
    for gauge in site.bound[key].gauges.values():
        for tier in TIERS:
            alarm = gauge.tiers.get(tier)
            if alarm is not None:
                rows.append(RunbookRow(gauge, alarm, action(found.respond, tier), detection(gauge, alarm)))
    return rows


def action(respond: Respond | None, tier: str) -> Action | None:
    """The plan's action for a tier."""
    found: Action | None = getattr(respond, tier) if respond else None
    return found


def detection(gauge: Gauge, alarm: BoundAlarm) -> int | None:
    """Minutes from the fault to the alarm."""
    if not gauge.labels:
        return alarm.hold
    return None if gauge.labels_after is None else gauge.labels_after + alarm.hold


def in_release(respond: Respond | None, override: Respond | None, tier: str) -> Action | None:
    """The action that holds in a release: its own words where it has some, else the map's."""
    base, own = action(respond, tier), action(override, tier)
    if base is None or own is None:
        return own or base
    return Action(
        id=tier, path=own.path, broken=own.broken, none=own.none,
        who=own.who or base.who, within=own.within if own.within is not None else base.within,
        to=own.to or base.to, automatic=own.automatic if own.automatic is not None else base.automatic,
    )  # fmt: skip
