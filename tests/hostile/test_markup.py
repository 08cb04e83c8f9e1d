"""A hostile author: whatever stands in a map, a page holds it as text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mkdocs_storymap.pipeline import Judged, Shaper, join, render, render_index, standalone
from mkdocs_storymap.render.words import safe_url
from mkdocs_storymap.settings import Settings
from tests.hostile.maps import BREAKOUT, MARK, PAYLOADS, URLS, both, free_texts, hostile
from tests.hostile.pages import broken_references, elements, page, parse, scripts, unsafe
from tests.hosts.sites import build, fence, run, write_site
from tests.support import SCIENCE_TEXT, TODAY, USER_TEXT, as_yaml, patched, plain


def judged(texts: dict[str, str]) -> Judged:
    return join([standalone(name, text) for name, text in texts.items()], Shaper(Settings()), today=TODAY)


def drawn(site: Judged) -> list[str]:
    """Every map, and the portfolio."""
    return [*(render(site, entry, lambda key: f"page.html#{key.id}") for entry in site.maps), render_index(site, lambda key: f"#{key.id}")]


def test_many_fields_take_any_text() -> None:
    """Else the tests below would show nothing."""
    assert len(free_texts(USER_TEXT)) > 60 and len(free_texts(SCIENCE_TEXT)) > 15


@pytest.mark.parametrize("valid", [True, False], ids=["valid", "broken"])
@pytest.mark.parametrize("name", PAYLOADS)
def test_no_text_becomes_markup(name: str, valid: bool) -> None:
    payload = PAYLOADS[name]
    site = judged(both(payload, valid=valid))
    assert valid == (not site.failed())
    shown = 0
    for html in drawn(site):
        tree, errors = parse(page(html))
        assert not errors
        assert not scripts(tree) and not unsafe(tree)
        tags = {tag for tag, _ in elements(tree)}
        assert not tags & {"script", "img", "iframe", "object", "embed", "style", "base", "link", "animate", "set"}
        assert all(MARK not in key for _, attributes in elements(tree) for key in attributes)
        shown += "".join(tree.itertext()).count(payload)
    assert shown > 50


@pytest.mark.parametrize("url", URLS)
def test_addresses(url: str) -> None:
    """Wherever a map may hold an address, only http, https, mailto and relative ones become links."""
    user = plain(USER_TEXT)
    links = {"links": [url, {"text": "words", "url": url}], "alerts": {"dashboard": url}, "stories": {"decision": {"issue": url}}}
    links["metrics"] = {name: {"evidence": url} for name in user["metrics"]}
    links["fairness"] = {name: {"evidence": url} for name in user["fairness"]}
    links["bias_tests"] = [{"test": "words", "when": "words", "evidence": url}]
    site = judged({"user": as_yaml(patched(user, links)), "science": SCIENCE_TEXT})
    for html in drawn(site):
        tree, errors = parse(page(html))
        assert not errors and not unsafe(tree)
        assert not any("evil.example" in attributes.get("href", "") for _, attributes in elements(tree))


def test_good_addresses_become_links() -> None:
    for url in ("https://example.org/a?b=c#d", "http://x", "mailto:a@b.example", "page.md#x", "../x/", "#x", "?q=a/b:c", "a/b:c"):
        assert safe_url(url) == url


IDS = ["__toc", "__search", "__drawer", "main", "content", "header", "toc", "search", "location", "constructor", "__proto__"]


@pytest.mark.parametrize("name", ["toc", "main", "content", "header", "search", "constructor"])
def test_ids_of_a_map_stay_apart(name: str) -> None:
    """Every id on a page begins with the map's own, and none stands twice, whatever things are called."""
    text = USER_TEXT.replace("loan-preapproval", name)
    text = text.replace("  decision:", f"  {name}:").replace("[decision]", f"[{name}]").replace("story: decision", f"story: {name}")
    site = judged({"user": text})
    (html,) = drawn(site)[:1]
    tree, errors = parse(page(html))
    assert not errors
    ids = [attributes["id"] for _, attributes in elements(tree) if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert all(one == name or one.startswith(f"{name}--") for one in ids)


@pytest.mark.parametrize("name", IDS)
def test_broken_ids(name: str) -> None:
    """A name that is no id is an error, and its page is still whole."""
    data = patched(plain(USER_TEXT), {"stories": {name: {"want": "x"}, f"{name} ": {"want": "x"}, f"{name}--{name}": {"want": "y"}}, "map": name})
    site = judged({"user": as_yaml(data)})
    tree, errors = parse(page(drawn(site)[0]))
    assert not errors
    assert [fault for fault in broken_references(tree) if "times" in fault] == []


@pytest.mark.parametrize("theme", ["mkdocs", "material", "readthedocs"])
def test_real_builds(tmp_path: Path, theme: str) -> None:
    """The same scripts run in a hostile site as in an innocent one; titles reach the theme's navigation as text."""
    found = []
    for number, payload in enumerate(["innocent", BREAKOUT]):
        folder = tmp_path / str(number)
        user, science = hostile(USER_TEXT, payload), hostile(SCIENCE_TEXT, payload)
        pages = {"index.md": "# Home\n\n```storymap-index\n```\n", "a.md": fence(user), "b.md": fence(science), "c.md": "# Last\n"}
        write_site(folder, pages, theme=theme)
        result = build(folder)
        assert result.status == 0, result.out
        trees = {name: parse(result.page(name))[0] for name in ("index.html", "a/index.html", "b/index.html", "c/index.html")}
        found.append([scripts(tree) for tree in trees.values()])
        assert not any(unsafe(tree) for tree in trees.values())
        assert not any(attributes.get("src") == "x" for tree in trees.values() for tag, attributes in elements(tree) if tag == "img")
        inventory = json.loads(result.page("storymaps.json"))
        assert any(payload.strip() in item["title"] for one in inventory["maps"] for item in one["items"].values())
        if number:
            head = trees["a/index.html"].find(".//title")
            assert head is not None and MARK in (head.text or "")
    # Scripts that hold data of the page (its title, its index) differ in their text only.
    innocent, wicked = ([[name for name in page_scripts.elements() if MARK not in name and "innocent" not in name] for page_scripts in one] for one in found)
    assert [len(one) for one in wicked] == [len(one) for one in innocent]
    assert not any("alert" in name for one in wicked for name in one)


def test_a_folder_built_without_a_configuration(tmp_path: Path) -> None:
    folder = tmp_path / 'maps "a" <b>'
    folder.mkdir()
    for name, text in both(BREAKOUT, valid=True).items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "a \"quoted\" & <b>.storymap.yaml").write_text(
        "map: odd\ntitle: x\nchecklist: none\nbackbone: {A: [B]}\nreleases: {r: {goal: x}}\nstories: {s: {step: B, release: r, want: x}}\n", encoding="utf-8"
    )
    done = run("build", str(folder), "--out", str(tmp_path / "out"), cwd=folder, module="mkdocs_storymap")
    assert done.returncode == 0, done.stderr.decode()
    pages = list((tmp_path / "out").rglob("*.html"))
    assert any('id="odd"' in path.read_text(encoding="utf-8") for path in pages)
    for path in pages:
        tree, _ = parse(path.read_text(encoding="utf-8"))
        assert not unsafe(tree)
        assert not any("alert" in name for name in scripts(tree))


def test_placeholders_of_the_host_are_text(tmp_path: Path) -> None:
    """Python-Markdown looks for its own marks in HTML that is put in: a map that holds one would hold itself."""
    text = (
        'map: tea\ntitle: "a \\x02wzxhzdk:0\\x03 b"\nchecklist: none\nbackbone: {A: [B]}\nreleases: {r: {goal: x}}\n'
        'stories: {s: {step: B, release: r, want: "\\0\\e[2J\\b"}}\n'
    )
    write_site(tmp_path, {"index.md": fence(text)}, "plugins: [{storymap: {on_problem: warn}}]\n")
    result = build(tmp_path)
    assert result.status == 0, result.out
    assert "U+0002" in result.out and "U+0000" in result.out
    assert 'id="tea--s"' in result.page("index.html")
