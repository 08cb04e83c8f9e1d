"""`mkdocs-storymap explain`: the reference page of a rule."""

from __future__ import annotations

import argparse
import sys

from mkdocs_storymap.checks.pages import Page, page, pages
from mkdocs_storymap.diagnostics import CATALOGUE, closest
from mkdocs_storymap.errors import StorymapError


def run(options: argparse.Namespace) -> int:
    """Print one page, or all."""
    if options.all == bool(options.code):
        raise StorymapError("explain takes one code, as in `explain SM505`, or --all")
    if options.all:
        chosen = pages()
    else:
        code = options.code.upper()
        if code not in CATALOGUE:
            meant = closest(code, CATALOGUE)
            raise StorymapError(f"there is no rule {options.code}" + (f"; did you mean {meant}?" if meant else ""))
        chosen = [page(code)]
    draw = markdown if options.format == "markdown" else text
    sys.stdout.write("\n".join(draw(one) for one in chosen))
    return 0


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
            parts.append(f"{name}:\n\n```yaml\n{sample}\n```")
    return "\n\n".join(parts) + "\n"
