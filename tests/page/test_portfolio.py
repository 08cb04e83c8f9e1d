"""The portfolio: every map, its links, the bottlenecks across maps, what is to come."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from mkdocs_storymap.pipeline import render_index
from tests.hosts.sites import PLAIN_MAP, build, fence, write_site
from tests.support import SCIENCE_TEXT, USER_TEXT, judge

HOSTILE = '</a><script>alert(1)</script>"\' onmouseover=x'


def drawn(judged: Any) -> str:
    """The portfolio with links to `#map`."""
    return render_index(judged, lambda key: f"{key.map}.html#{key.id}")


def test_every_map_stands_in_it() -> None:
    html = drawn(judge(more={"tea.yaml": PLAIN_MAP}))
    rows = re.findall(r'<tr data-kind="([^"]+)" data-status="([^"]+)" data-owner="([^"]*)">', html)
    assert [(kind, status) for kind, status, _ in rows] == [("user", "ready"), ("data-science", "ready"), ("user", "ready")]
    assert "priya-n" in rows[0][2].split()
    assert html.count("<path class=\"sm-e is-key\"") == 1
    assert 'href="loan-ds.html#loan-ds"' in html
    assert "7 of 7" in html
    assert "not asked" in html


def test_bottlenecks_are_ranked_across_maps() -> None:
    html = drawn(judge(more={"tea.yaml": PLAIN_MAP}))
    names = re.findall(r'<li class="sm-it">.*?<b><a href="[^"]*">([^<]+)</a>', html)
    assert names[0] == "beat-scorecard"
    assert "holds 2 stories" in html


def test_what_is_to_come() -> None:
    html = drawn(judge())
    assert "Instant answers lift completed applications" in html
    assert "ethics-launch" in html
    approved = drawn(judge({"reviews": {"ethics-launch": {"status": "approved"}}, "stories": {"decision": {"status": "done"}}}))
    assert "ethics-launch" not in approved
    assert "Instant answers lift completed applications" not in approved


def test_a_map_that_cannot_be_read_is_named() -> None:
    assert "bad.yaml" in drawn(judge(more={"bad.yaml": "map: bad\ntitle: ["}))


def test_a_site_without_maps_says_so() -> None:
    assert "There is no story map on this site yet." in drawn(judge(False, False))


def test_every_text_is_escaped() -> None:
    html = drawn(judge({"title": HOSTILE, "owners": {"product": HOSTILE}, "experiments": {"model-vs-scorecard": {"hypothesis": HOSTILE}}}))
    assert "<script" not in html
    seen: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            seen.extend(name for name, _ in attrs)

    Reader().feed(html)
    assert not [name for name in seen if name.startswith("on") or name == "style"]


def test_a_page_shows_it(tmp_path: Path) -> None:
    pages = {"index.md": "# All\n\n```storymap-index\n```\n", "loan.md": fence(USER_TEXT), "ds.md": fence(SCIENCE_TEXT)}
    write_site(tmp_path, pages)
    result = build(tmp_path, "--strict")
    assert result.status == 0, result.out
    page = result.page("index.html")
    assert 'href="loan/#loan-preapproval"' in page
    assert "assets/storymap/storymap.css" in page


@pytest.mark.browser
def test_filters_and_their_url(tmp_path: Path, chromium: Any) -> None:
    pages = {"index.md": "# All\n\n```storymap-index\n```\n", "loan.md": fence(USER_TEXT), "ds.md": fence(SCIENCE_TEXT), "tea.md": fence(PLAIN_MAP)}
    write_site(tmp_path, pages, "plugins: [storymap]\nuse_directory_urls: false\n", theme="material")
    assert build(tmp_path).status == 0
    page = chromium.new_page(viewport={"width": 390, "height": 800})
    page.goto(f"file://{tmp_path}/site/index.html?kind=user")
    assert page.locator(".sm-pf-tools output").inner_text() == "2 of 3 maps"
    page.select_option('.sm-pf-tools select[data-f="owner"]', "priya-n")
    assert page.locator(".sm-pf-tools output").inner_text() == "1 of 3 maps"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()
