"""The pieces that a page holds by the thousand, written in Python: a template's macro takes five times as long."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from mkdocs_storymap.render.cardview import Outcome, PromiseView
from mkdocs_storymap.render.fast import quick_escape as safe
from mkdocs_storymap.render.page import Link


def link(found: Link, kind: str = "") -> Markup:
    """A name that leads somewhere, or stays text. `kind` is a class of ours."""
    return Markup(_link(found, kind))  # noqa: S704 - every part is escaped


def links(some: Iterable[Link]) -> Markup:
    """Names, with commas between them."""
    return Markup(", ".join(_link(one) for one in some))  # noqa: S704 - every part is escaped


def promise(found: PromiseView) -> Markup:
    """Metric, level and where it stands now."""
    now = f' <span class="sm-mute">{safe(found.now)}</span>' if found.now else ""
    text = f'<span class="sm-nw"><b>{_link(found.metric)}</b> <b>{safe(found.level)}</b></span>{now}'
    return Markup(text)  # noqa: S704 - every part is escaped


def outcome(found: Outcome) -> Markup:
    """*Increase **recall** for **thin-file** from 0.68 to **0.78***, with links."""
    return _outcome(found, _link(found.metric), _link(found.segment) if found.segment else "")


def outcome_text(found: Outcome) -> Markup:
    """The same without links, for what is a link itself."""
    return _outcome(found, safe(found.metric.text), safe(found.segment.text) if found.segment else "")


def _link(found: Link, kind: str = "") -> str:
    text = safe(found.text)
    if not found.href and not found.item:
        return text
    item = f' data-item="{safe(found.item)}"' if found.item else ""
    kind = f' class="{kind}"' if kind else ""
    return f'<a href="{safe(found.href)}"{item}{kind}>{text}</a>' if found.href else f"<span{item}{kind}>{text}</span>"


def _outcome(found: Outcome, metric: str, segment: str) -> Markup:
    text = f"{safe(found.verb)} <b>{metric}</b>"
    if segment:
        text += f" for <b>{segment}</b>"
    if found.start:
        text += f" from {safe(found.start)}"
    if found.end:
        text += f" to <b>{safe(found.end)}</b>"
    return Markup(text)  # noqa: S704 - every part is escaped


PIECES = {"html_link": link, "html_links": links, "html_promise": promise, "html_outcome": outcome, "html_outcome_text": outcome_text}
"""The pieces by their names in templates; `words.html.jinja` gives them shorter ones."""
