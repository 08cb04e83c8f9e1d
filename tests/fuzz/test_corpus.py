"""Every input of the corpus (seeds, and what once broke a promise) keeps every promise; so do some slips and edits."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.fuzz.mutate import edited, mutated
from tests.fuzz.targets import TARGETS, check

CORPUS = Path(__file__).parent / "corpus"
INPUTS = sorted(path for path in CORPUS.rglob("*") if path.is_file())


def test_every_target_has_a_corpus() -> None:
    assert {path.parent.name for path in INPUTS} == set(TARGETS)


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_corpus(path: Path) -> None:
    data = path.read_bytes()
    for target in TARGETS.values():
        target(data)


@pytest.mark.parametrize("target", TARGETS)
def test_slips(target: str) -> None:
    chance = random.Random(target)
    known = [path.read_bytes() for path in INPUTS if path.parent.name == target]
    for _ in range(40):
        TARGETS[target](mutated(chance.choice(known), chance))


def test_edits() -> None:
    for number in range(12):
        check(edited(random.Random(number)))


def test_a_broken_promise_is_noticed() -> None:
    """A test of the targets themselves."""
    from mkdocs_storymap.diagnostics import Diagnostic, Location
    from tests.fuzz.targets import drawn, placed

    with pytest.raises(AssertionError):
        drawn("<script>alert(1)</script>")
    with pytest.raises(AssertionError):
        drawn("<b onclick=x>a</b>")
    with pytest.raises(AssertionError):
        drawn("<p><i></p>")
    with pytest.raises(AssertionError):
        placed([Diagnostic("SM101", "error", "x", "", Location("a", 3, 1, 3, 1))], {"a": "one\ntwo"})
