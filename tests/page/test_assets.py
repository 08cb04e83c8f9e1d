"""Style and script as they are shipped: shorter than they are written, and the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import mkdocs_storymap.assets
from mkdocs_storymap.assets import ASSETS, asset_bytes
from tests.page.browser import browser

__all__ = ["browser"]
FOLDER = Path(mkdocs_storymap.assets.__file__).parent
RULES = """css => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return [...sheet.cssRules].map(rule => rule.cssText.replaceAll(", ", ","));
}"""
PARSED = "js => { new Function(js); return js.length }"


@pytest.mark.browser
def test_the_style_has_the_same_rules(browser: Any) -> None:
    page = browser.new_page()
    written = page.evaluate(RULES, (FOLDER / "storymap.css").read_text(encoding="utf-8"))
    assert len(written) > 300
    assert page.evaluate(RULES, asset_bytes("storymap.css").decode()) == written
    page.close()


@pytest.mark.browser
def test_the_script_is_one(browser: Any) -> None:
    page = browser.new_page()
    assert page.evaluate(PARSED, asset_bytes("storymap.js").decode()) > 20_000
    page.close()


def test_remarks_stay_at_home() -> None:
    for name in ASSETS:
        written, shipped = (FOLDER / name).read_text(encoding="utf-8"), asset_bytes(name).decode()
        assert "/* ---- " in written
        assert "/* ---- " not in shipped
        assert len(shipped) < 0.9 * len(written)


def test_texts_keep_their_blanks() -> None:
    from mkdocs_storymap.assets import _script, _style

    assert _style('a { content: " , ;  > " ; margin: calc(1px + 2px) }\nb > c, d :is(e, f) { color: red; }') == (
        'a{content:" , ;  > ";margin:calc(1px + 2px)}b>c,d :is(e,f){color:red}\n'
    )
    assert _script('  // one\n  const a = "//x  y"; // two\n/* three\n four */\n\n  go(`a  ${a}`);\n') == 'const a = "//x  y"; // two\ngo(`a  ${a}`);\n'
