"""All maps of one site together: ids, names that lead from one to another, and levels bound to their scales."""

from mkdocs_storymap.site.registry import Key, Registry, Resolution, SiteMap

__all__ = ["Key", "Registry", "Resolution", "SiteMap"]
