"""Names for texts: equal texts, and only those, have equal names."""

from __future__ import annotations

import hashlib


def digest(*parts: str) -> str:
    """The digest of some texts."""
    found = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        found.update(b"%d:" % len(data))
        found.update(data)
    return found.hexdigest()
