"""The schema file itself: valid, documented, and its patterns no laxer or stricter than the grammar."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mkdocs_storymap import grammar
from mkdocs_storymap.schema import schema_text
from mkdocs_storymap.schema.keywords import KEYWORDS
from mkdocs_storymap.schema.load import KINDS, compiled, homes, keys_at, lookup

from .maps import DATA, TEXTS, as_json, edited, read

SCHEMA: dict[str, Any] = json.loads(schema_text())
SHAPES = [name for name in SCHEMA["$defs"] if name not in {checklist for _, checklist in KINDS.values()}]
MARKS = {"x-rule", "x-checked", "x-filled", "x-form", "x-grammar", "x-noun", "x-or"}


def properties(node: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property that an author can write, without those that only stand in a condition."""
    if isinstance(node, dict):
        for key, value in node.get("properties", {}).items():
            yield f"{path}.{key}", value
        for key, value in node.items():
            if key == "properties":
                for name, below in value.items():
                    yield from properties(below, f"{path}.{name}")
            elif key not in ("if", "not", "examples", "default", "allOf"):
                yield from properties(value, path)
    elif isinstance(node, list):
        for value in node:
            yield from properties(value, path)


PROPERTIES = [
    (path, node)
    for name in SHAPES
    if not name.startswith(("required", "respondPart", "rollbackPart", "variantsRequired", "isNone"))
    for path, node in properties(SCHEMA["$defs"][name], name)
]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] == "urn:mkdocs-storymap:storymap-1"
    assert len(PROPERTIES) > 200


@pytest.mark.parametrize(("path", "node"), PROPERTIES, ids=[path for path, _ in PROPERTIES])
def test_every_property_is_documented(path: str, node: dict[str, Any]) -> None:
    assert node["title"]
    assert node["description"].endswith((".", "…"))
    validator = Draft202012Validator({"$defs": SCHEMA["$defs"], **node})
    assert node["examples"]
    for example in [*node["examples"], *([node["default"]] if "default" in node else [])]:
        assert [error.message for error in validator.iter_errors(example)] == []


