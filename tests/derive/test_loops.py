"""Feedback loops: from either way of writing the link."""

from __future__ import annotations

from mkdocs_storymap.derive.loops import Loop
from mkdocs_storymap.pipeline import Judged
from tests.support import judge


def loops(judged: Judged) -> list[Loop]:
    return judged.derived.loops["loan-preapproval"]


def shape(loop: Loop) -> tuple[str, list[str], list[str], str | None, bool]:
    return loop.feedback.id, [job.id for job in loop.jobs], [story.id for story in loop.stories], loop.target, loop.closed


def test_the_signal_names_the_job() -> None:
    assert [shape(loop) for loop in loops(judge())] == [("underwriting", ["stay-fresh"], ["decision"], None, True)]


def test_the_job_names_the_signal() -> None:
    judged = judge({"feedback": {"underwriting": {"to": "data science"}}}, {"jobs": {"thin-file-lift": {"fed_by": ["underwriting"]}}})
    assert [shape(loop) for loop in loops(judged)] == [("underwriting", ["thin-file-lift"], ["thin-file-answer"], "data science", True)]


def test_both_name_each_other_once() -> None:
    judged = judge(None, {"jobs": {"stay-fresh": {"fed_by": ["underwriting"]}}})
    assert [shape(loop) for loop in loops(judged)] == [("underwriting", ["stay-fresh"], ["decision"], None, True)]


def test_map_and_name_is_the_same_signal() -> None:
    judged = judge(None, {"jobs": {"stay-fresh": {"fed_by": ["loan-preapproval/underwriting"]}}})
    assert [shape(loop) for loop in loops(judged)] == [("underwriting", ["stay-fresh"], ["decision"], None, True)]


def test_a_review_or_a_role_closes_no_loop() -> None:
    for to in ("ethics-launch", "ethics"):
        assert [shape(loop) for loop in loops(judge({"feedback": {"underwriting": {"to": to}}}))] == [("underwriting", [], [], to, False)]


def test_a_job_that_serves_nobody_closes_no_loop() -> None:
    judged = judge(None, {"jobs": {"stay-fresh": {"serves": {"none": "It keeps all models alive"}}}})
    assert [shape(loop) for loop in loops(judged)] == [("underwriting", ["stay-fresh"], [], None, False)]
