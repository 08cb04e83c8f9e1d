"""Our verdict is the stock validator's: on the examples, each changed in a few places at random."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from mkdocs_storymap.diagnostics import Finding
from mkdocs_storymap.schema import kind_of, schema_text, validate
from mkdocs_storymap.schema.load import part_of
from mkdocs_storymap.source.yaml_doc import read_yaml

from .maps import DATA, TEXTS, Place, as_json, read, write

VALUES: list[Any] = [
    None, "", [], {}, "none", "text", "a: b", "My Story", 3, 0, True, ["a"], [[]], [None], [""], [{}], {"none": "because"},
    {"none": None}, {"none": "a", "b": 1}, {"a": "b"}, {"a": None}, {"My Key": 1}, {"x-a": 1}, "canary", "yes", "5d",
]  # fmt: skip


def stock() -> Draft202012Validator:
    """The schema without what is left to others: patterns of values, and what the checks report."""

    def bare(node: Any, names: bool = False) -> Any:
        if isinstance(node, list):
            return [bare(part) for part in node]
        if not isinstance(node, dict):
            return node
        if node.get("x-checked"):
            return True
        out = {key: bare(value) for key, value in node.items()}
        if isinstance(node.get("pattern"), str) and "type" in node:
            del out["pattern"]
        if "x-grammar" in node and node["type"] == "string":
            out["type"] = ["string", "number"]
        return out

    return Draft202012Validator(bare(json.loads(schema_text())))


STOCK = stock()


def known(kind: str, data: Any, path: Place = ()) -> Any:
    """Leave out known keys that stand there without a value, as an author who has not written them yet."""
    if isinstance(data, dict):
        return {
            key: known(kind, value, (*path, key))
            for key, value in data.items()
            if key == "none" or value not in (None, "", [], {}) or part_of(kind, (*path, key))[0] != "key"
        }
    return [known(kind, value, (*path, index)) for index, value in enumerate(data)] if isinstance(data, list) else data


def places(data: Any, path: Place = ()) -> list[Place]:
    found: list[Place] = [path] if path else []
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for part, value in items:
        found += places(value, (*path, part))
    return found


PLACES = {name: places(data) for name, data in DATA.items()}


def change(data: Any, place: Place, how: str, value: Any) -> None:
    """Change one place; a place that an earlier change took away is left alone."""
    for part in place[:-1]:
        if not isinstance(data, (dict, list)) or (
            isinstance(data, list) and not (isinstance(part, int) and part < len(data))
        ):
            return
        if isinstance(data, dict) and part not in data:
            return
        data = data[part]  # type: ignore[index]
    last = place[-1]
    if isinstance(data, dict) and last in data:
        if how == "delete":
            del data[last]
        elif how == "rename":
            data[f"{last}z"] = data.pop(last)
        elif how == "wrap":
            data[last] = [data[last]]
        else:
            data[last] = copy.deepcopy(value)
    elif isinstance(data, list) and isinstance(last, int) and last < len(data):
        data[last] = copy.deepcopy(value)


def verdicts(data: dict[str, Any]) -> tuple[list[Finding], bool]:
    root = read(write(data))
    kind, checklist = kind_of(root), root.data.get("checklist") != "none"
    found = validate(root, kind, checklist)
    ours = [finding for finding in found if not (finding.code == "SM206" and not finding.key)]
    return ours, STOCK.is_valid(as_json(known(kind, root.data)))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_verdicts_are_equal(draw: st.DataObject) -> None:
    name = draw.draw(st.sampled_from(sorted(DATA)))
    data = copy.deepcopy(DATA[name])
    if draw.draw(st.booleans()):
        data["checklist"] = "none"
    for _ in range(draw.draw(st.integers(1, 3))):
        place = draw.draw(st.sampled_from(PLACES[name]))
        change(
            data,
            place,
            draw.draw(st.sampled_from(["delete", "rename", "wrap", "set", "set"])),
            draw.draw(st.sampled_from(VALUES)),
        )
    found, valid = verdicts(data)
    assert (found == []) == valid, found


@pytest.mark.parametrize("name", DATA)
def test_verdicts_are_equal_at_every_place(name: str) -> None:
    """Every place of the examples, changed in one way, each way in its turn."""
    ways = [("delete", None), ("rename", None), ("wrap", None), *(("set", value) for value in VALUES)]
    for index, place in enumerate(PLACES[name]):
        how, value = ways[index % len(ways)]
        data = copy.deepcopy(DATA[name])
        change(data, place, how, value)
        found, valid = verdicts(data)
        assert (found == []) == valid, (place, how, value, found)


@pytest.mark.parametrize("seed", range(200))
def test_torn_texts(seed: int) -> None:
    """Whatever an author does to the text, every finding has a place, and nothing is raised."""
    chance = random.Random(seed)
    lines = TEXTS[chance.choice(sorted(TEXTS))].splitlines()
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(lines))
        line = lines[at]
        lines[at] = chance.choice(
            [
                "",
                line[: chance.randrange(len(line) + 1)],
                line.replace(",", " , and ", 1),
                line.replace(":", "", 1),
                line.replace(": ", ":", 1),
                lines[chance.randrange(len(lines))],
                line.replace("[", "").replace("]", ""),
                line.replace("{", "[").replace("}", "]"),
                line + " # note",
                line.upper(),
            ]
        )
    text = "\n".join(lines)
    root = read_yaml(text).root
    if root is None or root.kind != "mapping":
        return
    for kind in ("user", "data-science"):
        for finding in validate(root, kind, True, text):
            assert finding.span or root.find(finding.path)[1] == finding.path, finding
            assert finding.message, finding
            assert finding.hint, finding
            assert "…" not in finding.hint or "- " in finding.hint, finding
