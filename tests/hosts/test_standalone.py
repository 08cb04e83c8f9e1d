"""The extension in a host without plugins: it finds the project by itself, and never raises."""

from __future__ import annotations

from pathlib import Path

import markdown
import pytest

from mkdocs_storymap.assets import style_element
from tests.hosts.sites import PLAIN_MAP, fence, write_site
from tests.support import SCIENCE_TEXT, USER_TEXT

EXTENSION = "markdown_extensions: [mkdocs_storymap]\n"
INDEX = "# Home\n\n```storymap-index\n```\n"


def converted(text: str) -> str:
    return markdown.markdown(text, extensions=["mkdocs_storymap"])


@pytest.fixture
def loan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two maps on two pages, and the current folder."""
    pages = {"index.md": INDEX, "loan.md": "# Loan\n\n" + fence(USER_TEXT), "science/ds.md": fence(SCIENCE_TEXT)}
    write_site(tmp_path, pages, EXTENSION)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_maps_are_linked_by_their_source_files(loan: Path) -> None:
    html = converted("# Loan\n\n" + fence(USER_TEXT))
    assert 'id="loan-preapproval"' in html
    assert 'href="science/ds.md#loan-ds--thin-file-lift"' in html
    assert 'href="../loan.md#loan-preapproval--decision"' in converted(fence(SCIENCE_TEXT))


def test_a_title_of_the_page_is_not_said_again(loan: Path) -> None:
    assert "<h1" in converted(fence(SCIENCE_TEXT))
    assert converted("# Loan\n\n" + fence(USER_TEXT)).count("<h1") == 1


def test_a_map_that_stands_twice_is_drawn_once(loan: Path) -> None:
    html = converted(fence(USER_TEXT) + "\n" + fence(USER_TEXT))
    assert html.count('id="loan-preapproval"') == 1
    assert 'href="#loan-preapproval"' in html


def test_the_style_stands_in_the_page_where_it_is_asked_for(loan: Path) -> None:
    assert "<style>" not in converted(fence(USER_TEXT))
    write_site(loan, {}, "markdown_extensions:\n  - mkdocs_storymap: {assets: inline}\n")
    html = converted(fence(USER_TEXT) + "\n" + fence(SCIENCE_TEXT))
    assert html.count(style_element()) == 1
    assert html.index("<style>") < html.index('id="loan-preapproval"')


def test_the_portfolio_lists_both(loan: Path) -> None:
    html = converted(INDEX)
    assert "data-storymap-index" in html
    assert 'href="loan.md#loan-preapproval"' in html
    assert 'href="science/ds.md#loan-ds"' in html


def test_a_portfolio_that_stands_twice_is_drawn_once(loan: Path) -> None:
    html = converted(INDEX + "\n" + INDEX)
    assert html.count('id="storymap-index"') == 1
    assert 'href="#storymap-index"' in html


def test_what_stands_in_no_page_is_said(loan: Path) -> None:
    html = converted(fence(PLAIN_MAP))
    assert "stands in no page of the project" in html
    assert 'id="tea"' not in html


def test_an_edit_is_seen(loan: Path) -> None:
    assert "stands in no page" in converted(fence(PLAIN_MAP))
    (loan / "docs/tea.md").write_text(fence(PLAIN_MAP), encoding="utf-8")
    (loan / "docs/gone.yaml").symlink_to("nowhere")
    assert 'id="tea--boil"' in converted(fence(PLAIN_MAP))


def test_settings_that_are_wrong_are_said_in_the_page(loan: Path) -> None:
    write_site(loan, {}, "markdown_extensions:\n  - mkdocs_storymap: {checklist: some}\n")
    html = converted(fence(USER_TEXT))
    assert "<code>checklist</code> takes" in html
    assert 'id="loan-preapproval"' not in html


def test_a_server_sees_new_settings_and_map_files_beside_the_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = '```storymap file="../maps/tea.storymap.yaml"\n```\n'
    write_site(tmp_path, {"index.md": shown, "/maps/tea.storymap.yaml": PLAIN_MAP + "colour: blue\n"}, EXTENSION)
    monkeypatch.chdir(tmp_path)
    assert "error SM202" in converted(shown)
    write_site(tmp_path, {}, "markdown_extensions:\n  - mkdocs_storymap: {rules: {SM202: off}}\n")
    assert "error SM202" not in converted(shown)
    assert "hot water" in converted(shown)
    write_site(tmp_path, {"/maps/tea.storymap.yaml": PLAIN_MAP.replace("hot water", "very hot water")}, EXTENSION)
    assert "very hot water" in converted(shown)
