"""Problems as SARIF 2.1.0 (OASIS), for code scanning: rules with their help, places, related places, fixes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mkdocs_storymap import __version__
from mkdocs_storymap.diagnostics import CATALOGUE, Diagnostic, Location
from mkdocs_storymap.report.fingerprint import fingerprint
from mkdocs_storymap.report.json_text import json_text
from mkdocs_storymap.report.text import explain_command

SCHEMA_URI = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "advice": "note"}


def render_sarif(diagnostics: Iterable[Diagnostic]) -> str:
    """Return one SARIF log; a waived problem is a suppressed result."""
    chosen = list(diagnostics)
    codes = sorted({diagnostic.code for diagnostic in chosen})
    log = {
        "$schema": SCHEMA_URI,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "mkdocs-storymap",
                        "semanticVersion": __version__,
                        "rules": [_rule(code) for code in codes],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(diagnostic, codes.index(diagnostic.code)) for diagnostic in chosen],
            }
        ],
    }
    return json_text(log)


def _rule(code: str) -> dict[str, Any]:
    entry = CATALOGUE[code]
    return {
        "id": code,
        "shortDescription": {"text": entry.title},
        "help": {"text": f"{entry.title}. Run: {explain_command(code)}"},
        "defaultConfiguration": {"level": _LEVELS[entry.severity]},
    }


def _result(diagnostic: Diagnostic, index: int) -> dict[str, Any]:
    hint = f" {diagnostic.hint}" if diagnostic.hint else ""
    found: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": index,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": f"{diagnostic.message}.{hint}"},
        "locations": [_location(diagnostic.location)],
        "partialFingerprints": {"storymap/v1": fingerprint(diagnostic)},
    }
    if diagnostic.related:
        found["relatedLocations"] = [
            {**_location(related.location), "id": number, "message": {"text": related.message}}
            for number, related in enumerate(diagnostic.related, 1)
        ]
    if diagnostic.waived is not None:
        found["suppressions"] = [{"kind": "inSource", "justification": diagnostic.waived}]
    if diagnostic.fix is not None and diagnostic.location.line is not None:
        found["fixes"] = [_fix(diagnostic)]
    return found


def _location(where: Location) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(where.file)}}
    if where.line is not None:
        physical["region"] = _region(where)
    return {"physicalLocation": physical}


def _region(where: Location) -> dict[str, int]:
    return {
        "startLine": where.line or 1,
        "startColumn": where.column,
        "endLine": max(where.end_line, where.line or 1),
        "endColumn": max(where.end_column, 1),
    }


def _uri(file: str) -> str:
    from urllib.parse import quote

    return quote(file, errors="surrogateescape")


def _fix(diagnostic: Diagnostic) -> dict[str, Any]:
    assert diagnostic.fix is not None
    where = diagnostic.fix_at or diagnostic.location
    return {
        "description": {"text": diagnostic.hint or f"write {diagnostic.fix.replacement}"},
        "artifactChanges": [
            {
                "artifactLocation": {"uri": _uri(where.file)},
                "replacements": [{"deletedRegion": _region(where), "insertedContent": {"text": diagnostic.fix.replacement}}],
            }
        ],
    }
