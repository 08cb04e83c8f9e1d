"""The project around a path: its configuration file, read with our own reader, and the files that maps stand in.

MkDocs reads its configuration as YAML 1.1 (`SM703: off` becomes `False`), and a safe loader fails on Material's
`!!python/name`; so the options are read again from the text, with unknown tags taken as they are, `INHERIT` followed
and `!ENV` resolved.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import Any

from mkdocs_storymap.errors import SettingsError
from mkdocs_storymap.record import record
from mkdocs_storymap.settings import Settings, settings_from
from mkdocs_storymap.source.paths import as_named, real
from mkdocs_storymap.source.toml_config import read_toml
from mkdocs_storymap.source.yaml_doc import Node, read_yaml

HOST_FILES = ("mkdocs.yml", "mkdocs.yaml", "properdocs.yml", "properdocs.yaml")
"""Configurations of the hosts that run the plugin."""
ZENSICAL_FILE = "zensical.toml"
OWN_FILE = "storymap.yml"
FOLDER_VARIABLE = "STORYMAP_FOLDER"
"""Set by `mkdocs-storymap build` and `serve` for the host that they start: the folder that the site is made from."""
MAP_SUFFIXES = (".storymap.yaml", ".storymap.yml")
PAGE_SUFFIXES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
_SKIPPED = frozenset({"node_modules", "__pycache__"})
_MOST_INHERITED = 10


@record
class Project:
    """Where a check runs.

    Attributes:
        root: The project's folder; no file outside of it is read.
        docs: The folder of the pages.
        config: The configuration file, or None.
        host: True where that is a host's (`mkdocs.yml`, `zensical.toml`): map files join the site through fences only.
        settings: The settings.
        exclude: The host's `exclude_docs`: patterns as in `.gitignore`.
        drafts: The host's `draft_docs`, in the same form: what a build leaves out and a server shows.
        waiting: Marks of text that another plugin or extension fills in: a map that holds one is none yet.
        languages: The site's languages, the default first, where a page stands once a language.
        by_folder: True where a language is the first folder of a page, False where it is a suffix of its name.
    """

    root: Path
    docs: Path
    config: Path | None
    host: bool
    settings: Settings
    exclude: str = ""
    drafts: str = ""
    waiting: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    by_folder: bool = False

    def language_of(self, page: Path) -> str:
        """The language of a page; the default one where its name says none."""
        if not self.languages or not page.is_relative_to(self.docs):
            return ""
        parts = page.relative_to(self.docs).parts
        said = parts[0] if self.by_folder else page.name.split(".")[-2] if page.name.count(".") > 1 else ""
        return said if said in self.languages else self.languages[0]

    def same_page(self, page: Path) -> Path:
        """What all language versions of a page have in common."""
        if not page.is_relative_to(self.docs):
            return page
        relative = page.relative_to(self.docs)
        if self.by_folder:
            return Path(*relative.parts[1:]) if relative.parts[0] in self.languages else relative
        parts = page.name.split(".")
        if len(parts) > 2 and parts[-2] in self.languages:
            return relative.with_name(".".join([*parts[:-2], parts[-1]]))
        return relative

    def waits(self, text: str) -> bool:
        """True for the text of a map that is not whole before another plugin or extension ran."""
        return any(mark in text for mark in self.waiting)


def find_project(start: Path, config: Path | None = None) -> Project:
    """Find the project that a path belongs to: the nearest `mkdocs.yml` or `zensical.toml`, else the nearest `storymap.yml`, upwards.

    Raises:
        SettingsError: The configuration cannot be read, or an option is wrong.
    """
    start = as_named(start)
    if config is not None:
        return load_project(config)
    folder = start if start.is_dir() else start.parent
    folders = [folder, *folder.parents]
    for names in ((*HOST_FILES, ZENSICAL_FILE), (OWN_FILE,)):
        for candidate in folders:
            for name in names:
                if (candidate / name).is_file():
                    return load_project(candidate / name)
    root = Path.cwd()
    return Project(root, folder, None, False, Settings())


def load_project(config: Path) -> Project:
    """Read the settings from a configuration file."""
    config = real(config)
    root = config.parent
    if config.name == OWN_FILE:
        node = _read(config)
        return Project(root, root, config, False, _settings(node, config.name))
    levels = _inherited(config)
    tree = reduce(_merged, (node for _, node in levels)).children if levels else {}
    docs = tree.get("docs_dir")
    docs_dir = as_named(root / (docs.text if docs is not None and docs.kind == "scalar" and docs.text else "docs"))
    strict = tree.get("strict")
    options = _options(tree)
    home = next((path for path, node in levels if _options(node.children) is not None), config)
    source = os.path.relpath(home, root).replace(os.sep, "/")
    if options is None and (root / OWN_FILE).is_file():
        options, source = _read(root / OWN_FILE), OWN_FILE
    is_strict = strict is not None and strict.data is True
    exclude, drafts = (tree[name].text if name in tree else "" for name in ("exclude_docs", "draft_docs"))
    languages, by_folder = _languages(_named(tree.get("plugins"), "i18n"))
    return Project(
        root, docs_dir, config, True, _settings(options, source, is_strict), exclude, drafts,
        waiting_marks(_names(tree.get("plugins")), _names(tree.get("markdown_extensions"))), languages, by_folder,
    )  # fmt: skip


def waiting_marks(plugins: Iterable[str], extensions: Iterable[str]) -> tuple[str, ...]:
    """The marks that these plugins and extensions replace by other text; in Zensical, some plugins are extensions."""
    marks: list[str] = []
    names = {*plugins, *extensions}
    if names & {"macros", "zensical.extensions.macros"}:
        marks += ["{{", "{%"]
    elif names & {"include-markdown", "zensical.extensions.include_markdown"}:
        marks.append("{%")
    if "pymdownx.snippets" in names:
        marks.append("--8<--")
    return tuple(marks)


def _names(section: Node | None) -> set[str]:
    """The names in a list of plugins or extensions, with options or without."""
    entries = section.items if section is not None and section.kind == "sequence" else [section] if section is not None else []
    found: set[str] = set()
    for entry in entries:
        found.update([entry.text] if entry.kind == "scalar" else entry.children)
    return found


def _languages(options: Node | None) -> tuple[tuple[str, ...], bool]:
    """The languages of mkdocs-static-i18n, the default first, and whether they are folders."""
    listed = options.children.get("languages") if options is not None else None
    if options is None or listed is None:
        return (), False
    found: list[str] = []
    for entry in listed.items:
        locale, default = entry.children.get("locale"), entry.children.get("default")
        if locale is not None and locale.text:
            found.insert(0 if default is not None and default.data is True else len(found), locale.text)
    structure = options.children.get("docs_structure")
    return tuple(found), structure is not None and structure.text == "folder"


def _settings(node: Node | None, source: str, strict: bool = False) -> Settings:
    if node is None:
        return settings_from(None, source=source, strict=strict)
    data = _plain(node)
    defaults = node.children.get("defaults") if node.kind == "mapping" else None
    if defaults is not None:
        mark_origin(defaults, "defaults")
    return settings_from(data, source=source, defaults=defaults, strict=strict)


def mark_origin(node: Node, origin: str) -> None:
    """Write into every node where it comes from."""
    node.origin = origin
    for child in (*node.children.values(), *node.items):
        mark_origin(child, origin)


def _plain(node: Node) -> Any:
    """Plain data with `!ENV` resolved."""
    if node.tag == "!ENV":
        return _env(node)
    if node.kind == "mapping":
        return {key: _plain(child) for key, child in node.children.items()}
    if node.kind == "sequence":
        return [_plain(item) for item in node.items]
    return node.data


def _env(node: Node) -> Any:
    names = [item.text for item in node.items] if node.kind == "sequence" else [node.text]
    for name in names:
        if name in os.environ:
            return os.environ[name]
    return node.items[-1].data if node.kind == "sequence" and len(node.items) > 1 else None


def _read(path: Path) -> Node | None:
    if path.suffix.lower() == ".toml":
        return read_toml(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} cannot be read: {error}") from error
    doc = read_yaml(text, tolerate_tags=True)
    fatal = [finding for finding in doc.findings if finding.code != "SM102"]
    if fatal:
        line = fatal[0].span.line + 1 if fatal[0].span else 1
        raise SettingsError(f"{path.name}:{line}: {fatal[0].message} ({fatal[0].hint})")
    return doc.root


def _inherited(config: Path) -> list[tuple[Path, Node]]:
    """The configuration file and those that it inherits from, the nearest first."""
    levels: list[tuple[Path, Node]] = []
    node = _read(config)
    while node is not None and node.kind == "mapping" and len(levels) < _MOST_INHERITED:
        levels.append((config, node))
        parent = node.children.get("INHERIT")
        if parent is None or not parent.text:
            break
        config = real(config.parent / parent.text)
        node = _read(config) if config.is_file() else None
    return levels


def _merged(own: Node, below: Node) -> Node:
    """Lay what is inherited under a value, as MkDocs does: mappings are joined, lists are not."""
    if own.kind != "mapping" or below.kind != "mapping":
        return own
    children = dict(own.children)
    for key, value in below.children.items():
        children[key] = _merged(children[key], value) if key in children else value
    data = {key: child.data for key, child in children.items()}
    return replace(own, children=children, keys={**below.keys, **own.keys}, data=data)


def _options(tree: dict[str, Node]) -> Node | None:
    """Our options: under `plugins`, else under `markdown_extensions`; an empty node where we are named without any."""
    for section, name in (("plugins", "storymap"), ("markdown_extensions", "mkdocs_storymap")):
        found = _named(tree.get(section), name)
        if found is not None:
            return _without_switch(found) if section == "plugins" else found
    return None


def _without_switch(options: Node) -> Node:
    """Leave out `enabled`, which MkDocs knows for every plugin: it says whether the plugin runs, not what holds for maps."""
    return replace(options, children={name: child for name, child in options.children.items() if name != "enabled"})


def _named(section: Node | None, name: str) -> Node | None:
    if section is None:
        return None
    entries = section.items if section.kind == "sequence" else [section]
    for entry in entries:
        if entry.kind == "scalar" and entry.text == name:
            return Node("mapping", {}, "", entry.span)
        if entry.kind == "mapping" and name in entry.children:
            below = entry.children[name]
            return below if below.data is not None else Node("mapping", {}, "", below.span)
    return None


def walk(project: Project, start: Path) -> Iterator[Path]:
    """All pages and map files at or below a path, sorted: those that a build would read.

    Links are followed, as hosts do, into each folder once. Hidden folders, virtual environments and what the host's
    `exclude_docs` names are left out.
    """
    if start.is_file():
        yield start
        return
    excluded = _excluded(project)
    seen: set[str] = set()
    for base, folders, files in os.walk(start, followlinks=True):
        place = os.path.realpath(base)
        if "pyvenv.cfg" in files or place in seen:
            folders.clear()
            continue
        seen.add(place)
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _SKIPPED)
        for name in sorted(files):
            if name.endswith((*PAGE_SUFFIXES, *MAP_SUFFIXES)) and not name.startswith("."):
                path = Path(base) / name
                if not excluded(path):
                    yield path


def _excluded(project: Project) -> Callable[[Path], bool]:
    """What the host leaves out of the site: `exclude_docs`, `draft_docs`, and `templates/` at the top of its pages."""
    if not project.host:
        return lambda _: False
    if not project.exclude.strip() and not project.drafts.strip():
        templates = os.path.join(project.docs, "templates", "")
        return lambda path: str(path).startswith(templates)
    from pathspec import GitIgnoreSpec

    patterns = ([".*", "/templates/", *project.exclude.splitlines()], project.drafts.splitlines())
    specs = [GitIgnoreSpec.from_lines(lines) for lines in patterns]

    def excluded(path: Path) -> bool:
        return path.is_relative_to(project.docs) and any(spec.match_file(path.relative_to(project.docs).as_posix()) for spec in specs)

    return excluded
