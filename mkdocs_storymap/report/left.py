"""What is left to do in a draft, as one list in the order of the file instead of forty places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mkdocs_storymap.diagnostics import CATALOGUE, Diagnostic
from mkdocs_storymap.report.text import clean


def split_left(diagnostics: Iterable[Diagnostic], drafts: Mapping[str, str]) -> tuple[list[Diagnostic], list[str]]:
    """Split off what a draft still lacks.

    Args:
        diagnostics: All problems.
        drafts: The file of each draft, by its id.

    Returns:
        The problems that are told one by one, and for each draft one block of text with what is left in it.
    """
    told: list[Diagnostic] = []
    left: dict[str, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        soft = CATALOGUE[diagnostic.code].softened and diagnostic.severity == "advice" and diagnostic.waived is None
        if soft and diagnostic.map in drafts:
            left.setdefault(diagnostic.map or "", []).append(diagnostic)
        else:
            told.append(diagnostic)
    blocks = []
    for name, problems in left.items():
        lines = [f"{clean(drafts[name])}: {name} is a draft; {len(problems)} part{'' if len(problems) == 1 else 's'} left:"]
        lines += [f"  {problem.location.line or '-':>5}  {problem.code}  {clean(problem.message)}" for problem in problems]
        blocks.append("\n".join(lines))
    return told, blocks
