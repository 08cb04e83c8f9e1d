"""A project on disk: its pages and maps read and judged, as `check`, `export` and the extension alone need them."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from mkdocs_storymap.diagnostics import Diagnostic, Location, Span
from mkdocs_storymap.errors import SettingsError, StorymapError
from mkdocs_storymap.pipeline import Collected, Judged, JudgedMap, MapSource, Page, Shaper, collect, file_reader, join, other_sites, standalone
from mkdocs_storymap.pipeline.quiet import quiet
from mkdocs_storymap.settings import Settings
from mkdocs_storymap.source.inventories import load_inventories
from mkdocs_storymap.source.paths import as_named, real
from mkdocs_storymap.source.project import MAP_SUFFIXES, Project, find_project, walk


@dataclass(slots=True)
class Checked:
    """A judged project and what of it was asked for.

    Attributes:
        judged: The whole project.
        project: Where it stands.
        diagnostics: The problems of the files that were asked for.
        files: How many files those are.
        maps: How many maps stand in them.
        texts: Text of each file by its name in reports, for excerpts.
        overlay: Texts that stand for files (standard input).
        names: Kept by whoever draws pages: what of a map has an address.
    """

    judged: Judged
    project: Project
    diagnostics: list[Diagnostic]
    files: int
    maps: int
    texts: dict[str, str] = field(default_factory=dict)
    overlay: dict[Path, str] = field(default_factory=dict)
    names: dict[str, Any] = field(default_factory=dict)

    def raw(self, file: str) -> str:
        """A file as it is on disk, byte order mark and line ends included."""
        path = as_named(file)
        return self.overlay[path] if path in self.overlay else path.read_bytes().decode("utf-8")

    def lines_of(self, file: str) -> list[str]:
        """The lines of a file as an editor counts them."""
        text = self.texts.get(file)
        if text is None:
            try:
                text = Path(file).read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError, ValueError):
                text = ""
        return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def label(path: Path) -> str:
    """How a file is called in reports: relative to the current folder, with `/`."""
    return os.path.relpath(path, Path.cwd()).replace(os.sep, "/")


@quiet()
def check_paths(paths: list[str], config: str | None, today: date, overlay: dict[Path, str] | None = None) -> Checked:
    """Judge the project of some paths, and pick what stands in them.

    Args:
        paths: Files and folders; none means all pages of the project.
        config: A configuration file to use instead of the nearest one.
        today: The day that dates are held against.
        overlay: Texts that stand for files (standard input).

    Raises:
        StorymapError: A path does not exist, or the settings are wrong.
    """
    overlay = overlay or {}
    given = [Path(path) for path in paths]
    for path in given:
        if not path.exists() and as_named(path) not in overlay:
            raise StorymapError(f"there is no {path}")
    if config is not None and not Path(config).is_file():
        raise StorymapError(f"there is no {config}")
    project = find_project(given[0] if given else Path.cwd(), Path(config) if config else None)
    if not project.docs.is_dir() and not given:
        raise StorymapError(f"there is no folder {label(project.docs)} (`docs_dir` of {label(project.config or project.docs)})")
    wanted = [as_named(path) for path in given] or [real(project.docs)]
    everything = _files(project, wanted, overlay)
    checked = _judge(project, wanted, everything, today, overlay)
    checked.overlay = overlay
    return checked


def _files(project: Project, wanted: list[Path], overlay: dict[Path, str]) -> list[Path]:
    """All files of the project that names may lead to, and those that were asked for, each once."""
    bases = [project.docs] if project.host and project.docs.is_dir() else []
    if project.config is not None and not project.host:
        bases.append(project.root)
    found: dict[Path, None] = {}
    for base in (as_named(base) for base in (*bases, *wanted)):
        for path in walk(project, base) if base.exists() else ():
            found[path] = None
    for path in overlay:
        found[path] = None
    return sorted(found)


def _judge(project: Project, wanted: list[Path], files: list[Path], today: date, overlay: dict[Path, str]) -> Checked:
    def within(path: Path) -> bool:
        return any(path == base or base in path.parents for base in wanted)

    texts: dict[str, str] = {}
    pages: list[Page] = []
    map_files: list[Path] = []
    away: list[Page] = []
    absolute: dict[str, Path] = {}
    for path in files:
        name = label(path)
        absolute[name] = path
        if path.name.endswith(MAP_SUFFIXES):
            if path.is_symlink() and not real(path).is_relative_to(project.root):
                away.append(Page(name, "", "this link leads out of the project"))
            else:
                map_files.append(path)
            continue
        pages.append(_page(name, path, overlay))
        texts[name] = pages[-1].text
    read_map = file_reader(project.root, label, lambda page: absolute.get(page, project.root / page))
    collected = collect(pages, read_map, project.settings)
    collected.sources = [source for source in collected.sources if source.block is None or not project.waits(source.text)]
    collected.diagnostics += [page.problem for page in away]
    shown = {source.file for source in collected.sources}
    lone: list[MapSource] = []
    for path in map_files:
        name = label(path)
        if name in shown:
            continue
        page = _page(name, path, overlay)
        if page.unreadable:
            collected.diagnostics.append(page.problem)
        elif project.host:
            lone.append(standalone(name, page.text))
        else:
            collected.sources.append(standalone(name, page.text))
    shaper = Shaper(project.settings, extra_schema(project))
    defaults_file = label(project.config) if project.config else ""

    def defaults_at(span: Span) -> Location:
        return Location(defaults_file, span.line + 1, span.column + 1, span.end_line + 1, span.end_column + 1)

    sites, problems = other_sites(load_inventories(project.settings.inventories, project.root), defaults_file)
    problems += collected.diagnostics
    own, groups = _by_language(project, collected.sources, absolute)
    judged = join(groups[0], shaper, today=today, diagnostics=problems, sites=sites, defaults_at=defaults_at)
    for language, group in list(zip(own, groups, strict=True))[1:]:
        other = join(group, shaper, today=today, sites=sites, defaults_at=defaults_at)
        _add(judged, other, [entry for entry in other.maps if entry.source in language])
    judged = _with_lone(judged, lone, shaper, today, within, absolute)
    texts |= {entry.source.file: entry.source.text for entry in judged.maps if entry.source.block is None}
    return _pick(judged, project, collected, within, absolute, texts, sum(within(path) for path in files))


def _with_lone(judged: Judged, lone: list[MapSource], shaper: Shaper, today: date, within: Any, absolute: dict[str, Path]) -> Judged:
    """A map file that no fence shows is judged on its own and joins no registry."""
    for source in lone:
        if within(absolute[source.file]):
            alone = join([source], shaper, today=today)
            _add(judged, alone, alone.maps)
    return judged


def _add(judged: Judged, other: Judged, maps: list[JudgedMap]) -> None:
    """Add maps that were judged in a site of their own."""
    for entry in maps:
        entry.home = other
        judged.maps.append(entry)
        judged.diagnostics.extend(entry.diagnostics)
    judged.diagnostics.sort(key=lambda diagnostic: diagnostic.sort_key)


def _by_language(
    project: Project, sources: list[MapSource], absolute: dict[str, Path]
) -> tuple[list[list[MapSource]], list[list[MapSource]]]:
    """Group maps by the language of their page, the default language first.

    Returns:
        For each language its own maps, and all that its site holds: where a page has no version in a language, that of
        the default language stands in for it.
    """
    if len(project.languages) < 2:
        return [sources], [sources]
    own: dict[str, list[MapSource]] = {language: [] for language in project.languages}
    pages: dict[str, set[Path]] = {language: set() for language in project.languages}
    for source in sources:
        path = absolute.get(source.page, as_named(source.page))
        language = project.language_of(path)
        own[language].append(source)
        pages[language].add(project.same_page(path))
    default = project.languages[0]

    def stands_in(source: MapSource, language: str) -> bool:
        return project.same_page(absolute.get(source.page, as_named(source.page))) not in pages[language]

    groups = [
        own[language] if language == default else own[language] + [s for s in own[default] if stands_in(s, language)]
        for language in project.languages
    ]
    return [own[language] for language in project.languages], groups


def _pick(
    judged: Judged, project: Project, collected: Collected, within: Any, absolute: dict[str, Path], texts: dict[str, str], files: int
) -> Checked:
    def asked(entry: MapSource) -> bool:
        places = [entry.file, *(page for page, _ in entry.shown)]
        return any(within(absolute[place]) if place in absolute else within(as_named(place)) for place in places)

    def place(name: str) -> Path:
        return absolute.get(name) or as_named(name)

    maps = [entry for entry in judged.maps if asked(entry.source)]
    chosen = {id(diagnostic) for entry in maps for diagnostic in entry.diagnostics}
    of_maps = {id(diagnostic) for entry in judged.maps for diagnostic in entry.diagnostics}
    diagnostics = [
        diagnostic
        for diagnostic in judged.diagnostics
        if id(diagnostic) in chosen
        or (id(diagnostic) not in of_maps and (diagnostic.location.line is None or within(place(diagnostic.location.file))))
    ]
    judged.maps[:] = maps
    return Checked(judged, project, diagnostics, files, len(maps), texts)


def _page(name: str, path: Path, overlay: dict[Path, str]) -> Page:
    if path in overlay:
        return Page(name, overlay[path])
    try:
        return Page(name, path.read_bytes().decode("utf-8"))
    except UnicodeDecodeError as error:
        return Page(name, "", f"this file is not UTF-8 (byte {error.start + 1})")
    except OSError as error:
        return Page(name, "", f"this file cannot be read: {error.strerror or error}")


def extra_schema(project: Project) -> dict[str, Any] | None:
    """The team's own JSON Schema, if the settings name one."""
    name = project.settings.extra_schema
    if name is None:
        return None
    path = project.root / name
    from json import loads

    try:
        text = path.read_bytes().decode("utf-8")
        found = loads(text) if path.suffix == ".json" else _yaml(text)
    except (OSError, ValueError) as error:
        raise SettingsError(f"{_named(project.settings)}`extra_schema` {name} cannot be read: {error}") from error
    if not isinstance(found, dict):
        raise SettingsError(f"{_named(project.settings)}`extra_schema` {name} is not a JSON Schema")
    return found


def _yaml(text: str) -> Any:
    from mkdocs_storymap.source.yaml_doc import read_yaml

    doc = read_yaml(text)
    if doc.findings:
        raise ValueError(doc.findings[0].message)
    return doc.root.data if doc.root else None


def _named(settings: Settings) -> str:
    return f"{settings.source}: " if settings.source else ""
