"""No style leaks, in or out: ordinary Markdown has the same pixels with and without maps, and a map stands in any theme."""

from __future__ import annotations

import functools
import http.server
import io
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hosts.sites import PLAIN_MAP, build, fence, write_site
from tests.page.conftest import example

pytestmark = pytest.mark.browser

ORDINARY = """
<div id="ordinary" style="width: 520px" markdown>

## A heading with `code` and a [link](#a-heading)

Text with *emphasis*, **strength**, a footnote[^1], a [link to the start](index.md), <kbd>Ctrl</kbd> and <small>small print</small>.

- one
    - two, with a line that is long enough to be broken into several lines in every theme
    1. three
- [x] a task

| Column | Number |
|---|---:|
| one | 1 |
| two | 2 |

!!! note "An admonition"
    With a paragraph, and a list:

    - one
    - two

??? tip "Details that are closed"
    Their content.

<details open><summary>Details that are open</summary><p>Their content.</p></details>

### A smaller heading

```python
def answer(question: str) -> int:
    return 42  # a comment
```

![A picture](dot.svg){ width=40 } beside text, and a figure:

<figure><img src="../dot.svg" width="60" alt=""><figcaption>What it shows</figcaption></figure>

> A quotation
>
> of two paragraphs.

Term
:   Its definition.

<form><label>A label <input value="a field"></label> <button type="button">A button</button> <select><option>A choice</option></select>
<output>out</output></form>

<article><header>A header</header><nav>A nav</nav><em>em</em></article>

[^1]: The footnote.

</div>
"""
_PALETTE = "palette: [{media: '(prefers-color-scheme: light)', scheme: default}, {media: '(prefers-color-scheme: dark)', scheme: slate}]"
_CUSTOM = "palette: {scheme: acme, primary: custom, accent: lime}"
THEMES = {
    "material": f"{{name: material, font: false, features: [navigation.instant, navigation.tabs], {_PALETTE}}}",
    "material-sidebars": f"{{name: material, font: false, features: [toc.follow, navigation.expand], {_PALETTE}}}",
    "material-palette": f"{{name: material, font: false, {_CUSTOM}}}",
    "mkdocs": "{name: mkdocs}",
    "mkdocs-dark": "{name: mkdocs, color_mode: dark}",
    "readthedocs": "{name: readthedocs}",
}
_EXTENSIONS = (
    "markdown_extensions: [admonition, attr_list, def_list, footnotes, md_in_html, tables, pymdownx.details, pymdownx.superfences,\n"
    "  pymdownx.highlight, {pymdownx.tasklist: {custom_checkbox: true}}]\n"
)
_ACME = (
    '[data-md-color-scheme="acme"] { --md-primary-fg-color: #402; --md-default-fg-color: #204; --md-default-bg-color: #fffaf0; '
    "--md-typeset-a-color: #a04; --md-code-bg-color: #efe; }\n"
)
_DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle cx="20" cy="20" r="18" fill="teal"/></svg>'
CASES = [(name, scheme) for name in THEMES for scheme in (("light", "dark") if name in ("material", "mkdocs") else ("light",))]


