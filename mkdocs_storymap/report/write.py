"""Writes files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from mkdocs_storymap.errors import StorymapError


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write bytes, or a text as UTF-8 with the line ends that it has; a file that is there stays as it was if that fails.

    Raises:
        StorymapError: The file cannot be written: why.
    """
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content  # a file's name may hold what no text can
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return
        target = Path(os.path.realpath(path))
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask()
            os.chmod(name, mode)
            os.replace(name, target)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise StorymapError(f"{path} cannot be written: {error.strerror or error}") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
