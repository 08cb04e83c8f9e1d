"""What a reader does with the page, in a real browser, from files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.page.browser import browser, open_page, settles, site

__all__ = ["browser", "site"]
pytestmark = pytest.mark.browser
BEGUN = "!!document.querySelector('.storymap .sm-table [tabindex=\"-1\"]')"
"""The script has taken the map in hand: the grid is one tab stop."""
CARD = ".sm-card[data-item='story:{}']"


@pytest.mark.parametrize("width", [320, 390, 600, 700, 1000, 1280, 1600])
@pytest.mark.parametrize("name", ["loan-preapproval", "loan-ds", "word", "draft", "big"])
def test_the_page_never_scrolls_sideways(browser: Any, site: Path, name: str, width: int) -> None:
    page = open_page(browser, site, name, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".sm-card > summary").first.click()
    page.wait_for_timeout(150)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.faults == []
    page.context.close()


def test_a_card_opens_beside_the_map_without_scripts(browser: Any, site: Path) -> None:
    page = open_page(browser, site, "loan-preapproval", java_script_enabled=False)
    page.locator(CARD.format("decision") + " > summary").click()
    body = page.locator(CARD.format("decision") + " > .sm-body").bounding_box()
    table = page.locator(".sm-table").bounding_box()
    assert body["x"] + body["width"] == 1280 and body["height"] > 500
    assert table["x"] + table["width"] <= body["x"] + 1
    page.context.close()


def test_a_card_opens_in_place_on_a_phone(browser: Any, site: Path) -> None:
    page = open_page(browser, site, "loan-preapproval", 390, 844)
    card = page.locator(CARD.format("decision"))
    card.locator("summary").click()
    outer, inner = card.bounding_box(), card.locator(".sm-body").bounding_box()
    assert outer["x"] <= inner["x"] and outer["y"] < inner["y"] and inner["y"] + inner["height"] <= outer["y"] + outer["height"] + 1
    page.context.close()


def test_one_card_is_open_at_a_time_and_escape_closes_it(browser: Any, site: Path) -> None:
    page = open_page(browser, site, "loan-preapproval", 1600, 1000)
    for name in ("silent-score", "decision"):
        page.locator(CARD.format(name) + " > summary").click()
    settles(page, page.locator(".sm-card[open]").count, 1)
    settles(page, lambda: page.url.endswith("#loan-preapproval--decision"), True)
    page.keyboard.press("Escape")
    settles(page, page.locator(".sm-card[open]").count, 0)
    assert page.evaluate("document.activeElement.closest('.sm-card').dataset.item") == "story:decision"
    settles(page, lambda: "#" in page.url, False)
    page.context.close()


def test_a_deep_link_opens_its_card_and_brings_it_into_sight(browser: Any, site: Path) -> None:
    page = open_page(browser, site, "loan-preapproval", 1280, 700, anchor="#loan-preapproval--thin-file-answer")
    card = page.locator(CARD.format("thin-file-answer"))
    assert card.get_attribute("open") is not None
    box = card.locator("summary").bounding_box()
    assert box["y"] >= 48 and box["y"] + box["height"] <= 700
    page.evaluate("location.hash = '#loan-preapproval--decision'")
    page.wait_for_timeout(200)
    settles(page, lambda: page.locator(CARD.format("decision")).get_attribute("open") is not None, True)
    page.context.close()


def test_a_deep_link_into_a_large_map(browser: Any, site: Path) -> None:
    page = open_page(browser, site, "big", 1280, 800, anchor="#big--story-250")
    page.wait_for_timeout(400)
    box = page.locator(CARD.format("story-250") + " > summary").bounding_box()
    assert 0 <= box["y"] <= 800 and 0 <= box["x"] <= 1280
    page.context.close()


def test_trace_lights_what_belongs_together(browser: Any, site: Path) -> None:
    page = open_page(browser, site, "loan-preapproval", 1600, 1200)
    page.locator(CARD.format("thin-file-answer") + " > summary").focus()
    page.keyboard.press("t")
    page.wait_for_timeout(200)
    state = "(css) => { const el = document.querySelector(css); return [el.classList.contains('is-lit'), el.classList.contains('is-dim')]; }"
    settles(page, lambda: page.evaluate(state, CARD.format("thin-file-answer")), [True, False])
    settles(page, lambda: page.evaluate(state, CARD.format("decision")), [False, True])
    lit = page.evaluate("[...document.querySelectorAll('.sm-f-data li.is-lit')].map(li => li.querySelector('[data-item]').dataset.item)")
    assert set(lit) == {"data:bureau", "data:income-stability", "data:thin-file-labels"}
    assert page.evaluate("document.querySelector('.sm-wires .is-key').getAttribute('d').length") > 20
    page.keyboard.press("Escape")
    page.wait_for_timeout(100)
    settles(page, page.locator(".is-dim").count, 0)
    page.locator(".sm-f-perf [data-item='metric:recall']").hover()
    page.wait_for_timeout(300)
    settles(page, page.locator(".sm-card.is-lit").count, 3)
    page.mouse.move(5, 5)
    page.context.close()


def test_trace_of_a_job_lights_the_stories_that_it_serves(browser: Any, site: Path) -> None:
    page = open_page(browser, site, "loan-ds", 1600, 1200)
    page.locator(".sm-card[data-item='job:thin-file-lift'] > summary").focus()
    page.keyboard.press("t")
    page.wait_for_timeout(200)
    lit = page.evaluate("[...document.querySelectorAll('.sm-ds li.is-lit')].map(li => li.querySelector('[data-item]').dataset.item)")
    assert lit == ["story:loan-preapproval/thin-file-answer"]
    page.context.close()


def test_filters_count_fold_and_stay_in_the_address(browser: Any, site: Path) -> None:
    page = open_page(browser, site, "loan-preapproval", 1600, 1000)
    page.locator(".sm-find input").fill("bank history")
    settles(page, page.locator(".sm-count").inner_text, "1 of 3 stories")
    settles(page, page.locator("tbody.sm-rel:visible").count, 1)
    settles(page, lambda: "loan-preapproval.q=bank+history" in page.url, True)
    address = page.url
    page.locator(".sm-b-clear").click()
    settles(page, page.locator(".sm-count").inner_text, "3 stories")
    settles(page, lambda: "?" in page.url, False)
    page.locator(".sm-chip[data-flag=harms]").click()
    page.locator("select[data-f=release]").select_option("canary")
    settles(page, page.locator(".sm-count").inner_text, "1 of 3 stories")
    assert page.locator(".sm-chip[data-flag=blocked] b").inner_text() == "0"
    page.goto(address)
    page.wait_for_timeout(200)
    settles(page, page.locator(".sm-count").inner_text, "1 of 3 stories")
    settles(page, page.locator(".sm-find input").input_value, "bank history")
    assert page.faults == []
    page.context.close()


def test_what_if_moves_what_waits_and_names_it(browser: Any, site: Path) -> None:
    page = open_page(browser, site, "loan-preapproval", 1600, 1000)
    form = page.locator(".sm-whatif")
    form.locator("select").select_option("data:open-banking")
    form.locator(".sm-slip").fill("+2w")
    settles(page, form.locator("output").inner_text, "My bank history to count slips by 2w, to 11w. Nothing is saved.")
    row = page.locator(".sm-lt[data-item='story:thin-file-answer']")
    settles(page, row.locator(".sm-lt-r > b").inner_text, "9w → 11w")
    form.locator("select").select_option("data:feature-store")
    form.locator(".sm-slip").fill("-1w")
    assert "there is slack enough" in form.locator("output").inner_text()
    form.locator(".sm-slip").fill("+0w")
    settles(page, form.locator("output").inner_text, "Nothing is saved.")
    page.context.close()


def test_a_keyboard_is_enough(browser: Any, site: Path) -> None:
    page = open_page(browser, site, "loan-preapproval", 1600, 1000)
    page.locator(".sm-b-keys").focus()
    page.keyboard.press("Tab")
    where = "document.activeElement.closest('.sm-card')?.dataset.item || document.activeElement.dataset.item || document.activeElement.className"
    settles(page, lambda: page.evaluate(where), "story:silent-score")
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('.sm-table')")
    page.keyboard.press("Shift+Tab")
    settles(page, lambda: page.evaluate(where), "story:silent-score")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    settles(page, lambda: page.evaluate("!!document.activeElement.closest('.sm-table')"), True)
    page.locator(CARD.format("silent-score") + " > summary").focus()
    page.keyboard.press("Enter")
    assert page.locator(CARD.format("silent-score")).get_attribute("open") is not None
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.press("Escape")
    page.locator(CARD.format("silent-score") + " > summary").focus()
    page.keyboard.press("f")
    settles(page, page.locator(".storymap.sm-fs").count, 1)
    page.keyboard.press("?")
    assert page.locator(".sm-keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    settles(page, page.locator(".storymap.sm-fs").count, 0)
    page.context.close()


def test_folds_and_density_are_remembered(browser: Any, site: Path) -> None:
    page = open_page(browser, site, "loan-preapproval", 1600, 1000)
    page.locator("tbody[data-release=canary] .sm-fold").click()
    assert not page.locator(CARD.format("decision")).is_visible()
    page.locator(".sm-b-density").click()
    page.reload()
    page.wait_for_timeout(200)
    settles(page, page.locator(CARD.format("decision")).is_visible, False)
    settles(page, page.locator(".storymap.sm-compact").count, 1)
    page.locator("tbody[data-release=canary] .sm-fold").click()
    assert page.locator(CARD.format("decision")).is_visible()
    head = page.locator(".sm-acts th").nth(1)
    head.hover()
    head.locator(".sm-fold-a").click()
    assert not page.locator(CARD.format("decision")).is_visible()
    page.context.close()


def test_two_maps_on_a_page_do_not_meet(browser: Any, site: Path) -> None:
    page = open_page(browser, site, "two", 1600, 1000)
    first, second = page.locator(".storymap").nth(0), page.locator(".storymap").nth(1)
    first.locator(".sm-find input").fill("useful")
    settles(page, first.locator(".sm-count").inner_text, "1 of 3 stories")
    assert second.locator(".sm-count").inner_text() == "3 jobs"
    settles(page, page.locator("h1:visible").count, 1)
    assert page.faults == []
    page.context.close()


def test_no_layout_shift(browser: Any, site: Path) -> None:
    for name, width in (("loan-preapproval", 1280), ("forty", 1280), ("loan-preapproval", 390), ("big", 1600)):
        context = browser.new_context(viewport={"width": width, "height": 800})
        page = context.new_page()
        page.add_init_script(
            "window.shift = 0; new PerformanceObserver(list => { for (const e of list.getEntries()) if (e.sources.some(s => s.node?.nodeType === 1 "
            "&& s.node.closest('.storymap'))) window.shift += e.value; }).observe({type: 'layout-shift', buffered: true});"
        )
        page.goto(f"{site.as_uri()}/{name}.html")
        page.wait_for_timeout(700)
        assert page.evaluate("window.shift") == 0, (name, width)
        context.close()


def test_under_a_strict_content_security_policy(browser: Any, site: Path) -> None:
    import threading
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    bare = (site / "bare.html")
    html = (site / "loan-preapproval.html").read_text(encoding="utf-8")
    section = html[html.index('<section class="storymap"') : html.index("</section>\n", html.rindex("</template>")) + 10]
    bare.write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Bare</title><link rel="stylesheet" href="storymap.css">'
        f'<main>{section}</main><script src="storymap.js"></script></html>', encoding="utf-8",
    )  # fmt: skip

    class Handler(SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", "default-src 'self'")
            super().end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.goto(f"http://127.0.0.1:{server.server_address[1]}/bare.html")
    page.locator(CARD.format("decision") + " > summary").click()
    page.wait_for_timeout(200)
    page.locator(".sm-slip").fill("+2w")
    page.locator(".sm-b-full").click()
    assert [text for text in said if "favicon" not in text and "404" not in text] == []
    assert page.locator(".sm-card[open] > .sm-body").bounding_box()["width"] > 300
    page.close()
    server.shutdown()


def test_instant_navigation_begins_every_map_once(browser: Any, site: Path) -> None:
    import threading
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    page = browser.new_page(viewport={"width": 1600, "height": 1000})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{base}/loan-preapproval.html")
    page.wait_for_function(BEGUN)
    page.wait_for_timeout(400)
    page.evaluate("window.stays = true")
    page.locator(".sm-links a").first.click()
    page.wait_for_function("document.querySelector('.storymap')?.id === 'loan-ds'")
    page.wait_for_function(BEGUN)
    page.locator(".sm-find input").fill("six months")
    settles(page, page.locator(".sm-count").inner_text, "1 of 3 jobs")
    page.go_back()
    page.wait_for_function("document.querySelector('.storymap')?.id === 'loan-preapproval'")
    page.wait_for_function(BEGUN)
    page.locator(CARD.format("decision") + " > summary").click()
    page.wait_for_timeout(200)
    settles(page, page.locator(".sm-card[open]").count, 1)
    assert errors == []
    page.close()
    server.shutdown()


def test_prints_the_grid_closed_and_every_story_in_full(browser: Any, site: Path, tmp_path: Path) -> None:
    page = open_page(browser, site, "loan-preapproval", color_scheme="dark")
    page.pdf(path=str(tmp_path / "map.pdf"), format="A4", landscape=True, print_background=True)
    assert (tmp_path / "map.pdf").read_bytes().startswith(b"%PDF")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.wait_for_timeout(100)
    settles(page, page.locator(".sm-print article").count, 3)
    assert "a short credit file does not decide for me" in page.locator(".sm-print").inner_text()
    settles(page, page.locator(".sm-print [id]").count, 0)
    assert not page.locator(".sm-card .sm-body").first.is_visible() and not page.locator(".sm-tools").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.storymap')).color") == "rgb(0, 0, 0)"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    settles(page, page.locator(".sm-print").count, 0)
    page.context.close()


def test_targets_on_a_phone_can_be_hit(browser: Any, site: Path) -> None:
    page = open_page(browser, site, "loan-preapproval", 390, 844)
    small = page.evaluate(
        "[...document.querySelectorAll('.sm-tools button, .sm-tools select, .sm-fold, .sm-strip a, .sm-toc a, .sm-card > summary')]"
        ".filter(el => el.getClientRects().length).map(el => [el.className, el.getBoundingClientRect().height]).filter(([, height]) => height < 40)"
    )
    assert small == []
    page.context.close()


def test_styles_do_not_leak(browser: Any, site: Path) -> None:
    """An ordinary page looks the same with and without the style sheet and the script."""
    page = open_page(browser, site, "index")
    with_assets = page.screenshot()
    page.evaluate("document.querySelectorAll('link[href*=storymap], script[src*=storymap]').forEach(el => el.remove())")
    page.wait_for_timeout(150)
    assert page.screenshot() == with_assets
    page.context.close()


def test_what_a_filter_folds_takes_no_room_and_a_link_brings_it_back(browser: Any, site: Path) -> None:
    page = open_page(browser, site, "loan-preapproval", 1280, 900)
    rows = "[...document.querySelectorAll('.sm-table tr')].map(row => row.offsetHeight)"
    before = page.evaluate(rows)
    page.locator(".sm-find input").fill("bank history")
    settles(page, page.locator(".sm-slot.is-out").count, 2)
    assert all(now <= was for now, was in zip(page.evaluate(rows), before, strict=True))
    page.evaluate("location.hash = '#loan-preapproval--decision'")
    settles(page, page.locator(".sm-slot.is-out").count, 0)
    assert page.locator(CARD.format("decision") + " > summary").is_visible()
    page.context.close()


def test_a_link_unfolds_the_activity_of_its_card(browser: Any, site: Path) -> None:
    page = open_page(browser, site, "loan-preapproval", 1600, 900)
    page.locator(".sm-acts th", has_text="Get an answer").hover()
    page.locator(".sm-acts th", has_text="Get an answer").locator(".sm-fold-a").click()
    settles(page, page.locator(".sm-ml li:visible, .sm-card > summary:visible").count, 0)
    page.evaluate("location.hash = '#loan-preapproval--decision'")
    settles(page, page.locator(CARD.format("decision") + " > summary").is_visible, True)
    assert page.evaluate("document.activeElement.closest('.sm-card')?.dataset.item") == "story:decision"
    page.keyboard.press("Escape")
    settles(page, page.locator(".sm-card[open]").count, 0)
    page.context.close()


def test_a_copied_link_is_the_card_without_the_filters(browser: Any, site: Path) -> None:
    page = open_page(browser, site, "loan-preapproval", 1280, 900)
    page.evaluate("navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }")
    page.locator(".sm-find input").fill("bank history")
    page.locator(CARD.format("thin-file-answer") + " > summary").click()
    page.locator(CARD.format("thin-file-answer") + " .sm-b-copy").click()
    settles(page, lambda: page.evaluate("window.copied?.split('/').pop()"), "loan-preapproval.html#loan-preapproval--thin-file-answer")
    page.context.close()


def test_arrows_pass_by_what_is_folded(browser: Any, site: Path) -> None:
    page = open_page(browser, site, "big", 1600, 1000)
    page.locator(".sm-card > summary").first.focus()
    for key in ("ArrowRight", "ArrowUp", "ArrowUp", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement === document.querySelector('.sm-table [tabindex=\"0\"]')")
    page.context.close()


def test_an_arrow_passes_over_an_empty_cell_to_the_next_story_below(browser: Any, site: Path) -> None:
    page = open_page(browser, site, "forty", 1600, 1000)
    wrong = page.evaluate(
        """() => {
          const found = [];
          const rows = [...document.querySelectorAll('.sm-cards')];
          rows.forEach((row, at) => [...row.cells].slice(1).forEach((cell) => {
            const last = [...cell.querySelectorAll('.sm-card > summary')].pop();
            const below = rows.slice(at + 1).map((other) => other.cells[cell.cellIndex]).find((other) => other.querySelector('.sm-card'));
            if (!last || !below) return;
            last.focus();
            for (let press = 0; press < 9; press += 1) {
              document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowDown', bubbles: true, cancelable: true}));
              if (document.activeElement.closest('th')) { found.push(last.textContent); return; }
              if (below.contains(document.activeElement)) return;
            }
            found.push(last.textContent);
          }));
          return found;
        }"""
    )
    assert wrong == []
    page.context.close()


def test_what_if_leaves_an_unknown_part_unknown(browser: Any, site: Path) -> None:
    page = open_page(browser, site, "loan-preapproval")
    page.locator(".sm-lt-r > b").first.evaluate("el => { el.textContent = `≥ ${el.textContent}` }")
    page.locator(".sm-whatif select").select_option("data:open-banking")
    page.locator(".sm-slip").fill("+2w")
    settles(page, page.locator(".sm-lt-r > b").first.inner_text, "≥ 9w → ≥ 11w")
    page.context.close()
