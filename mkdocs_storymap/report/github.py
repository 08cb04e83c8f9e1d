"""Problems as GitHub workflow commands, which annotate the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mkdocs_storymap.diagnostics import Diagnostic
from mkdocs_storymap.report.text import clean

_LEVELS = {"error": "error", "warning": "warning", "advice": "notice"}


def render_github(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """Yield one command for each problem."""
    for diagnostic in diagnostics:
        where = diagnostic.location
        place = f"file={_property(clean(where.file))}"
        if where.line is not None:
            place += f",line={where.line},endLine={where.end_line},col={where.column},endColumn={where.end_column}"
        text = clean(diagnostic.message) + (f"\n{clean(diagnostic.hint)}" if diagnostic.hint else "")
        yield f"::{_LEVELS[diagnostic.severity]} {place},title={_property(diagnostic.code)}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
