"""Every step of the tutorial and of the guides does what the page says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.docs.tutorial import GUIDES, PAGE, TutorialError, follow
from tests.hosts.sites import build, check

TEXT = PAGE.read_text(encoding="utf-8")
RESULT = PAGE.parent / "maps"
AGAIN = "run `python -m tests.docs.tutorial`, and read whether the text around it is still true"


def weeks(folder: Path, story: str) -> float:
    """Real lead time of a story of the user map."""
    report = json.loads(check(folder, ".", "--format", "json").stdout)
    return next(float(entry["lead_times"][story]["real"]) / 7 for entry in report["maps"] if entry["kind"] == "user")


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The page as it comes out, and the folder that its reader ends with."""
    folder = tmp_path_factory.mktemp("bus")
    return follow(TEXT, folder), folder


def test_every_command_prints_what_the_page_says(followed: tuple[str, Path]) -> None:
    assert followed[0].splitlines() == TEXT.splitlines(), AGAIN


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_the_commands_of_a_guide_print_what_it_says(guide: Path, tmp_path: Path) -> None:
    text = guide.read_text(encoding="utf-8")
    assert follow(text, tmp_path).splitlines() == text.splitlines(), AGAIN


def test_the_readme_does_what_it_says(tmp_path: Path) -> None:
    text = (PAGE.parents[1] / "README.md").read_text(encoding="utf-8")
    assert follow(text, tmp_path).splitlines() == text.splitlines()
    assert build(tmp_path, "--strict").page("tea/index.html").count('data-storymap="tea"') == 1
    (error,) = re.findall(r"^```text\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert error in TEXT


def test_the_last_step_is_the_finished_map(followed: tuple[str, Path]) -> None:
    made = {path.name: path.read_text(encoding="utf-8") for path in followed[1].glob("*.storymap.yaml")}
    assert made == {path.name: path.read_text(encoding="utf-8") for path in RESULT.glob("*bus*.storymap.yaml")}, AGAIN
    assert (followed[1] / "site/index.html").is_file()
    assert (followed[1] / "bus.svg").read_text(encoding="utf-8").startswith("<svg")


def test_every_mistake_is_made_and_mended() -> None:
    assert re.findall(r": error (SM\d+)", TEXT) == ["SM104", "SM505", "SM826", "SM531"]


def test_every_checklist_item_is_missed_once() -> None:
    for code in ("SM304", "SM401", "SM402", "SM403", "SM404", "SM405", "SM406", "SM407", "SM412", "SM413"):
        assert re.search(rf"^ +\d+  {code}  ", TEXT, re.MULTILINE), code


def test_the_lead_times_in_the_text(followed: tuple[str, Path], tmp_path: Path) -> None:
    prose = " ".join(TEXT.split())
    assert weeks(followed[1], "outer-signal") == 11
    assert "now waits eleven weeks, nine for the data and two for the job" in prose
    follow(TEXT.partition("## 8.")[0], tmp_path)
    assert weeks(tmp_path, "outer-signal") == 9
    assert "is two weeks of work, and ready in nine" in prose
    (report,) = json.loads(check(tmp_path, ".", "--format", "json").stdout)["maps"]
    assert report["bottlenecks"][0]["id"] == "outer-counters"


def test_a_step_that_cannot_be_followed_is_told(tmp_path: Path) -> None:
    with pytest.raises(TutorialError, match="has no `stories` to replace"):
        follow('```yaml title="a.yaml"\nmap: a\n```\n\n```yaml title="a.yaml: replace stories"\nstories: {}\n```\n', tmp_path)


def test_another_output_is_seen(tmp_path: Path) -> None:
    page = "```console\n$ mkdocs-storymap check\n0 errors\n```\n"
    assert follow(page, tmp_path) == "```console\n$ mkdocs-storymap check\n0 errors, 0 warnings in 0 story maps\nno story map was found\n```\n"
