"""Large and odd maps for the tests of the page."""

from __future__ import annotations

import json
from typing import Any


def as_yaml(found: dict[str, Any]) -> str:
    """JSON is YAML."""
    return json.dumps(found, ensure_ascii=False, indent=1)


def big_maps(stories: int, *, steps: int = 12, releases: int = 6, data: int = 30, jobs: int = 20, word: str = "") -> tuple[str, str]:
    """A user map and its data-science map, of any size; `word` goes into every title."""
    names = [f"Step {number}" for number in range(1, steps + 1)]
    backbone = {f"Activity {start // 3 + 1}": names[start : start + 3] for start in range(0, steps, 3)}
    items: dict[str, Any] = {}
    for number in range(data):
        kind = ("source", "transformation", "feature")[number % 3]
        item: dict[str, Any] = {"kind": kind, "status": ("ready", "in progress", "planned")[number % 3], "lead_time": f"{number % 5 + 1}w"}
        if number % 3:
            item["from"] = [f"item-{number - 1}"]
        if number % 11 == 7:
            item |= {"status": "blocked", "blocker": "Contract unsigned"}
        items[f"item-{number}"] = item
    found = {
        "map": "big", "title": f"A big map {word}".strip(), "volume": "9000 per day",
        "owners": {role: f"Team {role}" for role in ("product", "design", "engineering", "data", "ethics")},
        "segments": {"all": {"share": "100%"}, "few": {"by": "age", "share": "12%", "at_risk": "Few examples", "baseline": {"recall": 0.7}}},
        "personas": {f"who-{number}": {"name": f"Persona {number} {word}".strip(), "goal": "Get it done"} for number in range(4)},
        "use_cases": {
            f"case-{number}": {"who": f"who-{number}", "goal": "Get an answer", "expects": {"recall": "at least 0.78"}, "degrades_for": ["few"]}
            for number in range(4)
        },
        "metrics": {"recall": {"baseline": 0.82, "investigate": "below 0.80", "retrain": "below 0.78 for 3d", "rollback": "below 0.74 for 1d"}},
        "data": items,
        "fairness": {"parity": {"metric": "demographic_parity_ratio", "across": "age", "baseline": 0.9, "limit": "at least 0.80"}},
        "backbone": backbone,
        "releases": {
            f"r{number}": {"goal": f"Goal {number} {word}".strip(), "rollout": "canary", "steps": ["5% for 3d", "50% for 1w", "100%"]}
            for number in range(1, releases + 1)
        },
        "stories": {
            f"story-{number}": {
                "step": names[number * 7 % steps], "release": f"r{number * releases // stories + 1}", "as": f"who-{number % 4}",
                "use_case": f"case-{number % 4}", "want": f"to do thing number {number} without waiting {word}".strip(), "so": "it is done",
                "needs": [f"item-{number * 5 % data}", f"item-{(number * 3 + 1) % data}"], "effort": f"{number % 4 + 1}w",
                "status": ("planned", "in progress", "done", "blocked")[number % 9 if number % 9 < 4 else 0],
                "tags": [f"tag-{number % 3}"],
                "harms": [{"harm": f"Someone is turned away {number}", "type": "allocation", "affects": ["few"],
                           "severity": ("low", "medium", "high", "critical")[number % 4], "mitigation": "A person looks"}]
                if number % 3 else {"none": "Nobody sees it"},
            }
            for number in range(stories)
        },
        "done": [{"metrics": ["recall"]}, {"fairness": ["parity"]}],
    }  # fmt: skip
    science = {
        "map": "big-ds", "kind": "data-science", "title": f"Better models {word}".strip(), "serves": "big",
        "owners": {role: f"Team {role}" for role in ("data", "engineering", "ethics")},
        "model": {"name": "scorer", "task": "classification", "answers": "Is it good?"},
        "jobs": {
            f"job-{number}": {
                "stage": ("Data", "Features", "Train", "Evaluate")[number % 4], "release": f"r{number * releases // jobs + 1}",
                "want": f"a better thing {number}", "improves": "recall", "from": 0.7, "to": 0.8, "needs": [f"item-{number * 2 % data}"],
                "serves": [f"story-{(number * stories // jobs + extra) % stories}" for extra in range(2)], "effort": "2w",
            }
            for number in range(jobs)
        },
    }  # fmt: skip
    return as_yaml(found), as_yaml(science)
