"""What an author declares not applicable stands on the page with its reason, wherever it is declared."""

from __future__ import annotations

from typing import Any

import pytest

from mkdocs_storymap.pipeline import render
from tests.support import judge

WHY = "Because of the tide"
NONE = {"none": WHY}
USER: tuple[dict[str, Any], ...] = (
    {"personas": {"applicant": {"goal": NONE}}},
    {"releases": {"shadow": {"rollout": NONE}}},
    {"respond": {"retrain": NONE}},
    {"stories": {"decision": {"effort": NONE}}},
    {"stories": {"decision": {"harms": NONE}}},
    {"stories": {"decision": {"needs": NONE}}},
    {"stories": {"decision": {"use_case": NONE}}},
    {"experiments": {"model-vs-scorecard": {"hypothesis": NONE}}},
    {"experiments": {"model-vs-scorecard": {"unclear": NONE}}},
    {"retraining": {"promote_if": NONE}},
    {"metrics": {"recall": {"investigate": NONE}}},
    {"segments": {"women": {"share": NONE}}},
    {"data": {"bureau": {"owner": NONE}}},
    {"alerts": {"page": NONE}},
    {"fairness": NONE},
    {"quality": NONE},
)
SCIENCE: tuple[dict[str, Any], ...] = (
    {"model": {"not_for": NONE}},
    {"jobs": {"thin-file-lift": {"so": NONE}}},
    {"jobs": {"thin-file-lift": {"effort": NONE}}},
    {"jobs": {"thin-file-lift": {"from": NONE}}},
    {"jobs": {"thin-file-lift": {"serves": NONE}}},
)


def pages(site: Any) -> list[str]:
    return [render(site, entry, lambda _: None) for entry in site.maps]


@pytest.mark.parametrize("change", USER, ids=str)
def test_in_a_user_map(change: dict[str, Any]) -> None:
    site = judge(change)
    assert WHY in pages(site)[0]


@pytest.mark.parametrize("change", SCIENCE, ids=str)
def test_in_a_data_science_map(change: dict[str, Any]) -> None:
    assert WHY in pages(judge({}, change))[1]


def test_one_reason_of_several_is_told_once() -> None:
    stories = {name: {"effort": NONE} for name in ("silent-score", "decision", "thin-file-answer")}
    html = pages(judge({"stories": stories}))[0]
    assert html.count(WHY) == 1
    assert "stories: effort of silent-score, decision and thin-file-answer" in html


def test_nothing_left_out_is_not_spoken_of() -> None:
    site = judge({"stories": {"silent-score": {"harms": None}}})
    assert "Left out" not in pages(site)[0]


def test_an_effect_that_is_left_out_leaves_no_gap() -> None:
    html = pages(judge({"experiments": {"model-vs-scorecard": {"mde": NONE}}}))[0]
    assert "Looks at <" in html and "Detects" not in html
