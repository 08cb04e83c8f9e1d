"""SM103: a fence that looks like a story map but would not be rendered, in words for those who write maps.

Every text says what stands there, why it is not shown, and what to type instead.
"""

from __future__ import annotations

from collections.abc import Sequence

from mkdocs_storymap.diagnostics import Finding, Span
from mkdocs_storymap.source.containers import Place
from mkdocs_storymap.source.fence_info import Fault, Reading
from mkdocs_storymap.source.fence_lines import Ending, Opening, marks_of

CODE = "SM103"


def _finding(span: Span, message: str, hint: str) -> Finding:
    return Finding(CODE, message, hint, span=span)


def line_span(lines: Sequence[str], number: int, start: int | None = None, end: int | None = None) -> Span:
    """Return the span of a line of the page, from its first character that is no blank."""
    line = lines[number]
    begin = len(line) - len(line.lstrip()) if start is None else start
    return Span(number, begin, number, max(len(line.rstrip()) if end is None else end, begin + 1))


def columns(count: int) -> str:
    """Return a number of blanks in words."""
    return "not indented" if count == 0 else f"indented by {count}"


def misspelt(span: Span, word: str, meant: str) -> Finding:
    """`Storymap`, `story-map`, `stroymap`."""
    return _finding(span, f"`{word}` is no story map: it would be shown as code", f"write `{meant}`")


def bad_attribute(span: Span, fault: Fault) -> Finding:
    """`file=maps/x.yaml`, `src="…"`."""
    return _finding(span, f"the story map would not be shown: {fault.message}", fault.hint)


def body_beside_file(span: Span, file: str) -> Finding:
    """A fence that names a file and has lines of its own."""
    return _finding(
        span,
        f'the fence says file="{file}" and holds lines of its own: only the file is shown, these lines are not',
        "delete the lines, or delete the `file` attribute to show them instead",
    )


def wrong_place(span: Span, place: Place) -> Finding:
    """A fence that is indented where indentation means something else."""
    if place.kind == "option":
        return _finding(span, "the story map stands among the options of the `///` block above, and would not be shown",
                        "put an empty line above it, and do not indent it")  # fmt: skip
    if place.kind == "definition":
        return _finding(
            span,
            "the story map stands in a definition (`:   …`) where the site loses track of it, inside a list item or "
            "beside a `///` block: it would be shown as code",
            "move the map out of the definition",
        )
    if place.kind == "footnote":
        return _finding(
            span,
            "the story map stands in a footnote that is written inside something else, and the site loses track of it: it would be shown as code",
            "write the footnote at the left edge of the page, or move the map out of it",
        )
    if place.near_list:
        return _finding(
            span,
            "the story map is indented below a line that looks like a list, but for the site it is no list item: the map would be shown as code",
            "put an empty line above the list, and indent the fence and the map by 4 for each level",
        )
    return _finding(
        span,
        "the story map is indented by 4 or more below ordinary text: it would be shown as code",
        "move the fence and the map to the left edge; in a list item or a note, indent them by 4 for each level",
    )


def inside_span(span: Span, tag: str) -> Finding:
    """`<p markdown="span">`."""
    return _finding(span, f"the story map stands inside `<{tag}>`, which takes words only, and would not be shown",
                    'use `<div markdown="1">` instead, or move the map below it')  # fmt: skip


def behind_marker(span: Span, marker: str, word: str) -> Finding:
    """A fence on the line of a list marker."""
    if marker:
        return _finding(
            span,
            f"the story map begins on the line of `{marker}`, where a site never shows a block",
            f"write text after `{marker}`, leave a line empty, and put the fence below, indented by 4",
        )
    return _finding(span, f"{word} has text before it on its line, and would not be shown",
                    "begin the fence on a line of its own")  # fmt: skip


def in_metadata(span: Span) -> Finding:
    """Indented below a first line like `Title: …`, which MkDocs takes for metadata."""
    return _finding(
        span,
        "the story map is indented below `key: value` lines at the top of the page, which the site takes for metadata and never shows",
        "put an empty line above the fence, and do not indent it",
    )


def below_unclosed(span: Span, other: Opening) -> Finding:
    """A fence below another one that never ends."""
    return _finding(
        span,
        f"the code block that begins in line {other.line + 1} is never closed, so this story map would not be shown",
        f"close it: put {other.marks} on a line of its own where that code ends, indented like line {other.line + 1}",
    )


def swallowed(span: Span, broken: int, stray: int) -> Finding:
    """A fence inside a code block that only exists because an earlier one was not closed as it should be."""
    return _finding(
        span,
        f"line {stray + 1} was meant to close the code block of line {broken + 1}, but opens a new one: this story map would be shown as code",
        f"give the code block of line {broken + 1} the same indentation from its first line to its last, and begin it on a line of its own",
    )


def unclosed(raw: Sequence[str], lines: Sequence[str], fence: Opening, ending: Ending, bare: int | None, reading: Reading) -> Finding:
    """A map's fence that does not end as it should: say at which line, and why.

    Args:
        raw: The page as it is edited.
        lines: The same, with tabs expanded.
        fence: The opening fence.
        ending: Where Markdown takes it to end.
        bare: The line that was probably meant to close it, or None.
        reading: What the info string says.
    """
    opened = line_span(raw, fence.line)
    first = f"line {fence.line + 1}"
    if bare is not None and not (ending.kind == "broken" and ending.line < bare):
        marks, line = marks_of(lines[bare]), lines[bare]
        place = line_span(raw, bare, len(raw[bare]) - len(raw[bare].lstrip("> \t")))
        if marks[0] != fence.marks[0]:
            return _finding(
                place, f"{marks} does not close the story map of {first}, which opens with {fence.marks}",
                f"write {fence.marks}",
            )  # fmt: skip
        if len(marks) != len(fence.marks):
            return _finding(
                place,
                f"the story map of {first} opens with {len(fence.marks)} marks and closes with {len(marks)}: it would not be shown",
                f"write {fence.marks} in both lines",
            )
        width = len(line) - len(line.lstrip("> "))
        if width != len(fence.prefix):
            return _finding(
                place,
                f"the closing fence is {columns(width)}, the opening one in {first} is {columns(len(fence.prefix))}: the story map would not be shown",
                "indent both alike, and the map between them at least as far",
            )
    if ending.kind == "broken":
        line = raw[ending.line]
        if ">" in fence.prefix or ">" in line[: len(fence.prefix)]:
            return _finding(
                line_span(raw, ending.line),
                f"the story map of {first} stands in a quote, and this line does not begin as that one does: the map would not be shown",
                "begin every line of the map, the last one too, with the same `>` marks and blanks",
            )
        return _finding(
            line_span(raw, ending.line),
            f"this line stands further left than the fence in {first} that it belongs to: the story map would not be shown",
            f"indent it by at least {len(fence.prefix)}, like the fence; or close the map above it with {fence.marks}",
        )
    word = fence.info[reading.start : reading.end]
    return _finding(opened, f"the `{word}` fence is never closed: the story map would not be shown",
                    f"put {fence.marks} on a line of its own after the map, indented like this line")  # fmt: skip
