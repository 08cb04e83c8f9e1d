"""Applies a team's own schema (setting `extra_schema`) to a map; only here is jsonschema loaded, which takes long."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from mkdocs_storymap.diagnostics import Finding, Path
from mkdocs_storymap.errors import SettingsError
from mkdocs_storymap.schema.load import Schema
from mkdocs_storymap.source.yaml_doc import Node


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
