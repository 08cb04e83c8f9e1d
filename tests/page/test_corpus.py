"""What five products taught the page: nothing that was written is left out, and no word misleads."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from mkdocs_storymap.diagnostics import Diagnostic, Location
from mkdocs_storymap.grammar import parse_alarm, parse_number, parse_promise
from mkdocs_storymap.metrics import Scale
from mkdocs_storymap.render import render_map, words
from tests.page.browser import browser, open_page
from tests.page.conftest import MAPS, make_context, make_site, render
from tests.page.site import build_site
from tests.page.strict import read

__all__ = ["browser"]
WHERE = {
    "help-assistant": "help-assistant", "help-assistant-ds": "help-assistant", "chest-xray": "hospital-imaging",
    "stroke-ct": "hospital-imaging", "pumps": "pumps", "shop-forecast": "shop-forecast", "newsletter": "newsletter",
}  # fmt: skip


def texts(key: str) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted((MAPS / "corpus" / WHERE[key]).glob("*.storymap.yaml"))]


@cache
def html(key: str) -> str:
    return render(*texts(key), key=key)


def said(key: str) -> str:
    """The page as it is read."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html(key))).replace("&#39;", "'")


@pytest.mark.parametrize("key", list(WHERE))
def test_is_well_formed(key: str) -> None:
    assert read(html(key)).faults == []


@pytest.mark.parametrize(
    ("key", "words_there"),
    [
        ("help-assistant", ["higher is better, from 1 to 5 points of 5", "4.3 points of 5", "4.0 points of 5", "best in its range"]),
        ("help-assistant", ["baseline 0.93", "today 52%, baseline 61%", "0.31 EUR", "0.372 EUR", "rolled back to search-only by engineering within 5m"]),
        ("chest-xray", ["lower is better, from 0 to 1,440 min", "investigated by radiology within 8h", "by hand", "over 30d", "55 min"]),
        ("chest-xray", ["SM834 (runs longer than one hold): nothing was found", "Waived: The canary is short on purpose", "Portable is worse than its floor."]),
        ("shop-forecast", ["nobody: the ordering system", "2,400,000 rows/h", "1,800,000 rows/h", "worse than its floor"]),
        ("pumps", ["1 metric triggers retraining", "1 metric triggers rollback"]),
        ("stroke-ct", ["missing at most 1% else Leave the picture in order of arrival in Worst chest X-rays first"]),
    ],
)  # fmt: skip
def test_is_said(key: str, words_there: list[str]) -> None:
    page = said(key)
    assert [text for text in words_there if text not in page] == []


@pytest.mark.parametrize(
    ("key", "not_there"),
    [
        ("help-assistant", ["now 0.93", "now 22%", "25 for 15m"]), ("chest-xray", ["4w 2d", "now 0.84", "under its floor", "both both", "sd 55"]),
        ("shop-forecast", ["2400000", "under its floor"]), ("pumps", ["metric that", "metrics that trigger"]),
    ],
)  # fmt: skip
def test_is_not_said(key: str, not_there: list[str]) -> None:
    page = said(key)
    assert [text for text in not_there if text in page] == []


@pytest.mark.parametrize("key", ["help-assistant", "chest-xray", "shop-forecast"])
def test_no_label_is_doubled(key: str) -> None:
    for variants in re.findall(r'<p dir="auto">(<span class="sm-nw"><b>.*?)</p>', html(key)):
        text = re.sub(r"<[^>]+>", "", variants)
        assert not re.search(r"\b(\w+) \1\b", text), text


def test_levels_in_one_unit() -> None:
    rows, tone = Scale("rows", "own", "rows/h"), Scale("tone", "own", "points")
    assert words.figure(parse_number("2400000"), rows) == "2,400,000 rows/h"
    assert words.figure(parse_number("4.0"), tone) == "4.0 points"
    assert words.figure(parse_number("0"), Scale("leaks", "ratio", "%")) == "0%"
    assert words.figure(parse_number("2 s"), Scale("wait", "time", "ms")) == "2,000 ms"
    assert words.figure(parse_number("900 ms"), Scale("wait", "ratio", "")) == "900 ms"
    assert words.condition(parse_alarm("below 25 for 15m over 30d"), Scale("speed", "rate", "rps")) == "below 25 rps for 15m over 30d"
    assert words.promise(parse_promise("between 1500 and 2500"), rows) == "1,500 rows/h to 2,500 rows/h"


def test_lengths_of_time() -> None:
    day = 1440
    assert [words.span(days * day) for days in (0, 3, 7, 10, 30, 28, 35, 38)] == ["0d", "3d", "1w", "10d", "30d", "4w", "5w", "5w 3d"]
    assert words.span(day + 90) == "1d 1h 30m" and words.span(45) == "45m"


