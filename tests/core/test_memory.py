"""What earlier checks found changes nothing but the time: every verdict from memory is the one of a fresh check."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mkdocs_storymap.folder import Checked, check_paths, recall_paths
from mkdocs_storymap.pipeline.shape import Shaper
from tests.support import MAPS, SCIENCE_TEXT, TODAY, USER_TEXT, calls

CORPUS = sorted((MAPS / "corpus").glob("**/*.yaml"))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the example in pages, and the maps of five products in files."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    Path("storymap.yml").write_text("rules: {SM902: warning}\n", encoding="utf-8")
    Path("loans.md").write_text(f"# Loans\n\n```storymap\n{USER_TEXT}```\n\nMore.\n", encoding="utf-8")
    Path("model.md").write_text(f"Text\n\n* in a list\n\n    ```storymap\n{_indented(SCIENCE_TEXT)}    ```\n", encoding="utf-8")
    for number, path in enumerate(CORPUS):
        Path(f"{number}-{path.stem}.storymap.yaml").write_bytes(path.read_bytes())
    return folder


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" if line else "\n" for line in text.splitlines())


def told(checked: Checked) -> list[Any]:
    return [(one.file, one.claimed, one.draft, one.diagnostics) for one in checked.verdicts] + [checked.diagnostics, checked.files]


def same(cache: Path, **options: Any) -> None:
    day = options.pop("today", TODAY)
    assert told(recall_paths([], None, day, cache=cache)) == told(check_paths([], None, day))


def shaped(call: Callable[[], object]) -> int:
    """How many maps a call reads."""
    return calls(Shaper._shape, call)


def _edit(chance: random.Random, names: list[str]) -> None:
    """One edit of one file, of those that change what maps are to each other."""
    path = Path(chance.choice(sorted(str(path) for path in Path.cwd().iterdir() if path.suffix in (".md", ".yaml"))))
    lines = path.read_text(encoding="utf-8").split("\n")
    at = chance.randrange(len(lines))
    heads = [number for number, line in enumerate(lines) if line.strip().startswith(("map:", "serves:", "linked:", "kind:"))]
    kind = chance.randrange(9)
    if kind == 0:
        del lines[at]
    elif kind == 1 and heads:
        number = chance.choice(heads)
        lines[number] = lines[number].partition(":")[0] + ": " + chance.choice([*names, "nobody", "", "[", names[0][:-1], "{none: bought}"])
    elif kind == 2:
        old, new = chance.sample(names, 2)
        lines = [line.replace(old, new, 1) for line in lines]
    elif kind == 3:
        lines.insert(0, "" if path.suffix == ".md" else "# a remark")
    elif kind == 4 and heads:
        del lines[chance.choice(heads)]
    elif kind == 5:
        Path(f"copy-{chance.randrange(3)}{''.join(path.suffixes)}").write_text("\n".join(lines), encoding="utf-8")
    elif kind == 6:
        lines.insert(at, "  [ never closed")
    elif kind == 7 and path.name.startswith("copy-"):
        path.unlink()
        return
    else:
        lines[at] = lines[at].replace("0", "7", 1)
    path.write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.parametrize("seed", range(6))
def test_the_verdict_of_a_fresh_check(seed: int, project: Path, tmp_path: Path) -> None:
    chance = random.Random(seed)
    whole = {path: path.read_bytes() for path in project.iterdir()}
    names = sorted(one.claimed for one in check_paths([], None, TODAY).verdicts)
    for step in range(30):
        _edit(chance, names)
        same(tmp_path / "cache")
        if step % 6 == 5:
            for path, data in whole.items():
                path.write_bytes(data)


def test_only_what_an_edit_touches_is_read_again(project: Path, tmp_path: Path) -> None:
    def check() -> Checked:
        return recall_paths([], None, TODAY, cache=tmp_path / "cache")

    every = len(check().verdicts)
    assert every > 8
    assert shaped(check) == 0
    page = project / "loans.md"
    page.write_text(page.read_text(encoding="utf-8").replace("# Loans", "# Loans\n\nA remark."), encoding="utf-8")
    assert 0 < shaped(check) <= 3  # the two maps of the example, since their lines are told
    page.write_text(page.read_text(encoding="utf-8").replace("share: 18%", "share: 17%"), encoding="utf-8")
    assert 0 < shaped(check) <= 3
    assert shaped(check) == 0


def test_settings_the_day_and_the_program_count(project: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"

    def check() -> Checked:
        return recall_paths([], None, TODAY, cache=cache)

    every = shaped(check)
    assert shaped(lambda: recall_paths([], None, TODAY + timedelta(days=400), cache=cache)) == every
    (project / "storymap.yml").write_text("rules: {SM902: error}\n", encoding="utf-8")
    assert shaped(check) == every
    same(cache)
    (kept,) = cache.iterdir()
    kept.write_text(kept.read_text(encoding="utf-8").replace('"program":"', '"program":"0'), encoding="utf-8")
    assert shaped(check) == every


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"program": 1}', "null", "\x00", "[" * 100_000, "entries", "verdicts"])
def test_a_damaged_memory_is_none(damage: str, project: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    same(cache)
    (kept,) = cache.iterdir()
    data = json.loads(kept.read_text(encoding="utf-8"))
    if damage == "entries":
        data["entries"] = {name: [1, 2] for name in data["entries"]}
    elif damage == "verdicts":
        data["entries"] = {name: entry[:-1] for name, entry in data["entries"].items()}
    kept.write_text(json.dumps(data) if damage in ("entries", "verdicts") else damage, encoding="utf-8")
    same(cache)
    same(cache)


def test_a_folder_that_cannot_be_written_is_no_problem(project: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file", encoding="utf-8")
    same(tmp_path / "cache")


def test_projects_that_are_gone_are_forgotten(project: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    for name, days in (("old", 61), ("young", 59)):
        (cache / name).write_text("", encoding="utf-8")
        os.utime(cache / name, (time.time() - days * 86_400,) * 2)
    same(cache)
    assert {"young"} == {path.name for path in cache.iterdir()} & {"old", "young"}
