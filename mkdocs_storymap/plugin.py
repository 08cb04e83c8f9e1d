"""The MkDocs plugin: host events in, pipeline out. The only module that imports mkdocs.

`on_config` settings and extension · `on_files` every source scanned, judged, assets added · `on_page_markdown` tells
the extension which page comes · `on_page_content` anchors, and that no map was lost · `on_env` report, then fail once.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from mkdocs.config import config_options
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File
from mkdocs.utils import get_relative_url

from mkdocs_storymap.assets import ASSETS, asset_bytes, style_element
from mkdocs_storymap.diagnostics import Diagnostic, Location, Span
from mkdocs_storymap.errors import StorymapError
from mkdocs_storymap.extension import StorymapExtension
from mkdocs_storymap.folder import extra_schema, label
from mkdocs_storymap.pipeline import (
    INDEX_ABOVE,
    Judged,
    MapSource,
    Page,
    Placed,
    Shaper,
    collect,
    file_reader,
    has_title,
    other_sites,
    shown_above,
    under_rules,
)  # fmt: skip
from mkdocs_storymap.pipeline.parts import Drawing, PartedMap, PartedSite, Parts, portfolio
from mkdocs_storymap.pipeline.quiet import settled
from mkdocs_storymap.render.html import render_problems
from mkdocs_storymap.render.search import searchable, swapped
from mkdocs_storymap.report.inventory import FILE_NAME, inventory, inventory_entry, inventory_text
from mkdocs_storymap.report.text import render_text
from mkdocs_storymap.report.write import write_atomically
from mkdocs_storymap.settings import OPTIONS, Settings, settings_from
from mkdocs_storymap.source.blocks import Block
from mkdocs_storymap.source.fences import scan
from mkdocs_storymap.source.inventories import load_inventories
from mkdocs_storymap.source.paths import real
from mkdocs_storymap.source.project import FOLDER_VARIABLE, MAP_SUFFIXES, OWN_FILE, Project, find_project, load_project, waiting_marks
from mkdocs_storymap.text import slug

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page as HostPage

log = get_plugin_logger(__name__)

_ASSET_FOLDER = "assets/storymap"
_SOURCE = "mkdocs_storymap/assets"
"""Where the host is told that these files come from."""


@dataclass(slots=True)
class _Drawn:
    """One map (or, without a source, the portfolio) in a page: drawn again where a map of another plugin changes the site."""

    page: HostPage
    source: MapSource | None
    heading: int
    html: str
    words: str = ""


class _Build:
    """What one build knows; made anew in `on_files`."""

    def __init__(
        self, judge: Callable[[list[MapSource]], PartedSite], sources: list[MapSource], texts: dict[str, str], waiting: list[Diagnostic]
    ) -> None:
        self.waiting = waiting
        self.texts = texts
        self.pages: dict[str, File] = {}
        self.late: list[Diagnostic] = []
        self.near: dict[str, list[Diagnostic]] = {}
        for diagnostic in waiting:
            if diagnostic.code == "SM103":
                self.near.setdefault(diagnostic.location.file, []).append(diagnostic)
        self.drawn: dict[str, list[_Drawn]] = {}
        self.shown: set[tuple[str, int]] = set()
        self.generated: list[MapSource] = []
        self.missing: set[tuple[str, str]] = set()
        self._judge = judge
        self.take(sources)
        self.placed = Placed(self.site.maps)
        self.titles: dict[str, str] = {}
        for entry in self.site.maps:
            for name, _ in entry.source.shown if entry.told.key else ():
                self.titles.setdefault(name, entry.told.title)

    def take(self, sources: list[MapSource]) -> None:
        """Judge the site of these maps."""
        self.site = self._judge(sources)
        self.by_key = self.site.by_key()
        self.anchors: dict[str, dict[Any, str]] = {}
        self.members: dict[str, list[PartedMap]] = {}
        for entry in self.site.maps:
            self.members.setdefault(entry.part.name, []).append(entry)

    def lines_of(self, file: str) -> list[str]:
        """The lines of a source, for excerpts."""
        text = self.texts.get(file, "")
        return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _quoted(name: str) -> str:
    """A file's name as a fence writes it."""
    mark = next((mark for mark in "\"'" if mark not in name), None)
    if mark is None or "\n" in name or "\r" in name:
        raise PluginError(f"no fence can name the map file {name!r}: take the quotation marks and line ends out of its name")
    return f"{mark}{name}{mark}"


