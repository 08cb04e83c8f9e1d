"""Parts the maps of a site into groups that have to do with each other, named by their texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from mkdocs_storymap.digest import digest
from mkdocs_storymap.pipeline.collect import MapSource
from mkdocs_storymap.pipeline.shape import Shaper
from mkdocs_storymap.record import record
from mkdocs_storymap.site.outlines import Beyond, Outline, neighbours
from mkdocs_storymap.source.inventories import Loaded


@record
class Group:
    """Some maps of a site: where they stand in its order, and the name of their texts and the setting.

    A verdict on them rests on these, and on what it asked of the rest of the site (`Registry.asked`).
    """

    name: str
    numbers: tuple[int, ...]


def setting_name(shaper: Shaper, today: date, abroad: Sequence[Loaded], config: str) -> str:
    """The name of everything but the maps that a verdict rests on."""
    return digest(repr(shaper.settings), repr(shaper.extra_schema), config, today.isoformat(), repr(abroad))


def grouped(sources: Sequence[MapSource], outlines: Sequence[Outline], texts: Mapping[str, str], setting: str) -> tuple[Beyond, list[Group]]:
    """Part the maps of a site.

    Args:
        sources: All maps.
        outlines: The outline of each.
        texts: The text of every page by its name.
        setting: The name of the setting.

    Returns:
        The site as each group sees it, and the groups.
    """
    opaque = [(one.id, source.text) for one, source in zip(outlines, sources, strict=True) if not one.readable]
    pages = {file: digest(texts.get(file, "")) for file in {source.file for source in sources if source.block}}
    groups = []
    for numbers in neighbours(outlines):
        parts = (part for number in numbers for part in _standing(sources[number], pages))
        groups.append(Group(digest(setting, *parts), tuple(numbers)))
    return Beyond(outlines, opaque), groups


def _standing(source: MapSource, pages: Mapping[str, str]) -> tuple[str, str, str, str]:
    """A map, and where it stands: what stands above it in its page moves its lines."""
    return source.file, str(source.block.line) if source.block else "", pages.get(source.file, ""), source.text
