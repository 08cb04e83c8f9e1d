"""Every rule at its edges: a case that fails and a neighbour that passes.

`cases/*.yaml` hold lists of cases: `name`; `user` and `science`, patches on the two valid maps (null takes a key away,
a digit as key reaches into a list); `codes`, all that is found beyond what the valid maps get; and optionally
`message`, words that the first message of the first code holds, `pointer`, its place, and `settings`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mkdocs_storymap.diagnostics import CATALOGUE
from mkdocs_storymap.settings import settings_from
from tests.support import codes, found, judge, plain

FILES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
CASES = [(file.stem, case) for file in FILES for case in plain(file.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[f"{stem}: {case['name']}" for stem, case in CASES])
def test_case(case: dict[str, Any]) -> None:
    judged = judge(case.get("user"), case.get("science"), settings=settings_from(case.get("settings")))
    assert codes(judged) == sorted(case["codes"]), [f"{d.code} {d.pointer}: {d.message}" for d in found(judged)]
    if case["codes"] and ("message" in case or "pointer" in case):
        first = next(d for d in found(judged) if d.code == case["codes"][0])
        for words in [case.get("message", [])] if isinstance(case.get("message"), str) else case.get("message", []):
            assert words in first.message
        assert first.pointer == case.get("pointer", first.pointer)
    for diagnostic in judged.diagnostics:
        assert diagnostic.location.line, diagnostic
        assert diagnostic.severity == CATALOGUE[diagnostic.code].severity or "settings" in case or "status" in (case.get("user") or {})
