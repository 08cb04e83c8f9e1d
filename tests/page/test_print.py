"""The page on paper: the grid with its heads on each sheet, then every story in full, light, with links as text."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from tests.page.big import big_maps
from tests.page.browser import browser, open_page
from tests.page.conftest import example, render
from tests.page.site import build_site

__all__ = ["browser"]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def printed_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    texts = [example("loan-preapproval"), example("loan-ds")]
    pages = {key: render(*texts, key=key) for key in ("loan-preapproval", "loan-ds")}
    pages["forty"] = render(*big_maps(40, steps=6))
    pages["wide"] = render(*big_maps(40, steps=12))
    return build_site(tmp_path_factory.mktemp("print"), pages)


def pdf(browser: Any, site: Path, name: str, scheme: str = "light", *, landscape: bool = True, script: bool = True) -> Any:
    """A page as a PDF of A4 sheets."""
    pypdf = pytest.importorskip("pypdf")
    context = browser.new_context(color_scheme=scheme, java_script_enabled=script)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/{name}.html")
    page.wait_for_load_state("load")
    if script:
        page.wait_for_timeout(300)
    data = page.pdf(format="A4", landscape=landscape, print_background=True)
    context.close()
    return pypdf.PdfReader(io.BytesIO(data))


def sheets(reader: Any) -> list[str]:
    """The text of each sheet, white space as single blanks, ligatures of the font as letters."""
    return [" ".join(normalize("NFKC", page.extract_text()).split()) for page in reader.pages]


def full(found: list[str]) -> int:
    """The sheet from which on the stories stand in full."""
    return next(number for number, text in enumerate(found) if re.search(r"(Stories|Jobs) in full", text))


@pytest.mark.parametrize("landscape", [True, False])
def test_the_grid_opens_with_its_first_release(browser: Any, printed_site: Path, landscape: bool) -> None:
    found = sheets(pdf(browser, printed_site, "loan-preapproval", landscape=landscape))
    first = found[0]
    for part in ("Loan pre-approval in two minutes", "C4 Thresholds", "Get an answer", "precision ≥ 0.88", "Every application scored silently"):
        assert part in first, part
    assert full(found) <= 2


@pytest.mark.parametrize("name", ["loan-preapproval", "forty", "wide"])
def test_the_backbone_stands_on_each_sheet_of_the_grid(browser: Any, printed_site: Path, name: str) -> None:
    found = sheets(pdf(browser, printed_site, name))
    grid = found[: full(found)]
    assert len(grid) >= 2
    steps = ["Score application", "See decision"] if name == "loan-preapproval" else ["Activity 1", "Activity 2", "Step 1", "Step 6"]
    for number, text in enumerate(grid):
        assert all(step in text for step in steps), number


def test_every_story_is_printed_in_full(browser: Any, printed_site: Path) -> None:
    found = sheets(pdf(browser, printed_site, "loan-preapproval"))
    rest = " ".join(found[full(found) :])
    for part in (
        "I can compare the model with my own decisions", "so I can plan without a branch visit", "so a short credit file does not decide for me",
        "Real lead time 9w: model decides", "open-banking 3w → cashflow 2w → income-stability 1w → thin-file-lift 3w", "Labelling contract unsigned",
        "Keep category totals only and delete raw lines after 24 h", "Nobody sees or acts on the score",
    ):  # fmt: skip
        assert part in rest, part


@pytest.mark.parametrize("stories", ["forty"])
def test_no_story_of_forty_is_left_out(browser: Any, printed_site: Path, stories: str) -> None:
    found = sheets(pdf(browser, printed_site, stories))
    grid, rest = " ".join(found[: full(found)]), " ".join(found[full(found) :])
    for number in range(40):
        assert re.search(rf"thing number {number} ", grid) and re.search(rf"I want to do thing number {number} ", rest), number


def test_the_sections_follow_and_nothing_is_for_the_screen_only(browser: Any, printed_site: Path) -> None:
    text = " ".join(sheets(pdf(browser, printed_site, "loan-preapproval")))
    places = [text.rindex(part) for part in ("Stories in full", "Release & monitoring", "What holds the plan up", "Harms, and what is done", "7 of 7")]
    assert places == sorted(places)
    for part in ("Full screen", "Find a story", "Copy link", "What if", "Compact"):
        assert part not in text, part


def test_a_release_is_kept_with_its_jobs(browser: Any, printed_site: Path) -> None:
    found = sheets(pdf(browser, printed_site, "loan-preapproval"))
    for title, job in (("A yes or a not-yet with reasons", "stay-fresh Reduce score drift"), ("My bank history to count", "thin-file-lift Increase recall")):
        assert any(title in text and job in text for text in found[: full(found)]), title


def _fills(content: str) -> list[tuple[float, ...]]:
    """The ground colours that a sheet fills, as RGB from 0 to 1."""
    return [tuple(map(float, found)) for found in re.findall(r"([\d.]+) ([\d.]+) ([\d.]+) rg", content)]


@pytest.mark.parametrize("name", ["loan-preapproval", "loan-ds"])
def test_paper_is_light_in_a_dark_scheme(browser: Any, printed_site: Path, name: str) -> None:
    light, dark = (pdf(browser, printed_site, name, scheme) for scheme in ("light", "dark"))
    assert sheets(light) == sheets(dark)
    for one, other in zip(light.pages, dark.pages, strict=True):
        colours = [set(_fills(page.get_contents().get_data().decode("latin-1"))) for page in (one, other)]
        assert colours[0] == colours[1]
    assert (0.0, 0.0, 0.0) in colours[1] or (1.0, 1.0, 1.0) in colours[1]


def test_links_are_text(browser: Any, printed_site: Path) -> None:
    """What is linked reads as it does on the screen, with no address in brackets behind it."""
    text = " ".join(sheets(pdf(browser, printed_site, "loan-preapproval")))
    assert "its data-science map Make pre-approval surer and fairer 3 jobs" in text
    assert not re.search(r"\((https?:|file:|#|loan-)[^)]*\)", text)


def test_it_prints_without_scripts(browser: Any, printed_site: Path) -> None:
    found = " ".join(sheets(pdf(browser, printed_site, "loan-preapproval", script=False)))
    for part in ("Every application scored silently", "so a short credit file does not decide for me", "Labelling contract unsigned"):
        assert part in found, part


def left_edge(page: Any) -> float:
    """Where the leftmost text of a sheet begins, in mm."""
    found: list[float] = []

    def visit(text: str, cm: list[float], tm: list[float], _font: object, _size: float) -> None:
        if text.strip():
            found.append((tm[4] * cm[0] + cm[4]) * 25.4 / 72)

    page.extract_text(visitor_text=visit)
    return min(found)


def test_pages_without_a_map_keep_the_margins_of_the_theme(browser: Any, printed_site: Path) -> None:
    """Material prints with margins of 25 mm; maps need the paper, other pages do not."""
    ordinary, the_map = (pdf(browser, printed_site, name, landscape=False).pages[0] for name in ("index", "loan-preapproval"))
    assert left_edge(ordinary) >= 24 and 8 <= left_edge(the_map) <= 14


def test_full_screen_prints_as_the_page_does(browser: Any, printed_site: Path) -> None:
    """A fixed box would be cut off at the end of the first sheet."""
    pypdf = pytest.importorskip("pypdf")
    page = open_page(browser, printed_site, "loan-preapproval")
    page.locator(".sm-b-full").click()
    page.wait_for_timeout(100)
    found = sheets(pypdf.PdfReader(io.BytesIO(page.pdf(format="A4", landscape=True, print_background=True))))
    assert "My bank history to count" in " ".join(found[: full(found)]) and "Definition of done" in found[-1] + found[-2]
    page.context.close()


def test_the_mkdocs_theme_in_the_dark_prints_light_and_unfolds_its_sections(browser: Any, tmp_path: Path) -> None:
    """No script of the theme opens what is folded, and its dark scheme is not for the screen only."""
    site = build_site(tmp_path, {"forty": render(*big_maps(40, steps=6))}, theme="mkdocs")
    page = open_page(browser, site, "forty", color_scheme="dark")
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    paper = "(css) => getComputedStyle(document.querySelector(css)).backgroundColor"
    assert page.evaluate(paper, ".sm-steps th") == page.evaluate(paper, ".sm-table tbody th") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('.sm-table')).color") == "rgb(0, 0, 0)"
    assert page.locator(".sm-secs .sm-more > summary").first.is_hidden() and page.locator(".sm-secs .sm-lt").last.is_visible()
    assert page.locator("section.storymap").bounding_box()["width"] > 1000
    page.context.close()
