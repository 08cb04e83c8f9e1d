"""What one map's page is made from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mkdocs_storymap.derive import Derived
from mkdocs_storymap.derive.checklist import Item
from mkdocs_storymap.diagnostics import Diagnostic
from mkdocs_storymap.site.registry import Key
from mkdocs_storymap.site.site import Site


@dataclass(frozen=True)
class PageContext:
    """Everything that `render_map` needs.

    Attributes:
        site: All maps.
        derived: All derived values.
        key: Which map is rendered.
        checklist: The state of its checklist items.
        diagnostics: What was found in this map, waived problems and advice included.
        url_for: URL of a thing on this or another page, already relative; None where its map is shown nowhere.
            `Key(map, "map", map)` is the map itself.
        title_heading: Level of the title's heading: 1, or 2 where the page has a title of its own.
        rules_off: Codes that the site turned off; the page says so.
        defaulted_label: Words for what comes from the site's defaults.
    """

    site: Site
    derived: Derived
    key: str
    checklist: Sequence[Item]
    diagnostics: Sequence[Diagnostic]
    url_for: Callable[[Key], str | None]
    title_heading: int = 1
    rules_off: tuple[str, ...] = ()
    defaulted_label: str = "site default"
