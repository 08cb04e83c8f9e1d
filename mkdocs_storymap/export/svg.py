"""Text and marks as SVG: runs of text broken into lines without a browser, drawn with attributes only.

No style sheet, script, link or `foreignObject`: such a picture may stand in a slide, a mail or a pull request.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from mkdocs_storymap.export.letters import width
from mkdocs_storymap.record import record
from mkdocs_storymap.render.icons import outline

FONTS = "Roboto, 'Segoe UI', 'Helvetica Neue', Arial, 'Noto Sans', 'Noto Sans Arabic', 'Noto Sans CJK SC', sans-serif"
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


@record
class Run:
    """A piece of text in one colour and weight. `tight` runs are never broken between their words."""

    text: str
    colour: str = "ink"
    bold: bool = False
    tight: bool = False


@record
class Drawn:
    """A part of the picture: how tall it is, and its SVG with the origin at its upper left corner."""

    height: float
    svg: str = ""
    width: float = 0.0


def escape(text: str) -> str:
    """A text for XML: signs escaped, what no XML may hold replaced."""
    return _FORBIDDEN.sub("\ufffd", text).translate(_ENTITIES)


def number(value: float) -> str:
    """A coordinate, as short as it is."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def at(x: float, y: float, svg: str) -> str:
    """A part moved to its place."""
    if not svg:
        return ""
    return f'<g transform="translate({number(x)} {number(y)})">{svg}</g>'


def rect(x: float, y: float, wide: float, tall: float, fill: str, more: str = "") -> str:
    """A rectangle."""
    return f'<rect x="{number(x)}" y="{number(y)}" width="{number(max(0.0, wide))}" height="{number(max(0.0, tall))}" fill="{fill}"{more}/>'


def icon(name: str, x: float, y: float, size: float, colour: str) -> str:
    """One of the page's marks, its upper left corner at a point."""
    path, filled = outline(name)
    line = f'fill="none" stroke="{colour}" stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round"'
    paint = f'fill="{colour}" fill-rule="evenodd"' if filled else line
    dashes = ' stroke-dasharray="2.6 2.5"' if name == "planned" else ""
    return f'<path transform="translate({number(x)} {number(y)}) scale({size / 16:.3g})" {paint}{dashes} d="{path}"/>'


def run_width(run: Run, size: float) -> float:
    """How wide a run is, near enough."""
    return width(run.text, size, bold=run.bold)


def line_width(line: Sequence[Run], size: float) -> float:
    """How wide a line is, near enough."""
    return sum(run_width(run, size) for run in line)


def text_line(line: Sequence[Run], x: float, y: float, size: float, colours: Mapping[str, str], anchor: str = "") -> str:
    """One line of text, its baseline at `y`."""
    spans = []
    for run in line:
        bold = ' font-weight="600"' if run.bold else ""
        spans.append(f'<tspan fill="{colours[run.colour]}"{bold}>{escape(run.text)}</tspan>')
    middle = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}"{middle}>{"".join(spans)}</text>'


def paragraph(
    runs: Iterable[Run], room: float, size: float, colours: Mapping[str, str], *, leading: float = 1.4, most: int = 0, lead_icon: str = ""
) -> Drawn:
    """Runs of text as lines; `most` lines, the last with an ellipsis where there is more."""
    indent = size * 1.45 if lead_icon else 0.0
    lines = broken(list(runs), room - indent, size, most)
    tall = size * leading
    parts = [text_line(line, indent, tall * at_line + tall * 0.5 + size * 0.36, size, colours) for at_line, line in enumerate(lines)]
    if lead_icon:
        name, _, colour = lead_icon.partition(" ")
        parts.insert(0, icon(name, 0, tall * 0.5 - size * 0.5, size, colours[colour or "ink"]))
    wide = indent + max((line_width(line, size) for line in lines), default=0.0)
    return Drawn(tall * len(lines), "".join(parts), min(wide, room))


