"""`check` where pages are not what is written: in several languages, or filled in by another plugin."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_check import report
from tests.hosts.sites import PLAIN_MAP, fence, write_site

GERMAN = PLAIN_MAP.replace("A cup of tea", "Eine Tasse Tee")
KETTLE = """\
map: kettle
kind: data-science
title: What boils first
checklist: none
serves: tea
jobs:
  guess: {stage: Train, release: first, when: water is cold, want: to know when it boils, so: nobody waits, serves: [boil]}
"""


def languages(structure: str) -> str:
    """A configuration for two languages, the default one not the first."""
    return (
        f"plugins:\n  - search\n  - i18n:\n      docs_structure: {structure}\n      languages:\n"
        "        - {locale: de, name: Deutsch, build: true}\n        - {locale: en, default: true, name: English, build: true}\n  - storymap\n"
    )


def codes(folder: Path) -> list[tuple[str, str]]:
    """Code and file of every error."""
    found = report(folder)["diagnostics"]
    return [(one["code"], one["file"].rpartition("docs/")[2]) for one in found if one["severity"] == "error"]


@pytest.mark.parametrize(
    ("structure", "english", "german", "only"),
    [
        ("suffix", "tea.md", "tea.de.md", "kettle.md"),
        ("suffix", "a/tea.en.md", "a/tea.de.md", "kettle.md"),
        ("folder", "en/tea.md", "de/tea.md", "en/kettle.md"),
    ],
)
class TestEachLanguageIsASite:
    """Of two versions of a page each stands in the site of its language."""

    def test_one_id_in_two_languages_is_one_map(self, structure: str, english: str, german: str, only: str, tmp_path: Path) -> None:
        write_site(tmp_path, {english: fence(PLAIN_MAP), german: fence(GERMAN), only: fence(KETTLE)}, languages(structure))
        assert codes(tmp_path) == []

    def test_a_fault_is_told_once_and_in_its_language(self, structure: str, english: str, german: str, only: str, tmp_path: Path) -> None:
        pages = {english: fence(PLAIN_MAP), german: fence(GERMAN.replace("step: Boil", "step: Bowl")), only: fence(KETTLE)}
        write_site(tmp_path, pages, languages(structure))
        assert codes(tmp_path) == [("SM301", german)]

    def test_two_maps_of_one_language_need_two_ids(self, structure: str, english: str, german: str, only: str, tmp_path: Path) -> None:
        write_site(tmp_path, {english: fence(PLAIN_MAP), german: fence(GERMAN), only: fence(PLAIN_MAP)}, languages(structure))
        assert {code for code, _ in codes(tmp_path)} == {"SM302"}

    def test_names_are_those_of_the_language(self, structure: str, english: str, german: str, only: str, tmp_path: Path) -> None:
        renamed = GERMAN.replace("boil:", "kochen:").replace("[boil]", "[kochen]")
        write_site(tmp_path, {english: fence(PLAIN_MAP), german: fence(renamed), german.replace("tea", "kettle"): fence(KETTLE)}, languages(structure))
        assert codes(tmp_path) == [("SM303", german.replace("tea", "kettle"))]


FILLED = [
    ("macros", "", "A cup of {{ what }}"),
    ("macros", "", "A cup of {% what %}"),
    ("include-markdown", "", "A cup of {% what %}"),
    ("search", "markdown_extensions: [pymdownx.snippets]\n", "A cup of --8<-- tea"),
    ("search", "markdown_extensions:\n  - pymdownx.snippets: {base_path: [parts]}\n", "A cup of --8<-- tea"),
]


@pytest.mark.parametrize(("plugin", "extensions", "title"), FILLED)
def test_what_another_plugin_fills_in_is_left_to_the_build(plugin: str, extensions: str, title: str, tmp_path: Path) -> None:
    broken = fence(PLAIN_MAP.replace("A cup of tea", f'"{title}"').replace("step: Boil", "step: Bowl"))
    write_site(tmp_path, {"tea.md": broken}, f"plugins: [{plugin}, storymap]\n{extensions}")
    assert codes(tmp_path) == []
    write_site(tmp_path, {"tea.md": broken}, "plugins: [search, storymap]\n")
    assert codes(tmp_path) == [("SM301", "tea.md")]
