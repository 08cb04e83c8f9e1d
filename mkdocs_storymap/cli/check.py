"""`mkdocs-storymap check`: every problem of every map, and the verdict as exit status."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date
from pathlib import Path

from mkdocs_storymap.folder import Checked, check_paths
from mkdocs_storymap.diagnostics import Diagnostic
from mkdocs_storymap.errors import StorymapError
from mkdocs_storymap.grammar import GrammarError, parse_date
from mkdocs_storymap.report.text import render_concise, render_text, summary_line


def run(options: argparse.Namespace) -> int:
    """Check, report, and return the exit status."""
    checked = check_paths(options.paths, options.config, today(options.today))
    diagnostics = [d for d in checked.diagnostics if _chosen(d.code, options.select, options.ignore)]
    strict = options.strict or checked.project.settings.strict
    text = report(checked, diagnostics, options.format, colour=_colour(options))
    _write(text, options.output)
    if not checked.maps and not checked.diagnostics:
        print("no story map was found", file=sys.stderr)
        return 1 if options.strict else 0
    return verdict(diagnostics, checked.project.settings.on_problem, strict=strict)


def verdict(diagnostics: list[Diagnostic], on_problem: str, *, strict: bool) -> int:
    """The exit status: as the build would end."""
    if on_problem == "warn" and not strict:
        return 0
    failing = ("error", "warning") if strict else ("error",)
    return int(any(diagnostic.severity in failing for diagnostic in diagnostics))


def today(written: str | None) -> date:
    """The day that dates are held against."""
    if written is None:
        return date.today()
    try:
        return parse_date(written)
    except GrammarError as error:
        raise StorymapError(f"--today: {error.message}; write it as in 2026-11-24") from error


def report(checked: Checked, diagnostics: list[Diagnostic], form: str, *, colour: bool) -> str:
    """The report in one of the formats."""
    if form == "json":
        from mkdocs_storymap.report.json_output import render_json

        return render_json(checked.judged, diagnostics, files=checked.files)
    counts = {severity: sum(d.severity == severity for d in diagnostics) for severity in ("error", "warning", "advice")}
    if form == "concise":
        blocks = list(render_concise(diagnostics))
    else:
        blocks = [block + "\n" for block in render_text(diagnostics, checked.lines_of, colour=colour)]
    blocks.append(summary_line(counts["error"], counts["warning"], counts["advice"], checked.maps))
    return "\n".join(blocks) + "\n"


def _chosen(code: str, select: list[str], ignore: list[str]) -> bool:
    wanted = [part for option in select for part in option.split(",") if part]
    unwanted = [part for option in ignore for part in option.split(",") if part]
    return (not wanted or code.startswith(tuple(wanted))) and not (unwanted and code.startswith(tuple(unwanted)))


def _colour(options: argparse.Namespace) -> bool:
    return options.output is None and not os.environ.get("NO_COLOR") and sys.stdout.isatty()


def _write(text: str, output: str | None) -> None:
    if output is None:
        sys.stdout.write(text.encode(sys.stdout.encoding or "utf-8", "replace").decode(sys.stdout.encoding or "utf-8"))
    else:
        Path(output).write_text(text, encoding="utf-8", newline="\n")
