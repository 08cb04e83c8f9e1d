"""`mkdocs-storymap explain`: the reference page of a rule, or of the rules of a checklist item."""

from __future__ import annotations

import argparse
import re
import sys

from mkdocs_storymap.checks.pages import Page, page, pages
from mkdocs_storymap.cli.output import print_bytes
from mkdocs_storymap.diagnostics import CATALOGUE, closest
from mkdocs_storymap.errors import StorymapError


def run(options: argparse.Namespace) -> int:
    """Print one page, or all."""
    if options.all == bool(options.code):
        raise StorymapError("explain takes one code, as in `explain SM505`, or a checklist item, as in `explain C1`, or --all")
    if options.all:
        chosen = pages()
    else:
        chosen = [page(code) for code in _codes(options.code.upper())]
        if not chosen:
            meant = closest(options.code.upper(), CATALOGUE)
            raise StorymapError(f"there is no rule {options.code}" + (f"; did you mean {meant}?" if meant else ""))
    if options.format == "markdown":
        print_bytes("\n".join(markdown(one) for one in chosen))
    else:
        sys.stdout.write("\n".join(text(one) for one in chosen))
    return 0


def _codes(name: str) -> list[str]:
    """The rule of this name, or the rules of a checklist item."""
    return [name] if name in CATALOGUE else [code for code, entry in CATALOGUE.items() if entry.item and entry.item == name]


def text(one: Page) -> str:
    """A page for the terminal."""
    parts = [f"{one.code} · {one.title} ({one.severity}{', advice in a draft' if one.softened else ''})", one.body]
    for name, sample in (("Fails", one.fails), ("Passes", one.passes)):
        if sample:
            parts.append(f"{name}:\n\n" + "\n".join(f"    {line}".rstrip() for line in sample.splitlines()))
    return "\n\n".join(parts) + "\n"


def markdown(one: Page) -> str:
    """A page for the documentation."""
    parts = [f"## {one.code} · {one.title} {{#{one.code}}}", f"*{one.severity}{', advice in a draft' if one.softened else ''}*", one.body]
    for name, sample in (("Fails", one.fails), ("Passes", one.passes)):
        if sample:
            parts.append(f"{name}:\n\n{_fenced(sample)}")
    return "\n\n".join(parts) + "\n"


def _fenced(sample: str) -> str:
    """A sample in a fence; one that holds a fence stands in a longer one."""
    longest = max(map(len, re.findall("`{3,}", sample)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{'markdown' if longest else 'yaml'}\n{sample}\n{fence}"
