"""The drawings: where things stand, from the derived figures."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from mkdocs_storymap.grammar import parse_step
from mkdocs_storymap.metrics import Level
from mkdocs_storymap.render.bars import bars
from mkdocs_storymap.render.card import outcome
from mkdocs_storymap.render.datagraph import draw
from mkdocs_storymap.render.fair import fairness
from mkdocs_storymap.render.gauges import gauge
from mkdocs_storymap.render.layers import lay_out, reduced
from mkdocs_storymap.render.leads import LeadView, ticks
from mkdocs_storymap.render.lettering import fit, width
from mkdocs_storymap.render.numberline import NumberLine, Point, number_line
from mkdocs_storymap.render.page import Page
from mkdocs_storymap.render.stairs import per_minute, stair
from mkdocs_storymap.render.ways import ways
from mkdocs_storymap.site.registry import Key
from tests.page.big import big_maps
from tests.page.conftest import MAPS, example, make_context, make_site

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
    assert not covered(line)
    assert len({sign.x for sign in line.signs if sign.kind != "cut"}) == 4


def covered(line: NumberLine, wide: float = 280) -> list[tuple[str, str]]:
    """Labels of a line that cover each other in a column of this width."""
    boxes = []
    for label in line.labels:
        room = width(f"{label.word} {label.strong}".strip(), 12)
        start = label.x * wide / 100 + label.dx - {"middle": room / 2, "start": 0, "end": room}[label.anchor]
        boxes.append((label.y, start, start + room, f"{label.word} {label.strong}"))
    return [
        (one[3], other[3]) for number, one in enumerate(boxes) for other in boxes[number + 1 :]
        if one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
    ]  # fmt: skip


@pytest.mark.parametrize("wide", [280, 300, 340, 420, 700])
def test_no_label_of_the_five_products_covers_another(wide: float) -> None:
    for folder in sorted(path for path in (MAPS / "corpus").iterdir() if path.is_dir()):
        texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.storymap.yaml"))]
        site = make_site(*texts)
        for key, entry in site.registry.maps.items():
            found = Page(make_context(site, key))
            lines = [gauge(found, metric).line for metric in entry.map.all_metrics.values()]
            view = fairness(found)
            lines += [one.line for segment in (view.segments if view else ()) for one in segment.lines]
            assert [covered(line, wide) for line in lines if line and covered(line, wide)] == []


def test_a_value_far_from_the_others_does_not_push_them_into_one_spot() -> None:
    near = [Point("now", "baseline", level("0.82")), Point("promise", "promised", level("0.78")), Point("target", "target", level("0.86"))]
    whole = number_line(near, ())
    line = number_line([*near, Point("floor", "floor", level("0.02"))], ())
    assert whole is not None and line is not None and "cut" not in {sign.kind for sign in whole.signs}
    at = {sign.kind: sign.x for sign in line.signs}
    assert at["floor"] < at["cut"] < at["promise"] < at["now"] < at["target"]
    assert at["now"] - at["promise"] == pytest.approx(at["target"] - at["now"], abs=0.1) and at["now"] - at["promise"] > 20
    assert line.words.endswith("not to scale") and not covered(line)
    both = number_line([*near, Point("floor", "floor", level("0.02")), Point("today", "today", level("900"))], ())
    assert both is not None and [sign.kind for sign in both.signs].count("cut") == 2
    assert len({sign.x for sign in both.signs}) == 7


def test_marks_at_one_place_are_lifted_or_drawn_inside_each_other() -> None:
    at = [Point(kind, kind, level("0.9")) for kind in ("promise", "limit", "now", "everyone", "today")]
    line = number_line([*at, Point("now", "now", level("0.5"))], ())
    assert line is not None
    here = [sign for sign in line.signs if sign.x > 50]
    assert [sign.kind for sign in here] == ["everyone", "today", "now", "promise", "limit"]
    assert len({sign.y for sign in here if sign.kind in ("promise", "limit")}) == 2
    assert min(label.y for label in line.labels) > 0


def test_words_of_a_stair_stand_apart() -> None:
    drawn = stair([parse_step("10% for 3w"), parse_step("60% until houses"), parse_step("100%")], 1.3 / 1440, shadow=False)
    until, stays = drawn.treads[1], drawn.treads[2]
    assert until.row == 0 and stays.row == 1 and drawn.rows == 2
    close = stair([parse_step("1% for 1d"), parse_step("2% for 1d"), parse_step("100%")], 1.3 / 1440, shadow=False)
    assert close.treads[1].lift - close.treads[0].lift >= 12


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


def test_an_unknown_length_is_told_where_its_way_looks_short() -> None:
    text = example("loan-preapproval").replace(
        "feature-store: {kind: infrastructure, lead_time: 2w}", "feature-store: {kind: infrastructure, lead_time: unknown, blocker: No answer}"
    )
    found = Page(make_context(make_site(text, example("loan-ds")), "loan-preapproval"))
    way = ways(found, Key("loan-preapproval", "story", "decision"))
    assert way.at_least
    assert [link.text for link in way.unknown] == ["feature-store"]
    assert "nobody knows how long it takes: <a" in bars(LeadView(way.unknown[0], "", "", "", way.real, "", way), way.real)
    assert ways(page(), Key("loan-preapproval", "story", "decision")).unknown == ()


@pytest.mark.parametrize("weeks", [2, 9, 10, 12, 13, 15, 26, 27, 53])
def test_the_figures_of_an_axis_do_not_cover_each_other(weeks: int) -> None:
    places = [x for x, _ in ticks(weeks * WEEK)]
    assert places[0] == 0
    assert places[-1] <= 97 or places[-1] - places[-2] > 11


def test_an_outcome_is_worded_in_one_unit() -> None:
    text = example("loan-ds")
    text = text.replace("improves: score_drift\n    from: 0.25", "improves: latency_p95\n    from: 1.2 s").replace("to: 0.05", "to: 800 ms")
    found = Page(make_context(make_site(example("loan-preapproval").replace("baseline: 450 ms", "baseline: 1.2 s"), text), "loan-ds"))
    told = outcome(found, "loan-ds", found.map.jobs["stay-fresh"])
    assert (told.verb, told.start, told.end) == ("Reduce", "1.2 s", "0.8 s")
