"""The verdict as JUnit XML: one suite a map, one test case a problem; a map without problems is one passing case."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from mkdocs_storymap.diagnostics import Diagnostic
from mkdocs_storymap.report.text import place

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_junit(diagnostics: Iterable[Diagnostic], maps: Iterable[tuple[str, str]], *, strict: bool) -> str:
    """Return the XML.

    Args:
        diagnostics: The problems.
        maps: (file, id) of every map.
        strict: True where warnings fail.
    """
    failing = ("error", "warning") if strict else ("error",)
    by_file: dict[str, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        by_file.setdefault(diagnostic.location.file, []).append(diagnostic)
    names: dict[str, list[str]] = {}
    for file, name in maps:
        names.setdefault(file, []).append(name)
    suites = []
    totals = [0, 0]
    for file in sorted({*by_file, *names}):
        problems = by_file.get(file, [])
        cases = [_case(problem, failing) for problem in problems]
        cases += [f"    <testcase classname={_attr(file)} name={_attr(name or 'story map')}/>" for name in names.get(file, []) if not problems]
        failures = sum(problem.severity in failing for problem in problems)
        totals[0] += len(cases)
        totals[1] += failures
        suites.append(
            f'  <testsuite name={_attr(file)} tests="{len(cases)}" failures="{failures}" errors="0">\n' + "\n".join(cases) + "\n  </testsuite>"
        )
    body = "\n".join(suites)
    head = f'<testsuites name="mkdocs-storymap" tests="{totals[0]}" failures="{totals[1]}" errors="0">'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n{body}\n</testsuites>\n'


def _case(problem: Diagnostic, failing: tuple[str, ...]) -> str:
    name = f"{problem.code} {place(problem.location)}"
    text = f"{problem.message}\n{problem.hint}" if problem.hint else problem.message
    head = f"    <testcase classname={_attr(problem.location.file)} name={_attr(name)}>"
    if problem.severity in failing:
        inner = f"<failure type={_attr(problem.code)} message={_attr(problem.message)}>{_text(text)}</failure>"
    else:
        inner = f"<system-out>{_text(f'{problem.severity}: {text}')}</system-out>"
    return f"{head}{inner}</testcase>"


def _text(text: str) -> str:
    return escape(_ILLEGAL.sub("�", text))


def _attr(text: str) -> str:
    return quoteattr(_ILLEGAL.sub("�", text))
