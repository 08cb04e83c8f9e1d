"""Everything that is drawn is valid HTML to a parser after the standard, with ids that stand once and references that lead somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_storymap.pipeline import Judged, Shaper, join, render, render_index, standalone
from mkdocs_storymap.render.html import render_problems
from mkdocs_storymap.settings import Settings
from tests.hostile.maps import both
from tests.hostile.pages import broken_references, elements, page, parse
from tests.hosts.sites import PLAIN_MAP, ROOT, build, write_site
from tests.page.big import big_maps
from tests.support import SCIENCE_TEXT, TODAY, USER_TEXT, as_yaml, judge, patched, plain

DRAFT = "map: draft\ntitle: A draft\nstatus: draft\nbackbone: {A: [B, C]}\nreleases: {one: {goal: x}}\nstories: {s: {step: B, release: one, want: x, so: y}}\n"
SITES: dict[str, dict[str, str]] = {
    "the two maps": {"user": USER_TEXT, "science": SCIENCE_TEXT},
    "a plain map": {"tea": PLAIN_MAP},
    "a draft": {"draft": DRAFT},
    "a draft with errors": {"draft": DRAFT.replace("release: one", "release: two").replace("status", "x-a: [1, {b: c}]\nstatus")},
    "without its other half": {"user": USER_TEXT},
    "nothing but errors": both("nothing that fits", valid=False),
    "broken YAML": {"bad": "map: bad\ntitle: [", "tea": PLAIN_MAP},
    "two of one name": {"a": PLAIN_MAP, "b": PLAIN_MAP.replace("hot", "cold")},
    "none everywhere": {"user": as_yaml(patched(plain(USER_TEXT), {name: {"none": "no reason"} for name in plain(USER_TEXT) if name in (
        "segments", "personas", "use_cases", "metrics", "data", "quality", "fairness", "bias_tests", "practices", "reviews", "experiments", "retraining",
        "feedback", "alerts", "done", "respond", "guardrails")}))},
}  # fmt: skip
for folder in [ROOT / "tests" / "page" / "maps", *sorted((ROOT / "tests" / "maps" / "corpus").iterdir())]:
    SITES[folder.name] = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.yaml"))}


def judged(texts: dict[str, str]) -> Judged:
    return join([standalone(name, text) for name, text in texts.items()], Shaper(Settings()), today=TODAY)


def whole(site: Judged) -> str:
    """All maps of a site and its portfolio in one page, as one page may show them."""
    names = {entry.key: number for number, entry in enumerate(site.maps)}

    def url(key: object) -> str | None:
        from mkdocs_storymap.render.ids import anchors

        map_key = key.map  # type: ignore[attr-defined]
        anchor = anchors(site.site, map_key).get(key) if map_key in names else None  # type: ignore[call-overload]
        return f"#{anchor}" if anchor else None

    parts = [render(site, entry, url, title_heading=1 if not number else 2) for number, entry in enumerate(site.maps)]
    return page("\n".join([*parts, render_index(site, url)]))


def faults(html: str) -> list[str]:
    tree, errors = parse(html)
    return errors + broken_references(tree)


@pytest.mark.parametrize("name", SITES)
def test_pages(name: str) -> None:
    site = judged(SITES[name])
    html = whole(site)
    assert faults(html) == []
    assert html.count("<section class=\"storymap") >= sum(bool(entry.key) for entry in site.maps)


def test_three_hundred_stories() -> None:
    assert faults(whole(judged(dict(zip(("user", "science"), big_maps(300), strict=True))))) == []


def test_error_boxes() -> None:
    site = judged(both("x", valid=False))
    html = render_problems(site.diagnostics, title='A "title" & <more>')
    assert faults(page(html)) == [] and html.count("<li") > 100
    assert faults(page(render_problems([], title=""))) == []


def test_the_parser_sees_faults() -> None:
    """A test of the tests."""
    assert parse(page("<p><div></p>"))[1] and parse(page("<b><i></b></i>"))[1] and parse(page("&nope; \0"))[1]
    tree, _ = parse(page('<i id="a"></i><i id="a"></i><a href="#b">x</a><label for="c"></label>'))
    assert len(broken_references(tree)) == 3


def test_pages_of_the_host(tmp_path: Path) -> None:
    """What a map adds to a page of Material brings no fault that the page has not without it, and no id of the theme's again."""
    site = judge()
    assert not site.failed()
    config = "plugins: [storymap]\nmarkdown_extensions: [admonition, pymdownx.superfences]\n"
    pages = {
        "index.md": f"# Home\n\n```storymap\n{USER_TEXT}```\n",
        "ds.md": "# DS\n\n- a list\n\n    " + f"```storymap\n{SCIENCE_TEXT}```\n".replace("\n", "\n    ") + "\n\n!!! note\n\n    ```storymap-index\n    ```\n",
        "bare.md": "# Bare\n\n```yaml\na: b\n```\n",
    }
    write_site(tmp_path, pages, config, theme="material")
    result = build(tmp_path)
    assert result.status == 0, result.out
    bare = parse(result.page("bare/index.html"))
    for name in ("index.html", "ds/index.html"):
        tree, errors = parse(result.page(name))
        assert len(errors) == len(bare[1]), errors
        ids = [attributes["id"] for _, attributes in elements(tree) if "id" in attributes]
        assert len(ids) == len(set(ids))
        ours = [fault for fault in broken_references(tree) if "--" in fault]
        assert ours == []
