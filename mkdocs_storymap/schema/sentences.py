"""Sentences that a comma or a colon took apart: SM104, and the colon's share of SM203.

`{harm: Bad, really bad}` is read as a key `harm` and a key `really bad` without a value. Nobody means that, and
"unknown key" helps nobody; the sentence is put together again and shown in quotes, ready to paste.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from mkdocs_storymap.diagnostics import Finding, Fix, Path, Span
from mkdocs_storymap.schema.faults import Fault
from mkdocs_storymap.schema.load import lookup
from mkdocs_storymap.schema.places import flow, quoted, subject
from mkdocs_storymap.source.yaml_doc import Node, split_figures


def split_sentences(root: Node, kind: str, faults: Iterable[Fault]) -> dict[Path, list[Finding]]:
    """Find the flow mappings in which a comma split a sentence.

    Returns:
        For each such mapping its findings; they replace what the schema says about missing and unknown keys there.
    """
    suspects: dict[Path, set[str]] = {}
    for fault in faults:
        if fault.keyword == "type":
            whole = root.find(fault.place)[0]
            rest = {key for key in whole.keys if _has_no_value(whole, key)}
            if whole.style == "{" and "none" in whole.keys and rest and {"none"} == set(whole.keys) - rest:
                suspects.setdefault(fault.place, set()).update(rest)
            continue
        if fault.keyword not in ("unknown", "name", "empty") or not fault.path:
            continue
        *above, key = fault.place
        mapping = root.find(tuple(above))[0]
        if not isinstance(key, str) or mapping.style != "{" or not _has_no_value(mapping, key):
            continue
        if fault.keyword != "empty" or key in split_figures(mapping).values() or _follows_text(kind, tuple(above), mapping, key):
            suspects.setdefault(tuple(above), set()).add(key)
    found = {}
    for path, keys in suspects.items():
        findings = _joined(root.find(path)[0], path, kind, keys)
        if findings:
            found[path] = findings
    return found


def _has_no_value(mapping: Node, key: str) -> bool:
    value = mapping.children.get(key)
    return value is not None and value.kind == "scalar" and value.data is None and value.text == ""


def _follows_text(kind: str, path: Path, mapping: Node, key: str) -> bool:
    """Tell whether the entry before takes free text, so that this key can be the rest of its sentence."""
    before: str | None = None
    for name in mapping.keys:
        if name == key:
            break
        if not _has_no_value(mapping, name):
            before = name
    if path == ("waive",) or before is None or mapping.children[before].kind != "scalar":
        return False
    takes = lookup(kind, (*path, before))
    return takes is not None and not takes.grammar and not takes.allowed


def _joined(mapping: Node, path: Path, kind: str, keys: set[str]) -> list[Finding]:
    """Put each run of keys without a value together with the value before it."""
    findings = []
    before: str | None = None
    run: list[str] = []
    for name in [*mapping.keys, None]:
        if name is not None and _has_no_value(mapping, name):
            run.append(name)
            continue
        if before is not None and keys.intersection(run) and mapping.children[before].kind == "scalar":
            findings.append(_finding(mapping, path, kind, before, run))
        before, run = name, []
    return findings


def _finding(mapping: Node, path: Path, kind: str, before: str, run: list[str]) -> Finding:
    value = mapping.children[before]
    sentence = ", ".join([value.text, *run])
    start, end = value.span, mapping.keys[run[-1]]
    same_map = value.alias is None and value.origin == mapping.origin
    span = Span(start.line, start.column, end.end_line, end.end_column) if same_map and not mapping.origin else None
    more = "further keys" if len(run) > 1 else "a further key"
    takes = lookup(kind, (*path, before))
    if takes is not None and takes.grammar and split_figures(mapping).get(before) == run[-1]:
        point = f"{value.text}.{run[0]}"
        grouped = re.search(r"(?<!\d)[1-9]\d{0,2}\Z", value.text) and re.match(r"\d{3}(?!\d)", run[0])
        return Finding(
            "SM104",
            f"a comma ends the number of {subject(kind, (*path, before))}: YAML reads {_listed(run)} as {more}",
            "write thousands without a comma and decimals with a point" if grouped else f"write decimals with a point: `{flow(before)}: {point}`",
            (*path, run[0]),
            key=True,
            span=span,
            fix=Fix(point) if span is not None and not grouped else None,
        )
    listed = takes is not None and takes.holds == "list"
    whole = flow([value.text, *run]) if listed else quoted(sentence)
    return Finding(
        "SM104",
        f"a comma ends the {'list' if listed else 'text'} of {subject(kind, (*path, before))}: YAML reads {_listed(run)} as {more}",
        f"put {'the list in brackets' if listed else 'the whole text in quotes'}: `{flow(before)}: {whole}`",
        (*path, run[0]),
        key=True,
        span=span,
        fix=Fix(whole) if span is not None else None,
    )


def ends_in_a_comma(mapping: Node, key: str) -> bool:
    """Tell whether keys without a value follow, which are the rest of this one's value."""
    keys = list(mapping.keys)
    after = keys[keys.index(key) + 1 :] if key in keys else []
    return bool(after) and _has_no_value(mapping, after[0])


def _listed(keys: list[str]) -> str:
    shown = [f"`{key}`" for key in keys]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def colon_text(node: Node) -> str | None:
    """Return the text that a colon with a blank after it made a mapping of, or None where it is none."""
    if node.kind != "mapping" or len(node.keys) != 1:
        return None
    ((key, value),) = node.children.items()
    if value.kind != "scalar" or value.style in ("|", ">") or key == "none":
        return None
    return f"{key}: {value.text}"
