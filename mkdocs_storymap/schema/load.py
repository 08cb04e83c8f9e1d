"""The JSON Schema of the format as data: read once, made ready for validating, and looked up for messages and docs.

The schema is the one place that says what a map may hold, so everything that speaks of keys (messages, `explain`,
`new`, the reference page) asks here. Nothing in this module needs the library that validates.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from mkdocs_storymap.diagnostics import Path
from mkdocs_storymap.record import record

Schema = dict[str, Any]

FILE_NAME = "storymap-1.schema.json"
KINDS = {"user": ("userMap", "userChecklist"), "data-science": ("dataScienceMap", "dataScienceChecklist")}
"""For each kind of map the definition of its shape, and that of what the checklist asks of it."""

IS_NONE: Schema = {"x-is-none": True}
"""The condition `{none: reason}` as one keyword: it is asked about every second value."""
_SILENT = {"title", "description", "default", "examples", "$comment", "x-says", "x-refers", "patternProperties"}
_MINIMA = {"minLength", "minItems", "minProperties"}


@record
class Property:
    """What the schema says about one key.

    Attributes:
        title: Its name in a few words.
        description: What it means, in a sentence or two.
        examples: Values that may stand there.
        default: What holds where it is absent; None where nothing is assumed.
        says: What the map does not say without it, to follow "does not say"; "" for keys that are never required.
        refers: Section of the map that its names come from, or "".
        none_allowed: True where `{none: reason}` may stand in its place.
        allowed: The values that are allowed, empty where any is.
        holds: `list`, `mapping`, `value`, or `any` where several may stand.
        grammar: Name of its form in `grammar.FORMS`, or "".
    """

    title: str
    description: str
    examples: tuple[Any, ...]
    default: Any
    says: str
    refers: str
    none_allowed: bool
    allowed: tuple[Any, ...]
    holds: str
    grammar: str


def schema_text() -> str:
    """Return the schema file as it is shipped."""
    here = FilePath(__file__).resolve().parents[1]
    for folder in (here / "schema_files", here.parent / "schema"):
        file = folder / FILE_NAME
        if file.is_file():
            return file.read_text(encoding="utf-8")
    raise FileNotFoundError(FILE_NAME)  # a broken installation, not a user's mistake


@lru_cache(maxsize=1)
def raw() -> Schema:
    """Return the schema as it stands in its file."""
    loaded: Schema = json.loads(schema_text())
    return loaded


@lru_cache(maxsize=2)
def compiled(kind: str) -> tuple[Schema, Schema]:
    """Return shape and checklist of a kind of map, ready to validate with: references inlined, words left out."""
    definitions = raw()["$defs"]
    done: dict[str, Any] = {}
    shape, checklist = (_compile({"$ref": f"#/$defs/{name}"}, definitions, done) for name in KINDS[kind])
    return shape, checklist


def _compile(node: Any, definitions: Schema, done: dict[str, Any]) -> Any:
    """Inline what `node` refers to; shared parts stay shared, so the whole is not larger than the file."""
    if not isinstance(node, dict):
        return node
    name = str(node.get("$ref", "")).rpartition("/")[2]
    if name == "isNone":
        return IS_NONE
    if not name:
        return _compile_body(node, definitions, done)
    if name not in done:
        done[name] = _compile(definitions[name], definitions, done)
    if len(node) == 1 or not isinstance(done[name], dict):
        return done[name]
    siblings = _compile_body({key: value for key, value in node.items() if key != "$ref"}, definitions, done)
    return {**done[name], **siblings} if isinstance(siblings, dict) else done[name]


def _compile_body(node: Schema, definitions: Schema, done: dict[str, Any]) -> Any:
    """Leave out what only a reader needs, and what the checks report (`x-checked`).

    A least size of 1 becomes one mark, `x-filled`, and the pattern of a value with a grammar goes: the grammar says
    better where it is broken. For the same reason a bare number passes there: `18` for `18%` is a slip in the form.
    """
    if node.get("x-checked"):
        return True
    out: Schema = {}
    for key, value in node.items():
        if key in _SILENT or (key == "pattern" and "x-grammar" in node):
            continue
        if key in _MINIMA and value == 1:
            out["x-filled"] = True
        elif key == "pattern":
            out[key] = re.compile(value)
        elif key == "properties":
            out[key] = {name: _compile(below, definitions, done) for name, below in value.items()}
        elif key in ("allOf", "anyOf"):
            parts = [_compile(part, definitions, done) for part in value]
            if parts := [part for part in parts if part is not True]:
                out[key] = parts
        elif key in ("if", "then", "else", "not", "items", "additionalProperties", "propertyNames", "contains"):
            out[key] = _compile(value, definitions, done)
        else:
            out[key] = value
    if "x-grammar" in out and out.get("type") == "string":
        out["type"] = ["string", "number"]
    if "if" in out and out.get("then", True) is True and out.get("else", True) is True:
        for key in ("if", "then", "else"):
            out.pop(key, None)
    return out or True


def _resolved(node: Any) -> Schema:
    if not isinstance(node, dict):
        return {}
    if "$ref" in node:
        target = _resolved(raw()["$defs"][node["$ref"].rpartition("/")[2]])
        return {**target, **{key: value for key, value in node.items() if key != "$ref"}}
    return node


def _branches(node: Any) -> Iterator[Schema]:
    """All forms that a value may take: the schema itself and what its conditions lead to."""
    schema = _resolved(node)
    yield schema
    for key in ("then", "else"):
        if key in schema:
            yield from _branches(schema[key])


def _step(node: Any, part: str | int) -> tuple[Any, str]:
    """Go one part down: the schema below, and whether the part is a `key`, an `id` or a list `item`."""
    for schema in _branches(node):
        if isinstance(part, str) and part in schema.get("properties", {}):
            return schema["properties"][part], "key"
    for schema in _branches(node):
        below = schema.get("items" if isinstance(part, int) else "additionalProperties")
        if isinstance(below, dict):
            return below, "item" if isinstance(part, int) else "id"
    return None, ""


def _walk(kind: str, path: Path) -> Any:
    node: Any = {"$ref": f"#/$defs/{KINDS[kind][0]}"}
    for part in path:
        node, _ = _step(node, part)
        if node is None:
            return None
    return node


@lru_cache(maxsize=1024)
def part_of(kind: str, path: Path) -> tuple[str, str]:
    """Return what the last part of `path` is (`key`, `id`, `item`, or "" where unknown), and what to call the thing there."""
    parent = _walk(kind, path[:-1]) if path else None
    node, how = _step(parent, path[-1]) if parent is not None else (None, "")
    noun = next((schema["x-noun"] for schema in _branches(node) if "x-noun" in schema), "") if node is not None else ""
    return how, noun


@lru_cache(maxsize=1024)
def lookup(kind: str, path: Path) -> Property | None:
    """Return what the schema says about the value at `path` of a map of this kind, or None where it knows none."""
    node = _walk(kind, path)
    if node is None:
        return None
    top = _resolved(node)
    branches = list(_branches(node))
    real = [schema for schema in branches if schema.get("title") != "Not applicable"]
    types = {_holds(schema) for schema in real} - {""}
    return Property(
        title=top.get("title", ""),
        description=top.get("description", ""),
        examples=tuple(top.get("examples", ())),
        default=top.get("default"),
        says=top.get("x-says", ""),
        refers=top.get("x-refers", ""),
        none_allowed=any(schema.get("if") == {"$ref": "#/$defs/isNone"} for schema in branches),
        allowed=next((tuple(schema["enum"]) for schema in real if "enum" in schema), ()),
        holds=types.pop() if len(types) == 1 else "any",
        grammar=next((schema["x-grammar"] for schema in real if "x-grammar" in schema), ""),
    )


def _holds(schema: Schema) -> str:
    if "enum" in schema:
        return "value"
    kind = schema.get("type")
    if kind is None:
        return ""
    return {"array": "list", "object": "mapping"}.get(kind, "value") if isinstance(kind, str) else "value"


def keys_at(kind: str, path: Path) -> tuple[str, ...]:
    """Return the keys that the object at `path` may have, in the order of the schema; empty where any may stand."""
    for schema in _branches(_walk(kind, path)):
        if schema.get("title") != "Not applicable" and schema.get("additionalProperties") is False:
            return tuple(schema.get("properties", ()))
    return ()


def known_keys(kind: str) -> frozenset[str]:
    """Return the top-level keys of a kind of map."""
    return frozenset(keys_at(kind, ()))


@lru_cache(maxsize=2)
def homes(kind: str) -> dict[str, tuple[Path, ...]]:
    """Return, for each key, the paths of the objects that know it; `*` stands for any id, 0 for any list item."""
    found: dict[str, list[Path]] = {}

    def walk(node: Any, path: Path) -> None:
        for schema in _branches(node):
            if schema.get("title") == "Not applicable":
                continue
            for key, below in schema.get("properties", {}).items():
                if schema.get("additionalProperties") is False:
                    found.setdefault(key, []).append(path)
                walk(below, (*path, key))
            if isinstance(schema.get("additionalProperties"), dict):
                walk(schema["additionalProperties"], (*path, "*"))
            if isinstance(schema.get("items"), dict):
                walk(schema["items"], (*path, 0))

    walk({"$ref": f"#/$defs/{KINDS[kind][0]}"}, ())
    return {key: tuple(dict.fromkeys(paths)) for key, paths in found.items()}
