"""The marks of the page: one path each, drawn on a grid of 16, so that no file has to be fetched."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup

_FILLED = {
    "ready": "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM4.3 8.2l1-1 1.8 1.8 3.7-3.8 1 1-4.7 4.9z",
    "progress": "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zm0 1.7v9.6a4.8 4.8 0 0 1 0-9.6z",
    "blocked": "M5.2 1.3h5.6l3.9 3.9v5.6l-3.9 3.9H5.2l-3.9-3.9V5.2zM4.2 7v2h7.6V7z",
    "harm-medium": "M8 1.8 15 14.2H1zM8 4.6 5.4 9.3h5.2z",
    "harm-high": "M8 1.8 15 14.2H1zM7.2 6.2l.3 4h1l.3-4zm0 5.2v1.5h1.6v-1.5z",
    "harm-critical": "M8 .6 16 15H0zM5.7 7.6l.3 3.4h1l.2-3.4zm3.1 0L9 11h1l.3-3.4z"
    "M5.8 12.2v1.3h1.4v-1.3zm3 0v1.3h1.4v-1.3z",
    "gate-approved": "M8 .8 15.2 8 8 15.2.8 8zM4.8 8l1-1L7.2 8.4l3-3 1 1-4 4z",
    "dot": "M8 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8z",
    "down": "M2.5 4h11L8 13z",
}
_DRAWN = {
    "planned": "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z",
    "harm-low": "M8 1.8 15 14.2H1z",
    "gate": "M8 1.5 14.5 8 8 14.5 1.5 8z",
    "gate-booked": "M8 1.5 14.5 8 8 14.5 1.5 8zM5.3 8.1l1.9 1.8 3.4-3.6",
    "perf": "M2.6 12.6a6.3 6.3 0 1 1 10.8 0M8 9.8l2.7-3.9M8 9.9h0",
    "data": "M2.5 3.8c0-1.2 2.4-2.1 5.5-2.1s5.5.9 5.5 2.1v8.4c0 1.2-2.4 2.1-5.5 2.1s-5.5-.9-5.5-2.1z"
    "M2.5 3.8c0 1.2 2.4 2.1 5.5 2.1s5.5-.9 5.5-2.1M2.5 8c0 1.2 2.4 2.1 5.5 2.1s5.5-.9 5.5-2.1",
    "fair": "M8 1.8v12.4M4.5 14.2h7M2.5 4.2h11M3 4.2 1 9.3h4zM13 4.2l-2 5.1h4z",
    "model": "M8 5.3a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM3.3 14.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4z"
    "M12.7 14.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM7 5.1l-2.7 5.5M9 5.1l2.7 5.5M5.3 12.5h5.4",
    "exp": "M8 14.5V9.5C8 7 3.5 7.5 3.5 3.5M8 9.5c0-2.5 4.5-2 4.5-6M1.5 5l2-2.5 2 2.5M10.5 5l2-2.5 2 2.5",
    "rel": "M1.5 13.5h3.5v-3.5h3.5V6.5H12V3h2.5",
    "who": "M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 14.5c.3-3 2.4-4.5 5.5-4.5s5.2 1.5 5.5 4.5",
    "seg": "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM8 1.5V8l5 4",
    "loop": "M13.5 6.5A5.8 5.8 0 0 0 3 5M2.5 9.5A5.8 5.8 0 0 0 13 11M3 1.8V5h3.2M13 14.2V11H9.8",
    "signal": "M1 8h3l2-5.5 3.5 11L11.5 8H15",
    "bell": "M3 11.5h10c-1-1-1.5-2-1.5-4.5a3.5 3.5 0 0 0-7 0c0 2.5-.5 3.5-1.5 4.5zM6.5 14h3",
    "undo": "M5.5 3 2 6.5 5.5 10M2.5 6.5H10a3.5 3.5 0 0 1 0 7H6",
    "link": "M6.5 9.5l3-3M7 4.5 8.8 2.7a3.2 3.2 0 0 1 4.5 4.5L11.5 9M9 11.5l-1.8 1.8a3.2 3.2 0 0 1-4.5-4.5L4.5 7",
    "clock": "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM8 4.5V8l2.5 2",
    "story": "M2 2.5h12v11H2zM4.5 6h7M4.5 9.5h4.5",
    "feature": "M2.5 13.5l.7-3.2 7.8-7.8 2.5 2.5-7.8 7.8z",
    "check": "M2.5 8.5 6.3 12 13.5 4",
    "cross": "M3.5 3.5l9 9M12.5 3.5l-9 9",
    "dash": "M3 8h10",
    "chevron": "M3 5.5l5 5 5-5",
    "search": "M6.8 11.5a4.7 4.7 0 1 0 0-9.4 4.7 4.7 0 0 0 0 9.4zM10.3 10.3l4 4",
    "rows": "M2 4h12M2 8h12M2 12h12",
    "full": "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
    "keys": "M1.5 4h13v8.5h-13zM4 7h.1M6.7 7h.1M9.3 7h.1M12 7h.1M5 10h6",
    "copy": "M5.5 5.5h8.5v8.5H5.5zM10.5 5.5V2H2v8.5h3.5",
    "filter": "M2 3.5h12M4.5 8h7M6.5 12.5h3",
    "up": "M8 13.5V3M4 7l4-4 4 4",
    "lower": "M8 2.5V13M4 9l4 4 4-4",
    "right": "M2.5 8H13M9 4l4 4-4 4",
    "target": "M8 2.5 13.5 8 8 13.5 2.5 8z",
    "issue": "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM8 4.5V9M8 11.3v.1",
}

STATES = {
    "ready": "ready", "done": "ready", "in progress": "progress", "planned": "planned", "blocked": "blocked",
    "booked": "gate-booked", "approved": "gate-approved",
}  # fmt: skip
"""The mark of each state: shape before colour."""


def outline(name: str) -> tuple[str, bool]:
    """The path of a mark on a grid of 16, and whether it is filled (else it is drawn as a line)."""
    return (_FILLED[name], True) if name in _FILLED else (_DRAWN[name], False)


@lru_cache(maxsize=128)
def icon(name: str) -> Markup:
    """A mark as inline SVG; it says nothing that the words beside it do not say."""
    path, filled = outline(name)
    return Markup(  # noqa: S704 - both parts are ours
        f'<svg class="sm-i sm-i-{name}{" sm-i-f" if filled else ""}" viewBox="0 0 16 16" width="16" height="16" '
        f'aria-hidden="true"><path d="{path}"/></svg>'
    )


def state_icon(state: str) -> Markup:
    """The mark of a state."""
    return icon(STATES.get(state, "planned"))
