"""Finds the story maps of a page: one scanner for the build and for `check`.

A story map in a page:

    ```storymap
    map: loan-preapproval
    ```

A fence is found where Python-Markdown with SuperFences would render one, also in a site that has no SuperFences. What
looks like a story map but would not be rendered is a near miss (SM103). What no reader of Markdown would show as a
block — the content of another fence, a comment, indented code, `<pre>` — is never looked at.

The fences follow the rules of SuperFences, not those of CommonMark: the closing line has as many marks as the opening
one and the same indentation, and no line of the content stands further left.
"""

from __future__ import annotations

from functools import lru_cache

from mkdocs_storymap.source.blocks import Block, Scan
from mkdocs_storymap.source.fence_info import LONGEST_INFO, read_info
from mkdocs_storymap.source.fence_scanner import scan_lines

_NOTHING = Scan((), ())


def scan(text: str, fence: str = "storymap", *, front_matter: bool = True) -> Scan:
    """Find the story maps in the Markdown text of a page.

    Args:
        text: The page as the user edits it, front matter included.
        fence: Info string of a map (the setting `fence`); a portfolio is `fence` + `-index`.
        front_matter: False where it was taken away already, as in the text that Python-Markdown gets.
    """
    if not may_hold_map(text, fence):
        return _NOTHING
    return scan_lines(text, fence, front_matter)


def may_hold_map(text: str, fence: str = "storymap") -> bool:
    """Tell cheaply whether `text` has any fence whose info string comes near a story map's."""
    if "\r" in text:
        text = text.replace("\r", "\n")
    for mark in ("`", "~"):
        at = text.find(mark * 3)
        while at != -1:
            end = text.find("\n", at)
            if _names_map(text[at : min(at + LONGEST_INFO, end if end != -1 else len(text))], mark * 3, fence):
                return True
            if end == -1:
                break
            at = text.find(mark * 3, end)
    return False


@lru_cache(maxsize=4096)
def _names_map(line: str, marks: str, fence: str) -> bool:
    """Tell whether any run of marks in a line is followed by something near a map's info string."""
    return any(read_info(part.lstrip(marks[0]), fence).kind != "other" for part in line.split(marks)[1:])


__all__ = ["Block", "Scan", "may_hold_map", "scan"]
