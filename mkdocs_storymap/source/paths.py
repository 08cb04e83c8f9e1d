"""Where a path really leads."""

from __future__ import annotations

import os
from pathlib import Path


def real(path: Path | str) -> Path:
    """The path with all symbolic links followed; a link that leads to itself stays (`Path.resolve` raises there).

    Raises:
        ValueError: It holds a null byte.
    """
    return Path(os.path.realpath(path))


def as_named(path: Path | str) -> Path:
    """A file by its own name in its real folder: a page that is a link stands where the link stands; a folder, really."""
    path = Path(path)
    return real(path) if path.name in ("", "..") or path.is_dir() else real(path.parent) / path.name