class Sites:
    """Sites by theme, built once: `plain` without the plugin, `maps` with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.servers: list[http.server.ThreadingHTTPServer] = []
        self.urls: dict[str, tuple[str, str]] = {}

    def __call__(self, theme: str) -> tuple[str, str]:
        """The addresses of the two sites of a theme."""
        if theme not in self.urls:
            self.urls[theme] = (self._site(theme, "plain"), self._site(theme, "maps"))
        return self.urls[theme]

    def _site(self, theme: str, kind: str) -> str:
        folder = self.folder / f"{theme}-{kind}"
        handler = functools.partial(_Quiet, directory=str(folder / "site"))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.servers.append(server)
        url = f"http://127.0.0.1:{server.server_address[1]}"
        the_map = fence(example("loan-preapproval")) + fence(example("loan-ds")) if kind == "maps" else "Nothing here.\n"
        pages = {
            "index.md": "# Start\n\nText.\n", "ordinary.md": f"# Ordinary\n{ORDINARY}", "map.md": f"# Maps\n\n[ordinary](ordinary.md)\n\n{the_map}",
            "both.md": f"# Both\n{ORDINARY}\n{fence(PLAIN_MAP) if kind == 'maps' else ''}", "acme.css": _ACME, "dot.svg": _DOT,
        }  # fmt: skip
        write_site(folder, pages)
        plugins = "plugins: [search, storymap]" if kind == "maps" else "plugins: [search]"
        nav = f"nav: [index.md, ordinary.md, map.md, both.md]\nextra_css: [acme.css]\nsite_url: {url}/\n"
        (folder / "mkdocs.yml").write_text(f"site_name: Test\ntheme: {THEMES[theme]}\n{plugins}\n{nav}{_EXTENSIONS}", encoding="utf-8")
        result = build(folder)
        assert result.status == 0, result.out
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return url


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    found = Sites(tmp_path_factory.mktemp("themes"))
    yield found
    for server in found.servers:
        server.shutdown()
        server.server_close()


def opened(chromium: Any, url: str, scheme: str = "light", width: int = 1280, height: int = 900) -> Any:
    page = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce").new_page()
    page.set_default_timeout(15000)
    page.goto(url)
    page.wait_for_load_state("load")
    page.wait_for_timeout(300)
    return page


def pixels(page: Any, selector: str = "") -> bytes:
    """What is seen, as PNG."""
    page.mouse.move(1, 1)
    target = page.locator(selector) if selector else page
    options = {} if selector else {"full_page": True}
    data: bytes = target.screenshot(animations="disabled", **options)
    return data


def same(tmp_path: Path, expected: bytes, got: bytes) -> None:
    """Equal but for the last bits of an edge, which Chromium rounds otherwise from run to run; else both are on disk."""
    image = pytest.importorskip("PIL.Image")
    chops = pytest.importorskip("PIL.ImageChops")
    pictures = [image.open(io.BytesIO(data)).convert("RGB") for data in (expected, got)]
    differ = pictures[0].size != pictures[1].size
    if not differ:
        differ = max(high for _, high in chops.difference(*pictures).getextrema()) > 2
    if differ:
        (tmp_path / "expected.png").write_bytes(expected)
        (tmp_path / "got.png").write_bytes(got)
        pytest.fail(f"pixels differ: see {tmp_path}")


@pytest.mark.parametrize(("theme", "scheme"), CASES)
def test_a_page_without_a_map_has_the_same_pixels(chromium: Any, sites: Sites, tmp_path: Path, theme: str, scheme: str) -> None:
    plain, maps = sites(theme)
    for width in (1280, 390):
        shots = []
        for base in (plain, maps):
            page = opened(chromium, f"{base}/ordinary/", scheme, width)
            if base is maps:
                assert page.evaluate("[...document.styleSheets].some(sheet => (sheet.href || '').includes('storymap'))")
            shots.append(pixels(page))
            page.context.close()
        same(tmp_path, *shots)


@pytest.mark.parametrize(("theme", "scheme"), CASES)
def test_ordinary_text_above_a_map_has_the_same_pixels(chromium: Any, sites: Sites, tmp_path: Path, theme: str, scheme: str) -> None:
    plain, maps = sites(theme)
    shots = []
    for base in (plain, maps):
        page = opened(chromium, f"{base}/both/", scheme, 800, 2000)
        assert page.locator("section.storymap").count() == (base == maps)
        page.evaluate(
            """() => {
              const box = document.querySelector('#ordinary');
              box.style.cssText += 'position: fixed; left: 40px; top: 0; z-index: 99; background: #888';
            }"""
        )  # on whole pixels: maps may widen the column of the theme, and so move what stands in it
        shots.append(pixels(page, "#ordinary"))
        page.context.close()
    same(tmp_path, *shots)


def test_instant_navigation_leaves_nothing_behind(chromium: Any, sites: Sites, tmp_path: Path) -> None:
    plain, maps = sites("material")
    page = opened(chromium, f"{plain}/ordinary/")
    expected = pixels(page)
    page.context.close()
    page = opened(chromium, f"{maps}/map/")
    page.evaluate("window.stays = true")
    page.locator(".sm-card > summary").first.click()
    page.keyboard.press("Escape")
    page.locator(".md-content a", has_text="ordinary").first.click()
    page.wait_for_selector("#ordinary")
    page.wait_for_timeout(400)
    assert page.evaluate("window.stays"), "the page was loaded anew"
    assert page.evaluate("document.querySelectorAll('[class^=sm-], [class*=\" sm-\"]').length") == 0
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    page.wait_for_timeout(200)
    same(tmp_path, expected, pixels(page))
    page.context.close()


@pytest.mark.parametrize("theme", list(THEMES))
def test_a_map_stands_in_the_theme(chromium: Any, sites: Sites, theme: str) -> None:
    """No theme changes what the map depends on; the page never scrolls sideways."""
    for width in (1280, 390):
        page = opened(chromium, f"{sites(theme)[1]}/map/", width=width)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        _laid_out(page, wide=width > 600)
        page.context.close()


def _laid_out(page: Any, *, wide: bool) -> None:
    found = page.evaluate(
        """() => {
          const map = document.querySelector('section.storymap');
          const style = (selector) => getComputedStyle(map.querySelector(selector));
          const box = (el) => el.getBoundingClientRect();
          const card = map.querySelector('.sm-card');
          const column = [...map.querySelectorAll('.sm-steps th')].find(th => th.textContent.trim() === 'Score application');
          return {
            list: [...map.querySelectorAll('li')].every(li => getComputedStyle(li).listStyleType === 'none'),
            border: style('.sm-f-data td').borderLeftWidth, wash: style('.sm-f-data td').backgroundColor, weight: style('.sm-want').fontWeight,
            title: parseFloat(style('.sm-title').fontSize) / parseFloat(style('.sm-want').fontSize),
            icon: box(map.querySelector('.sm-i')).width, card: box(card).width, apart: Math.abs(box(card).left - box(column).left),
            marker: style('.sm-want').textTransform,
          };
        }"""
    )
    assert found["list"] and found["border"] == "0px" and found["wash"] != "rgba(0, 0, 0, 0)" and found["marker"] == "none"
    assert found["weight"] == "600" and found["title"] > 1.4 and 8 <= found["icon"] <= 24 and found["card"] >= 150
    if wide:
        assert found["apart"] <= 12


def test_a_bare_page(chromium: Any, tmp_path: Path, loan: str) -> None:
    """Nothing but the section, its style and its script."""
    assets = Path(__file__).parents[2] / "mkdocs_storymap" / "assets"
    head = "".join(f"<style>{(assets / 'storymap.css').read_text(encoding='utf-8')}</style>")
    script = f"<script>{(assets / 'storymap.js').read_text(encoding='utf-8')}</script>"
    (tmp_path / "bare.html").write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>t</title>{head}{loan}{script}',
        encoding="utf-8",
    )
    for scheme, width in (("light", 1280), ("dark", 1280), ("light", 390)):
        page = opened(chromium, (tmp_path / "bare.html").as_uri(), scheme, width)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        _laid_out(page, wide=width > 600)
        light = page.evaluate("getComputedStyle(document.querySelector('section.storymap')).color.match(/[0-9]+/g).every(part => part > 128)")
        assert light == (scheme == "dark")
        page.locator(".sm-card > summary").first.click()
        page.wait_for_timeout(100)
        panel = page.locator(".sm-card[open] > .sm-body").bounding_box()
        assert panel["width"] > 250 and panel["height"] > 200
        page.context.close()


@pytest.mark.parametrize("key", ["s", "f", "/"])
def test_the_keys_of_the_theme_keep_working(chromium: Any, sites: Sites, key: str) -> None:
    page = opened(chromium, f"{sites('material')[1]}/map/")
    searching = "document.querySelector('[data-md-toggle=search]').checked"
    assert not page.evaluate(searching)
    page.keyboard.press(key)
    page.wait_for_timeout(200)
    assert page.evaluate(searching) and page.locator(".sm-fs").count() == 0
    page.keyboard.press("Escape")
    page.locator(".sm-card > summary").first.focus()
    page.keyboard.press("/")
    page.wait_for_timeout(200)
    assert not page.evaluate(searching) and page.evaluate("Boolean(document.activeElement.closest('.sm-find'))")
    page.context.close()
