"""Beside other plugins, all of them real."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.hosts.sites import PLAIN_MAP, build, check, fence, write_site
from tests.support import SCIENCE_TEXT, USER_TEXT

SECTION = re.compile(r'<section class="?storymap[^">]*?"? id="?([^" >]+)')
BROKEN = PLAIN_MAP.replace("step: Boil", "step: Bowl")
SHAPES = {
    "index.md": "# Home\n\n" + fence(PLAIN_MAP),
    "loan.md": "# Loan\n\n" + fence(USER_TEXT),
    "science.md": '# Science\n\n```storymap file="maps/ds.storymap.yaml"\n```\n',
    "maps/ds.storymap.yaml": SCIENCE_TEXT,
}


def test_search_leads_to_a_card(tmp_path: Path) -> None:
    write_site(tmp_path, SHAPES, "plugins: [search, storymap]\n", theme="material")
    assert build(tmp_path, "--strict").status == 0
    index = json.loads((tmp_path / "site/search/search_index.json").read_text(encoding="utf-8"))
    hits = {entry["location"]: entry for entry in index["docs"]}
    assert "loan/#loan-preapproval--decision" in hits
    assert hits["loan/#loan-preapproval--decision"]["title"] == "A yes or a not-yet with reasons"
    assert any("plan without a branch visit" in entry["text"] for entry in index["docs"])
    assert not [entry for entry in index["docs"] if entry["location"].count("#") and not entry["title"].strip()]


def test_print_site(tmp_path: Path) -> None:
    write_site(tmp_path, SHAPES, "plugins: [search, storymap, print-site]\n", theme="material")
    result = build(tmp_path)
    assert result.status == 0, result.out
    page = result.page("print_page/index.html")
    assert sorted(SECTION.findall(page)) == ["loan-ds", "loan-preapproval", "tea"]


def test_static_i18n_with_suffixes(tmp_path: Path) -> None:
    german = PLAIN_MAP.replace("A cup of tea", "Eine Tasse Tee")
    config = (
        "plugins:\n  - search\n  - i18n:\n      docs_structure: suffix\n      languages:\n"
        "        - {locale: en, default: true, name: English, build: true}\n        - {locale: de, name: Deutsch, build: true}\n  - storymap\n"
    )
    write_site(tmp_path, {"index.md": fence(PLAIN_MAP), "index.de.md": fence(german)}, config, theme="material")
    result = build(tmp_path)
    assert result.status == 0, result.out
    assert "A cup of tea" in result.page("index.html")
    assert "Eine Tasse Tee" in result.page("de/index.html")
    assert check(tmp_path).returncode == 0, check(tmp_path).stdout.decode()
    assert '"title": "A cup of tea"' in result.page("storymaps.json")
    assert '"title": "Eine Tasse Tee"' in result.page("de/storymaps.json")


def test_static_i18n_with_folders(tmp_path: Path) -> None:
    german = PLAIN_MAP.replace("A cup of tea", "Eine Tasse Tee")
    config = (
        "plugins:\n  - search\n  - i18n:\n      docs_structure: folder\n      languages:\n"
        "        - {locale: en, default: true, name: English, build: true}\n        - {locale: de, name: Deutsch, build: true}\n  - storymap\n"
    )
    write_site(tmp_path, {"en/index.md": fence(PLAIN_MAP), "de/index.md": fence(german)}, config, theme="material")
    result = build(tmp_path)
    assert result.status == 0, result.out
    assert "A cup of tea" in result.page("index.html")
    assert "Eine Tasse Tee" in result.page("de/index.html")
    assert check(tmp_path).returncode == 0, check(tmp_path).stdout.decode()


def test_macros_fill_a_map(tmp_path: Path) -> None:
    config = "plugins: [search, macros, storymap]\nextra: {what: A cup of tea, step: Boil}\n"
    page = fence(PLAIN_MAP.replace("A cup of tea", '"{{ what }}"').replace("step: Boil", "step: {{ step }}"))
    write_site(tmp_path, {"index.md": page, "other.md": fence(PLAIN_MAP.replace("map: tea", "map: other"))}, config)
    result = build(tmp_path)
    assert result.status == 0, result.out
    assert SECTION.findall(result.page("index.html")) == ["tea"]
    assert "A cup of tea" in result.page("index.html")
    write_site(tmp_path, {"index.md": page}, config.replace("step: Boil", "step: Bowl"))
    failed = build(tmp_path)
    assert failed.status == 1
    assert "docs/index.md: error SM301" in failed.out
    assert check(tmp_path).returncode == 0  # what a macro makes only the build can see


def test_a_map_from_a_macro_is_linked_like_any_other(tmp_path: Path) -> None:
    config = "plugins: [search, macros, storymap]\nextra: {served: loan-preapproval}\n"
    science = SCIENCE_TEXT.replace("serves: loan-preapproval", "serves: {{ served }}")
    write_site(tmp_path, {"loan.md": fence(USER_TEXT), "science.md": fence(science)}, config)
    result = build(tmp_path)
    assert result.status == 0, result.out
    assert 'href="../science/#loan-ds--thin-file-lift"' in result.page("loan/index.html")
    assert 'href="../loan/#loan-preapproval--decision"' in result.page("science/index.html")


def test_snippets(tmp_path: Path) -> None:
    config = "plugins: [storymap]\nmarkdown_extensions:\n  - pymdownx.superfences\n  - pymdownx.snippets: {base_path: [snippets]}\n"
    pages = {"index.md": '# Tea\n\n--8<-- "tea.md"\n', "/snippets/tea.md": fence(PLAIN_MAP)}
    write_site(tmp_path, pages, config)
    result = build(tmp_path)
    assert result.status == 0, result.out
    assert SECTION.findall(result.page("index.html")) == ["tea"]
    write_site(tmp_path, {"/snippets/tea.md": fence(BROKEN)}, config)
    failed = build(tmp_path)
    assert failed.status == 1
    assert "docs/index.md: error SM301" in failed.out
    assert "Traceback" not in failed.out


def test_a_snippet_inside_a_fence(tmp_path: Path) -> None:
    config = "plugins: [storymap]\nmarkdown_extensions:\n  - pymdownx.superfences\n  - pymdownx.snippets: {base_path: [snippets]}\n"
    write_site(tmp_path, {"index.md": '```storymap\n--8<-- "tea.yaml"\n```\n', "/snippets/tea.yaml": PLAIN_MAP}, config)
    result = build(tmp_path)
    assert result.status == 0, result.out
    assert SECTION.findall(result.page("index.html")) == ["tea"]
    assert check(tmp_path).returncode == 0


MANY = """plugins:
  - search
  - awesome-nav
  - autorefs
  - tags
  - include-markdown
  - redirects: {redirect_maps: {old.md: index.md}}
  - minify: {minify_html: true, minify_js: false, minify_css: false}
  - offline
  - privacy: {assets_fetch: false}
  - storymap
