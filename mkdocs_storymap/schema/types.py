"""SM203: something of another kind stands where text, a value, a list or a mapping is expected."""

from __future__ import annotations

import re
from decimal import Decimal

from mkdocs_storymap.diagnostics import Finding, Path
from mkdocs_storymap.schema.faults import Fault
from mkdocs_storymap.schema.places import Context, flow, key_text, quoted
from mkdocs_storymap.schema.sentences import colon_text
from mkdocs_storymap.source.yaml_doc import Node

_DASH = re.compile(r"\s*[-–—−•·*]\s*(?=\w)")
"""What a text begins with that was meant to be an entry of a list."""
_NOTHING = frozenset({"none", "n/a", "na", "nothing", "not applicable", "no", "-", "–", "—"})
"""Words that say that something does not apply."""
_GLUED = re.compile(r"(?<!\S)([\w-]+):(?=\S)(?!//)")
"""A key whose colon has no blank after it."""


def wrong_type(context: Context, fault: Fault) -> Finding:
    """Say what stands there, what is expected, and how to write it."""
    path = fault.place
    node = context.node(path)
    found = context.lookup(path)
    if node.kind == "mapping" and list(node.keys) == ["none"]:
        optional = found is not None and not found.says
        hint = "leave the line out" if optional else f"it is always needed: write `{context.line(path)}`"
        return Finding("SM203", f"{context.subject(path)} cannot be `none`", hint, path)
    if node.kind == "mapping" and "none" in node.keys and found is not None and found.none_allowed:
        message = f"`none` stands beside other keys in {context.subject(path)}"
        return Finding("SM203", message, "`none` stands alone: keep it, or the rest", path)
    message, hint = _WORDS[_wanted(fault)](context, path, node)
    if node.kind == "scalar" and node.text.lower() in _NOTHING and found is not None and found.none_allowed:
        hint = f"to say that it does not apply: `{key_text(path)} {{none: the reason}}`"
    return Finding("SM203", message, hint, path)


def _wanted(fault: Fault) -> str:
    types = fault.schema.get("type") if isinstance(fault.schema, dict) else None
    names = {"object": "mapping", "array": "list", "integer": "integer", "string": "text"}
    return names.get(types, "value") if isinstance(types, str) else "value"


def _colon(context: Context, path: Path, node: Node) -> tuple[str, str] | None:
    text = colon_text(node)
    if text is None:
        return None
    return (
        f"a colon with a blank after it made {context.subject(path)} a key (`{next(iter(node.keys))}`) and a value",
        f"put the text in quotes: `{key_text(path)} {quoted(text)}`",
    )


def _text(context: Context, path: Path, node: Node) -> tuple[str, str]:
    where = context.subject(path)
    if node.kind == "scalar":
        read = "yes or no" if isinstance(node.data, bool) else "a number"
        message = f"{where} has to be text, and YAML reads `{node.text}` as {read}"
        return message, f"put it in quotes: `{key_text(path)} {quoted(node.text)}`"
    if node.kind == "sequence":
        words = [item.text for item in node.items if item.kind == "scalar"]
        line = context.line(path)
        if len(words) == len(node.items) > 0:
            line = f"{key_text(path)} {flow(words[0]) if len(words) == 1 else quoted(', '.join(words))}"
        return f"{where} has to be one text, not a list", f"write it as one text: `{line}`"
    return _colon(context, path, node) or (
        f"{where} has to be one text, not a mapping (`key: value`)",
        f"write, for example, `{context.line(path)}`",
    )


def _value(context: Context, path: Path, node: Node) -> tuple[str, str]:
    where = context.subject(path)
    example = f"write, for example, `{context.line(path)}`"
    found = context.lookup(path)
    if node.kind == "scalar":
        if found is None or found.grammar or found.allowed:
            hint = example
        else:
            hint = f"put it in quotes: `{key_text(path)} {quoted(node.text)}`"
        return f"{where} cannot be yes or no, and YAML reads `{node.text}` so", hint
    if node.kind == "sequence":
        if len(node.items) == 1 and node.items[0].kind == "scalar":
            hint = f"write it without the brackets: `{key_text(path)} {flow(node.items[0].data)}`"
            return f"{where} has to be one value, not a list", hint
        if path[-1] == "range" and len(node.items) == 2 and all(item.kind == "scalar" for item in node.items):
            example = f"write `{key_text(path)} {node.items[0].text} to {node.items[1].text}`"
        return f"{where} has to be one value, not a list", example
    if (
        node.style == ""
        and (found is None or not (found.grammar or found.allowed))
        and (colon := _colon(context, path, node))
    ):
        return colon
    return f"{where} has to be one value, not a mapping (`key: value`)", example


def _list(context: Context, path: Path, node: Node) -> tuple[str, str]:
    where = context.subject(path)
    if node.kind == "scalar" and isinstance(node.data, str) and (dash := _DASH.match(node.text)):
        return f"{where} has to be a list", f"begin each entry with a hyphen and a blank: `- {node.text[dash.end() :].split(chr(10))[0]}`"
    entry = context.lookup((*path, 0))
    if node.kind == "scalar" and entry is not None and entry.holds == "mapping":
        return f"{where} has to be a list", f"write, for example, `{context.line(path)}`"
    if node.kind == "scalar":
        parts = [part.strip() for part in node.text.split(",")] if isinstance(node.data, str) else [node.data]
        return f"{where} has to be a list", f"write `{key_text(path)} {flow([part for part in parts if part != ''])}`"
    first = next(iter(node.keys), "")
    if entry and entry.holds != "value" and context.lookup((*path, 0, first)):
        hint = f"put a dash before the first key of each entry: `- {flow(first)}: …`"
        return f"{where} has to be a list, and its dash is missing", hint
    return f"{where} has to be a list, not a mapping (`key: value`)", f"write, for example, `{context.line(path)}`"


def _mapping(context: Context, path: Path, node: Node) -> tuple[str, str]:
    where = context.subject(path)
    if node.kind == "scalar" and isinstance(node.data, str) and (glued := _GLUED.match(node.text)):
        value = _GLUED.split(node.text)[2].strip()
        return f"a blank is missing after the colon in {where}", f"write `{glued[1]}: {value}`"
    example = f"`{context.line(path)}`"
    if node.kind == "sequence":
        if node.items and all(item.kind == "mapping" for item in node.items):
            return f"{where} cannot be a list", f"take the dashes out; each entry begins with its name: {example}"
        return f"{where} cannot be a list", f"each entry has a name: {example}"
    stands = "text" if isinstance(node.data, str) else "a value"
    return f"{where} has to hold lines of `key: value`, and {stands} stands there", f"write, for example, {example}"


def _integer(context: Context, path: Path, node: Node) -> tuple[str, str]:
    rounded = f"{key_text(path)} {int(node.data)}" if isinstance(node.data, Decimal) else context.line(path)
    return f"{context.subject(path)} has to be a whole number", f"write, for example, `{rounded}`"


_WORDS = {"text": _text, "value": _value, "list": _list, "mapping": _mapping, "integer": _integer}
