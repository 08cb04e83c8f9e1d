"""The parts of the grid as drawings: cards, lines of the ML rows, jobs under the cards, heads of the releases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from mkdocs_storymap.export.letters import width
from mkdocs_storymap.export.svg import Drawn, Run, at, escape, line_width, number, paragraph, rect, run_width, stack, text_line
from mkdocs_storymap.render.cardview import CardView, Hairline, Mark, Outcome, PromiseView, ServedView
from mkdocs_storymap.render.grid import Line, MlCell
from mkdocs_storymap.render.icons import STATES
from mkdocs_storymap.render.releases import ReleaseView
from mkdocs_storymap.render.stairs import Stair

SMALL, BASE, WANT = 11.5, 12.5, 13.5
"""The three sizes of the grid, in px."""
_PAD = 10.0
_TITLE_LINES = 5
Colours = Mapping[str, str]


def outcome_runs(found: Outcome, strong: str = "ink", plain: str = "ink") -> list[Run]:
    """*Increase **recall** for **thin-file** from 0.68 to **0.78***."""
    runs = [Run(f"{found.verb} ", plain), Run(found.metric.text, strong, bold=True)]
    if found.segment:
        runs += [Run(" for ", plain), Run(found.segment.text, strong, bold=True)]
    if found.start:
        runs.append(Run(f" from {found.start}", plain))
    if found.end:
        runs += [Run(" to ", plain), Run(found.end, strong, bold=True)]
    return runs


def plain_outcome(found: Outcome) -> str:
    """The same as plain text."""
    return "".join(run.text for run in outcome_runs(found))


def card(view: CardView, room: float, colours: Colours, *, science: bool) -> Drawn:
    """A card as it is closed on the page."""
    inner = room - 2 * _PAD
    title = outcome_runs(view.outcome) if view.outcome else [Run(view.title, bold=not science)]
    parts = [paragraph(title, inner, WANT, colours, leading=1.3, most=_TITLE_LINES), _who(view, inner, colours, science=science)]
    if view.lines:
        parts.append(_hairlines(view.lines, inner, colours))
    parts.append(_marks(view.marks, inner, colours))
    body = stack([part for part in parts if part.height], 4.0)
    tall = body.height + 2 * _PAD - 4
    name = plain_outcome(view.outcome) if view.outcome else view.title
    edge = colours["bad"] if view.status == "blocked" else colours["hair2"]
    frame = rect(0.5, 0.5, room - 1, tall - 1, colours["card"], f' stroke="{edge}" rx="5"')
    lead = f", real lead time {view.lead}" if view.lead and view.lead != view.status else ""
    told = f"{name} ({view.name}): {view.status}{lead}"
    return Drawn(tall, f"<g><title>{escape(told)}</title>{frame}{at(_PAD, _PAD - 3, body.svg)}</g>", room)


def _who(view: CardView, room: float, colours: Colours, *, science: bool) -> Drawn:
    """Who it is for, and at the end of the line when it can be there and what decides."""
    lead: list[Run] = []
    if view.lead and view.lead != view.status:
        lead.append(Run(view.lead, bold=True))
    if view.decides:
        lead.append(Run(f" {'waits for ' if science else ''}{' + '.join(view.decides)}", view.decides[-1]))
    lead_wide = (run_width(lead[0], 14.0) + line_width(lead[1:], SMALL)) if lead else 0.0
    name = view.name if science else view.who or (f"nobody: {view.nobody}" if view.nobody else "")
    beside = room - lead_wide - 10
    own_line = bool(lead) and width(name, SMALL) > beside and beside < 80
    who = paragraph([Run(name, "mute")], room if own_line else beside, SMALL, colours, most=2)
    if not lead:
        return who
    y = who.height + 12 if own_line else 13.0
    spans = f'<tspan fill="{colours["ink"]}" font-size="14" font-weight="600">{escape(lead[0].text)}</tspan>'
    spans += "".join(f'<tspan fill="{colours[run.colour]}">{escape(run.text)}</tspan>' for run in lead[1:])
    svg = f'<text x="{number(room)}" y="{number(y)}" font-size="{SMALL}" text-anchor="end">{spans}</text>'
    return Drawn(max(who.height, y + 3), who.svg + svg, room)


def _hairlines(lines: Sequence[Hairline], room: float, colours: Colours) -> Drawn:
    found = []
    for place, line in enumerate(lines):
        wide = room * float(line.width.rstrip("%") or 0) / 100
        colour = colours[line.family if line.key else f"{line.family}-pale"]
        found.append(rect(0, place * 4, max(1.5, wide), 3 if line.key else 2, colour))
    return Drawn(len(lines) * 4 + 2, "".join(found), room)


def _marks(marks: Sequence[Mark], room: float, colours: Colours) -> Drawn:
    pieces = []
    for place, mark in enumerate(marks):
        name = STATES.get(mark.icon, "planned") if place == 0 else mark.icon
        pieces.append(paragraph([Run(mark.text, mark.family, bold=mark.family == "bad")], room, SMALL, colours, lead_icon=f"{name} {mark.family}"))
    return flow(pieces, room, 12.0)


def flow(pieces: Iterable[Drawn], room: float, gap: float) -> Drawn:
    """Pieces beside each other, and below where the room ends."""
    x = y = tall = 0.0
    found = []
    for piece in pieces:
        if x and x + piece.width > room:
            x, y, tall = 0.0, y + tall, 0.0
        found.append(at(x, y, piece.svg))
        x += piece.width + gap
        tall = max(tall, piece.height)
    return Drawn(y + tall, "".join(found), room)


# ---------------------------------------------------------------------- the rows before the first release


def ml_cell(cell: MlCell, family: str, room: float, colours: Colours) -> Drawn:
    """A cell of an ML row: short facts beside each other, long ones on lines of their own."""
    groups: list[Drawn] = []
    short: list[Drawn] = []
    for line in cell.lines:
        drawn, own = _line(line, family, room, colours)
        if own:
            groups += [flow(short, room, 16.0)] if short else []
            groups.append(drawn)
            short = []
        else:
            short.append(drawn)
    groups += [flow(short, room, 16.0)] if short else []
    if cell.more:
        groups.append(paragraph([Run(f"and {len(cell.more)} more", "mute")], room, SMALL, colours))
    return stack(groups)


def _line(line: Line, family: str, room: float, colours: Colours) -> tuple[Drawn, bool]:
    """One fact, and whether it stands on a line of its own."""
    if line.promise or line.rule:
        promise = line.promise or line.rule
        assert promise is not None
        return paragraph(_promise(promise, family), room, BASE, colours), line.rule is not None
    if line.need:
        need, bad = line.need, line.need.status == "blocked"
        runs = [Run(need.link.text, "bad" if bad else "ink", bold=True), Run(f" {need.status}{f' · {need.lead}' if need.lead else ''}", "mute")]
        mark = f"{STATES.get(need.status, 'planned')} {'bad' if bad else 'data'}"
        return paragraph(runs, room, BASE, colours, lead_icon=mark), need.status != "ready"
    if line.harm:
        harm = line.harm
        rest = " · ".join(part for part in (harm.severity, harm.type) if part)
        runs = [Run(harm.text, bold=True), Run(f" {rest}" if rest else "", "mute")]
        return paragraph(runs, room, BASE, colours, lead_icon=f"harm-{harm.severity or 'low'} fair"), True
    if line.risk:
        runs = [Run(line.risk[0].text, "fair", bold=True), Run(f" {line.risk[1]}", "mute")]
        return paragraph(runs, room, BASE, colours, lead_icon="seg fair"), False
    return paragraph([Run(line.word, "ink" if family == "who" else "mute")], room, BASE, colours, most=6), True


def _promise(found: PromiseView, family: str) -> list[Run]:
    runs = [Run(f"{found.metric.text} {found.level}", family, bold=True)]
    return [*runs, Run(f" {found.now}", "mute")] if found.now else runs


# ---------------------------------------------------------------------- releases


def served(views: Iterable[ServedView], room: float, colours: Colours, *, science: bool) -> Drawn:
    """The jobs that serve a cell's stories, or the stories that its jobs serve."""
    family, mark = ("rel", "story rel") if science else ("model", "model model")
    found = []
    for view in views:
        runs = [Run(view.link.text, family, bold=True), Run(" ", "mute")]
        runs += outcome_runs(view.outcome, "ink", "mute") if view.outcome else [Run(view.title, "mute")]
        runs += [Run(f" · {part}", "mute", tight=True) for part in (view.lead, view.later) if part]
        found.append(paragraph(runs, room, SMALL, colours, lead_icon=mark))
    return stack(found, 2.0)


