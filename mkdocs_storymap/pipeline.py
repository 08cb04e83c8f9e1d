"""The one thing that faces call: texts in, a judged site out.

`collect` finds the maps of pages, `shape` reads and validates one, `join` makes a site of them and judges it, `render`
draws a map. Pure but for `Reader`, the function that reads an external map file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path as FilePath
from typing import Any

from mkdocs_storymap import schema
from mkdocs_storymap.build import build_map
from mkdocs_storymap.checks import run_checks
from mkdocs_storymap.derive import Derived, derive
from mkdocs_storymap.derive.checklist import Item, checklist
from mkdocs_storymap.diagnostics import CATALOGUE, Diagnostic, Finding, Fix, Location, Path, Related, Severity, Span, pointer
from mkdocs_storymap.errors import SettingsError
from mkdocs_storymap.grammar import GrammarError, parse_duration, parse_range
from mkdocs_storymap.metrics import DIRECTIONS, KINDS, Known
from mkdocs_storymap.model import StoryMap
from mkdocs_storymap.settings import Settings
from mkdocs_storymap.site.binding import bind_site
from mkdocs_storymap.site.external import ExternalSite, external_site
from mkdocs_storymap.site.registry import Registry
from mkdocs_storymap.site.site import Site
from mkdocs_storymap.source.fences import Block, scan
from mkdocs_storymap.source.inventories import Loaded
from mkdocs_storymap.source.yaml_doc import Node, YamlDoc, read_yaml

ReadMap = Callable[[str, str], tuple[str, str]]
"""Reads `file="…"` of a page: (page, name) → (file, text). Raises `MapFileError`."""


class MapFileError(Exception):
    """An external map cannot be read; the message says why, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Page:
    """A Markdown page (or a map file that stands for itself): its name for reports, and its text or why it has none."""

    file: str
    text: str
    unreadable: str = ""


@dataclass(slots=True, eq=False)
class MapSource:
    """One map as text.

    Attributes:
        file: Where its YAML stands.
        text: The YAML.
        block: The fence that holds it; None for a map file.
        page: The first page that shows it.
        shown: Every (page, fence) that shows it.
        generated: True where another plugin made it, so that it has no line of its own.
    """

    file: str
    text: str
    block: Block | None
    page: str
    shown: list[tuple[str, Block]] = field(default_factory=list)
    generated: bool = False

    @property
    def line(self) -> int | None:
        """Line from 1 at which the map begins in its file."""
        if self.generated:
            return None
        return self.block.line + 1 if self.block else 1

    def locate(self, span: Span) -> Location:
        """A place in the YAML as a place in the file that the user edits."""
        if self.generated:
            return Location(self.file, None)
        if self.block is None:
            return Location(self.file, span.line + 1, span.column + 1, span.end_line + 1, span.end_column + 1)
        line, column = self.block.locate(span.line, span.column)
        end_line, end_column = self.block.locate(span.end_line, span.end_column)
        return Location(self.file, line + 1, column + 1, end_line + 1, end_column + 1)


@dataclass(slots=True)
class Collected:
    """The maps of some pages, what is wrong with the fences themselves, and the (page, file) that could not be read."""

    sources: list[MapSource]
    diagnostics: list[Diagnostic]
    pages: int = 0
    indexes: list[tuple[str, Block]] = field(default_factory=list)
    missing: set[tuple[str, str]] = field(default_factory=set)


