"""Standard output for files and other programs: UTF-8, whatever the terminal speaks."""

from __future__ import annotations

import sys


def print_bytes(made: str | bytes) -> None:
    """Print bytes, or a text as UTF-8 with the line ends that it has."""
    sys.stdout.flush()
    sys.stdout.buffer.write(made.encode("utf-8", "replace") if isinstance(made, str) else made)
    sys.stdout.buffer.flush()
