"""A project on disk: its pages and maps read and judged, as `check`, `export` and the extension alone need them."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from mkdocs_storymap.diagnostics import Diagnostic, Location, Span
from mkdocs_storymap.digest import digest
from mkdocs_storymap.errors import SettingsError, StorymapError
from mkdocs_storymap.memory import Memory, Verdict
from mkdocs_storymap.pipeline import (
    Judged,
    JudgedMap,
    MapSource,
    Page,
    Shaper,
    collect,
    file_reader,
    join,
    other_sites,
    standalone,
    under_rules,
)  # fmt: skip
from mkdocs_storymap.pipeline.groups import grouped, setting_name
from mkdocs_storymap.pipeline.quiet import quiet
from mkdocs_storymap.settings import Settings
from mkdocs_storymap.site.external import ExternalSite
from mkdocs_storymap.site.outlines import Outline, outline
from mkdocs_storymap.source.inventories import Loaded, load_inventories
from mkdocs_storymap.source.paths import as_named, real
from mkdocs_storymap.source.project import MAP_SUFFIXES, Project, find_project, walk


@dataclass(slots=True)
class Checked:
    """The verdict on a project and what of it was asked for.

    Attributes:
        project: Where it stands.
        verdicts: On each map of the files that were asked for.
        diagnostics: The problems of those files, sorted.
        files: How many files those are.
        texts: Text of each file by its name in reports, for excerpts.
        overlay: Texts that stand for files (standard input).
    """

    project: Project
    verdicts: list[Verdict]
    diagnostics: list[Diagnostic]
    files: int
    texts: dict[str, str]
    overlay: dict[Path, str]

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


@dataclass(slots=True)
class CheckedSite(Checked):
    """The same with the maps themselves.

    Attributes:
        judged: The whole project; its `maps` are those of the files that were asked for.
        names: Kept by whoever draws pages: what of a map has an address.
    """

    judged: Judged
    names: dict[str, Any] = field(default_factory=dict)


def label(path: Path) -> str:
    """How a file is called in reports: relative to the current folder, with `/`."""
    return os.path.relpath(path).replace(os.sep, "/")


@quiet()
def check_paths(paths: list[str], config: str | None, today: date, overlay: dict[Path, str] | None = None) -> CheckedSite:
    """Judge the project of some paths, and pick what stands in them.

    Args:
        paths: Files and folders; none means all pages of the project.
        config: A configuration file to use instead of the nearest one.
        today: The day that dates are held against.
        overlay: Texts that stand for files (standard input).

    Raises:
        StorymapError: A path does not exist, or the settings are wrong.
    """
    return _joined(_gathered(paths, config, today, overlay or {}))


@quiet()
def recall_paths(
    paths: list[str], config: str | None, today: date, overlay: dict[Path, str] | None = None, cache: Path | None = None
) -> Checked:
    """Tell the same verdict, with what earlier runs found: only maps that something changed for are judged again.

    Args:
        paths: As for `check_paths`, as are the following.
        config: See there.
        today: See there.
        overlay: See there.
        cache: Where verdicts are kept; None takes the user's cache folder.

    Raises:
        StorymapError: A path does not exist, or the settings are wrong.
    """
    found = _gathered(paths, config, today, overlay or {})
    return _recalled(found, Memory(found.project.root, cache))


@dataclass(slots=True)
class _Gathered:
    """A project before it is judged.

    Attributes:
        project: Where it stands.
        wanted: What was asked for.
        overlay: Texts that stand for files.
        absolute: Every file by its name in reports.
        texts: The text of every page.
        own: The maps of each language, the default one first.
        groups: All maps that the site of each language holds.
        lone: Map files that no page shows.
        shaper: Validates maps.
        sites: Other sites.
        problems: Of pages, files and inventories.
        abroad: What was loaded of other sites.
        today: The day.
    """

    project: Project
    wanted: list[Path]
    overlay: dict[Path, str]
    absolute: dict[str, Path]
    texts: dict[str, str]
    own: list[list[MapSource]]
    groups: list[list[MapSource]]
    lone: list[MapSource]
    shaper: Shaper
    sites: dict[str, ExternalSite]
    problems: list[Diagnostic]
    abroad: list[Loaded]
    today: date

    def within(self, path: Path) -> bool:
        """True for a file that was asked for."""
        text = str(path)
        return any(text == base or text.startswith(os.path.join(base, "")) for base in map(str, self.wanted))

    def place(self, name: str) -> Path:
        """The file of a name in reports."""
        return self.absolute.get(name) or as_named(name)

    def asked(self, source: MapSource) -> bool:
        """True for a map that stands, or is shown, in a file that was asked for."""
        return any(self.within(self.place(name)) for name in (source.file, *(page for page, _ in source.shown)))

    def loose(self) -> list[Diagnostic]:
        """The problems of no map that were asked for."""
        found = under_rules(self.problems, self.project.settings)
        return [one for one in found if one.location.line is None or self.within(self.place(one.location.file))]

    def defaults_at(self, span: Span) -> Location:
        """A place in the site's defaults."""
        return Location(_config_name(self.project), span.line + 1, span.column + 1, span.end_line + 1, span.end_column + 1)


def _gathered(paths: list[str], config: str | None, today: date, overlay: dict[Path, str]) -> _Gathered:
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
    return _read(project, wanted, _files(project, wanted, overlay), today, overlay)


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


