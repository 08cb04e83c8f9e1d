"""`check --watch`: checks again whenever a page, map or setting changes."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from mkdocs_storymap.errors import StorymapError
from mkdocs_storymap.source.paths import real
from mkdocs_storymap.source.project import PAGE_SUFFIXES, find_project

_SECONDS = 0.5
_SUFFIXES = (*PAGE_SUFFIXES, ".yaml", ".yml", ".json")


def watch(options: argparse.Namespace, check: Callable[[argparse.Namespace], int]) -> int:
    """Check until interrupted; returns the last exit status."""
    status = 0
    seen: dict[str, tuple[int, int]] | None = None
    try:
        while True:
            now = _state(options)
            if now != seen:
                if seen is not None:
                    print(f"\n--- {time.strftime('%H:%M:%S')} ---")
                seen = now
                try:
                    status = check(options)
                except StorymapError as error:
                    print(f"mkdocs-storymap: {error}", file=sys.stderr)
                    status = 2
                sys.stdout.flush()
            time.sleep(_SECONDS)
    except KeyboardInterrupt:
        return status


def _state(options: argparse.Namespace) -> dict[str, tuple[int, int]]:
    """Time and size of every file that a check may read."""
    roots = {real(path) for path in options.paths}
    try:
        project = find_project(next(iter(roots), Path.cwd()), Path(options.config) if options.config else None)
        roots.add(project.root)
    except StorymapError:
        roots.add(Path.cwd())
    found = {}
    for root in roots:
        if root.is_file():
            found[str(root)] = _stamp(str(root))
        for base, folders, files in os.walk(root):
            folders[:] = [name for name in folders if not name.startswith(".") and name not in ("node_modules", "__pycache__")]
            for name in files:
                if name.endswith(_SUFFIXES):
                    path = os.path.join(base, name)
                    found[path] = _stamp(path)
    return found


def _stamp(path: str) -> tuple[int, int]:
    try:
        status = os.stat(path)
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_size)
