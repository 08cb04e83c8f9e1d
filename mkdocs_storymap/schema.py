"""Shape and presence: the JSON Schema applied to a map, and each fault told once.

The schema is applied by keyword functions of our own (`schema_keywords`), which yield what a message needs;
`schema_words` turns each fault into one. A test holds their verdict to that of jsonschema, which itself is loaded only
for a team's own schema: importing it takes longer than checking a map.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from mkdocs_storymap.diagnostics import Finding, Path
from mkdocs_storymap.errors import SettingsError
from mkdocs_storymap.schema_keywords import descend
from mkdocs_storymap.schema_load import Schema, compiled, known_keys, schema_text
from mkdocs_storymap.schema_words import findings, kind_findings
from mkdocs_storymap.source.yaml_doc import Node

__all__ = ["kind_of", "known_keys", "schema_text", "validate", "validate_extra"]


def kind_of(root: Node) -> str:
    """Return the kind that a map is judged by.

    Where `kind` is misspelt, or forgotten in a map that can only be a data-science map, its `jobs` decide, so that
    one slip is one message.
    """
    data = root.data if isinstance(root.data, dict) else {}
    kind = data.get("kind")
    if kind in ("user", "data-science"):
        return str(kind)
    if not kind and ("stories" in data or "backbone" in data):
        return "user"
    return "data-science" if "jobs" in data else "user"


def validate(root: Node, kind: str, checklist: bool, text: str = "") -> list[Finding]:
    """Check a map against the schema.

    Args:
        root: The map, with the site's defaults laid under it.
        kind: `user` or `data-science`, as `kind_of` tells.
        checklist: True where the map is held to the ML checklist.
        text: The text that the map was read from, where it is at hand: hints then know what YAML took for a comment.

    Returns:
        One finding a fault, in the order of the map.
    """
    if root.kind != "mapping":
        return [Finding("SM107", "a story map is a mapping: `key: value` lines, beginning with `map:`")]
    shape, asked = compiled(kind)
    faults = descend(root.data, shape) or []
    if checklist:
        faults += descend(root.data, asked) or []
    return [*kind_findings(root, kind), *findings(root, kind, faults, text)] if faults else kind_findings(root, kind)


def validate_extra(root: Node, schema: Schema, name: str = "") -> list[Finding]:
    """Check a map against a schema of the team's own (setting `extra_schema`).

    The stock validator, with the map as JSON would hold it. A `$ref` that leaves the schema is not fetched.

    Args:
        root: The map.
        schema: The schema.
        name: The file that it stands in.

    Raises:
        SettingsError: The schema is none, or it refers to something that is not inside it.
    """
    from jsonschema import SchemaError, ValidationError
    from jsonschema.validators import validator_for
    from referencing import Registry
    from referencing.exceptions import Unresolvable

    try:
        cls = validator_for(schema, default=_stock())
        cls.check_schema(schema)
        errors: list[ValidationError] = list(cls(schema, registry=Registry()).iter_errors(_as_json(root.data)))
    except SchemaError as error:
        where = "/".join(map(str, error.absolute_path))
        problem = f"{error.message} (at {where})" if where else error.message
        raise SettingsError(f"`extra_schema` {name}: {problem}") from error
    except Unresolvable as error:
        problem = f"`{error.ref}` stands outside the schema; nothing is fetched, so put it under `$defs`"
        raise SettingsError(f"`extra_schema` {name}: {problem}") from error
    except re.error as error:
        raise SettingsError(f"`extra_schema` {name}: a `pattern` in it is no regular expression: {error}") from error
    except RecursionError as error:
        raise SettingsError(f"`extra_schema` {name}: a `$ref` in it leads back to itself") from error
    found = []
    for fault in errors:
        path: Path = tuple(fault.absolute_path)
        hint = str(fault.schema.get("description", "")) if isinstance(fault.schema, dict) else ""
        found.append(
            Finding("SM911", f"the team's own schema: {fault.message}", hint, path, key=fault.validator == "required")
        )
    return sorted(found, key=lambda finding: (_position(root, finding.path), finding.message))


def _position(root: Node, path: Path) -> tuple[int, int]:
    node, _ = root.find(path)
    return (node.span.line, node.span.column)


def _as_json(value: Any) -> Any:
    """Decimals become floats (a schema's `multipleOf` cannot mix the two); whole ones stay whole."""
    if isinstance(value, dict):
        return {key: _as_json(below) for key, below in value.items()}
    if isinstance(value, list):
        return [_as_json(below) for below in value]
    return float(value) if isinstance(value, Decimal) else value


@lru_cache(maxsize=1)
def _stock() -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator
