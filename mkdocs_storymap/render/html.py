"""Jinja2 turns the view into HTML; nothing else of the tool knows Jinja2."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mkdocs_storymap.diagnostics import Diagnostic
from mkdocs_storymap.render.bars import BARS
from mkdocs_storymap.render.compiled import CompiledTemplates
from mkdocs_storymap.render.context import PageContext
from mkdocs_storymap.render.fast import FastEnvironment
from mkdocs_storymap.render.icons import icon, state_icon
from mkdocs_storymap.render.lettering import fit
from mkdocs_storymap.render.pieces import PIECES
from mkdocs_storymap.render.portfolio import Portfolio
from mkdocs_storymap.render.stairs import RISE
from mkdocs_storymap.render.view import map_view
from mkdocs_storymap.render.words import span

_SHAPES = {
    "now": "M-4 0a4 4 0 1 0 8 0 4 4 0 1 0-8 0z", "today": "M-6.5 0a6.5 6.5 0 1 0 13 0 6.5 6.5 0 1 0-13 0z",
    "everyone": "M-5.5 0a5.5 5.5 0 1 0 11 0 5.5 5.5 0 1 0-11 0z", "target": "M0-6.5 6.5 0 0 6.5-6.5 0z", "job": "M-7 0H5M1-4l5 4-5 4",
    "promise": "M-4.5-11h9L0-4z", "limit": "M-4.5-11h9L0-4z", "floor": "M-4.5-11h9L0-4z", "cut": "M-4.5 6l4-12M.5 6l4-12",
}  # fmt: skip
"""The marks of a number line around the point that they mark."""
ASSETS = ("storymap.css", "storymap.js")


def coded(text: str) -> Markup:
    """A message in which `code` in backticks is shown as code."""
    parts = re.split(r"`([^`\n]+)`", text)
    return Markup("").join(Markup("<code>{}</code>").format(part) if number % 2 else part for number, part in enumerate(parts))


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates, read once a process."""
    found = FastEnvironment(
        loader=PackageLoader("mkdocs_storymap.render"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, auto_reload=False, bytecode_cache=CompiledTemplates(),
    )  # fmt: skip
    found.globals.update(coded=coded, icon=icon, state=state_icon, fit=fit, span=span, shape=_SHAPES.__getitem__, rise=RISE, **PIECES, **BARS)
    return found


def render_map(context: PageContext) -> str:
    """A map as HTML."""
    return environment().get_template("map.html.jinja").render(m=map_view(context))


def render_portfolio(found: Portfolio) -> str:
    """All maps of a site as HTML."""
    return environment().get_template("portfolio.html.jinja").render(p=found)


def render_problems(diagnostics: Sequence[Diagnostic], *, title: str) -> str:
    """A panel with every problem: code, place, message and hint of each."""
    order = {"error": 0, "warning": 1, "advice": 2}
    shown = sorted(diagnostics, key=lambda one: (one.waived is not None, order[one.severity], one.sort_key))
    return environment().get_template("problems.html.jinja").render(problems=shown, title=title)


def asset_names() -> list[str]:
    """The files in `assets/` that a page with a map needs."""
    return list(ASSETS)
