"""Small screens, large text, wide spacing, long words, and the other themes: nothing is cut off, crushed or beside the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mkdocs_storymap.pipeline import render_index
from tests.page.big import big_maps
from tests.page.browser import browser, open_page
from tests.page.conftest import MAPS, example, render
from tests.page.site import build_site
from tests.support import judge

__all__ = ["browser"]
pytestmark = pytest.mark.browser
SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }"
"""WCAG 1.4.12."""
LARGE = "html { font-size: 200% !important }"


def pages() -> dict[str, str]:
    """Rendered maps by name."""
    loans = [example("loan-preapproval"), example("loan-ds")]
    helps = [path.read_text(encoding="utf-8") for path in sorted((MAPS / "corpus" / "help-assistant").glob("*.storymap.yaml"))]
    found = {key: render(*loans, key=key) for key in ("loan-preapproval", "loan-ds")}
    found["help-assistant"] = render(*helps, key="help-assistant")
    found["words"] = render((Path(__file__).parent / "maps" / "words.storymap.yaml").read_text(encoding="utf-8"))
    found["portfolio"] = render_index(judge({"owners": {"product": "W" * 90}}), lambda key: f"{key.map}.html")
    found["wide"] = render(*big_maps(40, steps=12))
    return found


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_site(tmp_path_factory.mktemp("reflow"), pages())


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same pages in other themes, and in Material with its sidebars."""
    found = {theme: build_site(tmp_path_factory.mktemp(theme), pages(), theme=theme) for theme in ("mkdocs", "readthedocs")}
    found["sidebars"] = build_site(tmp_path_factory.mktemp("sidebars"), pages(), features="", sidebars=True)
    return found


@pytest.mark.parametrize(("width", "css"), [(320, ""), (320, SPACED), (320, LARGE), (640, LARGE), (1280, LARGE), (1280, "")])
@pytest.mark.parametrize("name", ["loan-preapproval", "loan-ds", "help-assistant", "words"])
def test_nothing_is_beside_the_page(browser: Any, material: Path, name: str, width: int, css: str) -> None:
    page = open_page(browser, material, name, width)
    page.add_style_tag(content=f"{css} .md-header, .md-tabs, .md-sidebar, .md-footer {{ display: none }}")
    page.locator(".sm-card > summary").first.click()
    page.wait_for_timeout(150)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


@pytest.mark.parametrize("width", [320, 640])
def test_nothing_of_the_portfolio_is_beside_the_page(browser: Any, material: Path, width: int) -> None:
    page = open_page(browser, material, "portfolio", width)
    page.add_style_tag(content=f"{LARGE} .md-header, .md-tabs, .md-footer {{ display: none }}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    icons = "[...document.querySelectorAll('.sm-pf-t .sm-nw')].filter(el => el.offsetHeight > parseFloat(getComputedStyle(el).lineHeight) * 1.5).length"
    assert page.evaluate(icons) == 0
    page.context.close()


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_texts_have_the_sizes_and_hues_of_the_map(browser: Any, material: Path, others: dict[str, Path], theme: str) -> None:
    """The reset must not outweigh what is said of a part later on."""
    page = open_page(browser, others.get(theme, material), "loan-preapproval")
    size = "(css) => parseFloat(getComputedStyle(document.querySelector('.storymap ' + css)).fontSize)"
    assert page.evaluate(size, ".sm-owners dd") == page.evaluate(size, ".sm-strip a") == page.evaluate(size, ".sm-fam")
    assert page.evaluate(size, ".sm-ml small") < page.evaluate(size, ".sm-fam")
    colour = "(css) => getComputedStyle(document.querySelector('.storymap ' + css)).color"
    assert page.evaluate(colour, ".sm-ml small") == page.evaluate(colour, ".sm-kicker") != page.evaluate(colour, ".sm-title")
    page.context.close()


@pytest.mark.parametrize("theme", ["material", "sidebars", "mkdocs", "readthedocs"])
def test_columns_of_a_wide_grid_keep_their_width(browser: Any, material: Path, others: dict[str, Path], theme: str) -> None:
    page = open_page(browser, others.get(theme, material), "wide")
    found = page.evaluate("[...document.querySelectorAll('.sm-card')].map(card => card.offsetWidth)")
    assert min(found) >= 150
    assert page.evaluate("getComputedStyle(document.querySelector('.sm-gridwrap')).overflowX") == "auto"
    page.context.close()


@pytest.mark.parametrize("width", [700, 1000, 1100, 1280, 1440])
@pytest.mark.parametrize("theme", ["material", "sidebars", "mkdocs", "readthedocs"])
def test_a_panel_does_not_crush_the_map(browser: Any, material: Path, others: dict[str, Path], theme: str, width: int) -> None:
    """It lies on the map where there is no room beside it; marks of a card stay in two lines."""
    for name in ("loan-preapproval", "loan-ds", "help-assistant"):
        page = open_page(browser, others.get(theme, material), name, width)
        page.locator(".sm-card > summary").last.click()
        page.wait_for_timeout(200)
        cards = page.evaluate("[...document.querySelectorAll('.sm-card')].map(card => card.offsetWidth)")
        lines = page.evaluate(
            "[...document.querySelectorAll('.sm-slot:not(:has(.sm-issue)) .sm-marks')].map(el => el.offsetHeight / parseFloat(getComputedStyle(el).lineHeight))"
        )
        assert min(cards) >= 100 and max(lines) < 2.6, (name, min(cards), max(lines))
        page.context.close()


def test_headings_of_sections_are_not_cut_into_letters(browser: Any, others: dict[str, Path]) -> None:
    page = open_page(browser, others["sidebars"], "loan-preapproval")
    widths = page.evaluate(
        """[...document.querySelectorAll('.sm-sec-h > h2')].map(el => {
          const word = document.createElement('span');
          word.textContent = el.textContent.split(' ').reduce((one, other) => other.length > one.length ? other : one);
          word.style.whiteSpace = 'nowrap';
          el.append(word);
          const found = word.offsetWidth - el.clientWidth;
          word.remove();
          return found;
        })"""
    )
    assert max(widths) <= 0
    page.context.close()


def test_the_mkdocs_theme_gives_the_room_of_an_empty_contents(browser: Any, others: dict[str, Path]) -> None:
    page = open_page(browser, others["mkdocs"], "loan-preapproval")
    assert page.locator("section.storymap").bounding_box()["width"] > 1100
    page.goto(page.url.replace("loan-preapproval", "index"))
    assert page.locator(".col-md-3").is_visible()
    page.context.close()


def test_the_fixed_head_of_the_mkdocs_theme_covers_nothing(browser: Any, others: dict[str, Path]) -> None:
    page = open_page(browser, others["mkdocs"], "loan-preapproval", 1440)
    page.locator(".sm-card > summary").last.click()
    page.wait_for_timeout(200)
    head = page.locator(".fixed-top").bounding_box()["height"]
    assert page.locator(".sm-card[open] > .sm-body").bounding_box()["y"] >= head - 1
    page.locator(".sm-card[open] .sm-b-close").click()
    page.locator(".sm-table tbody.sm-rel").last.evaluate("el => scrollTo(0, el.getBoundingClientRect().top + scrollY - 300)")
    page.wait_for_timeout(100)
    assert page.locator(".sm-table thead").bounding_box()["y"] >= head - 1
    page.locator(".sm-card > summary").last.focus()
    page.keyboard.press("f")
    page.wait_for_timeout(100)
    assert page.evaluate("!!document.elementFromPoint(200, 20).closest('.storymap')")
    page.context.close()
