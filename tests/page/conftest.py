"""Maps for the tests of the page: parsed, joined and derived as the pipeline does, without its checks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mkdocs_storymap.build import build_map
from mkdocs_storymap.derive import derive
from mkdocs_storymap.derive.checklist import checklist
from mkdocs_storymap.diagnostics import Diagnostic
from mkdocs_storymap.render import PageContext, anchors, render_map
from mkdocs_storymap.site.binding import bind_site
from mkdocs_storymap.site.registry import Key, Registry
from mkdocs_storymap.site.site import Site
from mkdocs_storymap.source.yaml_doc import read_yaml

MAPS = Path(__file__).parents[1] / "maps"
TODAY = date(2026, 11, 24)


def make_site(*texts: str) -> Site:
    """The site of these maps."""
    maps = []
    for text in texts:
        root = read_yaml(text).root
        assert root is not None, "not YAML"
        kind = root.children.get("kind")
        choice = root.children.get("checklist")
        found, _ = build_map(
            root, kind.text if kind else "user", checklist=not (choice and choice.text == "none"), defaulted=frozenset()
        )
        maps.append(found)
    registry = Registry(maps)
    return Site(registry, bind_site(registry, {}), TODAY)


def make_context(site: Site, key: str, diagnostics: list[Diagnostic] | None = None, **options: Any) -> PageContext:
    """A context as the pipeline makes it: one page a map, `KEY.html`."""
    problems = diagnostics or []
    ids = {key: anchors(site, key) for key in site.registry.maps}

    def url_for(name: Key) -> str | None:
        anchor = ids.get(name.map, {}).get(name)
        page = "" if name.map == key else f"{name.map}.html"
        return f"{page}#{anchor}" if anchor else None

    return PageContext(site, derive(site), key, checklist(site.map(key), problems), problems, url_for, **options)


def render(*texts: str, key: str = "", diagnostics: list[Diagnostic] | None = None, **options: Any) -> str:
    """The page of one of these maps (the first)."""
    site = make_site(*texts)
    return render_map(make_context(site, key or next(iter(site.registry.maps)), diagnostics, **options))


def example(name: str) -> str:
    """The text of an example map."""
    return (MAPS / f"{name}.storymap.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def loan() -> str:
    """The user map's page."""
    return render(example("loan-preapproval"), example("loan-ds"), key="loan-preapproval")


@pytest.fixture(scope="session")
def science() -> str:
    """The data-science map's page."""
    return render(example("loan-preapproval"), example("loan-ds"), key="loan-ds")


Rendered = Callable[..., str]
