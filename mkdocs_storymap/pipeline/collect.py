"""Finds the maps of pages: fences as they stand, and the files that fences name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from os.path import relpath
from pathlib import Path as FilePath

from mkdocs_storymap.diagnostics import Diagnostic, Location, Span, closest
from mkdocs_storymap.record import record
from mkdocs_storymap.settings import Settings
from mkdocs_storymap.source.fences import Block, scan
from mkdocs_storymap.source.paths import real

ReadMap = Callable[[str, str], tuple[str, str]]
"""Reads `file="…"` of a page: (page, name) → (file, text). Raises `MapFileError`."""


class MapFileError(Exception):
    """An external map cannot be read; the message says why, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@record
class Page:
    """A Markdown page (or a map file that stands for itself): its name for reports, and its text or why it has none."""

    file: str
    text: str
    unreadable: str = ""

    @property
    def problem(self) -> Diagnostic:
        """What is wrong with a page that has no text."""
        hint = "save it as UTF-8" if "UTF-8" in self.unreadable else "check that it is there, and its permissions"
        return Diagnostic("SM106", "error", self.unreadable, hint, Location(self.file, 1, 1, 1, 2))


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
            found.diagnostics.append(page.problem)
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


def file_reader(
    root: FilePath, label: Callable[[FilePath], str], absolute: Callable[[str], FilePath], overlay: Mapping[FilePath, str] | None = None
) -> ReadMap:
    """A `ReadMap` for files on disk: relative to the page, inside the project only, symbolic links followed.

    Args:
        root: The project's folder.
        label: How a file is called in reports.
        absolute: The file of a page, by that name.
        overlay: Texts that stand for files.
    """
    texts = {real(path): text for path, text in (overlay or {}).items()}

    def read(page: str, name: str) -> tuple[str, str]:
        try:
            path = real(absolute(page).parent / name)
        except (OSError, ValueError) as error:
            raise MapFileError(f'the map file "{name}" has no name that a file can have', "mend `file`") from error
        if not path.is_relative_to(real(root)):
            hint = _meant(absolute(page).parent, name, root) or "move it below the folder of the configuration"
            raise MapFileError(f'the map file "{name}" lies outside of the project', hint)
        if path in texts:
            return label(path), texts[path]
        try:
            return label(path), path.read_bytes().decode("utf-8")
        except FileNotFoundError:
            hint = _meant(absolute(page).parent, name, root) or _nearby(path, name)
            raise MapFileError(f'there is no map file "{name}"', hint) from None
        except IsADirectoryError:
            raise MapFileError(f'"{name}" is a folder', "name a map file in it") from None
        except UnicodeDecodeError:
            raise MapFileError(f'the map file "{name}" is not UTF-8', "save it as UTF-8") from None
        except OSError as error:
            reason = error.strerror or str(error)
            raise MapFileError(f'the map file "{name}" cannot be read: {reason}', "check its name and its permissions") from None

    return read


def _meant(folder: FilePath, name: str, root: FilePath) -> str:
    """Look for a file that is named without its ending, or from another folder than the page's: from the project's or between."""
    for above in (folder, *folder.parents):
        if not above.is_relative_to(root):
            break
        for ending in ("", ".storymap.yaml"):
            with suppress(OSError, ValueError):
                path = real(above / (name.lstrip("/") + ending))
                if path.is_relative_to(real(root)) and path.is_file():
                    return f"did you mean `{FilePath(relpath(path, real(folder))).as_posix()}`? The name is relative to the page"
    return ""


def _nearby(path: FilePath, name: str) -> str:
    """Look for a file of the same folder with a similar name."""
    with suppress(OSError):
        meant = closest(path.name, [entry.name for entry in path.parent.iterdir() if entry.suffix in (".yaml", ".yml")])
        if meant:
            return f"did you mean `{name[: name.rfind('/') + 1]}{meant}`?"
    return "the name is relative to the page that shows it"
