"""The verdict as JSON (version 1): see `schema/check-output-1.schema.json`. Durations are in days."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from mkdocs_storymap.derive.bottlenecks import Bottleneck
from mkdocs_storymap.derive.checklist import states
from mkdocs_storymap.derive.runbook import RunbookRow
from mkdocs_storymap.derive.samples import Plan
from mkdocs_storymap.derive.work import LeadTime
from mkdocs_storymap.diagnostics import Diagnostic
from mkdocs_storymap.grammar import DAY
from mkdocs_storymap.model import Experiment
from mkdocs_storymap.pipeline import Judged, JudgedMap
from mkdocs_storymap.report.json_text import json_text
from mkdocs_storymap.report.text import explain_command
from mkdocs_storymap.site.registry import Key

KINDS = {"data item": "data", "job": "job", "story": "story"}
"""What `kind` says in paths and bottlenecks."""


def render_json(judged: Judged, diagnostics: Iterable[Diagnostic], *, files: int, extra: dict[str, Any] | None = None) -> str:
    """Return the whole report; the same input gives the same text."""
    chosen = list(diagnostics)
    maps = [map_entry(entry.home or judged, entry) for entry in judged.maps]
    counts = {name: sum(d.severity == severity for d in chosen) for name, severity in _SEVERITIES}
    stories = sum(len(entry.shaped.map.stories) for entry in judged.maps if entry.shaped.map is not None)
    report: dict[str, Any] = {
        "version": 1,
        "summary": {"files": files, "maps": len(judged.maps), "stories": stories, **counts},
        "maps": maps,
        "diagnostics": [diagnostic_entry(diagnostic) for diagnostic in chosen],
        **(extra or {}),
    }
    return json_text(report)


_SEVERITIES = (("errors", "error"), ("warnings", "warning"), ("advice", "advice"))


def diagnostic_entry(diagnostic: Diagnostic) -> dict[str, Any]:
    """One problem."""
    where = diagnostic.location
    found: dict[str, Any] = {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "file": where.file,
        "line": where.line,
        "column": where.column if where.line is not None else None,
        "end_line": where.end_line if where.line is not None else None,
        "end_column": where.end_column if where.line is not None else None,
        "pointer": diagnostic.pointer,
        "map": diagnostic.map,
        "help": explain_command(diagnostic.code),
    }
    if where.line is None:
        found["generated"] = True
    if diagnostic.waived is not None:
        found["waived"] = diagnostic.waived
    if diagnostic.related:
        found["related"] = [
            {"file": r.location.file, "line": r.location.line, "column": r.location.column, "message": r.message}
            for r in diagnostic.related
        ]
    return found


def map_entry(judged: Judged, entry: JudgedMap) -> dict[str, Any]:
    """One map; of one that cannot be read just what is known."""
    found = entry.shaped.map
    result: dict[str, Any] = {
        "id": found.id if found else entry.shaped.claimed,
        "kind": found.kind if found else None,
        "title": found.title if found else None,
        "status": found.status if found else None,
        "file": entry.source.file,
        "line": entry.source.line,
        "stories": len(found.cards) if found else 0,
        "checklist": dict(states(entry.checklist)) if entry.checklist else dict.fromkeys((f"C{n}" for n in range(1, 8)), "off"),
        "lead_times": {},
        "bottlenecks": [],
        "runbook": [],
        "experiments": {},
    }
    if found is None:
        return result
    kind = "job" if found.science else "story"
    derived = judged.derived
    result["lead_times"] = {
        name: lead_time(derived.lead_times[Key(entry.key, kind, name)], judged) for name in found.cards
    }  # fmt: skip
    result["bottlenecks"] = [bottleneck(item, judged) for item in derived.bottlenecks[entry.key]]
    result["runbook"] = [runbook_row(row) for row in derived.runbooks[entry.key]]
    result["experiments"] = {
        name: plan_entry(derived.plans[Key(entry.key, "experiment", name)], one) for name, one in found.experiments.items()
    }  # fmt: skip
    return result


def days(minutes: int | None) -> int | float | None:
    """Minutes as days: whole where they are."""
    if minutes is None:
        return None
    whole, rest = divmod(minutes, DAY)
    return whole if not rest else round(minutes / DAY, 6)


def lead_time(lead: LeadTime, judged: Judged) -> dict[str, Any]:
    """The parts of one lead time, in days."""
    found: dict[str, Any] = {
        "effort": days(lead.effort),
        "data": days(lead.data),
        "model": days(lead.model),
        "real": days(lead.real),
        "path": [{**_key(key, judged), "days": days(left)} for key, left in lead.path],
    }
    if lead.at_least:
        found["at_least"] = True
    return found


def _key(key: Key, judged: Judged) -> dict[str, str]:
    return {"map": judged.site.map(key.map).id, "kind": KINDS[key.kind], "id": key.id}


def bottleneck(item: Bottleneck, judged: Judged) -> dict[str, Any]:
    """One bottleneck, in days."""
    found = {
        **_key(item.key, judged),
        "holds": [_key(card, judged) for card in item.holds],
        "gain": days(item.gain),
        "left": days(item.left),
        "tied": item.tied,
    }
    if item.at_least:
        found["at_least"] = True
    return found


def runbook_row(row: RunbookRow) -> dict[str, Any]:
    """One metric and tier."""
    action = row.action
    return {
        "metric": row.gauge.title,
        "tier": row.alarm.tier,
        "when": str(row.alarm.source.condition),
        "below": number(row.alarm.edges.low.value) if row.alarm.edges.low else None,
        "above": number(row.alarm.edges.high.value) if row.alarm.edges.high else None,
        "for": days(row.alarm.hold),
        "detection": days(row.detection),
        "severity": row.alarm.source.severity,
        "who": action.who if action else None,
        "within": days(action.within) if action else None,
        "to": action.to if action else None,
        "automatic": action.automatic if action else None,
    }


def plan_entry(plan: Plan, experiment: Experiment) -> dict[str, Any]:
    """One experiment: what it needs, plans and can reach."""
    return {
        "type": experiment.type,
        "primary": experiment.primary,
        "from": number(plan.start),
        "to": number(plan.end),
        "needed": {name: {"control": a.control, "treatment": a.treatment} for name, a in plan.needed.items()} if plan.needed else None,
        "planned": {name: number(size) for name, size in plan.planned.items()} if plan.planned else None,
        "reachable": {name: number(size) for name, size in plan.reachable.items()} if plan.reachable else None,
        "window": days(plan.window),
        "holds": days(plan.holds),
        "visible_effect": round(plan.visible_effect, 6) if plan.visible_effect is not None else None,
        "notes": list(plan.notes),
    }


def number(value: Decimal | Fraction | None) -> int | float | None:
    """A plain JSON number."""
    if value is None:
        return None
    return int(value) if value == int(value) else round(float(value), 9)