def _read(project: Project, wanted: list[Path], files: list[Path], today: date, overlay: dict[Path, str]) -> _Gathered:
    texts: dict[str, str] = {}
    pages: list[Page] = []
    map_files: list[Path] = []
    away: list[Page] = []
    absolute: dict[str, Path] = {}
    for path in files:
        name = label(path)
        absolute[name] = path
        if path.name.endswith(MAP_SUFFIXES):
            if path.is_relative_to(project.root) and not real(path).is_relative_to(project.root):
                away.append(Page(name, "", "this link leads out of the project"))
            else:
                map_files.append(path)
            continue
        pages.append(_page(name, path, overlay))
        texts[name] = pages[-1].text
    read_map = file_reader(project.root, label, lambda page: absolute.get(page, project.root / page), overlay)
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
    abroad = load_inventories(project.settings.inventories, project.root)
    sites, problems = other_sites(abroad, _config_name(project))
    own, groups = _by_language(project, collected.sources, absolute)
    shaper = Shaper(project.settings, extra_schema(project))
    return _Gathered(
        project, wanted, overlay, absolute, texts, own, groups, lone, shaper, sites, problems + collected.diagnostics, abroad, today
    )


def _joined(found: _Gathered) -> CheckedSite:
    """Judge all maps as one site."""
    judged = join(
        found.groups[0], found.shaper, today=found.today, diagnostics=found.problems, sites=found.sites, defaults_at=found.defaults_at
    )
    for language, group in list(zip(found.own, found.groups, strict=True))[1:]:
        other = join(group, found.shaper, today=found.today, sites=found.sites, defaults_at=found.defaults_at)
        _add(judged, other, [entry for entry in other.maps if entry.source in language])
    for source in found.lone:
        if found.asked(source):
            alone = _alone(found, source)
            _add(judged, alone, alone.maps)
    judged.maps[:] = [entry for entry in judged.maps if found.asked(entry.source)]
    verdicts = [_verdict(entry) for entry in judged.maps]
    return CheckedSite(**_answer(found, verdicts), judged=judged)


def _alone(found: _Gathered, source: MapSource) -> Judged:
    """Judge a map file that no page shows: on its own, it joins no registry."""
    return join([source], found.shaper, today=found.today, sites=found.sites, defaults_at=found.defaults_at)


def _recalled(found: _Gathered, memory: Memory) -> Checked:
    """Judge the maps in groups that have to do with each other, and only where no earlier run did."""
    config = label(found.project.config) if found.project.config else ""
    setting = setting_name(found.shaper, found.today, found.abroad, config)
    verdicts: list[Verdict] = []
    for language, group in zip(found.own, found.groups, strict=True):
        judged = _in_groups(found, memory, setting, group)
        verdicts += [judged[id(source)] for source in language if found.asked(source)]
    for source in found.lone:
        if found.asked(source):
            alone = _alone(found, source)
            verdicts += [_verdict(entry) for entry in alone.maps]
    memory.save()
    return Checked(**_answer(found, verdicts))


def _in_groups(found: _Gathered, memory: Memory, setting: str, sources: list[MapSource]) -> dict[int, Verdict]:
    """The verdict on each map of a site, by the identity of its source."""
    outlines: list[Outline] = []
    for source in sources:
        name = digest(setting, "outline", source.text)
        one = memory.outline(name)
        if one is None:
            shaped = found.shaper(source.text)
            one = outline(shaped.map, shaped.claimed)
            memory.keep_outline(name, one)
        outlines.append(one)
    beyond, groups = grouped(sources, outlines, found.texts, setting)
    verdicts: dict[int, Verdict] = {}
    for group in groups:
        members = [sources[number] for number in group.numbers]
        known = memory.verdicts(group.name, beyond)
        if known is None or len(known) != len(members):
            judged = join(
                members, found.shaper, today=found.today, sites=found.sites, defaults_at=found.defaults_at, beyond=beyond
            )
            known = [_verdict(entry) for entry in judged.maps]
            memory.keep_verdicts(group.name, known, judged.site.registry.asked)
        verdicts |= {id(source): verdict for source, verdict in zip(members, known, strict=True)}
    return verdicts


def _verdict(entry: JudgedMap) -> Verdict:
    draft = entry.shaped.map is not None and entry.shaped.map.draft
    return Verdict(entry.source.file, entry.shaped.claimed, draft, tuple(entry.diagnostics))


def _answer(found: _Gathered, verdicts: list[Verdict]) -> dict[str, Any]:
    """What was asked for."""
    told = found.loose() + [diagnostic for verdict in verdicts for diagnostic in verdict.diagnostics]
    texts = dict(found.texts)
    for source in chain(*found.groups, found.lone):
        if source.block is None:
            texts[source.file] = source.text
    return {
        "project": found.project, "verdicts": verdicts, "diagnostics": sorted(told, key=lambda one: one.sort_key),
        "files": sum(found.within(path) for path in found.absolute.values()), "texts": texts, "overlay": found.overlay,
    }  # fmt: skip


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


def _config_name(project: Project) -> str:
    """How the file is called in reports that the settings stand in."""
    return label(project.root / project.settings.source) if project.config else ""


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
    path = real(project.root / name)
    if not path.is_relative_to(project.root):
        told = f"`extra_schema` {name} lies outside of the project; move it below the folder of the configuration"
        raise SettingsError(_named(project.settings) + told)
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