def stack(parts: Iterable[Drawn], gap: float = 0.0) -> Drawn:
    """Parts below each other."""
    y, wide = 0.0, 0.0
    found: list[str] = []
    for part in parts:
        if found:
            y += gap
        found.append(at(0, y, part.svg))
        y += part.height
        wide = max(wide, part.width)
    return Drawn(y, "".join(found), wide)


def broken(runs: list[Run], room: float, size: float, most: int = 0) -> list[list[Run]]:
    """Break runs of text into lines that fit."""
    lines: list[list[Run]] = [[]]
    used = 0.0
    for word, glued in _words(runs):
        blank = 0.0 if glued or not lines[-1] else width(" ", size)
        wide = run_width(word, size)
        if lines[-1] and used + blank + wide > room:
            lines.append([])
            used, blank = 0.0, 0.0
            word = Run(word.text.removeprefix("· "), word.colour, word.bold)
        if wide > room:
            *whole, word = _pieces(word, room, size)
            for piece in whole:
                lines[-1] = [*lines[-1], piece]
                lines.append([])
            used, wide = 0.0, run_width(word, size)
        _append(lines[-1], word, blank=bool(blank))
        used += blank + wide
    if lines == [[]]:
        return []
    if most and len(lines) > most:
        rest = [run for line in lines[most - 1 :] for run in line]
        lines = [*lines[: most - 1], _cut(rest, room, size)]
    return lines


def clusters(text: str) -> Iterator[str]:
    """The characters of a text as they are seen: marks and joined signs stay with what they belong to."""
    found = ""
    for character in text:
        joins = unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Mc") or character in "\u200d\ufe0e\ufe0f"
        skin = "\U0001f3fb" <= character <= "\U0001f3ff"
        if found and not (joins or skin or found.endswith("\u200d")):
            yield found
            found = ""
        found += character
    if found:
        yield found


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF" and character.isalpha()


def _words(runs: list[Run]) -> Iterator[tuple[Run, bool]]:
    """The words of some runs, and whether each is glued to the one before; CJK breaks between any two signs."""
    open_end = False
    for run in runs:
        if run.tight:
            yield Run(" ".join(run.text.split()), run.colour, run.bold), open_end and not run.text[:1].isspace()
            open_end = not run.text[-1:].isspace()
            continue
        for token in re.findall(r"\s+|\S+", run.text):
            if token.isspace():
                open_end = False
                continue
            part = ""
            for cluster in clusters(token):
                if part and (_wide(cluster[0]) or _wide(part[-1])):
                    yield Run(part, run.colour, run.bold), open_end
                    part, open_end = "", True
                part += cluster
            yield Run(part, run.colour, run.bold), open_end
            open_end = True


def _pieces(word: Run, room: float, size: float) -> Iterator[Run]:
    """A word that is too long for a line, cut."""
    part, used = "", 0.0
    for cluster in clusters(word.text):
        wide = run_width(Run(cluster, bold=word.bold), size)
        if part and used + wide > room:
            yield Run(part, word.colour, word.bold)
            part, used = "", 0.0
        part += cluster
        used += wide
    yield Run(part, word.colour, word.bold)


def _append(line: list[Run], word: Run, *, blank: bool) -> None:
    if line and (line[-1].colour, line[-1].bold) == (word.colour, word.bold):
        line[-1] = Run(f"{line[-1].text}{' ' if blank else ''}{word.text}", word.colour, word.bold)
        return
    if blank:
        line[-1] = Run(f"{line[-1].text} ", line[-1].colour, line[-1].bold)
    line.append(word)


def _cut(runs: list[Run], room: float, size: float) -> list[Run]:
    """As much as fits in one line, with an ellipsis."""
    line: list[Run] = []
    used = width("…", size)
    for run in runs:
        kept = ""
        for cluster in clusters(run.text):
            wide = run_width(Run(cluster, bold=run.bold), size)
            if used + wide > room:
                return [*line, Run(f"{kept.rstrip()}…", run.colour, run.bold)]
            kept += cluster
            used += wide
        line.append(Run(f"{kept} ", run.colour, run.bold))
    return [*line[:-1], Run(f"{line[-1].text.rstrip()}…", line[-1].colour, line[-1].bold)] if line else [Run("…")]
