"""The schema, and the findings that it gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_storymap.schema import kind_of, validate
from mkdocs_storymap.source.yaml_doc import read_yaml

MAPS = Path(__file__).parent.parent / "maps"


@pytest.mark.parametrize("name", ["loan-preapproval", "loan-ds"])
@pytest.mark.parametrize("checklist", [True, False])
def test_examples_are_without_a_finding(name: str, checklist: bool) -> None:
    text = (MAPS / f"{name}.storymap.yaml").read_text(encoding="utf-8")
    root = read_yaml(text).root
    assert root is not None
    assert validate(root, kind_of(root), checklist, text) == []
