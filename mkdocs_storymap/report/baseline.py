"""A baseline for teams that adopt the tool late: problems that are known are counted, not failed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from mkdocs_storymap.diagnostics import Diagnostic
from mkdocs_storymap.errors import StorymapError
from mkdocs_storymap.report.fingerprint import identity
from mkdocs_storymap.report.json_text import json_text

Known = Counter[tuple[str, str, str, str]]


def baseline_text(diagnostics: Iterable[Diagnostic]) -> str:
    """Return the file for these problems: errors and warnings, each with how often it occurs."""
    counts: Known = Counter(identity(d) for d in diagnostics if d.severity != "advice")
    problems = [
        {"code": code, "map": where, "pointer": pointer, "item": item, "count": count}
        for (code, where, pointer, item), count in sorted(counts.items())
    ]
    return json_text({"version": 1, "problems": problems})


def read_baseline(path: Path) -> Known:
    """Read a baseline.

    Raises:
        StorymapError: It cannot be read.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Counter(
            {(str(p["code"]), str(p["map"]), str(p["pointer"]), str(p.get("item", ""))): int(p["count"]) for p in data["problems"]}
        )
    except FileNotFoundError:
        raise StorymapError(f"there is no baseline {path}; `check --write-baseline {path}` writes one") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise StorymapError(f"the baseline {path} cannot be read ({error}); write it again with `--write-baseline`") from error


def new_problems(diagnostics: Iterable[Diagnostic], known: Known) -> tuple[list[Diagnostic], int]:
    """Split off what the baseline knows. Returns what is new, and how many were known."""
    left = Counter(known)
    fresh = []
    count = 0
    for diagnostic in diagnostics:
        name = identity(diagnostic)
        if diagnostic.severity != "advice" and left[name] > 0:
            left[name] -= 1
            count += 1
        else:
            fresh.append(diagnostic)
    return fresh, count
