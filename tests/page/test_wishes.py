"""What the reader's system asks for: forced colours, more contrast, in a light and in a dark scheme."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.page.browser import browser

__all__ = ["browser"]
pytestmark = pytest.mark.browser
ASSETS = Path(__file__).parents[2] / "mkdocs_storymap" / "assets"
STYLE = "(css, name) => getComputedStyle(document.querySelector('.storymap ' + css))[name]"


def opened(browser: Any, folder: Path, html: str, body: str = "", **options: Any) -> Any:
    style = (ASSETS / "storymap.css").read_text(encoding="utf-8")
    (folder / "bare.html").write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>t</title><style>{style}</style><body {body}>{html}', encoding="utf-8"
    )
    page = browser.new_context(viewport={"width": 1280, "height": 900}, **options).new_page()
    page.goto((folder / "bare.html").as_uri())
    return page


def parts(colour: str) -> tuple[float, ...]:
    """Red, green, blue."""
    return tuple(float(part) for part in re.findall(r"[\d.]+", colour)[:3])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("body", ["", 'data-md-color-scheme="default"', 'data-md-color-scheme="slate"'])
def test_drawings_can_be_read_in_forced_colours(browser: Any, tmp_path: Path, loan: str, scheme: str, body: str) -> None:
    page = opened(browser, tmp_path, loan, body, color_scheme=scheme, forced_colors="active")
    pairs = [
        ((".sm-n-t", "fill"), (".sm-n > rect", "fill")), ((".sm-n.sm-is-blocked .sm-n-t", "fill"), (".sm-n.sm-is-blocked > rect", "fill")),
        ((".sm-s-now", "fill"), (".sm-nl-g", "fill")), ((".sm-tick", "fill"), (".sm-z1", "fill")),
        ((".is-key .sm-seg text", "fill"), (".is-key .sm-seg rect", "fill")),
        ((".sm-way:not(.is-key) .sm-seg text", "fill"), (".sm-table thead th", "backgroundColor")),
    ]  # fmt: skip
    for one, other in pairs:
        found = [parts(page.evaluate(f"([css, name]) => ({STYLE})(css, name)", list(what))) for what in (one, other)]
        assert max(abs(a - b) for a, b in zip(*found, strict=True)) > 120, (one, other, found)
    assert page.evaluate(f"({STYLE})('.sm-links a', 'color')") != page.evaluate(f"({STYLE})('.sm-title', 'color')")
    page.context.close()


@pytest.mark.parametrize(("scheme", "body"), [("light", ""), ("dark", ""), ("light", 'data-md-color-scheme="slate"')])
def test_more_contrast_in_every_scheme(browser: Any, tmp_path: Path, loan: str, scheme: str, body: str) -> None:
    page = opened(browser, tmp_path, loan, body, color_scheme=scheme, contrast="more")
    assert page.evaluate(f"({STYLE})('.sm-kicker', 'color')") == page.evaluate(f"({STYLE})('.sm-title', 'color')")
    assert page.evaluate(f"({STYLE})('.sm-card', 'borderTopColor')") == page.evaluate(f"({STYLE})('.sm-title', 'color')")
    page.context.close()


def test_nothing_moves_for_who_asks_for_it(browser: Any, tmp_path: Path, loan: str) -> None:
    page = opened(browser, tmp_path, loan, reduced_motion="reduce")
    moving = "[...document.querySelectorAll('.storymap *')].filter(el => getComputedStyle(el).transitionDuration !== '0s').length"
    assert page.evaluate(moving) == 0
    page.context.close()
