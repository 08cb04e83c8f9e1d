"""The extension alone, in a host that runs no plugin: it reads the folder once, draws what it can, and never raises."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from mkdocs_storymap.assets import style_element
from mkdocs_storymap.diagnostics import Diagnostic, Location
from mkdocs_storymap.errors import StorymapError
from mkdocs_storymap.folder import CheckedSite, check_paths, label
from mkdocs_storymap.pipeline import INDEX_ABOVE, JudgedMap, Placed, has_title, render, render_index, shown_above
from mkdocs_storymap.site.registry import Key
from mkdocs_storymap.source.blocks import Block
from mkdocs_storymap.source.paths import as_named
from mkdocs_storymap.source.project import Project, find_project


def renderer(options: dict[str, Any], page: str | None) -> Callable[[Block], str]:
    """Return the renderer of one page.

    Args:
        options: The options of the extension; the project's configuration file says the same, and is read.
        page: Path of the page below the folder of pages, where the host tells it.
    """
    try:
        project = find_project(Path.cwd())
        checked = _checked(_stamp(project), repr(project.settings), date.today())
        _beside.update(name for name in checked.texts if not as_named(name).is_relative_to(project.docs))
    except (StorymapError, OSError) as error:
        message = str(error)
        return lambda _: _panel(message)
    placed = Placed(checked.judged.maps)
    name = label(project.docs / page) if page else None
    listed = False

    def draw(block: Block) -> str:
        if block.kind == "index":
            nonlocal listed
            if listed:
                return INDEX_ABOVE
            listed = True
            here = project.docs / (page or "index.md")
            return render_index(checked.judged, lambda key: _url(checked, project.docs, key, here))
        entry = placed.find(name, block) if name else _anywhere(checked, block)
        if entry is None:
            return _panel("this map stands in no page of the project; `mkdocs-storymap check` tells more")
        if entry in drawn:
            found = entry.shaped.map
            return shown_above(found.id, found.title) if found is not None else ""
        level = 1 if not drawn and not has_title(checked.texts.get(entry.source.page, "")) else 2
        drawn.append(entry)
        here = as_named(entry.source.page)
        return render(checked.judged, entry, lambda key: _url(checked, project.docs, key, here), title_heading=level)

    style = style_element() if project.settings.assets == "inline" else ""

    def styled(block: Block) -> str:
        nonlocal style
        html, style = style + draw(block), ""
        return html

    drawn: list[JudgedMap] = []
    return styled


_beside: set[str] = set()
"""Map files that pages showed, outside of the folder of pages."""


def _stamp(project: Project) -> tuple[tuple[str, int, int], ...]:
    """What a project looked like: the check is run again when a file has changed."""
    paths = sorted(_beside)
    for name in (project.settings.extra_schema, *(entry["from"] for entry in project.settings.inventories)):
        paths += [str(project.root / name)] if name else []
    for base, folders, files in os.walk(project.docs):
        folders.sort()
        paths += [os.path.join(base, name) for name in sorted(files) if name.endswith((".md", ".yaml", ".yml"))]
    found = []
    for path in paths:
        with suppress(OSError, ValueError):  # a link that leads nowhere, an address
            status = os.stat(path)
            found.append((path, status.st_mtime_ns, status.st_size))
    return tuple(found)


@lru_cache(maxsize=2)
def _checked(_: tuple[tuple[str, int, int], ...], settings: str, today: date) -> CheckedSite:
    return check_paths([], None, today)


def _anywhere(checked: CheckedSite, block: Block) -> JudgedMap | None:
    """The map with this text on any page, where the host does not tell which page it converts."""
    placed = Placed(checked.judged.maps)
    for entry in checked.judged.maps:
        for page, _ in entry.source.shown:
            found = placed.find(page, block)
            if found is not None:
                return found
    return None


def _url(checked: CheckedSite, docs: Path, key: Key, page: Path) -> str | None:
    """A link as its host rewrites it: to the source file, relative to the page's."""
    from mkdocs_storymap.render.ids import anchors

    names = checked.names.setdefault(key.map, None)
    if names is None:
        owner = checked.judged.by_key().get(key.map)
        names = checked.names[key.map] = (owner, anchors(checked.judged.site, key.map) if owner is not None else {})
    owner, anchor = names[0], names[1].get(key)
    if owner is None or anchor is None:
        return None
    target = as_named(owner.source.page)
    if target == page:
        return f"#{anchor}"
    here, there = (os.path.relpath(path, docs).replace(os.sep, "/") for path in (page, target))
    return f"{posixpath.relpath(there, posixpath.dirname(here) or '.')}#{anchor}"


def _panel(message: str) -> str:
    from mkdocs_storymap.render.html import render_problems

    found = Diagnostic("SM106", "error", message, "", Location("", None))
    return render_problems([found], title="Story map")
