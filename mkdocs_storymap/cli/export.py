"""`mkdocs-storymap export`: the maps as JSON, SVG or PNG."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from mkdocs_storymap.cli.check import today
from mkdocs_storymap.cli.output import print_bytes
from mkdocs_storymap.diagnostics import closest
from mkdocs_storymap.errors import StorymapError
from mkdocs_storymap.folder import CheckedSite, check_paths
from mkdocs_storymap.pipeline import JudgedMap


def run(options: argparse.Namespace) -> int:
    """Write the maps; 1 where one of them cannot be read."""
    if options.dark and options.to == "json":
        raise StorymapError("--dark goes with --to svg and --to png")
    checked = check_paths(options.paths, options.config, today(options.today))
    chosen = _chosen(checked, options.map)
    folder = _folder(options.output)
    if options.to != "json" and folder is None:
        _exactly_one(checked, chosen, options)
    if not chosen:
        print("no story map was found", file=sys.stderr)
    readable = [entry for entry in chosen if entry.shaped.map is not None]
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        for entry, name in zip(readable, _names(readable), strict=True):
            _write(_made(checked, [entry], options), folder / f"{name}.{options.to}")
    elif readable or (options.to == "json" and not chosen):
        _write(_made(checked, readable, options), Path(options.output) if options.output else None)
    return _told(checked, chosen)


def _chosen(checked: CheckedSite, name: str | None) -> list[JudgedMap]:
    """The maps below the paths, or the one that is asked for."""
    maps = checked.judged.maps
    if name is None:
        return list(maps)
    found = [entry for entry in maps if entry.shaped.claimed == name]
    if not found:
        meant = closest(name, [entry.shaped.claimed for entry in maps])
        raise StorymapError(f"there is no map `{name}`" + (f"; did you mean `{meant}`?" if meant else f"; {_listed(maps)}"))
    if len(found) > 1:
        raise StorymapError(f"{len(found)} maps are called `{name}`: give the PATH of one: {', '.join(entry.source.file for entry in found)}")
    return found


def _exactly_one(checked: CheckedSite, chosen: list[JudgedMap], options: argparse.Namespace) -> None:
    if not chosen:
        raise StorymapError("no story map was found")
    if len(chosen) > 1:
        raise StorymapError(
            f"one picture holds one map: take --map ID, or --output FOLDER/ for a file each; {_listed(chosen)}"
        )


def _listed(maps: list[JudgedMap]) -> str:
    return f"there are {', '.join(sorted({entry.shaped.claimed or entry.source.file for entry in maps}))}" if maps else "there is none at all"


def _folder(output: str | None) -> Path | None:
    """The folder that the output names: one that is there, or a name that ends in a slash."""
    if output is not None and (output.endswith(("/", "\\")) or Path(output).is_dir()):
        return Path(output)
    return None


def _names(entries: list[JudgedMap]) -> list[str]:
    """A file name for each map: its id, numbered where several share one (languages)."""
    seen: dict[str, int] = {}
    names = []
    for entry in entries:
        name = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in entry.shaped.claimed) or "map"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return names


def _made(checked: CheckedSite, entries: list[JudgedMap], options: argparse.Namespace) -> str | bytes:
    """The maps in the format that was asked for."""
    if options.to == "json":
        from mkdocs_storymap.export.data import as_json

        return as_json(checked.judged, entries)
    from mkdocs_storymap.export.picture import picture
    from mkdocs_storymap.render.context import PageContext

    (entry,) = entries
    home = entry.home or checked.judged
    off = tuple(sorted(checked.judged.settings.off))
    context = PageContext(home.site, home.derived, entry.key, entry.checklist, entry.diagnostics, _no_url, rules_off=off)
    svg = picture(context, dark=options.dark)
    if options.to == "svg":
        return svg
    from mkdocs_storymap.export.chromium import png

    return png(svg)


def _no_url(_key: object) -> None:
    """A picture leads nowhere."""


def _write(made: str | bytes, path: Path | None) -> None:
    if path is not None:
        from mkdocs_storymap.report.write import write_atomically

        write_atomically(path, made)
        return
    if isinstance(made, bytes) and sys.stdout.isatty():
        raise StorymapError("a PNG is no text for a terminal: take --output FILE")
    print_bytes(made)


def _told(checked: CheckedSite, chosen: list[JudgedMap]) -> int:
    """Tell on standard error what is wrong with the maps: all of it where one cannot be read, else how much."""
    from mkdocs_storymap.report.text import render_text

    status = 0
    for entry in chosen:
        errors = [diagnostic for diagnostic in entry.diagnostics if diagnostic.severity == "error"]
        if entry.shaped.map is None:
            status = 1
            for block in render_text(entry.diagnostics, checked.lines_of, colour=False):
                print(block, file=sys.stderr)
        elif errors:
            number = f"{len(errors)} error{'' if len(errors) == 1 else 's'}"
            print(f"{entry.source.file}: {entry.shaped.claimed} has {number}; `mkdocs-storymap check` lists them", file=sys.stderr)
    return status
