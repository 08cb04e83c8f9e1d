"""The drawings: where things stand, from the derived figures."""

from __future__ import annotations

import re
from decimal import Decimal

from mkdocs_storymap.grammar import parse_step
from mkdocs_storymap.metrics import Level
from mkdocs_storymap.render.datagraph import draw
from mkdocs_storymap.render.layers import lay_out, reduced
from mkdocs_storymap.render.lettering import fit, width
from mkdocs_storymap.render.numberline import Point, number_line
from mkdocs_storymap.render.page import Page
from mkdocs_storymap.render.stairs import per_minute, stair
from mkdocs_storymap.render.ways import ways
from mkdocs_storymap.site.registry import Key
from tests.page.big import big_maps
from tests.page.conftest import example, make_context, make_site

WEEK = 10080


def page(key: str = "loan-preapproval") -> Page:
    return Page(make_context(make_site(example("loan-preapproval"), example("loan-ds")), key))


def test_stairs_are_to_scale() -> None:
    canary = [parse_step(step) for step in ("5% for 3d", "25% for 1w", "50% for 2w", "100%")]
    shadow = [parse_step("100% for 4w")]
    scale = per_minute([canary, shadow])
    drawn = stair(canary, scale, shadow=False)
    widths = [tread.width for tread in drawn.treads]
    assert abs(widths[1] / widths[0] - 7 / 3) < 0.01 and abs(widths[2] / widths[1] - 2) < 0.01
    assert [tread.height for tread in drawn.treads] == [0.05, 0.25, 0.5, 1.0]
    assert [tread.time for tread in drawn.treads] == ["3d", "1w", "2w", "stays"] and drawn.treads[-1].open
    assert abs(drawn.treads[-1].x + drawn.treads[-1].width - 100) < 0.1
    other = stair(shadow, scale, shadow=True)
    assert abs(other.treads[0].width / widths[1] - 4) < 0.01 and other.treads[0].width <= 100


def test_a_step_that_waits_for_a_review_says_so() -> None:
    drawn = stair([parse_step("50% until ethics-launch"), parse_step("100%")], 0.0, shadow=False)
    assert drawn.treads[0].gate == "ethics-launch" and drawn.treads[0].time == "until ethics-launch" and drawn.treads[0].width > 0


def level(text: str) -> Level:
    return Level(Decimal(text), text)


def test_no_label_of_a_number_line_covers_another() -> None:
    points = [Point("promise", "promised", level("0.88")), Point("now", "now", level("0.881")), Point("target", "target", level("0.882")),
              Point("today", "today", level("0.60"))]  # fmt: skip
    line = number_line(points, ())
    assert line is not None
    boxes = []
    for label in line.labels:
        half = (len(label.word) + len(label.strong) + 1) * 6.0 / 340 * 50
        start = {"middle": label.x - half, "start": label.x - 3, "end": label.x + 3 - 2 * half}[label.anchor]
        boxes.append((label.y, start, start + 2 * half))
    for number, (y, start, end) in enumerate(boxes):
        for other_y, other_start, other_end in boxes[number + 1 :]:
            assert y != other_y or end <= other_start or other_end <= start
    assert len({sign.x for sign in line.signs}) == 4


def test_a_line_with_one_level_stands_in_the_middle() -> None:
    line = number_line([Point("now", "now", level("0.61"))], ())
    assert line is not None and line.signs[0].x == 50.0
    assert number_line([], ()) is None


def test_ways_to_the_thin_file_answer() -> None:
    found = ways(page(), Key("loan-preapproval", "story", "thin-file-answer"))
    assert found.real == 9 * WEEK and found.decides == ("model",)
    told = [(way.family, way.tie, way.key, way.minutes // WEEK, way.slack // WEEK) for way in found.ways]
    assert told == [("feature", False, False, 2, 7), ("data", False, False, 6, 3), ("model", False, True, 9, 0), ("model", True, True, 9, 0)]
    assert [segment.link.text for segment in found.ways[3].segments] == ["thin-file-labels", "thin-file-lift"]
    assert found.ways[3].segments[0].blocked


def test_a_done_story_has_no_way() -> None:
    story = "{step: B, release: r, want: w, status: done}"
    site = make_site(f"{{map: a, title: A, checklist: none, backbone: {{A: [B]}}, releases: {{r: {{goal: g}}}}, stories: {{s: {story}}}}}")
    assert ways(Page(make_context(site, "a")), Key("a", "story", "s")).finished


def test_arrows_that_a_longer_way_implies_are_left_out() -> None:
    assert reduced({"a": ["b", "c"], "b": ["c"], "c": []}) == {"a": ["b"], "b": ["c"], "c": []}


def test_layers_keep_boxes_apart_and_lines_straight() -> None:
    edges = {"a": ["c"], "b": ["d"], "c": ["e"], "d": ["f"], "e": [], "f": []}
    found = lay_out(list(edges), edges, {"e", "f"}, tall=40, gap=10)
    assert [len(layer) for layer in found.layers] == [2, 2, 2]
    for chain in ("ace", "bdf"):
        assert len({found.y[node] for node in chain}) == 1
    assert abs(found.y["a"] - found.y["b"]) >= 50


def test_the_graph_of_the_example() -> None:
    found = draw(page())
    assert found is not None
    names = {box.full for box in found.boxes}
    assert {"bureau", "thin-file-labels", "thin-file-lift", "thin-file-answer", "decision"} <= names
    strong = {(line.start, line.end) for line in found.lines if line.critical}
    assert ("data:thin-file-labels", "job:loan-ds/thin-file-lift") in strong and ("data:cashflow", "data:income-stability") in strong
    assert ("data:bureau", "job:loan-ds/beat-scorecard") not in strong
    for box in found.boxes:
        for other in found.boxes:
            assert box is other or abs(box.x - other.x) >= 176 or abs(box.y - other.y) >= 46


def test_many_stories_end_in_releases() -> None:
    site = make_site(*big_maps(40))
    found = draw(Page(make_context(site, "big")))
    assert found is not None
    assert {box.family for box in found.boxes} == {"data", "model", "release"}


def test_lettering() -> None:
    assert fit("short", 200, 13) == "short"
    cut = fit("a-very-long-name-of-a-data-item", 90, 13)
    assert cut.endswith("…") and width(cut, 13) <= 90
    assert width("漢字", 10) > width("ab", 10)


def test_experiment_lies_over_its_window(loan: str) -> None:
    stair_of_canary = loan[loan.index('id="loan-preapproval--rollout--canary"') :]
    bar = re.search(r'sm-b-exp is-key" x="([\d.]+)%" y="108" width="([\d.]+)%"', stair_of_canary)
    tread = re.search(r'<rect class="sm-tr" x="([\d.]+)%"[^>]* width="([\d.]+)%" height="34.0"', stair_of_canary)
    assert bar and tread and bar.groups() == tread.groups()


def test_many_boxes_leave_only_what_decides() -> None:
    site = make_site(*big_maps(12))
    found = draw(Page(make_context(site, "big")))
    assert found is not None and found.part
    assert any(line.critical for line in found.lines) and len(found.boxes) < 48
