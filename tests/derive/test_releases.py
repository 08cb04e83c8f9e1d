"""Roll-ups of releases by hand."""

from __future__ import annotations

from mkdocs_storymap.derive.releases import RollUp
from mkdocs_storymap.pipeline import Judged
from tests.derive.sites import DAY, WEEK
from tests.support import judge


def roll_ups(judged: Judged, of: str = "loan-preapproval") -> dict[str, RollUp]:
    return {found.release.id: found for found in judged.derived.releases[of]}


def test_the_loan_example() -> None:
    found = roll_ups(judge())
    assert list(found) == ["shadow", "canary", "open-banking"]
    canary = found["canary"]
    assert [card.id for card in canary.cards] == ["decision"]
    assert dict(canary.by_status) == {"planned": 1}
    assert [review.id for review in canary.gates] == ["ethics-launch"]
    # 3d + 1w + 2w; the last step has no end.
    assert (canary.held, canary.open_ended) == (24 * DAY, True)
    # decision: max(3w, 2w of feature-store, 4w of beat-scorecard, stay-fresh: 2w + 2w of feature-store) = 4w.
    assert (canary.ready, canary.at_least) == (4 * WEEK, False)
    assert (found["shadow"].held, found["shadow"].open_ended) == (4 * WEEK, False)
    assert found["open-banking"].ready == 9 * WEEK


def test_stories_by_status() -> None:
    stories = {"silent-score": {"status": "done", "release": "canary"}, "thin-file-answer": {"status": "blocked", "release": "canary"}}
    found = roll_ups(judge({"stories": stories}))
    assert dict(found["canary"].by_status) == {"done": 1, "planned": 1, "blocked": 1}
    assert found["shadow"].cards == () and found["shadow"].ready is None


def test_unknown_parts() -> None:
    found = roll_ups(judge({"data": {"feature-store": {"lead_time": "unknown", "blocker": "No budget"}}}))
    assert found["canary"].at_least
    assert not found["open-banking"].at_least


def test_a_review_that_a_step_waits_for_is_a_gate() -> None:
    reviews = {"half-way": {"by": "product", "before": "open-banking", "checks": ["equal-chance"]}}
    found = roll_ups(judge({"reviews": reviews, "releases": {"canary": {"steps": ["5% for 3d", "25% until half-way", "100%"]}}}))
    assert [review.id for review in found["canary"].gates] == ["ethics-launch", "half-way"]
    assert [review.id for review in found["open-banking"].gates] == ["half-way"]
    assert (found["canary"].held, found["canary"].open_ended) == (3 * DAY, True)


def test_a_data_science_map_lands_in_the_releases_that_it_serves() -> None:
    found = roll_ups(judge(), "loan-ds")
    assert {name: [card.id for card in one.cards] for name, one in found.items()} == {
        "shadow": ["beat-scorecard"], "canary": ["stay-fresh"], "open-banking": ["thin-file-lift"],
    }  # fmt: skip
    assert (found["shadow"].ready, found["open-banking"].ready) == (4 * WEEK, 9 * WEEK)
