"""Keeps compiled templates where Python keeps compiled modules: compiling them takes longer than drawing ten maps."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

import jinja2.compiler
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from mkdocs_storymap.digest import digest
from mkdocs_storymap.render import fast

_MADE_BY = (jinja2.compiler.__file__, fast.__file__)
"""What turns a template into code: where one of these has changed, what it made before is worth nothing."""


class CompiledTemplates(FileSystemBytecodeCache):
    """Compiled templates in `__pycache__`; where nothing can be written there, or Python must not, they are compiled each time.

    Args:
        folder: Where they are kept.
    """

    def __init__(self, folder: Path = Path(__file__).parent / "__pycache__") -> None:
        super().__init__(str(folder), "%s.template")
        self._made_by = repr([(status.st_mtime_ns, status.st_size) for status in map(os.stat, _MADE_BY)])

    def get_source_checksum(self, source: str) -> str:
        """The name of a template's text and of what compiles it."""
        return digest(self._made_by, source)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept; a damaged file is as good as none."""
        try:
            super().load_bytecode(bucket)
        except Exception:  # noqa: BLE001 - whatever a damaged file leads to
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                os.makedirs(self.directory, exist_ok=True)
                super().dump_bytecode(bucket)
