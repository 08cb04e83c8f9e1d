"""Bottlenecks by hand: what is held, what is gained, ties, and the order of the list."""

from __future__ import annotations

from mkdocs_storymap.derive.bottlenecks import Bottleneck
from mkdocs_storymap.pipeline import Judged
from tests.derive.sites import WEEK, site


def ranked(judged: Judged) -> list[tuple[str, list[str], int | None]]:
    return [(b.key.id, [story.id for story in b.holds], b.gain) for b in judged.derived.bottlenecks["product"]]


def named(judged: Judged) -> dict[str, Bottleneck]:
    return {b.key.id: b for b in judged.derived.bottlenecks["product"]}


def test_gain_is_what_all_stories_together_save() -> None:
    judged = site("""
        data:
          raw: {kind: source, lead_time: 6w}
          extra: {kind: source, lead_time: 4w}
        stories:
          ask: {step: Ask, release: first, want: x, needs: [raw], effort: 1w}
          see: {step: See, release: first, want: x, needs: [raw, extra], effort: 2w}
    """)
    # With raw ready: ask 6w → 1w saves 5w; see 6w → max(2w, 4w) = 4w saves 2w: 7w together.
    # extra has slack 6w − 4w = 2w: no bottleneck.
    assert ranked(judged) == [("raw", ["ask", "see"], 7 * WEEK)]


def test_a_story_that_only_waits_for_itself_has_none() -> None:
    judged = site("""
        data: {raw: {kind: source, lead_time: 2w}}
        stories: {ask: {step: Ask, release: first, want: x, needs: [raw], effort: 2w}}
    """)
    # lead = max(2w, 2w) = 2w: it does not wait longer than its own effort.
    assert ranked(judged) == []


def test_everything_on_the_chain_is_critical() -> None:
    judged = site("""
        data:
          raw: {kind: source, lead_time: 3w}
          clean: {kind: transformation, from: [raw], lead_time: 2w}
        stories: {ask: {step: Ask, release: first, want: x, needs: [clean], effort: 1w}}
    """)
    # clean ready: path(clean) = 0, since ready cuts upstream: 5w → 1w saves 4w. raw ready: 5w → 2w saves 3w.
    assert ranked(judged) == [("clean", ["ask"], 4 * WEEK), ("raw", ["ask"], 3 * WEEK)]


def test_tied_paths_are_all_critical_and_gain_nothing_alone() -> None:
    judged = site("""
        data:
          one: {kind: source, lead_time: 3w}
          two: {kind: source, lead_time: 3w}
        stories: {ask: {step: Ask, release: first, want: x, needs: [one, two], effort: 1w}}
    """)
    assert ranked(judged) == [("one", ["ask"], 0), ("two", ["ask"], 0)]
    assert all(found.tied for found in named(judged).values())


def test_a_tie_with_the_effort_itself() -> None:
    judged = site("""
        data: {raw: {kind: source, lead_time: 3w}}
        stories:
          ask: {step: Ask, release: first, want: x, effort: 1w}
          see: {step: See, release: first, want: x, after: [ask], needs: [raw], effort: 2w}
    """)
    # see: max(2w + 1w, 3w) = 3w on two ways, and longer than its own 2w. raw ready: still 3w. ask done: raw still takes 3w.
    assert ranked(judged) == [("raw", ["see"], 0), ("ask", ["see"], 0)]


def test_a_story_that_others_come_after_gains_what_they_save_and_not_its_own_wait() -> None:
    judged = site("""
        data: {raw: {kind: source, lead_time: 3w}}
        stories:
          ask: {step: Ask, release: first, want: x, needs: [raw], effort: 4w}
          see: {step: See, release: first, want: x, after: [ask], effort: 2w}
    """)
    # see 4w + 2w = 6w; with ask done 2w: it saves 4w. The 4w of ask itself are no wait of a story that it holds.
    assert ranked(judged) == [("ask", ["see"], 4 * WEEK)]


def test_ranked_by_stories_held_before_gain() -> None:
    judged = site("""
        data:
          small: {kind: source, lead_time: 2w}
          large: {kind: source, lead_time: 20w}
        stories:
          one: {step: Ask, release: first, want: x, needs: [small], effort: 1w}
          two: {step: Ask, release: first, want: x, needs: [small], effort: 1w}
          three: {step: See, release: first, want: x, needs: [large], effort: 1w}
    """)
    # small holds two stories and gains 1w each, large holds one and gains 19w.
    assert ranked(judged) == [("small", ["one", "two"], 2 * WEEK), ("large", ["three"], 19 * WEEK)]


def test_ranked_by_gain_then_by_what_is_left_then_by_order() -> None:
    judged = site("""
        data:
          a: {kind: source, lead_time: 1w}
          b: {kind: transformation, from: [a], lead_time: 3w}
          c: {kind: source, lead_time: 4w}
          d: {kind: source, lead_time: 4w}
        stories:
          one: {step: Ask, release: first, want: x, needs: [b, c, d], effort: 1w}
    """)
    # Three ways of 4w: a-b, c, d. Nothing gains anything alone. Left: c and d 4w, b 3w, a 1w; c before d by order.
    assert [name for name, _, _ in ranked(judged)] == ["c", "d", "b", "a"]


def test_a_job_can_be_the_bottleneck() -> None:
    judged = site(
        "stories: {ask: {step: Ask, release: first, want: x, effort: 1w}}",
        "jobs: {train: {stage: Train, release: first, want: x, serves: [ask], effort: 5w}}",
    )
    found = judged.derived.bottlenecks["product"]
    assert [(b.key, b.gain, b.left) for b in found] == [(("model", "job", "train"), 4 * WEEK, 5 * WEEK)]


def test_what_is_done_holds_nobody() -> None:
    judged = site("""
        data: {raw: {kind: source, status: ready}}
        stories: {ask: {step: Ask, release: first, want: x, needs: [raw], effort: 1w}}
    """)
    assert ranked(judged) == []


def test_unknown_work_is_marked() -> None:
    judged = site("""
        data:
          raw: {kind: source, lead_time: unknown, blocker: A contract}
          clean: {kind: transformation, from: [raw], lead_time: 3w}
        stories: {ask: {step: Ask, release: first, want: x, needs: [clean], effort: 1w}}
    """)
    found = named(judged)
    assert found["raw"].at_least and found["raw"].left == 0
    assert not found["clean"].at_least
