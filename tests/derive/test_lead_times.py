"""Real lead times by hand: what waits for what, along which path."""

from __future__ import annotations

from mkdocs_storymap.derive.work import LeadTime
from mkdocs_storymap.pipeline import Judged
from tests.derive.sites import DAY, WEEK, data, job, site, story
from tests.support import judge


def lead(judged: Judged, name: str) -> LeadTime:
    return judged.derived.lead_times[story(name)]


def path(found: LeadTime) -> list[tuple[str, int]]:
    return [(key.id, minutes) for key, minutes in found.path]


def test_feature_data_and_model_make_the_longest_of_the_three() -> None:
    # DESIGN's own example: feature 2w · data 6w · model 9w → 9w, by labels (6w) and then the job (3w).
    judged = judge()
    found = judged.derived.lead_times[story("thin-file-answer")._replace(map="loan-preapproval")]
    # data: thin-file-labels 6w (bureau is ready) against open-banking 3w + cashflow 2w + income-stability 1w = 6w.
    # model: thin-file-lift 3w + max(6w of data, 4w of beat-scorecard) = 9w.
    assert (found.effort, found.data, found.model, found.real, found.at_least) == (2 * WEEK, 6 * WEEK, 9 * WEEK, 9 * WEEK, False)
    assert path(found)[-1] == ("thin-file-lift", 3 * WEEK)
    assert sum(minutes for _, minutes in found.path) == found.real


def test_data_is_a_chain_and_the_effort_goes_on_beside_it() -> None:
    judged = site("""
        data:
          raw: {kind: source, lead_time: 3w}
          clean: {kind: transformation, from: [raw], lead_time: 2w}
        stories:
          ask: {step: Ask, release: first, want: x, needs: [clean], effort: 4w}
    """)
    # effort 4w; data 3w + 2w = 5w; they go on side by side: max(4w, 5w) = 5w.
    found = lead(judged, "ask")
    assert (found.effort, found.data, found.model, found.real) == (4 * WEEK, 5 * WEEK, None, 5 * WEEK)
    assert path(found) == [("raw", 3 * WEEK), ("clean", 2 * WEEK)]


def test_effort_alone_is_the_lead_time_without_needs() -> None:
    judged = site("stories: {ask: {step: Ask, release: first, want: x, effort: 3d}}")
    found = lead(judged, "ask")
    assert (found.data, found.model, found.real) == (None, None, 3 * DAY)
    assert path(found) == [("ask", 3 * DAY)]


def test_ready_cuts_what_is_upstream() -> None:
    judged = site("""
        data:
          raw: {kind: source, lead_time: 30w}
          clean: {kind: transformation, from: [raw], status: ready}
        stories:
          ask: {step: Ask, release: first, want: x, needs: [clean], effort: 1w}
    """)
    found = lead(judged, "ask")
    # path(clean) = 0 although raw takes 30w.
    assert (found.data, found.real, found.at_least) == (0, 1 * WEEK, False)


def test_ready_cuts_what_is_unknown_upstream_too() -> None:
    judged = site("""
        data:
          raw: {kind: source, lead_time: unknown, blocker: A contract}
          clean: {kind: transformation, from: [raw], status: ready}
        stories:
          ask: {step: Ask, release: first, want: x, needs: [clean], effort: 1w}
    """)
    assert not lead(judged, "ask").at_least


def test_done_cuts() -> None:
    judged = site(
        """
        data: {raw: {kind: source, lead_time: 30w}}
        stories:
          ask: {step: Ask, release: first, want: x, needs: [raw], effort: 1w, status: done}
          see: {step: See, release: first, want: x, after: [ask], effort: 2w}
    """,
        "jobs: {train: {stage: Train, release: first, want: x, serves: [see], needs: [product/raw], effort: 9w, status: done}}",
    )
    # ask is done: 0. see: 2w + max(0, lead of ask = 0) = 2w, and its job is done: 0.
    assert lead(judged, "ask").real == 0
    found = lead(judged, "see")
    assert (found.model, found.real) == (0, 2 * WEEK)


def test_after_is_added_to_the_effort_not_to_the_data() -> None:
    judged = site("""
        data: {raw: {kind: source, lead_time: 4w}}
        stories:
          ask: {step: Ask, release: first, want: x, effort: 3w}
          see: {step: See, release: first, want: x, after: [ask], needs: [raw], effort: 2w}
    """)
    # see: max(2w + 3w of ask, 4w of raw) = 5w.
    found = lead(judged, "see")
    assert found.real == 5 * WEEK
    assert path(found) == [("ask", 3 * WEEK), ("see", 2 * WEEK)]


