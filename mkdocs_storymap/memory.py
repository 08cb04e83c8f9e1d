"""What earlier checks found, kept in the user's cache folder: a map is judged again only where something that it depends on changed.

An entry is named by a digest of the texts and places of the maps that have to do with each other, the settings, other
sites' inventories and the day; it holds what the verdict asked of the rest of the site, too, and counts where that is
answered as before. Another version of this program believes none of it.
The file is plain JSON; one that is damaged, or written by another version, is left unread, and deleting it costs time only.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from mkdocs_storymap.diagnostics import Diagnostic, Fix, Location, Related, Span
from mkdocs_storymap.digest import digest
from mkdocs_storymap.record import record
from mkdocs_storymap.site.outlines import Beyond, Outline, Question

_MOST_BYTES = 100_000_000
"""Size of a file that is still read."""
_KEPT_DAYS = 60
"""Days after which the file of a project that is not checked any more is deleted."""


@record
class Verdict:
    """What a check tells of one map.

    Attributes:
        file: Where its YAML stands.
        claimed: Its id, also where it cannot be read.
        draft: True for a draft.
        diagnostics: Its problems.
    """

    file: str
    claimed: str
    draft: bool
    diagnostics: tuple[Diagnostic, ...]


class Memory:
    """The kept outlines and verdicts of one project.

    Args:
        project: The project's folder.
        folder: Where files are kept; None takes the user's cache folder.
    """

    def __init__(self, project: Path, folder: Path | None = None) -> None:
        self._path = (folder or _cache_folder()) / f"{digest(str(project))[:32]}.json"
        self._known = self._load()
        self._used: dict[str, Any] = {}

    def outline(self, name: str) -> Outline | None:
        """The outline that was kept under a digest."""
        with suppress(KeyError, TypeError, ValueError):
            data = self._known[name]
            claimed, science, serves, vague, nameless, readable, names = data
            self._used[name] = data
            return Outline(claimed, science, tuple(serves), vague, nameless, readable, tuple(names))
        return None

    def verdicts(self, name: str, beyond: Beyond) -> list[Verdict] | None:
        """The verdicts on a group of maps that were kept under a digest, where what they asked of the rest of the site still holds."""
        with suppress(KeyError, TypeError, ValueError):
            asked, told = data = self._known[name]
            if not beyond.still({(about, of): answer for about, of, answer in asked}):
                return None
            found = [Verdict(file, claimed, draft, tuple([_diagnostic(one) for one in many])) for file, claimed, draft, many in told]
            self._used[name] = data
            return found
        return None

    def keep_outline(self, name: str, one: Outline) -> None:
        """Keep an outline."""
        self._used[name] = [one.id, one.science, one.serves, one.vague, one.nameless, one.readable, one.names]

    def keep_verdicts(self, name: str, found: Iterable[Verdict], asked: Mapping[Question, Any]) -> None:
        """Keep the verdicts on a group of maps, and what they asked of the rest of the site."""
        told = [[one.file, one.claimed, one.draft, [_plain(each) for each in one.diagnostics]] for one in found]
        self._used[name] = [[[about, of, answer] for (about, of), answer in asked.items()], told]

    def save(self) -> None:
        """Write what this run used, whole or not at all; where that is not possible, nothing is kept."""
        if self._used == self._known:
            return
        with suppress(OSError, ValueError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".", dir=self._path.parent)
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    json.dump({"program": _program(), "entries": self._used}, file, separators=(",", ":"))
                os.replace(name, self._path)
            except BaseException:
                os.unlink(name)
                raise
            _forget(self._path.parent)

    def _load(self) -> dict[str, Any]:
        with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
            if self._path.stat().st_size <= _MOST_BYTES:
                data = json.loads(self._path.read_bytes())
                if data["program"] == _program() and isinstance(data["entries"], dict):
                    return data["entries"]
        return {}


def _cache_folder() -> Path:
    from platformdirs import user_cache_dir

    return Path(user_cache_dir("mkdocs-storymap", appauthor=False)) / "checks"


def _forget(folder: Path) -> None:
    """Delete what nobody has used for long: the files of projects that are gone."""
    for path in folder.iterdir():
        if path.stat().st_mtime < time.time() - _KEPT_DAYS * 86_400:
            path.unlink()


def _program() -> str:
    """This program, to the file: a verdict of another version, or of one that is being worked on, is none."""
    package = Path(__file__).parent
    files = []
    for base, _, names in os.walk(package):
        for name in sorted(names):
            if name.endswith((".py", ".json", ".yaml")):
                status = os.stat(os.path.join(base, name))
                files.append(f"{name} {status.st_mtime_ns} {status.st_size}")
    return digest(sys.version, *sorted(files))


def _plain(one: Diagnostic) -> list[Any]:
    fix = [one.fix.replacement, one.fix.span] if one.fix else None
    related = [[_place(each.location), each.message] for each in one.related]
    at = _place(one.fix_at) if one.fix_at else None
    return [one.code, one.severity, one.message, one.hint, _place(one.location), one.pointer, one.map, related, one.waived, fix, one.item, at]


def _place(one: Location) -> list[Any]:
    return [one.file, one.line, one.column, one.end_line, one.end_column]


def _diagnostic(data: list[Any]) -> Diagnostic:
    code, severity, message, hint, place, pointer, of, related, waived, fix, item, at = data
    return Diagnostic(
        code, severity, message, hint, Location(*place), pointer, of, tuple([Related(Location(*where), text) for where, text in related]),
        waived, Fix(fix[0], Span(*fix[1]) if fix[1] else None) if fix else None, item, Location(*at) if at else None,
    )  # fmt: skip
