"""What judging yields: every map with its problems, and the site as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkdocs_storymap.diagnostics import Diagnostic
from mkdocs_storymap.pipeline.collect import MapSource
from mkdocs_storymap.pipeline.shape import Shaped
from mkdocs_storymap.settings import Settings

if TYPE_CHECKING:
    from mkdocs_storymap.derive import Derived
    from mkdocs_storymap.derive.checklist import Item
    from mkdocs_storymap.site.site import Site


@dataclass(slots=True, eq=False)
class JudgedMap:
    """One map of the judged site.

    Attributes:
        key: Its key in the registry; "" where it could not be read.
        source: Its text.
        shaped: What was read.
        diagnostics: Everything that was found in it.
        checklist: The state of C1 to C7.
        home: The site that it was judged in, where that is one of its own (a file that no page shows).
    """

    key: str
    source: MapSource
    shaped: Shaped
    diagnostics: list[Diagnostic] = field(default_factory=list)
    checklist: list[Item] = field(default_factory=list)
    home: Judged | None = None


@dataclass(slots=True, eq=False)
class Judged:
    """A whole site with its verdict.

    Attributes:
        site: The maps, bound.
        derived: What is derived from them.
        maps: One entry a source, in the order of the site.
        diagnostics: Every problem, sorted by file, line, column, code.
        settings: The settings that it was judged under.
    """

    site: Site
    derived: Derived
    maps: list[JudgedMap]
    diagnostics: list[Diagnostic]
    settings: Settings

    def by_key(self) -> dict[str, JudgedMap]:
        """The maps that could be read, by registry key."""
        return {judged.key: judged for judged in self.maps if judged.key}

    def failed(self, *, strict: bool = False) -> bool:
        """The verdict."""
        failing = ("error", "warning") if strict else ("error",)
        return any(diagnostic.severity in failing for diagnostic in self.diagnostics)