def collect(pages: Iterable[Page], read_map: ReadMap, settings: Settings) -> Collected:
    """Find every map of these pages; a file that is shown twice is one source."""
    found = Collected([], [])
    by_file: dict[str, MapSource] = {}
    for page in pages:
        found.pages += 1
        if page.unreadable:
            found.diagnostics.append(
                Diagnostic("SM106", "error", page.unreadable, "save it as UTF-8", Location(page.file, 1, 1, 1, 2))
            )
            continue
        result = scan(page.text, settings.fence)
        for near in result.near_misses:
            span = near.span or Span(0, 0, 0, 1)
            where = Location(page.file, span.line + 1, span.column + 1, span.end_line + 1, span.end_column + 1)
            found.diagnostics.append(Diagnostic(near.code, "error", near.message, near.hint, where))
        for block in result.blocks:
            if block.kind == "index":
                found.indexes.append((page.file, block))
            elif block.file is None:
                found.sources.append(MapSource(page.file, block.body, block, page.file, [(page.file, block)]))
            else:
                _external(page.file, block, read_map, by_file, found)
    return found


def _external(page: str, block: Block, read_map: ReadMap, by_file: dict[str, MapSource], found: Collected) -> None:
    assert block.file is not None
    try:
        file, text = read_map(page, block.file)
    except MapFileError as error:
        span = block.file_span or Span(block.line, block.column, block.line, block.column + 3)
        where = Location(page, span.line + 1, span.column + 1, span.end_line + 1, span.end_column + 1)
        found.diagnostics.append(Diagnostic("SM106", "error", error.message, error.hint, where))
        found.missing.add((page, block.file))
        return
    if file not in by_file:
        by_file[file] = MapSource(file, text, None, page)
        found.sources.append(by_file[file])
    by_file[file].shown.append((page, block))


def standalone(file: str, text: str) -> MapSource:
    """A map file that no fence shows."""
    return MapSource(file, text, None, file)


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
    """Validates maps under one site's settings; the results are kept by content, for as long as builds use them."""

    def __init__(self, settings: Settings, extra_schema: Mapping[str, Any] | None = None) -> None:
        self.settings = settings
        self.extra_schema = extra_schema
        self._kept: dict[str, Shaped] = {}
        self._before: dict[str, Shaped] = {}

    def turn(self) -> None:
        """Begin a build: what the last one did not use is forgotten, so that a server does not grow with its edits."""
        self._before, self._kept = self._kept, {}

    def __call__(self, text: str) -> Shaped:
        """Read, validate and build one map."""
        kept = self._kept.get(text)
        if kept is None:
            kept = self._kept[text] = self._before.get(text) or self._shape(text)
        return kept

    def _shape(self, text: str) -> Shaped:
        doc = read_yaml(text)
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
            findings += schema.validate_extra(root, dict(self.extra_schema))
        found, more = build_map(root, kind, checklist=on, defaulted=frozenset(defaulted))
        findings += [finding for finding in more if not _told(finding, findings)]
        if found.draft and self.settings.drafts == "forbid":
            findings.append(
                Finding("SM910", "this site does not allow drafts", "finish the map and remove `status: draft`", ("status",))
            )
        return Shaped(doc, root, found, tuple(findings), found.id)


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
    match = re.search(r"^\s*map:[ \t]*[\"']?([a-z0-9][a-z0-9_-]*)", text, re.MULTILINE)
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


@dataclass(slots=True, eq=False)
class JudgedMap:
    """One map of the judged site.

    Attributes:
        key: Its key in the registry; "" where it could not be read.
        source: Its text.
        shaped: What was read.
        diagnostics: Everything that was found in it.
        checklist: The state of C1 to C7.
        home: The site that it was judged in, where that is one of its own (a file that no page shows).
    """

    key: str
    source: MapSource
    shaped: Shaped
    diagnostics: list[Diagnostic] = field(default_factory=list)
    checklist: list[Item] = field(default_factory=list)
    home: Judged | None = None


@dataclass(slots=True, eq=False)
class Judged:
    """A whole site with its verdict.

    Attributes:
        site: The maps, bound.
        derived: What is derived from them.
        maps: One entry a source, in the order of the site.
        diagnostics: Every problem, sorted by file, line, column, code.
        settings: The settings that it was judged under.
    """

    site: Site
    derived: Derived
    maps: list[JudgedMap]
    diagnostics: list[Diagnostic]
    settings: Settings

    def by_key(self) -> dict[str, JudgedMap]:
        """The maps that could be read, by registry key."""
        return {judged.key: judged for judged in self.maps if judged.key}

    def failed(self, *, strict: bool = False) -> bool:
        """The verdict."""
        failing = ("error", "warning") if strict else ("error",)
        return any(diagnostic.severity in failing for diagnostic in self.diagnostics)


