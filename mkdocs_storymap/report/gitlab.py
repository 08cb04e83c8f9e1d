"""Problems as a GitLab Code Quality report (the Code Climate subset that GitLab reads)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from mkdocs_storymap.diagnostics import Diagnostic
from mkdocs_storymap.report.fingerprint import fingerprint
from mkdocs_storymap.report.json_text import json_text

_SEVERITIES = {"error": "major", "warning": "minor", "advice": "info"}


def render_gitlab(diagnostics: Iterable[Diagnostic]) -> str:
    """Return the report; fingerprints are unique in it, as GitLab wants."""
    seen: Counter[str] = Counter()
    entries = []
    for diagnostic in diagnostics:
        mark = fingerprint(diagnostic)
        seen[mark] += 1
        entries.append(
            {
                "description": diagnostic.message,
                "check_name": diagnostic.code,
                "fingerprint": mark if seen[mark] == 1 else f"{mark}-{seen[mark]}",
                "severity": _SEVERITIES[diagnostic.severity],
                "location": {"path": diagnostic.location.file, "lines": {"begin": diagnostic.location.line or 1}},
            }
        )
    return json_text(entries)