def test_a_story_waits_for_all_that_the_story_before_it_waits_for() -> None:
    judged = site("""
        data: {raw: {kind: source, lead_time: 4w}}
        stories:
          ask: {step: Ask, release: first, want: x, needs: [raw], effort: 3w}
          see: {step: See, release: first, want: x, after: [ask], effort: 2w}
    """)
    # lead(ask) = max(3w, 4w) = 4w; lead(see) = 2w + 4w = 6w, and ask's own 3w are not on the way.
    found = lead(judged, "see")
    assert found.real == 6 * WEEK
    assert path(found) == [("raw", 4 * WEEK), ("see", 2 * WEEK)]


def test_a_job_adds_its_own_work_to_its_data_and_to_the_jobs_before_it() -> None:
    judged = site(
        """
        data: {raw: {kind: source, lead_time: 2w}}
        stories: {ask: {step: Ask, release: first, want: x, effort: 1w}}
    """,
        """
        jobs:
          frame: {stage: Frame, release: first, want: x, serves: {none: x}, effort: 3w}
          train: {stage: Train, release: first, want: x, serves: [ask], needs: [raw], after: [frame], effort: 4w}
    """,
    )
    # lead(train) = 4w + max(2w of raw, 3w of frame) = 7w.
    found = judged.derived.lead_times[job("train")]
    assert (found.effort, found.data, found.model, found.real) == (4 * WEEK, 2 * WEEK, 3 * WEEK, 7 * WEEK)
    assert lead(judged, "ask").real == 7 * WEEK
    assert path(lead(judged, "ask")) == [("frame", 3 * WEEK), ("train", 4 * WEEK)]


def test_a_job_of_a_later_release_follows_and_does_not_block() -> None:
    judged = site(
        "stories: {ask: {step: Ask, release: first, want: x, effort: 1w}, see: {step: See, release: second, want: x, effort: 1w}}",
        """
        jobs:
          now: {stage: Train, release: first, want: x, serves: [ask, see], effort: 2w}
          later: {stage: Train, release: second, want: x, serves: [ask, see], effort: 9w}
    """,
    )
    # later lands with `second`: it follows ask (first), and blocks see (second).
    assert lead(judged, "ask").real == 2 * WEEK
    assert lead(judged, "see").real == 9 * WEEK


def test_unknown_parts_make_it_at_least() -> None:
    judged = site("""
        data:
          raw: {kind: source, lead_time: unknown, blocker: A contract}
          clean: {kind: transformation, from: [raw], lead_time: 2w}
        stories:
          ask: {step: Ask, release: first, want: x, needs: [clean], effort: 1w}
    """)
    # The known part: max(1w, 0 + 2w) = 2w.
    found = lead(judged, "ask")
    assert (found.real, found.at_least) == (2 * WEEK, True)


def test_an_unknown_effort_too() -> None:
    judged = site("stories: {ask: {step: Ask, release: first, want: x}}")
    found = lead(judged, "ask")
    assert (found.effort, found.real, found.at_least) == (None, 0, True)


def test_a_circle_is_cut_and_never_loops() -> None:
    judged = site("""
        data:
          one: {kind: feature, from: [two], lead_time: 1w}
          two: {kind: feature, from: [one], lead_time: 2w}
        stories:
          ask: {step: Ask, release: first, want: x, needs: [one], effort: 1d}
    """)
    found = lead(judged, "ask")
    assert found.real == 3 * WEEK
    assert found.at_least
    assert [d.code for d in judged.diagnostics if d.severity == "error"] == ["SM701"]


def test_a_story_of_another_map_can_come_before() -> None:
    bones = "title: x\nchecklist: none\nbackbone: {A: [B]}\nreleases: {r: {goal: x}}\n"
    first = f"map: one\n{bones}stories: {{s: {{step: B, release: r, want: x, effort: 2w}}}}\n"
    second = f"map: two\n{bones}stories: {{s: {{step: B, release: r, want: x, effort: 1w, after: [one/s]}}}}\n"
    judged = judge(False, False, more={"a.yaml": first, "b.yaml": second})
    assert judged.derived.lead_times[story("s")._replace(map="two")].real == 3 * WEEK


def test_the_longest_chain_of_a_diamond() -> None:
    judged = site("""
        data:
          raw: {kind: source, lead_time: 1w}
          left: {kind: feature, from: [raw], lead_time: 2w}
          right: {kind: feature, from: [raw], lead_time: 3w}
          joined: {kind: feature, from: [left, right], lead_time: 1w}
        stories: {ask: {step: Ask, release: first, want: x, needs: [joined], effort: 1w}}
    """)
    # 1w + max(2w, 3w) + 1w = 5w by raw, right, joined.
    found = lead(judged, "ask")
    assert found.real == 5 * WEEK
    assert path(found) == [("raw", WEEK), ("right", 3 * WEEK), ("joined", WEEK)]
    assert data("left") not in set(judged.derived.graph.critical(story("ask")))
