"""`mkdocs-storymap check`: every problem of every map, and the verdict as exit status."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date
from pathlib import Path

from mkdocs_storymap.cli.output import print_bytes
from mkdocs_storymap.diagnostics import CATALOGUE, Diagnostic, closest
from mkdocs_storymap.errors import StorymapError
from mkdocs_storymap.folder import Checked, CheckedSite, check_paths, recall_paths
from mkdocs_storymap.grammar import GrammarError, parse_date
from mkdocs_storymap.pipeline.quiet import quiet
from mkdocs_storymap.report.text import render_concise, render_text, summary_line
from mkdocs_storymap.source.paths import as_named

_MOST_ROUNDS = 20
"""Rounds of corrections: each level of a map can hide faults in the next one."""


def run(options: argparse.Namespace) -> int:
    """Check, report, and return the exit status."""
    _check_codes(options.select, options.ignore)
    if options.watch:
        if options.stdin:
            raise StorymapError("--watch waits for files to change, and standard input is read once")
        from mkdocs_storymap.cli.watch import watch

        return watch(options, check_once)
    return check_once(options)


@quiet()
def check_once(options: argparse.Namespace) -> int:
    """One run of the check."""
    checked = _checked(options)
    if options.fix or options.diff:
        mended, old, count = _mended(checked, options)
        new = {file: mended.raw(file) for file in old}
        if options.diff:
            from mkdocs_storymap.report.fixes import diff

            print_bytes(diff(old, new))
            return 1 if new else 0
        for file, text in new.items():
            _write_file(Path(file), text)
        if new:
            print(f"mended {count} problem{'' if count == 1 else 's'} in {', '.join(sorted(new))}", file=sys.stderr)
        checked = mended
    diagnostics = _picked(checked, options)
    if options.write_baseline:
        from mkdocs_storymap.report.baseline import baseline_text

        _write_file(Path(options.write_baseline), baseline_text(diagnostics))
        known = sum(d.severity != "advice" for d in diagnostics)
        print(f"{options.write_baseline} knows {known} problem{'' if known == 1 else 's'} now", file=sys.stderr)
        return 0
    known = 0
    if options.baseline:
        from mkdocs_storymap.report.baseline import new_problems, read_baseline

        diagnostics, known = new_problems(diagnostics, read_baseline(Path(options.baseline)))
    strict = options.strict or checked.project.settings.strict
    text = report(checked, diagnostics, options, strict=strict, known=known)
    if options.output is None and options.format in ("text", "concise"):
        sys.stdout.write(text)
    elif options.output is None:
        print_bytes(text)
    else:
        _write_file(Path(options.output), text)
    if not len(checked.verdicts) and not checked.diagnostics:
        print("no story map was found", file=sys.stderr)
        return 1 if options.strict else 0
    return verdict(diagnostics, checked.project.settings.on_problem, strict=strict)


def _checked(options: argparse.Namespace) -> Checked:
    if not options.stdin:
        if options.filename:
            raise StorymapError("--filename goes with --stdin")
        return _judged(options, options.paths)
    if options.paths or not options.filename:
        raise StorymapError("--stdin takes --filename NAME and no PATH: the name tells which project the text belongs to")
    if options.fix:
        raise StorymapError("--fix writes files, and standard input is none; --diff shows what it would change")
    path = as_named(options.filename)
    try:
        text = sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise StorymapError(f"standard input is not UTF-8 (byte {error.start + 1})") from error
    return _judged(options, [options.filename], {path: text})


def _judged(options: argparse.Namespace, paths: list[str], overlay: dict[Path, str] | None = None) -> Checked:
    """The verdict; from memory, unless the report shows the maps themselves."""
    judge = check_paths if options.no_cache or options.format == "json" else recall_paths
    return judge(paths, options.config, today(options.today), overlay)


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


def report(checked: Checked, diagnostics: list[Diagnostic], options: argparse.Namespace, *, strict: bool, known: int = 0) -> str:
    """The report in one of the formats."""
    form = options.format
    if form == "json":
        from mkdocs_storymap.report.json_output import render_json

        extra = {"baseline": {"known": known}} if options.baseline else None
        assert isinstance(checked, CheckedSite)
        return render_json(checked.judged, diagnostics, files=checked.files, extra=extra)
    if form == "sarif":
        from mkdocs_storymap.report.sarif import render_sarif

        return render_sarif(diagnostics)
    if form == "gitlab":
        from mkdocs_storymap.report.gitlab import render_gitlab

        return render_gitlab(diagnostics)
    if form == "junit":
        from mkdocs_storymap.report.junit import render_junit

        maps = [(one.file, one.claimed) for one in checked.verdicts]
        return render_junit(diagnostics, maps, strict=strict)
    if form == "github":
        from mkdocs_storymap.report.github import render_github

        return "".join(f"{line}\n" for line in render_github(diagnostics))
    counts = {severity: sum(d.severity == severity for d in diagnostics) for severity in ("error", "warning", "advice")}
    if form == "concise":
        blocks = list(render_concise(diagnostics))
    else:
        from mkdocs_storymap.report.left import split_left

        told, left = split_left(diagnostics, {one.claimed: one.file for one in checked.verdicts if one.draft})
        blocks = [block + "\n" for block in render_text(told, checked.lines_of, colour=_colour(options))]
        blocks += [block + "\n" for block in left]
    blocks.append(summary_line(counts["error"], counts["warning"], counts["advice"], len(checked.verdicts), known=known))
    return "\n".join(blocks) + "\n"


def _mended(checked: Checked, options: argparse.Namespace) -> tuple[Checked, dict[str, str], int]:
    """Apply the corrections that are certain, and then those that the first ones bring to light; nothing is written.

    Returns:
        The verdict on the mended texts, the texts of those files as they were, and the number of corrections.
    """
    from mkdocs_storymap.report.fixes import fixed_texts

    old: dict[str, str] = {}
    count = 0
    for _ in range(_MOST_ROUNDS):
        certain = [d for d in _picked(checked, options) if d.fix is not None]
        texts = {file: checked.raw(file) for file in sorted({d.location.file for d in certain})}
        new = {file: text for file, text in fixed_texts(certain, texts).items() if text != texts[file]}
        if not new:
            break
        count += sum(d.location.file in new for d in certain)
        old = {file: texts[file] for file in new} | old
        overlay = checked.overlay | {as_named(file): text for file, text in new.items()}
        checked = _judged(options, options.paths or [options.filename] * options.stdin, overlay)
    return checked, old, count


def _check_codes(*options: list[str]) -> None:
    for part in (part for option in options for given in option for part in given.split(",") if part):
        if not any(code.startswith(part) for code in CATALOGUE):
            meant = closest(part, CATALOGUE)
            raise StorymapError(f"there is no rule {part}" + (f"; did you mean {meant}?" if meant else ""))


def _picked(checked: Checked, options: argparse.Namespace) -> list[Diagnostic]:
    """The problems that were asked for."""
    return [d for d in checked.diagnostics if _chosen(d.code, options.select, options.ignore)]


def _chosen(code: str, select: list[str], ignore: list[str]) -> bool:
    wanted = tuple(part for option in select for part in option.split(",") if part)
    unwanted = tuple(part for option in ignore for part in option.split(",") if part)
    return (not wanted or code.startswith(wanted)) and not (unwanted and code.startswith(unwanted))


def _colour(options: argparse.Namespace) -> bool:
    return options.output is None and not os.environ.get("NO_COLOR") and sys.stdout.isatty()


def _write_file(path: Path, text: str) -> None:
    """Write a whole file or nothing: what stands there is replaced at once."""
    from mkdocs_storymap.report.write import write_atomically

    write_atomically(path, text)
