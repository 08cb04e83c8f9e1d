"""Reach by hand: every row of the table of docs/format.md, section 8, sliding windows, holds."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.derive.sites import DAY, WEEK
from tests.derive.test_samples import plan_of
from tests.support import judge


def reach(rollout: str = "canary", steps: list[str] | None = None, volume: Any = None, **fields: Any) -> Any:
    """The loan example (900 a day, two weeks, two arms) with another rollout."""
    user: dict[str, Any] = {"experiments": {"model-vs-scorecard": fields}}
    release: dict[str, Any] = {"rollout": rollout, "because": "x"}
    if steps:
        release["steps"] = steps
    user["releases"] = {"canary": release}
    if volume:
        user["volume"] = volume
    return plan_of(judge(user))


def arms(plan: Any) -> list[Fraction]:
    return list(plan.reachable.values())


THREE = {"variants": {"model": None, "control": "a", "one": "b", "two": "c"}, "split": None}


def test_the_loan_example() -> None:
    # The window lies on `50% for 2w`: 900 · 0.5 · 14 = 6300 in each arm.
    assert arms(reach()) == [6300, 6300]


def test_the_loan_example_with_labels_after_five_days() -> None:
    # Two weeks less 5 days are 9: 900 · 0.5 · 9 = 4050.
    plan = reach(primary="recall", mde="6 points")
    assert arms(plan) == [4050, 4050]
    assert plan.window == 9 * DAY


def test_deciding_later_gives_the_days_back() -> None:
    assert reach(primary="recall", mde="6 points", decide_after="19d").window == 2 * WEEK
    assert reach(primary="recall", mde="6 points", decide_after="16d").window == 11 * DAY
    assert reach(primary="recall", mde="6 points", decide_after="3d").window == 0


def test_a_canary_whose_last_step_counts_nothing() -> None:
    # 10% for 1w, 25% for 1w: control 900 · (0.90 + 0.75) · 7 = 10395, treatment 900 · 0.35 · 7 = 2205.
    assert arms(reach(steps=["10% for 1w", "25% for 1w", "100%"])) == [10395, 2205]


@pytest.mark.parametrize("rollout", ["canary", "gradual", "blue-green"])
def test_exposure_rows_share_the_exposed_part(rollout: str) -> None:
    # e = 0.4 for 2w, three arms with weights 50/30/20: control 900 · 0.6 · 14 = 7560;
    # treatments 900 · 0.4 · 14 = 5040, three fifths and two fifths of it.
    plan = reach(rollout, ["40% for 2w", "100%"], **{**THREE, "split": "50/30/20"})
    assert arms(plan) == [7560, 3024, 2016]


def test_ab_test_shares_the_exposed_part_with_control() -> None:
    # 900 · 0.2 · 14 / 3 = 840
    assert arms(reach("ab-test", ["20% for 2w"], **THREE)) == [840, 840, 840]


def test_ab_test_last_step_without_a_hold_lasts_as_long_as_it_runs() -> None:
    # 900 · 1 · 0.5 · 14 = 6300
    plan = reach("ab-test", ["20% for 1w", "100%"])
    assert arms(plan) == [6300, 6300]
    assert plan.holds is None


def test_feature_flag_takes_the_better_row() -> None:
    # At 50%: by exposure 900 · 0.5 · 14 = 6300 each; as a split 900 · 0.5 · 0.5 · 14 = 3150.
    assert arms(reach("feature-flag", ["50% for 2w", "100% for 1m"])) == [6300, 6300]
    # At 100% there is no control by exposure; as a split 900 · 0.5 · 14 = 6300.
    assert arms(reach("feature-flag", ["100%"])) == [6300, 6300]


def test_feature_flag_is_judged_by_what_the_split_needs() -> None:
    # 80/20 at 80%: by exposure 20% and 80% of 12600, which fills control's plan to a quarter (0.2 / 0.8);
    # as a split 64% and 16%, which fills both to 0.8.
    plan = reach("feature-flag", ["80% for 2w"], split="80/20", sample="900 per variant")
    assert arms(plan) == [Fraction(12600) * Fraction(64, 100), Fraction(12600) * Fraction(16, 100)]


def test_holdout_follows_its_weights_whatever_the_exposure() -> None:
    # 900 · 14 · 90% and 10%
    assert arms(reach(type="holdout", split="90/10")) == [11340, 1260]


@pytest.mark.parametrize("kind", ["shadow-compare", "interleaving"])
def test_both_arms_see_every_exposed_case(kind: str) -> None:
    # 50% for 2w: 900 · 0.5 · 14 = 6300 in each.
    assert arms(reach(type=kind)) == [6300, 6300]


def test_a_comparison_in_a_shadow_release() -> None:
    plan = plan_of(judge({"experiments": {"model-vs-scorecard": {"type": "shadow-compare", "during": "shadow"}}}))
    # 100% for 4w: 900 · 14 = 12600 in each arm.
    assert list(plan.reachable.values()) == [12600, 12600]  # type: ignore[union-attr]


def test_all_at_once_has_no_control() -> None:
    plan = reach("all-at-once", ["100% for 2w"])
    assert plan.reach_ratio == 0
    assert plan.holds == 0


@pytest.mark.parametrize("kind", ["offline", "bandit"])
def test_skipped(kind: str) -> None:
    assert reach(type=kind).reachable is None


def test_no_volume_no_reach_but_holds() -> None:
    plan = reach(volume={"none": "x"})
    assert plan.reachable is None
    assert plan.holds == 24 * DAY
    assert any("volume" in note for note in plan.notes)


def test_a_step_that_waits_for_a_review_has_no_length() -> None:
    plan = reach(steps=["5% for 3d", "25% until ethics-launch", "50% for 2w", "100%"])
    assert plan.reachable is None and plan.holds is None
    assert any("review" in note for note in plan.notes)


def test_the_window_slides_over_two_steps() -> None:
    # 20% for 1w, 60% for 1w, 90% for 1w, two weeks. Windows by day: [0, 14): control 0.8 + 0.4 = 1.2, treatment 0.8;
    # [7, 21): control 0.4 + 0.1 = 0.5, treatment 1.5. The better minimum is 0.8 · 900 · 7 = 5040.
    plan = reach(steps=["20% for 1w", "60% for 1w", "90% for 1w", "100%"])
    assert arms(plan) == [Fraction(12, 10) * 6300, Fraction(8, 10) * 6300]
    assert plan.window_start == 0


def test_the_window_may_end_at_the_end_of_a_step() -> None:
    # 10% for 3d, 50% for 11d, 51% for 3d; two weeks. The window [3, 17) has 11 · 0.5 + 3 · 0.51 of treatment = 7.03 and
    # 11 · 0.5 + 3 · 0.49 = 6.97 of control: the minimum 6.97 · 900 = 6273 beats [0, 14): 3 · 0.1 + 5.5 = 5.8.
    plan = reach(steps=["10% for 3d", "50% for 11d", "51% for 3d", "100%"])
    assert arms(plan) == [6273, 6327]
    assert plan.window_start == 3 * DAY


def test_a_window_that_begins_inside_a_step() -> None:
    # 30% for 3w, 50% for 1w; two weeks that end with the last hold: [14, 28): treatment (0.3 + 0.5) · 7 = 5.6 days.
    plan = reach(steps=["30% for 3w", "50% for 1w", "100%"])
    assert arms(plan)[1] == Fraction(56, 10) * 900
    assert plan.window_start == 14 * DAY


def test_steps_shorter_than_the_experiment() -> None:
    # Only 50% for 1w counts: 900 · 0.5 · 7 = 3150, though it runs for two weeks.
    assert arms(reach(steps=["50% for 1w", "100%"])) == [3150, 3150]


def test_volume_of_an_hour_and_of_a_week() -> None:
    # 24 · 10 a day · 0.5 · 14 = 1680; 7000 a week are 1000 a day: 7000.
    assert arms(reach(volume="10 per hour")) == [1680, 1680]
    assert arms(reach(volume="7000 per week")) == [7000, 7000]


def test_traffic_and_the_share_of_a_segment() -> None:
    assert arms(reach(traffic="50%")) == [3150, 3150]
    # women are 47%: 900 · 0.47 · 0.5 · 14 = 2961.
    assert arms(reach(**{"for": "women"})) == [2961, 2961]
    assert arms(reach(**{"for": "all"})) == [6300, 6300]


def test_a_rollout_of_the_story_is_not_used() -> None:
    judged = judge({"stories": {"decision": {"rollout": "all-at-once", "steps": ["100% for 1w"]}}})
    assert arms(plan_of(judged)) == [6300, 6300]


def test_holds_are_the_steps_in_which_every_arm_gets_something() -> None:
    # 3d + 1w + 2w; at 100% a canary has no control.
    plan = reach()
    assert (plan.holds, plan.longest_hold) == (24 * DAY, 14 * DAY)
    plan = reach(steps=["5% for 3d", "100% for 9w"])
    assert plan.holds == 3 * DAY


def test_traffic_outside_of_the_window_does_not_count() -> None:
    # Labels take longer than the experiment: nothing has matured.
    plan = reach(primary="recall", mde="6 points", runs="4d")
    assert plan.window == 0
    assert set(arms(plan)) == {0}
