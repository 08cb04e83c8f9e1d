"""A partly broken map still has a page: whatever one value is replaced with, everything else is shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import yaml

from tests.page.conftest import example, render
from tests.page.strict import read

WRONG: tuple[Any, ...] = ("", "Nonsense Value", 7, [], {}, {"none": "does not apply"}, ["x", 3], {"x": {"y": 1}}, None)
Path = tuple[str | int, ...]


def load(name: str) -> Any:
    return yaml.load(example(name), Loader=yaml.BaseLoader)


def paths(value: Any, at: Path = ()) -> Iterator[Path]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in inner:
        yield (*at, key)
        yield from paths(below, (*at, key))


def with_value(tree: Any, path: Path, value: Any) -> Any:
    tree = deepcopy(tree)
    at = tree
    for part in path[:-1]:
        at = at[part]
    if value is ...:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return tree


@pytest.mark.parametrize("name", ["loan-preapproval", "loan-ds"])
@pytest.mark.parametrize("turn", range(3))
def test_one_wrong_value_hides_no_page(name: str, turn: int) -> None:
    tree = load(name)
    other = example("loan-ds" if name == "loan-preapproval" else "loan-preapproval")
    for number, path in enumerate(paths(tree)):
        if path in (("map",), ("kind",)) or len(path) > 6:
            continue
        if number % 3 != turn:
            continue
        value = (*WRONG, ...)[number // 3 % (len(WRONG) + 1)]
        page = render(json.dumps(with_value(tree, path, value)), other)
        assert page.startswith("<section"), path
        if number % 9 == 0:
            assert read(page).faults == [], path
