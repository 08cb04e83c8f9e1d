"""Hostile sizes: work grows with the size of what is read, and what is larger than any map is refused at its place."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mkdocs_storymap.pipeline import Page, Shaper, collect, has_title, join, render, render_index, standalone
from mkdocs_storymap.report.json_output import render_json
from mkdocs_storymap.report.text import render_text
from mkdocs_storymap.settings import Settings
from mkdocs_storymap.source.yaml_doc import MAX_CHARACTERS, MAX_DEPTH, MAX_NODES, read_yaml
from tests.hostile.shapes import FENCE, HEAD, MAPS, PAGES
from tests.hosts.sites import PLAIN_MAP, build, check, fence, write_site
from tests.support import TODAY, USER_TEXT


def everything(text: str) -> None:
    """Judge a map, draw it, and report."""
    site = join([standalone("a.yaml", text)], Shaper(Settings()), today=TODAY)
    lines = text.split("\n")
    for _ in render_text(site.diagnostics, lambda _: lines):
        pass
    render_json(site, site.diagnostics, files=1)
    for entry in site.maps:
        render(site, entry, lambda _: None)
    render_index(site, lambda _: None)


def page(text: str) -> None:
    """Find the maps of a page."""
    has_title(text)

    def none(page: str, name: str) -> Any:
        raise AssertionError(name)

    collect([Page("a.md", text)], none, Settings())


def calls(act: Callable[[str], None], text: str) -> int:
    """How many functions are called."""
    count = 0

    def counting(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counting)
    try:
        act(text)
    finally:
        sys.setprofile(before)
    return count


SLOW = {"a chain that is blocked", "circles"}
"""Much as their neighbours, and slow to count: `scripts/deep growth` looks at them."""


@pytest.mark.parametrize("name", [name for name in MAPS if name not in SLOW])
def test_maps_grow_linearly(name: str) -> None:
    shape = MAPS[name]
    # From where on what is far away in a chain is not looked at, nor a known name sought for each unknown one.
    small = 110 if name in ("a chain", "one circle", "unknown names") else 60
    everything(shape(20))
    first, second, third = (calls(everything, shape(size)) for size in (small, 2 * small, 4 * small))
    # Per step of size, not per size: what a page costs anyway is taken off.
    assert third - second <= 2.6 * max(second - first, 500), (first, second, third)


@pytest.mark.parametrize("name", PAGES)
def test_pages_grow_linearly(name: str) -> None:
    shape = PAGES[name]
    page(shape(20))
    first, second, third = (calls(page, shape(size)) for size in (200, 400, 800))
    assert third - second <= 2.6 * max(second - first, 200), (first, second, third)


def refused(text: str) -> Any:
    (finding,) = [one for one in read_yaml(text).findings if one.code == "SM105"]
    assert finding.span is not None
    lines = text.split("\n")
    assert finding.span.line < len(lines) and finding.span.column <= len(lines[finding.span.line])
    return finding


def test_what_is_too_large_is_refused_at_its_place() -> None:
    assert "characters" in refused(PLAIN_MAP + "#" * MAX_CHARACTERS).message
    assert "nested" in refused("a: " + "[" * 10_000).message
    assert "nested" in refused("a: " + "{a: " * 10_000).message
    assert refused("\n".join(" " * depth + "a:" for depth in range(10_000 if MAX_CHARACTERS > 10**8 else 1500))).span.line == MAX_DEPTH
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(f"{chr(98 + k)}: &{chr(98 + k)} [{', '.join([f'*{chr(97 + k)}'] * 9)}]\n" for k in range(20))
    assert "aliases" in refused(bomb).message
    assert "without end" in refused("a: &a [*a]").message
    long = f"a: &a {'x' * 100_000}\nb: [{', '.join(['*a'] * 1000)}]\n"
    assert "aliases" in refused(long).message
    assert MAX_NODES * 64 < 20_000_000


NUMBERS = [
    "1e400", "1e999", "-1e999", "1e-999", "9" * 100_000, "0x" + "f" * 250, "0o" + "7" * 250, "9" * 299, ".inf", "-.inf", ".nan", "1e9999999",
]  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number[:12])
def test_numbers_beyond_all_measure(number: str) -> None:
    """Wherever a number may stand: a verdict, and JSON that every reader takes."""
    for old in ("baseline: 0.82", "share: 18%", "0.78", "900 per day", "4200 per variant", "5%", "3d", "2w", "450 ms", "80%"):
        for new in (number, f"{number}%", f"{number} ms", f"{number}d", f"above {number}", f"{number} per day"):
            if old not in USER_TEXT:
                continue
            text = USER_TEXT.replace(old, new, 1)
            site = join([standalone("a.yaml", text)], Shaper(Settings()), today=TODAY)
            for entry in site.maps:
                assert "storymap" in render(site, entry, lambda _: None)
            json.loads(render_json(site, site.diagnostics, files=1), parse_constant=pytest.fail)


def test_a_map_of_ten_megabytes(tmp_path: Path) -> None:
    write_site(tmp_path, {"big.md": fence(PLAIN_MAP + "# " + "x" * 10_000_000 + "\n"), "good.md": fence(PLAIN_MAP)})
    (tmp_path / "docs" / "big.storymap.yaml").write_text(PLAIN_MAP + "x: [" + "1, " * 3_000_000, encoding="utf-8")
    done = check(tmp_path, "--format", "json")
    found = json.loads(done.stdout)
    assert {(one["code"], one["file"]) for one in found["diagnostics"]} == {("SM105", "docs/big.md"), ("SM105", "docs/big.storymap.yaml")}
    assert len(done.stdout) < 20_000


def test_lines_of_a_megabyte() -> None:
    """A report quotes a part of the line, in words of bounded length."""
    text = HEAD.replace("stories:\n", "stories: {") + ", ".join(f"s{k}: {{step: B{'o' * 3000}, release: first, want: w}}" for k in range(300)) + "}"
    site = join([standalone("a.yaml", text)], Shaper(Settings()), today=TODAY)
    assert len(site.diagnostics) >= 300
    for block in render_text(site.diagnostics, lambda _: text.split("\n")):
        assert max(map(len, block.split("\n"))) < 5000
    assert len(render_json(site, site.diagnostics, files=1)) < 4 * len(text)


def test_ten_thousand_fences(tmp_path: Path) -> None:
    """In one page that the host builds: every map is told and shown, none is lost."""
    assert len(collect([Page("a.md", FENCE * 10_000)], lambda *_: ("", ""), Settings()).sources) == 10_000
    number = 400
    maps = "\n".join(fence(PLAIN_MAP.replace("map: tea", f"map: tea-{k}")) for k in range(number))
    write_site(tmp_path, {"index.md": "# Many\n\n" + maps})
    result = build(tmp_path)
    assert result.status == 0, result.out
    assert result.page("index.html").count('data-storymap="tea-') == number
