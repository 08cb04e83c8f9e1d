"""Every rule at its edges: a case that fails and a neighbour that passes.

`cases/*.yaml` hold lists of cases: `name`; `user` and `science`, patches on the two valid maps (null takes a key away,
a digit as key reaches into a list, `false` leaves a map out); `more`, other maps by file name; `sites`, inventories of
other sites by name; `codes`, all that is found
beyond what the valid maps get; and optionally, of the first finding of the first code, `message` and `hint`, words that
it holds, `unsaid`, words that neither holds, `pointer`, its place, `underlined`, the text there, `related`, the places that
it names as well (an empty list: none), `beside`, the text at each of those, `severity`, and `waived`; and `settings`.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from mkdocs_storymap.diagnostics import CATALOGUE, Location
from mkdocs_storymap.pipeline import Judged
from mkdocs_storymap.settings import settings_from
from mkdocs_storymap.site.external import external_site
from tests import support
from tests.support import as_yaml, codes, found, judge, plain

FILES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
CASES = [(file.stem, case) for file in FILES for case in plain(file.read_text(encoding="utf-8"))]
KEYS = set("name user science more sites codes message hint unsaid pointer underlined related beside severity waived settings".split())
TOLD_ELSEWHERE = {f"SM{number}" for number in (*range(101, 109), *range(201, 208), 911, 913)}
"""Rules of the reader, the scanner and the schema, whose tests are beside those."""


def _list(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _text_at(judged: Judged, place: Location) -> str:
    (text,) = [entry.source.text for entry in judged.maps if entry.source.file == place.file]
    return text.splitlines()[(place.line or 1) - 1][(place.column or 1) - 1 : (place.end_column or 1) - 1]


@pytest.mark.parametrize(("stem", "case"), CASES, ids=[f"{stem}: {case['name']}" for stem, case in CASES])
def test_case(stem: str, case: dict[str, Any]) -> None:
    assert set(case) <= KEYS, set(case) - KEYS
    more = {name: text if isinstance(text, str) else as_yaml(text) for name, text in case.get("more", {}).items()}
    sites = {name: external_site(name, inventory, "") for name, inventory in case.get("sites", {}).items()}
    with patch.object(support, "join", partial(support.join, sites=sites)):
        judged = judge(case.get("user"), case.get("science"), more=more, settings=settings_from(case.get("settings")))
    assert codes(judged) == sorted(case["codes"]), [f"{d.code} {d.pointer}: {d.message}" for d in found(judged)]
    if case["codes"]:
        first = next(d for d in found(judged) if d.code == case["codes"][0])
        for words in _list(case.get("message", [])):
            assert words in first.message
        for words in _list(case.get("hint", [])):
            assert words in first.hint
        for words in _list(case.get("unsaid", [])):
            assert words not in f"{first.message}\n{first.hint}"
        assert first.pointer == case.get("pointer", first.pointer)
        assert first.waived == case.get("waived")
        assert first.severity == case.get("severity", CATALOGUE[first.code].severity)
        assert len(first.related) >= len(case.get("related", []))
        assert case.get("related") != [] or not first.related
        for words, related in zip(case.get("related", []), first.related, strict=False):
            assert words in related.message
        if "underlined" in case:
            assert _text_at(judged, first.location) == case["underlined"]
        if "beside" in case:
            assert [_text_at(judged, related.location) for related in first.related] == case["beside"]
    files = {entry.source.file: entry.source.text.count("\n") + 1 for entry in judged.maps}
    for diagnostic in judged.diagnostics:
        assert diagnostic.location.line is not None
        assert 1 <= diagnostic.location.line <= files[diagnostic.location.file], diagnostic
        assert diagnostic.message.strip() and not diagnostic.message.endswith(".")


def test_every_rule_has_a_case_that_fails_and_one_that_passes() -> None:
    told: dict[str, set[bool]] = {}
    for stem, case in CASES:
        told.setdefault(stem, set()).add(stem in case["codes"])
    wanted = set(CATALOGUE) - TOLD_ELSEWHERE
    assert {code for code in wanted if told.get(code) != {True, False}} == set()