def join(
    sources: Iterable[MapSource],
    shaper: Shaper,
    *,
    today: date,
    diagnostics: Iterable[Diagnostic] = (),
    sites: Mapping[str, ExternalSite] | None = None,
    defaults_at: Callable[[Span], Location] | None = None,
) -> Judged:
    """Make a site of maps and judge it.

    Args:
        sources: The maps.
        shaper: Validates each of them.
        today: The day that dates are held against.
        diagnostics: What is already known to be wrong (fences, files).
        sites: Other sites by name, from `other_sites`.
        defaults_at: Places in the site's defaults, where problems of a defaulted value are shown.
    """
    settings = shaper.settings
    judged = [JudgedMap("", source, shaper(source.text)) for source in sources]
    readable = [entry for entry in judged if entry.shaped.map is not None]
    opaque = [(entry.shaped.claimed, entry.source.text) for entry in judged if entry.shaped.map is None]
    registry = Registry([entry.shaped.map for entry in readable if entry.shaped.map is not None], opaque, sites)
    for entry, key in zip(readable, registry.maps, strict=True):
        entry.key = key
    review_after = parse_duration(settings.review_after) if settings.review_after else None
    site = Site(registry, bind_site(registry, own_metrics(settings)), today, review_after)
    derived = derive(site)
    by_key = {entry.key: entry for entry in readable}
    found: dict[int, list[Finding]] = {id(entry): list(entry.shaped.findings) for entry in judged}
    for key, bound in site.bound.items():
        found[id(by_key[key])] += bound.findings
    for key, finding in run_checks(site, derived):
        found[id(by_key[key])].append(finding)
    locator = _Locator(by_key, defaults_at)
    for entry in judged:
        entry.diagnostics = _diagnostics(entry, found[id(entry)], settings, locator)
        if entry.shaped.map is not None:
            entry.checklist = checklist(entry.shaped.map, entry.diagnostics, settings.off)
    rest = [with_rules(diagnostic, settings) for diagnostic in diagnostics]
    everything = [diagnostic for diagnostic in rest if diagnostic is not None]
    everything += [diagnostic for entry in judged for diagnostic in entry.diagnostics]
    return Judged(site, derived, judged, sorted(everything, key=lambda d: d.sort_key), settings)


def other_sites(loaded: Iterable[Loaded], source: str) -> tuple[dict[str, ExternalSite], list[Diagnostic]]:
    """Read the inventories of other sites.

    Args:
        loaded: What was loaded.
        source: The configuration file that names them, for problems.

    Returns:
        The sites by name, and a warning for each inventory that could not be had.
    """
    sites: dict[str, ExternalSite] = {}
    problems = []
    for entry in loaded:
        problem = entry.problem
        found: ExternalSite | None = None
        if entry.data is not None:
            try:
                found = external_site(entry.name, entry.data, entry.base)
            except ValueError as error:
                problem = str(error)
        if problem:
            where = Location(source or entry.source, None)
            message = f"the inventory {entry.source} cannot be had: {problem}"
            problems.append(Diagnostic("SM913", "warning", message, "check the address, or take it out of `inventories`", where))
        if entry.name:
            sites[entry.name] = found or ExternalSite(entry.name, None)
    return sites, problems


def with_rules(diagnostic: Diagnostic, settings: Settings) -> Diagnostic | None:
    """A diagnostic of no map under the site's `rules`; None where its rule is off."""
    level = settings.rules.get(diagnostic.code)
    if level == "off":
        return None
    return replace(diagnostic, severity=level) if level else diagnostic  # type: ignore[arg-type]


