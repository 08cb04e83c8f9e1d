"""axe-core finds nothing, in any state, light or dark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.page.browser import browser, open_page, site

__all__ = ["browser", "site"]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def axe() -> str:
    """axe-core as the PyPI package carries it; nothing of it is in the wheel."""
    package = pytest.importorskip("axe_playwright_python")
    return (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def findings(page: Any, axe: str) -> list[tuple[str, str]]:
    """Rule and first element of every violation within the map."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(axe)
    found = page.evaluate("axe.run('.storymap', {resultTypes: ['violations']})")
    return [(one["id"], one["nodes"][0]["html"][:160]) for one in found["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["loan-preapproval", "loan-ds", "plain", "draft"])
def test_axe(browser: Any, site: Path, axe: str, name: str, scheme: str) -> None:
    page = open_page(browser, site, name, 1280, 900, color_scheme=scheme)
    assert findings(page, axe) == []
    page.locator(".sm-card > summary").first.click()
    page.wait_for_timeout(250)
    assert findings(page, axe) == []
    page.keyboard.press("Escape")
    page.locator(".sm-b-full").click()
    page.wait_for_timeout(100)
    assert findings(page, axe) == []
    page.locator(".sm-b-full").click()
    page.locator(".sm-card > summary").first.focus()
    page.keyboard.press("t")
    page.locator(".sm-secs").evaluate("el => el.scrollIntoView()")
    page.wait_for_timeout(250)
    assert findings(page, axe) == []
    page.keyboard.press("Escape")
    page.locator(".sm-find input").fill(page.locator(".sm-want").first.inner_text())
    page.wait_for_timeout(100)
    assert findings(page, axe) == []
    page.locator(".sm-find input").fill("zzz")
    page.locator(".sm-b-keys").click()
    assert findings(page, axe) == []
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_on_a_phone(browser: Any, site: Path, axe: str, scheme: str) -> None:
    page = open_page(browser, site, "loan-preapproval", 390, 844, color_scheme=scheme)
    assert findings(page, axe) == []
    page.locator(".sm-b-sheet").click()
    page.locator(".sm-card > summary").first.evaluate("el => el.click()")
    page.wait_for_timeout(150)
    assert findings(page, axe) == []
    page.context.close()
