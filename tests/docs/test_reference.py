"""The reference pages are those that the code makes."""

from __future__ import annotations

import pytest

from mkdocs_storymap.diagnostics import CATALOGUE
from tests.docs.reference import FOLDER, reference

MADE = reference()


@pytest.mark.parametrize("name", MADE)
def test_the_reference_has_not_drifted(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == MADE[name], "run scripts/reference"


def test_every_code_is_in_it() -> None:
    for code in CATALOGUE:
        assert f"## {code} " in MADE["rules.md"]
