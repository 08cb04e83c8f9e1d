"""The JSON of `check` keeps to its schema, on valid, broken, drafted and unreadable maps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from mkdocs_storymap.report.json_output import render_json
from tests.hosts.sites import ROOT, check
from tests.support import USER_TEXT, judge

SCHEMA = json.loads((ROOT / "schema/check-output-1.schema.json").read_text(encoding="utf-8"))
MAPS = {
    "valid": {},
    "broken": {"metrics": {"recall": {"rollback": "below 0.79"}}, "stories": {"decision": {"as": "aplicant", "effort": "3 weeks"}}},
    "unknown parts": {"data": {"thin-file-labels": {"lead_time": "unknown"}}, "stories": {"decision": {"effort": None}}},
    "draft": {"status": "draft", "owners": None, "experiments": None},
    "waived": {"waive": {"C7": "owners are found next month"}, "owners": {"ethics": None}},
    "not applicable": {"fairness": {"none": "Nobody is affected"}, "volume": {"none": "It is a batch"}},
}


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", MAPS)
def test_the_output_keeps_to_it(name: str) -> None:
    judged = judge(MAPS[name])
    report = json.loads(render_json(judged, judged.diagnostics, files=2))
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(report)] == []


def test_maps_that_cannot_be_read_keep_to_it(tmp_path: Path) -> None:
    (tmp_path / "one.storymap.yaml").write_text("map: one\ntitle: [\n", encoding="utf-8")
    (tmp_path / "two.storymap.yaml").write_text("", encoding="utf-8")
    (tmp_path / "three.storymap.yaml").write_text(USER_TEXT, encoding="utf-8")
    done = check(tmp_path, "--format", "json")
    report = json.loads(done.stdout)
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(report)] == []
    assert [entry["id"] for entry in report["maps"]] == ["one", "loan-preapproval", ""]


def test_a_stranger_does_not_keep_to_it() -> None:
    judged = judge()
    report = json.loads(render_json(judged, judged.diagnostics, files=2))
    report["maps"][0]["lead_times"]["decision"]["real"] = "4w"
    assert list(Draft202012Validator(SCHEMA).iter_errors(report))