def test_defaults_that_the_format_names_are_there() -> None:
    found = {path: node["default"] for path, node in PROPERTIES if "default" in node}
    assert found["userMap.status"] == "ready"
    assert found["userMap.checklist"] == "ml"
    assert found["userMap.kind"] == "user"
    assert found["dataItem.status"] == "planned"
    assert (found["userExperiment.alpha"], found["userExperiment.power"], found["userExperiment.sides"]) == (
        0.05,
        0.8,
        2,
    )
    assert found["dataScienceMap.stages"] == ["Frame", "Data", "Features", "Train", "Evaluate", "Ship", "Watch"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_required_has_words_for_its_absence(kind: str) -> None:
    shape, checklist = compiled(kind)
    for path in requirements([shape, checklist]):
        found = lookup(kind, path)
        assert found is not None, path
        assert found.says, path


def requirements(schemas: list[Any]) -> set[tuple[str | int, ...]]:
    found: set[tuple[str | int, ...]] = set()

    def walk(node: Any, path: tuple[str | int, ...]) -> None:
        if not isinstance(node, dict):
            return
        for key in node.get("required", ()):
            if key != "none":
                found.add((*path, key))
        for key, below in node.get("properties", {}).items():
            walk(below, (*path, key))
        walk(node.get("additionalProperties"), (*path, "some"))
        walk(node.get("items"), (*path, 0))
        for part in [*node.get("allOf", ()), node.get("then"), node.get("else")]:
            walk(part, path)

    for schema in schemas:
        walk(schema, ())
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_keyword_is_known(kind: str) -> None:
    """What neither our functions nor the stock validator know would be ignored without a word."""
    known = {*KEYWORDS, *Draft202012Validator.VALIDATORS, "then", "else", *MARKS}

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            assert set(node) <= known | {"$comment"}, node
            for key, value in node.items():
                if key == "properties":
                    for below in value.values():
                        walk(below)
                elif isinstance(value, (dict, list)) and key != "enum":
                    walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    for schema in compiled(kind):
        walk(schema)


def test_lookup() -> None:
    needs = lookup("user", ("stories", "decision", "needs"))
    assert needs is not None
    assert (needs.title, needs.holds, needs.none_allowed, needs.refers) == ("Needs", "list", True, "data")
    rollout = lookup("user", ("releases", "canary", "rollout"))
    assert rollout is not None
    assert "shadow" in rollout.allowed
    alarm = lookup("user", ("metrics", "recall", "rollback", "when"))
    assert alarm is not None
    assert alarm.grammar == "alarm"
    assert lookup("user", ("stories", "decision", "want")).none_allowed is False  # type: ignore[union-attr]
    assert lookup("user", ("jobs",)) is None
    assert keys_at("data-science", ("jobs", "lift"))[:2] == ("stage", "release")
    assert keys_at("user", ("stories",)) == ()
    assert homes("user")["floor"] == (("segments", "*"),)


@pytest.mark.parametrize("name", TEXTS)
def test_an_editor_finds_nothing_in_the_examples(name: str) -> None:
    assert list(Draft202012Validator(SCHEMA).iter_errors(as_json(read(TEXTS[name]).data))) == []


def in_an_editor(data: dict[str, Any]) -> list[tuple[tuple[Any, ...], Any]]:
    errors = Draft202012Validator(SCHEMA).iter_errors(as_json(data))
    return [
        (tuple(error.absolute_path), error.schema.get("x-rule")) for error in errors if isinstance(error.schema, dict)
    ]


def without(sections: tuple[str, ...], key: str) -> dict[str, Any]:
    data = edited("loan-preapproval", ("title",), "x")
    for section in sections:
        for entry in data[section].values():
            entry.pop(key, None)
    return data


@pytest.mark.parametrize(
    ("data", "place", "rule"),
    [
        (edited("loan-preapproval", ("volume",)), (), "SM405"),
        (edited("loan-preapproval", ("tradeoff",)), (), "SM411"),
        (edited("loan-preapproval", ("done",), ["a", {"metrics": ["recall"]}]), ("done",), "SM413"),
        (edited("loan-preapproval", ("done",), ["a", {"fairness": ["equal-chance"]}]), ("done",), "SM413"),
        (edited("loan-preapproval", ("data", "cashflow", "lead_time")), ("data", "cashflow"), "SM702"),
        (without(("segments",), "at_risk"), ("segments",), "SM403"),
        (without(("metrics", "fairness"), "retrain"), (), "SM404"),
        (without(("metrics", "fairness"), "rollback"), (), "SM404"),
        (edited("loan-preapproval", ("stories", "decision", "needs")), ("stories", "decision"), "SM402"),
    ],
    ids=["volume", "tradeoff", "done-fairness", "done-metrics", "lead-time", "at-risk", "retrain", "rollback", "needs"],
)
def test_an_editor_shows_what_the_checklist_lacks(data: dict[str, Any], place: tuple[str, ...], rule: str) -> None:
    assert in_an_editor(data) == [(place, rule)]
    assert in_an_editor({**data, "checklist": "none"}) == []
    assert in_an_editor(DATA["loan-preapproval"]) == []


PARSERS: dict[str, Callable[[str], object]] = {
    "duration": grammar.parse_duration,
    "number": grammar.parse_number,
    "alarm": grammar.parse_alarm,
    "promise": grammar.parse_promise,
    "difference": grammar.parse_difference,
    "tolerance": grammar.parse_tolerance,
    "step": grammar.parse_step,
    "volume": grammar.parse_volume,
    "sample": grammar.parse_sample,
    "split": grammar.parse_split,
    "percent": grammar.parse_percent,
    "date": grammar.parse_date,
    "range": grammar.parse_range,
    "expect": grammar.parse_expect,
}
WRITTEN = """
5d | 6w | 1h30m | 1h 30m | 90 m | P6W | P1DT12H | PT30M | P | PT | 5 | 5 days | d | 1m1h | 2mo | 1.5d | -5d
0.88 | .5 | 1e3 | 46% | 46 % | 450 ms | 2 s | 25 rps | 12 EUR per case | -0.1 | 1,000 | 0.8.8 | abc | 5%% | %
below 0.88 | below 0.88 for 3d | above 600 ms for 10m over 7d | outside 40% to 52% for 6h | worse by 0.02
worse by 3 points over 7d | worse by 5% of baseline | worse by 5% | worse 0.02 | outside 40% | below | 0.88
below 0.88 over 7d for 3d | < 0.88 | at least 0.88 | at most 800 ms | between 3% and 10% | between 3% | at least
>= 0.88 | 3 points | 20 ms | 0.02 | 5% of baseline | 5% | may drop 0.02 | may rise 100 ms | may fall 0.02 | may drop 5%
5% for 3d | 50% until ethics-launch | 100% | 25% for 1 w | 5 for 3d | 5% during 3d | 101% | 5% for | 0%
900 per day | 12.5 per hour | 7000 per week | 900 | 900 a day | -3 per day | 900 per month
4200 per variant | 9000 total | 4200 | 4200 per arm | 1.5 total
50/50 | 80/10/10 | 50% / 50% | 100 | a/b | 50/
2026-11-24 | 2026-13-01 | 24.11.2026 | 2026-1-1
0 to 1 | 0 to 100 | at least 0 | 0 - 1
freshness at most 24h | missing at most 2% | rows at least 1000 | some text | freshness matters
""".replace("\n", " | ").split(" | ")
TEXTS_OF_VALUES = [text.strip() for text in WRITTEN if text.strip()]


@pytest.mark.parametrize("form", PARSERS)
def test_patterns_agree_with_the_grammar(form: str) -> None:
    pattern = re.compile(SCHEMA["$defs"][form]["pattern"])
    for text in [*TEXTS_OF_VALUES, *grammar.FORMS[form].examples]:
        try:
            PARSERS[form](text)
            good = True
        except grammar.GrammarError:
            good = False
        assert bool(pattern.search(text)) == good, (form, text)


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://a.example/b", True),
        ("mailto:a@b.example", True),
        ("../card.md", True),
        ("javascript:alert(1)", False),
        ("ftp://a", False),
        ("a b", False),
    ],
)
def test_pattern_of_addresses(url: str, good: bool) -> None:
    assert bool(re.search(SCHEMA["$defs"]["url"]["pattern"], url)) == good
