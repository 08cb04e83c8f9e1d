"""Builders of the sections that only a user map has."""

from __future__ import annotations

from typing import Any

from mkdocs_storymap import grammar
from mkdocs_storymap.build import shared
from mkdocs_storymap.build.reader import Reader, reason_of_none
from mkdocs_storymap.diagnostics import Finding
from mkdocs_storymap.metrics import DIRECTIONS, KINDS
from mkdocs_storymap.model import (
    TIERS,
    Action,
    Activity,
    Alarm,
    Alerts,
    BackboneStep,
    Feedback,
    Harm,
    Metric,
    Persona,
    PlainCheck,
    Release,
    Respond,
    Review,
    Segment,
    Story,
    Tradeoff,
    UseCase,
)  # fmt: skip
from mkdocs_storymap.text import slug

RISKS = ("minimal", "limited", "high", "prohibited")
HARM_TYPES = ("allocation", "quality-of-service", "representation", "privacy", "safety", "autonomy")
HARM_SEVERITIES = ("low", "medium", "high", "critical")
REVIEW_STATUS = ("planned", "booked", "approved")
ALARM_SEVERITIES = ("page", "ticket")


def segments(top: Reader) -> dict[str, Segment]:
    """Who the product must work for."""
    found = {}
    for key, reader in top.members("segments"):
        fields = {
            "by": reader.text("by"),
            "share": reader.value("share", "percent", grammar.parse_percent),
            "overlaps": reader.yes("overlaps") or False,
            "at_risk": reader.text("at_risk"),
            "baseline": reader.keyed("baseline", "metric", "number", grammar.parse_number),
            "floor": reader.keyed("floor", "metric", "number", grammar.parse_number),
            "unmeasured": reader.text("unmeasured"),
        }
        found[key] = Segment(id=key, **reader.base, **fields)  # type: ignore[arg-type]
    return found


def personas(top: Reader) -> dict[str, Persona]:
    """The people."""
    found = {}
    for key, reader in top.members("personas"):
        fields = {"name": reader.text("name"), "goal": reader.text("goal"), "segments": reader.refs("segments", "segment")}
        found[key] = Persona(id=key, **reader.base, **fields)  # type: ignore[arg-type]
    return found


def use_cases(top: Reader) -> dict[str, UseCase]:
    """What they get done, with what is promised."""
    found = {}
    for key, reader in top.members("use_cases"):
        fields = {
            "who": reader.refs("who", "persona"),
            "goal": reader.text("goal"),
            "expects": reader.keyed("expects", "metric", "promise", grammar.parse_promise),
            "edge_cases": reader.texts("edge_cases"),
            "degrades_for": reader.refs("degrades_for", "segment"),
            "constraints": reader.texts("constraints"),
            "risk": reader.choice("risk", RISKS),
        }
        found[key] = UseCase(id=key, **reader.base, **fields)  # type: ignore[arg-type]
    return found


def metrics(top: Reader, section: str) -> dict[str, Metric]:
    """The metrics, or the fairness entries, of the map."""
    fairness = section == "fairness"
    found = {}
    for key, reader in top.members(section):
        fields: dict[str, Any] = {
            "fairness": fairness,
            "baseline": reader.value("baseline", "number", grammar.parse_number),
            "today": reader.value("today", "number", grammar.parse_number),
            "target": reader.value("target", "number", grammar.parse_number),
            "over": reader.value("over", "duration", grammar.parse_duration),
            "labels_after": reader.value("labels_after", "duration", grammar.parse_duration),
            "evidence": reader.text("evidence"),
            "query": reader.text("query"),
        }
        fields |= {tier: _alarm(reader, tier) for tier in TIERS}
        reader.present("alarms", "mapping")
        if fairness:
            fields |= {
                "is_": reader.text("metric"),
                "across": reader.texts("across"),
                "limit": reader.value("limit", "promise", grammar.parse_promise),
                "measured": reader.text("measured"),
                "outcome": reader.text("outcome"),
                "min_group": reader.text("min_group"),
                "reference": reader.text("reference"),
            }
        else:
            fields |= {
                "is_": reader.text("is"),
                "kind": reader.choice("kind", KINDS),
                "of": reader.text("of"),
                "against": reader.text("against"),
                "better": reader.choice("better", DIRECTIONS),
                "unit": reader.text("unit"),
                "range_": reader.value("range", "range", grammar.parse_range),
                "segment": reader.ref("segment", "segment"),
            }
        found[key] = Metric(id=key, **reader.base, **fields)
    return found


