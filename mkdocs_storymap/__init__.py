"""Story maps for AI/ML products, kept as text beside the documentation."""

from __future__ import annotations

__version__ = "0.1.0"


def makeExtension(**options: object) -> object:  # noqa: N802 - the name Python-Markdown looks for
    """Return the Python-Markdown extension; the import waits so that `check` never loads Markdown."""
    from mkdocs_storymap.extension import StorymapExtension

    return StorymapExtension(**options)