def own_metrics(settings: Settings) -> dict[str, Known]:
    """The site's own metrics.

    Raises:
        SettingsError: A metric's option has a value that it does not take.
    """
    found = {}
    for name, options in settings.metrics.items():
        better, kind, written = options.get("better"), options.get("kind", "quality"), options.get("range")
        if better is not None and better not in DIRECTIONS:
            raise SettingsError(f"storymap: metric `{name}`: `better` takes {', '.join(DIRECTIONS)}, not `{better}`")
        if kind not in KINDS:
            raise SettingsError(f"storymap: metric `{name}`: `kind` takes {', '.join(KINDS)}, not `{kind}`")
        low = high = None
        if written is not None:
            text = f"{written[0]} to {written[1]}" if isinstance(written, list) and len(written) == 2 else str(written)
            try:
                ends = parse_range(text)
            except GrammarError as error:
                raise SettingsError(f"storymap: metric `{name}`: range: {error.message}; write it as in `0 to 1`") from error
            low, high = (end.number if end else None for end in ends)
        unit = options.get("unit")
        found[name] = Known(
            name, kind, better, low, high, str(unit) if unit else "ratio", _truth(options.get("labels")),
            proportion=None if options.get("proportion") is None else _truth(options["proportion"]),
        )  # fmt: skip
    return found


def _truth(value: Any) -> bool:
    return value is True or value == "yes" or value == "true"


class _Locator:
    """Finds the place of a path: in its map, or in the site's defaults."""

    def __init__(self, maps: Mapping[str, JudgedMap], defaults_at: Callable[[Span], Location] | None) -> None:
        self.maps = maps
        self.defaults_at = defaults_at

    def place(self, entry: JudgedMap, path: Path, *, key: bool, offset: tuple[int, int] | None = None) -> Location:
        root = entry.shaped.root
        if root is None:
            return entry.source.locate(Span(0, 0, 0, 1))
        node, reached = root.find(path)
        if len(reached) < len(path):
            key, offset = True, None
        span = node.alias or node.span
        origin = node.origin
        if key and reached and isinstance(reached[-1], str):
            parent, _ = root.find(reached[:-1])
            span = parent.keys.get(reached[-1], span)
        elif key and not reached:
            span = Span(node.span.line, node.span.column, node.span.line, node.span.column + 1)
            first = next(iter(node.keys.values()), None)
            span = first or span
        elif offset is not None and node.alias is None:
            span = part_of(node, offset)
        if origin == "defaults" and self.defaults_at is not None:
            return self.defaults_at(span)
        return entry.source.locate(span)

    def mentioned(self, entry: JudgedMap, finding: Finding) -> tuple[Related, ...]:
        found = []
        for mention in finding.mentions:
            where = self.maps.get(mention.map_key) if mention.map_key is not None else entry
            if where is not None:
                found.append(Related(self.place(where, mention.path, key=mention.key), mention.message))
        return tuple(found)


def part_of(node: Node, offset: tuple[int, int]) -> Span:
    """The place of a part of a scalar, where its characters stand one for one in the text."""
    span = node.span
    quoted = 1 if node.style in ("'", '"') and node.style else 0
    one_line = span.line == span.end_line and span.end_column - span.column == len(node.text) + 2 * quoted
    if node.style in ("|", ">") or not one_line:
        return span
    start = span.column + quoted + offset[0]
    return Span(span.line, start, span.line, max(start + 1, span.column + quoted + offset[1]))


