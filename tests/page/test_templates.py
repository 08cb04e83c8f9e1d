"""Templates are compiled once a machine; what is kept of them changes nothing but the time."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, Environment

from mkdocs_storymap.render import compiled
from mkdocs_storymap.render.compiled import CompiledTemplates

TEXT = "{% for one in all %}<b>{{ one }}</b>{% endfor %}"


class Counting(Environment):
    """An environment that knows how many templates it compiled."""

    count = 0

    def compile(self, *arguments: Any, **options: Any) -> Any:
        self.count += 1
        return super().compile(*arguments, **options)


def drawn(folder: Path, text: str = TEXT) -> tuple[str, int]:
    """What a new process would draw, and the templates that it would compile."""
    made = Counting(loader=DictLoader({"one": text}), autoescape=True, bytecode_cache=CompiledTemplates(folder))
    return made.get_template("one").render(all=["<i>"]), made.count


@pytest.fixture(autouse=True)
def writing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python may keep what it compiled."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def test_a_template_is_compiled_once(tmp_path: Path) -> None:
    assert drawn(tmp_path / "kept") == ("<b>&lt;i&gt;</b>", 1)
    assert drawn(tmp_path / "kept") == ("<b>&lt;i&gt;</b>", 0)
    assert drawn(tmp_path / "kept", TEXT + "!") == ("<b>&lt;i&gt;</b>!", 1)


def test_another_compiler_believes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn(tmp_path)
    other = tmp_path / "compiler.py"
    other.write_text("# newer\n", encoding="utf-8")
    monkeypatch.setattr(compiled, "_MADE_BY", (str(other),))
    assert drawn(tmp_path)[1] == 1


@pytest.mark.parametrize("damage", [b"", b"j2", b"\x00" * 400, "half"])
def test_a_damaged_file_is_as_good_as_none(damage: bytes | str, tmp_path: Path) -> None:
    drawn(tmp_path)
    (kept,) = tmp_path.iterdir()
    data = kept.read_bytes()
    kept.write_bytes(damage if isinstance(damage, bytes) else data[: len(data) // 2])
    assert drawn(tmp_path) == ("<b>&lt;i&gt;</b>", 1)
    assert drawn(tmp_path)[1] == 0


def test_where_nothing_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder", encoding="utf-8")
    assert drawn(blocked / "kept") == ("<b>&lt;i&gt;</b>", 1)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert drawn(tmp_path / "never")[1] == 1
    assert not os.path.exists(tmp_path / "never")