def _as_title(text: str) -> str:
    """A map's title as the title of a page.

    Themes print that one as HTML, and into attributes; Material first turns entities back into signs. So no sign may
    mean anything there.
    """
    return text.translate(_LOOKALIKES).replace("&", "&amp;")


def _inventory_entry(number: int, url: str, judged: Judged) -> dict[str, Any]:
    return inventory_entry(judged, judged.maps[number], url)


_LOOKALIKES = str.maketrans({"<": "‹", ">": "›", '"': "”", "'": "’"})


class StorymapPlugin(BasePlugin):  # type: ignore[type-arg,no-untyped-call]
    """Finds, judges and renders the story maps of a site."""

    config_scheme = tuple((name, config_options.Optional(config_options.Type(object))) for name in OPTIONS)

    def __init__(self) -> None:
        self.serving = False
        self.project: Project | None = None
        self.extension: StorymapExtension | None = None
        self.parts: Parts | None = None
        self.server: LiveReloadServer | None = None
        self.watched: set[str] = set()
        self.build: _Build | None = None
        self.page: HostPage | None = None
        self.heading = 2
        self.folder: str | None = None
        self.whole: str | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether this is a server: it never fails, it shows."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the settings, and put our extension in; runs once a language under i18n."""
        try:
            self.project = self._project(config)
            settings, schema = self.project.settings, extra_schema(self.project)
            if self.parts is None or not self.parts.holds(settings, schema):
                self.parts = Parts(Shaper(settings, schema), keeps=self.serving)
        except StorymapError as error:
            raise PluginError(str(error)) from None
        self.extension = StorymapExtension(fence=self.project.settings.fence)
        self.extension.renderer = self._render
        config.markdown_extensions[:] = [
            entry
            for entry in config.markdown_extensions
            if entry != "mkdocs_storymap" and type(entry).__name__ != "StorymapExtension"
        ]
        config.markdown_extensions.append(self.extension)  # type: ignore[arg-type]
        return config

    def _project(self, config: MkDocsConfig) -> Project:
        self.folder = os.environ.get(FOLDER_VARIABLE)
        if self.folder:
            return replace(find_project(Path(self.folder)), host=False, docs=Path(self.folder))
        path = getattr(config, "config_file_path", None)
        if path and os.path.isfile(path):
            found = load_project(Path(path))
            marks = waiting_marks(config.plugins, [name for name in config.markdown_extensions if isinstance(name, str)])
            return replace(found, docs=Path(config.docs_dir), waiting=marks)
        given = {name: value for name, value in dict(self.config).items() if value is not None}
        root = Path.cwd()
        return Project(root, Path(config.docs_dir), None, True, settings_from(given))

    @property
    def settings(self) -> Settings:
        """The site's settings."""
        assert self.project is not None
        return self.project.settings

    @event_priority(-110)  # after mkdocs-static-i18n (-100), which leaves the pages of one language
    @settled()
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Scan all sources, build the registry and run the checks, before any page is converted."""
        assert self.project is not None and self.parts is not None
        self.parts.turn()
        texts: dict[str, str] = {}
        pages: list[Page] = []
        shown: dict[str, File] = {}
        if self.folder:
            self._make_pages(files, config)
        for file in files.documentation_pages():
            name = self._name(file)
            page = self._read(file, name)
            texts[name] = page.text
            shown[name] = file
            pages.append(page)
        absolute = {name: Path(file.abs_src_path or os.path.join(config.docs_dir, file.src_uri)) for name, file in shown.items()}
        reader = file_reader(self.project.root, label, lambda page: absolute.get(page, self.project.docs / page))  # type: ignore[union-attr]
        external: dict[str, Path] = {}

        def read_map(page: str, name: str) -> tuple[str, str]:
            with suppress(KeyError, OSError, ValueError):
                external[name] = real(absolute[page].parent / name)
            file, text = reader(page, name)
            texts[file] = text
            return file, text

        collected = collect(pages, read_map, self.settings)
        # What holds a macro or a snippet is no YAML yet; it is found again when the page is converted.
        collected.sources = [source for source in collected.sources if source.block is None or not self.project.waits(source.text)]
        source = label(self.project.root / self.settings.source) if self.settings.source else ""
        abroad = load_inventories(self.settings.inventories, self.project.root)
        sites, problems = other_sites(abroad, source)
        problems += collected.diagnostics

        def judge(sources: list[MapSource]) -> PartedSite:
            assert self.parts is not None
            return self.parts.site(
                sources, today=date.today(), texts=texts, diagnostics=problems, abroad=abroad, sites=sites, defaults_at=self._defaults_at
            )

        try:
            self.build = _Build(judge, collected.sources, texts, problems)
        except StorymapError as error:
            raise PluginError(str(error)) from None
        self.build.missing = collected.missing
        self.build.pages = shown
        own = [name for name in (self.settings.extra_schema, OWN_FILE) if name]
        own += [entry["from"] for entry in self.settings.inventories if "://" not in entry["from"]]
        self._watch(path for path in external.values() if path.is_relative_to(self.project.root))
        self._watch(self.project.root / name for name in own)
        if (self.build.site.maps or collected.indexes) and self.settings.assets == "auto":
            self._add_assets(files, config)
        return files

    def _make_pages(self, files: Files, config: MkDocsConfig) -> None:
        """In a folder without a configuration: a page for each map file that none shows, and a home page."""
        fence = self.settings.fence
        shown: set[Path] = set()
        for file in files.documentation_pages():
            page = self._read(file, file.src_uri)
            for block in scan(page.text, fence).blocks:
                if block.file is not None:
                    with suppress(ValueError):  # a null byte: no file has that name
                        shown.add(real(Path(file.abs_src_path or "").parent / block.file))
        for file in list(files):
            if not file.src_uri.endswith(MAP_SUFFIXES) or not file.inclusion.is_included():  # type: ignore[no-untyped-call]
                continue
            path = Path(file.abs_src_path or "")
            files.remove(file)
            if real(path) not in shown:
                base = file.src_uri.rpartition("/")[2]
                uri = file.src_uri.partition(".storymap.")[0] + ".md"
                if files.get_file_from_path(uri) is None:
                    files.append(File.generated(config, uri, content=f"```{fence} file={_quoted(base)}\n```\n"))
        if not any(file.src_uri in ("index.md", "README.md") for file in files.documentation_pages()):
            content = f"# {config.site_name}\n\n```{fence}-index\n```\n"
            files.append(File.generated(config, "index.md", content=content))

    def _name(self, file: File) -> str:
        return label(Path(file.abs_src_path)) if file.abs_src_path else file.src_uri

    def _read(self, file: File, name: str) -> Page:
        try:
            return Page(name, file.content_string)
        except UnicodeDecodeError as error:
            return Page(name, "", f"this file is not UTF-8 (byte {error.start + 1})")
        except OSError as error:
            return Page(name, "", f"this file cannot be read: {error.strerror or error}")

    def _defaults_at(self, span: Span) -> Location:
        assert self.project is not None
        file = label(self.project.root / self.settings.source) if self.settings.source else "mkdocs.yml"
        return Location(file, span.line + 1, span.column + 1, span.end_line + 1, span.end_column + 1)

    def _add_assets(self, files: Files, config: MkDocsConfig) -> None:
        for name in ASSETS:
            uri = f"{_ASSET_FOLDER}/{name}"
            if files.get_file_from_path(f"{_SOURCE}/{name}") is None:
                file = File.generated(config, f"{_SOURCE}/{name}", content=asset_bytes(name))
                file.dest_uri = uri
                files.append(file)
            listed: list[Any] = config.extra_css if name.endswith(".css") else config.extra_javascript
            if uri not in [str(entry) for entry in listed]:
                listed.append(uri)

    def on_page_markdown(self, markdown: str, *, page: HostPage, config: MkDocsConfig, files: Files) -> str:
        """Tell the extension which page comes, and give a page without a title that of its map."""
        assert self.extension is not None
        self.page = page
        self.extension.start_page()
        titled = has_title(markdown)
        self.heading = 2 if titled else 1
        first = self._first_map(page)
        if not titled and first is not None and "title" not in page.meta:
            page.meta["title"] = _as_title(first)
        return markdown

    def _first_map(self, page: HostPage) -> str | None:
        assert self.build is not None
        return self.build.titles.get(self._name(page.file))

    def _render(self, block: Block) -> str:
        """The renderer of the extension: the map behind a block, drawn for the current page."""
        assert self.build is not None and self.page is not None
        name = self._name(self.page.file)
        if block.kind == "index":
            if any(drawn.source is None for drawn in self.build.drawn.get(self.page.file.src_uri, ())):
                return INDEX_ABOVE
            html = self._portfolio(self.page)
            self._note(_Drawn(self.page, None, 2, html))
            return html
        entry = self.build.placed.find(name, block)
        level, self.heading = self.heading, 2
        if entry is None:
            return self._generated(name, block, level)
        if (self.page.file.src_uri, id(entry.source)) in self.build.shown:
            return shown_above(entry.told.id, entry.told.title)
        self.build.shown.add((self.page.file.src_uri, id(entry.source)))
        drawing = self._draw(entry, self.page, level)
        self._note(_Drawn(self.page, entry.source, level, drawing.html, drawing.words))
        return drawing.html

    def _note(self, drawn: _Drawn) -> None:
        """Remember what stands in the HTML of a page."""
        assert self.build is not None
        self.build.drawn.setdefault(drawn.page.file.src_uri, []).append(drawn)

    def _draw(self, entry: PartedMap, page: HostPage, level: int) -> Drawing:
        assert self.parts is not None
        return self.parts.draw(entry, lambda key: self._url(key, page), self._addresses(entry, page), title_heading=level)

    def _portfolio(self, page: HostPage) -> str:
        assert self.build is not None
        return portfolio(self.build.site, lambda key: self._url(key, page), lambda entry: self._addresses(entry, page))

    def _addresses(self, entry: PartedMap, page: HostPage) -> tuple[str | None, ...]:
        """The pages of a map and its neighbours, as a page links to them."""
        assert self.build is not None
        return tuple(self._page_url(one, page) for one in self.build.members[entry.part.name])

    def _generated(self, name: str, block: Block, level: int) -> str:
        """A map that stands in no source: another plugin made it. It is judged with all others in `on_env`."""
        assert self.build is not None and self.page is not None
        source = MapSource(name, block.body, block, name, [(name, block)], generated=True)
        if (name, block.file or "") in self.build.missing:
            return render_problems([d for d in self.build.waiting if d.code == "SM106" and d.location.file == name], title=block.file or "")
        if block.file is not None:
            problem = "a map file cannot be shown from text that another plugin makes"
            self.build.late.append(Diagnostic("SM106", "error", problem, "write the fence into the page itself", Location(name, None)))
            return ""
        html = f'<section class="storymap" data-storymap-pending="{len(self.build.generated)}"></section>'
        self.build.generated.append(source)
        self._note(_Drawn(self.page, source, level, html))
        return html

    def _join_generated(self) -> None:
        """Judge the site again with the maps that other plugins made, and draw anew what that changes."""
        assert self.build is not None
        build = self.build
        build.take([entry.source for entry in build.site.maps] + build.generated)
        by_source = {id(entry.source): entry for entry in build.site.maps}
        for on_page in build.drawn.values():
            before = [drawn.html for drawn in on_page]
            page = on_page[0].page
            for drawn in on_page:
                if drawn.source is None:
                    drawn.html = self._portfolio(page)
                else:
                    drawing = self._draw(by_source[id(drawn.source)], page, drawn.heading)
                    drawn.html, drawn.words = drawing.html, drawing.words
            if page.content:
                page.content, _ = swapped(page.content, zip(before, (drawn.html for drawn in on_page), strict=True))

    def _url(self, key: Any, page: HostPage) -> str | None:
        """URL of a thing, relative to a page."""
        from mkdocs_storymap.render.ids import anchors

        assert self.build is not None
        owner = self.build.by_key.get(key.map)
        if owner is None:
            return None
        if key.map not in self.build.anchors:
            self.build.anchors[key.map] = anchors(owner.part.judged.site, key.map)
        anchor = self.build.anchors[key.map].get(key)
        target = self._page_url(owner, page)
        return f"{target}#{anchor}" if anchor is not None and target is not None else None

    def _page_url(self, entry: PartedMap, page: HostPage) -> str | None:
        """URL of the page that shows a map, relative to a page; "" for that page itself."""
        assert self.build is not None
        target = self.build.pages.get(entry.source.page)
        if target is None:
            return None
        return "" if target.src_uri == page.file.src_uri else get_relative_url(target.url, page.url)

    def on_page_content(self, html: str, *, page: HostPage, config: MkDocsConfig, files: Files) -> str:
        """Add our anchors to those of the page, find maps that were lost on the way, and show the fences that became none."""
        assert self.extension is not None and self.build is not None
        name = self._name(page.file)
        lost = [
            Diagnostic(
                "SM103", "error", "this story map stands where Markdown shows no block",
                "put it at the top level, or indent it by four blanks below its list item or admonition, whose extension the site has to name "
                "(`admonition` for `!!!`, `pymdownx.details` for `???`, `pymdownx.tabbed` for `===`)", self._place(name, entry.block),
            )  # fmt: skip
            for entry in self.extension.missing(html)
        ]
        if self.extension.stashed and page.present_anchor_ids is not None:
            page.present_anchor_ids.update(part.partition('"')[0] for part in html.split(' id="')[1:])
        self.build.late += lost
        near = under_rules([*self.build.near.get(name, ()), *lost], self.settings)
        if near:
            html = f"{render_problems(near, title='Story maps')}\n{html}"
        return self._style() + html if near or page.file.src_uri in self.build.drawn else html

    def _style(self) -> str:
        """The style of a page with maps, where it stands in the page."""
        return style_element() if self.settings.assets == "inline" else ""

    def _place(self, name: str, block: Block) -> Location:
        """Where a block stands in its file."""
        assert self.build is not None
        entry = self.build.placed.find(name, block)
        for page, own in entry.source.shown if entry else ():
            if page == name:
                return Location(name, own.line + 1, own.column + 1, own.line + 1, own.column + 4)
        return Location(name, None)

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Report every problem once; fail the build once."""
        assert self.build is not None
        build = self.build
        if build.generated:
            self._join_generated()
        diagnostics = sorted([*build.site.diagnostics, *under_rules(build.late, self.settings)], key=lambda d: d.sort_key)
        lenient = self.settings.on_problem == "warn"
        if self.folder and not self.serving:
            return env  # the command has told every problem already
        for diagnostic, text in zip(diagnostics, render_text(diagnostics, build.lines_of), strict=True):
            if diagnostic.severity == "error" and not lenient:
                log.error(text)
            elif diagnostic.severity in ("error", "warning"):
                log.warning(text)
            else:
                log.info(text)
        failing = [d for d in diagnostics if d.severity == "error" or (d.severity == "warning" and config.strict)]
        if not failing or (lenient and not config.strict):
            return env
        if self.folder or (self.serving and self.settings.on_problem != "error"):
            return env
        count = len(failing)
        raise PluginError(f"{count} problem{'s' if count != 1 else ''} in the story maps of this site; see above")

    @event_priority(90)  # before a search plugin reads the page
    def _before_search(self, context: Any, *, page: HostPage, config: MkDocsConfig, nav: Any) -> Any:
        """Let search plugins read the words of a map instead of its drawings."""
        self.whole = None
        drawn = self.build.drawn.get(page.file.src_uri, []) if self.build is not None else []
        if drawn and page.content:
            self.whole = page.content
            for one in drawn:
                one.words = one.words or searchable(one.html)
            page.content, _ = swapped(page.content, [(self._style(), ""), *((one.html, one.words) for one in drawn)])
        return context

    @event_priority(-90)
    def _after_search(self, context: Any, *, page: HostPage, config: MkDocsConfig, nav: Any) -> Any:
        """Put the drawn maps back; what others changed around them stays."""
        if self.whole is not None and self.build is not None and page.content is not None:
            content, complete = swapped(page.content, ((one.words, one.html) for one in self.build.drawn.get(page.file.src_uri, ())))
            page.content = self._style() + content if complete else self.whole
            self.whole = None
        return context

    on_page_context = CombinedEvent(_before_search, _after_search)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the inventory, if there is a map."""
        if self.build is not None and self.build.by_key:
            self._write_inventory(self.build, config)
        self._rest()

    def _write_inventory(self, build: _Build, config: MkDocsConfig) -> None:
        maps = []
        for entry in build.by_key.values():
            page = build.pages.get(entry.source.page)
            if page is not None:
                maps.append(entry.part.recall(("inventory", entry.number, page.url), partial(_inventory_entry, entry.number, page.url)))
        data = inventory(maps, site=slug(config.site_name or ""), base=config.site_url or "")
        # mkdocs-static-i18n builds once a language; the root's inventory is that of the default one.
        languages = config.plugins.get("i18n")
        current = str(getattr(languages, "current_language", "") or "")
        folder = "" if current == str(getattr(languages, "default_language", "") or "") else current
        try:
            write_atomically(Path(config.site_dir, folder, FILE_NAME), inventory_text(data))
        except StorymapError as error:
            raise PluginError(str(error)) from None

    def on_build_error(self, *, error: Exception, **_: Any) -> None:
        """Let the maps of a failed build go, too."""
        self._rest()

    def _rest(self) -> None:
        """End a build of a server."""
        if self.serving and self.parts is not None:
            self.parts.rest()
            self.build = None

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Watch what maps are made of beside the pages."""
        self.server = server
        known, self.watched = self.watched, set()
        self._watch(Path(path) for path in known)
        return server

    def _watch(self, paths: Any) -> None:
        for path in paths:
            folder = str(path)
            if folder in self.watched or not os.path.exists(folder):
                continue
            self.watched.add(folder)
            if self.server is not None:
                self.server.watch(folder)