def _diagnostics(entry: JudgedMap, findings: list[Finding], settings: Settings, locator: _Locator) -> list[Diagnostic]:
    found = entry.shaped.map
    seen: set[tuple[str, Path, str]] = set()
    result = []
    for finding in findings:
        name = (finding.code, finding.path, finding.message)
        if name in seen:
            continue
        seen.add(name)
        decided = severity(finding.code, found, settings)
        if decided is None:
            continue
        level, waived = decided
        where = (
            entry.source.locate(finding.span)
            if finding.span is not None
            else locator.place(entry, finding.path, key=finding.key, offset=finding.offset)
        )
        message = f"{finding.message} (in the site's `defaults`)" if _defaulted(entry, finding) else finding.message
        result.append(
            Diagnostic(
                finding.code, level, message, finding.hint, where, pointer(finding.path),
                (found.id if found else entry.shaped.claimed) or None, locator.mentioned(entry, finding), waived,
                _fix(entry, finding), finding.item,
                entry.source.locate(finding.fix.span) if finding.fix and finding.fix.span else None,
            )  # fmt: skip
        )
    return sorted(result, key=lambda d: d.sort_key)


def _defaulted(entry: JudgedMap, finding: Finding) -> bool:
    """True where a finding speaks of what the site's defaults lay under the map."""
    if entry.shaped.root is None or finding.span is not None or not finding.path:
        return False
    return entry.shaped.root.find(finding.path)[0].origin == "defaults"


def _fix(entry: JudgedMap, finding: Finding) -> Fix | None:
    """A finding's correction, unless it stands in the site's defaults or behind an `*alias`."""
    if finding.fix is None or entry.shaped.root is None or finding.span is not None:
        return finding.fix
    node, _ = entry.shaped.root.find(finding.path)
    return None if node.origin or (node.alias is not None and not finding.key) else finding.fix


def severity(code: str, found: StoryMap | None, settings: Settings) -> tuple[Severity, str | None] | None:
    """Decide how grave a problem is: rule → `rules` → draft → `waive`. Returns None where the rule is off.

    The second value is the reason where the map waived it.
    """
    entry = CATALOGUE[code]
    level: Severity = entry.severity
    written = settings.rules.get(code)
    if written == "off" or (found is not None and not found.checklist and entry.softened):
        return None
    if written is not None:
        level = written  # type: ignore[assignment]
    if found is not None and found.draft and entry.softened:
        level = "advice"
    if found is not None and entry.waivable:
        reason = found.waive.get(code) or (found.waive.get(entry.item) if entry.item else None)
        if reason is not None:
            return "advice", reason
    return level, None


def file_reader(root: FilePath, label: Callable[[FilePath], str], absolute: Callable[[str], FilePath]) -> ReadMap:
    """A `ReadMap` for files on disk: relative to the page, inside the project only.

    Args:
        root: The project's folder.
        label: How a file is called in reports.
        absolute: The file of a page, by that name.
    """

    def read(page: str, name: str) -> tuple[str, str]:
        try:
            path = (absolute(page).parent / name).resolve()
        except (OSError, ValueError) as error:
            raise MapFileError(f'the map file "{name}" has no name that a file can have', "mend `file`") from error
        if not path.is_relative_to(root.resolve()):
            raise MapFileError(
                f'the map file "{name}" lies outside of the project', "move it below the folder of the configuration"
            )
        try:
            return label(path), path.read_bytes().decode("utf-8")
        except FileNotFoundError:
            raise MapFileError(f'there is no map file "{name}"', _nearby(path)) from None
        except UnicodeDecodeError:
            raise MapFileError(f'the map file "{name}" is not UTF-8', "save it as UTF-8") from None
        except OSError as error:
            reason = error.strerror or str(error)
            raise MapFileError(f'the map file "{name}" cannot be read: {reason}', "check its name and its permissions") from None

    return read


def _nearby(path: FilePath) -> str:
    from mkdocs_storymap.diagnostics import closest

    if path.parent.is_dir():
        meant = closest(path.name, [entry.name for entry in path.parent.iterdir() if entry.suffix in (".yaml", ".yml")])
        if meant:
            return f"did you mean `{meant}`?"
    return "the name is relative to the page that shows it"


UrlFor = Callable[[Any], "str | None"]
"""Maps a `Key` to the URL of its thing, relative to the page that is rendered; None where it is shown nowhere."""


