"""What an author reads after a slip, word for word: `slips.txt` holds an edit of an example and the messages it gives."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from mkdocs_storymap.diagnostics import Finding
from mkdocs_storymap.source.yaml_doc import Node

from .maps import TEXTS, check, read


@dataclass
class Slip:
    """One block of the file: `-` lines are replaced by `+` lines, `>` lines are expected."""

    title: str
    map: str
    old: str
    new: str
    told: list[str]


def slips() -> list[Slip]:
    found: list[Slip] = []
    for line in (Path(__file__).parent / "slips.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("### "):
            title, _, name = line[4:].rpartition(" · ")
            found.append(Slip(title, name, "", "", []))
        elif line.startswith("-"):
            found[-1].old += line[1:] + "\n"
        elif line.startswith("+"):
            found[-1].new += line[1:] + "\n"
        elif line.startswith(">"):
            found[-1].told.append(line[1:].removeprefix(" "))
    return found


def told(root: Node, finding: Finding) -> list[str]:
    """Write a finding as the file does: code, line and column (from 1), message; then the hint."""
    span = finding.span
    if span is None and finding.key:
        span = root.find(finding.path[:-1])[0].keys[str(finding.path[-1])]
    span = span or root.find(finding.path)[0].span
    fix = f" [fix: {finding.fix.replacement}]" if finding.fix else ""
    return [f"{finding.code} {span.line + 1}:{span.column + 1} {finding.message}{fix}", f"   {finding.hint}"]


@pytest.mark.parametrize("slip", slips(), ids=lambda slip: slip.title)
def test_slip(slip: Slip) -> None:
    before = TEXTS[slip.map] + "\n"
    assert slip.old in before
    text = before.replace(slip.old, slip.new, 1)
    root = read(text)
    assert [line for finding in check(text) for line in told(root, finding)] == slip.told
