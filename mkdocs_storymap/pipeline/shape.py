"""Reads and validates one map by itself, with the site's defaults laid under it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from mkdocs_storymap.diagnostics import Finding, Path, Span
from mkdocs_storymap.model import StoryMap
from mkdocs_storymap.pipeline.options import check_defaults, own_metrics, review_after
from mkdocs_storymap.settings import Settings
from mkdocs_storymap.source.yaml_doc import Node, YamlDoc, read_yaml


@dataclass(slots=True, eq=False)
class Shaped:
    """One map, read and validated by itself.

    Attributes:
        doc: Its YAML with positions.
        root: Its mapping with the site's defaults laid under it; None where it has none.
        map: What it says; None where it could not be read at all.
        findings: What is wrong with it, seen alone.
        claimed: The id that it claims, also where its YAML is broken.
    """

    doc: YamlDoc
    root: Node | None
    map: StoryMap | None
    findings: tuple[Finding, ...]
    claimed: str


class Shaper:
    """Validates maps under one site's settings, those of one text once.

    Raises:
        SettingsError: A setting has a value that it does not take.
    """

    def __init__(self, settings: Settings, extra_schema: Mapping[str, Any] | None = None) -> None:
        self.settings = settings
        self.extra_schema = extra_schema
        self.own_metrics = own_metrics(settings)
        self.review_after = review_after(settings)
        check_defaults(settings)
        self._kept: dict[str, Shaped] = {}

    def turn(self) -> None:
        """Forget every map."""
        self._kept.clear()

    def __call__(self, text: str) -> Shaped:
        """Read, validate and build one map."""
        kept = self._kept.get(text)
        if kept is None:
            kept = self._kept[text] = self._shape(text)
        return kept

    def _shape(self, text: str) -> Shaped:
        from mkdocs_storymap import schema  # loaded here, as what judges is in `join`
        from mkdocs_storymap.build import build_map

        doc = read_yaml(text, prose=True)
        if doc.root is None or doc.root.kind != "mapping":
            return Shaped(doc, None, None, _no_mapping(doc), _claimed(text))
        kind = schema.kind_of(doc.root)
        defaulted: set[Path] = set()
        root = doc.root
        if self.settings.defaults is not None:
            known = schema.known_keys(kind)
            root = lay_under(root, self.settings.defaults, known, (), defaulted)
        written = root.children.get("checklist")
        on = (written.text if written is not None else self.settings.checklist) != "none"
        findings = [*doc.findings, *schema.validate(root, kind, on, doc.text)]
        if self.extra_schema is not None:
            findings += schema.validate_extra(root, dict(self.extra_schema), self.settings.extra_schema or "")
        found, more = build_map(root, kind, checklist=on, defaulted=frozenset(defaulted), misspelt=_misspelt(findings))
        findings += [finding for finding in more if not _told(finding, findings)]
        if found.draft and self.settings.drafts == "forbid":
            findings.append(
                Finding("SM910", "this site does not allow drafts", "finish the map and remove `status: draft`", ("status",))
            )
        return Shaped(doc, root, found, tuple(findings), found.id)


def _misspelt(findings: list[Finding]) -> dict[Path, set[str]]:
    """The keys that were meant where SM202 proposes one, by the path of their mapping."""
    found: dict[Path, set[str]] = {}
    for one in findings:
        if one.code == "SM202" and one.fix is not None and one.span is None:
            found.setdefault(one.path[:-1], set()).add(one.fix.replacement)
    return found


def _told(finding: Finding, told: list[Finding]) -> bool:
    """True where the schema has already spoken of the same fault at the same place."""
    return any(other.path == finding.path and other.code == finding.code for other in told)


def _no_mapping(doc: YamlDoc) -> tuple[Finding, ...]:
    if doc.findings:
        return tuple(doc.findings)
    span = Span(0, 0, 0, max(1, len(doc.text.split("\n", 1)[0]))) if doc.root is not None else Span(0, 0, 0, 1)
    if doc.root is None:
        message = "this story map is empty"
    else:
        message = f"a story map is made of `key: value` lines, and this is {'a list' if doc.root.kind == 'sequence' else 'a text'}"
    hint = "start with `map: my-product` and `title: …`; `mkdocs-storymap new` writes a starter"
    return (Finding("SM107", message, hint, span=span),)


def _claimed(text: str) -> str:
    """The id of a map that cannot be read, so that names in it are not called unknown elsewhere."""
    match = re.search(r"^[ \t]*map:[ \t]*[\"']?([a-z0-9][a-z0-9_-]*)", text, re.MULTILINE)
    return match[1] if match else ""


def lay_under(node: Node, below: Node, known: frozenset[str] | None, path: Path, defaulted: set[Path]) -> Node:
    """Lay the site's defaults under a mapping: its own values win, mappings are joined, lists are not."""
    if node.kind != "mapping" or below.kind != "mapping" or set(node.children) == {"none"} or set(below.children) == {"none"}:
        return node
    children, keys, data = dict(node.children), dict(node.keys), dict(node.data)
    for key, value in below.children.items():
        if known is not None and key not in known:
            continue
        own = node.children.get(key)
        if own is None or own.data is None:
            children[key], keys[key], data[key] = value, below.keys[key], value.data
            defaulted.add((*path, key))
        else:
            children[key] = lay_under(own, value, None, (*path, key), defaulted)
            data[key] = children[key].data
    return replace(node, children=children, keys=keys, data=data)
