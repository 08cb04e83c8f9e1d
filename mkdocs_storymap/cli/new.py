"""`mkdocs-storymap new`: writes a commented starter."""

from __future__ import annotations

import argparse
import sys
import unicodedata
from importlib.resources import files
from pathlib import Path

from mkdocs_storymap.cli.output import print_bytes
from mkdocs_storymap.errors import StorymapError
from mkdocs_storymap.report.text import clean
from mkdocs_storymap.report.write import write_atomically
from mkdocs_storymap.text import slug

_STARTERS = {("user", "ml"): "user.yaml", ("user", "none"): "plain.yaml", ("data-science", "ml"): "data-science.yaml"}
_TITLES = {"user": "My product", "data-science": "Make my product better"}


def run(options: argparse.Namespace) -> int:
    """Write the starter; a name that ends in `.md` gets a page with a fence around it."""
    if options.kind == "data-science" and options.checklist == "none":
        raise StorymapError("a data-science map has no plain form; leave --checklist out")
    text = starter(options.kind, options.checklist, options.title)
    if options.file is None:
        print_bytes(text)
        return 0
    path = Path(options.file)
    if path.exists() and not options.force:
        raise StorymapError(f"{path} is there already; --force overwrites it")
    if path.suffix in (".md", ".markdown"):
        text = f"```storymap\n{text}```\n"
    elif not path.name.endswith((".storymap.yaml", ".storymap.yml")):
        raise StorymapError(f"{path}: a map stands in a page (`.md`) or in a file that ends in `.storymap.yaml`")
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, text)
    print(f"{path} is written; `mkdocs-storymap check {path}` lists what is left", file=sys.stderr)
    return 0


def starter(kind: str, checklist: str, title: str | None) -> str:
    """The text of a starter with this title."""
    title = clean(title or _TITLES[kind]).strip()
    plain = "".join(c for c in unicodedata.normalize("NFKD", title) if c.isascii())
    name = slug(plain)
    text = files("mkdocs_storymap.cli").joinpath("starters", _STARTERS[kind, checklist]).read_text(encoding="utf-8")
    quoted = '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return text.replace("MAP_ID", name if name and name != "none" else "my-map").replace("MAP_TITLE", quoted)