use_directory_urls: false
markdown_extensions: [admonition, attr_list, md_in_html, pymdownx.superfences, {toc: {permalink: true}}]
"""


def test_many_at_once(tmp_path: Path) -> None:
    kettle = fence(PLAIN_MAP.replace("map: tea", "map: kettle"))
    pages = {**SHAPES, "included.md": '# In\n\n{% include-markdown "../parts/tea.md" %}\n', "/parts/tea.md": kettle}
    write_site(tmp_path, pages, MANY, theme="material")
    result = build(tmp_path)
    assert result.status == 0, result.out
    assert SECTION.findall(result.page("loan.html")) == ["loan-preapproval"]
    assert 'science.html#loan-ds--thin-file-lift' in result.page("loan.html")
    assert SECTION.findall(result.page("included.html")) == ["kettle"]
    without = tmp_path / "without"
    plain = {name: re.sub(r"```storymap.*?```", "", text, flags=re.DOTALL) for name, text in pages.items() if name.endswith(".md")}
    for folder, config in ((without / "a", MANY), (without / "b", MANY.replace("  - storymap\n", ""))):
        write_site(folder, plain, config, theme="material")
        assert build(folder).status == 0
    from tests.hosts.test_mkdocs import tree

    assert tree(without / "a/site") == tree(without / "b/site")


def test_versions_in_sub_folders_keep_their_links(tmp_path: Path) -> None:
    write_site(tmp_path, SHAPES, "site_url: https://docs.example/product/1.2/\nplugins: [storymap]\n")
    result = build(tmp_path, "--strict")
    assert result.status == 0, result.out
    assert 'href="../science/#loan-ds--thin-file-lift"' in result.page("loan/index.html")
    assert "https://docs.example" not in re.sub(r"<link[^>]*>|<head>.*?</head>", "", result.page("loan/index.html"), flags=re.DOTALL)
    data = json.loads((result.site / "storymaps.json").read_text(encoding="utf-8"))
    assert data["base"] == "https://docs.example/product/1.2/"


def test_dirty_builds_keep_links(tmp_path: Path) -> None:
    write_site(tmp_path, SHAPES, "plugins: [storymap]\n")
    assert build(tmp_path).status == 0
    (tmp_path / "docs/science.md").write_text('# Science again\n\n```storymap file="maps/ds.storymap.yaml"\n```\n', encoding="utf-8")
    result = build(tmp_path, "--dirty")
    assert result.status == 0, result.out
    assert 'href="../loan/#loan-preapproval--decision"' in result.page("science/index.html")
