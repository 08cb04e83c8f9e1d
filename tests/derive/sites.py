"""Small sites for derived values: only what the value under test needs."""

from __future__ import annotations

from typing import Any

from mkdocs_storymap.pipeline import Judged
from mkdocs_storymap.site.registry import Key
from tests.support import as_yaml, judge, plain

DAY, WEEK = 1440, 10080
"""Minutes."""


def site(product: str, model: str = "") -> Judged:
    """A user map `product` and, if given, a data-science map `model` that serves it; both without the checklist."""
    user: dict[str, Any] = {
        "map": "product", "title": "Product", "checklist": "none", "backbone": {"Use": ["Ask", "See"]},
        "releases": {"first": {"goal": "One"}, "second": {"goal": "Two"}}, "stories": {},
    }  # fmt: skip
    texts = {"product.yaml": as_yaml(user | plain(product))}
    if model:
        science = {"map": "model", "title": "Model", "kind": "data-science", "checklist": "none", "serves": "product", "jobs": {}}
        texts["model.yaml"] = as_yaml(science | plain(model))
    judged = judge(False, False, more=texts)
    errors = [d for d in judged.diagnostics if d.severity == "error" and d.code not in ("SM309", "SM701", "SM702")]
    assert not errors, errors
    return judged


def story(name: str) -> Key:
    return Key("product", "story", name)


def data(name: str) -> Key:
    return Key("product", "data item", name)


def job(name: str) -> Key:
    return Key("model", "job", name)