def _alarm(reader: Reader, tier: str) -> Alarm | None:
    """One tier: a condition, or its long form."""
    node = reader.fields.get(tier)
    severity = "page" if tier == "rollback" else "ticket"
    if node is not None and node.kind == "mapping" and reason_of_none(node) is None:
        long = Reader(node, (*reader.path, tier), reader.notes)
        condition = long.value("when", "alarm", grammar.parse_alarm)
        hold = long.value("for", "duration", grammar.parse_duration)
        over = long.value("over", "duration", grammar.parse_duration)
        fields: dict[str, Any] = {
            "min_samples": long.whole("min_samples"),
            "severity": long.choice("severity", ALARM_SEVERITIES) or severity,
            "notify": long.text("notify"),
        }
        if condition is None or {"for", "over"} & long.broken:
            reader.broken.add(tier)
            return None
        for name, inside, beside in (("for", condition.hold, hold), ("over", condition.over, over)):
            if inside is not None and beside is not None:
                reader.notes.findings.append(
                    Finding("SM205", f"{reader.label}: {tier} says `{name}` twice, inside `when` and beside it",
                            f"keep one of the two `{name}`", (*long.path, name), key=True)  # fmt: skip
                )
        merged = grammar.Condition(
            condition.low, condition.high, condition.worse_by,
            condition.hold if condition.hold is not None else hold,
            condition.over if condition.over is not None else over,
        )  # fmt: skip
        return Alarm(id=tier, **long.base, condition=merged, long=True, **fields)
    condition = reader.value(tier, "alarm", grammar.parse_alarm)
    if condition is None:
        return None
    return Alarm(id=tier, path=(*reader.path, tier), condition=condition, severity=severity)


def tradeoff(top: Reader) -> Tradeoff | None:
    """Which metric wins."""
    reader = top.sub("tradeoff")
    if reader is None:
        return None
    fields = {
        "favour": reader.ref("favour", "metric"),
        "over": reader.ref("over", "metric"),
        "because": reader.text("because"),
        "decision_threshold": reader.text("decision_threshold"),
        "cost": reader.text("cost"),
    }
    return Tradeoff(id="", **reader.base, **fields)  # type: ignore[arg-type]


def plain_checks(top: Reader, name: str) -> tuple[PlainCheck, ...]:
    """Bias tests or practices."""
    found = []
    for number, reader, item in top.items(name):
        if item.kind == "scalar":
            reader.broken.clear()
            found.append(PlainCheck(id=str(number), **reader.base, test=item.text.strip()))
        else:
            fields = {"test": reader.text("test"), "when": reader.text("when"), "evidence": reader.text("evidence")}
            found.append(PlainCheck(id=str(number), **reader.base, **fields))  # type: ignore[arg-type]
    return tuple(found)


def reviews(top: Reader) -> dict[str, Review]:
    """The gates."""
    found = {}
    for key, reader in top.members("reviews"):
        fields = {
            "by": reader.texts("by"),
            "before": reader.ref("before", "release"),
            "checks": reader.refs("checks", "check"),
            "status": reader.choice("status", REVIEW_STATUS) or "planned",
            "date": reader.value("date", "date", grammar.parse_date),
        }
        found[key] = Review(id=key, **reader.base, **fields)  # type: ignore[arg-type]
    return found


def backbone(top: Reader) -> tuple[Activity, ...]:
    """Activities and their steps; the id of each is the slug of its text."""
    node = top.present("backbone", "mapping")
    activities: list[Activity] = []
    seen_activities: dict[str, str] = {}
    seen_steps: dict[str, str] = {}
    for name, item in (node.children if node else {}).items():
        path = (*top.path, "backbone", name)
        activity = slug(name)
        _check_name(top, "activity", name, activity, path, seen_activities, key=True)
        if item.kind != "sequence" or not activity:
            top.broken.add("backbone")
        steps = []
        for number, entry in enumerate(item.items):
            if entry.kind != "scalar" or entry.data is None:
                top.broken.add("backbone")
                continue
            step = slug(entry.text)
            if not _check_name(top, "step", entry.text, step, (*path, number), seen_steps, key=False):
                top.broken.add("backbone")
                continue
            steps.append(BackboneStep(step, entry.text.strip(), activity, (*path, number)))
        activities.append(Activity(activity, name, tuple(steps), path))
    return tuple(activities)


def _check_name(
    top: Reader, what: str, name: str, found: str, path: tuple[str | int, ...], seen: dict[str, str], *, key: bool
) -> bool:
    """A step needs a letter or digit to be referred to, and a name of its own."""
    if not name.strip():
        return False
    if not found:
        top.notes.findings.append(
            Finding("SM206", f"the {what} `{name}` has no letter or digit that an id could be made of",
                    "give it a name in words", path, key=key)  # fmt: skip
        )
        return False
    if found in seen:
        top.notes.findings.append(
            Finding("SM102", f"the {what} `{name}` stands twice in the backbone"
                    + ("" if seen[found] == name else f" (`{seen[found]}` has the same id, `{found}`)"),
                    f"give each {what} a name of its own", path, key=key)  # fmt: skip
        )
        return False
    seen[found] = name
    return True


