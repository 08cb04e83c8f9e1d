"""The grid of a map as one SVG, made from the same views as the page, so that no figure is worked out twice."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from mkdocs_storymap.export import cells
from mkdocs_storymap.export.headline import headline
from mkdocs_storymap.export.palette import DARK, LIGHT
from mkdocs_storymap.export.parts import GAP, HEAD, Part, cut
from mkdocs_storymap.export.svg import FONTS, Drawn, Run, at, escape, number, paragraph, rect, stack
from mkdocs_storymap.render.context import PageContext
from mkdocs_storymap.render.grid import Band, Cell, GridView, MlRow, grid
from mkdocs_storymap.render.head import HeadView, head
from mkdocs_storymap.render.ids import part as id_part
from mkdocs_storymap.render.page import Page

_EDGE = 40.0
"""Margin of the picture."""
_CARD = 340.0
"""A card is at most this wide; a wide cell holds several beside each other."""
_CARD_LEAST = 250.0
_NAMES = {"perf": "perf", "data": "data", "fair": "fair", "who": "mute"}


def picture(context: PageContext, *, dark: bool = False) -> str:
    """Draw a map as a self-contained SVG."""
    page = Page(context)
    return Picture(page.map.science, head(page), grid(page), f"{id_part(page.key)}--hatch", dark=dark).svg()


class Picture:
    """One picture in the making.

    Args:
        science: True for a data-science map.
        top: The head of the page.
        view: Its grid.
        hatch: The id of the pattern of shadow releases.
        dark: Light letters on a dark ground.
    """

    def __init__(self, science: bool, top: HeadView, view: GridView, hatch: str, *, dark: bool = False) -> None:
        self.science = science
        self.top = top
        self.view = view
        self.hatch = hatch
        self.colours = DARK if dark else LIGHT
        self.parts = cut(view)
        self.wide = HEAD + max(part.width for part in self.parts)

    def svg(self) -> str:
        """The whole picture."""
        body = stack([headline(self.top, self.wide, self.colours), Drawn(18), stack((self._part(part) for part in self.parts), 40.0)])
        width, height = ceil(self.wide + 2 * _EDGE), ceil(body.height + 2 * _EDGE - 8)
        stripes = (
            f'<defs><pattern id="{self.hatch}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            f'{rect(0, 0, 1.5, 5, self.colours["rel2"])}</pattern></defs>'
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" '
            f'font-family="{FONTS}" unicode-bidi="plaintext"><title>{escape(self.top.title)}</title><desc>{escape(self.view.caption)}</desc>'
            f'{stripes}<rect width="100%" height="100%" fill="{self.colours["paper"]}"/>{at(_EDGE, _EDGE - 8, body.svg)}</svg>\n'
        )

    def _part(self, part: Part) -> Drawn:
        rows = [self._backbone(part)]
        rows += [self._ml_row(part, row) for row in self.view.rows if self._tells(part, row)]
        first = part is self.parts[0]
        for band in self.view.bands:
            own = band.cells[part.start : part.end]
            if any(cell.cards for cell in own) or (first and not any(cell.cards for cell in band.cells)):
                rows += self._band(part, band, own, again=self._seen(part, band))
        rows.append(Drawn(1, rect(0, 0, HEAD + part.width, 1, self.colours["hair2"])))
        return stack(rows)

    def _seen(self, part: Part, band: Band) -> bool:
        """True where a release stands in an earlier part already."""
        return any(cell.cards for cell in band.cells[: part.start])

    def _backbone(self, part: Part) -> Drawn:
        found, steps, tall = [], [], 0.0
        for column in range(part.start, part.end):
            one = self.view.columns[column]
            name = Run(one.name, "ink" if one.number else "mute", bold=bool(one.number))
            drawn = paragraph([name], part.widths[column - part.start] - GAP, cells.BASE, self.colours, leading=1.3, most=4)
            steps.append(at(part.x(column), 0, drawn.svg))
            tall = max(tall, drawn.height)
        start, acts, lines = 0, 0.0, []
        for activity in self.view.activities:
            span = part.overlap(start, activity.width)
            if span and activity.name:
                x, end = part.x(span[0]), part.x(span[1])
                runs = [Run(activity.name, bold=True)]
                if span[0] > start:
                    runs.append(Run(" continued", "mute"))
                drawn = paragraph(runs, end - x - GAP, 14.5, self.colours, leading=1.3, most=3)
                found.append((x, drawn))
                acts = max(acts, drawn.height)
                lines.append((x, end - x - (4 if span[1] < part.end else 0)))
            start += activity.width
        svg = "".join(at(x, acts - drawn.height, drawn.svg) for x, drawn in found)
        top = acts + 6 if acts else 0.0
        svg += "".join(rect(x, acts + 3, wide, 2, self.colours["ink"]) for x, wide in lines)
        legend = cells.legend(self.science, self.view.scale, HEAD - GAP, self.colours) if part is self.parts[0] else self._place(part)
        tall = max(top + tall + 10, legend.height + 4)
        svg += at(0, top + 4, "".join(steps)) + legend.svg
        return Drawn(tall, svg + rect(0, tall - 1, HEAD + part.width, 1, self.colours["hair2"]))

    def _place(self, part: Part) -> Drawn:
        """Which columns a further part holds."""
        noun = "Stages" if self.science else "Steps"
        return paragraph([Run(f"{noun} {part.start + 1} to {part.end} of {len(self.view.columns)}", "mute")], HEAD - GAP, cells.SMALL, self.colours)

    def _tells(self, part: Part, row: MlRow) -> bool:
        """True where a row says something in this part; the first part shows them all."""
        start = 0
        for cell in row.cells:
            if cell.lines and part.overlap(start, cell.width):
                return True
            start += cell.width
        return part is self.parts[0]

    def _ml_row(self, part: Part, row: MlRow) -> Drawn:
        colour, plain = _NAMES[row.family], row.family == "who"
        title = paragraph([Run(row.title, colour, bold=not plain)], HEAD - GAP, cells.BASE, self.colours, lead_icon=f"{row.icon} {colour}")
        about = paragraph([Run(row.about, "mute")], HEAD - GAP - 18, cells.SMALL, self.colours)
        name = stack([title, Drawn(about.height, at(18, 0, about.svg))])
        found, start, tall = [at(0, 8, name.svg)], 0, name.height
        for cell in row.cells:
            span = part.overlap(start, cell.width)
            start += cell.width
            if span is None or not cell.lines:
                continue
            x = part.x(span[0])
            drawn = cells.ml_cell(cell, row.family, part.x(span[1]) - x - GAP, self.colours)
            found.append(at(x, 8, drawn.svg))
            tall = max(tall, drawn.height)
        tall += 16
        ground = "" if plain else rect(HEAD - 10, 0, part.width + 10, tall, self.colours[f"{row.family}-bg"])
        return Drawn(tall, ground + "".join(found) + rect(0, tall - 1, HEAD + part.width, 1, self.colours["hair"]))

    def _band(self, part: Part, band: Band, own: tuple[Cell, ...], *, again: bool) -> Iterable[Drawn]:
        left = cells.release_head(band.release, HEAD - GAP, self.colours, self.hatch, again=again)
        found, tall = [rect(0, 0, HEAD + part.width, 2, self.colours["rel"]), at(0, 12, left.svg)], left.height
        for place, cell in enumerate(own):
            drawn = self._cell(cell, part.widths[place] - GAP)
            found.append(at(part.x(part.start + place), 14, drawn.svg))
            tall = max(tall, drawn.height)
        yield Drawn(tall + 26, "".join(found))
        if any(cell.served for cell in own):
            yield self._served(part, own)

    def _cell(self, cell: Cell, room: float) -> Drawn:
        """The cards of a cell: below each other, in a wide cell beside each other too."""
        across = max(1, min(len(cell.cards), int((room + 10) // (_CARD_LEAST + 10))))
        wide = min(_CARD, (room - 10 * (across - 1)) / across)
        rows = []
        for start in range(0, len(cell.cards), across):
            some = [cells.card(view, wide, self.colours, science=self.science) for view in cell.cards[start : start + across]]
            svg = "".join(at((wide + 10) * place, 0, one.svg) for place, one in enumerate(some))
            rows.append(Drawn(max(one.height for one in some), svg))
        return stack(rows, 10.0)

    def _served(self, part: Part, own: tuple[Cell, ...]) -> Drawn:
        colour = "rel" if self.science else "model"
        name = [Run(self.view.serves_title, colour, bold=True)]
        title = paragraph(name, HEAD - GAP, cells.SMALL, self.colours, lead_icon=f"{'story' if self.science else 'model'} {colour}")
        found, tall = [at(0, 8, title.svg)], title.height
        for place, cell in enumerate(own):
            drawn = cells.served(cell.served, part.widths[place] - GAP, self.colours, science=self.science)
            found.append(at(part.x(part.start + place), 8, drawn.svg))
            tall = max(tall, drawn.height)
        line = f'<path d="M0 .5H{number(HEAD + part.width)}" stroke="{self.colours["hair2"]}" stroke-dasharray="3 3"/>'
        return Drawn(tall + 20, line + "".join(found))