def release_head(view: ReleaseView, room: float, colours: Colours, hatch: str, *, again: bool) -> Drawn:
    """What stands at the left of a release; where it goes on in a further part, its name and goal."""
    parts = [paragraph([Run(view.name, "rel", bold=True)], room, 16.0, colours, most=3)]
    parts.append(paragraph([Run(view.goal)], room, BASE, colours, most=4))
    if not again:
        if view.stair.treads:
            parts.append(_stair(view.stair, room, colours, hatch))
        shares = [tread.share for tread in view.stair.treads]
        told = " → ".join(dict.fromkeys([shares[0], shares[-1]])) if shares else ""
        told = "shown to nobody" if view.stair.shadow else told
        rollout = " · ".join(part for part in (view.rollout, told) if part and view.rollout)
        parts.append(paragraph([Run(rollout, "mute")], room, SMALL, colours))
        for gate in view.gates:
            name = "gate" if gate.status == "planned" else STATES.get(gate.status, "planned")
            runs = [Run(f"{gate.who or gate.link.text} review {gate.status}", "fair")]
            parts.append(paragraph(runs, room, SMALL, colours, lead_icon=f"{name} fair"))
    count = [Run(view.number, bold=True)]
    if view.ready:
        count += [Run(", ready in "), Run(view.ready, bold=True)]
    parts.append(paragraph(count, room, SMALL, colours))
    return stack([part for part in parts if part.height], 2.0)


def _stair(stair: Stair, room: float, colours: Colours, hatch: str) -> Drawn:
    found = []
    for tread in stair.treads:
        tall = 20 * tread.height
        fill = colours["rel-bg"] if tread.open or tread.gate else colours["rel2"]
        more = ""
        if stair.shadow:
            fill, more = f"url(#{hatch})", f' stroke="{colours["rel2"]}"'
        found.append(rect(room * tread.x / 100, 26 - tall, room * tread.width / 100, tall, fill, more))
    found.append(rect(0, 26, room, 1, colours["rel"]))
    return Drawn(30, "".join(found), room)


def legend(science: bool, scale: str, room: float, colours: Colours) -> Drawn:
    """What the lines of a card are."""
    if not scale:
        return Drawn(0)
    names = {"data": "its data", "model": "after jobs"} if science else {"feature": "feature", "data": "data", "model": "model"}
    pieces = []
    for family, word in names.items():
        line = [Run(word, "mute")]
        svg = rect(0, 7, 14, 3, colours[family]) + text_line(line, 18, 12.5, SMALL, colours)
        pieces.append(Drawn(16.0, svg, 18 + line_width(line, SMALL)))
    pieces.append(paragraph([Run(f"full width {scale}", "mute")], room, SMALL, colours))
    return flow(pieces, room, 10.0)