def render(judged: Judged, entry: JudgedMap, url_for: UrlFor, *, title_heading: int = 2) -> str:
    """Draw one map; where it has errors, they stand above it, and where it cannot be read, alone.

    Args:
        judged: The site.
        entry: The map.
        url_for: Links to other things.
        title_heading: 1 where the page has no title of its own.
    """
    from mkdocs_storymap.render.html import render_map, render_problems
    from mkdocs_storymap.render.context import PageContext

    home = entry.home or judged
    errors = [diagnostic for diagnostic in entry.diagnostics if diagnostic.severity == "error"]
    name = entry.shaped.map.title if entry.shaped.map is not None else entry.shaped.claimed or "This story map"
    panel = render_problems(errors, title=name) if errors else ""
    if not entry.key:
        return panel
    context = PageContext(
        home.site, home.derived, entry.key, entry.checklist, entry.diagnostics, url_for, title_heading,
        tuple(sorted(judged.settings.off)),
    )  # fmt: skip
    drawn = render_map(context)
    return f'<div class="storymap-page">{panel}{drawn}</div>' if panel else drawn


def shown_above(entry: JudgedMap) -> str:
    """What stands for a map that a page shows a second time: ids are unique in a page."""
    from html import escape

    found = entry.shaped.map
    if found is None:
        return ""
    return f'<p class="storymap-again"><a href="#{escape(found.id, quote=True)}">{escape(found.title)}</a> is shown above.</p>'


def render_index(judged: Judged, url_for: UrlFor) -> str:
    """Draw the portfolio: every map of the site on one page."""
    from mkdocs_storymap.render.html import render_portfolio
    from mkdocs_storymap.render.portfolio import PortfolioContext

    entries = [(entry.key, entry.checklist, entry.diagnostics) for entry in judged.maps if entry.key and entry.home is None]
    broken = [(entry.source.file, entry.diagnostics) for entry in judged.maps if not entry.key]
    return render_portfolio(PortfolioContext(judged.site, judged.derived, entries, url_for, broken))


_FIRST_HEADING = re.compile(r"^(?:# +\S|[^\n]+\n=+ *$|<h1[ >])", re.MULTILINE)
_FENCED = re.compile(r"^(?P<indent> {0,3})(?P<mark>`{3,}|~{3,}).*?^(?P=indent)(?P=mark)", re.MULTILINE | re.DOTALL)


def has_title(markdown: str) -> bool:
    """True where a page has a first heading of its own, so that a map's title is the second."""
    return bool(_FIRST_HEADING.search(_FENCED.sub("", markdown)))


def same_text(body: str) -> str:
    """A body without its white space: Markdown expands tabs and takes indentation away before we see a block again."""
    return "".join(body.split())


class Placed:
    """Finds the map behind a block of a page, when the page is converted.

    Args:
        judged: The site.
    """

    def __init__(self, judged: Judged) -> None:
        self._waiting: dict[tuple[str, str], list[JudgedMap]] = {}
        for entry in judged.maps:
            for page, block in entry.source.shown:
                self._waiting.setdefault((page, block_name(block)), []).append(entry)
        self._taken: dict[tuple[str, str], int] = {}

    def find(self, page: str, block: Block) -> JudgedMap | None:
        """The next map of this page with the text of a block; None for a block that no source holds."""
        name = (page, block_name(block))
        waiting = self._waiting.get(name, [])
        if not waiting:
            return None
        number = self._taken.get(name, 0)
        self._taken[name] = number + 1
        return waiting[number % len(waiting)]


def block_name(block: Block) -> str:
    """What a block is known by: the file that it names, or its text."""
    return f"file:{block.file}" if block.file is not None else same_text(block.body)


def standalone_renderer(options: dict[str, Any], page: str | None) -> Callable[[Block], str]:
    """The renderer of the extension alone, in a host that runs no plugin."""
    from mkdocs_storymap.standalone import renderer

    return renderer(options, page)
