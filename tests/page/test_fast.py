"""The faster templates say what Jinja2's own would say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment
from markupsafe import Markup, escape

from mkdocs_storymap.render import html
from mkdocs_storymap.render.fast import FastEnvironment, quick_escape
from mkdocs_storymap.render.view import map_view
from tests.page.big import big_maps
from tests.page.conftest import example, make_context, make_site


@given(st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.booleans(), st.text().map(Markup)))
def test_escaping(value: Any) -> None:
    assert quick_escape(value) == escape(value)


@pytest.mark.parametrize("key", ["loan-preapproval", "loan-ds", "big"])
def test_pages_are_the_same(key: str) -> None:
    texts = big_maps(12, steps=6, word="<b>&\"'") if key == "big" else (example("loan-preapproval"), example("loan-ds"))
    view = map_view(make_context(make_site(*texts), key))
    fast = html.environment()
    assert isinstance(fast, FastEnvironment)
    plain = Environment(
        loader=fast.loader, autoescape=True, undefined=fast.undefined, trim_blocks=True, lstrip_blocks=True, auto_reload=False
    )  # fmt: skip
    plain.globals.update(fast.globals)
    assert fast.get_template("map.html.jinja").render(m=view) == plain.get_template("map.html.jinja").render(m=view)
