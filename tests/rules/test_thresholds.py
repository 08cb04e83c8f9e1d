"""The loan example with each threshold turned around, one at a time: a rule speaks, and names the two values."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import found, judge


def metric(name: str, **fields: str) -> dict[str, Any]:
    return {"metrics": {name: fields}}


def fairness(name: str, **fields: str) -> dict[str, Any]:
    return {"fairness": {name: fields}}


def expects(**fields: str) -> dict[str, Any]:
    return {"use_cases": {"instant-answer": {"expects": fields}}}


TURNED: dict[str, tuple[dict[str, Any], dict[str, Any], str, tuple[str, str]]] = {
    # Tiers of one metric that changed places.
    "precision: investigate and retrain": (metric("precision", investigate="below 0.88 for 3d", retrain="below 0.89 for 3d"), {}, "SM505", ("0.89", "0.88")),
    "precision: retrain and rollback": (metric("precision", retrain="below 0.85 for 1d", rollback="below 0.88 for 1d"), {}, "SM505", ("0.88", "0.85")),
    "recall: retrain and rollback": (metric("recall", retrain="below 0.74 for 1d", rollback="below 0.78 for 1d"), {}, "SM505", ("0.78", "0.74")),
    "recall: investigate and rollback": (metric("recall", investigate="below 0.74", rollback="below 0.80"), {}, "SM505", ("0.80", "0.74")),
    "latency: investigate and rollback": (
        metric("latency_p95", investigate="above 800 ms for 10m", rollback="above 600 ms for 10m"), {}, "SM505", ("600 ms", "800 ms")),
    "approval rate: investigate and rollback": (
        metric("approval_rate", investigate="outside 30% to 60% for 6h", rollback="outside 40% to 52% for 1h"), {}, "SM505", ("40% to 52%", "30% to 60%")),
    "drift: investigate and retrain": (
        {"metrics": {"score_drift": {"investigate": {"when": "above 0.25", "min_samples": 500}, "retrain": {"when": "above 0.10", "min_samples": 500}}}},
        {}, "SM505", ("0.10", "0.25")),
    "parity: investigate and rollback": (
        fairness("approval-parity", investigate="below 0.80 for 7d", rollback="below 0.85 for 7d"), {}, "SM505", ("0.85", "0.80")),
    "equal chance: investigate and retrain": (
        fairness("equal-chance", investigate="above 0.06 for 7d", retrain="above 0.05 for 7d"), {}, "SM505", ("0.05", "0.06")),
    # An edge and the baseline that changed places.
    "precision: baseline and investigate": (metric("precision", baseline="0.89", investigate="below 0.90"), {}, "SM504", ("0.90", "0.89")),
    "latency: baseline and investigate": (metric("latency_p95", baseline="600 ms", investigate="above 450 ms for 10m"), {}, "SM504", ("450 ms", "600 ms")),
    "throughput: baseline and investigate": (metric("throughput", baseline="15 rps", investigate="below 25 rps for 10m"), {}, "SM504", ("25 rps", "15 rps")),
    "drift: baseline and investigate": (
        {"metrics": {"score_drift": {"baseline": "0.10", "investigate": {"when": "above 0.05", "min_samples": 500}}}}, {}, "SM504", ("0.05", "0.10")),
    "approval rate: baseline and its high edge": (
        metric("approval_rate", baseline="52%", investigate="outside 40% to 46% for 6h"), {}, "SM504", ("46%", "52%")),
    "parity: baseline and investigate": (fairness("approval-parity", baseline="0.85", investigate="below 0.88"), {}, "SM504", ("0.88", "0.85")),
    "equal chance: baseline and investigate": (fairness("equal-chance", baseline="0.05", investigate="above 0.04"), {}, "SM504", ("0.04", "0.05")),
    "precision: baseline and target": (metric("precision", baseline="0.93", target="0.90"), {}, "SM506", ("0.90", "0.93")),
    # The other word.
    "precision: above": (metric("precision", investigate="above 0.89"), {}, "SM503", ("above 0.89", "higher")),
    "latency: below": (metric("latency_p95", rollback="below 800 ms for 10m"), {}, "SM503", ("below 800 ms", "lower")),
    "parity: at most": (fairness("approval-parity", limit="at most 0.80"), {}, "SM602", ("at most 0.80", "higher")),
    "equal chance: at least": (fairness("equal-chance", limit="at least 0.06"), {}, "SM602", ("at least 0.06", "lower")),
    "a promise at most": (expects(recall="at most 0.78"), {}, "SM507", ("recall", "higher")),
    "a promise at least": (expects(latency_p95="at least 800 ms"), {}, "SM507", ("latency_p95", "lower")),
    "a guardrail at most": ({"guardrails": {"recall": "at most 0.78"}}, {}, "SM507", ("recall", "higher")),
    "a guardrail may drop": ({"guardrails": {"latency_p95": "may drop 100 ms"}}, {}, "SM507", ("latency_p95", "lower")),
    # Promises, floors, limits.
    "a promise and the baseline": (expects(recall="at least 0.83"), {}, "SM521", ("0.83", "0.82")),
    "a promise and the first alarm": ({**expects(precision="at least 0.895")}, {}, "SM523", ("0.895", "0.89")),
    "a promise of a latency and the first alarm": (expects(latency_p95="at most 500 ms"), {}, "SM523", ("500 ms", "600 ms")),
    "a floor and what the job reaches": ({"segments": {"thin-file": {"floor": {"recall": "0.79"}}}}, {}, "SM531", ("0.68", "0.79")),
    "a segment and the promise": ({"segments": {"women": {"baseline": {"recall": "0.70"}}}}, {}, "SM524", ("0.78", "0.70")),
    "a limit and the baseline": (fairness("equal-chance", baseline="0.07"), {}, "SM601", ("0.06", "0.07")),
    "a limit and the rollback": (fairness("approval-parity", limit="at least 0.79"), {}, "SM605", ("0.79", "0.80")),
    "a limit and the first alarm": (fairness("approval-parity", limit="at least 0.86"), {}, "SM608", ("0.86", "approval-parity")),
    "a guardrail and the rollback": ({"guardrails": {"latency_p95": "at most 900 ms"}}, {}, "SM825", ("900 ms", "800 ms")),
    "a guardrail and the limit": ({"guardrails": {"equal-chance": "at most 0.07"}}, {}, "SM825", ("0.07", "0.06")),
    "a guardrail and the promise": ({"guardrails": {"recall": "at least 0.77"}}, {}, "SM831", ("0.77", "0.78")),
    # Jobs, rollouts, experiments.
    "from and to": ({}, {"jobs": {"beat-scorecard": {"from": "0.82", "to": "0.60"}}}, "SM841", ("0.82", "0.60")),
    "from and to of a drift": ({}, {"jobs": {"stay-fresh": {"from": "0.05", "to": "0.25"}}}, "SM841", ("0.05", "0.25")),
    "two steps": ({"releases": {"canary": {"steps": ["5% for 3d", "50% for 2w", "25% for 1w", "100%"]}}}, {}, "SM801", ("25%", "50%")),
    "the releases of a story and its job": ({"stories": {"thin-file-answer": {"release": "shadow"}}}, {}, "SM309", ("shadow", "open-banking")),
    "runs and holds": ({"experiments": {"model-vs-scorecard": {"runs": "4w"}}}, {}, "SM828", ("4w", "3w3d")),
    "the sample and what it needs": ({"experiments": {"model-vs-scorecard": {"mde": "2 points"}}}, {}, "SM826", ("9245", "4200")),
    "the sample and what it reaches": ({"experiments": {"model-vs-scorecard": {"sample": "9000 per variant"}}}, {}, "SM827", ("6300", "9000")),
    "labels and the decision": (
        {"experiments": {"model-vs-scorecard": {"primary": "recall", "mde": "6 points", "decide_after": "3d"}}}, {}, "SM829", ("3d", "5d")),
    "the review and the start": (
        {"reviews": {"ethics-launch": {"date": "2027-02-01"}}, "releases": {"canary": {"starts": "2027-01-31"}}}, {}, "SM805", ("2027-02-01", "2027-01-31")),
}  # fmt: skip


@pytest.mark.parametrize("name", TURNED)
def test_a_rule_speaks_and_names_the_two_values(name: str) -> None:
    user, science, code, values = TURNED[name]
    told = [d for d in found(judge(user, science)) if d.code == code]
    assert told, [f"{d.code}: {d.message}" for d in found(judge(user, science))]
    assert any(all(value in d.message for value in values) for d in told), [d.message for d in told]
    assert all(d.hint for d in told)
