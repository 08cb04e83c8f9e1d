"""A project with a `zensical.toml`: `check` reads pages and options where Zensical does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hosts.sites import PLAIN_MAP, check, fence

HEAD = '[project]\nsite_name = "Test"\ndocs_dir = "pages"\n'
EXTENSION = "[project.markdown_extensions.mkdocs_storymap]\n"


def project(folder: Path, config: str, text: str = PLAIN_MAP) -> Path:
    """A project with one map, and a page outside of its pages."""
    (folder / "pages").mkdir(parents=True)
    (folder / "pages" / "index.md").write_text(fence(text), encoding="utf-8")
    (folder / "notes.md").write_text(fence("map: notes"), encoding="utf-8")
    (folder / "zensical.toml").write_text(config, encoding="utf-8")
    return folder


def told(folder: Path, *arguments: str) -> str:
    done = check(folder, "--format", "concise", *arguments)
    return (done.stdout + done.stderr).decode()


def test_pages_are_those_of_the_configuration(tmp_path: Path) -> None:
    assert "in 1 story map" in told(project(tmp_path, HEAD))
    assert "SM401" in told(tmp_path, "notes.md")


@pytest.mark.parametrize("table", ["rules = {SM202 = 'off'}\n", "[project.markdown_extensions.mkdocs_storymap.rules]\nSM202 = 'off'\n"])
def test_rules_are_followed(tmp_path: Path, table: str) -> None:
    text = PLAIN_MAP + "colour: blue\n"
    assert "SM202" in told(project(tmp_path / "without", HEAD + EXTENSION, text))
    assert "SM202" not in told(project(tmp_path / "with", HEAD + EXTENSION + table, text))


def test_a_wrong_default_is_shown_where_the_extension_stands(tmp_path: Path) -> None:
    found = told(project(tmp_path, HEAD + EXTENSION + "defaults = {status = 'finished', tags = ['tea ☕']}\n"))
    assert "zensical.toml:4:1: " in found
    assert "(in the site's `defaults`)" in found


def test_text_that_a_snippet_fills_in_waits(tmp_path: Path) -> None:
    text = PLAIN_MAP + '--8<-- "more.yaml"\n'
    nested = HEAD + "[project.markdown_extensions.pymdownx.snippets]\n" + EXTENSION
    dotted = HEAD + '[project.markdown_extensions."pymdownx.snippets"]\n' + EXTENSION
    assert "SM1" in told(project(tmp_path / "none", HEAD, text))
    for name, config in (("nested", nested), ("dotted", dotted)):
        assert "0 errors" in told(project(tmp_path / name, config, text)), name


@pytest.mark.parametrize("name", ["zensical.extensions.macros", '"zensical.extensions.macros"'])
def test_text_that_a_macro_fills_in_waits(tmp_path: Path, name: str) -> None:
    text = PLAIN_MAP + "more: {{ more }}\n"
    assert "SM1" in told(project(tmp_path / "without", HEAD, text))
    assert "0 errors" in told(project(tmp_path / "with", f"{HEAD}[project.markdown_extensions.{name}]\n", text))


@pytest.mark.parametrize(
    "extra",
    [
        'a = "\\u007f \\uffff \\u0000"',
        f'"{"k" * 2000}" = 1',
        f"deep = {'[' * 60}{']' * 60}",
        f"many = [{'1,' * 310_000}]",
        "dates = [2026-01-02, 2026-01-02T03:04:05Z, 03:04:05]",
        f"numbers = [nan, -inf, 1e300, 1_000, 0x1f, {'9' * 400}]",
        "'' = 1\n'<<' = {a = 1}\n'*x' = '!tag'",
    ],
    ids=["signs", "key", "deep", "many", "dates", "numbers", "keys"],
)
def test_what_stands_elsewhere_in_the_file_takes_no_option_away(tmp_path: Path, extra: str) -> None:
    config = f"{HEAD}[project.extra]\n{extra}\n{EXTENSION}rules = {{SM202 = 'off'}}\n"
    assert "0 errors" in told(project(tmp_path, config, PLAIN_MAP + "colour: blue\n"))


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (HEAD + EXTENSION + "checklist = 'mll'\n", "zensical.toml: storymap: `checklist` takes"),
        (HEAD + EXTENSION + "chekclist = 'ml'\n", "did you mean `checklist`?"),
        ("[project\n", "zensical.toml cannot be read"),
    ],
)
def test_what_is_wrong_is_one_line(tmp_path: Path, config: str, message: str) -> None:
    found = told(project(tmp_path, config))
    assert message in found
    assert len(found.splitlines()) == 1


def test_mkdocs_yml_goes_first(tmp_path: Path) -> None:
    project(tmp_path, HEAD)
    (tmp_path / "mkdocs.yml").write_text("site_name: Test\ndocs_dir: .\nplugins: [storymap]\n", encoding="utf-8")
    assert "in 2 story maps" in told(tmp_path)
