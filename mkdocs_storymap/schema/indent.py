"""Lines that stand too far left or right: one message in place of one for each line.

YAML takes a missing indentation for another structure. What should be inside `owners` then stands beside it, and what
should stand beside `releases` is inside it; the schema would report every line of it as something else.
"""

from __future__ import annotations

from collections.abc import Iterable

from mkdocs_storymap.diagnostics import Finding, Path
from mkdocs_storymap.schema.faults import Fault
from mkdocs_storymap.schema.load import keys_at, known_keys, lookup, part_of
from mkdocs_storymap.schema.places import any_of, subject
from mkdocs_storymap.source.yaml_doc import Node


def misplaced(root: Node, kind: str, faults: Iterable[Fault]) -> tuple[list[Finding], set[Path]]:
    """Find lines with the wrong indentation.

    Returns:
        The findings, and the places whose faults (and those below them) they replace.
    """
    findings: list[Finding] = []
    places: set[Path] = set()
    for holder in dict.fromkeys(fault.place[:-1] for fault in faults if fault.path):
        mapping = root.find(holder)[0]
        if mapping.kind == "mapping" and mapping.style != "{":
            for empty, left in _too_far_left(mapping, kind, holder):
                findings.append(_left(kind, (*holder, empty), left))
                places.update((*holder, key) for key in (empty, *left))
    for section, key in dict.fromkeys(fault.place[:2] for fault in faults if len(fault.path) >= 2):
        if isinstance(section, str) and isinstance(key, str) and _swallowed(root, kind, section, key):
            findings.append(_right(kind, section, key))
            places.update({(section, key), (key,)})
    return findings, places


def _too_far_left(mapping: Node, kind: str, path: Path) -> Iterable[tuple[str, list[str]]]:
    """Yield each key without a value and the keys behind it that belong in it."""
    names = list(mapping.keys)
    for index, name in enumerate(names):
        value = mapping.children[name]
        takes = lookup(kind, (*path, name))
        if value.kind != "scalar" or value.data is not None or value.text or takes is None or takes.holds != "mapping":
            continue
        left: list[str] = []
        for behind in names[index + 1 :]:
            if not _belongs_into(mapping, kind, path, name, behind):
                break
            left.append(behind)
        if left:
            yield name, left


def _belongs_into(mapping: Node, kind: str, path: Path, name: str, key: str) -> bool:
    inside = keys_at(kind, (*path, name))
    if part_of(kind, (*path, name))[0] == "id":
        return key in inside
    if key in keys_at(kind, path) or key.startswith("x-"):
        return False
    if inside:
        return key in inside
    entry = lookup(kind, (*path, name, key))
    return entry is not None and (entry.holds == "mapping") == (mapping.children[key].kind == "mapping")


def _left(kind: str, path: Path, keys: list[str]) -> Finding:
    shown = any_of([f"`{key}`" for key in keys[:3]] + (["the lines below"] if len(keys) > 3 else []), "and")
    return Finding(
        "SM207",
        f"{subject(kind, path)} is empty, since what belongs in it stands too far left",
        f"indent {shown} by two blanks more than `{path[-1]}`",
        path,
        key=True,
    )


def _swallowed(root: Node, kind: str, section: str, key: str) -> bool:
    if key not in known_keys(kind) or key in root.keys or part_of(kind, (section, key))[0] != "id":
        return False
    takes = lookup(kind, (key,))
    return takes is not None and takes.holds in ("mapping", "list") and root.find((section, key))[0].kind != "scalar"


def _right(kind: str, section: str, key: str) -> Finding:
    return Finding(
        "SM202",
        f"`{key}` stands inside `{section}`, where it is {subject(kind, (section, key))}",
        f"move `{key}` and what is in it to the left, to the top level of the map",
        (section, key),
        key=True,
    )
