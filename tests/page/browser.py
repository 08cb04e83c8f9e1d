"""A Chromium for the tests of the page, and the pages that they open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.page.big import big_maps
from tests.page.conftest import example, render
from tests.page.site import build_site

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def browser(chromium: Any) -> Any:
    """The one browser of this worker: two in one process would be in each other's way."""
    return chromium


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Material site with the examples, a plain map, a draft, 300 stories, a long word and two maps on one page."""
    texts = [example("loan-preapproval"), example("loan-ds")]
    own = {name: (HERE / "maps" / f"{name}.storymap.yaml").read_text(encoding="utf-8") for name in ("plain", "draft")}
    pages = {key: render(*texts, key=key) for key in ("loan-preapproval", "loan-ds")}
    pages |= {name: render(text) for name, text in own.items()}
    pages["big"] = render(*big_maps(300, jobs=50, data=37))
    pages["forty"] = render(*big_maps(40, steps=6))
    pages["word"] = render(*big_maps(12, steps=6, word="W" * 200))
    pages["two"] = f'<h1>Two maps</h1>{render(own["plain"], title_heading=2)}{render(*texts, key="loan-ds", title_heading=2)}'
    return build_site(tmp_path_factory.mktemp("page"), pages, features="navigation.instant, navigation.tabs")


def open_page(browser: Any, site: Path, name: str, width: int = 1280, height: int = 800, anchor: str = "", **options: Any) -> Any:
    """Open a page of the site from its file; errors of scripts fail the test at once."""
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    page = context.new_page()
    page.set_default_timeout(8000)
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("request", lambda request: page.faults.append(request.url) if not request.url.startswith(("file:", "data:", "blob:", "http://127.0.0.1")) else None)
    page.goto(f"{site.as_uri()}/{name}.html{anchor}")
    page.wait_for_function("document.readyState === 'complete'")
    page.wait_for_timeout(150)
    return page


def settles(page: Any, ask: Callable[[], Any], wanted: Any) -> None:
    """Wait until a question has its answer: a busy machine may run the page's scripts a little later."""
    for _ in range(80):
        if ask() == wanted:
            return
        page.wait_for_timeout(100)
    assert ask() == wanted
