"""What a problem is known by when lines have moved and keys have changed places: for baselines and code scanning."""

from __future__ import annotations

import hashlib
import re

from mkdocs_storymap.diagnostics import Diagnostic

_NUMBER = re.compile(r"/\d+(?=/|$)")


def identity(diagnostic: Diagnostic) -> tuple[str, str, str, str]:
    """Code, map (or file), place in the map without list positions, and what is missing."""
    where = diagnostic.map or diagnostic.location.file
    return (diagnostic.code, where, _NUMBER.sub("/*", diagnostic.pointer), diagnostic.item)


def fingerprint(diagnostic: Diagnostic) -> str:
    """A short hash of the identity."""
    return hashlib.sha256("\0".join(identity(diagnostic)).encode("utf-8", "surrogatepass")).hexdigest()[:32]
