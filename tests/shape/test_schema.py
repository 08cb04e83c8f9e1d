"""What is required, where, under which rule: held to a list that was written from docs/format.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mkdocs_storymap.errors import SettingsError
from mkdocs_storymap.schema import kind_of, known_keys, schema_text, validate, validate_extra

from .maps import DATA, TEXTS, Place, check, edited, place_of, read, write

REQUIRED = [
    tuple(line.split())
    for line in (Path(__file__).parent / "required.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
NONE = {"none": "Not in this pilot"}


def dotted(place: Place) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in place)


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("checklist", [True, False])
def test_examples_are_without_a_finding(name: str, checklist: bool) -> None:
    assert check(TEXTS[name], checklist) == []
    assert check(write(DATA[name]), checklist) == []


@pytest.mark.parametrize("row", REQUIRED, ids=lambda row: "-".join(row[:3]))
def test_required(row: tuple[str, ...]) -> None:
    rule, name, written, *none = row
    place = place_of(written)
    always = rule == "always"
    missing, null, reason = (write(edited(name, place, *value)) for value in ((), (None,), (NONE,)))

    (found,) = check(missing)
    assert (found.code, found.item) == ("SM201" if always else rule, dotted(place))
    assert found.path == place[:-1]
    (found,) = check(null)
    assert (found.code, found.item, found.path) == ("SM207" if always else rule, dotted(place), place)
    empties: list[Any] = ["", [], {}]
    for empty in empties:
        (found,) = check(write(edited(name, place, empty)))
        assert (found.code, found.path) == ("SM207", place), empty

    if none:
        assert check(reason) == []
        assert [finding.code for finding in check(write(edited(name, place, {"none": None})))] == ["SM207"]
    else:
        assert check(reason) != []
    for text in (missing, null):
        assert bool(check(text, checklist=False)) == always


@pytest.mark.parametrize("rollout", ["shadow", "blue-green", "all-at-once"])
def test_steps_have_a_default_in_some_rollouts(rollout: str) -> None:
    assert check(write(edited("loan-preapproval", ("releases", "canary"), {"goal": "x", "rollout": rollout}))) == []


def test_a_use_case_is_named_where_the_map_has_several() -> None:
    data = edited("loan-preapproval", ("stories", "decision", "use_case"))
    assert check(write(data)) == []
    data["use_cases"]["other"] = data["use_cases"]["instant-answer"]
    (found,) = check(write(data))
    assert (found.code, found.item) == ("SM401", "stories.decision.use_case")


def test_a_persona_is_not_named_where_the_map_has_one() -> None:
    data = edited("loan-preapproval", ("personas", "underwriter"))
    del data["stories"]["decision"]["as"]
    assert check(write(data)) == []
    data["personas"] = NONE
    assert check(write(data)) == []


@pytest.mark.parametrize("name", TEXTS)
def test_guardrails_may_stand_on_the_map(name: str) -> None:
    experiment = next(iter(DATA[name]["experiments"]))
    data = edited(name, ("experiments", experiment, "mde"), "3 points")
    data["experiments"][experiment].pop("guardrails", None)
    data["guardrails"] = {"recall": "may drop 0.01"}
    assert check(write(data)) == []
    del data["guardrails"]
    (found,) = check(write(data))
    assert (found.code, found.item) == ("SM405", f"experiments.{experiment}.guardrails")


def test_quality_is_not_asked_for_without_data() -> None:
    data = edited("loan-preapproval", ("data",), NONE)
    del data["quality"]
    assert check(write(data)) == []


def test_quality_is_asked_for_together_with_data() -> None:
    data = edited("loan-preapproval", ("data",))
    del data["quality"]
    assert [finding.item for finding in check(write(data))] == ["data", "quality"]


@pytest.mark.parametrize("section", ["stories", "releases", "backbone"])
def test_always_needed_sections_cannot_be_none(section: str) -> None:
    (found,) = check(write(edited("loan-preapproval", (section,), NONE)))
    assert (found.code, found.path) == ("SM206", (section, "none"))


def test_parts_that_the_checks_report_are_not_reported_here() -> None:
    for section in ("volume", "tradeoff", "linked"):
        assert check(write(edited("loan-preapproval", (section,)))) == []


@pytest.mark.parametrize("value", [None, "", [], {}])
def test_an_optional_key_without_a_value_is_absent(value: object) -> None:
    for place in (("summary",), ("releases", "canary", "because"), ("data", "bureau", "from"), ("status",)):
        assert check(write(edited("loan-preapproval", place, value))) == []


def test_extra_keys() -> None:
    data = edited("loan-preapproval", ("x-team",), {"any": ["thing", 1]})
    data["stories"]["decision"]["x-cost-centre"] = 4711
    data["data"]["x-ray"] = {"kind": "source", "status": "ready"}
    assert check(write(data)) == []
    data["data"]["x-ray"] = {"knd": "source"}
    assert [finding.code for finding in check(write(data))] == ["SM202"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("map: a", "user"),
        ("kind: user\njobs: {}", "user"),
        ("kind: data-science", "data-science"),
        ("kind: data-sience\njobs: {}", "data-science"),
        ("kind: data-sience\nstories: {}", "user"),
        ("jobs: {}", "data-science"),
        ("jobs: {}\nstories: {}", "user"),
        ("- a", "user"),
    ],
)
def test_kind(text: str, kind: str) -> None:
    assert kind_of(read(text)) == kind


def test_a_map_is_a_mapping() -> None:
    assert [finding.code for finding in validate(read("- a"), "user", True)] == ["SM107"]


def test_known_keys() -> None:
    assert {"alerts", "respond", "stories"} < known_keys("user")
    assert "alerts" not in known_keys("data-science")
    assert schema_text().startswith("{")


def test_extra_schema() -> None:
    root = read("map: a\nsummary: short\nvolume: 0.5")
    schema = {
        "required": ["tags"],
        "properties": {"summary": {"minLength": 10, "description": "Two sentences."}, "volume": {"multipleOf": 0.1}},
    }
    first, second = validate_extra(root, schema)
    assert (first.code, first.path, first.message) == (
        "SM911",
        (),
        "the team's own schema: 'tags' is a required property",
    )
    assert (second.path, second.hint) == (("summary",), "Two sentences.")
    assert validate_extra(root, {"type": "object"}) == []


@pytest.mark.parametrize(
    "schema",
    [{"type": "objekt"}, {"$ref": "https://example.com/s.json"}, {"$ref": "#/$defs/none"}, {"properties": []}],
)
def test_extra_schema_that_is_none(schema: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match="extra_schema"):
        validate_extra(read("map: a"), schema)