def test_messages_show_code_as_code() -> None:
    where = Location("docs/x.md", 12, 3, 12, 9)
    problems = [Diagnostic("SM607", "advice", "`see` has <b> no ` harm", "write `harms`", where)]
    page = render(*texts("pumps"), key="pumps", diagnostics=problems)
    assert "<code>see</code> has &lt;b&gt; no ` harm" in page and "write <code>harms</code>" in page


def test_rules_that_are_off_are_named() -> None:
    page = render(*texts("pumps"), key="pumps", rules_off=("SM834",))
    assert "SM834 (runs longer than one hold)" in page


def test_what_the_site_says_is_marked() -> None:
    site = make_site(*texts("pumps"))
    context = make_context(site, "pumps", defaulted_label="house rule")
    entry = site.registry.maps["pumps"]
    entry.map = replace(entry.map, defaulted=frozenset({("respond",), ("alerts", "ticket")}))
    page = re.sub(r"<[^>]+>", "", render_map(replace(context, site=site)))
    assert page.count("(house rule)") >= 4


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return build_site(tmp_path_factory.mktemp("corpus"), {key: html(key) for key in WHERE}, sidebars=True)


OVERLAPS = """() => {
  const texts = [...document.querySelectorAll('.sm-nl text, .sm-stair-l text, .sm-mark, .sm-issue, .sm-share + b')].filter((el) => el.getClientRects().length);
  const found = [];
  const groups = new Map();
  for (const el of texts) {
    const home = el.closest('.sm-nl, .sm-stair-l, .sm-slot, td');
    if (!groups.has(home)) groups.set(home, []);
    groups.get(home).push(el);
  }
  for (const some of groups.values()) for (const [i, a] of some.entries()) for (const b of some.slice(i + 1)) {
    const r = a.getBoundingClientRect(), s = b.getBoundingClientRect();
    if (r.left < s.right - 1 && s.left < r.right - 1 && r.top < s.bottom - 4 && s.top < r.bottom - 4) found.push(a.textContent + ' | ' + b.textContent);
  }
  return found;
}"""
CLIPPED = """() => [...document.querySelectorAll('.sm-acts span[dir], .sm-legend, .sm-marks, .sm-lead, .sm-wins dd, .sm-roll li, .sm-seg-l > span')]
  .filter((el) => el.getClientRects().length && (el.scrollWidth > el.clientWidth + 1 && getComputedStyle(el).display !== 'inline'
    || (getComputedStyle(el).overflow === 'hidden' && el.scrollHeight > el.clientHeight + 1))).map((el) => el.className + ': ' + el.textContent.slice(0, 40))"""
NARROW = """() => [...document.querySelectorAll('.sm-wins dd, .sm-roll li, .sm-run th, .sm-segs th, .sm-table tbody th')]
  .filter((el) => el.getClientRects().length && el.textContent.length > 12 && el.clientWidth && el.clientWidth < 70).map((el) => el.textContent.slice(0, 40))"""
LINES = "() => Math.min(...[...document.querySelectorAll('.sm-nl')].map((el) => el.getBoundingClientRect().width).filter(Boolean))"


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390, 800, 1000, 1240, 1500])
@pytest.mark.parametrize("key", ["help-assistant", "help-assistant-ds", "chest-xray", "shop-forecast"])
def test_nothing_covers_or_cuts_anything(browser: Any, pages: Any, key: str, width: int) -> None:
    page = open_page(browser, pages, key, width, 900)
    assert page.evaluate(OVERLAPS) == []
    assert page.evaluate(CLIPPED) == []
    assert page.evaluate(NARROW) == []
    if not key.endswith("-ds"):
        assert page.evaluate(LINES) >= 280
    page.context.close()


@pytest.mark.browser
def test_long_titles_wrap_in_a_head_that_stays_in_sight(browser: Any, tmp_path: Any) -> None:
    names = ["One", "Two", "Three", "Four", "Five", "Six"] * 6
    text = (
        "{map: long, title: Long, checklist: none, releases: {r: {goal: g}}, backbone: {Take the order and everything that belongs to it: [One],"
        " B: [Two], C: [Three], D: [Four], E: [Five], F: [Six]}, stories: {"
        + ", ".join(f"s{number}: {{step: {step}, release: r, want: to see a thing {number}}}" for number, step in enumerate(names))
        + "}}"
    )
    page = open_page(browser, build_site(tmp_path, {"long": render(text)}), "long", 1300, 500)
    title = page.locator(".sm-acts th span[dir]").first
    assert title.evaluate("el => el.scrollHeight <= el.clientHeight && el.getBoundingClientRect().height > 40")
    page.evaluate("scrollTo(0, 500)")
    page.wait_for_timeout(200)
    head, steps = title.bounding_box(), page.locator(".sm-steps th").first.bounding_box()
    assert 40 <= head["y"] < 120 and steps["y"] >= head["y"] + head["height"] - 1
    page.context.close()
