"""The page as HTML: well formed, every id once, every link answered, nothing of the author's run."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from mkdocs_storymap.diagnostics import Diagnostic, Location
from mkdocs_storymap.render import anchors, asset_names, render_problems
from mkdocs_storymap.render.search import searchable
from mkdocs_storymap.render.words import safe_url
from tests.page.big import big_maps
from tests.page.conftest import example, make_site, render
from tests.page.strict import read

HERE = Path(__file__).parent
HOSTILE = "<script>alert(1)</script>\"'`&amp;{{7*7}}<img src=x onerror=alert(1)>--></section>"
TEXTS = frozenset(
    "title summary name goal at_risk because decision_threshold cost blocker provider amount expect if_broken evidence outcome measured"
    " query want so harm mitigation owner hypothesis win lose unclear success unit signal page ticket dashboard promote_if new_data what"
    " when task answers trained_on evaluated_on registry estimate issue tested notify of against unmeasured text url reference".split()
)
LISTS = frozenset("edge_cases constraints practices bias_tests acceptance not_for also_on keep tags links".split())


def own(name: str) -> str:
    return (HERE / "maps" / f"{name}.storymap.yaml").read_text(encoding="utf-8")


def hostile(text: str) -> str:
    """A map with something nasty in every free text."""

    def spoil(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            out = {name: spoil(inner, name) for name, inner in value.items()}
            if "effort" in value or "goal" in value:
                out["x-note"] = {"deep": [HOSTILE]}
            return out
        if isinstance(value, list):
            return [HOSTILE if isinstance(inner, str) and key in LISTS else spoil(inner, key) for inner in value]
        return HOSTILE if isinstance(value, str) and key in TEXTS and value not in ("bureau", "open-banking", "model score") else value

    loaded = yaml.load(text, Loader=yaml.BaseLoader)
    return json.dumps(spoil(loaded))


CASES = {
    "user": lambda: render(example("loan-preapproval"), example("loan-ds"), key="loan-preapproval"),
    "science": lambda: render(example("loan-preapproval"), example("loan-ds"), key="loan-ds"),
    "second heading": lambda: render(example("loan-preapproval"), title_heading=2),
    "plain": lambda: render(own("plain")),
    "draft": lambda: render(own("draft"), diagnostics=problems(), rules_off=("SM703",)),
    "big": lambda: render(*big_maps(70)),
    "big science": lambda: render(*big_maps(70), key="big-ds"),
    "hostile user": lambda: render(hostile(example("loan-preapproval")), hostile(example("loan-ds")), key="loan-preapproval"),
    "hostile science": lambda: render(hostile(example("loan-preapproval")), hostile(example("loan-ds")), key="loan-ds"),
    "empty": lambda: render("{map: nothing, title: Nothing}"),
    "empty science": lambda: render("{map: nothing, kind: data-science}"),
}


def problems() -> list[Diagnostic]:
    where = Location("docs/triage.md", 12, 3, 12, 9)
    return [
        Diagnostic("SM402", "advice", f"no data item {HOSTILE}", f"add `data` {HOSTILE}", where, item="data items"),
        Diagnostic("SM407", "advice", "no owner for data", "add `data` under `owners`", where, item="data"),
        Diagnostic("SM405", "advice", "no experiments", "", where, waived=f"A pilot {HOSTILE}"),
        Diagnostic("SM301", "error", "unknown step `Srot`", "write `Sort`", where),
    ]


@pytest.fixture(scope="module", params=list(CASES))
def page(request: pytest.FixtureRequest) -> str:
    return CASES[request.param]()


def test_is_well_formed(page: str) -> None:
    assert read(page).faults == []


def test_every_id_stands_once(page: str) -> None:
    ids = [element.attrs["id"] for element in read(page).all if "id" in element.attrs]
    assert sorted(ids) == sorted(set(ids))
    assert all(name and not re.search(r"\s", name) for name in ids)


def test_every_inner_link_leads_somewhere(page: str) -> None:
    parsed = read(page)
    ids = {element.attrs["id"] for element in parsed.all if "id" in element.attrs}
    links = {(element.attrs["href"] or "")[1:] for element in parsed.all if (element.attrs.get("href") or "").startswith("#")}
    assert links - ids == set()


def test_runs_nothing(page: str) -> None:
    for element in read(page).all:
        assert element.tag not in ("script", "style", "iframe", "object", "img", "link")
        for name, value in element.attrs.items():
            assert not name.startswith("on") and name not in ("style", "srcdoc", "formaction")
            if name == "href":
                assert value == safe_url(value)


def test_hostile_text_is_shown_as_it_was_written() -> None:
    page = render(hostile(example("loan-preapproval")), hostile(example("loan-ds")), key="loan-preapproval")
    assert "<script" not in page and "onerror=alert(1)>" not in page.replace("&gt;", "")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{7*7}}" in page


@pytest.mark.parametrize(("key", "kind"), [("loan-preapproval", "user"), ("loan-ds", "data-science")])
def test_every_anchor_stands_exactly_once(key: str, kind: str) -> None:
    page = read(render(example("loan-preapproval"), example("loan-ds"), key=key))
    ids = [element.attrs.get("id") for element in page.all]
    for name, anchor in anchors(make_site(example("loan-preapproval"), example("loan-ds")), key).items():
        assert ids.count(anchor) == 1, name
    root = next(element for element in page.all if element.attrs.get("class") == "storymap")
    assert root.tag == "section" and root.attrs["id"] == root.attrs["data-storymap"] == key
    assert root.attrs["data-storymap-kind"] == kind


def test_ids_follow_the_contract() -> None:
    ids = set(anchors(make_site(example("loan-preapproval"), example("loan-ds")), "loan-preapproval").values())
    for name in (
        "loan-preapproval", "loan-preapproval--decision", "loan-preapproval--data--open-banking", "loan-preapproval--release--canary",
        "loan-preapproval--metric--recall", "loan-preapproval--fairness--equal-chance", "loan-preapproval--segment--thin-file",
        "loan-preapproval--review--ethics-launch", "loan-preapproval--experiment--model-vs-scorecard", "loan-preapproval--feedback--underwriting",
        "loan-preapproval--persona--applicant", "loan-preapproval--use-case--instant-answer", "loan-preapproval--step--see-decision",
        "loan-preapproval--activity--get-an-answer",
    ):  # fmt: skip
        assert name in ids
    assert "loan-ds--variant--gbm-7" in anchors(make_site(example("loan-preapproval"), example("loan-ds")), "loan-ds").values()


def test_links_lead_both_ways(loan: str, science: str) -> None:
    assert 'href="loan-ds.html#loan-ds--thin-file-lift"' in loan
    assert 'href="loan-preapproval.html#loan-preapproval--thin-file-answer"' in science
    assert 'href="loan-ds.html#loan-ds"' in loan and 'href="loan-preapproval.html#loan-preapproval"' in science


def test_a_map_that_is_shown_nowhere_is_text() -> None:
    from tests.page.conftest import make_context

    site = make_site(example("loan-preapproval"), example("loan-ds"))
    context = make_context(site, "loan-preapproval")
    from dataclasses import replace

    from mkdocs_storymap.render import render_map

    page = render_map(replace(context, url_for=lambda _: None))
    assert "loan-ds.html" not in page and "thin-file-lift" in page and read(page).faults == []


def test_headings_go_down_one_at_a_time(page: str) -> None:
    levels = [
        int(element.attrs.get("aria-level") or element.tag[1])
        for element in read(page).all if re.fullmatch(r"h[1-6]", element.tag) or element.attrs.get("role") == "heading"
    ]  # fmt: skip
    assert levels[0] in (1, 2)
    assert levels.count(levels[0]) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_cards_carry_their_facts(loan: str) -> None:
    cards = {element.attrs["data-item"]: element.attrs for element in read(loan).all if "sm-card" in (element.attrs.get("class") or "").split()}
    decision = cards["story:decision"]
    assert decision["data-release"] == "canary" and decision["data-step"] == "see-decision" and decision["data-persona"] == "applicant"
    assert decision["data-status"] == "planned" and "priya-n" in (decision["data-owner"] or "").split() and decision["data-tags"] == ""


def test_search_finds_headings_with_ids(loan: str) -> None:
    words = read(searchable(loan))
    assert words.faults == []
    headings = {element.attrs.get("id"): element.text.strip() for element in words.all if re.fullmatch(r"h[1-6]", element.tag)}
    assert headings["loan-preapproval--thin-file-answer"] == "My bank history to count"
    for kind in ("data--bureau", "metric--recall", "fairness--equal-chance", "segment--thin-file", "experiment--model-vs-scorecard", "release--canary"):
        assert f"loan-preapproval--{kind}" in headings


def test_rows_of_another_map_are_no_part_of_an_entry() -> None:
    page = render(example("loan-preapproval"), example("loan-ds"), key="loan-ds")
    assert 'data-item="data:loan-preapproval/bureau"' in page
    words = searchable(page)
    last = words[words.index('id="loan-ds--section--data"') : words.index('id="loan-ds--section--experiments"')]
    assert "open-banking" not in last and "Send the applicant to manual review" not in last


def test_words_of_neighbours_are_not_glued(loan: str) -> None:
    text = re.sub(r"<[^>]+>", "", loan)
    for glued in ("plannedhigh", "readyfeature", "metC2", "PerformancePromised", "recallover"):
        assert glued not in text.replace("\n", " ")


def test_none_is_shown_with_its_reason() -> None:
    page = render(own("draft"))
    for reason in ("The model is bought", "Not named yet", "Requests carry no personal data", "Bought model", "A person reads all"):
        assert reason in page


def test_a_plain_map_shows_only_what_it_fills() -> None:
    page = render(own("plain"))
    assert "--section--" not in re.sub(r"--section--(plan|map)", "", page)
    assert "sm-strip" not in page and "An account with my e-mail" in page
    assert "x-cost-centre" in page and "4711" in page and "x-risk" in page
    assert "javascript:alert(1)" in page and 'href="javascript' not in page


def test_a_draft_says_what_is_left() -> None:
    page = render(own("draft"), diagnostics=problems(), rules_off=("SM703",))
    assert '<span class="sm-mute">C2 Data</span> <a href="#triage--section--checklist-c2">data items</a>' in page
    assert "Waived: A pilot" in page and "SM703" in page and "Step unknown" in page


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.example/x?y=1#z", True), ("mailto:a@b.example", True), ("../page.md#x", True), ("page", True), ("#x", True), ("/x", True),
        ("javascript:alert(1)", False), (" JaVaScRiPt:alert(1)", False), ("data:text/html,x", False), ("vbscript:x", False),
        ("java\tscript:alert(1)", False), ("//evil.example", False), ("\\\\evil", False), ("file:///etc/passwd", False), ("", False), (None, False),
        ("http://[", False),
    ],
)  # fmt: skip
def test_urls(url: str | None, safe: bool) -> None:
    assert (safe_url(url) is not None) is safe


def test_problems_panel() -> None:
    page = render_problems(problems(), title="Story map <b>")
    assert read(page).faults == []
    assert 'class="storymap-problems"' in page and "docs/triage.md:12:3" in page and "SM301" in page and "write <code>Sort</code>" in page
    assert "<script" not in page and "Story map &lt;b&gt;" in page
    assert page.index("SM301") < page.index("SM402")


def test_assets_are_there() -> None:
    folder = HERE.parents[1] / "mkdocs_storymap" / "assets"
    assert asset_names() == ["storymap.css", "storymap.js"]
    for name in asset_names():
        text = (folder / name).read_text(encoding="utf-8")
        assert not re.search(r"https?://(?!www\.w3\.org)|@import|eval\(|innerHTML|fetch\(|url\(", text), name


def test_what_follows_a_table_is_no_text_of_its_last_row(loan: str) -> None:
    parts = re.split(r'<h[1-6] [^>]*id="([^"]+)"[^>]*>', searchable(loan))
    said = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert "Fairness metric" not in said["loan-preapproval--segment--women"]
    assert "Harms" not in said["loan-preapproval--fairness--equal-chance"]
    assert "Retraining" not in said["loan-preapproval--experiment--model-vs-scorecard"]


def test_a_story_is_no_hit_for_what_the_whole_map_says(loan: str) -> None:
    parts = re.split(r'<h[1-6] [^>]*id="([^"]+)"[^>]*>', searchable(loan))
    said = dict(zip(parts[1::2], parts[2::2], strict=True))
    story = said["loan-preapproval--decision"]
    assert "Not-yet answers go to an underwriter the same day" in story and "model-vs-scorecard" in story
    assert "Priya N" not in story and "still on the page" not in story
    assert "Priya N" in searchable(loan) and "still on the page" in said["loan-preapproval--use-case--instant-answer"]
    assert re.findall(r"<h[1-6] (?!id=|data-search-exclude>)", searchable(loan)) == []