def respond(reader: Reader | None) -> Respond | None:
    """The plan for a regression."""
    if reader is None:
        return None
    actions: dict[str, Any] = {}
    for tier in TIERS:
        sub = reader.sub(tier)
        if sub is None:
            continue
        fields: dict[str, Any] = {
            "who": sub.text("who"),
            "within": sub.value("within", "duration", grammar.parse_duration),
            "to": sub.ref("to", "rollback target") if tier == "rollback" else None,
            "automatic": sub.yes("automatic"),
        }
        actions[tier] = Action(id=tier, **sub.base, **fields)
    return Respond(id="", **reader.base, **actions, tested=reader.text("tested"))


DEFAULT_STEPS = ("shadow", "blue-green", "all-at-once")
"""Rollouts whose steps are `[100%]` unless they say otherwise."""


def releases(top: Reader) -> dict[str, Release]:
    """The slices, in the order in which they are written."""
    found = {}
    for index, (key, reader) in enumerate(top.members("releases")):
        rollout = reader.choice("rollout", shared.ROLLOUTS)
        steps = reader.steps("steps")
        fields: dict[str, Any] = {
            "goal": reader.text("goal"),
            "rollout": rollout,
            "starts": reader.value("starts", "date", grammar.parse_date),
            "owner": reader.text("owner"),
            "because": reader.text("because"),
            "holdout": reader.value("holdout", "percent", grammar.parse_percent),
            "respond": respond(reader.sub("respond")),
        }
        fields["steps"] = steps or _default_steps(reader, rollout)
        found[key] = Release(id=key, index=index, **reader.base, **fields)
    return found


def _default_steps(reader: Reader, rollout: str | None) -> tuple[grammar.Step, ...]:
    if rollout in DEFAULT_STEPS and "steps" not in reader.broken and "steps" not in reader.none:
        return (grammar.parse_step("100%"),)
    return ()


def stories(top: Reader) -> dict[str, Story]:
    """The stories, in the order in which they are written."""
    found = {}
    for key, reader in top.members("stories"):
        rollout = reader.choice("rollout", shared.ROLLOUTS)
        fields: dict[str, Any] = shared.card_fields(reader, after="story")
        fields |= {
            "title": reader.text("title"),
            "step": reader.ref("step", "step"),
            "as_": reader.ref("as", "persona"),
            "use_case": reader.ref("use_case", "use case"),
            "harms": _harms(reader),
            "rollout": rollout,
            "steps": reader.steps("steps") or _default_steps(reader, rollout),
            "acceptance": reader.texts("acceptance"),
            "estimate": reader.text("estimate"),
        }
        found[key] = Story(id=key, **reader.base, **fields)
    return found


def _harms(story: Reader) -> tuple[Harm, ...]:
    found = []
    for number, reader, item in story.items("harms"):
        if item.kind != "mapping":
            story.broken.add("harms")
            continue
        fields = {
            "harm": reader.text("harm"),
            "type": reader.choice("type", HARM_TYPES),
            "affects": reader.refs("affects", "segment"),
            "severity": reader.choice("severity", HARM_SEVERITIES),
            "mitigation": reader.text("mitigation"),
            "owner": reader.text("owner"),
        }
        found.append(Harm(id=str(number), **reader.base, **fields))  # type: ignore[arg-type]
    return tuple(found)


def feedback(top: Reader) -> dict[str, Feedback]:
    """Signals from production."""
    found = {}
    for key, reader in top.members("feedback"):
        fields = {
            "signal": reader.text("signal"),
            "after": reader.value("after", "duration", grammar.parse_duration),
            "to": reader.ref("to", "feedback target"),
            "coverage": reader.value("coverage", "percent", grammar.parse_percent),
        }
        found[key] = Feedback(id=key, **reader.base, **fields)  # type: ignore[arg-type]
    return found


def alerts(top: Reader) -> Alerts | None:
    """Where alarms ring."""
    reader = top.sub("alerts")
    if reader is None:
        return None
    fields = {"page": reader.text("page"), "ticket": reader.text("ticket"), "dashboard": reader.text("dashboard")}
    return Alerts(id="", **reader.base, **fields)  # type: ignore[arg-type]


def shared_names(top: Reader, first: dict[str, Metric], second: dict[str, Metric]) -> None:
    """Metrics and fairness entries share one namespace."""
    for key, entry in second.items():
        if key in first:
            top.notes.findings.append(
                Finding("SM102", f"`{key}` is the name of a metric and of a fairness entry",
                        "give one of them another name: alarms, guardrails and jobs name both kinds", entry.path, key=True)  # fmt: skip
            )

