"""Faults of shape in the words of a person who has never seen a schema: SM104, SM201 to SM207, SM306, SM401 to SM413.

First the faults are sifted, so that one slip is one message; then each is worded by the function for its keyword.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mkdocs_storymap.diagnostics import Finding, Fix, Path, closest
from mkdocs_storymap.schema.faults import Fault
from mkdocs_storymap.schema.indent import misplaced
from mkdocs_storymap.schema.missing import empty, required
from mkdocs_storymap.schema.names import bad_id, bad_name, colon_at, near_key, unknown
from mkdocs_storymap.schema.places import Context, any_of, key_span
from mkdocs_storymap.schema.sentences import ends_in_a_comma, split_sentences
from mkdocs_storymap.schema.types import wrong_type
from mkdocs_storymap.source.yaml_doc import Node


def kind_findings(root: Node, kind: str) -> list[Finding]:
    """Say that a data-science map forgot to say so."""
    if kind != "data-science" or root.data.get("kind") or "jobs" not in root.keys:
        return []
    return [
        Finding(
            "SM202",
            "`jobs` belongs in a data-science map, and this map does not say that it is one",
            "add the line `kind: data-science` below `map`",
            ("jobs",),
            key=True,
        )
    ]


def findings(root: Node, kind: str, faults: list[Fault], text: str) -> list[Finding]:
    """Put faults into words, one message a slip, in the order of the map."""
    context = Context(root, kind, re.split("\r\n|\n|\r", text) if text else [])
    sentences = split_sentences(root, kind, faults)
    indented, places = misplaced(root, kind, faults)
    found = [*indented, *(finding for group in sentences.values() for finding in group)]
    for fault in _sift(context, faults, set(sentences), places):
        finding = _WORDING[fault.keyword](context, fault)
        if finding is not None:
            found.append(finding)
    return sorted(found, key=lambda finding: _position(root, finding))


def _position(root: Node, finding: Finding) -> tuple[int, int, int]:
    if finding.span:
        return (finding.span.line, finding.span.column, len(finding.path))
    span = key_span(root, finding.path) if finding.key else None
    span = span or root.find(finding.path)[0].span
    return (span.line, span.column, len(finding.path))


def _sift(context: Context, faults: list[Fault], split: set[Path], elsewhere: set[Path]) -> Iterator[Fault]:
    """Leave out what another message already says: below a faulty value, twice, in a split sentence, out of place."""
    broken = {fault.place for fault in faults if fault.keyword in ("type", "enum", "id", "empty")}
    colons = {
        fault.place[:-1]
        for fault in faults
        if fault.keyword == "unknown" and colon_at(context, fault) is not None
    }  # fmt: skip
    meant = {
        (fault.place[:-1], near)
        for fault in faults
        if fault.keyword == "unknown" and (near := near_key(context, fault)[0])
    }  # fmt: skip
    nones = {fault.place[:-1] for fault in faults if fault.keyword == "unknown" and fault.place[-1] == "none"}
    unnamed = {fault.place for fault in faults if fault.keyword == "name" and fault.place[-1] == "none"}
    seen: set[tuple[str, Path, str]] = set()
    for fault in faults:
        place = fault.place
        holder = place if fault.keyword == "required" else place[:-1]
        if holder in split and fault.keyword in ("required", "unknown", "name", "empty"):
            continue
        if fault.keyword == "type" and (place in split or (holder in split and ends_in_a_comma(context.node(holder), str(place[-1])))):
            continue
        # a merge key stands for what it would bring
        if fault.keyword == "required" and "<<" in context.node(place).keys:
            continue
        # what names a thing of a section is not asked for where the reason why there are none was split
        if fault.keyword == "required" and _of_none(context, (*place, str(fault.detail)), split):
            continue
        # a key that stands in the wrong place is neither missing there nor unknown here
        told = (*place, str(fault.detail)) if fault.keyword == "required" else place
        if told[-1:] in elsewhere or any(told[:depth] in elsewhere for depth in range(1, len(told) + 1)):
            continue
        if fault.keyword == "type" and place in unnamed:
            continue
        if any(place[:depth] in broken for depth in range(1, len(place))):
            continue
        if fault.keyword == "required" and (
            place in broken
            or place in colons
            or place in nones
            or (place, fault.detail) in meant
            or (fault.detail == "guardrails" and ((), "guardrails") in meant)  # those of the map are those of its experiments
            or (*place, fault.detail) in broken
        ):
            continue
        mark = (fault.keyword, place, str(fault.detail) if fault.keyword == "required" else "")
        if mark not in seen:
            seen.add(mark)
            yield fault


def _of_none(context: Context, path: Path, split: set[Path]) -> bool:
    found = context.lookup(path)
    section = (found.refers,) if found is not None and found.refers else None
    return section in split and "none" in context.node(section).keys


def _enum(context: Context, fault: Fault) -> Finding:
    path = fault.place
    node = context.node(path)
    if node.kind != "scalar":
        return wrong_type(context, fault)
    allowed = [value for value in fault.detail if not isinstance(value, bool)]
    near = closest(node.text, map(str, allowed))
    listed = any_of(f"`{value}`" for value in allowed)
    message = f"{context.subject(path)} cannot be `{node.text}`"
    if node.text == "none" and (way := context.none_way(path)):
        return Finding("SM204", message, f"it takes {listed}{way}", path)
    if near:
        return Finding("SM204", message, f"did you mean `{near}`? It takes {listed}", path, fix=Fix(near))
    return Finding("SM204", message, f"it takes {listed}", path)


def _other(context: Context, fault: Fault) -> Finding:
    path = fault.place
    return Finding(
        "SM203", f"{context.subject(path)}: {fault.detail}", f"write, for example, `{context.line(path)}`", path
    )


_WORDING = {
    "required": required,
    "unknown": unknown,
    "name": bad_name,
    "type": wrong_type,
    "enum": _enum,
    "id": bad_id,
    "empty": empty,
    "other": _other,
}
