"""The runbook by hand: tiers, who, within what time, and how long until a fault is seen."""

from __future__ import annotations

from mkdocs_storymap.derive.runbook import RunbookRow, in_release
from mkdocs_storymap.pipeline import Judged
from tests.derive.sites import DAY
from tests.support import judge


def rows(judged: Judged) -> dict[tuple[str, str], RunbookRow]:
    return {(row.gauge.title, row.alarm.tier): row for row in judged.derived.runbooks["loan-preapproval"]}


def test_every_alarm_is_a_row_from_mild_to_strong() -> None:
    found = list(rows(judge()))
    assert found == [
        ("precision", "investigate"), ("precision", "retrain"), ("precision", "rollback"),
        ("recall", "investigate"), ("recall", "retrain"), ("recall", "rollback"),
        ("latency_p95", "investigate"), ("latency_p95", "rollback"),
        ("throughput", "investigate"),
        ("approval_rate", "investigate"), ("approval_rate", "rollback"),
        ("score_drift", "investigate"), ("score_drift", "retrain"),
        ("approval-parity", "investigate"), ("approval-parity", "rollback"),
        ("equal-chance", "investigate"), ("equal-chance", "retrain"),
    ]  # fmt: skip


def test_detection_is_labels_and_hold() -> None:
    found = rows(judge())
    # recall needs labels; the map's only feedback brings them after 5d. retrain holds 3d: 8d.
    assert found["recall", "retrain"].detection == 8 * DAY
    assert found["recall", "investigate"].detection == 5 * DAY
    # latency needs none: its hold of 10 minutes.
    assert found["latency_p95", "rollback"].detection == 10
    # demographic parity needs none, equal opportunity does.
    assert found["approval-parity", "rollback"].detection == 7 * DAY
    assert found["equal-chance", "retrain"].detection == 12 * DAY


def test_its_own_labels_after_wins() -> None:
    found = rows(judge({"metrics": {"recall": {"labels_after": "0d"}}}))
    assert found["recall", "retrain"].detection == 3 * DAY


def test_two_feedbacks_leave_it_unknown() -> None:
    found = rows(judge({"feedback": {"more": {"signal": "x", "after": "1d", "to": "ethics"}}}))
    assert found["recall", "retrain"].detection is None
    assert found["latency_p95", "rollback"].detection == 10


def test_who_does_what_within_what_time() -> None:
    found = rows(judge())
    rollback = found["precision", "rollback"].action
    assert rollback is not None
    assert (rollback.to, rollback.who, rollback.within, rollback.automatic) == ("scorecard-7", "engineering", 15, True)
    retrain = found["precision", "retrain"].action
    assert retrain is not None
    assert (retrain.who, retrain.within) == ("data science", 5 * DAY)


def test_severity_by_tier_and_as_written() -> None:
    found = rows(judge({"metrics": {"recall": {"investigate": {"when": "below 0.80", "severity": "page"}}}}))
    assert found["recall", "investigate"].alarm.source.severity == "page"
    assert found["recall", "retrain"].alarm.source.severity == "ticket"
    assert found["recall", "rollback"].alarm.source.severity == "page"


def test_a_release_overrides_parts() -> None:
    judged = judge({"releases": {"canary": {"respond": {"rollback": {"within": "5m"}}}}})
    found = judged.site.map("loan-preapproval")
    action = in_release(found.respond, found.releases["canary"].respond, "rollback")
    assert action is not None
    assert (action.within, action.to, action.who, action.automatic) == (5, "scorecard-7", "engineering", True)


def test_worse_by_is_bound_to_a_level() -> None:
    found = rows(judge({"metrics": {"recall": {"investigate": "worse by 0.02"}, "latency_p95": {"investigate": "worse by 20% of baseline"}}}))
    low, high = found["recall", "investigate"].alarm.edges, found["latency_p95", "investigate"].alarm.edges
    assert low.low is not None and low.high is None and str(low.low.value) == "0.80"
    # 450 ms and a fifth of it: 540 ms.
    assert high.high is not None and high.low is None and str(high.high.value * 1000).rstrip("0").rstrip(".") == "540"


def test_over_of_the_alarm_wins_over_that_of_the_metric() -> None:
    found = rows(judge({"metrics": {"recall": {"investigate": "below 0.80 over 3d"}}}))
    assert found["recall", "investigate"].alarm.over == 3 * DAY
    assert found["recall", "retrain"].alarm.over == 14 * DAY
    assert found["latency_p95", "rollback"].alarm.over is None
