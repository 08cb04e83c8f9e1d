"""The keywords of JSON Schema that the format uses, as functions that yield `Fault`s.

They differ from the stock ones where a person who writes YAML does: a key without a value is a key that is absent,
so is an optional key with an empty one; a value of the wrong type hides what else is wrong with it; and the form of a
value with a grammar is left to the grammar. A test holds the verdicts equal to those of the stock validator.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from mkdocs_storymap.schema.faults import Fault
from mkdocs_storymap.schema.load import IS_NONE, Schema

_Faults = list[Fault] | None


def descend(instance: Any, schema: Any) -> _Faults:
    """Apply a schema to a value. The stock `descend` makes a new validator for each value: three times slower."""
    if schema is True:
        return None
    faults: list[Fault] | None = None
    functions = KEYWORDS
    for keyword, value in schema.items():
        function = functions.get(keyword)
        if function is None:
            continue
        found = function(value, instance, schema)
        if found:
            faults = (faults or []) + found
            if keyword == "type":
                break
    return faults


def _at(part: str | int, faults: list[Fault]) -> list[Fault]:
    for fault in faults:
        fault.path.appendleft(part)
    return faults


def _is_empty(value: Any) -> bool:
    """`""`, `[]` and `{}`; not `0` and not `no`."""
    return not value and isinstance(value, (str, list, dict))


def _must_hold_something(value: Any, schema: Any) -> bool:
    """Tell whether an empty value is a fault here: where a minimum is meant, in the branch that applies."""
    if not isinstance(schema, dict):
        return False
    if "x-filled" in schema:
        return True
    if "if" in schema:
        branch = "else" if _unlike(value, schema["if"]) else "then"
        if _must_hold_something(value, schema.get(branch)):
            return True
    return any(_must_hold_something(value, part) for part in schema.get("allOf", ()))


def _says_none(instance: Any) -> bool:
    return isinstance(instance, dict) and len(instance) == 1 and "none" in instance


def _is_none(_: bool, instance: Any, schema: Schema) -> _Faults:
    return None if _says_none(instance) else [Fault("other", "is not `none`", schema=schema)]


def _unlike(instance: Any, condition: Any) -> bool:
    if condition is IS_NONE:
        return not _says_none(instance)
    return bool(descend(instance, condition))


def _properties(properties: Schema, instance: Any, _schema: Schema) -> _Faults:
    if not isinstance(instance, dict):
        return None
    faults: list[Fault] = []
    for key, value in instance.items():
        below = properties.get(key)
        if below is None or value is None:
            continue
        if not value and _is_empty(value):
            if _must_hold_something(value, below):
                faults.append(Fault("empty", path=(key,), schema=below))
            continue
        found = descend(value, below)
        if found:
            faults += _at(key, found)
    return faults


def _additional_properties(below: Any, instance: Any, schema: Schema) -> _Faults:
    if not isinstance(instance, dict):
        return None
    properties = schema.get("properties", {})
    if below is False:
        unknown = [key for key in instance if key not in properties and not key.startswith("x-")]
        return [Fault("unknown", key, path=(key,), schema=schema) for key in unknown] if unknown else None
    faults: list[Fault] = []
    for key, value in instance.items():
        if key in properties:
            continue
        if (
            not value
            and (value is None or _is_empty(value))
            and (value != {} or _must_hold_something(value, below))
        ):
            faults.append(Fault("empty", path=(key,), schema=below))
            continue
        found = descend(value, below)
        if found:
            faults += _at(key, found)
    return faults


def _items(below: Any, instance: Any, _schema: Schema) -> _Faults:
    if not isinstance(instance, list):
        return None
    faults: list[Fault] = []
    for index, value in enumerate(instance):
        if value is None or _is_empty(value):
            faults.append(Fault("empty", path=(index,), schema=below))
            continue
        found = descend(value, below)
        if found:
            faults += _at(index, found)
    return faults


def _required(keys: list[str], instance: Any, schema: Schema) -> _Faults:
    if not isinstance(instance, dict):
        return None
    missing = [key for key in keys if instance.get(key) is None]
    return [Fault("required", key, schema=schema) for key in missing] if missing else None


def _filled(_: bool, instance: Any, schema: Schema) -> _Faults:
    """Refuse an object whose only keys have no value; one that requires keys says so itself."""
    if not isinstance(instance, dict) or schema.get("additionalProperties") is not False or "required" in schema:
        return None
    if not instance or any(value is not None for value in instance.values()):
        return None
    return [Fault("empty", path=(next(iter(instance)),), schema=schema)]


def _if(condition: Any, instance: Any, schema: Schema) -> _Faults:
    branch = schema.get("else" if _unlike(instance, condition) else "then", True)
    return descend(instance, branch)


def _all_of(parts: list[Any], instance: Any, _schema: Schema) -> _Faults:
    faults: list[Fault] = []
    for part in parts:
        found = descend(instance, part)
        if found:
            faults += found
    return faults


def _not(condition: Any, instance: Any, schema: Schema) -> _Faults:
    return None if _unlike(instance, condition) else [Fault("other", "is not allowed", schema=schema)]


def _property_names(names: Schema, instance: Any, schema: Schema) -> _Faults:
    if not isinstance(instance, dict):
        return None
    search = names["pattern"].search
    wrong = [key for key in instance if not search(key)]
    return [Fault("name", names["x-form"], path=(key,), schema=schema) for key in wrong] if wrong else None


def _pattern(pattern: Any, instance: Any, schema: Schema) -> _Faults:
    if isinstance(instance, bool) or not isinstance(instance, (str, int, Decimal)) or pattern.search(str(instance)):
        return None
    return [Fault("id", schema.get("x-form"), schema=schema)]


def _enum(allowed: list[Any], instance: Any, schema: Schema) -> _Faults:
    if isinstance(instance, str):
        fits = instance in allowed
    else:
        fits = any(value == instance and isinstance(value, bool) == isinstance(instance, bool) for value in allowed)
    return None if fits else [Fault("enum", allowed, schema=schema)]


def _is_integer(value: Any) -> bool:
    return not isinstance(value, bool) and (
        isinstance(value, int) or (isinstance(value, Decimal) and value == value.to_integral_value())
    )


_TYPES: dict[str, Any] = {
    "string": lambda value: isinstance(value, str),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "boolean": lambda value: isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, Decimal)) and not isinstance(value, bool),
    "integer": _is_integer,
}


def _type(types: str | list[str], instance: Any, schema: Schema) -> _Faults:
    for name in (types,) if isinstance(types, str) else types:
        if _TYPES[name](instance):
            return None
    return [Fault("type", types, schema=schema)]


def _minimum(least: int, instance: Any, schema: Schema) -> _Faults:
    too_small = _TYPES["number"](instance) and instance < least
    return [Fault("other", f"is less than {least}", schema=schema)] if too_small else None


def _min_properties(least: int, instance: Any, schema: Schema) -> _Faults:
    too_few = isinstance(instance, dict) and sum(value is not None for value in instance.values()) < least
    return [Fault("other", f"holds fewer than {least}", schema=schema)] if too_few else None


KEYWORDS: dict[str, Any] = {
    "type": _type,
    "required": _required,
    "properties": _properties,
    "additionalProperties": _additional_properties,
    "propertyNames": _property_names,
    "items": _items,
    "x-filled": _filled,
    "x-is-none": _is_none,
    "if": _if,
    "allOf": _all_of,
    "not": _not,
    "pattern": _pattern,
    "enum": _enum,
    "minimum": _minimum,
    "minProperties": _min_properties,
}
